"""Several rows at once: deleted, moved, given a priority. Each verb is one change, so that one undo takes it back."""

from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document import writer
from specs.document.rows import Document, Refused
from specs.document.template import KINDS
from specs.document.writer import Written
from specs.models import Event, Row, Spec
from specs.services.change import change
from specs.services.locating import Place, index_of, inside, placed
from specs.services.unseen import require_seen

#: Every row is proved by itself; more of them would keep the writer waiting.
MOST = 200


def remove_rows(spec: Spec, *, by: User, rows: Collection[int], seen: int | None = None) -> Event | None:
    """Takes the rows out of the text, each with what stands below it.

    `seen` is the number of the newest event that the page shows. Raises Unseen if somebody else changed any since.
    """

    def edit(document: Document) -> Written:
        heads = _heads(document, rows)
        for pk in heads:
            standing = Row.objects.get(pk=pk)
            require_seen(standing, inside(document, document.place(pk)), by=by, stamp=None, seen=seen)
        text_first = sorted(heads, key=lambda pk: document.rows[document.place(pk)].kind != "prose")
        return _one_by_one(document, text_first, writer.remove)

    return change(spec, by=by, action="edit", verb="deleted", edit=edit)


def move_rows(spec: Spec, *, by: User, rows: Collection[int], parent: Place, after: Place = None) -> Event | None:
    """Puts the rows, in their order, behind `after`, or first below `parent`."""

    def edit(document: Document) -> Written:
        heads = _heads(document, rows)
        above, behind = index_of(document, parent), _not_among(document, index_of(document, after), heads)
        if behind is not None:
            above = document.rows[behind].parent
        ids = [None if place is None else document.rows[place].id for place in (above, behind)]

        def move(now: Document, index: int) -> Written:
            up, last = (None if pk is None else now.place(pk) for pk in ids)
            written = writer.move(now, index, parent=up, after=last)
            ids[1] = None if written.index is None else written.document.rows[written.index].id
            return written

        return _one_by_one(document, heads, move)

    return change(spec, by=by, action="edit", verb="moved", edit=edit)


def set_priority(spec: Spec, *, by: User, rows: Collection[int], priority: str) -> Event | None:
    """Writes the priority, or takes it away where it is "". Rows of kinds that have none stay as they are."""

    def edit(document: Document) -> Written:
        places = [placed(document, pk) for pk in rows]
        able = [pk for pk, i in zip(rows, places, strict=True) if _has_priority(document.rows[i].kind)]
        if not able:
            raise Refused(_("None of these rows has a priority; requirements do."), field="priority")
        return _one_by_one(document, able, lambda now, index: writer.set_fields(now, index, {"priority": priority}))

    return change(spec, by=by, action="edit", verb="edited", edit=edit)


def _has_priority(kind: str) -> bool:
    return any(field.name == "priority" for field in KINDS[kind].fields)


def _heads(document: Document, rows: Collection[int]) -> list[int]:
    """The rows in reading order, less those that stand below another of them. Refused if none, or too many."""
    if not rows:
        raise Refused(_("No row is selected."))
    if len(rows) > MOST:
        raise Refused(_("At most %(most)d rows can be changed at once.") % {"most": MOST})
    chosen = {placed(document, pk) for pk in rows}
    heads = [i for i in sorted(chosen) if chosen.isdisjoint(document.ancestors(i))]
    return [pk for i in heads if (pk := document.rows[i].id) is not None]


def _not_among(document: Document, after: int | None, heads: Collection[int]) -> int | None:
    """The place to go behind; where that is one of the rows themselves, the nearest sibling above that is not."""
    if after is None or document.rows[after].id not in heads:
        return after
    siblings = document.children(document.rows[after].parent)
    above = siblings[: siblings.index(after)]
    return next((i for i in reversed(above) if document.rows[i].id not in heads), None)


def _one_by_one(document: Document, rows: Collection[int], write: Callable[[Document, int], Written]) -> Written:
    """Every write on the text that the one before it left; what any of them renumbered is renumbered in the end."""
    renumbered: set[int] = set()
    for pk in rows:
        if pk not in _ids(document):
            raise Refused(_("Paragraphs that become one cannot be moved together; move them one by one."))
        written = write(document, document.place(pk))
        document = written.document
        renumbered |= {name for i in written.renumbered if (name := document.rows[i].id) is not None}
    standing = _ids(document)
    places = (document.place(pk) for pk in sorted(renumbered) if pk in standing)
    return Written(document, None, tuple(places))


def _ids(document: Document) -> set[int | None]:
    return {row.id for row in document.rows}
