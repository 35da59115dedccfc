"""Sections: added, renamed, removed, moved."""

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document import writer
from specs.document.merge import Clash
from specs.document.outline import values as values_of
from specs.document.rows import Document, Refused
from specs.document.template import SECTIONS
from specs.document.writer import Written
from specs.models import Event, Row, Spec
from specs.services.change import change
from specs.services.errors import Conflict
from specs.services.inserting import added
from specs.services.locating import Place, earlier_values, index_of, placed, stamp_of
from specs.services.moving import move_row
from specs.services.removing import removed


def add_section(
    spec: Spec, *, by: User, title: str = "", key: str = "", level: int = 2, parent: Place = None, after: Place = None
) -> Row:
    """A heading: the template's own for `key`, where the template has it; else `title`, behind the section `after`."""
    if key and key not in SECTIONS:
        raise Refused(_("The template has no section called {key}.").format(key=key))

    def write(document: Document) -> Written:
        if key:
            return writer.insert_section(document, key)
        behind = index_of(document, after)
        above = document.rows[behind].parent if behind is not None else index_of(document, parent)
        depth = document.rows[behind].level if behind is not None else level
        return writer.add_heading(document, title, depth, parent=above, after=behind)

    return added(spec, by, "added a section", write)


def rename_section(
    section: Row, *, by: User, title: str, confirmed: bool = False, stamp: int | None = None, base: str | None = None
) -> Event | None:
    """Raises `Unconfirmed` if rows that are recognised would become prose, until confirmed.

    `stamp` is the heading's as the form was opened, `base` its name then: a name given since is not overwritten.
    """

    def edit(document: Document) -> Written:
        index = placed(document, section)
        theirs = values_of(document, index).get("title", "")
        if theirs != title and stamp is not None and stamp != stamp_of(section):
            began = earlier_values(section, stamp).get("title", theirs) if base is None else base
            if title == began:
                return Written(document, index)
            if theirs != began:
                raise Conflict({"title": Clash(began, title, theirs)}, Row.objects.get(pk=section.pk))
        return writer.rename_heading(document, index, title, confirmed=confirmed)

    return change(section.spec, by=by, action="edit", verb="renamed a section", edit=edit)


def remove_section(section: Row, *, by: User, stamp: int | None = None, seen: int | None = None) -> Event:
    return removed(section, by, "deleted a section", stamp, seen)


def move_section(section: Row, *, by: User, parent: Place, after: Place = None) -> Event | None:
    return move_row(section, by=by, parent=parent, after=after)
