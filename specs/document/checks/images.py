"""Images that nobody sees here: not uploaded, or somewhere else, where they may change after the approval."""

from collections.abc import Collection, Iterator

from specs.document import rendering
from specs.document.checks.findings import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.rows import Document

_LONGEST = 80
_CODE = ("sql", "diagram", "payload")


def images(document: Document, known: Collection[str]) -> Iterator[Finding]:
    """`known` are the paths of the images that the spec has."""
    rows = [(i, row) for i, row in enumerate(document.rows) if "![" in row.source and row.kind not in _CODE]
    defined = rendering.definitions(document.text) if rows and "]:" in document.text else ""
    for index, row in rows:
        for target, alt in rendering.images(row.source, definitions=defined):
            if target not in known:
                yield _missing(target, index)
            elif not alt.strip():
                hint = _("Write in the brackets what it shows, for those who cannot see it.")
                yield Finding("image.words", "advises", _("An image without words"), hint, index)


def _missing(target: str, index: int) -> Finding:
    name = target if len(target) <= _LONGEST else f"{target[:_LONGEST]}…"
    if rendering.is_own_image(target):
        name, message = target[7:19], _("The image {name}… was not uploaded here")
        hint = _("Upload it under Images, import the zip it came in, or take it out.")
    else:
        message = _("The image “{name}” was not uploaded here")
        hint = _("It is not shown. Upload it and name it as its upload says, or make it a link.")
    return Finding("image.missing", "blocks", message, hint, index, {"name": name})
