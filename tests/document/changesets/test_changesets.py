"""Change sets: what CodeMirror makes of them, what is refused, and that two orders of two changes give one text."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.changesets import (
    LONGEST,
    SECTIONS,
    Changes,
    Malformed,
    Unwritable,
    apply,
    compose,
    diff,
    invert,
    map_over,
    parse,
    size,
    units,
)

CASES = [json.loads(line) for line in Path(__file__).with_name("cases.jsonl").read_text().splitlines()]
TEXTS = st.text(st.sampled_from("ab \n漢é😀x"), max_size=12)


@st.composite
def changes_of(draw: st.DrawFn, text: str) -> Changes:
    """A change set of a text that cuts no character in two."""
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    sections: list[Any] = []
    at = 0
    for cut in [*cuts, len(text)]:
        stretch = size(text[at:cut])
        insert = draw(st.none() | TEXTS)
        if insert is None or at == cut == len(text):
            sections += [stretch] if stretch else []
        elif stretch or insert:
            sections.append([stretch, *insert.split("\n")] if insert else [stretch])
        at = cut
    return parse(sections, size(text))


@st.composite
def two(draw: st.DrawFn) -> tuple[str, Changes, Changes]:
    text = draw(TEXTS)
    return text, draw(changes_of(text)), draw(changes_of(text))


@st.composite
def one_after_another(draw: st.DrawFn) -> tuple[str, Changes, Changes]:
    text = draw(TEXTS)
    first = draw(changes_of(text))
    return text, first, draw(changes_of(apply(text, first)))


@pytest.mark.parametrize("part", range(8))
def test_it_is_what_codemirror_makes_of_it(part: int) -> None:
    for case in CASES[part::8]:
        compare(case)


def compare(case: list[Any]) -> None:
    text, a, b, after, over, before, then, both, back = case
    one, other = parse(a, size(text)), parse(b, size(text))
    assert one.to_json() == a
    try:
        assert apply(text, one) == after
    except Unwritable:
        assert after.encode("utf-16", "surrogatepass") != after.encode("utf-16", "replace")
    assert map_over(one, other).to_json() == over
    assert map_over(one, other, before=True).to_json() == before
    assert compose(one, parse(then, one.length_after)).to_json() == both
    assert invert(one, text).to_json() == back


@given(two())
def test_two_orders_of_two_changes_give_one_text(case: tuple[str, Changes, Changes]) -> None:
    text, one, other = case
    assert apply(apply(text, other), map_over(one, other)) == apply(apply(text, one), map_over(other, one, before=True))


@given(one_after_another())
def test_both_as_one_give_what_one_after_the_other_gives(case: tuple[str, Changes, Changes]) -> None:
    text, first, second = case
    assert apply(text, compose(first, second)) == apply(apply(text, first), second)


@given(two())
def test_what_is_inverted_leads_back(case: tuple[str, Changes, Changes]) -> None:
    text, changes, _ = case
    assert apply(apply(text, changes), invert(changes, text)) == text


@given(two())
def test_json_leads_back_to_the_same_changes(case: tuple[str, Changes, Changes]) -> None:
    text, changes, _ = case
    assert parse(json.loads(json.dumps(changes.to_json())), size(text)) == changes


@given(TEXTS, TEXTS)
def test_a_difference_leads_from_one_text_to_the_other(old: str, new: str) -> None:
    assert apply(old, diff(old, new)) == new
    assert diff(old, new).empty == (old == new)


def test_a_difference_is_cut_at_the_edges_of_words() -> None:
    assert diff("a1x5 stays", "f3x3 stays").to_json() == [[4, "f3x3"], 6]


def test_texts_that_have_nothing_in_common_are_replaced_in_no_time() -> None:
    old, new = (" ".join(f"{word}{i}" for i in range(3_000)) for word in "ab")
    assert apply(old, diff(old, new)) == new


@given(st.text())
def test_a_length_is_counted_in_utf_16_units(text: str) -> None:
    assert size(text) == len(units(text)) == len(text.encode("utf-16-le")) // 2


def test_who_comes_later_in_the_log_stands_behind() -> None:
    mine, theirs = parse([1, [0, "mine"], 1], 2), parse([1, [0, "theirs"], 1], 2)
    assert apply(apply("ab", theirs), map_over(mine, theirs)) == "atheirsmineb"


@pytest.mark.parametrize(
    "said",
    [
        None,
        "[3]",
        {"0": 3},
        [True, 2],
        [3.0],
        [-3, 6],
        [0, 3],
        [3, []],
        [3, [0]],
        [3, [0, ""]],
        [3, [-1, "a"]],
        [3, [True, "a"]],
        [3, ["a"]],
        [3, [0, 7]],
        [3, [0, "two\nlines"]],
        [3, [0, None]],
        [[3, ["a"]]],
        [2],
        [4],
        [],
        [LONGEST + 1],
        [[LONGEST + 1]],
        [10**400],
        [[0, "a"]] * (SECTIONS + 1) + [3],
    ],
    ids=repr,
)
def test_what_is_no_change_set_of_the_text_is_malformed(said: object) -> None:
    with pytest.raises(Malformed):
        parse(said, 3)


@pytest.mark.parametrize(
    "said", [[3, [0, "\ud83d"]], [3, [0, "a\0"]], [3, [0, "a\rb"]], [2, [1, "\ude00", ""]]], ids=repr
)
def test_what_no_text_may_say_is_not_written(said: list[Any]) -> None:
    with pytest.raises(Unwritable):
        apply("abc", parse(said, 3))


def test_half_a_character_that_is_taken_away_is_not_written() -> None:
    with pytest.raises(Unwritable):
        apply("😀", parse([[1], 1], 2))


def test_halves_that_meet_are_one_character() -> None:
    assert apply("😀", parse([1, [1, "\ude01"]], 2)) == "😁"


def test_a_text_grows_no_longer_than_a_row_may_be() -> None:
    with pytest.raises(Unwritable):
        parse([[0, "a" * (LONGEST + 1)]], 0)
    with pytest.raises(Unwritable):
        apply("abc", parse([3, [0, "a" * (LONGEST - 2)]], 3))
    assert size(apply("abc", parse([3, [0, "a" * (LONGEST - 3)]], 3))) == LONGEST


def test_changes_of_texts_of_different_lengths_are_never_brought_together() -> None:
    short, long = parse([2], 2), parse([3], 3)
    for act in (
        lambda: map_over(short, long),
        lambda: map_over(long, short, before=True),
        lambda: compose(short, long),
        lambda: invert(short, "abc"),
        lambda: apply("abc", short),
    ):
        with pytest.raises(Malformed):
            act()


def test_mapping_over_many_is_done_one_by_one() -> None:
    """Over both as one it would come out differently: a letter that went and one that came are no replacement."""
    mine, first, second = parse([[1, "yz"]], 1), parse([[1]], 1), parse([[0, "c"]], 0)
    one_by_one, at_once = map_over(map_over(mine, first), second), map_over(mine, compose(first, second))
    assert (apply("c", one_by_one), apply("c", at_once)) == ("cyz", "yzc")
