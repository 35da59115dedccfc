"""Tables: header, alignment, ragged rows, pipes."""

import pytest

from specs.document.rendering import render
from tests.document.rendering.structure import githubs, ours

CASES = [
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "a | b\n-|-\n1 | 2",
    "|a|\n|-|\n|b|\n\n|c|",
    "text\nmore\n| a | b |\n|---|---|\n| 1 | 2 |",
    "| a | b |\n|---|\n| 1 | 2 |",
    "| a |\n|---|---|\n|---|",
    "| a \\| b | c |\n|---|---|\n| `1\\|2` | 3 |",
    "| a | b |\n|---|---|\ntext\n> quote",
    "| a | b |\n|---|---|\n- item",
    "| a | b |\n|---|---|\n    code",
    "| a | b |\n|---|---|\n# heading",
    "- | a | b |\n  |---|---|\n  | 1 | 2 |\n- c",
    "> | a |\n> |---|\n> | 1 |\n| 2 |",
    "a\n:-",
    "a\\\\|b\n-|-",
    "a\\\\|b|c\n-|-",
    "a\n|-",
    "| a |\n|-----|\n|",
    "[x]: y\n| a |\n|---|",
    "| a | b |\n| :-: | -: |\n||\n| 1",
]


@pytest.mark.parametrize("text", CASES)
def test_tables_are_those_of_github(text: str) -> None:
    assert ours(text) == githubs(text)


def test_columns_are_aligned_as_the_delimiter_row_says() -> None:
    html = render("| a | b | c | d |\n|:--|--:|:-:|---|\n| 1 | 2 | 3 | 4 |")
    assert '<th align="left">a</th><th align="right">b</th><th align="center">c</th><th>d</th>' in html
    assert '<td align="left">1</td><td align="right">2</td><td align="center">3</td><td>4</td>' in html


def test_an_escaped_pipe_is_a_pipe_in_code_too() -> None:
    assert "<td><code>a|b</code> c|d</td>" in render("| x |\n|---|\n| `a\\|b` c\\|d |")


def test_missing_cells_are_empty_and_surplus_cells_stand_below() -> None:
    html = render("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 | | 4 |")
    assert "<tr><td>1</td><td></td></tr>" in html
    assert html.endswith('</table><p class="surplus">3 | 4</p>')


def test_a_cell_holds_inline_markup() -> None:
    assert "<td><strong>1</strong> &lt;x&gt;</td>" in render("| a |\n|---|\n| **1** <x> |")
