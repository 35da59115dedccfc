"""What happened to a spec or a row, newest first, with the words before and after."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accounts.models import User
from specs import permissions
from specs.document.diff import Piece, words
from specs.document.fields import fields
from specs.document.template import KINDS
from specs.models import Event, Row, Spec

PAGE = 50
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class RowEntry:
    """One row in an event. `op` is added, deleted, moved, changed; `pieces` the words before and after."""

    row: int
    op: str
    kind: str
    name: str
    pieces: list[Piece]
    standing: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `rows` are the first of them, `more` how many are left out; `renumbered` how many only got numbers."""

    event: Event
    number: int
    actor: User
    verb: str
    at: datetime
    rows: list[RowEntry] = field(default_factory=list)
    more: int = 0
    renumbered: int = 0
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """`before` is the event number to ask for next, or None at the beginning of time."""

    entries: list[Entry]
    before: int | None

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def events(spec: Spec, *, by: User, row: Row | int | None = None, before: int | None = None, size: int = PAGE) -> Page:
    """A page of entries; of one row, only what happened to that row."""
    permissions.require(by, "read", spec)
    found = Event.objects.filter(spec=spec).select_related("actor").order_by("-number")
    pk = row.pk if isinstance(row, Row) else row
    if pk is not None:
        found = found.filter(eventrow__row=pk)
    if before is not None:
        found = found.filter(number__lt=before)
    page = list(found[: size + 1])
    standing = set(
        Row.objects.filter(pk__in=_rows_of(page[:size]), spec=spec, removed_at=None).values_list("pk", flat=True)
    )
    entries = [_entry(event, pk, standing) for event in page[:size]]
    return Page(entries, page[size - 1].number if len(page) > size else None)


def _rows_of(page: list[Event]) -> set[int]:
    return {item["row"] for event in page for item in _shown(event, None)[:_SHOWN]}


def _shown(event: Event, row: int | None) -> list[dict[str, Any]]:
    """The changes that people made, not the numbers and places that followed."""
    return [
        item
        for item in event.changes
        if item["row"] is not None
        and not item.get("placed")
        and not item.get("renumbered")
        and (row is None or item["row"] == row)
    ]


def _entry(event: Event, row: int | None, standing: set[int]) -> Entry:
    items = _shown(event, row)
    rows = [_row_entry(item, standing) for item in items[:_SHOWN]]
    renumbered = sum(bool(item.get("renumbered")) for item in event.changes)
    return Entry(
        event,
        event.number,
        event.actor,
        event.verb,
        event.at,
        rows,
        max(0, len(items) - _SHOWN),
        renumbered,
        event.data,
    )


def _row_entry(item: dict[str, Any], standing: set[int]) -> RowEntry:
    was, now = item["before"], item["after"]
    state = now or was
    pieces = words(was["source"] if was else "", now["source"] if now else "")
    return RowEntry(item["row"], _op(was, now), state["kind"], _name(state), pieces, item["row"] in standing)


def _op(was: dict[str, Any] | None, now: dict[str, Any] | None) -> str:
    if was is None:
        return "added"
    if now is None:
        return "deleted"
    return "changed" if was["source"] != now["source"] or was["kind"] != now["kind"] else "moved"


def _name(state: dict[str, Any]) -> str:
    """What people call the row: its uid, else its name, else its kind."""
    values = fields(state["kind"], state["dialect"], state["source"])
    return values.get("uid") or values.get("title") or values.get("label") or KINDS[state["kind"]].label
