"""Rule 3: blocks follow CommonMark; what belongs to an item is a matter of indentation, two columns being enough."""

import pytest

from specs.document.blocks import Block, scan
from tests.document.reader.reading import kinds, tree, values


def shape(blocks: list[Block]) -> list[object]:
    """Each block as its kind and lines (from 0, the end not included); items with what is in them."""
    return [
        (block.kind, block.start, block.end, shape(block.children))
        if block.kind == "item"
        else (block.kind, block.start, block.end)
        for block in blocks
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\nb\n\nc", [("para", 0, 2), ("para", 3, 4)]),
        ("# a\nb", [("heading", 0, 1), ("para", 1, 2)]),
        ("a\n# b", [("para", 0, 1), ("heading", 1, 2)]),
        ("#a", [("para", 0, 1)]),
        ("a\n===", [("setext", 0, 2)]),
        ("a\n---", [("setext", 0, 2)]),
        ("a\n\n---", [("para", 0, 1), ("rule", 2, 3)]),
        ("* * *", [("rule", 0, 1)]),
        ("```\na\n\nb\n```\nc", [("fence", 0, 5), ("para", 5, 6)]),
        ("````\n```\n````", [("fence", 0, 3)]),
        ("```\na", [("fence", 0, 2)]),
        ("``` a`b", [("para", 0, 1)]),
        ("    a\n    b\nc", [("code", 0, 2), ("para", 2, 3)]),
        ("a\n    b", [("para", 0, 2)]),
        ("> a\nb\n\nc", [("quote", 0, 2), ("para", 3, 4)]),
        ("> # a\nb", [("quote", 0, 1), ("para", 1, 2)]),
        ("> ```\n> a\n> ```\nb", [("quote", 0, 3), ("para", 3, 4)]),
        ("> ```\n> a\nb", [("quote", 0, 2), ("para", 2, 3)]),
        ("> a\n- b", [("quote", 0, 1), ("item", 1, 2, [("para", 1, 2)])]),
        ("| a |\n|---|\n| b |\n\nc", [("table", 0, 3), ("para", 4, 5)]),
        ("a | b\n- | -\nc", [("table", 0, 3)]),
        ("a\nb | c\n--|--\nd", [("para", 0, 1), ("table", 1, 4)]),
        ("a | b\n---|---|---", [("para", 0, 2)]),
        ("| a |\n|---|\n# b", [("table", 0, 2), ("heading", 2, 3)]),
        ("a \\| b | c\n-|-", [("table", 0, 2)]),
        ("<div>\na\n\nb", [("html", 0, 2), ("para", 3, 4)]),
        ("<!-- a\n\nb -->\nc", [("html", 0, 3), ("para", 3, 4)]),
        ("<!-- a -->\nc", [("html", 0, 1), ("para", 1, 2)]),
        ("<a href='x'>\nb", [("html", 0, 2)]),
        ("</a>", [("html", 0, 1)]),
        ("<b", [("para", 0, 1)]),
        ("a\n<div>", [("para", 0, 1), ("html", 1, 2)]),
        ("a\n<b>", [("para", 0, 2)]),
        ("- a\n- b", [("item", 0, 1, [("para", 0, 1)]), ("item", 1, 2, [("para", 1, 2)])]),
        ("- a\n\n  b\n\nc", [("item", 0, 3, [("para", 0, 1), ("para", 2, 3)]), ("para", 4, 5)]),
        ("1. a\n  b", [("item", 0, 2, [("para", 0, 2)])]),
        ("10. a\n\n  b", [("item", 0, 3, [("para", 0, 1), ("para", 2, 3)])]),
        ("1. a\n\n b", [("item", 0, 1, [("para", 0, 1)]), ("para", 2, 3)]),
        ("- a\nlazy\n\nb", [("item", 0, 2, [("para", 0, 2)]), ("para", 3, 4)]),
        ("- a\n# b", [("item", 0, 1, [("para", 0, 1)]), ("heading", 1, 2)]),
        ("- a\n  - b\n    c", [("item", 0, 3, [("para", 0, 1), ("item", 1, 3, [("para", 1, 3)])])]),
        ("- - a", [("item", 0, 1, [("item", 0, 1, [("para", 0, 1)])])]),
        ("- a\n  ```\n  x\nb", [("item", 0, 3, [("para", 0, 1), ("fence", 1, 3)]), ("para", 3, 4)]),
        ("-\n  a", [("item", 0, 2, [("para", 1, 2)])]),
        ("-     code", [("item", 0, 1, [("code", 0, 1)])]),
        ("a\n2. b", [("para", 0, 2)]),
        ("a\n1. b", [("para", 0, 1), ("item", 1, 2, [("para", 1, 2)])]),
        ("a\n-", [("setext", 0, 2)]),
        ("a\n*", [("para", 0, 2)]),
        ("-a", [("para", 0, 1)]),
        ("1234567890. a", [("para", 0, 1)]),
        ("- a | b\n  --|--\n  c", [("item", 0, 3, [("table", 0, 3)])]),
    ],
)
def test_rule_3_blocks(text: str, expected: list[object]) -> None:
    assert shape(scan(text.split("\n"))) == expected


def test_rule_3_lists_are_read_a_hundred_deep_and_no_deeper() -> None:
    deepest = scan(["- " * 150 + "a"])
    depth = 0
    while deepest[0].kind == "item":
        deepest, depth = deepest[0].children, depth + 1
    assert (depth, deepest[0].kind) == (100, "para")


def test_rule_3_a_table_may_stand_a_hundred_lists_deep() -> None:
    assert kinds("- " * 120 + "a|b\n" + " " * 200 + "-|-\n") == ["prose"]


def test_rule_3_a_line_belongs_to_an_item_two_columns_in() -> None:
    assert values("## Goals\n\n1. a\n\n  b\n", "goal") == [{"text": "a\n\nb"}]
    assert kinds("## Goals\n\n1. a\n\n b\n") == ["heading", "goal", "prose"]


def test_rule_3_lazy_lines_belong_to_their_item() -> None:
    assert values("## Goals\n\n1. a\nb\n2. c\n", "goal") == [{"text": "a\nb"}, {"text": "c"}]


def test_rule_3_a_fence_in_an_item_ends_with_the_item() -> None:
    assert tree("## Goals\n\n- a\n  ```\n  x\n- b\n") == ["heading: ## Goals", "  goal: - a", "  goal: - b"]


@pytest.mark.parametrize("opening", ["```", "~~~", "<!--"])
def test_rule_3_behind_an_unclosed_fence_or_comment_nothing_is_recognised(opening: str) -> None:
    assert kinds(f"# T\n\n{opening}\n## Goals\n\n1. a\n- FR-1: b\n") == ["heading", "prose"]
