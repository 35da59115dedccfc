"""The machine behind a spec's status, as values: what may happen in which state, who counts, and what it comes to.

Nothing here reads or writes; services ask these functions under the spec's lock. The rules are those of the review
design: one working text (draft, review, none), frozen revisions, verdicts that hang on revisions.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

STATUSES = ("draft", "review", "approved", "implemented")
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}", re.ASCII)

_ANY = frozenset(STATUSES)
_OPEN = frozenset({"draft", "review"})
_IN_FORCE = frozenset({"approved", "implemented"})
_ACTS: dict[str, frozenset[str]] = {
    "edit": _OPEN,
    "import": _OPEN,
    "tick": _ANY,
    "submit": frozenset({"draft"}),
    "approve": frozenset({"review"}),
    "request": frozenset({"review"}),
    "send": frozenset({"review"}),
    "discard": frozenset({"review"}),
    "withdraw": frozenset({"review"}),
    "count_writers": frozenset({"review"}),
    "revise": _IN_FORCE,
    "implement": frozenset({"approved"}),
    "reopen": frozenset({"implemented"}),
    "archive": _ANY - {"review"},
    "restore": _ANY,
}


_OF_TEXT_IN_FORCE = frozenset({"implement", "reopen"})


class WrongStatus(Exception):
    """The spec's state does not allow the act; `message` says what does, nothing was recorded."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class State:
    """`working` is draft, review or none; `in_force` the state of the revision in force, or ""."""

    working: str
    in_force: str = ""
    version: str = ""
    archived: bool = False

    @property
    def status(self) -> str:
        return self.in_force if self.working == "none" else self.working


def allows(act: str, status: str, *, archived: bool = False) -> bool:
    """Whether a spec shown with this status takes the act. Acts that are no acts of the workflow are always free."""
    if archived and act in _ACTS:
        return act == "restore"
    if act == "restore":
        return archived
    return status in _ACTS.get(act, _ANY)


def require(act: str, state: State) -> None:
    """Raises `WrongStatus` with the way out. What is done to the text in force depends on its own state."""
    status = state.in_force if act in _OF_TEXT_IN_FORCE else state.status
    if not allows(act, status, archived=state.archived):
        raise WrongStatus(_refusal(act, state))


_FREE = {
    "revise": "The next version is already open.",
    "archive": "A review is open. Withdraw it first.",
    "implement": "Only an approved spec can be called implemented.",
    "reopen": "Only an implemented spec can be reopened.",
    "restore": "This spec is not archived.",
}


def _refusal(act: str, state: State) -> str:
    if state.archived:
        return "This spec is archived. Restore it first."
    if act in _FREE:
        return _FREE[act]
    if act == "submit" and state.status == "review":
        return "This spec is in review already."
    if act in ("edit", "import", "submit"):
        return f"{state.version} is {state.status}. Revise it; your change goes into {next_version(state.version)}."
    return f"This spec is not in review: it is {state.status}."


def is_version(text: str) -> bool:
    return bool(_VERSION.fullmatch(text))


def next_version(version: str) -> str:
    """1.0 gives 1.1, 2.3.9 gives 2.3.10, v2 gives v3; what ends in no number gets `.1`."""
    found = re.fullmatch(r"(.*?)([0-9]+)", version, re.ASCII)
    if not found:
        return f"{version or '1'}.1"[-32:]
    if "." not in version and found[1] == "":
        return f"{version}.1"
    return f"{found[1]}{int(found[2]) + 1}"


@dataclass(frozen=True, slots=True)
class TextEvent:
    """One change of the text. `rows` holds what each row was and became; `restores` is the number of the event to
    whose state a discard went back."""

    number: int
    actors: frozenset[int]
    rows: Mapping[int, tuple[object, object]] = field(default_factory=dict)
    restores: int | None = None


def writers(events: Sequence[TextEvent], *, base: int, upto: int) -> frozenset[int]:
    """Everybody who changed the text after event `base`, up to `upto`, and did not undo it.

    Two exceptions: events between a frozen state and a restore to it, and a run of events by the same people on one
    row, nobody else between, that ends as it began. Not netted by the final text on purpose: deleting somebody's row
    after pasting the words elsewhere would clear the writer.
    """
    standing = _not_restored([event for event in events if base < event.number <= upto])
    undone = _undone(standing)
    people: set[int] = set()
    for event in standing:
        if not event.rows or any((event.number, row) not in undone for row in event.rows):
            people |= event.actors
    return frozenset(people)


def _not_restored(events: list[TextEvent]) -> list[TextEvent]:
    gone: set[int] = set()
    for event in events:
        if event.restores is not None:
            gone |= {other.number for other in events if event.restores < other.number <= event.number}
    return [event for event in events if event.number not in gone]


def _undone(events: Sequence[TextEvent]) -> set[tuple[int, int]]:
    """Pairs of event and row that belong to a run which ends as it began."""
    by_row: dict[int, list[TextEvent]] = {}
    for event in events:
        for row in event.rows:
            by_row.setdefault(row, []).append(event)
    out: set[tuple[int, int]] = set()
    for row, touching in by_row.items():
        for run in _runs(touching):
            if run[0].rows[row][0] == run[-1].rows[row][1]:
                out |= {(event.number, row) for event in run}
    return out


def _runs(events: list[TextEvent]) -> list[list[TextEvent]]:
    runs: list[list[TextEvent]] = []
    for event in events:
        if runs and runs[-1][-1].actors == event.actors:
            runs[-1].append(event)
        else:
            runs.append([event])
    return runs


@dataclass(frozen=True, slots=True)
class Rule:
    """`need` of these people must approve."""

    label: str
    need: int
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class Policy:
    rules: tuple[Rule, ...]
    writers_count: bool = False
    why: str = ""
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """`missing` says how many approvals each unmet rule still lacks; `not_counted` approved, but wrote."""

    approved: bool
    counted: frozenset[int]
    missing: Mapping[str, int]
    blocked_by: frozenset[int]
    not_counted: frozenset[int]


def outcome(
    policy: Policy,
    *,
    reviewers: AbstractSet[int],
    writers: AbstractSet[int],
    approving: AbstractSet[int],
    blocking: Iterable[int] = (),
    unsent: bool,
) -> Outcome:
    """What the verdicts given come to. `unsent`: the working text differs from the revision, so nothing is approved."""
    asked = frozenset(approving & reviewers)
    counted = asked if policy.writers_count else asked - writers
    missing = {rule.label: rule.need - len(counted & rule.people) for rule in policy.rules}
    missing = {label: need for label, need in missing.items() if need > 0}
    blocked_by = frozenset(blocking)
    return Outcome(not missing and not blocked_by and not unsent, counted, missing, blocked_by, asked - counted)


def reachable(policy: Policy, *, reviewers: AbstractSet[int], writers: AbstractSet[int]) -> bool:
    """Whether these reviewers could approve at all."""
    return outcome(policy, reviewers=reviewers, writers=writers, approving=reviewers, unsent=False).approved


@dataclass(frozen=True, slots=True)
class Covered:
    """A functional requirement and what serves it: uids, and whether each task is done."""

    uid: str
    parent: str | None
    done: tuple[bool, ...]


def uncovered(requirements: Sequence[Covered]) -> list[str]:
    """Requirements that are not implemented: no task, or one not done. A parent counts as covered by its children."""
    parents = {item.parent for item in requirements if item.parent is not None}
    return [
        item.uid
        for item in requirements
        if (item.done and not all(item.done)) or (not item.done and item.uid not in parents)
    ]
