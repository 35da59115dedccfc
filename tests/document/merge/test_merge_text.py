"""Three-way merges of a text, word by word."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.diff import edits
from specs.document.merge import Merged, merge_text

WORDS = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)


@given(TEXTS, TEXTS)
def test_what_only_one_side_changed_is_taken(base: str, other: str) -> None:
    assert merge_text(base, base, other) == Merged(other)
    assert merge_text(base, other, base) == Merged(other)


@given(TEXTS, TEXTS)
def test_the_same_change_on_both_sides_is_no_conflict(base: str, other: str) -> None:
    assert merge_text(base, other, other) == Merged(other)


@given(TEXTS, TEXTS, TEXTS)
def test_it_does_not_matter_who_is_who(base: str, mine: str, theirs: str) -> None:
    one, other = merge_text(base, mine, theirs), merge_text(base, theirs, mine)

    assert one.conflict == other.conflict
    assert one.conflict or one.text == other.text
    assert not one.conflict or (one.text, other.text) == (mine, theirs)


def apart(texts: tuple[str, str, str]) -> bool:
    base, mine, theirs = texts
    return not any(
        one != other and one.start <= other.end and other.start <= one.end
        for one in edits(base, mine)
        for other in edits(base, theirs)
    )


@given(st.tuples(TEXTS, TEXTS, TEXTS))
def test_texts_conflict_exactly_where_their_changes_touch(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    settled = mine in (base, theirs) or theirs == base

    assert merge_text(base, mine, theirs).conflict == (not settled and not apart(texts))


@given(st.tuples(TEXTS, TEXTS, TEXTS).filter(apart))
def test_a_merge_without_conflict_holds_both_changes(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts

    merged = merge_text(base, mine, theirs).text

    both = sorted({*edits(base, mine), *edits(base, theirs)}, key=lambda edit: (edit.start, edit.end))
    assert len(merged) == len(base) + sum(len(edit.text) - (edit.end - edit.start) for edit in both)
    shift = 0
    for edit in both:
        assert merged[edit.start + shift :].startswith(edit.text)
        shift += len(edit.text) - (edit.end - edit.start)


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ("users log in by mail", "people log in by mail", "users log in by phone", "people log in by phone"),
        ("must be fast", "should be fast", "must run fast", "should run fast"),
        ("a\nb\nc\n", "a\nb\nc\nd\n", "A\nb\nc\n", "A\nb\nc\nd\n"),
        ("one, two", "one, two and three", "1, two", "1, two and three"),
    ],
)
def test_changes_of_different_words_are_merged(base: str, mine: str, theirs: str, merged: str) -> None:
    assert merge_text(base, mine, theirs) == Merged(merged)


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("within two seconds", "within one second", "within two minutes"),
        ("fast", "fast and safe", "fast and cheap"),
        ("fast", "slow", "quick"),
        ("fast", "", "quick"),
        ("ends here", "ends here now", "ends there"),
    ],
)
def test_changes_that_touch_conflict_and_leave_mine_untouched(base: str, mine: str, theirs: str) -> None:
    assert merge_text(base, mine, theirs) == Merged(mine, conflict=True)


def test_a_value_that_is_one_thing_is_never_mixed() -> None:
    assert merge_text("FR-1", "NFR-1", "FR-2", whole=True).conflict
    assert merge_text("FR-1", "FR-1", "FR-2", whole=True) == Merged("FR-2")


@pytest.mark.no_cover
def test_two_hundred_thousand_characters_are_merged_in_little_time() -> None:
    base = " ".join(f"word{n % 900}" for n in range(25_000))
    mine = base.replace("word1 ", "mine ", 20)
    theirs = " ".join(f"word{n * n % 900}" for n in range(25_000))
    begin = time.process_time()

    merge_text(base, mine, theirs)
    merged = merge_text(base, mine, base.replace("word500", "theirs", 5))

    assert time.process_time() - begin < 4
    assert not merged.conflict
    assert merged.text.count("mine") == 20
    assert merged.text.count("theirs") == 5
