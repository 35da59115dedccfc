"""Metadata that could mislead: a second line that says what the status is."""

from specs.document.checks.findings import Finding
from specs.document.fields import fields
from specs.document.outline import folded_key, status_row
from specs.document.rows import Document


def second_status(document: Document) -> list[Finding]:
    """One finding for each metadata row that claims a status beside the one the workflow writes."""
    written = status_row(document)
    return [
        Finding(
            "status.second",
            "advises",
            "A second line says what the status is",
            "Only the first is kept up to date: remove this one.",
            index,
        )
        for index, row in enumerate(document.rows)
        if row.kind == "meta" and index != written
        if folded_key(fields(row.kind, row.dialect, row.source).get("label", "")) == "status"
    ]
