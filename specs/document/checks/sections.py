"""Sections that must be written before a document can be reviewed."""

from collections.abc import Collection

from specs.document.checks.findings import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.outline import unwritten
from specs.document.rows import Document
from specs.document.template import SECTIONS

REQUIRED = ("functional",)


def unwritten_sections(document: Document, required: Collection[str] = REQUIRED) -> list[Finding]:
    """One finding for each required section without content. Rows of its kind may stand under any heading."""
    missing = {section.key for section in unwritten(document)} | _empty(document, required)
    return [
        Finding(
            f"unwritten.{key}",
            "blocks",
            _("Nothing is written under “{section}”"),
            SECTIONS[key].question,
            values={"section": SECTIONS[key].title},
        )
        for key in required
        if key in missing and not _has_rows(document, SECTIONS[key].kind)
    ]


def _has_rows(document: Document, kind: str) -> bool:
    return kind not in ("", "prose") and any(row.kind == kind for row in document.rows)


def _empty(document: Document, required: Collection[str]) -> set[str]:
    """Required sections that have a heading and nothing below it."""
    filled = {document.section(row.parent) for row in document.rows if row.kind != "heading"}
    return set(required) - filled
