"""A row as it reads: the words of its fields without the marks of Markdown, for a history of what people wrote."""

import re

from specs.document import rendering
from specs.document.fields import fields
from specs.document.template import KINDS

#: What names the row, and stands beside its words already.
_NAMES = ("uid", "label", "number")
_FENCES = ("```", "~~~")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)


def as_read(kind: str, dialect: str, source: str) -> str:
    """The words of a row, line by line. Code is left as it is written, and so is what has no fields."""
    if dialect.startswith("fence:"):
        return source
    values = fields(kind, dialect, source)
    ticked = {"x": "☑ ", " ": "☐ "}.get(values.get("done", ""), "")
    named = [field.name for field in KINDS[kind].fields if field.name not in (*_NAMES, "done")]
    said = [_plain(values[name]) for name in named if values.get(name, "").strip()]
    return ticked + " · ".join(said) if said else _plain(source)


def _plain(text: str) -> str:
    if any(line.lstrip().startswith(_FENCES) for line in text.splitlines()):
        return text
    return "\n".join(rendering.words(_BREAK.sub(" ", line)) for line in text.splitlines())
