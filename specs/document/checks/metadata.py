"""Metadata that could mislead: a second line that says what the status is."""

import re

from specs.document.checks.findings import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.fields import fields
from specs.document.outline import canonical, status_row
from specs.document.rows import Document, Row

_CLAIM = re.compile(
    r"^[ \t]*(?:>[ \t]*)?(?:[-*+][ \t]+)?[*_]{0,2}status[*_]{0,2}[ \t]*:"
    r"[*_]{0,2}[ \t]*(?:draft|review|approved|implemented)\b",
    re.IGNORECASE | re.MULTILINE,
)


def second_status(document: Document) -> list[Finding]:
    """One finding for each row that claims a status beside the one line that the workflow writes."""
    written = status_row(document)
    return [
        Finding(
            "status.second",
            "advises",
            _("A second line says what the status is"),
            _("Only the line in the metadata is kept up to date: remove this one."),
            index,
        )
        for index, row in enumerate(document.rows)
        if index != written and _claims(row)
    ]


def _claims(row: Row) -> bool:
    if row.kind == "meta":
        return canonical(fields(row.kind, row.dialect, row.source).get("label", "")) == "status"
    return row.kind == "prose" and _CLAIM.search(row.source) is not None
