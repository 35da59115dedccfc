"""Rules 5 and 9: what an item's text is, and which of the lines in it are rows of their own."""

import pytest

from specs.document import outline
from tests.document.reader.reading import kinds, tree, values, whole


def test_rule_5_an_items_text_is_everything_behind_marker_and_label() -> None:
    text = "## Functional Requirements\n\n1. **FR-1**: one\n   two\n\n   - plain\n\n   ```\n   x\n   ```\n"
    assert values(text, "requirement") == [{"uid": "FR-1", "text": "one\ntwo\n\n- plain\n\n```\nx\n```"}]


def test_rule_5_tabs_count_as_stops_of_four() -> None:
    assert values("## Goals\n\n-\ta\n\n\tb\n", "goal") == [{"text": "a\n\nb"}]
    assert values("## Goals\n\n- a\n\n\tb\n", "goal") == [{"text": "a\n\n  b"}]


def test_rule_5_a_row_in_heading_form_owns_its_line_and_has_its_text_in_a_child() -> None:
    text = "### Requirement: Log in\n\nThe system logs in.\n\nAlways.\n"
    document = whole(text)
    assert tree(text) == ["requirement: ### Requirement: Log in", "  prose: The system logs in."]
    assert outline.values(document, 0)["text"] == "The system logs in.\n\nAlways."


def test_rule_5_requirements_hold_requirements() -> None:
    text = "## Functional Requirements\n\n- FR-1: a\n  - FR-1.1: b\n    - **FR-1.1.1**: c\n- FR-2: d\n"
    assert tree(text) == [
        "heading: ## Functional Requirements",
        "  requirement: - FR-1: a",
        "    requirement: - FR-1.1: b",
        "      requirement: - **FR-1.1.1**: c",
        "  requirement: - FR-2: d",
    ]


def test_rule_5_a_heading_requirement_holds_numbered_ones() -> None:
    text = "### FR-1: Log in\n\n- **FR-1.1**: a\n- **FR-1.2**: b\n- plain\n"
    assert tree(text) == [
        "requirement: ### FR-1: Log in",
        "  requirement: - **FR-1.1**: a",
        "  requirement: - **FR-1.2**: b",
        "  prose: - plain",
    ]


def test_rule_9_labelled_children_are_parts_wherever_they_stand() -> None:
    text = "## Plan\n\n### Phase 1: X\n\n- [ ] a\n  - [x] b\n- **Duration**: 2 weeks\n- [ ] c\n- Dependencies: none\n"
    document = whole(text)
    assert tree(text) == [
        "heading: ## Plan",
        "  phase: ### Phase 1: X",
        "    task: - [ ] a",
        "      task: - [x] b",
        "    part: - **Duration**: 2 weeks",
        "    task: - [ ] c",
        "    part: - Dependencies: none",
    ]
    assert outline.values(document, 1) == {"title": "X", "duration": "2 weeks", "dependencies": "none"}


def test_rule_9_parts_of_a_requirement() -> None:
    text = (
        "## Functional Requirements\n\n- **FR-1**: a\n  - **Priority**: Must\n  - **Acceptance criteria**:\n"
        "    - it works\n    - [x] it is tested\n  - Rationale: none\n  then more\n"
    )
    document = whole(text)
    assert tree(text) == [
        "heading: ## Functional Requirements",
        "  requirement: - **FR-1**: a",
        "    part: - **Priority**: Must",
        "    part: - **Acceptance criteria**:",
        "      criterion: - it works",
        "      check: - [x] it is tested",
        "    prose: - Rationale: none",
    ]
    assert outline.values(document, 1) == {
        "uid": "FR-1",
        "text": "a",
        "priority": "Must",
        "criteria": "it works\nit is tested",
    }


def test_rule_9_a_priority_in_the_line_wins() -> None:
    document = whole("## Functional Requirements\n\n- **FR-1** (P1): a\n  - **Priority**: P2\n")
    assert outline.values(document, 1)["priority"] == "P1"


def test_ears_requirements_with_criteria() -> None:
    text = (
        "# Requirements\n\n### Requirement 1: Log in\n\n"
        "**User Story:** As a user, I want in.\n\n"
        "#### Acceptance Criteria\n\n1. WHEN I log in THEN the system SHALL greet me\n"
        "2. IF I fail THEN the system SHALL say so\n\n### Requirement 2\n\n"
        "**Acceptance criteria:**\n\n- it ends\n\nThe end.\n"
    )
    document = whole(text)
    assert tree(text) == [
        "heading: # Requirements",
        "  requirement: ### Requirement 1: Log in",
        "    part: **User Story:** As a user, I want in.",
        "    heading: #### Acceptance Criteria",
        "      criterion: 1. WHEN I log in THEN the system SHALL greet me",
        "      criterion: 2. IF I fail THEN the system SHALL say so",
        "  requirement: ### Requirement 2",
        "    part: **Acceptance criteria:**",
        "      criterion: - it ends",
        "    prose: The end.",
    ]
    assert outline.values(document, 1)["criteria"].splitlines()[1] == "IF I fail THEN the system SHALL say so"
    assert outline.values(document, 6)["criteria"] == "it ends"


def test_requirements_with_scenarios() -> None:
    text = "### Requirement: X\n\nIt SHALL.\n\n#### Scenario: Y\n\n- **WHEN** a\n- **THEN** b\n"
    assert tree(text) == [
        "requirement: ### Requirement: X",
        "  prose: It SHALL.",
        "  heading: #### Scenario: Y",
        "    criterion: - **WHEN** a",
        "    criterion: - **THEN** b",
    ]
    assert outline.values(whole(text), 0) == {"title": "X", "text": "It SHALL.", "criteria": "**WHEN** a\n**THEN** b"}


@pytest.mark.parametrize("title", ["Scenario: Y", "Scenario 2", "Szenario: voll", "Scenarios", "1. Scenario - Y"])
def test_every_item_of_a_scenario_is_a_criterion_whatever_its_words(title: str) -> None:
    assert tree(f"### Requirement: X\n\nIt SHALL.\n\n#### {title}\n\n- **WHEN** a\n- the disk is full\n") == [
        "requirement: ### Requirement: X",
        "  prose: It SHALL.",
        f"  heading: #### {title}",
        "    criterion: - **WHEN** a",
        "    criterion: - the disk is full",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "## Notes\n\n### Scenario: Y\n\n- the disk is full\n",
        "### Requirement: X\n\n#### Scenarios' history\n\n- the disk is full\n",
        "### Requirement: X\n\n#### Notes\n\n- the disk is full\n",
        "### Requirement: X\n\n#### Scenario: Y\n\n##### Notes\n\n- the disk is full\n",
    ],
)
def test_items_elsewhere_are_no_criteria(text: str) -> None:
    assert "criterion" not in "".join(tree(text))


def test_components_and_endpoints_run_to_the_next_head_or_heading() -> None:
    text = (
        "### Component Design\n\n**Component: A**\n- **Responsibility**: a\n- Interfaces: b\n- note\n\ntext\n\n"
        "**Component: B**\n\n### API Design\n\n**Endpoint**: `GET /a`\n\nResponse:\n```json\n{}\n```\n\n"
        "`POST /b`\n\nRequest:\n\n```\nx\n```\n"
    )
    document = whole(text)
    assert tree(text) == [
        "heading: ### Component Design",
        "  component: **Component: A**",
        "    part: - **Responsibility**: a",
        "    part: - Interfaces: b",
        "    prose: - note",
        "  component: **Component: B**",
        "heading: ### API Design",
        "  endpoint: **Endpoint**: `GET /a`",
        "    payload: Response:",
        "  endpoint: `POST /b`",
        "    payload: Request:",
    ]
    assert outline.values(document, 1) == {"title": "A", "responsibility": "a", "interfaces": "b"}
    assert outline.values(document, 7) == {"method": "GET", "path": "/a", "response": "{}"}
    assert outline.values(document, 9) == {"method": "POST", "path": "/b", "request": "x"}


def test_a_head_and_labels_in_one_paragraph() -> None:
    text = "### API Design\n\n**Endpoint**: `GET /a`\n**Auth**: none\nand so on\n`GET /b`\nplain\n"
    assert tree(text) == [
        "heading: ### API Design",
        "  endpoint: **Endpoint**: `GET /a`",
        "    part: **Auth**: none",
        "  endpoint: `GET /b`",
        "    prose: plain",
    ]


def test_labels_in_paragraphs_are_parts_of_a_phase() -> None:
    document = whole(
        "## Phase 1: X\n\n**Goal**: a\n\n**Duration:** two\nweeks\n\n- a long label that is none of ours: b\n"
    )
    assert [row.kind for row in document.rows] == ["phase", "part", "part", "prose"]
    assert outline.values(document, 0) == {"title": "X", "duration": "two\nweeks"}


def test_an_answer_is_a_part_of_its_question() -> None:
    document = whole(
        "## Open Questions\n\n1. Why?\n   - **Answer**: so\n2. How?\n   - Answer: thus\n3. When?\n   - Maybe: never\n"
    )
    assert [outline.values(document, i) for i in (1, 3, 5)] == [
        {"text": "Why?", "answer": "so"},
        {"text": "How?", "answer": "thus"},
        {"text": "When?\n- Maybe: never"},
    ]


def test_a_target_is_a_part_of_its_quality() -> None:
    document = whole("## Non-Functional Requirements\n\n- **Speed**: fast\n  - **Target**: 200 ms\n")
    assert outline.values(document, 1) == {"label": "Speed", "text": "fast", "target": "200 ms"}


def test_lines_with_uids_and_boxes_are_found_in_items_that_are_nothing() -> None:
    text = "# T\n\n## History\n\n- one\n  - two\n    - FR-1: a\n    - three\n  - [ ] b\n\n  last\n"
    assert tree(text) == [
        "heading: # T",
        "  heading: ## History",
        "    prose: - one",
        "    requirement: - FR-1: a",
        "    prose: - three",
        "    check: - [ ] b",
        "    prose: last",
    ]


def test_text_behind_a_child_is_prose_below_the_row() -> None:
    document = whole("## Functional Requirements\n\n- FR-1: a\n  - FR-2: b\n\n  after\n")
    assert [(row.kind, row.parent, row.dialect) for row in document.rows[2:]] == [
        ("requirement", 1, "item:{uid}: {text}"),
        ("prose", 1, "prose:2"),
    ]
    assert outline.own_values(document, 3) == {"text": "after"}


def test_a_row_inside_the_line_of_another_is_part_of_it() -> None:
    assert kinds("## Goals\n\n- - [ ] a\n") == ["heading", "goal"]
    assert values("## Goals\n\n- - [ ] a\n", "goal") == [{"text": "- [ ] a"}]


def test_nested_boxes_of_a_goal_are_checks_below_it() -> None:
    assert tree("## Goals\n\n1. a\n   - [ ] b\n") == ["heading: ## Goals", "  goal: 1. a", "    check: - [ ] b"]
