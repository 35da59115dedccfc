"""Rows and sections taken out of the text; each can be brought back."""

from accounts.models import User
from specs.document import writer
from specs.document.rows import Document
from specs.document.writer import Written
from specs.models import Event, Row
from specs.services.change import change
from specs.services.locating import inside, placed
from specs.services.unseen import require_seen


def remove_row(row: Row, *, by: User, stamp: int | None = None, seen: int | None = None) -> Event:
    """Takes the row and what stands below it out of the text. It can be brought back.

    `stamp` is the row's as the page was made, `seen` the number of the newest event then. Raises Unseen if somebody
    else changed any of it since.
    """
    return removed(row, by, "deleted", stamp, seen)


def removed(row: Row, by: User, verb: str, stamp: int | None, seen: int | None) -> Event:
    def edit(document: Document) -> Written:
        index = placed(document, row)
        require_seen(row, inside(document, index), by=by, stamp=stamp, seen=seen)
        return writer.remove(document, index)

    event = change(row.spec, by=by, action="edit", verb=verb, edit=edit)
    assert event is not None, "without a row the text is another"
    return event


def require_all_seen(row: Row, *, by: User, stamp: int | None = None, seen: int | None = None) -> None:
    """What `remove_row` asks first, for whoever writes something before it deletes."""
    document = row.spec.document()
    require_seen(row, inside(document, placed(document, row)), by=by, stamp=stamp, seen=seen)
