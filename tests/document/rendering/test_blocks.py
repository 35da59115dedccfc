"""Blocks: each rule of reading lines, and that GitHub reads the same."""

import pytest

from specs.document.rendering import render
from tests.document.rendering.structure import githubs, ours

CASES = {
    "a list interrupts a paragraph": "text\n- a\n- b",
    "an ordered list interrupts a paragraph only with 1": "text\n1. a\n\ntext\n2. b",
    "an empty item does not interrupt a paragraph": "text\n-\nmore",
    "content stands at the marker's real width": "10. a\n\n    b\n\n   c",
    "a nested list by two blanks": "- a\n  - b\n    - c\n- d",
    "three blanks below a number": "1. a\n   - b",
    "two blanks below a number do not nest": "1. a\n  - b",
    "five blanks behind a marker are code": "-      a",
    "a fence interrupts a paragraph": "text\n```\na\n```\nmore",
    "a fence in an item ends with it": "- a\n  ```\n  b\n\nc",
    "an unclosed fence": "```\n# a\n- b",
    "a fence is closed by one as long": "````\n```\n````\n# a",
    "a fence with ticks in its info is none": "``` a`b\nc",
    "tildes may have ticks in their info": "~~~ a`b\nc\n~~~",
    "a fence of another kind does not close": "```\n~~~\n```\na",
    "a heading interrupts": "text\n# a\nmore",
    "a heading needs a blank": "#a\n####### b\n#",
    "a closing sequence of a heading": "# a ##\n## b#\n### ###",
    "setext headings": "a\nb\n===\n\nc\n---\n\n- d\n---",
    "a rule below a list": "- a\n***\n- b",
    "a rule wins over bullets": "* * *\n- - -",
    "setext wins over a rule": "a\n---",
    "quotes": "> a\n> b\n>\n> # c\n\nd",
    "lazy quote": "> a\nb\n> c",
    "lazy item": "- a\nb\n  c\n\nd",
    "no lazy code": "> a\n    b\n\n    c",
    "a fence is not lazy": "> ```\n> a\nb",
    "a list in a quote in a list": "- > 1. a\n  >    - b\n  > c",
    "another marker begins another list": "- a\n+ b\n* c\n1. d\n2) e",
    "indented code": "    a\n\n\n    b\n\nc",
    "code does not interrupt": "a\n    b",
    "tabs count as stops": "-\ta\n\n\tb\n\n\t\tc\n>\td",
    "a tab is used in part": ">\t\tcode\n-\t\tcode",
    "html blocks of five kinds": "<pre>\n\na\n</pre>\n<!--\n\n-->\n<?\n\n?>\n<!A\n\n>\n<![CDATA[\n\n]]>\n# a",
    "html blocks that end at a blank line": "<div>\n# a\n\n# b\n<b>\n# c\n\nd",
    "the seventh kind does not interrupt": "a\n<b>\n\n<b>\n# c",
    "html that ends on its first line": "<!-- a -->\n# b\n<pre>a</pre> b\n# c",
    "html in an item": "- <div>\n  a\n\n  b\n</div>",
    "definitions vanish": "[a]: b\n[c]:\n  <d> 'e\n  f'\ntext",
    "a definition does not interrupt": "text\n[a]: b",
    "a definition with a bad title": "[a]: b 'c' d\n\n[a]: b\n'c' d",
    "a definition below a heading's line": "[a]: b\n===\nc",
    "a rule's line below a definition": "[a]: b\n---",
    "an empty item, then text": "-\n  a\n-\n\n  b",
    "a blank line in an empty item": "-\n  \n  a",
    "items up to three blanks in": "   - a\n  - b\n - c\n    - d",
    "a heading in an item": "- # a\n  b\n- ## c",
    "a list directly in an item": "- - - a\n    - b",
    "nine digits": "123456789. a\n1234567890. b",
    "a rule between blanks in an item": "1) ***\n\n   b",
    "only blanks": "  \n\t\n",
    "a number sign with a tab": "#\ta",
    "a quote without blank": ">a\n>>b\n> > c",
    "a quote of code": ">     a\n>\n>     b",
    "three levels of quote, lazily": "> > > a\n> b\nc",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_blocks_nest_as_on_github(text: str) -> None:
    assert ours(text) == githubs(text)


def test_lines_end_at_three_terminators_and_nowhere_else() -> None:
    assert render("# a\r\n# b\r# c\n").count("<h1") == 3
    assert render("# a\u2028# b\x0c# c\u0085# d").count("<h1") == 1


def test_a_list_begins_with_its_number_and_shows_each_number_of_the_file() -> None:
    html = render("3. a\n4. b\n9. c")
    assert html.startswith('<ol start="3"><li>a')
    assert '<li value="9">c' in html
    assert html.count("value=") == 1


def test_indented_code_keeps_its_inner_blanks() -> None:
    assert render("    a\n\n      b\n\n") == "<pre><code>a\n\n  b\n</code></pre>"


def test_code_in_a_quote_behind_a_tab() -> None:
    assert render(">\t\tcode") == "<blockquote>\n<pre><code>  code\n</code></pre>\n</blockquote>".replace(
        "<blockquote>\n", "<blockquote>"
    )


def test_a_fence_loses_the_indent_it_stands_at() -> None:
    assert "<code>a\n  b\nc\n</code>" in render("  ```\n  a\n    b\n c\n  ```")


def test_the_words_behind_a_fence_are_its_caption() -> None:
    assert '<pre><span class="info">sql title="a&b"</span>\n<code>' in render('```sql title="a&amp;b"\nx\n```').replace(
        "&amp;", "&"
    )


def test_an_empty_fence() -> None:
    assert render("```\n```") == "<pre><code></code></pre>"


def test_nothing_is_nothing() -> None:
    assert render("") == render(" \n\t\n") == ""
