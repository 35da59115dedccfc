"""Cells are filled rightwards and downwards; lines the table lacks are added, and not one other byte differs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.fields import fields
from specs.document.filling import Paste, fill_cells
from specs.document.reader import read
from specs.document.rows import Document, Refused

TABLE = """# T

## Risks

| Risk | Owner | Impact | Mitigation |
|------|-------|--------|------------|
| Fire | Ana   | High   | Water      |
| Rain | Ben |

Some text.
"""
CELL = st.text(
    st.sampled_from("ab |\\`*\n-:#é1") | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=9
)


def at(document: Document, words: str) -> int:
    return next(i for i, row in enumerate(document.rows) if row.layout == "cell" and words in row.source)


def test_lines_that_stand_there_are_filled_and_the_others_added() -> None:
    document = read(TABLE)
    written = fill_cells(
        document, at(document, "Rain"), Paste(1, [["Cai", "Low", "a|b"], ["Dana", "High", "two\nlines"]])
    )
    assert written.document.text == TABLE.replace(
        "| Rain | Ben |", "| Rain | Cai | Low | a\\|b |\n|  | Dana | High | two<br>lines |"
    )
    assert written.document.rows[:4] == document.rows[:4]
    line = written.document.rows[at(written.document, "Rain")]
    assert fields(line.kind, line.dialect, line.source)["mitigation"] == "a|b"


def test_only_the_pasted_columns_change_and_others_keep_their_bytes() -> None:
    document = read(TABLE)
    written = fill_cells(document, at(document, "Fire"), Paste(2, [["Low"], ["Medium"]]))
    assert "| Fire | Ana   | Low   | Water      |\n| Rain | Ben | Medium |" in written.document.text


def test_added_lines_get_the_ids_that_were_given_out() -> None:
    document = read("# T\n\n## Functional Requirements\n\n| ID | Requirement |\n|---|---|\n| **FR-1** | a |\n")
    index = at(document, "FR-1")
    written = fill_cells(document, index, Paste(1, [["x"], ["y"], ["z"]]), ["FR-2"])
    assert written.document.text.endswith("| **FR-1** | x |\n| FR-2 | y |\n|  | z |\n")
    over = fill_cells(document, index, Paste(0, [["FR-5", "x"]]))
    assert over.document.text.endswith("| **FR-5** | x |\n")


def test_new_lines_may_come_behind_any_line() -> None:
    document = read(TABLE)
    written = fill_cells(document, at(document, "Fire"), Paste(0, [["Ice", "Cai"], ["Wind"]], below=True))
    assert "| Water      |\n| Ice | Cai |  |  |\n| Wind |  |  |  |\n| Rain | Ben |" in written.document.text


@pytest.mark.parametrize(
    ("column", "cells", "why"),
    [
        (2, [["a", "b", "c"]], "has 4 columns, and 3 were pasted from column 3"),
        (4, [["a"]], "has 4 columns"),
        (-1, [["a"]], "has 4 columns"),
        (0, [], "1,000 lines"),
        (0, [["a"]] * 1001, "1,000 lines"),
    ],
)
def test_what_does_not_fit_is_refused_whole(column: int, cells: list[list[str]], why: str) -> None:
    document = read(TABLE)
    with pytest.raises(Refused, match=why):
        fill_cells(document, at(document, "Fire"), Paste(column, cells))


def test_only_a_tables_line_takes_cells() -> None:
    document = read(TABLE)
    with pytest.raises(Refused, match="into a table"):
        fill_cells(document, 0, Paste(0, [["a"]]))


def test_a_cell_that_would_end_the_table_is_refused() -> None:
    document = read("# T\n\n## Risks\n\nRisk | Impact\n--- | ---\nFire | High\n")
    with pytest.raises(Refused):
        fill_cells(document, at(document, "Fire"), Paste(0, [["", ""]]))


@given(st.integers(0, 3), st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_pasted_reads_back_or_is_refused(column: int, cells: list[list[str]]) -> None:
    document = read(TABLE)
    try:
        written = fill_cells(document, at(document, "Fire"), Paste(column, cells)).document
    except Refused:
        return
    assert read(written.text).text == written.text
    assert written.text.startswith(TABLE[: TABLE.index("| Fire")])
    assert written.text.endswith("\n\nSome text.\n")
    assert len(written.rows) == len(document.rows) + max(0, len(cells) - 2)
