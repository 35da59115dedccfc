"""Which items of two sequences are the same: Myers within a budget, else anchored at items that stand once in both.

No input makes it quadratic: what the budget does not cover counts as replaced.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

#: Differences one search may walk through; a search of D differences costs D * D / 2 steps.
DIFFERENCES = 400


@dataclass(slots=True)
class Budget:
    """Steps that all the searches of one comparison may take together."""

    steps: int = 400_000

    @contextmanager
    def share(self) -> Iterator["Budget"]:
        """What one of many comparisons may take of what they may take together."""
        begun = min(Budget().steps, self.steps)
        part = Budget(begun)
        yield part
        self.steps -= begun - part.steps


@dataclass(frozen=True, slots=True)
class Change:
    """Items `start` to `end` of the old sequence gave way to items `new_start` to `new_end` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def common(some: Sequence[Hashable], others: Sequence[Hashable]) -> int:
    """With how many of the same items two sequences begin."""
    count = 0
    for one, other in zip(some, others, strict=False):
        if one != other:
            break
        count += 1
    return count


def changes(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget | None = None) -> list[Change]:
    """What turns `old` into `new`, in order; between any two changes at least one item is the same."""
    pairs = _aligned(old, new, budget or Budget())
    out: list[Change] = []
    at, new_at = 0, 0
    for i, j in [*pairs, (len(old), len(new))]:
        if i > at or j > new_at:
            out.append(Change(at, i, new_at, j))
        at, new_at = i + 1, j + 1
    return out


def _aligned(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[tuple[int, int]]:
    """Pairs of indices of equal items, both increasing. Windows wait on a stack: depth is no limit."""
    pairs: list[tuple[int, int]] = []
    waiting = [(0, len(old), 0, len(new))]
    while waiting:
        a, b, c, d = waiting.pop()
        a, b, c, d = _trim(old, new, (a, b, c, d), pairs)
        if a == b or c == d:
            continue
        found = _shortest(old[a:b], new[c:d], budget)
        if found is not None:
            pairs += [(a + i, c + j) for i, j in found]
            continue
        anchors = [(a + i, c + j) for i, j in _anchors(old[a:b], new[c:d])]
        pairs += anchors
        if anchors:
            edges = [(a - 1, c - 1), *anchors, (b, d)]
            waiting += [(i + 1, k, j + 1, m) for (i, j), (k, m) in pairwise(edges)]
    return sorted(pairs)


def _trim(
    old: Sequence[Hashable], new: Sequence[Hashable], window: tuple[int, int, int, int], pairs: list[tuple[int, int]]
) -> tuple[int, int, int, int]:
    """The window less what is equal at its two ends; that is noted among the pairs."""
    a, b, c, d = window
    while a < b and c < d and old[a] == new[c]:
        pairs.append((a, c))
        a, c = a + 1, c + 1
    while a < b and c < d and old[b - 1] == new[d - 1]:
        b, d = b - 1, d - 1
        pairs.append((b, d))
    return a, b, c, d


def _shortest(old: Sequence[Hashable], new: Sequence[Hashable], budget: Budget) -> list[tuple[int, int]] | None:
    """Myers' shortest edit script, as pairs; None where it has too many differences or the budget is spent."""
    n, m = len(old), len(new)
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for d in range(min(n + m, DIFFERENCES) + 1):
        if budget.steps <= 0:
            return None
        budget.steps -= d + 1
        after: dict[int, int] = {}
        for k in range(-d + 2 * max(0, d - m), d - 2 * max(0, d - n) + 1, 2):
            right = k == -d or (k != d and reach.get(k - 1, -1) < reach.get(k + 1, -1))
            x = reach[k + 1] if right else reach[k - 1] + 1
            y = x - k
            begin = x
            while x < n and y < m and old[x] == new[y]:
                x, y = x + 1, y + 1
            budget.steps -= x - begin
            after[k] = x
            if x >= n and y >= m:
                trace.append(after)
                return _walked(trace, n, m)
        trace.append(after)
        reach = {**after}
    return None


def _walked(trace: list[dict[int, int]], n: int, m: int) -> list[tuple[int, int]]:
    """The pairs on the way that the search took, walked back. None is at its beginning, which was trimmed."""
    pairs: list[tuple[int, int]] = []
    x, y = n, m
    for d in range(len(trace) - 1, 0, -1):
        before = trace[d - 1]
        k = x - y
        down = k == -d or (k != d and before.get(k - 1, -1) < before.get(k + 1, -1))
        came = k + 1 if down else k - 1
        start = before[came]
        begin = start if down else start + 1
        while x > begin:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = start, start - came
    return pairs


def _anchors(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Items that stand once in both, the longest increasing run of them."""
    in_old, in_new = Counter(old), Counter(new)
    places = {item: j for j, item in enumerate(new) if in_new[item] == 1}
    pairs = [(i, places[item]) for i, item in enumerate(old) if in_old[item] == 1 and item in places]
    return increasing(pairs)


def increasing(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs whose second members increase (by piles, as in patience)."""
    tops: list[int] = []
    heads: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(heads[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            heads.append(index)
        else:
            tops[pile] = j
            heads[pile] = index
    out: list[tuple[int, int]] = []
    index = heads[-1] if heads else -1
    while index >= 0:
        out.append(pairs[index])
        index = before[index]
    return out[::-1]
