"""Rule 7: a new row follows its nearest sibling, else the document's dialect, else the template."""

import pytest

from specs.document import writer
from specs.document.template import SECTIONS
from specs.document.writer import Refused
from tests.document.writer.lines import at, numbered

VALUES = {
    "meta": {"label": "status", "text": "draft"},
    "prose": {"text": "What it is.\n\nAnd why."},
    "goal": {"text": "Pay"},
    "nongoal": {"text": "Ship"},
    "requirement": {"uid": "FR-1", "text": "Users pay", "priority": "Must", "criteria": "Paid once\nNever twice"},
    "quality": {"label": "Performance", "text": "Quick", "target": "200 ms"},
    "diagram": {"text": "User -> App"},
    "sql": {"text": "CREATE TABLE t (id int);"},
    "component": {"title": "Gateway", "responsibility": "Money", "interfaces": "HTTP", "dependencies": "Bank"},
    "endpoint": {"method": "POST", "path": "/pay", "request": '{"a": 1}', "response": "{}"},
    "layer": {"label": "Backend", "text": "Python"},
    "phase": {"title": "Base", "duration": "Two weeks", "dependencies": "None"},
    "step": {"label": "User", "text": "Clicks"},
    "labelled": {"label": "Logs", "text": "All"},
    "error": {"title": "Auth", "mitigation": "Return 401", "message": "Log in"},
    "stage": {"label": "Canary", "text": "5 %"},
    "question": {"text": "Why?", "answer": "Because"},
    "risk": {"title": "Bank down", "impact": "High", "mitigation": "Retry"},
    "metric": {"text": "Fewer calls"},
    "reference": {"text": "[PRD](prd.md)"},
}
FORMS = {
    "overview": "## Overview\nWhat it is.\n\nAnd why.\n",
    "goals": "## Goals & Non-Goals\n\n### Goals\n1. Pay\n",
    "nongoals": "## Goals & Non-Goals\n\n### Non-Goals\n- Ship\n",
    "functional": "## Requirements\n\n### Functional Requirements\n1. **FR-1**: Users pay\n   - **Priority**: Must\n"
    "   - **Acceptance criteria**:\n     - Paid once\n     - Never twice\n",
    "quality": "## Requirements\n\n### Non-Functional Requirements\n- **Performance**: Quick\n  - **Target**: 200 ms\n",
    "context": "## Architecture\n\n### System Context Diagram\n```\nUser -> App\n```\n",
    "components": "## Architecture\n\n### Component Design\n**Component: Gateway**\n- **Responsibility**: Money\n"
    "- **Interfaces**: HTTP\n- **Dependencies**: Bank\n",
    "data_model": "## Architecture\n\n### Data Model\n```sql\nCREATE TABLE t (id int);\n```\n",
    "api": '## Architecture\n\n### API Design\n**Endpoint**: `POST /pay`\n\nRequest:\n```json\n{"a": 1}\n```\n\n'
    "Response:\n```json\n{}\n```\n",
    "stack": "## Architecture\n\n### Technology Stack\n- **Backend**: Python\n",
    "plan": "## Implementation Plan\n\n### Phase 1: Base\n- **Duration**: Two weeks\n- **Dependencies**: None\n",
    "data_flow": "## Data Flow\n1. User: Clicks\n",
    "errors": "## Error Handling\n| Error Type | Handling Strategy | User Message |\n"
    "|------------|-------------------|--------------|\n| Auth | Return 401 | Log in |\n",
    "rollout": "## Rollout Plan\n1. **Canary**: 5 %\n",
    "questions": "## Open Questions\n1. Why?\n   - **Answer**: Because\n",
    "risks": "## Dependencies & Risks\n| Dependency/Risk | Impact | Mitigation |\n"
    "|-----------------|--------|------------|\n| Bank down | High | Retry |\n",
    "metrics": "## Success Metrics\n- Fewer calls\n",
    "references": "## References\n- [PRD](prd.md)\n",
    "security": "## Security Considerations\n- **Logs**: All\n",
}


@pytest.mark.parametrize("key", FORMS)
def test_rule_7_without_an_example_a_row_is_written_as_the_template_has_it(key: str) -> None:
    document = numbered("# Pay\n")
    written = writer.insert_in_section(document, key, SECTIONS[key].kind, VALUES[SECTIONS[key].kind])
    assert written.document.text == "# Pay\n\n" + FORMS[key]


@pytest.mark.parametrize(
    ("list_", "values", "line"),
    [
        ("* __FR-1:__ one", {"uid": "FR-2", "text": "two"}, "* __FR-2:__ two"),
        ("+   FR-1 - one", {"uid": "FR-2", "text": "two"}, "+   FR-2 – two"),
        ("1) **FR-1**: one", {"uid": "FR-2", "text": "two"}, "2) **FR-2**: two"),
        ("- **FR-1** (P1): one", {"uid": "FR-2", "text": "two", "priority": "P2"}, "- **FR-2** (P2): two"),
        ("- **FR-1**: one", {"text": "two"}, "- two"),
        ("- **FR-1**: one", {"uid": "FR-2", "title": "T", "text": "two"}, "- **FR-2: T**: two"),
        ("- **FR-1**: one", {"uid": "FR-2", "text": "two\nthree"}, "- **FR-2**: two\n  three"),
        ("- `FR-1`: one", {"uid": "FR-2"}, "- `FR-2`:"),
    ],
)
def test_rule_7_a_sibling_is_followed(list_: str, values: dict[str, str], line: str) -> None:
    document = numbered(f"## Functional Requirements\n\n{list_}\n\nx\n")
    written = writer.insert(document, "requirement", values, parent=0, after=1)
    assert written.document.text == f"## Functional Requirements\n\n{list_}\n{line}\n\nx\n"


def test_rule_7_in_another_section_the_document_is_followed() -> None:
    text = (
        "## Requirements\n\n* **FR-1:** one\n\n## Functional Requirements\n\n"
        "## Security\n\n- __A:__ b\n\n## Monitoring\n"
    )
    document = numbered(text)
    written = writer.insert_in_section(document, "functional", "requirement", {"uid": "FR-2", "text": "two"})
    assert "## Functional Requirements\n\n* **FR-2:** two\n\n## Security" in written.document.text
    written = writer.insert_in_section(document, "monitoring", "labelled", {"label": "C", "text": "d"})
    assert written.document.text.endswith("## Monitoring\n\n- __C:__ d\n")


def test_rule_7_labelled_rows_of_other_kinds_show_the_documents_way() -> None:
    document = numbered("## Security\n\n- __A:__ b\n\n## Technology Stack\n")
    written = writer.insert_in_section(document, "stack", "layer", {"label": "Backend", "text": "Python"})
    assert written.document.text.endswith("## Technology Stack\n\n- __Backend:__ Python\n")


def test_rule_7_a_requirement_in_heading_form_has_its_text_below() -> None:
    text = "## Functional Requirements\n\n### FR-1: Pay\n\nUsers pay.\n\n- **Priority**: Must\n\n## After\n"
    document = numbered(text)
    values = {"uid": "FR-2", "title": "Refund", "text": "Users get it back.", "priority": "Could"}
    written = writer.insert(document, "requirement", values, parent=0, after=1)
    new = "### FR-2: Refund\n\nUsers get it back.\n\n- **Priority**: Could\n\n"
    assert written.document.text == text.replace("## After", new + "## After")


def test_rule_7_a_phase_takes_the_next_number_and_the_words_of_the_others() -> None:
    document = numbered("## Implementation Plan\n\n### Sprint 1 - A\n\n- [ ] a\n\n### Sprint 2 - B\n\n- [ ] b\n")
    written = writer.insert(document, "phase", {"title": "C"}, parent=0, after=1)
    assert "### Sprint 3 – C\n\n### Sprint 2 - B" in written.document.text
    written = writer.insert_in_section(document, "plan", "phase", {"title": "C"})
    assert written.document.text.endswith("- [ ] b\n\n### Sprint 3 – C\n")


def test_rule_7_a_line_of_a_table_follows_its_columns_and_pipes() -> None:
    text = "## Risks\n\nRisk | Extra | Impact\n---|---|---\na | x | High\n"
    document = numbered(text)
    written = writer.insert_in_section(document, "risks", "risk", {"title": "b", "impact": "Low"})
    assert written.document.text == text + "b |  | Low\n"
    with pytest.raises(Refused, match="no column for mitigation"):
        writer.insert_in_section(document, "risks", "risk", {"title": "b", "mitigation": "m"})


def test_rule_7_the_first_line_of_an_empty_table_follows_its_header() -> None:
    text = "## Error Handling\n\n| Message | Error | More |\n|---|---|---|\n"
    document = numbered(text)
    written = writer.insert_in_section(document, "errors", "error", {"title": "Auth", "message": "Log in"})
    assert written.document.text == text + "| Log in | Auth |  |\n"


def test_rule_7_a_nested_row_stands_at_its_parents_content() -> None:
    document = numbered("## Functional Requirements\n\n10. **FR-1**: one\n11. **FR-2**: two\n")
    parent = at(document, "FR-1")
    written = writer.insert(document, "requirement", {"uid": "FR-1.1", "text": "in it"}, parent=parent, after=None)
    assert "10. **FR-1**: one\n    1. **FR-1.1**: in it\n11." in written.document.text


def test_rule_7_a_payload_is_captioned_like_the_others() -> None:
    text = "## API\n\n**Endpoint**: `GET /a`\n\n**Response**:\n```yaml\na: 1\n```\n\n**Endpoint**: `GET /b`\n"
    document = numbered(text)
    written = writer.set_fields(document, at(document, "Endpoint**: `GET /b"), {"response": "b: 2"})
    assert written.document.text == text + "\n**Response**:\n```yaml\nb: 2\n```\n"


def test_rule_7_a_table_is_not_written_alone() -> None:
    with pytest.raises(Refused, match="first line"):
        writer.insert(numbered("## Risks\n"), "table", {}, parent=0, after=None)


def test_rule_7_a_section_that_the_template_lacks_is_refused() -> None:
    with pytest.raises(Refused, match="no section"):
        writer.insert_in_section(numbered("# T\n"), "marketing", "prose", {"text": "x"})
