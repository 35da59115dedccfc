"""The one door through which a spec is written.

The write is proved outside the transaction (the pure writer reads it again), then the spec is locked and its events
counted: if somebody wrote meanwhile, it is proved again. Under the lock rights and status are asked, the difference is
stored row by row, and the event with it. What records nothing is rolled back.

Texts that people type in are locked after the spec. Letters that wait for a row which is changed are written first, and
what a change did to a row goes into the log of its text (live.md, rules 5 and 13 to 16).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from specs import bus, permissions, workflow
from specs.document.identity import matched
from specs.document.proof import same
from specs.document.reader import read
from specs.document.rows import Document, Refused, Window
from specs.document.writer import Written
from specs.models import Event, EventPerson, EventRow, SharedText, Spec
from specs.services import notifying, recording, typing_log, typing_writing
from specs.services.deadline import Deadline
from specs.services.errors import NotAllowed, WrongStatus
from specs.services.pieces import forget
from specs.services.progress import is_tick, note_ticks, require_kept
from specs.services.repeating import take_key
from specs.services.signing import LOGGED_IN, Signature
from specs.services.storing import Drawn, Snapshot, Stored, draw, snapshot, store
from specs.services.windows import window, written_in

Edit = Callable[[Document], Written]
Facts = dict[str, Any] | Callable[[], dict[str, Any]]
_TRIES = 3
#: Rows that a newer version of Specroom recognises otherwise: its own doing, which nobody takes back.
READ_AGAIN = "read again"
#: What a change inside one row changes of its spec.
_INSIDE = ("seq", "changed_at", "changed_by", "kept_hash")
#: Acts that freeze the text settle all that was typed; before these nothing is written: they look at no text.
_SETTLES = frozenset({"submit", "send"})
_BESIDE = frozenset({"comment", "tick", "waive", "implement", "reopen", "restore"})
#: After which acts all typing has ended, besides an approval.
_ENDS = {"abandon": "abandoned", "archive": "archived", "delete": "archived"}


class _Nothing(Exception):
    """Nothing was recorded, so nothing is kept."""


class _Overtaken(Exception):
    """Somebody wrote between the proof and the lock."""


class _Typing(Exception):
    """Letters wait for the very row that is changed."""


@dataclass(slots=True)
class Recorder:
    """What an act may do under the lock: edit the text, note that something happened, add to the chain of records.

    `document` is the text so far; it is stored, once, when the act is done. `number` is the number of the event to be.
    `typed`: it is no request's own change, but letters that come into their row.
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
    typed: bool = False

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
    refuses with; a text that an earlier version of Specroom read otherwise is read again before it is refused.
    """
    permissions.require_role(by, action, spec)  # as it was asked a moment ago; under the lock it is asked anew
    asked = _Asked(by, action, verb, edit, act, text, data or {}, deadline, inside)
    try:
        event = asked.of(spec)
    except _Nothing:
        return None
    except Refused:
        if not read_again(spec, by=by, action=action):
            raise
        event = asked.of(spec)
    vars(spec).update(vars(event.spec))  # as it was stored, without asking for it again
    return event


def read_again(spec: Spec, *, by: User, action: str) -> bool:
    """Whether the text reads otherwise than it did when it was stored; then its rows are those read now, by an event.

    No byte of it is changed, so nobody becomes a writer by it, and whoever may do the action may do it for that.
    """
    asked = _Asked(by, action, READ_AGAIN, edit=_as_read_now, act=None, text=False, data={}, deadline=None, inside=None)
    try:
        event = asked.of(spec)
    except (_Nothing, NotAllowed, WrongStatus):
        return False
    vars(spec).update(vars(event.spec))
    return True


def _as_read_now(document: Document) -> Written:
    got = read(document.text)
    return Written(document if same(document, got) else got.with_ids(matched(document, got).ids), None)


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
            except _Typing:
                break
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
            texts = typing_log.locked(locked)
            if typing_writing.unwritten_in(texts, start.document, written.document):
                raise _Typing
            recorder = _opened(locked, self.by, self.action, start, self.data)
            recorder.drawn = drawn
            return self.recorded(recorder, written, texts)

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
            texts = typing_log.locked(locked)
            if self.edit or self.action not in _BESIDE:
                typing_writing.flush_all(locked, texts, record_typing, settle=self.action in _SETTLES)
            recorder = _opened(locked, self.by, self.action, snapshot(locked), self.data)
            return self.recorded(recorder, self.edit(recorder.document) if self.edit else None, texts)

    def recorded(self, recorder: Recorder, written: Written | None, texts: list[SharedText]) -> Event:
        was = recorder.spec.working
        if written is not None:
            recorder.write(written)
        if self.act is not None:
            self.act(recorder)
        event = _recorded(recorder, self.verb, text=self.text)
        if recorder.document is not recorder.start.document:
            only = [item["row"] for item in event.changes] if isinstance(recorder.start.document, Window) else None
            typing_writing.follow(texts, recorder.document, by=self.by.pk, record=record_typing, only=only)
        why = _ENDS.get(self.action) or ("approved" if recorder.spec.working == "none" != was else "")
        if why:
            typing_writing.end_all(recorder.spec, texts, why, record_typing)
        return event


def record_typing(
    spec: Spec,
    start: Snapshot,
    written: Written | None,
    *,
    people: Sequence[int],
    verb: str,
    data: dict[str, Any] | None = None,
    drawn: Drawn | None = None,
) -> Document:
    """Records what these people typed, in the caller's transaction and under its lock; gives the text as stored.

    Nobody's right is asked: it was when the letters were stored. Without `written` the text stays as it is.
    """
    together = {"people": sorted(people)} if len(people) > 1 else {}
    by = User.objects.get(pk=people[0])
    recorder = Recorder(spec, by, "", timezone.now(), start, start.document, {**(data or {}), **together}, typed=True)
    if written is None:
        recorder.note_beside()
    else:
        recorder.drawn = drawn
        recorder.write(written)
    _recorded(recorder, verb, text=written is not None)
    return recorder.document


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
    recorder.document = stored.document
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
        key="" if recorder.typed else take_key(),
    )
    others = event.people - {recorder.by.pk}
    if others:
        EventPerson.objects.bulk_create([EventPerson(event=event, person_id=pk) for pk in others])
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
