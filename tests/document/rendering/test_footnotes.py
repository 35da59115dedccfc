"""Footnotes stand where they are written, with the label their references show; links lead there and back."""

import pytest

from specs.document.rendering import definitions, render, render_inline
from tests.document.rendering.structure import Page, githubs, ours

CASES = {
    "a reference and its note": "a[^1]\n\n[^1]: note",
    "a note interrupts a paragraph": "a[^1]\n[^1]: note\nlazy",
    "a note of several blocks": "a[^x]\n\n[^x]: b\n\n    c\n\n    - d\n      - e\n\n    ```\n    f\n    ```\n\ng",
    "a note that begins on the next line": "a[^1]\n\n[^1]:\n    one\n\n\n    two\n  \n    code",
    "a note of a heading": "a[^1]\n\n[^1]: # b\n    c",
    "notes one after the other": "a[^1] b[^2]\n\n[^1]: one\n[^2]: two\n\n[^3]: nobody refers to it",
    "notes refer to notes": "a[^1]\n\n[^1]: b[^2]\n\n[^2]: c[^1]",
    "a note of itself": "[^1]: a[^1]",
    "in a quote, a list and a table": "> a[^1]\n>\n> [^1]: b\n\n- c[^2]\n\n  [^2]: d\n- e\n\n| f[^1] |\n|-|\n| g[^2] |",
    "in a heading": "# a[^1]\n\n[^1]: b",
    "no reference in code or behind a backslash": "`[^1]` \\[^1]\n\n    [^1]\n\n[^1]: a",
    "a label with a blank defines a link": "[^a b]\n\n[^a b]: /u",
    "an empty label": "[^]\n\n[^]: /u",
    "letters of either case": "a[^Ab]\n\n[^aB]: c",
    "a link wins": "[^1](/u) [^1][y]\n\n[^1]: a",
    "the first of two counts": "a[^1]\n\n[^1]: - b\n[^1]: # c",
    "the inner of two counts": "a[^1]\n\n[^1]: [^1]: b",
    "four blanks before it are code": "a[^1]\n\n    [^1]: b",
    "a tab indents": "a[^1]\n\n[^1]:\tb\n\n\tc",
    "an image's reference": "![^1] [b[^1]](/u) *c[^1]*\n\n[^1]: d",
    "emphasis in a label": "[^*a*] **b[^*a*]**\n\n[^*a*]: c",
    "a definition of a link in a note": "[^1] [a]\n\n[^1]: [a]: /u\n    b",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_notes_hold_the_blocks_they_hold_on_github(text: str) -> None:
    assert ours(text) == githubs(text)
    if githubs(text).notes:
        assert set(_linked(text)) == {f"#t-fn:{label}" for label in githubs(text).notes}


def _linked(text: str) -> list[str]:
    """The notes that references of the page lead to."""
    tags = Page(render(text)).tags
    return [str(found["href"]).replace("%2A", "*") for tag, found in tags if "#t-fn:" in str(found.get("href"))]


def test_a_note_has_its_label_and_a_way_back() -> None:
    rel = ' rel="noopener noreferrer nofollow"'
    assert render("a[^1] b[^1]\n\n[^1]: the note") == (
        f'<p>a<sup id="t-ref:1"><a href="#t-fn:1"{rel}>1</a></sup> b<sup><a href="#t-fn:1"{rel}>1</a></sup></p>\n'
        f'<ul class="footnotes"><li id="t-fn:1"><sup>1</sup>\n<p>the note <a href="#t-ref:1"{rel}>↩</a></p>\n</li></ul>'
    )


def test_a_note_of_other_blocks_and_one_of_nothing_have_a_way_back_too() -> None:
    assert render("[^1]: - a\n[^2]:\n[^3]: <!-- b -->").count(">↩</a>") == 3


@pytest.mark.parametrize("text", ["a[^1]", "a[^1]: b", "a[^2]\n\n[^1]: b", "[^" + "a" * 1_000 + "]"])
def test_a_reference_to_nothing_is_text(text: str) -> None:
    assert "<sup id" not in render(text)
    assert text.partition("\n")[0] in Page(render(text)).text


def test_rows_refer_to_notes_of_other_rows() -> None:
    known = definitions("- a[^1]\n\n> [^1]: b\n>\n> [^x]: c\n\n[l]: https://d.example")
    assert known == "[l]: https://d.example\n[^1]:\n[^x]:"
    for html in (render("a[^X]", definitions=known), render_inline("a[^X]", definitions=known)):
        assert 'a<sup id="t-ref:x"><a href="#t-fn:x"' in html
        assert ">X</a></sup>" in html


def test_the_words_of_a_note_change_no_other_row() -> None:
    assert definitions("a[^1]\n\n[^1]: b") == definitions("a[^1]\n\n[^1]: c\n\n    d")


def test_labels_hold_anything_and_the_ids_meet_no_heading() -> None:
    html = render('# fn 1\n\na[^"<é>&]\n\n[^"<é>&]: b')
    assert 'id="t-fn-1"' in html
    assert "#t-fn:%22%3C%C3%A9%3E&amp;" in html
    assert 'id="t-fn:&quot;' in html


def test_a_reference_in_a_link_is_no_link() -> None:
    assert render("[a[^1]](https://b.example)\n\n[^1]: c").count("#t-fn") == 0


ALERT = '<div class="markdown-alert markdown-alert-{}"><p class="markdown-alert-title">{}</p>\n{}\n</div>'


@pytest.mark.parametrize("kind", ["Note", "Tip", "Important", "Warning", "Caution"])
def test_alerts(kind: str) -> None:
    assert render(f"> [!{kind.upper()}]\n> a") == ALERT.format(kind.lower(), kind, "<p>a</p>")
    assert render(f"> [!{kind}]  \n>\n> - a\n>   b").startswith(ALERT.format(kind.lower(), kind, "<ul>")[:-7])


@pytest.mark.parametrize(
    "text",
    [
        "> [!NOTE]", "> [!NOTE] a\n> b", "> [!OTHER]\n> a", "> a\n> [!NOTE]", "- > [!NOTE]\n  > a",
        "> > [!NOTE]\n> > a", "> # [!NOTE]\n> a", "[!NOTE]\na", "> \\[!NOTE]\n> a", "> [a]: /u\n> [!NOTE]\n> b", ">",
    ],
)  # fmt: skip
def test_what_is_no_alert(text: str) -> None:
    assert "markdown-alert" not in render(text)
