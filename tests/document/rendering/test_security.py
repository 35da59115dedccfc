"""The HTML holds nothing that acts, whatever was written: tags, attributes, addresses and ids are those listed."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.rendering import render, render_document, render_inline
from specs.document.rendering.sanitising import ATTRIBUTES, CLASSES, TAGS, sanitised
from tests.document.rendering.structure import Page

PAYLOADS = [
    json.loads(line) for line in Path("tests/security-payloads.txt").read_text(encoding="utf-8").split("\n") if line
]
WRAPS = [
    "{}", "- {}", "> {}", "# {}", "| {} |\n|---|\n| {} |", "**{}**", "[{}](https://a.example)", "[a]({})",
    "![{}]({})", "```{}\n{}\n```",
    "<div>{}</div>", "<{}>", "`{}`", "[a]: {}\n\n[a]", "- [ ] {}", "<details>\n\n{}\n\n</details>",
    "<a href=\"{}\">", "    {}", "---\n{}\n---",
]  # fmt: skip


def assert_harmless(html: str) -> None:
    """Only listed tags with listed attributes; links lead out or to a prefixed id; nothing a script would act on."""
    for tag, attributes in Page(html).tags:
        assert tag in TAGS
        for name, value in attributes.items():
            own = ({"rel"} if tag == "a" else set()) | ({"class"} if tag in CLASSES else set())
            assert name in ATTRIBUTES.get(tag, set()) | own
            assert_harmless_value(tag, name, value or "")


def assert_harmless_value(tag: str, name: str, value: str) -> None:
    if name == "href":
        assert re.match(r"https?://|mailto:|#t-", value, re.I)
        assert value.isascii()
    elif name == "id":
        assert value.startswith("t-")
    elif name == "src":
        assert re.fullmatch(r"images/[0-9a-f]{64}\.\w+", value)
    elif name == "class":
        assert set(value.split()) <= CLASSES[tag]
    elif name == "type":
        assert value == "checkbox"


@pytest.mark.parametrize("number", range(1, len(PAYLOADS) + 1))
def test_payloads_do_nothing(number: int) -> None:
    payload = PAYLOADS[number - 1]
    for wrap in WRAPS:
        text = wrap.replace("{}", payload)
        assert_harmless(render(text))
        assert_harmless(render(f"[x] [y]\n\n{text}", definitions=f"[x]: {payload}\n[y]: javascript:a"))
    assert_harmless(render_inline(payload))
    assert_harmless(render_document(payload))


FRAGMENTS = st.sampled_from(
    [
        "<script>", "</script>", "<svg>", "<math>", "<style>", "<!--", "-->", "<div", "<div>", "</div>", ">", "\"",
        "'", "=", " onerror=a", "<img",
        " src=x", "<a href=", "javascript:a", "java\tscript:", "[a](", ")", "![", "]", "<table>", "<td>", "<p>",
        "<noscript>", "<template>", "<select>",
        "&lt;", "&#60;", "&#x3c;", "`", "**", "\n", "\n\n", "- ", "> ", "|", "|-|", "```", "hx-get=/a",
        " data-hx-on=b", "\x00", "\x02", "wzxhzdk:0",
        "\x03", "<details>", "<summary>", "<a href='#x'>", "</a>", "<li>", "<ol start=2>", "http://", "www.a.b", "@",
        "<textarea>", "<plaintext>",
    ]
)  # fmt: skip


@given(st.lists(FRAGMENTS, max_size=25).map("".join))
def test_no_mixture_does_anything(text: str) -> None:
    assert_harmless(render(text))
    assert_harmless(render_inline(text))


def test_the_gate_alone_lets_nothing_pass() -> None:
    html = sanitised(
        '<p class="x" title="a" lang="b" style="c" hx-get="/a">a</p><input type="text" name="b"><h1 id="x">h</h1>'
        '<img src="https://a.example" alt="c"><a href="a.md" target="_blank">d</a><span class="k evil">e</span>'
        '<td align="evil">f</td><ol start="1e9"><li value="x" id="y">g</ol><script>i</script><!-- j --><svg>k</svg>'
    )
    assert_harmless(html)
    assert 'class="k"' in html
    assert 'id="t-x"' in html
    for gone in (
        "title",
        "lang",
        "style",
        "hx-",
        "text",
        "name=",
        "https:",
        "target",
        "evil",
        "1e9",
        "value",
        "script",
        "<!--",
        "svg",
    ):
        assert gone not in html


def test_a_definition_of_another_row_changes_only_links_of_this_one() -> None:
    assert render("a [b] c", definitions="") == "<p>a [b] c</p>"
    assert (
        render("a [b] c", definitions="[b]: javascript:x") == '<p>a b<span class="target"> (javascript:x)</span> c</p>'
    )
    assert render("a [b] c", definitions="[a]: <c\n\n[b]: https://d.example") == (
        '<p>a <a href="https://d.example" rel="noopener noreferrer nofollow">b</a><span class="target"> (</span>'
        '<span class="target rest">https://</span><span class="target">d.example</span>'
        '<span class="target">)</span> c</p>'
    )
