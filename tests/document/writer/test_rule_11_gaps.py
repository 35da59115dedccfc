"""Rule 11: what blank lines a row brings along, and what becomes of them when it goes or moves."""

import pytest

from specs.document import writer
from tests.document.writer.lines import at, numbered


def inserted(markdown: str, kind: str, after: str | None, parent: str, /, **values: str) -> str:
    document = numbered(markdown)
    behind = None if after is None else at(document, after)
    return writer.insert(document, kind, values, parent=at(document, parent), after=behind).document.text


def removed(text: str, start: str) -> str:
    document = numbered(text)
    return writer.remove(document, at(document, start)).document.text


def moved(text: str, start: str, after: str | None, parent: str) -> str:
    document = numbered(text)
    behind = None if after is None else at(document, after)
    return writer.move(document, at(document, start), parent=at(document, parent), after=behind).document.text


def test_rule_11_an_item_takes_its_siblings_usual_gap() -> None:
    assert inserted("## Non-Goals\n\n- a\n\n- b\n\n- c\n", "nongoal", "b", "Non-Goals", text="x").endswith(
        "- b\n\n- x\n\n- c\n"
    )
    assert inserted("## Non-Goals\n\n- a\n- b\n\n- c\n- d\n", "nongoal", "b", "Non-Goals", text="x") == (
        "## Non-Goals\n\n- a\n- b\n- x\n\n- c\n- d\n"
    )


def test_rule_11_before_the_first_a_row_takes_that_places_lead() -> None:
    assert inserted("## Non-Goals\n\n\n- a\n- b\n", "nongoal", None, "Non-Goals", text="x") == (
        "## Non-Goals\n\n\n- x\n- a\n- b\n"
    )


def test_rule_11_in_an_empty_section_a_row_takes_the_usual_gap_after_headings() -> None:
    assert inserted("## Goals\n\n1. a\n\n## Non-Goals\n\n## After\n\nx\n", "nongoal", None, "Non-Goals", text="x") == (
        "## Goals\n\n1. a\n\n## Non-Goals\n\n- x\n\n## After\n\nx\n"
    )
    assert inserted("## Goals\n1. a\n\n## Non-Goals\n\n## After\nx\n", "nongoal", None, "Non-Goals", text="x") == (
        "## Goals\n1. a\n\n## Non-Goals\n- x\n\n## After\nx\n"
    )


def test_rule_11_paragraphs_and_fences_stand_apart() -> None:
    text = "## Data Model\n\nSome words.\n```sql\na\n```\n## After\n"
    assert inserted(text, "sql", "Some words", "Data Model", lang="sql", text="b") == (
        "## Data Model\n\nSome words.\n\n```sql\nb\n```\n\n```sql\na\n```\n## After\n"
    )


def test_rule_11_at_the_end_of_a_file_without_a_final_newline() -> None:
    assert inserted("## Non-Goals\n\n- a", "nongoal", "a", "Non-Goals", text="x") == "## Non-Goals\n\n- a\n- x"


def test_rule_11_line_ends_are_the_documents() -> None:
    assert inserted("## Non-Goals\r\n\r\n- a\r\n", "nongoal", "a", "Non-Goals", text="x\ny") == (
        "## Non-Goals\r\n\r\n- a\r\n- x\r\n  y\r\n"
    )
    assert inserted("## Non-Goals\r\rx\r", "prose", "x", "Non-Goals", text="y") == "## Non-Goals\r\rx\r\ry\r"


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("## Non-Goals\n\n- a\n- b\n- c\n", "b", "## Non-Goals\n\n- a\n- c\n"),
        ("## Non-Goals\n\n- a\n- b\n", "a", "## Non-Goals\n\n- b\n"),
        ("## Non-Goals\n\n- a\n- b\n\n## After\n", "b", "## Non-Goals\n\n- a\n\n## After\n"),
        ("## Non-Goals\n\n- a\n\n\n## After\n", "a", "## Non-Goals\n\n\n## After\n"),
        ("## Non-Goals\n\nWhy:\n\n- a\n- b\n", "a", "## Non-Goals\n\nWhy:\n\n- b\n"),
        ("## Non-Goals\n\n- a\n- b", "b", "## Non-Goals\n\n- a"),
        ("## Non-Goals\n\n- a\n\nText.\n\n## After\n", "a", "## Non-Goals\n\nText.\n\n## After\n"),
        ("- **FR-1**: a\n\nText.\n", "FR-1", "Text.\n"),
        ("\ufeffOnly.\n", "Only", "\ufeff\n"),
        ("\ufeff# T\n\nText.\n", "T", "\ufeff"),
    ],
)
def test_rule_11_deleting(text: str, start: str, expected: str) -> None:
    if start == "T":
        assert writer.remove(numbered(text), 0).document.text.startswith(expected)
    else:
        assert removed(text, start) == expected


def test_rule_11_prose_that_comes_together_is_one_row() -> None:
    document = numbered("# T\n\nOne.\n\n- **FR-1**: a\n\nTwo.\n")
    written = writer.remove(document, at(document, "FR-1")).document
    assert written.text == "# T\n\nOne.\n\nTwo.\n"
    assert [row.id for row in written.rows] == [1, 2]


def test_rule_11_moving_inside_a_list_keeps_the_order_of_its_blank_lines() -> None:
    text = "## Non-Goals\n\n- a\n- b\n\n- c\n- d\n"
    assert moved(text, "d", "a", "Non-Goals") == "## Non-Goals\n\n- a\n- d\n\n- b\n- c\n"
    assert moved(text, "a", "d", "Non-Goals") == "## Non-Goals\n\n- b\n- c\n\n- d\n- a\n"
    assert moved(text, "c", None, "Non-Goals") == "## Non-Goals\n\n- c\n- a\n\n- b\n- d\n"


def test_rule_11_moving_between_sections_takes_the_gap_of_the_new_place() -> None:
    text = "## Security\n\n- **A**: a\n- **B**: b\n\n## Monitoring\n\n* **C**: c\n\n* **D**: d\n"
    document = numbered(text)
    written = writer.move(document, at(document, "B"), parent=at(document, "Monitoring"), after=at(document, "C"))
    assert (
        written.document.text
        == "## Security\n\n- **A**: a\n\n## Monitoring\n\n* **C**: c\n\n* **B**: b\n\n* **D**: d\n"
    )
    assert written.document.rows[written.index or 0].id == document.rows[at(document, "B")].id


def test_rule_11_moving_nowhere_changes_nothing() -> None:
    document = numbered("## Non-Goals\n\n- a\n- b\n")
    assert writer.move(document, 2, parent=0, after=2).document is document
    assert writer.move(document, 2, parent=0, after=1).document == document
