"""Taking changes back: deleted rows, earlier texts of a row, whole events. What came later stays."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document import writer
from specs.document.merge import merge_text
from specs.document.reader import read
from specs.document.rows import Document, Refused
from specs.document.rows import Row as TextRow
from specs.document.writer import Written
from specs.models import Event, Row, Spec
from specs.services.change import READ_AGAIN, Recorder, change
from specs.services.states import state_at

Item = dict[str, Any]
_TEXT = ("kind", "dialect", "lead", "source", "level", "key")
_LATER = "Later changes stand in its way: take those back first, or bring single rows back from the history."


def restore_row(spec: Spec, *, by: User, row_id: int) -> Row:
    """Brings a deleted row back with all that went with it, where it stood; ids and history are the same as before."""
    event = _removal_of(spec, row_id)
    before = state_at(spec, event.number - 1)
    gone = {item["row"] for item in event.changes if item["before"] and not item["after"]}

    def edit(document: Document) -> Written:
        if any(row.id == row_id for row in document.rows):
            return Written(document, None)
        return _revive(document, before, before.place(row_id), gone)

    change(spec, by=by, action="edit", verb="brought back", edit=edit, data={"undoes": event.number})
    return Row.objects.get(pk=row_id)


def _removal_of(spec: Spec, row_id: int) -> Event:
    for event in Event.objects.filter(spec=spec, eventrow__row=row_id).order_by("-number"):
        if any(item["row"] == row_id and item["before"] and not item["after"] for item in event.changes):
            return event
    raise Refused(_("This row was never deleted from this spec."))


def _revive(document: Document, before: Document, index: int, gone: set[int]) -> Written:
    """Puts the subtree at `index` of an earlier document back, behind the sibling that stood before it."""
    row = before.rows[index]
    above = None
    if row.parent is not None:
        above = _standing(document, before.rows[row.parent].id)
        if above is None:
            raise Refused(_("What it stood in was deleted too. Bring that back first."))
    here = {r.id for r in document.rows}
    end = before.end(index)
    keep = [i for i in range(index, end) if before.rows[i].id in gone and before.rows[i].id not in here]
    return writer.insert_rows(
        document, _relative(before, keep), parent=above, after=_sibling(document, before, index, above)
    )


def _relative(before: Document, indices: list[int]) -> list[TextRow]:
    """Rows of an earlier document with parents relative to the sequence; the first is its head."""
    at = {index: i for i, index in enumerate(indices)}
    rows = [before.rows[index] for index in indices]
    return [
        TextRow(
            row.kind,
            row.dialect,
            row.lead,
            row.source,
            at.get(row.parent) if row.parent is not None else None,
            row.level,
            row.key,
            row.id,
        )
        for row in rows
    ]


def _sibling(document: Document, before: Document, index: int, above: int | None) -> int | None:
    """The nearest sibling that stood before the row and still stands below the same parent."""
    siblings = before.children(before.rows[index].parent)
    for sibling in reversed(siblings[: siblings.index(index)]):
        found = _standing(document, before.rows[sibling].id)
        if found is not None and document.rows[found].parent == above:
            return found
    return None


def _standing(document: Document, row_id: int | None) -> int | None:
    return next((i for i, row in enumerate(document.rows) if row.id == row_id), None)


def restore_version(row: Row, *, by: User, event: int) -> Event | None:
    """Writes the row's text as it was right after event `event`."""
    spec = row.spec
    state = state_at(spec, event)
    try:
        source = state.rows[state.place(row.pk)].source
    except LookupError:
        raise Refused(_("At that time the row was not in the text.")) from None

    def edit(document: Document) -> Written:
        index = _standing(document, row.pk)
        if index is None:
            raise Refused(_("The row is deleted. Bring it back first."))
        return writer.set_source(document, index, source)

    return change(spec, by=by, action="edit", verb="restored", edit=edit, data={"restored": event})


def undo(event: Event, *, by: User, verb: str = "undid", walking: bool = False) -> Event | None:
    """Takes an event back, keeping what came after. Refused where later changes stand in its way.

    `walking` through one's changes notes the step also where others have taken it back before: else one stays there.
    """
    spec = event.spec
    if not event.text and any(record.kind != "tick" for record in event.record_set.all()):
        raise Refused(_("An act of the review is not undone like an edit."))
    items = [item for item in event.changes if not item.get("placed") and item["row"] is not None]
    if event.number == 1 or event.verb == READ_AGAIN or not (items or walking):
        raise Refused(_("There is nothing in it to take back."))
    before = state_at(spec, event.number - 1)
    ticked = (
        all(item["after"] and item["before"] and item["before"]["kind"] == "task" for item in items) and not event.text
    )

    def edit(document: Document) -> Written:
        return _exact(document, spec, event, before) or _in_place(document, items) or _stepwise(document, before, items)

    return change(
        spec,
        by=by,
        action="tick" if ticked else "edit",
        verb=verb,
        edit=edit if items else None,
        act=Recorder.note if walking else None,
        data={"undoes": event.number},
        text=event.text,
    )


def _exact(document: Document, spec: Spec, event: Event, before: Document) -> Written | None:
    """The very bytes of before, if nothing came after the event, or nothing but texts of rows it did not touch."""
    touched = {item["row"] for item in event.changes}
    after = state_at(spec, event.number)
    if [row.id for row in after.rows] != [row.id for row in document.rows] or after.tail != document.tail:
        return None
    later = {row.id: row for row, then in zip(document.rows, after.rows, strict=True) if row != then}
    if touched & set(later):
        return None
    rows = [replace(later[row.id], parent=row.parent) if row.id in later else row for row in before.rows]
    drawn = Document(tuple(rows), before.tail)
    return Written(drawn, None) if _reads_as_drawn(drawn) else None


def _in_place(document: Document, items: Sequence[Item]) -> Written | None:
    """The texts of before in their rows, if the event changed nothing else and nobody has touched them since."""
    rows = list(document.rows)
    for item in items:
        was, now, at = item["before"], item["after"], _standing(document, item["row"])
        if not was or not now or at is None or (was["parent"], was["place"]) != (now["parent"], now["place"]):
            return None
        if any(getattr(rows[at], name) != now[name] for name in _TEXT):
            return None
        rows[at] = replace(rows[at], **{name: was[name] for name in _TEXT})
    drawn = Document(tuple(rows), document.tail)
    return Written(drawn, None) if _reads_as_drawn(drawn) else None


def _reads_as_drawn(document: Document) -> bool:
    found = read(document.text)
    ids = [row.id for row in document.rows]
    return len(found.rows) == len(ids) and found.with_ids(ids) == document


def _stepwise(document: Document, before: Document, items: Sequence[Item]) -> Written:
    """What was added goes, what was deleted comes back, what was moved returns, what was rewritten is merged back."""
    renumbered: set[int] = set()
    for step in _steps(before, items):
        written = step(document)
        renumbered |= {pk for i in written.renumbered if (pk := written.document.rows[i].id) is not None}
        document = written.document
    return Written(document, None, tuple(i for i, row in enumerate(document.rows) if row.id in renumbered))


def _steps(before: Document, items: Sequence[Item]) -> list[Any]:
    added = {item["row"] for item in items if not item["before"]}
    gone = {item["row"] for item in items if not item["after"]}
    changed = [item for item in items if item["before"] and item["after"] and not item.get("renumbered")]
    steps: list[Any] = [
        _Without(item) for item in items if item["row"] in added and item["after"]["parent"] not in added
    ]
    heads = [
        i
        for i, row in enumerate(before.rows)
        if row.id in gone and (row.parent is None or before.rows[row.parent].id not in gone)
    ]
    steps += [_Revived(before, index, gone) for index in heads]
    steps += [_Moved(before, item) for item in changed if _has_moved(item, before)]
    return steps + [_Rewritten(item) for item in changed if item["before"]["source"] != item["after"]["source"]]


def _has_moved(item: Item, before: Document) -> bool:
    return bool(
        item["before"]["place"] != item["after"]["place"] or item["before"]["parent"] != item["after"]["parent"]
    )


class _Without:
    def __init__(self, item: Item) -> None:
        self.item = item

    def __call__(self, document: Document) -> Written:
        index = _standing(document, self.item["row"])
        if index is None:
            return Written(document, None)
        if document.rows[index].source != self.item["after"]["source"]:
            raise Refused(_LATER)
        return writer.remove(document, index)


class _Revived:
    def __init__(self, before: Document, index: int, gone: set[int]) -> None:
        self.before, self.index, self.gone = before, index, gone

    def __call__(self, document: Document) -> Written:
        if _standing(document, self.before.rows[self.index].id) is not None:
            return Written(document, None)
        return _revive(document, self.before, self.index, self.gone)


class _Moved:
    def __init__(self, before: Document, item: Item) -> None:
        self.before, self.item = before, item

    def __call__(self, document: Document) -> Written:
        index = _standing(document, self.item["row"])
        above = _standing(document, self.item["before"]["parent"]) if self.item["before"]["parent"] else None
        if index is None or (above is None and self.item["before"]["parent"]):
            raise Refused(_LATER)
        after = _sibling(document, self.before, self.before.place(self.item["row"]), above)
        return writer.move(document, index, parent=above, after=after)


class _Rewritten:
    def __init__(self, item: Item) -> None:
        self.item = item

    def __call__(self, document: Document) -> Written:
        index = _standing(document, self.item["row"])
        if index is None:
            raise Refused(_LATER)
        merged = merge_text(self.item["after"]["source"], self.item["before"]["source"], document.rows[index].source)
        if merged.conflict:
            raise Refused(_LATER)
        return writer.set_source(document, index, merged.text)
