"""Rule 5: fields are spans of the source; a value is what a person would type."""

import pytest

from specs.document.fields import cell_spans, content_column, fields, head_end, head_start, spans, text_column, width


@pytest.mark.parametrize(("kind", "dialect", "source", "expected"), [
    ("prose", "prose:", "a\r\nb\rc", {"text": "a\nb\nc"}),
    ("prose", "prose:2", "  a\n    b\n c", {"text": "a\n  b\nc"}),
    ("prose", "delimiter:", "---", {}),
    ("table", "table:", "|a|\n|-|", {}),
    ("goal", "item:{text}", "1. a\r\n   b", {"text": "a\nb"}),
    ("goal", "item:{text}", "no item", {"text": "no item"}),
    ("goal", "item:{text}", "-\n  a", {"text": "a"}),
    ("heading", "heading:{title}", "## a b ##", {"title": "a b"}),
    ("heading", "heading:{title}", "## a#", {"title": "a#"}),
    ("heading", "heading:{title}", "##", {"title": ""}),
    ("heading", "heading:{title}", "## ##", {"title": ""}),
    ("heading", "heading:{title}", "a\nb\n---", {"title": "a b"}),
    ("heading", "heading:{title}", "a", {"title": "a"}),
    ("meta", "meta:{key}: {text}", "tags:\n  - a\n  - b", {"label": "tags", "text": "- a\n  - b"}),
    ("meta", "para:**{key}**: {text}", "**a**: \\", {"label": "a", "text": "\\"}),
    ("meta", "quote:**{key}**: {text}", "> - **a**: b", {"label": "a", "text": "b"}),
    ("meta", "meta:{key}: {text}", "no key", {}),
    ("meta", "quote:**{key}**: {text}", "**a**: b", {"label": "a", "text": "b"}),
    ("requirement", "cell:uid,,text", "| `FR-1` | x | a \\| b |", {"uid": "FR-1", "text": "a | b"}),
    ("requirement", "cell:uid,text", "| **[FR-1]** | a", {"uid": "FR-1", "text": "a"}),
    ("requirement", "cell:uid,text", "| ** |", {"uid": "**"}),
    ("sql", "fence:", "```sql\na\n\nb\n```", {"lang": "sql", "text": "a\n\nb"}),
    ("sql", "fence:", "  ~~~ sql x\n  a\n    b\n  ~~~", {"lang": "sql", "text": "a\n  b"}),
    ("sql", "fence:", "```\na", {"lang": "", "text": "a"}),
    ("sql", "fence:", "```\n```", {"lang": "", "text": ""}),
    ("sql", "fence:", "```", {"lang": "", "text": ""}),
    ("sql", "fence:", "no fence", {}),
    ("payload", "fence:{label}:", "**Body**:\n\n```\nx\n```", {"label": "Body", "lang": "", "text": "x"}),
    ("payload", "fence:{label}:", "# no caption\n```\nx\n```", {"lang": "", "text": "x"}),
    ("requirement", "item:{uid}: {text}", "- nothing of the kind", {}),
    ("task", "item:[{done}] {text}", "- [X] a", {"done": "x", "text": "a"}),
])  # fmt: skip
def test_rule_5_values(kind: str, dialect: str, source: str, expected: dict[str, str]) -> None:
    assert fields(kind, dialect, source) == expected


def test_rule_5_a_tab_that_reaches_too_far_leaves_blanks() -> None:
    assert fields("goal", "item:{text}", "- a\n\tb") == {"text": "a\n  b"}


def test_rule_5_only_the_spans_stand_between_the_marks() -> None:
    source = "3) **FR-1** (P1):  a "
    found = spans("requirement", "item:**{uid}** ({priority}): {text}", source)
    between = {name: source[slice(*span)] for name, span in found.items()}
    assert between == {"uid": "FR-1", "priority": "P1", "text": "a"}


@pytest.mark.parametrize(("line", "expected"), [
    ("| a | b |", ["a", "b"]),
    ("a | b", ["a", "b"]),
    ("|a|b", ["a", "b"]),
    ("| a \\| b | c \\\\|", ["a \\| b", "c \\\\"]),
    ("||", [""]),
    ("|", [""]),
    ("", [""]),
    ("| a | |", ["a", ""]),
])  # fmt: skip
def test_rule_5_cells_are_cut_at_pipes_that_are_not_escaped(line: str, expected: list[str]) -> None:
    assert [line[start:end] for start, end in cell_spans(line)] == expected


def test_rule_5_columns() -> None:
    assert (width("\ta"), width("ab\t"), width("\t", 2)) == (5, 4, 4)
    sources = ("- a", "10. a", "-\ta", "-     code", "  - a", "a", "-")
    assert [content_column(source) for source in sources] == [2, 4, 4, 2, 4, 0, 2]


def test_rule_5_texts_stand_at_the_column_of_their_row() -> None:
    columns = [("item:{text}", "10. a"), ("prose:3", "a"), ("fence:", "x:\n  ```"), ("fence:", "x"), ("para:x", "  a")]
    assert [text_column(dialect, source) for dialect, source in columns] == [4, 3, 2, 0, 2]
    assert text_column("heading:{title}", "  ## a") == 0


def test_rule_5_heads_begin_behind_marker_quote_sign_and_outline() -> None:
    assert head_start("heading", "## 3.1 🔐 FR-1: a") == 9
    assert head_start("heading", "  Setext\n---") == 2
    assert head_start("para", "  a") == 2
    assert head_end("item", "- a") == 3
