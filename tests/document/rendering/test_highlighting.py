"""Code in colours: classes only, and the text is the code whatever the lexer makes of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.rendering import render
from specs.document.rendering.highlighting import LANGUAGES, LONGEST, highlighted


def test_a_known_language_has_classes() -> None:
    html = render("```Python title\ndef a(): pass\n```")
    assert '<span class="k">def</span>' in html
    assert '<span class="info">Python title</span>\n' in html


@pytest.mark.parametrize("info", ["", "nosuch", "mermaid", "text", "{.x}"])
def test_any_other_has_none(info: str) -> None:
    assert "<code>def a(): pass\n</code>" in render(f"```{info}\ndef a(): pass\n```")


def test_long_code_has_no_colours() -> None:
    assert list(highlighted("a = 1\n" * LONGEST, "python")) == [("", "a = 1\n" * LONGEST)]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_each_language_is_there(language: str) -> None:
    assert (
        "".join(text for _, text in highlighted('{"a": 1} // <b> \u2028 é\n', language)) == '{"a": 1} // <b> \u2028 é\n'
    )


@given(st.sampled_from(sorted(LANGUAGES)), st.text())
def test_the_pieces_are_the_code(language: str, code: str) -> None:
    assert "".join(text for _, text in highlighted(code, language)) == code


HOSTILE = [
    "'\\",
    '"\\',
    " \n",
    "\n ",
    "//",
    "/",
    "(",
    "<",
    "a.b",
    "a ",
    "a\n",
    "- ",
    "@",
    "!",
    "${",
    "<!--",
    "\\",
    "`",
    "#",
    "a: ",
    "int a ",
]


@pytest.mark.no_cover
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_hostile_code_costs_little(language: str) -> None:
    for shape in HOSTILE:
        begin = time.process_time()
        list(highlighted((shape * LONGEST)[:LONGEST], language))
        assert time.process_time() - begin < 0.5, shape


def test_what_a_lexer_changes_is_shown_plain() -> None:
    assert list(highlighted("a\r\nb", "python")) == [("", "a\r\nb")]
