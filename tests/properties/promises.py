"""What every write promises: it reads as it says, and only the lines it may change differ."""

from specs.document.reader import read
from specs.document.rows import Document
from specs.document.writer import Written


def reads_as_it_says(document: Document) -> None:
    again = read(document.text)
    assert again.with_ids([row.id for row in document.rows]) == document
    known = [row.id for row in document.rows if row.id is not None]
    assert len(known) == len(set(known))


def nothing_else_changed(before: Document, written: Written, allowed: set[int | None]) -> None:
    """Every row but the allowed ones has its bytes; only numbers of lists, and their indents, moved along."""
    after = written.document
    here = {row.id: row for row in after.rows}
    moved_along = {after.rows[i].id for i in written.renumbered}
    for row in before.rows:
        if row.id in allowed or row.id in moved_along:
            continue
        assert row.id in here, f"{row} is gone"
        assert (here[row.id].kind, here[row.id].source) == (row.kind, row.source)
    old = {row.id: row.source for row in before.rows}
    for i in written.renumbered:
        assert words(after.rows[i].source) == words(old[after.rows[i].id])


def words(source: str) -> list[str]:
    """The words of a row's lines, less the number before them."""
    lines = [line.strip(" \t") for line in source.splitlines()]
    return [lines[0].lstrip("0123456789").lstrip(".) \t"), *lines[1:]]


def subtree_ids(document: Document, index: int) -> set[int | None]:
    return {row.id for row in document.rows[index : document.end(index)]}


def prose_beside(document: Document, *places: int) -> set[int | None]:
    """Prose rows around a place: those may become one when what stood between them goes, or prose comes beside them."""
    near = {place for index in places for place in (index - 1, index, index + 1)}
    return {document.rows[i].id for i in near if 0 <= i < len(document.rows) and document.rows[i].kind == "prose"}
