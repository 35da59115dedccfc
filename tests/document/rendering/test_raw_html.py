"""Raw HTML: listed tags with listed attributes survive, everything else is seen as text."""

import pytest

from specs.document.rendering import render
from specs.document.rendering.escaping import literal
from specs.document.rendering.raw_html import RawTags
from tests.document.rendering.structure import Page


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <kbd>b</kbd> <br/>c<br>", "a <kbd>b</kbd> <br>c<br>"),
        ("a <SUP>b</Sup > <sub >c</sub>", "a <sup>b</sup> <sub>c</sub>"),
        ("a <ins>b</ins> <s>c</s> <del>d</del>", "a <ins>b</ins> <s>c</s> <del>d</del>"),
        ("a <em>*b*</em>", "a <em><em>b</em></em>"),
    ],
)
def test_listed_tags_survive(text: str, html: str) -> None:
    assert render(text) == f"<p>{html}</p>"


def test_a_raw_link_survives_where_links_may_lead() -> None:
    rel = 'rel="noopener noreferrer nofollow"'
    assert render('x <a href="https://a.example/?b&amp;c">d</a>') == (
        f'<p>x <a href="https://a.example/?b&amp;c" {rel}>'
        '<span class="target rest">(https://a.example/?b&amp;c)</span> d</a></p>'
    )
    assert f'<a href="#t-b" {rel}><span class="target rest">(#b)</span> c</a>' in render("x <a href=#b>c</a>")


def test_blocks_survive_with_the_markdown_between_them() -> None:
    html = render("<details open>\n<summary>more</summary>\n\n- *a*\n\n</details>")
    assert html.startswith('<details open="">\n<summary>more</summary>\n<ul><li><em>a</em>')
    assert html.endswith("</details>")


def test_a_raw_table_and_list_survive() -> None:
    text = '<table>\n<tr><th align="left">a</th><td align=right>b</td></tr>\n</table>\n\n<ol start="3"><li>c</li></ol>'
    html = render(text)
    assert '<th align="left">a</th><td align="right">b</td>' in html
    assert '<ol start="3"><li>c</li></ol>' in html


@pytest.mark.parametrize(
    "tag",
    [
        "<path>", "<list>", "<text>", "<filter>", "<set>", "<root>", "<abs path>", "<user_id>", "<T>", "<svg>",
        "<math>",
        "<script>", "<style>", "<textarea>", "<title>", "<iframe>", "<input>", "<img src=x>", "<span>", "<b>", "<i>",
        "<tag/>",
        "</path>", "</div>", "</kbd>", "<!-- a -->", "<?php a ?>", "<!DOCTYPE html>", "<![CDATA[a]]>", "<!-- a",
        "<? a", "<!a",
        '<kbd class="a">', "<kbd id=a>", '<kbd title="a">', "<kbd onclick=a()>", "<kbd hx-get=/a>",
        "<kbd data-hx-get=/a>",
        "<h2 id=row-41>", "<li value=3>", "<p align=center>", "<details ontoggle=a()>", "<td width=0>", "<a name=b>",
        "<a id=b>",
        '<a href="javascript:a">', '<a href="java&#9;script:a">', "<a href=b.md>", "<a href>", "<kbd", "<kbd a=\">",
        "< kbd>", "<1>",
    ],
)  # fmt: skip
def test_everything_else_is_seen(tag: str) -> None:
    for text in (f"a {tag} b", tag, f"{tag}\nb", f"- {tag}", f"> {tag}", f"| a |\n|---|\n| {tag} |"):
        page = Page(render(text))
        assert "".join(tag.split()) in "".join(page.text.split()), text
        assert not {name for name, _ in page.tags} - {
            "p",
            "li",
            "ul",
            "blockquote",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "br",
            "span",
        }


def test_a_block_of_text_keeps_its_lines() -> None:
    assert render("<!-- a\n     b\n-->") == '<p class="quiet">&lt;!-- a<br>\n     b<br>\n--&gt;</p>'


def test_a_closing_tag_closes_only_what_a_raw_tag_opened() -> None:
    assert render("- a </ul> </li> b\n- c").count("<li>") == 2
    assert "&lt;/ul&gt; &lt;/li&gt;" in render("- a </ul> </li> b\n- c")


def test_a_closing_tag_closes_what_is_open_inside() -> None:
    tags = RawTags()
    assert [tags.shown(tag) for tag in ("<div>", "<p>", "</div>", "</p>")] == [
        "<div>",
        "<p>",
        "</div>",
        literal("</p>"),
    ]


def test_raw_tags_nest_a_hundred_deep_and_no_further() -> None:
    html = render("<div>" * 150 + "a")
    assert html.count("<div>") == 100
    assert html.count("&lt;div&gt;") == 50


def test_headings_of_raw_html_have_no_id_of_their_own() -> None:
    assert render("<h2>a</h2>\n\n## a") == '<h2>a</h2>\n<h2 id="t-a">a</h2>'
