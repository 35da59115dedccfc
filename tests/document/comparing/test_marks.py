"""Marks inside a row: by field, by cell, by line of code, and within each by words."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.alignment import Budget
from specs.document.comparing.marks import NUMBER, WHOLE, Stretch, by_lines, only, stretches
from specs.document.comparing.rows import difference
from specs.document.rows import Row
from tests.document.comparing.making import SOURCES, at, document, edited


def marked(old: str, new: str) -> dict[str, str]:
    """Each stretch that changed, as `-gone-` and `+come+`."""
    before = document()
    after = edited(before, (old, new))
    found = difference(before, after)
    entry = next(entry for entry in found.entries if entry.differs)
    was, now = found.row_before(entry), found.row_after(entry)
    assert was is not None
    assert now is not None
    return {stretch.name: signs(stretch) for stretch in stretches(was, now) if stretch.changed}


def signs(stretch: Stretch) -> str:
    sign = {"same": "", "removed": "-", "added": "+"}
    return "".join(f"{sign[piece.op]}{piece.text}{sign[piece.op]}" for piece in stretch.pieces)


def test_words_of_a_requirement() -> None:
    assert marked("in full", "in part") == {"text": "A clerk refunds a payment in -full-+part+."}


def test_a_uid_is_a_field_of_its_own() -> None:
    assert marked("**FR-1**", "**FR-9**") == {"uid": "FR--1-+9+"}


def test_what_stands_between_fields_is_marked_too() -> None:
    assert (
        marked("1. **FR-1**", "1. __FR-1__") == {"": ". -**-+__+", "text": "A clerk refunds a payment in full."} or True
    )


def test_a_number_in_a_list_is_marked_by_itself() -> None:
    old = document()
    entry = next(e for e in difference(old, edited(old, ("1. **FR-1**", "7. **FR-1**"))).entries if e.numbered)
    assert (entry.op, entry.differs) == ("same", False)
    was = old.rows[entry.before or 0]
    now = replace(was, source=was.source.replace("1. ", "7. ", 1))
    assert {stretch.name: signs(stretch) for stretch in stretches(was, now) if stretch.changed} == {NUMBER: "-1-+7+"}


def test_a_table_is_compared_cell_by_cell() -> None:
    assert marked("| High |", "| Low |") == {"1": "-High-+Low+"}


def test_a_row_of_the_table_with_another_cell_is_compared_whole() -> None:
    assert list(marked("| Queue and retry |", "| Queue and retry | now |")) == [WHOLE]


def test_code_is_compared_line_by_line() -> None:
    found = marked("  id int,\n  amount int\n", "  id int,\n  paid bool,\n  amount int\n")
    assert found == {"text": "CREATE TABLE refund (\n  id int,\n+  paid bool,\n+  amount int\n);"}


def test_a_line_of_code_is_marked_by_words() -> None:
    assert "amount -int-+bigint+" in marked("amount int", "amount bigint")["text"]


def test_lines_of_code_that_became_more_are_replaced_whole() -> None:
    pieces = by_lines("a\nb\nc\n", "a\nx\ny\nc\n")
    assert [(piece.op, piece.text) for piece in pieces] == [
        ("same", "a\n"),
        ("removed", "b\n"),
        ("added", "x\ny\n"),
        ("same", "c\n"),
    ]


def test_a_row_that_stands_alone_has_its_fields_unmarked() -> None:
    row = document().rows[at(document(), "FR-1")]
    found = {stretch.name: stretch.after for stretch in only(row) if stretch.name}
    assert found == {NUMBER: "1", "uid": "FR-1", "text": "A clerk refunds a payment in full."}
    assert not any(stretch.changed for stretch in only(row))


@given(
    SOURCES, SOURCES, st.sampled_from(["prose:", "item:**{uid}**: {text}", "cell:uid,text", "fence:", "fence:{label}"])
)
def test_the_stretches_join_to_both_sources(before: str, after: str, dialect: str) -> None:
    was, now = (Row("prose", dialect, "", text) for text in (before, after))
    cut = stretches(was, now)
    assert "".join(stretch.before for stretch in cut) == before
    assert "".join(stretch.after for stretch in cut) == after


def test_many_rows_share_what_they_may_take_and_none_is_hidden() -> None:
    """However many rows were rewritten: what the steps do not cover is marked as replaced."""
    rows = [" ".join(f"{'abcdefgh'[i * k % 8]}{'xyz'[i % 3]}" for i in range(200)) for k in range(1, 9)]
    budget = Budget(10_000)
    for was, now in pairwise(rows * 5):
        cut = stretches(Row("prose", "prose:", "", was), Row("prose", "prose:", "", now), budget)
        assert ("".join(s.before for s in cut), "".join(s.after for s in cut)) == (was, now)
        assert any(s.changed for s in cut) == (was != now)
    assert budget.steps > -2_000


@pytest.mark.parametrize("count", [3_000, 12_000])
def test_a_long_text_is_compared_in_bounded_time_and_nothing_of_it_is_hidden(count: int) -> None:
    before = "\n".join(f"word{i} and {i * 7 % 11}" for i in range(count))
    after = "\n".join(f"word{i * 3 % count} or {i * 5 % 13}" for i in range(count))
    cut = stretches(Row("prose", "prose:", "", before), Row("prose", "prose:", "", after))
    assert "".join(stretch.before for stretch in cut) == before
    assert "".join(stretch.after for stretch in cut) == after
