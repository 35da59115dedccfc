"""Who wrote a text: everybody whose edits stand in it since the base."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Cleared = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class TextEvent:
    """One change of the text. `rows` holds what each row was and became; `restores` is the number of the event to
    whose state a discard or abandoning went back; `revives` that of an event which an undo took back, or to whose
    state a row was brought back."""

    number: int
    actors: frozenset[int]
    rows: Mapping[int, tuple[object, object]] = field(default_factory=dict)
    restores: int | None = None
    revives: int | None = None


def base(revisions: Iterable[tuple[int, str]], in_force: int | None) -> int | None:
    """From which revision writers are counted: the one in force; else the latest approved and not revoked; else none.

    `revisions` are pairs of number and state. Not the latest approved always: an older one can be in force again.
    """
    if in_force is not None:
        return in_force
    once = [number for number, state in revisions if state in ("approved", "implemented", "superseded")]
    return max(once, default=None)


def writers(events: Sequence[TextEvent], *, base: int, upto: int) -> frozenset[int]:
    """Everybody who changed the text after event `base`, up to `upto`, and did not undo it.

    Two exceptions: events between a frozen state and a restore to it, and a run of events by the same people on one
    row, nobody else between, that ends as it began. Neither holds for words that came back later, by whomever: whoever
    undoes a discard does not become the writer of what another wrote. (Words from before the base are those of whoever
    brings them back, as with an accepted suggestion: two people stand behind them.) Not netted by the final text on
    purpose: deleting somebody's row after pasting the words elsewhere would clear the writer.
    """
    counted = [event for event in events if base < event.number <= upto]
    gone = _discarded(counted)
    cleared = {(event.number, row) for event in counted if event.number in gone for row in event.rows}
    cleared |= _undone([event for event in counted if event.number not in gone])
    cleared -= _revived(counted, cleared)
    people: set[int] = set()
    for event in counted:
        if _stands(event, gone, cleared):
            people |= event.actors
    return frozenset(people)


def _stands(event: TextEvent, gone: set[int], cleared: Cleared) -> bool:
    if not event.rows:
        return event.number not in gone
    return any((event.number, row) not in cleared for row in event.rows)


def _discarded(events: Sequence[TextEvent]) -> set[int]:
    """Numbers of events between a frozen state and a restore to it, but for restores that were undone."""
    undone = {event.revives for event in events if event.revives is not None}
    return {
        other.number
        for event in events
        if event.restores is not None
        for other in events
        if event.restores < other.number <= event.number and (event.number not in undone or other is event)
    }


def _undone(events: Sequence[TextEvent]) -> Cleared:
    """Pairs of event and row that belong to a run which ends as it began."""
    by_row: dict[int, list[TextEvent]] = {}
    for event in events:
        for row in event.rows:
            by_row.setdefault(row, []).append(event)
    out: Cleared = set()
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


def _revived(events: Sequence[TextEvent], cleared: Cleared) -> Cleared:
    """Pairs that were cleared, and whose words a later event that was not cleared gave the row again."""
    before: dict[int, object] = {}
    for event in events:
        for row in event.rows:
            if (event.number, row) in cleared:
                before.setdefault(row, _words(event.rows[row][0]))
    out: Cleared = set()
    again: dict[int, list[object]] = {}
    for event in reversed(events):
        for row in event.rows.keys() & before.keys():
            words = _words(event.rows[row][1])
            if (event.number, row) not in cleared:
                again.setdefault(row, []).append(words)
            elif words is not None and words != before[row] and words in again.get(row, ()):
                out.add((event.number, row))
    return out


def _words(state: object) -> object:
    """What a row says in a state, wherever it stands."""
    return state.get("source", state) if isinstance(state, Mapping) else state
