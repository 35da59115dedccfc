"""Rows and sections put elsewhere."""

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document import writer
from specs.document.rows import Document, Refused
from specs.document.writer import Written
from specs.models import Event, Row
from specs.services.change import change
from specs.services.locating import Place, index_of, placed


def move_row(row: Row, *, by: User, parent: Place, after: Place = None) -> Event | None:
    """Puts the row and what stands below it behind `after`, or first below `parent`."""

    def edit(document: Document) -> Written:
        index, behind = placed(document, row), index_of(document, after)
        above = document.rows[behind].parent if behind is not None else index_of(document, parent)
        return writer.move(document, index, parent=above, after=behind)

    return change(row.spec, by=by, action="edit", verb="moved", edit=edit)


def move_up(row: Row, *, by: User) -> Event | None:
    """Before the nearest row of its kind above it, below the same parent."""

    def edit(document: Document) -> Written:
        index = placed(document, row)
        others = _alike(document, index)
        at = others.index(index)
        if not at:
            raise Refused(_("It is the first already."))
        siblings = document.children(document.rows[index].parent)
        before = siblings.index(others[at - 1])
        behind = siblings[before - 1] if before else None
        return writer.move(document, index, parent=document.rows[index].parent, after=behind)

    return change(row.spec, by=by, action="edit", verb="moved", edit=edit)


def move_down(row: Row, *, by: User) -> Event | None:
    """Behind the nearest row of its kind below it, below the same parent."""

    def edit(document: Document) -> Written:
        index = placed(document, row)
        others = _alike(document, index)
        at = others.index(index)
        if at == len(others) - 1:
            raise Refused(_("It is the last already."))
        return writer.move(document, index, parent=document.rows[index].parent, after=others[at + 1])

    return change(row.spec, by=by, action="edit", verb="moved", edit=edit)


def _alike(document: Document, index: int) -> list[int]:
    """The siblings among which a row moves: of its kind, and of its level if it is a heading."""
    row = document.rows[index]
    return [
        i
        for i in document.children(row.parent)
        if (document.rows[i].kind, document.rows[i].level) == (row.kind, row.level)
    ]
