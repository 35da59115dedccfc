"""Tight and loose lists, and boxes: what comparing tags of blocks alone would not show."""

import pytest

from specs.document.rendering import render
from tests.document.rendering.structure import githubs, ours

TIGHT = [
    "- a\n- b",
    "- a\n  - b\n- c",
    "- a\n  ```\n\n\n  ```\n- b",
    "- a\n  > b\n  >\n- c",
    "- a\n  - b\n\n",
    "1. a\n2. b\n\n",
    "- a\n-\n- b",
]
LOOSE = [
    "- a\n\n- b",
    "- a\n\n  b\n- c",
    "- a\n- b\n\n- c",
    "- a\n  - b\n\n  c",
    "- a\n\n  - b\n- c",
    "1. a\n\n   ```\n   b\n   ```\n2. c",
    "- a\n-\n\n- b",
    "- a\n\n  [b]: c\n- d",
]


@pytest.mark.parametrize("text", TIGHT)
def test_a_tight_list_has_no_paragraphs_of_its_own(text: str) -> None:
    assert "<li><p>" not in render(text)
    assert ours(text) == githubs(text)


@pytest.mark.parametrize("text", LOOSE)
def test_a_list_with_a_blank_line_between_blocks_has_paragraphs(text: str) -> None:
    assert "<li><p>" in render(text)
    assert ours(text) == githubs(text)


def test_an_inner_loose_list_leaves_the_outer_tight() -> None:
    text = "- a\n  - b\n\n    c\n- d"
    assert render(text).startswith("<ul><li>a\n<ul><li><p>b</p>\n<p>c</p>")
    assert ours(text) == githubs(text)


def test_a_box_is_shown_where_marker_box_and_blank_begin_the_line() -> None:
    html = render("- [ ] open\n- [x] done\n- [X] done\n1. [ ] numbered\n2) [ ] other")
    assert html.count('type="checkbox"') == 5
    assert html.count("checked") == 2
    assert html.count("disabled") == 5


@pytest.mark.parametrize("text", ["- [ ]", "- [ ]x", "- [y] a", "- a [ ] b", "[ ] a", "> - [ ] a", "- - [ ] a"])
def test_other_brackets_are_no_box(text: str) -> None:
    assert "checkbox" not in render(text)


@pytest.mark.parametrize("inner", ["# a", "- a", "> a", "1. a", "***", "```"])
def test_behind_a_box_stands_text(inner: str) -> None:
    text = f"- [ ] {inner}"
    assert ours(text) == githubs(text)
    assert inner in render(text).replace("&gt;", ">")


def test_a_box_in_a_loose_list() -> None:
    assert "<p>a</p>" in render("- [ ] a\n\n- [x] b")
