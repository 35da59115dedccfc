"""Which items of two sequences are the same."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from specs.document import alignment
from specs.document.alignment import Budget, Change, changes

SEQUENCES = st.lists(st.sampled_from("abc"), max_size=12)


def longest_common(old: list[str], new: list[str]) -> int:
    """By the textbook, as an oracle."""
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            table[i + 1][j + 1] = table[i][j] + 1 if a == b else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def replayed(old: list[str], new: list[str], found: list[Change]) -> list[str]:
    out, at = [], 0
    for change in found:
        out += [*old[at : change.start], *new[change.new_start : change.new_end]]
        at = change.end
    return [*out, *old[at:]]


@given(SEQUENCES, SEQUENCES)
def test_changes_turn_the_old_into_the_new_with_as_few_items_as_possible(old: list[str], new: list[str]) -> None:
    found = changes(old, new)

    assert replayed(old, new, found) == new
    moved = sum(change.end - change.start + change.new_end - change.new_start for change in found)
    assert moved == len(old) + len(new) - 2 * longest_common(old, new)


@given(SEQUENCES, SEQUENCES)
def test_between_two_changes_stands_something_that_is_the_same(old: list[str], new: list[str]) -> None:
    found = changes(old, new)

    for before, after in pairwise(found):
        assert after.start - before.end == after.new_start - before.new_end > 0


@given(SEQUENCES, SEQUENCES, st.integers(0, 6))
def test_a_spent_budget_still_gives_a_true_answer(old: list[str], new: list[str], steps: int) -> None:
    assert replayed(old, new, changes(old, new, Budget(steps))) == new


def test_beyond_the_differences_searched_items_that_stand_once_are_anchors() -> None:
    old = [f"old {n}" for n in range(alignment.DIFFERENCES)] + ["anchor"] + ["x", "y"] + ["second"]
    new = ["second"] + [f"new {n}" for n in range(alignment.DIFFERENCES)] + ["anchor"] + ["x", "z"]

    found = changes(old, new)

    assert replayed(old, new, found) == new
    assert (found[0].end, found[0].new_end) == (alignment.DIFFERENCES, alignment.DIFFERENCES + 1)


def test_without_anchors_everything_is_replaced() -> None:
    assert changes("aabb", "ccdd", Budget(0)) == [Change(0, 4, 0, 4)]
