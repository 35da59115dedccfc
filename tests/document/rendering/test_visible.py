"""What is written is seen: every word, and every character that would show nothing of itself."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.rendering import front_matter, render, render_document, render_inline, words
from specs.document.rendering.invisible import invisible_shown
from tests.document.rendering.structure import Page

PAYLOADS = [
    json.loads(line) for line in Path("tests/security-payloads.txt").read_text(encoding="utf-8").split("\n") if line
]


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("a\u200bb", "a‹U+200B›b"),
        ("a&#8203;b&ZeroWidthSpace;c", "a‹U+200B›b‹U+200B›c"),
        ("a\u202eb&#x202E;c\u2066d", "a‹U+202E›b‹U+202E›c‹U+2066›d"),
        ("a\u200eb\u061cc", "a‹U+200E›b‹U+061C›c"),
        ("so\u00adft &shy;", "so‹U+00AD›ft ‹U+00AD›"),
        ("\u3164\u2800\u034f\u180e\ufeffx", "‹U+3164›‹U+2800›‹U+034F›‹U+180E›‹U+FEFF›x"),
        ("a\U000e0041b", "a‹U+E0041›b"),
        ("a\ufe0fb\U000e0100", "a‹U+FE0F›b‹U+E0100›"),
        ("a\ue000b\U000f0000c\u0378d", "a‹U+E000›b‹U+F0000›c‹U+0378›d"),
        ("a\x00b\x02c\x1bd\x0ce\x7ff\x85g\u2028h", "a‹U+0000›b‹U+0002›c‹U+001B›d‹U+000C›e‹U+007F›f‹U+0085›g‹U+2028›h"),
        ("a&#2;b&#x1b;c&#0;", "a‹U+0002›b‹U+001B›c\ufffd"),
        ("a\ud800b", "a‹U+D800›b"),
        ("a\ufdd0b&#xfdd1;c\ufffe", "a‹U+FDD0›b‹U+FDD1›c‹U+FFFE›"),
        ("<div>&#1;&#xFDD0;</div>", "‹U+0001›‹U+FDD0›"),
        ("`a\u200bb`", "a‹U+200B›b"),
        ("```\na\u200bb\n```", "a‹U+200B›b\n"),
        ("<div>a&#x200b;b\u200bc</div>", "a‹U+200B›b‹U+200B›c"),
        ("[a\u200bb](https://c.example)", "a‹U+200B›b (https://c.example)"),
        ("a" + "\u0301" * 60 + "b", "a" + "\u0301" * 3 + "‹+57 marks›b"),
        ("a" + "\u00a0" * 41 + "b", "a‹41 blanks›b"),
        ("\u200d", "‹U+200D›"),
        ("a\u200db", "a‹U+200D›b"),
        ("\U0001f469\u200d", "\U0001f469‹U+200D›"),
        ("\U0001f3f4\U000e0061\U000e007f", "\U0001f3f4‹U+E0061›‹U+E007F›"),
        ("می\u200c\u200cخ", "می\u200c‹U+200C›خ"),
        ("1\ufe0f", "1‹U+FE0F›"),
    ],
)
def test_what_shows_nothing_is_shown_by_its_number(text: str, seen: str) -> None:
    assert Page(render(text)).text.strip("\n") == seen.strip("\n")


@pytest.mark.parametrize(
    "text",
    [
        "می\u200cخواهم",
        "क्\u200dष",
        "\U0001f469\u200d\U0001f469\u200d\U0001f467",
        "\U0001f3f3\ufe0f\u200d\U0001f308",
        "❤\ufe0f ☎\ufe0f ©\ufe0f 1\ufe0f\u20e3 #\ufe0f\u20e3",
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "\U0001fae8 \U0001faef",
        "Z\u0301\u0302\u0303",
        "a\u00a0\u00a0b\u3000c",
    ],
)
def test_what_does_its_proper_work_stays(text: str) -> None:
    assert Page(render(text)).text.strip() == text


def test_a_byte_order_mark_at_the_beginning_is_no_text() -> None:
    assert render("\ufeff# a") == '<h1 id="t-a">a</h1>'


def test_an_invisible_character_in_an_attribute_is_shown_or_encoded() -> None:
    html = render("[a](https://b.example/\u200b) ![c\u202ed](images/" + "0" * 64 + ".png)")
    assert "https://b.example/%E2%80%8B" in html
    assert 'alt="c‹U+202E›d"' in html


def test_plain_text_is_left_alone() -> None:
    assert invisible_shown("<p>a\tb\n</p>") == "<p>a\tb\n</p>"
    assert invisible_shown("<p>ä 漢字</p>") == "<p>ä 漢字</p>"


def test_a_joiner_at_the_very_beginning_joins_nothing() -> None:
    assert render_inline("\u200d\U0001f469") == "‹U+200D›\U0001f469"


def test_a_placeholder_cannot_be_forged() -> None:
    text = "\x02wzxhzdk:0\x03 <kbd>a</kbd> \x02klzzwxh:0000\x03 \x02amp\x03 &#2;wzxhzdk:0&#3;"
    page = Page(render(text))
    assert [tag for tag, _ in page.tags] == ["p", "kbd"]
    assert page.text.strip().startswith("‹U+0002›wzxhzdk:0‹U+0003› a ‹U+0002›klzzwxh:0000‹U+0003›")


WORD = re.compile(r"[A-Za-z0-9]{2,}")
PLACES = [
    "{}", "# {}", "- {}", "1. {}", "> {}", "- [ ] {}", "**{}**", "`{}`", "~~{}~~", "[{}](https://a.example)",
    "![{}](b.png)", "<{}>",
    "<!-- {} -->", "<div>{}</div>", "<div {}>", "| a |\n|---|\n| 1 | {} |", "| {} |\n|---|", "```\n{}\n```",
    "``` {}\nx\n```", "    {}",
    "<script>{}</script>", "<svg><path>{}</path></svg>", "<details>\n\n{}\n\n</details>", "&{};", "\\{}", "[^1]: {}",
    "---\n{}\n---\n\na",
    "<?{}?>", "<![CDATA[{}]]>", "</{}>", "a\n{}\n===", "<kbd>{}", "<a href='{}'>", "{}|b\n-|-\n", "*{}", "[{}",
    "<textarea>{}",
    "[a]({}.md)", "<table>{}<tr><td>a</table>",
]  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_word_is_seen_wherever_it_stands(place: str) -> None:
    assert "ZQX" in Page(render(place.format("ZQX"))).text


@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=5), st.sampled_from(["\n\n", "\n", " "]))
def test_every_word_of_a_text_is_seen(places: list[str], gap: str) -> None:
    text = gap.join(place.format(f"ZQX{number}") for number, place in enumerate(places))
    hidden = set(re.findall(r"\[[^\[\]\n]*\]:|title=", text))
    seen = Page(render(text)).text
    if not hidden:
        for number in range(len(places)):
            assert f"ZQX{number}" in seen, text


@pytest.mark.parametrize("number", range(1, len(PAYLOADS) + 1))
def test_the_marks_of_each_payload_are_seen(number: int) -> None:
    """Payloads say ZQX where something might be hidden. A link's own target and definitions are shown by the review."""
    text = PAYLOADS[number - 1]
    seen = Page(render(text)).text
    for mark in set(re.findall("ZQX[ab]|ZQXalt", text)):
        assert mark in seen or f"[//]: # ({mark}" in text or f"/{mark}" in text or f"'{mark}'" in text
    assert render_inline(text).count("<script") == 0


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("rm -rf a\r# b\n", "rm -rf a‹U+000D›\nb"),
        ("```\na" + " " * 90 + "b\n```", "a‹90 blanks›" + " " * 79 + "b"),
        ("    a" + "\t" * 90 + "b", "a‹90 blanks›" + "\t" * 79 + "b"),
        ("<pre>a" + " " * 90 + "b</pre>", "a‹90 blanks›" + " " * 79 + "b"),
        ("```\na" + "\n" * 62 + "b\n```", "a\n‹61 blank lines›\nb"),
        ("a" + "<br>" * 60 + "b", "a‹60 blank lines›b"),
        ("[a](https://b.example/c 'd')", 'a (https://b.example/c "d")'),
        ("[b.example/c](https://b.example/c)", "b.example/c"),
        ("[see b.example](https://b.example/c)", "see b.example (https://b.example/c)"),
        ("[The Goals](#the-goals) [x](#the-goals)", "The Goals x (#the-goals)"),
        ("[a](https://p\u0430y.example/)", "a (https://p\u0430y.example ‹xn--py-7kc.example›/)"),
        ("[a][b]\n\n[b]: <c d> 'e'", "a (c d \"e\")\n[b]: <c d> 'e'"),
        ("<a href='https://b.example/c'>d", "(https://b.example/c) d"),
        ("# A\n\n## a", "A\na again"),
        ("| a |\n|---|\n| 1 | ZQX |", "a\n1\nZQX"),
        ("``` sql ZQX\n```", "sql ZQX"),
    ],
)
def test_what_a_page_would_hide_is_said(text: str, seen: str) -> None:
    lines = [line.strip(" ") for line in Page(render_document(text)).text.split("\n") if line.strip()]
    assert "\n".join(lines) == seen


def test_blanks_that_fit_a_page_and_lone_returns_as_line_ends_are_left_alone() -> None:
    drawing = "```\n|" + " " * 60 + "|\n```"
    assert " " * 60 in render(drawing)
    assert " " * 90 + "\n" in render("```\na" + " " * 90 + "\nb\n```")
    assert "‹" not in render_document("# a\r\rb\rc\r")


def test_a_word_of_two_alphabets_is_underlined_and_no_tag_is_touched() -> None:
    own = "images/" + "0" * 64 + ".png"
    assert '<p><span class="mixed">p\u0430y</span> \u0434\u0430 Pay \u0394t' in render(
        "p\u0430y \u0434\u0430 Pay \u0394t"
    )
    assert "mixed" not in render("\u0394t \u03bbx")
    assert 'alt="p\u0430y > &quot;q"' in render(f'![p\u0430y > "q]({own})').replace("&gt;", ">")


def test_words_are_what_a_line_says() -> None:
    assert words("A [b](https://c.example) `d` *e* <kbd>f</kbd> <svg> &amp;\ng ![h](i.png) www.j.example") == (
        "A b d e f <svg> & g h www.j.example"
    )
    assert words("a\u202eb") == "a‹U+202E›b"


DOCUMENTS = sorted(Path("tests/documents").glob("*.md"))
PIECES = """\
---
title: front
---
# A *b* [c](https://d.example/e "f") ![g](h.png "i")

> [!WARNING]
> j[^k] [l] [m][n] [o](#p) [q](./r.md 's') <https://t.example/u> www.v.example/w x@y.example

[l]: https://z.example/a
[n]: <b c> (d)
[^k]: e

    f

## A *b*

- [ ] g <kbd>h</kbd> <a href="https://i.example/j">k</a> <!-- l --> <b>m</b> <o p="q">
3. r
   ```sql s t
   u
   ```

| v | w |
|:--|--:|
| x | y | z |

<details open><summary>a</summary>

b &amp; c \\* d\\
e</details>

![f](images/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.png "g")
<ol start="5"><li>h</li></ol> <td align="left">
<!-- toc -->
i ~~j~~ `k` ***l***  \nm
===
"""


def seen_with_mark(text: str, at: int) -> bool:
    marked = text[:at] + "ZQX" + text[at:]
    return "ZQX" in front_matter(marked) + Page(render_document(marked)).text


@pytest.mark.no_cover
def test_a_mark_is_seen_wherever_it_is_put_into_a_text_that_holds_everything() -> None:
    assert [PIECES[max(0, at - 20) : at] for at in range(len(PIECES) + 1) if not seen_with_mark(PIECES, at)] == []


@pytest.mark.no_cover
@given(st.data())
def test_a_mark_is_seen_wherever_it_is_put_into_a_document(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(DOCUMENTS)).read_bytes().decode()
    begin = data.draw(st.integers(0, max(0, len(text) - 3_000)))
    piece = text[begin : begin + 3_000]
    at = data.draw(st.integers(0, len(piece)))
    assert seen_with_mark(piece, at), piece[max(0, at - 60) : at + 60]


@pytest.mark.no_cover
@given(st.lists(st.sampled_from(PLACES), min_size=1, max_size=5), st.sampled_from(["\n\n", "\n", " "]), st.data())
def test_a_mark_is_seen_wherever_it_is_put_into_a_mixture(places: list[str], gap: str, data: st.DataObject) -> None:
    text = gap.join(place.format("a") for place in places)
    assert seen_with_mark(text, data.draw(st.integers(0, len(text))))
