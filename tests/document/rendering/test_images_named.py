"""Which images a text names: found as the page finds them."""

from specs.document.images import markdown, named, paths
from specs.document.rendering import images

OWN = f"images/{'a' * 64}.png"


def test_an_image_is_found_where_the_page_shows_one() -> None:
    text = (
        f"a ![b *c*]({OWN}) `![n](q)` ![r][z] \\![no](x) [![in](u.png)](http://x)\n\n```\n![c](d)\n```\n\n"
        "| a | b |\n|-|-|\n| ![t](tt.png) | x |\n\n1. **FR-1**: ![k ![inner](i.png) m](kk.png)\n\n[z]: zz.png\n"
    )

    assert images(text) == [
        (OWN, "b c"),
        ("zz.png", "r"),
        ("u.png", "in"),
        ("tt.png", "t"),
        ("kk.png", "k inner m"),
    ]


def test_definitions_of_the_document_count() -> None:
    assert images("![a][b]", definitions="[b]: x.png") == [("x.png", "a")]
    assert images("![a][b]") == []


def test_where_there_is_no_markup_there_is_no_image() -> None:
    assert images("no image") == []
    assert images("![a](x.png) " + "long " * 5_000) == []


def test_what_a_text_names_is_found_by_hash() -> None:
    text = f"![a]({OWN}) {OWN}x images/{'a' * 63}.png images/{'b' * 64}.exe"

    assert (named(text), paths(text)) == ({"a" * 64}, {OWN})
    assert named("no") == paths("no") == frozenset()


def test_an_image_is_written_with_its_words() -> None:
    written = markdown(OWN, "A [flow]\n of \\ money")

    assert written == f"![A \\[flow\\] of \\\\ money]({OWN})"
    assert images(written) == [(OWN, "A [flow] of \\ money")]
