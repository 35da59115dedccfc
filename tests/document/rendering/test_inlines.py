"""Inline markup: what GitHub makes of it."""

import pytest

from specs.document.rendering import render, render_inline

CASES = {
    "*a* _b_": "<em>a</em> <em>b</em>",
    "**a** __b__": "<strong>a</strong> <strong>b</strong>",
    "***a***": "<em><strong>a</strong></em>",
    "**a*b**": "<strong>a*b</strong>",
    "*a **b* c**": "<em>a <em><em>b</em> c</em></em>",
    "**a *b* c**": "<strong>a <em>b</em> c</strong>",
    "snake_case_name": "snake_case_name",
    "a*b*c": "a<em>b</em>c",
    "2 * 3 * 4": "2 * 3 * 4",
    "_a": "_a",
    "*a*b*": "<em>a</em>b*",
    "*foo**bar*": "<em>foo**bar</em>",
    "**foo*": "*<em>foo</em>",
    "*(**a**)*": "<em>(<strong>a</strong>)</em>",
    "~~a~~ ~b~": "<del>a</del> <del>b</del>",
    "~~a~ ~~~b~~~": "~~a~ ~~~b~~~",
    "`a` ``b`c`` ` d `": "<code>a</code> <code>b`c</code> <code>d</code>",
    "`  `": "<code>  </code>",
    "` a `": "<code>a</code>",
    "`a\nb`": "<code>a b</code>",
    "`a ``b": "`a ``b",
    "`*a*` `<b>` `&amp;`": "<code>*a*</code> <code>&lt;b&gt;</code> <code>&amp;amp;</code>",
    r"\*a\* \` \a \\": "*a* ` \\a \\",
    "\\": "\\",
    "&copy; &#65; &#x42; &nosuch; & &amp;lt; &#0;": "© A B &amp;nosuch; &amp; &amp;lt; \ufffd",
    r"\&amp;": "&amp;amp;",
    "a  \nb\\\nc\nd": "a<br>\nb<br>\nc\nd",
    "a   \n   b": "a<br>\nb",
    "*a\nb*": "<em>a\nb</em>",
    "a < b > c << d": "a &lt; b &gt; c &lt;&lt; d",
    "1 <2> 3": "1 &lt;2&gt; 3",
    "*a ~~b* c~~": "<em>a ~~b</em> c~~",
    "“*a*”": "“<em>a</em>”",
    "****a": "****a",
}


@pytest.mark.parametrize(("text", "html"), CASES.items())
def test_inline_markup(text: str, html: str) -> None:
    assert render(text) == f"<p>{html}</p>"


def test_a_line_ending_in_blanks_ends_a_paragraph_without_break() -> None:
    assert render("a  ") == "<p>a</p>"
    assert render("# a\\") == '<h1 id="t-a">a\\</h1>'


def test_emphasis_goes_a_hundred_deep_and_no_further() -> None:
    html = render("*a **b " * 300 + "c** d*" * 300)
    assert 50 <= html.count("<em>") + html.count("<strong>") <= 100
    assert html.count("c") == html.count("a") == 300


def test_a_text_of_more_than_20000_characters_has_no_markup() -> None:
    assert "<em>" in render("*a* " + "b" * 19_990)
    assert render("*a* &amp; <b> " + "b" * 20_000).startswith("<p>*a* &amp;amp; &lt;b&gt; b")


def test_one_line_has_no_block_tags() -> None:
    assert render_inline("# a\n- **b** <div>c</div> <kbd>d</kbd>") == (
        "# a - <strong>b</strong> &lt;div&gt;c&lt;/div&gt; <kbd>d</kbd>"
    )
    assert render_inline("    a") == "a"
    assert render_inline("") == ""


def test_one_line_knows_the_definitions_of_its_document() -> None:
    assert 'href="https://a.example"' in render_inline("[a]", definitions="[a]: https://a.example")
