"""What spreadsheets and tables put on the clipboard is read as they mean it."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.spreadsheet import cells_of

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=12)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\rb", [["a"], ["b"]]),
        ('"two\nlines"\t"he said ""no"""\n', [["two\nlines", 'he said "no"']]),
        ('5" pipe\tx', [['5" pipe', "x"]]),
        ('"never closed\tx\ny', [['"never closed', "x"], ["y"]]),
        ("a\t\n\n\tb", [["a", ""], [""], ["", "b"]]),
        ("", [[""]]),
        ("| Risk | Impact |\n|---|:-:|\n| a\\|b | High |", [["a|b", "High"]]),
        ("| a | b |\n| c | d |\n", [["a", "b"], ["c", "d"]]),
    ],
)
def test_cells_are_read_as_they_were_meant(text: str, cells: list[list[str]]) -> None:
    assert cells_of(text) == cells


@given(st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_comes_back(rows: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    assert cells_of(written.getvalue()) == rows
