"""A frozen text as its reader sees it: rendered from the bytes, nothing left out."""

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from specs.document import rendering
from specs.document.reader import read
from specs.models import Revision


@dataclass(frozen=True, slots=True)
class Reading:
    """`front` are the lines of the front matter, which the rendered text leaves out."""

    front: str
    html: SafeString


def reading_of(revision: Revision) -> Reading:
    text = bytes(revision.data).decode("utf-8")
    return Reading(front_matter(text), mark_safe(rendering.render_document(text)))  # noqa: S308 (the renderer sanitises)


def front_matter(text: str) -> str:
    """The lines between the first `---` and the next, if the reader takes them for metadata."""
    rows = read(text).rows
    lines = []
    for row in rows:
        if row.kind != "meta" or row.layout != "meta":
            break
        lines.append(row.source)
    return "\n".join(lines) if text.lstrip("\ufeff").startswith("---") else ""
