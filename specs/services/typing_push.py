"""Letters come in: each change set is brought to the text as it is now, and stored before anybody hears of it.

One transaction for all that wait (rules 9 to 11). A push that is refused refuses itself alone.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from specs import permissions
from specs.document.changesets import Malformed, Unwritable, apply, map_over, parse, size
from specs.models import SharedText, TextChange
from specs.models.texts import OUTSIDE
from specs.services import typing_log as log
from specs.services import typing_store as store

#: So many entries a change set may be behind, and is mapped over.
BEHIND = 5_000
_CLIENT = re.compile(r"[A-Za-z0-9_-]{1,40}")
_MOST = 2**31


@dataclass(frozen=True, slots=True)
class Push:
    """What a client sends: `changes` is CodeMirror's JSON, made of the text at version `base`, its `n`th."""

    text: int
    by: User
    base: int
    client: str
    n: int
    changes: Any


@dataclass(frozen=True, slots=True)
class Pushed:
    """Stored as this entry at this version; `known` if it was there before."""

    text: int
    version: int
    entry: log.Entry
    known: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Not stored. `why`: gone (no such text), rights, closed, ahead (of a version that is not, or no more, here),
    behind (too far), malformed (a broken or hostile sender), unwritable (half a character, NUL, too long)."""

    text: int
    n: int
    why: str


Answer = Pushed | Refused


def push(pushes: Sequence[Push]) -> list[Answer]:
    """Stores what can be stored, all in one transaction; the answers stand in the order of the pushes."""
    answers: dict[int, Answer] = {}
    waiting: dict[int, list[int]] = {}
    for i, each in enumerate(pushes):
        waiting.setdefault(each.text, []).append(i)
    with transaction.atomic():
        taking = _Taking(timezone.now(), store.roles({each.by.pk for each in pushes}))
        for text, team in store.lock(waiting):
            mine = waiting[text.pk]
            answers |= zip(mine, taking.of(text, team, [pushes[i] for i in mine]), strict=True)
        taking.store()
    return [answers.get(i) or Refused(each.text, each.n, "gone") for i, each in enumerate(pushes)]


@dataclass(slots=True)
class _Taking:
    """What one transaction takes in: for each text its entries, then all of them in one statement."""

    at: datetime
    roles: dict[tuple[int, int], str]
    entries: list[TextChange] = field(default_factory=list)

    def of(self, text: SharedText, team: int, pushes: list[Push]) -> list[Answer]:
        log_of = _Log(text, pushes)
        before = text.version
        answers = [self.answer(log_of, team, each) for each in pushes]
        if text.version > before:
            store.move_on(text, self.at)
            words = log_of.head
            transaction.on_commit(lambda: log.keep(text, words))
            log.tell(text)
        return answers

    def answer(self, log_of: "_Log", team: int, each: Push) -> Answer:
        why = self.refusal(team, each)
        if why:
            return Refused(each.text, each.n, why)
        if known := log_of.known(each):
            return Pushed(each.text, known.version, log.entry_of(known), known=True)
        try:
            entry = log_of.put(each, self.at)
        except _Off as off:
            return Refused(each.text, each.n, off.why)
        except Malformed:
            return Refused(each.text, each.n, "malformed")
        except Unwritable:
            return Refused(each.text, each.n, "unwritable")
        self.entries.append(entry)
        return Pushed(each.text, entry.version, log.entry_of(entry))

    def refusal(self, team: int, each: Push) -> str:
        """Why this is not looked at. Who may write is asked anew in each transaction."""
        if not permissions.can(self.roles.get((team, each.by.pk)), "edit"):
            return "rights"
        if not (_is_count(each.base) and _is_count(each.n) and _is_client(each.client)):
            return "malformed"
        return ""

    def store(self) -> None:
        store.add(self.entries)


def _is_count(number: object) -> bool:
    return type(number) is int and 0 <= number < _MOST


def _is_client(name: object) -> bool:
    """The name of the client of changes from outside is nobody's to take."""
    return type(name) is str and bool(_CLIENT.fullmatch(name)) and name != OUTSIDE


class _Off(Exception):
    """A push that has no place in the log."""

    def __init__(self, why: str) -> None:
        self.why = why


class _Log:
    """The end of one text's log, as far back as these pushes reach."""

    def __init__(self, text: SharedText, pushes: Iterable[Push]) -> None:
        self.text = text
        asked = [each for each in pushes if _is_count(each.base) and _is_count(each.n) and _is_client(each.client)]
        oldest = max(min((each.base for each in asked), default=text.version), text.version - BEHIND)
        since = store.after(text, oldest)
        known = store.sent(text, [(each.by.pk, each.client, each.n) for each in asked]) if asked else []
        self.entries = {entry.version: entry for entry in since}
        self.sent = {(entry.person_id, entry.client, entry.n): entry for entry in (*since, *known)}
        self._head: str | None = None

    @property
    def head(self) -> str:
        if self._head is None:
            self._head = log.head(self.text)
        return self._head

    def known(self, each: Push) -> TextChange | None:
        return self.sent.get((each.by.pk, each.client, each.n))

    def put(self, each: Push, at: datetime) -> TextChange:
        """The push as an entry at the end, mapped over each entry since its base, one by one, never composed."""
        text = self.text
        self.require_place(each.base)
        since = [log.changes_of(self.entries[v].changes) for v in range(each.base + 1, text.version + 1)]
        changes = parse(each.changes, since[0].length_before if since else size(self.head))
        for other in since:
            changes = map_over(changes, other)
        self._head = apply(self.head, changes)
        entry = log.append(text, changes, person=each.by.pk, client=each.client, n=each.n, at=at)
        self.entries[entry.version] = self.sent[each.by.pk, each.client, each.n] = entry
        return entry

    def require_place(self, base: int) -> None:
        text = self.text
        if not text.is_open:
            raise _Off("closed")
        if base > text.version:
            raise _Off("ahead")
        if base < text.oldest or text.version - base > BEHIND:
            raise _Off("behind")
