"""Markdown written as such: a row's source, pasted text, rows that come back, a whole document."""

import pytest

from specs.document import writer
from specs.document.reader import read
from specs.document.writer import Refused
from tests.document.writer.lines import at, numbered, subtree

TEXT = (
    "# T\n\n## Functional Requirements\n\n1. **FR-1**: a\n   - **Priority**: Must\n2. **FR-2**: b\n\n"
    "## After\n\nText.\n"
)


def test_the_source_of_a_row_is_recognised_again() -> None:
    document = numbered(TEXT)
    written = writer.set_source(document, 2, "1. **FR-9** (Could): changed\r\n")
    assert written.document.text == TEXT.replace("**FR-1**: a", "**FR-9** (Could): changed")
    assert written.document.rows[2].dialect == "item:**{uid}** ({priority}): {text}"
    assert [row.id for row in written.document.rows] == [row.id for row in document.rows]


def test_the_source_of_a_row_may_become_several() -> None:
    document = numbered(TEXT)
    written = writer.set_source(document, 4, "2. **FR-2**: b\n3. **FR-3**: c")
    assert [row.id for row in written.document.rows] == [1, 2, 3, 4, 5, None, 6, 7]


def test_the_source_of_a_nested_row_keeps_its_indent() -> None:
    document = numbered(TEXT)
    written = writer.set_source(document, 3, "- **Priority**: Could")
    assert written.document.text == TEXT.replace("Must", "Could")


def test_the_source_of_a_whole_subtree_keeps_the_ids_of_what_stays() -> None:
    document = numbered(TEXT)
    source = "1. **FR-1**: a\n   - **Acceptance criteria**: x\n   - **Priority**: Must"
    written = writer.set_source(document, 2, source, whole=True)
    assert written.document.text == TEXT.replace("1. **FR-1**: a\n   - **Priority**: Must", source)
    assert [row.id for row in written.document.rows] == [1, 2, 3, None, 4, 5, 6, 7]
    rewritten = writer.set_source(document, 2, "1. **FR-7**: all new words", whole=True)
    assert [row.id for row in rewritten.document.rows] == [1, 2, 3, 5, 6, 7]


def test_a_source_that_takes_others_along_is_refused() -> None:
    document = numbered(TEXT)
    for source in ("```\nopen", "# Heading", "<!-- open", "text"):
        with pytest.raises(Refused):
            writer.set_source(document, 2, source)


def test_an_emptied_source_removes_the_row() -> None:
    document = numbered(TEXT)
    written = writer.set_source(document, 4, " \n")
    assert written.document.text == TEXT.replace("2. **FR-2**: b\n", "")
    assert writer.set_source(document, 4, document.rows[4].source).document is document


def test_a_heading_written_as_source_may_change_its_section() -> None:
    document = numbered("# T\n\n## Notes\n\nText.\n")
    written = writer.set_source(document, 1, "## Overview")
    assert written.document.rows[1].key == "overview"


def test_pasted_markdown_becomes_rows_and_keeps_the_ids_around_it() -> None:
    document = numbered(TEXT)
    written = writer.insert_markdown(document, "\n- **FR-7**: x\n- **FR-8**: y\n\n", parent=1, after=4)
    assert written.document.text == TEXT.replace("b\n", "b\n- **FR-7**: x\n- **FR-8**: y\n")
    assert [row.id for row in written.document.rows] == [1, 2, 3, 4, 5, None, None, 6, 7]
    assert written.index == 5


def test_pasted_sections_stand_behind_the_rows_of_their_parent() -> None:
    document = numbered(TEXT)
    written = writer.insert_markdown(document, "### More\n\ntext", parent=at(document, "After"), after=None)
    assert written.document.text == TEXT + "\n### More\n\ntext\n"


def test_pasted_lines_join_a_table_and_a_nested_list() -> None:
    table = "## Risks\n\n| Risk | Impact |\n|---|---|\n| a | High |\n"
    written = writer.insert_markdown(numbered(table), "| b | Low |\n| c | Low |", parent=1, after=2)
    assert written.document.text == table + "| b | Low |\n| c | Low |\n"
    document = numbered(TEXT)
    written = writer.insert_markdown(document, "- **Acceptance criteria**:\n  - x", parent=2, after=3)
    assert written.document.text == TEXT.replace("Must\n", "Must\n   - **Acceptance criteria**:\n     - x\n")


def test_pasted_text_takes_the_documents_line_ends() -> None:
    document = numbered("# T\r\n\r\nOne.\r\n")
    written = writer.insert_markdown(document, "Two.\n\nThree.", parent=0, after=1)
    assert written.document.text == "# T\r\n\r\nOne.\r\n\r\nTwo.\r\n\r\nThree.\r\n"


def test_nothing_to_paste_and_nothing_to_bring_back() -> None:
    document = numbered(TEXT)
    with pytest.raises(Refused, match="nothing to paste"):
        writer.insert_markdown(document, " \n\n", parent=0, after=None)
    with pytest.raises(Refused, match="nothing to bring back"):
        writer.insert_rows(document, [], parent=0, after=None)


@pytest.mark.parametrize("start", ["FR-1", "FR-2", "Priority", "After", "Text", "Functional"])
def test_removed_rows_come_back_as_they_were(start: str) -> None:
    document = numbered(TEXT)
    index = next(i for i, row in enumerate(document.rows) if start in row.source)
    row = document.rows[index]
    siblings = document.children(row.parent)
    after = siblings[siblings.index(index) - 1] if siblings.index(index) else None
    without = writer.remove(document, index).document
    written = writer.insert_rows(without, subtree(document, index), parent=row.parent, after=after)
    assert written.document == document


def test_rows_that_come_back_to_another_depth_are_indented() -> None:
    document = numbered("## Plan\n\n- [ ] a\n- [ ] b\n  - [ ] c\n")
    rows = subtree(document, 2)
    without = writer.remove(document, 2).document
    written = writer.insert_rows(without, rows, parent=1, after=None)
    assert written.document.text == "## Plan\n\n- [ ] a\n  - [ ] b\n    - [ ] c\n"


def test_a_place_that_is_not_there_is_refused() -> None:
    document = numbered(TEXT)
    with pytest.raises(Refused, match="stands somewhere else"):
        writer.insert(document, "requirement", {"text": "x"}, parent=1, after=6)


def test_a_whole_document_keeps_the_ids_of_its_rows() -> None:
    document = numbered(TEXT)
    written = writer.replace_all(
        document, TEXT.replace("## After", "## Before").replace("1. **FR-1**: a\n", "1. **FR-0**: n\n2. **FR-1**: a\n")
    )
    by_source = {row.source: row.id for row in written.document.rows}
    assert by_source["2. **FR-1**: a"] == 3
    assert by_source["Text."] == 7
    assert written.document.text == read(written.document.text).text
    assert written.index is None


def test_a_row_written_as_something_else_keeps_its_id() -> None:
    document = numbered("# T\n\n## Goals\n\n1. a\n")
    written = writer.set_source(document, 2, "Plain words.", whole=True)
    assert [(row.kind, row.id) for row in written.document.rows] == [("heading", 1), ("heading", 2), ("prose", 3)]


def test_a_table_of_ids_goes_with_its_last_line() -> None:
    text = "# T\n\n## Notes\n\n{}## After\n"
    document = numbered(text.format("| ID | Requirement |\n|---|---|\n| FR-1 | a |\n\n"))
    assert writer.remove(document, 3).document.text == text.format("")
