"""Links, images, definitions: where they may lead, and what is seen of those that lead nowhere."""

import pytest

from specs.document.rendering import definitions, render
from tests.document.rendering.structure import Page

OWN = "images/" + "0123456789abcdef" * 4 + ".png"


def href(text: str, known: str = "") -> str | None:
    """The target of the only link, None if there is none."""
    found = [attributes["href"] for tag, attributes in Page(render(text, definitions=known)).tags if tag == "a"]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("[a](https://b.example)", "https://b.example"),
        ("[a](HTTP://b.example)", "HTTP://b.example"),
        ("[a](<https://b.example/c d>)", "https://b.example/c%20d"),
        ("[a](https://b.example/(c) 'title')", "https://b.example/(c)"),
        ('[a]( https://b.example\n "title" )', "https://b.example"),
        ("[a](https://b.example (title))", "https://b.example"),
        ("[a](https://b.example/é?q=[1]&r=%20)", "https://b.example/%C3%A9?q=%5B1%5D&r=%20"),
        ("[a](https://b.example/\\)&copy;)", "https://b.example/)%C2%A9"),
        ("[a](mailto:b@c.example)", "mailto:b@c.example"),
        ("[a](#Some-Heading)", "#t-Some-Heading"),
        ("[a](#)", "#t-"),
        ("<https://b.example/c>", "https://b.example/c"),
        ("<b@c.example>", "mailto:b@c.example"),
        ("b@c.example", "mailto:b@c.example"),
        ("www.b", "http://www.b"),
        ("[a](https://b.example/\\ )", "https://b.example/%5C"),
        ("[a](https://b.example/\\c)", "https://b.example/%5Cc"),
        ("see https://b.example/c.", "https://b.example/c"),
        ("(www.b.example/c_(d))", "http://www.b.example/c_(d)"),
        ("https://b.example/c&d;", "https://b.example/c"),
        ("https://b.example/c;", "https://b.example/c"),
        ("**https://b.example**", "https://b.example"),
        ("[`a](https://b.example)`c](https://d.example)", "https://d.example"),
        ("[a\\]](https://b.example)", "https://b.example"),
        ("[*a](https://b.example)*", "https://b.example"),
    ],
)
def test_links_lead_to(text: str, target: str) -> None:
    assert href(text) == target


@pytest.mark.parametrize(
    "text",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt&colon;alert(1))",
        "[a](java&#x09;script:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "[a](&#x01;javascript:alert(1))",
        "[a](vbscript:x)",
        "[a](data:text/html,x)",
        "[a](file:///etc/passwd)",
        "[a](//evil.example)",
        "[a](\\\\\\\\evil.example)",
        "[a](https:evil.example)",
        "[a](https:///evil.example)",
        "[a](./other.md)",
        "[a](/accounts/logout/)",
        "[a](ftp://b.example)",
        "<javascript:alert(1)>",
        "<a href='javascript:alert(1)'>a</a>",
        "<a href=other.md>a</a>",
        "ftp://b.example",
        "https://_b_.c_d",
        "www._b",
        "https://",
        "xhttps://b.example",
        "a.b.example",
        "[a](#b",
        "[a](#b 'c)",
        "[a](<#b)",
        "[a <b c='](#b)'>",
        "[a](" + "(" * 33 + "a" + ")" * 33 + ")",
        "[a] (#b)",
        "[https://b.example",
    ],
)
def test_links_that_lead_nowhere(text: str) -> None:
    assert href(text) is None


def test_a_target_that_is_not_followed_stands_behind_its_text() -> None:
    assert render("[the plan](./plan.md) [x](javascript:alert(1)) [y]()") == (
        '<p>the plan<span class="target"> (./plan.md)</span> x<span class="target"> (javascript:alert(1))</span> y</p>'
    )


def test_a_link_keeps_no_window_and_no_referrer() -> None:
    assert render("[b.example](https://b.example)") == (
        '<p><a href="https://b.example" rel="noopener noreferrer nofollow">b.example</a></p>'
    )


def test_no_link_in_a_link() -> None:
    assert href("[a [b](https://c.example) d](#e)") == "https://c.example"
    assert href("[https://c.example a@b.example](#e)") == "#t-e"


@pytest.mark.parametrize("text", ["[a]", "[A ]", "[b][a]", "[a][]", "[a] [b]", "![c][x] [a]"])
def test_links_by_definition(text: str) -> None:
    assert href(text + "\n\n[a]: https://c.example") == "https://c.example"


def test_the_first_definition_counts_and_that_of_the_document_before() -> None:
    assert href("[a]\n\n[a]: https://b.example\n[a]: https://c.example") == "https://b.example"
    assert href("[a]\n\n[a]: https://b.example", "[a]: https://d.example") == "https://d.example"


def test_definitions_of_a_document_are_found_wherever_they_stand() -> None:
    text = "[a]: https://b.example\n  'title'\n[a]: c\n\n> [q]: <d>\n\n- [i]: e\n\n```\n[no]: f\n```\n\n[^1]: a note"
    assert definitions(text) == "[a]: https://b.example\n'title'\n[q]: <d>\n[i]: e\n[^1]:"
    assert href("[q] [a]", definitions(text)) == "https://b.example"
    assert definitions("text") == ""


@pytest.mark.parametrize(
    "text",
    ["[a\n\n]: b", "[ ]: b", "[a]:", "[a]: <b", "[a]: b c", "[" + "a" * 1000 + "]: b", "[[]]: b", "[a]: b 'c\n\n'"],
)
def test_what_is_no_definition_is_seen(text: str) -> None:
    assert "b" in Page(render(text)).text or text == "[a]:"
    assert "[" in Page(render(text)).text


def test_a_foreign_image_is_not_fetched_but_named_and_linked() -> None:
    assert render("![a *b*](https://c.example/d.png?e#f)") == (
        '<p><a href="https://c.example/d.png?e#f" rel="noopener noreferrer nofollow">a b (d.png)</a>'
        '<span class="target"> (</span><span class="target rest">https://</span><span class="target">c.example</span>'
        '<span class="target rest">/d.png?e#f</span><span class="target">)</span></p>'
    )


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("![a](b.png)", "a (b.png)"),
        ("![](b.png)", "(b.png)"),
        ("![a]()", "a"),
        ("![a ![b](c) `d`\ne](f/)", "a b (c) d\ne (f/)"),
        (
            "[![a](https://b.example/c.svg)](https://d.example)",
            "a (c.svg) (https://b.example/c.svg) (https://d.example)",
        ),
        ("![a](data:image/png;base64,AAAA)", "a (data:image/png;base64,AAAA)"),
    ],
)
def test_an_image_shows_its_text_and_name(text: str, seen: str) -> None:
    page = Page(render(text))
    assert page.text.strip() == seen
    assert "img" not in [tag for tag, _ in page.tags]


def test_an_image_of_our_own_is_shown() -> None:
    html = render(f'![a "b" &amp; c]({OWN} "t") ![]({OWN})')
    assert html.startswith(f'<p><img alt="a &quot;b&quot; &amp; c" src="{OWN}"><span class="target">')
    assert Page(html).text.strip() == f'a "b" & c (a "b" & c, {OWN} "t")  ({OWN})'


@pytest.mark.parametrize(
    "target", ["images/x.png", "/" + OWN, OWN + "?x", OWN.upper(), "a/" + OWN, OWN.replace(".png", ".html")]
)
def test_no_other_image_is_our_own(target: str) -> None:
    assert "<img" not in render(f"![a]({target})")
