"""Moving rows between sections of the same kind: redrawn where rows look otherwise there, never losing a word."""

import pytest

from specs.document import outline, writer
from specs.document.writer import Refused
from tests.document.writer.lines import at, numbered

ITEMS = (
    "# T\n\n## Functional Requirements\n\n1. **FR-1**: a\n   - **Priority**: Must\n2. **FR-2**: b\n"
    "   - **FR-2.1**: deep\n\n"
)
TABLE = (
    "## Functional Requirements\n\n| ID | Requirement | Priority | Owner |\n|---|---|---|---|\n"
    "| FR-7 | x | Could | |\n| FR-8 | y | Must | Ana |\n\n"
)
HEADED = "## Functional Requirements\n\n### FR-9: Title\n\nText.\n\n## After\n"


def section(document, number: int) -> int:  # type: ignore[no-untyped-def]
    return [i for i, row in enumerate(document.rows) if row.key == "functional"][number]


def test_an_item_becomes_a_line_of_the_table_there() -> None:
    document = numbered(ITEMS + TABLE)
    written = writer.move(document, at(document, "FR-1"), parent=section(document, 1), after=None)
    expected = ITEMS.replace("1. **FR-1**: a\n   - **Priority**: Must\n2.", "1.")
    assert written.document.text == expected + TABLE.replace("| FR-7", "| FR-1 | a | Must |  |\n| FR-7")
    assert written.index is not None
    assert written.document.rows[written.index].id == document.rows[at(document, "FR-1")].id
    assert outline.values(written.document, written.index) == {"uid": "FR-1", "text": "a", "priority": "Must"}


def test_a_line_of_a_table_becomes_an_item() -> None:
    document = numbered(ITEMS + TABLE)
    line = at(document, "| FR-7")
    written = writer.move(document, line, parent=section(document, 0), after=at(document, "FR-1"))
    assert written.document.text == ITEMS.replace(
        "2. **FR-2", "2. **FR-7**: x\n   - **Priority**: Could\n3. **FR-2"
    ) + (TABLE.replace("| FR-7 | x | Could | |\n", ""))
    assert written.index is not None
    assert written.document.rows[written.index].id == document.rows[line].id
    assert [written.document.rows[i].source[:12] for i in written.renumbered][:1] == ["3. **FR-2**:"]


def test_an_item_becomes_a_heading_where_requirements_are_headings() -> None:
    document = numbered(ITEMS + HEADED)
    written = writer.move(document, at(document, "FR-1"), parent=section(document, 1), after=None)
    assert written.document.text.endswith(
        "### FR-1\n\na\n\n- **Priority**: Must\n\n### FR-9: Title\n\nText.\n\n## After\n"
    )
    ids = {row.source.strip(): row.id for row in document.rows}
    again = {row.source.strip(): row.id for row in written.document.rows}
    assert again["- **Priority**: Must"] == ids["- **Priority**: Must"]


def test_what_the_rows_there_have_no_place_for_is_never_lost() -> None:
    document = numbered(ITEMS + TABLE)
    with pytest.raises(Refused, match="holds more"):
        writer.move(document, at(document, "FR-2"), parent=section(document, 1), after=None)
    with pytest.raises(Refused, match="holds more"):
        writer.move(document, at(document, "| FR-8"), parent=section(document, 0), after=None)


def test_a_line_moves_between_tables_of_other_columns() -> None:
    risks = (
        "## Risks\n\n| Risk | Impact |\n|---|---|\n| a | High |\n\n## Risks\n\n"
        "| Impact | Risk |\n|---|---|\n| Low | b |\n"
    )
    document = numbered(risks)
    target = [i for i, row in enumerate(document.rows) if row.kind == "table"][1]
    written = writer.move(document, 2, parent=target, after=target + 1)
    assert written.document.text == (
        "## Risks\n\n| Risk | Impact |\n|---|---|\n\n## Risks\n\n| Impact | Risk |\n"
        "|---|---|\n| Low | b |\n| High | a |\n"
    )


def test_markers_and_indents_are_those_of_the_new_neighbours() -> None:
    text = "## Security\n\n1. **A**: a\n   more\n\n   deep\n2. **B**: b\n\n## Monitoring\n\n*   **C**: c\n"
    document = numbered(text)
    written = writer.move(document, at(document, "A"), parent=at(document, "Monitoring"), after=at(document, "C"))
    assert written.document.text == (
        "## Security\n\n1. **B**: b\n\n## Monitoring\n\n*   **C**: c\n*   **A**: a\n    more\n\n    deep\n"
    )


def test_prose_moves_and_joins_the_prose_there() -> None:
    document = numbered("# T\n\n## Notes\n\nOne.\n\n## More\n\nTwo.\n")
    written = writer.move(document, 2, parent=3, after=4)
    assert written.document.text == "# T\n\n## Notes\n\n## More\n\nTwo.\n\nOne.\n"
    assert [row.id for row in written.document.rows] == [1, 2, 4, 5]


def test_a_section_of_the_template_is_added_once() -> None:
    document = numbered("# T\n\n## Overview\n\nx\n")
    written = writer.insert_section(document, "goals")
    assert written.document.text == "# T\n\n## Overview\n\nx\n\n## Goals & Non-Goals\n\n### Goals\n"
    with pytest.raises(Refused, match="already"):
        writer.insert_section(written.document, "goals")
