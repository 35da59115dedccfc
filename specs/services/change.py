"""The one door through which a spec is written.

The write is proved outside the transaction (the pure writer reads it again), then the spec is locked and its events
counted: if somebody wrote meanwhile, it is proved again. Under the lock rights and status are asked, the difference is
stored row by row, and the event with it. What records nothing is rolled back.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from specs import bus, permissions, workflow
from specs.document.rows import Document, Window
from specs.document.writer import Written
from specs.models import Event, EventRow, Spec
from specs.services import notifying, recording
from specs.services.deadline import Deadline
from specs.services.pieces import forget
from specs.services.progress import is_tick, note_ticks, require_kept
from specs.services.repeating import take_key
from specs.services.signing import LOGGED_IN, Signature
from specs.services.storing import Drawn, Snapshot, Stored, draw, snapshot, store
from specs.services.windows import window, written_in

Edit = Callable[[Document], Written]
Facts = dict[str, Any] | Callable[[], dict[str, Any]]
_TRIES = 3
#: What a change inside one row changes of its spec.
_INSIDE = ("seq", "changed_at", "changed_by", "kept_hash")


class _Nothing(Exception):
    """Nothing was recorded, so nothing is kept."""


class _Overtaken(Exception):
    """Somebody wrote between the proof and the lock."""


@dataclass(slots=True)
class Recorder:
    """What an act may do under the lock: edit the text, note that something happened, add to the chain of records.

    `document` is the text so far; it is stored, once, when the act is done. `number` is the number of the event to be.
    """

    spec: Spec
    by: User
    role: str
    at: datetime
    start: Snapshot
    document: Document
    data: dict[str, Any]
    drawn: Drawn | None = None
    happened: bool = False
    beside: bool = False
    renumbered: set[int] = field(default_factory=set)
    records: list[tuple[str, Facts]] = field(default_factory=list)
    afterwards: list[Callable[[Document], None]] = field(default_factory=list)
    signed: Signature = LOGGED_IN

    @property
    def number(self) -> int:
        return self.start.seq + 1

    def edit(self, edit: Edit) -> None:
        self.write(edit(self.document))

    def write(self, written: Written) -> None:
        rows = written.document.rows
        self.renumbered |= {pk for i in written.renumbered if (pk := rows[i].id) is not None}
        self.document = written.document

    def note(self, **facts: Any) -> None:
        """Says that something happened that is no change of the text."""
        self.happened = True
        self.data |= facts

    def note_beside(self, **facts: Any) -> None:
        """Says that something happened that no drawing of the text shows, and that is no last change of it either."""
        self.beside = True
        self.note(**facts)

    def record(self, kind: str, facts: Facts) -> None:
        """Adds a link to the chain, after the event is stored."""
        self.happened = True
        self.records.append((kind, facts))

    def then(self, tell: Callable[[Document], None]) -> None:
        """Calls `tell` with the text as stored, every row with its id."""
        self.afterwards.append(tell)

    def store(self) -> Stored:
        if self.document is self.start.document:
            return Stored(self.document)
        numbers = frozenset(self.renumbered)
        return store(self.spec, self.start, self.document, at=self.at, renumbered=numbers, drawn=self.drawn)


Act = Callable[[Recorder], None]


def change(  # noqa: PLR0913 (all that a change is, each by its name)
    spec: Spec,
    *,
    by: User,
    action: str,
    verb: str,
    edit: Edit | None = None,
    act: Act | None = None,
    text: bool = True,
    data: dict[str, Any] | None = None,
    deadline: Deadline | None = None,
    inside: int | None = None,
) -> Event | None:
    """Edits the text (`edit`: the proved write) or acts under the lock (`act`), and records the event.

    `inside` is the id of the row that an edit changes, if it is one: then a window of rows is read first, and the
    whole text only where the change reaches further.

    Gives None, and keeps nothing, if nothing was recorded. `text` says whether the change counts as writing; one that
    only ticks boxes never does. `deadline` bounds the drawing. Raises NotAllowed, WrongStatus, and what the writer
    refuses with.
    """
    permissions.require_role(by, action, spec)  # as it was asked a moment ago; under the lock it is asked anew
    asked = _Asked(by, action, verb, edit, act, text, data or {}, deadline, inside)
    try:
        event = asked.of(spec)
    except _Nothing:
        return None
    vars(spec).update(vars(event.spec))  # as it was stored, without asking for it again
    return event


@dataclass(frozen=True, slots=True)
class _Asked:
    """A change as it was asked for."""

    by: User
    action: str
    verb: str
    edit: Edit | None
    act: Act | None
    text: bool
    data: dict[str, Any]
    deadline: Deadline | None
    inside: int | None

    def of(self, spec: Spec) -> Event:
        """Proves the edit before it takes the lock; where others always come first, at last under it."""
        for again in range(_TRIES if self.edit else 0):
            try:
                return self.proved_first(spec.pk, self.known(spec) if not again else None)
            except _Overtaken:
                continue
        return self.under_the_lock(spec.pk)

    def known(self, spec: Spec) -> Spec | None:
        """The caller's spec, good enough to prove a small edit by: under the lock it is seen whether it was current."""
        current = self.inside is not None and workflow.allows(self.action, spec.status, archived=bool(spec.archived_at))
        return spec if current else None

    def proved_first(self, pk: int, known: Spec | None) -> Event:
        seen = known or Spec.objects.select_related("team", "in_force").get(pk=pk)
        workflow.require(self.action, seen.state)
        start, written = self.in_window(seen) or self.in_whole(seen)
        drawn = draw(start.document, written.document, self.deadline)
        with transaction.atomic():
            locked = _locked(pk)
            if start.seq != locked.seq:
                raise _Overtaken
            recorder = _opened(locked, self.by, self.action, start, self.data)
            recorder.drawn = drawn
            return self.recorded(recorder, written)

    def in_window(self, seen: Spec) -> tuple[Snapshot, Written] | None:
        start = window(seen, self.inside) if self.edit and self.inside is not None else None
        written = written_in(start, self.edit) if start and self.edit else None
        return (start, written) if start and written else None

    def in_whole(self, seen: Spec) -> tuple[Snapshot, Written]:
        start = snapshot(seen)
        return start, self.edit(start.document) if self.edit else Written(start.document, None)

    def under_the_lock(self, pk: int) -> Event:
        with transaction.atomic():
            locked = _locked(pk)
            recorder = _opened(locked, self.by, self.action, snapshot(locked), self.data)
            return self.recorded(recorder, self.edit(recorder.document) if self.edit else None)

    def recorded(self, recorder: Recorder, written: Written | None) -> Event:
        if written is not None:
            recorder.write(written)
        if self.act is not None:
            self.act(recorder)
        return _recorded(recorder, self.verb, text=self.text)


def begin(spec: Spec, *, by: User, verb: str, drawn: Drawn, data: dict[str, Any] | None = None) -> Event:
    """The first event of a spec just created, in the creator's transaction."""
    recorder = _opened(spec, by, "create", Snapshot(Document(()), {}, 0), data or {})
    recorder.happened = True
    recorder.drawn = drawn
    recorder.write(Written(drawn.document, None))
    return _recorded(recorder, verb, text=True)


def _locked(pk: int) -> Spec:
    """SQLite ignores the clause: there an IMMEDIATE transaction has locked everything."""
    return Spec.objects.select_for_update(of=("self",)).select_related("team", "in_force").get(pk=pk)


def _opened(spec: Spec, by: User, action: str, start: Snapshot, data: dict[str, Any]) -> Recorder:
    role = permissions.require(by, action, spec)
    workflow.require(action, spec.state)
    return Recorder(spec, by, role, timezone.now(), start, start.document, dict(data))


def _recorded(recorder: Recorder, verb: str, *, text: bool) -> Event:
    stored = recorder.store()
    if not stored.changes and not recorder.happened:
        raise _Nothing
    require_kept(recorder.spec, stored.changes)
    if not recorder.beside:
        forget(recorder.spec, recorder.start.document, stored.document)
    note_ticks(recorder, stored.document, stored.changes)
    for then in recorder.afterwards:
        then(stored.document)
    return _save(recorder, stored, verb, text=text)


def _save(recorder: Recorder, stored: Stored, verb: str, *, text: bool) -> Event:
    spec = recorder.spec
    spec.seq = recorder.number
    if recorder.beside:
        spec.save(update_fields=("seq",))
    else:
        spec.changed_at, spec.changed_by = recorder.at, recorder.by
        spec.save(update_fields=_INSIDE if isinstance(recorder.start.document, Window) else None)
    event = Event.objects.create(
        spec=spec,
        number=spec.seq,
        actor=recorder.by,
        verb=verb,
        at=recorder.at,
        changes=stored.changes,
        data=recorder.data,
        text=text and not all(is_tick(item) for item in stored.changes),
        key=take_key(),
    )
    EventRow.objects.bulk_create([EventRow(event=event, row_id=pk, stamp=stamp) for pk, stamp in stored.stamps.items()])
    records = [
        recording.append(
            spec,
            by=recorder.by,
            role=recorder.role,
            kind=kind,
            data=facts() if callable(facts) else facts,
            at=recorder.at,
            event=event,
            signed=recorder.signed,
        )
        for kind, facts in recorder.records
    ]
    notifying.tell(event, records)
    transaction.on_commit(partial(bus.publish, bus.Message(spec.pk, spec.seq, tuple(stored.stamps))))
    return event
