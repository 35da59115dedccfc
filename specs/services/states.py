"""The text as it was after any event: today's rows with later events taken back, newest first."""

from collections.abc import Callable
from typing import Any, TypeVar

from specs.document.rows import Document
from specs.document.rows import Row as TextRow
from specs.lately import Lately
from specs.models import Event, Row, Spec

T = TypeVar("T")
_COLUMNS = ("source", "lead", "place", "kind", "dialect", "level", "key")


def state_at(spec: Spec, number: int) -> Document:
    """The document as event `number` left it; rows have their ids. Raises LookupError for a number not yet given."""
    spec = Spec.objects.get(pk=spec.pk)
    if number > spec.seq:
        raise LookupError(number)
    states = {
        row["pk"]: {**row, "parent": row["parent_id"]}
        for row in Row.objects.filter(spec=spec, removed_at=None).values("pk", "parent_id", *_COLUMNS)
    }
    tail = spec.tail
    for changes in _later(spec, number):
        for item in changes:
            if item["row"] is None:
                tail = item["before"]["tail"]
            elif item["before"] is None:
                del states[item["row"]]
            else:
                states[item["row"]] = {**states.get(item["row"], {}), **item["before"]}
    return _document(states, tail)


def current(spec: Spec) -> tuple[Spec, Document]:
    """The spec and its text as they are at one moment, though others write: read again until nobody has meanwhile."""
    return _at_one_moment(spec, Spec.document)


def current_text(spec: Spec) -> tuple[Spec, str]:
    """The same with the text as the file it makes; one that was asked for lately is at hand."""
    fresh = _fresh(spec)
    known = _TEXTS.get((fresh.uuid, fresh.seq, fresh.changed_at))
    if known is not None:
        return fresh, known
    fresh, text = _at_one_moment(spec, lambda fresh: fresh.rows.text(fresh.tail))
    if len(text) < LONG:
        _TEXTS.keep((fresh.uuid, fresh.seq, fresh.changed_at), text)
    return fresh, text


#: By the number and the moment of the last change.
_TEXTS: Lately[str] = Lately(16)
LONG = 2_000_000


def _fresh(spec: Spec) -> Spec:
    return Spec.objects.select_related("team", "in_force").get(pk=spec.pk)


def _at_one_moment(spec: Spec, read: Callable[[Spec], T]) -> tuple[Spec, T]:
    while True:
        fresh = _fresh(spec)
        found = read(fresh)
        if Spec.objects.filter(pk=spec.pk, seq=fresh.seq).exists():
            return fresh, found


def _later(spec: Spec, number: int) -> list[list[dict[str, Any]]]:
    events = Event.objects.filter(spec=spec, number__gt=number).order_by("-number")
    return list(events.values_list("changes", flat=True))


def _document(states: dict[int, dict[str, Any]], tail: str) -> Document:
    order = sorted(states, key=lambda pk: states[pk]["place"])
    index = {pk: i for i, pk in enumerate(order)}
    rows = []
    for pk in order:
        state = states[pk]
        above = None if state["parent"] is None else index[state["parent"]]
        rows.append(
            TextRow(
                state["kind"], state["dialect"], state["lead"], state["source"], above, state["level"], state["key"], pk
            )
        )
    return Document(tuple(rows), tail)


def unpacked(rows: list[dict[str, Any]], tail: str) -> Document:
    """A revision's snapshot as a document."""
    return Document(tuple(TextRow(**row) for row in rows), tail)


def packed(document: Document) -> list[dict[str, Any]]:
    """A document as a revision keeps it: parents are indices."""
    return [
        {
            "kind": row.kind,
            "dialect": row.dialect,
            "lead": row.lead,
            "source": row.source,
            "parent": row.parent,
            "level": row.level,
            "key": row.key,
            "id": row.id,
        }
        for row in document.rows
    ]
