"""Rows as a page shows them."""

from specs.document import rendering
from specs.document.fields import fields
from specs.models import Row
from specs.services.columns import html


def html_of(row: Row, definitions: str) -> str:
    """A row's HTML: the stored one, or, where an older renderer made that, a new one. The next write stores it."""
    if row.html_version != rendering.VERSION:
        row.html = html(row.kind, row.dialect, fields(row.kind, row.dialect, row.source), definitions)
        row.html_version = rendering.VERSION
    return row.html
