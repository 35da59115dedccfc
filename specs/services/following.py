"""Which rows are touched by a change of others: a requirement by its parts, rows by the heading above them. Pure."""

from collections.abc import Iterable, Sequence

from specs.document.rows import Document
from specs.document.rows import Row as TextRow

#: Rows that hold fields of the row above them.
INSIDE = frozenset({"part", "criterion", "payload"})


def owners(before: Document, after: Document, *, touched: Iterable[int], gone: Sequence[TextRow]) -> set[int]:
    """Indices of the rows whose fields stand in children that were touched or went."""
    at = {row.id: i for i, row in enumerate(after.rows)}
    found = {_owner(after, i) for i in touched if after.rows[i].kind in INSIDE}
    for row in gone:
        above = None if row.parent is None else at.get(before.rows[row.parent].id)
        if row.kind in INSIDE and above is not None:
            found.add(_owner(after, above) if after.rows[above].kind in INSIDE else above)
    return {i for i in found if i is not None}


def _owner(document: Document, index: int) -> int | None:
    above = document.rows[index].parent
    while above is not None and document.rows[above].kind in INSIDE:
        above = document.rows[above].parent
    return above


def sections(document: Document) -> list[str]:
    """The section each row stands in, in one pass."""
    found: list[str] = []
    for row in document.rows:
        found.append(row.key or ("" if row.parent is None else found[row.parent]))
    return found
