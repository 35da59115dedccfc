"""A frozen text as its reader sees it: rendered from the bytes, nothing left out."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from specs.document import rendering
from specs.models import Revision

BOX = re.compile(r"<input((?: (?:checked|disabled|type)=\"(?:checkbox)?\")+)>")


@dataclass(frozen=True, slots=True)
class Reading:
    """`front` are the lines of the front matter, which the rendered text leaves out."""

    front: str
    html: SafeString


def reading_of(revision: Revision) -> Reading:
    text = bytes(revision.data).decode("utf-8")
    html = BOX.sub(_named, rendering.unfolded(rendering.render_document(text), _("Folded in the file")))
    return Reading(rendering.front_matter(text).strip("\r\n"), mark_safe(html))  # noqa: S308 (the renderer sanitises)


def _named(box: re.Match[str]) -> str:
    """A box with a name for those who hear it. Only the renderer makes boxes: raw ones are text."""
    return f'<input aria-label="{"done" if "checked" in box[1] else "to do"}"{box[1]}>'
