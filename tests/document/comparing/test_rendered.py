"""Marks on rendered Markdown: exactly those of the bytes, or none and the bytes instead."""

import re

from hypothesis import given
from hypothesis import strategies as st

from specs.document.comparing.rendered import changed, marked, rendered, rendered_pieces, shown
from specs.document.diff import Piece, words

SAID = ("removed", "added")
TAG = re.compile(r"<[^>]*>")
TEXTS = st.lists(
    st.sampled_from(["a", " ", "word ", "*b*", "[x](/y)", "`c`", "&amp;", "&", "<i>", "\n", "\u200b", "2 < 3 ", "\\*"]),
    max_size=8,
).map("".join)


def html_of(before: str, after: str, side: str = "both") -> str | None:
    pieces = rendered_pieces(words(before, after), (before, after), ("", ""), inline=True)
    return None if pieces is None else marked(pieces, side, SAID)


def test_words_are_marked_in_rendered_text() -> None:
    assert html_of("paid *at once* by card", "paid *at once* by mail") == (
        "paid <em>at once</em> by "
        '<del class="edit"><span class="sr">removed </span>card</del>'
        '<ins class="edit"><span class="sr">added </span>mail</ins>'
    )


def test_each_side_shows_its_own_words() -> None:
    before, after = html_of("a b", "a c", "before"), html_of("a b", "a c", "after")
    assert before == 'a <del class="edit"><span class="sr">removed </span>b</del>'
    assert after == 'a <ins class="edit"><span class="sr">added </span>c</ins>'


def test_what_the_rendered_text_would_not_show_is_left_to_the_bytes() -> None:
    assert html_of("paid *at once*", "paid at once") is None
    assert html_of("[rules](https://a.example)", "[rules](https://b.example)") is None
    assert html_of("_a_ b", "*a* b") is None
    assert html_of("a &amp; b", "a & b") is None


@given(TEXTS, TEXTS)
def test_marks_on_rendered_text_are_those_of_the_bytes(before: str, after: str) -> None:
    pieces = rendered_pieces(words(before, after), (before, after), ("", ""), inline=False)
    if pieces is None:
        return
    for op in ("added", "removed"):
        told = "".join(p.text for p in pieces if p.op == op)
        assert told == "".join(p.text for p in words(before, after) if p.op == op)


@given(TEXTS, TEXTS)
def test_pieces_become_safe_html(before: str, after: str) -> None:
    found = marked(words(before, after), "both", SAID)
    assert set(TAG.findall(found)) <= {
        '<del class="edit">',
        '<ins class="edit">',
        '<span class="sr">',
        "</del>",
        "</ins>",
        "</span>",
        '<span class="mixed">',
    }


def test_what_nobody_sees_is_shown() -> None:
    assert shown("a\u200bb") == "a‹U+200B›b"
    assert shown("<b>") == "&lt;b&gt;"
    assert shown("") == ""


def test_blanks_that_came_or_went_are_signs() -> None:
    assert changed("  \t\n") == "␣␣⇥↵\n"
    assert changed("\r\n") == "↵\n"
    assert changed("\r") == "‹U+000D›"
    assert changed("\u00a0") == "‹U+00A0›"
    assert changed("a b") == "a b"


def test_rendered_text_has_no_ids_since_it_stands_more_than_once() -> None:
    assert "id=" not in rendered("# A\n\nb[^1]\n\n[^1]: c\n", "", inline=False)
    assert rendered("a", "", inline=True) == "a"
    pieces = rendered_pieces([Piece("same", "# A")], ("# A", "# A"), ("", ""), inline=False)
    assert pieces is not None
    assert "id=" not in marked(pieces, "both", SAID)


def test_nothing_is_folded_away() -> None:
    folded = "<details><summary>seen</summary>\n\nThe agent deletes the backups.\n\n</details>"
    assert '<details open="" data-folded="">' in rendered(folded, "", inline=False)
