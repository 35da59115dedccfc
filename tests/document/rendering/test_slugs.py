"""Ids of headings as GitHub gives them, with a prefix that no id of the page has."""

import pytest

from specs.document.rendering import render
from specs.document.rendering.slugs import slug


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Goals & Non-Goals", "goals--non-goals"),
        ("1. Über `uns` (neu)", "1-über-uns-neu"),
        ("API: GET /v1/x_y", "api-get-v1x_y"),
        ("目标", "目标"),
        ("नमस्ते", "नमस्ते"),
        ("🚀 Launch!", "-launch"),
        ("¿?", ""),
    ],
)
def test_a_slug(heading: str, expected: str) -> None:
    assert slug(heading) == expected.replace("uns-neu", "`uns`-neu".replace("`", ""))


def test_headings_have_prefixed_ids_that_differ() -> None:
    html = render("# row 41\n\n## a\n\n## a\n\n## a-1\n\n## a\n\n# !")
    for expected in ('"t-row-41"', '"t-a"', '"t-a-1"', '"t-a-1-1"', '"t-a-2"'):
        assert f"id={expected}" in html
    assert "<h1>!</h1>" in html


def test_a_heading_with_markup_is_called_by_its_text() -> None:
    assert 'id="t-a-b-c--d"' in render("# *a* `b` [c](https://d.example) & <kbd>d</kbd>")


def test_a_link_to_a_heading_finds_it() -> None:
    html = render("[x](#goals)\n\nGoals\n=====")
    assert 'href="#t-goals"' in html
    assert 'id="t-goals"' in html
