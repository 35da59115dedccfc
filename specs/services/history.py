"""What happened to a spec or a row, newest first, with the words before and after."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions
from specs.document.as_read import as_read
from specs.document.diff import Piece, words
from specs.document.fields import fields
from specs.document.template import KINDS
from specs.models import Event, EventRow, Row, Spec
from specs.services.talking_lists import Told, spoken

PAGE = 50
_SHOWN = 40
_ALONG = frozenset({"heading", "table", "part", "criterion", "payload"})
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RowEntry:
    """One row in an event. `op` is added, deleted, moved, changed; `pieces` the words before and after."""

    row: int
    op: str
    kind: str
    name: str
    pieces: list[Piece]
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `people` are all who typed, the one whose name it bears first; `rows` are the first of them, `more`
    how many are left out; `renumbered` how many only got numbers."""

    event: Event
    number: int
    actor: User
    verb: str
    at: datetime
    people: list[User]
    rows: list[RowEntry] = field(default_factory=list)
    more: int = 0
    renumbered: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    talk: Told | None = None

    @property
    def about(self) -> RowEntry | None:
        """The one row that the event is about, if it is one: its parts and the headings above it came along."""
        own = [row for row in self.rows if row.kind not in _ALONG] or self.rows
        return own[0] if len(own) + self.more == 1 else None


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
        changed = Q(pk__in=EventRow.objects.filter(row=pk).values("event"))
        found = found.filter(changed | Q(verb="kept", data__row=pk))
    if before is not None:
        found = found.filter(number__lt=before)
    page = list(found.defer("changes")[: size + 1])
    return Page(entries(spec, page[:size], pk), page[size - 1].number if len(page) > size else None)


def newest(spec: Spec, *, size: int) -> list[Event]:
    """The newest events, without what they changed, for somebody who may read them."""
    return list(Event.objects.filter(spec=spec).select_related("actor").order_by("-number").defer("changes")[:size])


def entries(spec: Spec, page: list[Event], row: int | None = None) -> list[Entry]:
    """What these events did, to all rows or to one."""
    hands = typists(page)
    out = [_entry(event, told, hands[event.pk]) for event, told in zip(page, _told(page, row), strict=True)]
    named = {told.row for entry in out for told in entry.rows}
    standing = set(Row.objects.filter(pk__in=named, spec=spec, removed_at=None).values_list("pk", flat=True))
    for entry in out:
        entry.rows[:] = [replace(told, standing=told.row in standing) for told in entry.rows]
    said = spoken(page)
    return [replace(entry, talk=said.get(entry.event.pk)) for entry in out] if said else out


def typists(page: list[Event]) -> dict[int, list[User]]:
    """Whose each event is: who typed together, each by name."""
    asked = {pk for event in page for pk in event.people} - {event.actor_id for event in page}
    known = {person.pk: person for person in User.objects.filter(pk__in=asked)} if asked else {}
    known |= {event.actor_id: event.actor for event in page}
    others = {event.pk: [known[pk] for pk in sorted(event.people) if pk != event.actor_id] for event in page}
    return {event.pk: [event.actor, *others[event.pk]] for event in page}


@dataclass(frozen=True, slots=True)
class _Told:
    """What an event says of rows: of the first of them, how many more, how many only got numbers."""

    rows: tuple[RowEntry, ...]
    more: int
    renumbered: int


#: What was told lately, in which language. An event never changes, so it is told once; its moment keeps two databases
#: apart.
_LATELY: OrderedDict[tuple[int, datetime, int | None, str | None], _Told] = OrderedDict()
_KEPT = 2_000


def _told(page: list[Event], row: int | None) -> list[_Told]:
    """What each event says, of all rows or of one; the changes are read of those only that were not told lately."""
    keys = {event.pk: (event.pk, event.at, row, get_language()) for event in page}
    known = {pk: _LATELY.get(key) for pk, key in keys.items()}
    new = [pk for pk, told in known.items() if told is None]
    for pk, changes in Event.objects.filter(pk__in=new).values_list("pk", "changes") if new else ():
        known[pk] = _LATELY[keys[pk]] = _tell(changes, row)
    while len(_LATELY) > _KEPT:
        _LATELY.popitem(last=False)
    return [told for told in known.values() if told is not None]


def _tell(changes: list[Item], row: int | None) -> _Told:
    items = _shown(changes, row)
    rows = tuple(_row_entry(item) for item in items[:_SHOWN])
    return _Told(rows, max(0, len(items) - _SHOWN), sum(bool(item.get("renumbered")) for item in changes))


def _shown(changes: list[Item], row: int | None) -> list[Item]:
    """The changes that people made, not the numbers and places that followed."""
    return [
        item
        for item in changes
        if item["row"] is not None
        and not item.get("placed")
        and not item.get("renumbered")
        and (row is None or item["row"] == row)
    ]


def _entry(event: Event, told: _Told, people: list[User]) -> Entry:
    return Entry(
        event,
        event.number,
        event.actor,
        event.verb,
        event.at,
        people,
        list(told.rows),
        told.more,
        told.renumbered,
        event.data,
    )


def _row_entry(item: Item) -> RowEntry:
    was, now = item["before"], item["after"]
    state = now or was
    return RowEntry(item["row"], _op(was, now), state["kind"], _name(state), _pieces(was, now))


def _pieces(was: dict[str, Any] | None, now: dict[str, Any] | None) -> list[Piece]:
    """The words before and after, as they read; of a row in which only the writing changed, as it is written."""
    before, after = (as_read(state["kind"], state["dialect"], state["source"]) if state else "" for state in (was, now))
    if before == after:
        before, after = (state["source"] if state else "" for state in (was, now))
    return words(before, after)


def _op(was: dict[str, Any] | None, now: dict[str, Any] | None) -> str:
    if was is None:
        return "added"
    if now is None:
        return "deleted"
    return "changed" if was["source"] != now["source"] or was["kind"] != now["kind"] else "moved"


def _name(state: dict[str, Any]) -> str:
    """What people call the row: its uid, else its name, else its kind."""
    values = fields(state["kind"], state["dialect"], state["source"])
    return values.get("uid") or values.get("title") or values.get("label") or _(KINDS[state["kind"]].label)
