"""Rendering compared with GitHub's own renderer, over documents, mutated documents and random grammars.

What is compared are the block tags in their nesting. A few rare differences are known and kept out by name.
"""

import re
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from specs import document
from specs.document.rendering import render
from tests.document.rendering.structure import githubs, ours

DOCUMENTS = sorted(
    [*Path("tests/documents").rglob("*.md"), Path(document.__file__).with_name("technical-spec-template.md")]
)
FRAGMENTS = [
    "- ", "* ", "1. ", "2) ", "10. ", "> ", ">", "    ", "  ", "   ", "\t", " ", "# ", "## ", "###", "---", "***",
    "===", "- [ ] ", "- [x] ", "```", "~~~",
    "````", "a", "b c", "text", "| a | b |", "|---|---|", "|:-|-:|", "a|b", "-|-", "[x]: /u", "[x]:", "'t'",
    '[y]: <b> "t"', "<div>", "</div>", "<!-- c",
    "-->", "<b>", "<pre>", "</pre>", "\\|", "`x|y`", "+", "-", "1.", "\\", "#", "<?", "?>", "_", "**b**", "[x]",
    "[^1]", "[^1]: ", "[^n]:", "[^n]", "    note", "> [!NOTE]\n", "\n", "\n", "\n", "\n", "\n\n",
]  # fmt: skip
LONE_PIPE = re.compile(r"(?m)^[ \t>*+.)\d-]*\|[ \t]*$")


def is_known_to_differ(text: str) -> bool:
    """A lone pipe as a table's row; a form feed and its like, which GitHub takes for blanks."""
    return bool(LONE_PIPE.search(text)) or bool(re.search("[\x00\x0b\x0c]", text))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_documents_have_the_blocks_they_have_on_github(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    assert is_known_to_differ(text) or ours(text) == githubs(text)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join))
@example("- [ ] -")
@example("[x]: u\n---")
@example("[x]: u\na|b\n-|-")
@example("1) ***\n\n   b")
@example("-\n  \n  a")
def test_random_blocks_nest_as_on_github(text: str) -> None:
    assume(not is_known_to_differ(text))
    assert ours(text) == githubs(text)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A piece of a document in which some lines were moved, cut, indented or joined with a fragment."""
    path = draw(st.sampled_from(DOCUMENTS))
    lines = path.read_bytes().decode("utf-8-sig").splitlines()
    begin = draw(st.integers(0, max(0, len(lines) - 1)))
    piece = lines[begin : begin + draw(st.integers(1, 40))] or [""]
    for _ in range(draw(st.integers(0, 6))):
        place = draw(st.integers(0, len(piece) - 1))
        fragment = draw(st.sampled_from(FRAGMENTS))
        cut = draw(st.integers(0, len(piece[place])))
        piece[place] = draw(
            st.sampled_from([fragment + piece[place], piece[place][:cut] + fragment, piece[place][cut:], ""])
        )
    return "\n".join(piece)


@given(mutated())
def test_mutated_documents_nest_as_on_github(text: str) -> None:
    assume(not is_known_to_differ(text))
    assert ours(text) == githubs(text)


@given(st.text())
def test_any_text_is_rendered(text: str) -> None:
    render(text)


@given(st.text(alphabet="*_`~[]()!<>\\&;:/.w@ha \n\t-#|\"'^={}0", max_size=200))
def test_any_punctuation_is_rendered(text: str) -> None:
    render(text)
