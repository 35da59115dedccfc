"""Rows as a page shows them."""

from specs.document import rendering
from specs.document.fields import fields
from specs.models import Row, Spec
from specs.services.columns import definitions_of, html


def page_rows(spec: Spec) -> list[Row]:
    """The standing rows in reading order, in one query; HTML of an older renderer is made anew, and kept."""
    rows = list(spec.rows)
    old = [row for row in rows if row.html_version != rendering.VERSION]
    if old:
        _render(old, definitions_of(spec.document()))
    return rows


def _render(rows: list[Row], defs: str) -> None:
    for row in rows:
        row.html = html(row.kind, row.dialect, fields(row.kind, row.dialect, row.source), defs)
        row.html_version = rendering.VERSION
    Row.objects.bulk_update(rows, ("html", "html_version"), batch_size=200)
