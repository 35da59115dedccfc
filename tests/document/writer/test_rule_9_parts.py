"""Rule 9: a labelled child is a field of its parent, wherever it stands; a new one follows the last list child."""

import pytest

from specs.document import outline, writer
from tests.document.writer.lines import at, numbered


def edited(markdown: str, start: str, /, **values: str) -> str:
    document = numbered(markdown)
    index = at(document, start)
    written = writer.set_fields(document, index, values)
    found = outline.values(written.document, index)
    assert {name: found.get(name, "") for name in values} == values
    kept = {row.id: row.source for row in document.rows} | {None: ""}
    for row in written.document.rows:
        assert row.id is None or row.id in kept
    return written.document.text


PHASE = "## Plan\n\n### Phase 1: A\n- [ ] a\n- **Duration**: long\n- [ ] b\n\n### Phase 2: B\n- [ ] c\n"


def test_rule_9_a_part_is_changed_where_it_stands() -> None:
    assert edited(PHASE, "Phase 1", duration="short") == PHASE.replace("long", "short")


def test_rule_9_a_new_part_follows_the_last_list_child() -> None:
    assert edited(PHASE, "Phase 1", dependencies="none") == PHASE.replace("b\n\n", "b\n- **Dependencies**: none\n\n")


def test_rule_9_an_emptied_part_goes() -> None:
    assert edited(PHASE, "Phase 1", duration="") == PHASE.replace("- **Duration**: long\n", "")


def test_rule_9_parts_are_labelled_as_elsewhere_in_the_document() -> None:
    text = "## Offene Fragen\n\n1. Wo?\n   - __Antwort:__ Hier\n2. Wann?\n"
    assert edited(text, "Wann", answer="Bald") == text + "   - __Antwort:__ Bald\n"


def test_rule_9_several_lines_in_a_part_are_indented() -> None:
    text = "## Components\n\n**Component: A**\n- **Responsibility**: x\n\n## After\n"
    expected = text.replace("x\n", "x\n  y\n- **Interfaces**: z\n")
    assert edited(text, "Component:", responsibility="x\ny", interfaces="z") == expected


@pytest.mark.parametrize("head", ["**Component: A**", "### A"])
def test_rule_9_a_head_without_children_gets_its_parts_below(head: str) -> None:
    gap = "\n\n" if head.startswith("#") else "\n"
    text = (
        f"## Components\n\n### Z\n\n- **Responsibility**: y\n\n{head}\n"
        if gap == "\n\n"
        else f"## Components\n\n{head}\n"
    )
    assert edited(text, head.lstrip("#* "), interfaces="z") == f"{text[:-1]}{gap}- **Interfaces**: z\n"


def test_rule_9_a_priority_in_the_line_stays_in_the_line() -> None:
    text = "## Functional Requirements\n\n- **FR-1** (P1): a\n- **FR-2**: b\n"
    assert edited(text, "FR-1", priority="P2") == text.replace("P1", "P2")
    assert edited(text, "FR-2", priority="P2") == text + "  - **Priority**: P2\n"


def test_rule_9_the_request_comes_before_the_response() -> None:
    text = "## API\n\n**Endpoint**: `GET /a`\n\nResponse:\n```json\n{}\n```\n"
    expected = text.replace("Response", "Request:\n```json\n[]\n```\n\nResponse")
    assert edited(text, "Endpoint", request="[]") == expected


def test_rule_9_the_text_of_a_requirement_in_heading_form_is_the_prose_below_it() -> None:
    text = "## Functional Requirements\n\n### FR-1: A\n\nOld.\n\n- **Priority**: Must\n\n### FR-2: B\n"
    assert edited(text, "FR-1", text="New.\n\nMore.") == text.replace("Old.", "New.\n\nMore.")
    assert edited(text, "FR-1", text="") == text.replace("Old.\n\n", "")
    assert edited(text, "FR-2", text="New.") == text + "\nNew.\n"


CRITERIA = (
    "## Functional Requirements\n\n1. **FR-1**: a\n   - **Acceptance Criteria**:\n"
    "     - one\n     - two\n     - three\n2. **FR-2**: b\n"
)


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("one\ntwo\nthree\nfour", ["one", "two", "three", "four"]),
        ("zero\none\ntwo\nthree", ["zero", "one", "two", "three"]),
        ("one\nthree", ["one", "three"]),
        ("one\nzwei\nthree", ["one", "zwei", "three"]),
        ("eins\nzwei\ndrei\nvier", ["eins", "zwei", "drei", "vier"]),
        ("one", ["one"]),
    ],
)
def test_rule_9_criteria_that_stay_keep_their_lines_and_ids(value: str, lines: list[str]) -> None:
    document = numbered(CRITERIA)
    written = writer.set_fields(document, 1, {"criteria": value}).document
    expected = "".join(f"     - {line}\n" for line in lines)
    assert written.text == CRITERIA.replace("     - one\n     - two\n     - three\n", expected)
    ids = {row.source: row.id for row in document.rows}
    assert all(row.id == ids[row.source] for row in written.rows if row.source in ids)


def test_rule_9_emptied_criteria_go_with_their_label() -> None:
    document = numbered(CRITERIA)
    written = writer.set_fields(document, 1, {"criteria": ""}).document
    assert written.text == "## Functional Requirements\n\n1. **FR-1**: a\n2. **FR-2**: b\n"


def test_rule_9_the_first_criterion_may_stand_in_the_labels_line() -> None:
    text = "## Functional Requirements\n\n- **FR-1**: a\n  - **Acceptance criteria**: one\n"
    assert edited(text, "FR-1", criteria="eins") == text.replace("one", "eins")
    assert edited(text, "FR-1", criteria="one\ntwo") == text + "    - two\n"


def test_rule_9_criteria_below_a_heading_and_without_a_label_are_found() -> None:
    headed = "## Functional Requirements\n\n### Requirement 1: A\n\n#### Acceptance Criteria\n\n1. one\n2. two\n"
    document = numbered(headed)
    written = writer.set_fields(document, 1, {"criteria": "one\nmiddle\ntwo"})
    assert written.document.text == headed.replace("2. two", "2. middle\n3. two")
    assert [written.document.rows[i].source for i in written.renumbered] == ["3. two"]
    plain = "## Requirements\n\n- **FR-1**: a\n  - **Given** x **then** y\n"
    document = numbered(plain)
    written = writer.set_fields(document, 1, {"criteria": "**Given** x **then** z\n**Given** q"})
    assert written.document.text == plain.replace("y\n", "z\n  - **Given** q\n")


def test_rule_9_boxes_among_the_criteria_stay_boxes() -> None:
    text = "## Functional Requirements\n\n- **FR-1**: a\n  - **Acceptance criteria**:\n    - [x] one\n"
    assert edited(text, "FR-1", criteria="zero\none") == text.replace("- [x] one", "- [ ] zero\n    - [x] one")
    assert edited(text, "FR-1", criteria="one\ntwo") == text + "    - [ ] two\n"


def test_rule_9_nested_criteria_go_with_the_one_above() -> None:
    text = (
        "## Functional Requirements\n\n- **FR-1**: a\n  - **Acceptance criteria**:\n"
        "    - [ ] one\n      - [ ] deep\n    - [ ] two\n"
    )
    assert edited(text, "FR-1", criteria="two") == text.replace("    - [ ] one\n      - [ ] deep\n", "")
    assert edited(text, "FR-1", criteria="") == "## Functional Requirements\n\n- **FR-1**: a\n"


def test_rule_9_an_empty_part_that_is_not_there_stays_away() -> None:
    document = numbered("## Plan\n\n### Phase 1: A\n- [ ] a\n")
    written = writer.set_fields(document, 1, {"title": "B", "duration": " "})
    assert written.document.text == document.text.replace("A", "B")


def test_rule_9_the_criteria_of_nested_requirements_are_theirs() -> None:
    text = (
        "## Functional Requirements\n\n- **FR-1**: a\n  - **FR-1.1**: b\n    - **Acceptance criteria**:\n      - deep\n"
    )
    assert edited(text, "FR-1", criteria="one") == text + "  - **Acceptance criteria**:\n    - one\n"


def test_rule_9_a_part_below_an_item_is_an_item_even_if_others_are_paragraphs() -> None:
    text = (
        "## Functional Requirements\n\n### FR-1: A\n\n- FR-1.1: deep\n\n### FR-2: B\n\n"
        "**Acceptance Criteria:**\n\n- one\n"
    )
    assert edited(text, "FR-1.1", priority="Must") == text.replace("deep\n", "deep\n  - **Priority**: Must\n")


def test_rule_9_the_priority_of_a_paragraph_stands_in_its_line() -> None:
    text = "## Functional Requirements\n\n**FR-1**: Users pay.\n\n## After\n"
    assert edited(text, "FR-1", priority="Must") == text.replace("**FR-1**:", "**FR-1** (Must):")
