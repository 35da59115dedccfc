"""Differences between texts, as people read them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.diff import Edit, Piece, applied, edits, near, words
from tests.proportion import in_proportion

TEXTS = st.lists(st.sampled_from(["alpha", "beta", "gamma", " ", "  ", "\n", ". ", "日", "-"]), max_size=30).map(
    "".join
)


@given(TEXTS, TEXTS)
def test_pieces_join_back_to_both_texts(before: str, after: str) -> None:
    pieces = words(before, after)

    assert "".join(piece.text for piece in pieces if piece.op != "added") == before
    assert "".join(piece.text for piece in pieces if piece.op != "removed") == after


@given(TEXTS, TEXTS)
def test_edits_turn_one_text_into_the_other(before: str, after: str) -> None:
    assert applied(before, edits(before, after)) == after


@given(TEXTS)
def test_equal_texts_have_no_difference(text: str) -> None:
    assert edits(text, text) == []
    assert [piece.op for piece in words(text, text)] == (["same"] if text else [])


def test_a_changed_word_is_one_removed_and_one_added() -> None:
    assert words("users log in", "users sign in") == [
        Piece("same", "users "),
        Piece("removed", "log"),
        Piece("added", "sign"),
        Piece("same", " in"),
    ]


def test_words_are_never_torn() -> None:
    assert edits("logging in", "login") == [Edit(0, 10, "login")]


def test_replaced_words_with_blanks_between_them_are_shown_as_one() -> None:
    assert words("must be fast now", "should run fast now")[:2] == [
        Piece("removed", "must be"),
        Piece("added", "should run"),
    ]


def test_what_is_only_removed_stays_apart_from_what_is_replaced() -> None:
    assert [piece.op for piece in words("one two three four", "1 three")] == [
        "removed", "added", "same", "removed", "same", "removed",
    ]  # fmt: skip


def scattered(size: int, step: int) -> tuple[str, str]:
    """Two texts of many lines; every so many lines one word differs."""
    before = [f"line {n} says what item {n % 7} does" for n in range(size)]
    after = [line.replace("says", "tells") if n % step == 0 else line for n, line in enumerate(before)]
    return "\n".join(before), "\n".join(after)


def test_long_texts_are_compared_by_line_and_then_by_word() -> None:
    before, after = scattered(1_000, 100)

    found = edits(before, after)

    assert len(found) == 10
    assert all(before[edit.start : edit.end] == "says" and edit.text == "tells" for edit in found)


def test_more_differences_than_the_budget_covers_are_shown_whole_and_never_hidden() -> None:
    before = " ".join(f"a{n % 50}" for n in range(20_000))
    after = " ".join(f"a{n * n % 53}" for n in range(20_000))

    pieces = words(before, after)

    assert "".join(piece.text for piece in pieces if piece.op != "added") == before
    assert "".join(piece.text for piece in pieces if piece.op != "removed") == after


def compared(size: int, vocabulary: int) -> Callable[[], object]:
    before = " ".join(f"w{n * n % vocabulary}" for n in range(size))
    after = " ".join(f"w{n * 7 % vocabulary}" for n in range(size))
    return lambda: words(before, after)


@pytest.mark.no_cover
@pytest.mark.parametrize("vocabulary", [3, 101, 5_003])
def test_doubled_input_takes_less_than_two_and_a_half_times_as_long(vocabulary: int) -> None:
    assert in_proportion(compared(20_000, vocabulary), compared(40_000, vocabulary))


def test_near_keeps_the_changes_and_the_words_beside_them() -> None:
    long = "one two three four five " * 20
    pieces = near(words(f"{long}old {long}", f"{long}new {long}"), reach=20)
    assert [piece.op for piece in pieces] == ["same", "removed", "added", "same"]
    assert pieces[0].text.startswith("… ")
    assert pieces[-1].text.endswith("…")
    assert max(len(piece.text) for piece in pieces) < 30
    assert [piece.text for piece in pieces[1:3]] == ["old", "new"]


def test_near_leaves_out_only_what_stayed_the_same() -> None:
    pieces = words("a short line", "a short word")
    assert near(pieces) == pieces
    added = words("", "word " * 200)
    assert near(added) == added
    between = near(words("old " + "same " * 60 + "old", "new " + "same " * 60 + "new"), reach=15)
    assert between[2].text == " same same … same same "
