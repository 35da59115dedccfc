"""Checks of a document: pure functions from a document to findings."""

from collections.abc import Collection

from specs.document.checks.characters import characters
from specs.document.checks.findings import Finding
from specs.document.checks.images import images as _images
from specs.document.checks.links import links
from specs.document.checks.metadata import second_status
from specs.document.checks.placeholders import placeholders
from specs.document.checks.sections import REQUIRED, unwritten_sections
from specs.document.checks.tasks import unknown_uids
from specs.document.checks.uids import duplicate_uids
from specs.document.checks.unseen import unseen
from specs.document.rows import Document

__all__ = ["Finding", "findings"]


def findings(
    document: Document, *, required: Collection[str] = REQUIRED, images: Collection[str] | None = None
) -> list[Finding]:
    """Everything the checks find, in the order of the document; what belongs to no row first.

    `required` are the keys of the sections that must be written before a submit; `images` the paths of the images that
    were uploaded to this spec, None where nobody looked.
    """
    found = [
        *unwritten_sections(document, required),
        *placeholders(document),
        *duplicate_uids(document),
        *unknown_uids(document),
        *second_status(document),
        *characters(document),
        *links(document),
        *unseen(document),
        *([] if images is None else _images(document, images)),
    ]
    return sorted(found, key=lambda finding: -1 if finding.row is None else finding.row)
