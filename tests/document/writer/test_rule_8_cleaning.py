"""Rule 8: what was typed is cleaned before it is compared or written; what the reader reads is clean already."""

import pytest

from specs.document.cleaning import cleaned, closed, escaped
from specs.document.outline import values
from specs.document.writer import Refused, set_fields
from tests.document.writer.lines import numbered
from tests.document.writer.samples import SAMPLES, Sample
from tests.each import each


@pytest.mark.parametrize(
    ("kind", "layout", "name", "typed", "clean"),
    [
        ("goal", "item", "text", "  a\r\nb\rc \n", "a\nb\nc"),
        ("requirement", "item", "title", "two\r\n  lines", "two lines"),
        ("requirement", "item", "uid", " FR-1 ", "FR-1"),
        ("heading", "heading", "title", "Head #", "Head \\#"),
        ("heading", "heading", "title", "Head \\#", "Head \\#"),
        ("heading", "heading", "title", "##", "\\##"),
        ("heading", "heading", "title", "C#", "C#"),
        ("risk", "cell", "title", "a | b", "a | b"),
        ("risk", "cell", "title", "a \\| b", "a | b"),
        ("risk", "cell", "title", "a\n\n b", "a<br><br>b"),
        ("diagram", "fence", "text", "\n  a \r\n", "\n  a \n"),
        ("sql", "fence", "lang", " sql extra\n", "sql"),
        ("payload", "fence", "label", " Request\n200 ", "Request 200"),
        ("prose", "prose", "text", " \n\n    code\n\nmore \n", "    code\n\nmore"),
        ("task", "item", "done", "on", "x"),
        ("task", "item", "done", "X", "x"),
        ("task", "item", "done", "false", " "),
        ("meta", "meta", "text", "a\nb", "a b"),
    ],
)
def test_rule_8_clean(kind: str, layout: str, name: str, typed: str, clean: str) -> None:
    assert cleaned(kind, layout, name, typed) == clean
    assert cleaned(kind, layout, name, clean) == clean


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n```py\nb", "a\n```py\nb\n```"),
        ("a\n````\n```\nb", "a\n````\n```\nb\n````"),
        ("- a\n  ~~~\n  b", "- a\n  ~~~\n  b\n  ~~~"),
        ("``` a`b", "``` a`b"),
        ("```\na\n```", "```\na\n```"),
        ("a\n<!-- b", "a\n<!-- b -->"),
        ("<!-- a -->\n\n<!-- b -->", "<!-- a -->\n\n<!-- b -->"),
        ("a <!-- b", "a <!-- b"),
        ("```\n<!-- b\n```", "```\n<!-- b\n```"),
    ],
)
def test_rule_8_an_open_fence_or_comment_in_prose_is_closed(text: str, expected: str) -> None:
    assert closed(text) == expected
    assert closed(expected) == expected


@each(SAMPLES, lambda sample: sample.name)
def test_rule_8_what_is_read_is_clean(sample: Sample) -> None:
    document = sample.document
    for index in sample.rows:
        for name, value in values(document, index).items():
            assert cleaned(sample.kind, sample.layout, name, value) == value


@pytest.mark.parametrize("value", ["a\0b", "a\ud800b", "x" * 10_001])
def test_rule_8_what_no_file_can_hold_is_refused(value: str) -> None:
    document = numbered("## Goals\n\n1. one\n")
    with pytest.raises(Refused) as refused:
        set_fields(document, 1, {"text": value})
    assert refused.value.field == "text"


@pytest.mark.parametrize(
    ("value", "level", "expected"),
    [
        ("# a", 0, "# a"),
        (
            "# a\n- b\n12. c\n> d\n```\n***\n=== \n<b>\n| x",
            1,
            "\\# a\n\\- b\n12\\. c\n\\> d\n\\```\n\\***\n\\=== \n\\<b>\n\\| x",
        ),
        ("#a\n-b\n1.c\n**d**", 1, "#a\n-b\n1.c\n**d**"),
        ("```\n# a\n```\n# b", 1, "```\n# a\n```\n\\# b"),
        ("FR-1: a: b", 2, "FR-1\\: a: b"),
        ("**a**: b", 2, "\\**a**: b"),
        ("**a**: b.", 3, "\\*\\*a\\*\\*\\: b\\."),
    ],
)
def test_rule_8_escapes_are_put_where_a_block_or_a_pattern_would_begin(value: str, level: int, expected: str) -> None:
    assert escaped("goal", "text", value, level) == expected


def test_rule_8_code_is_never_escaped() -> None:
    assert escaped("endpoint", "request", "# a", 3) == "# a"
    assert escaped("sql", "text", "- a", 3) == "- a"
