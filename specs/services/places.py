"""Where rows stand: numbers in reading order with gaps, so that a newcomer moves nobody else."""

from bisect import bisect_left
from collections.abc import Sequence

GAP = 1024
_STEP = 32


def settled(places: Sequence[int | None]) -> list[int]:
    """A strictly increasing place for each row in reading order, keeping as many as possible.

    None is a row without a place yet. Where a gap is used up, everybody gets a new place.
    """
    kept = _longest_increasing(places)
    out: list[int | None] = [place if i in kept else None for i, place in enumerate(places)]
    if not _fill(out):
        return [GAP * (i + 1) for i in range(len(out))]
    return [place for place in out if place is not None]


def _fill(places: list[int | None]) -> bool:
    """Gives the rows between two kept places their own; says whether there was room."""
    start = 0
    while start < len(places):
        if places[start] is not None:
            start += 1
            continue
        end = start
        while end < len(places) and places[end] is None:
            end += 1
        low = places[start - 1] if start else None
        high = places[end] if end < len(places) else None
        if not _fill_gap(places, start, end, low, high):
            return False
        start = end
    return True


def _fill_gap(places: list[int | None], start: int, end: int, low: int | None, high: int | None) -> bool:
    count = end - start
    if high is None:
        for i in range(count):
            places[start + i] = (low or 0) + GAP * (i + 1)
        return True
    if low is None:
        low = high - GAP * (count + 1)
    step = min((high - low) // (count + 1), GAP if count > 1 else _STEP)
    for i in range(count):
        places[start + i] = low + step * (i + 1)
    return step > 0


def _longest_increasing(places: Sequence[int | None]) -> set[int]:
    """The indices of a longest strictly increasing run among the places; the other rows have moved."""
    tails: list[int] = []
    at: list[int] = []
    before: dict[int, int | None] = {}
    for i, place in enumerate(places):
        if place is None:
            continue
        k = bisect_left(tails, place)
        before[i] = at[k - 1] if k else None
        tails[k : k + 1] = [place]
        at[k : k + 1] = [i]
    found: set[int] = set()
    i_last = at[-1] if at else None
    while i_last is not None:
        found.add(i_last)
        i_last = before[i_last]
    return found
