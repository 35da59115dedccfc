"""What is refused, with a message that helps."""

import pytest

from specs.document import writer
from specs.document.writer import Refused
from tests.document.writer.lines import at, numbered


def refusal(document, index: int, **values: str) -> Refused:  # type: ignore[no-untyped-def]
    with pytest.raises(Refused) as refused:
        writer.set_fields(document, index, values)
    return refused.value


@pytest.mark.parametrize(
    ("text", "values", "field", "message"),
    [
        ("## Functional Requirements\n\n- **FR-1**: a\n", {"uid": "first"}, "uid", "no id"),
        ("## Functional Requirements\n\n- **FR-1**: a\n", {"uid": "FR-１"}, "uid", "no id"),
        ("## Functional Requirements\n\n- **FR-1** (Must): a\n", {"priority": "urgent!"}, "priority", "Priority"),
        ("## API\n\n**Endpoint**: `GET /a`\n", {"method": "FETCH"}, "method", "no HTTP method"),
        ("## API\n\n**Endpoint**: `GET /a`\n", {"path": "/a b"}, "path", "no blanks"),
        ("## API\n\n**Endpoint**: `GET /a`\n", {"method": ""}, "", "no line that holds path"),
        ("## Security\n\n- **A**: b\n", {"label": "a: b"}, "label", "cannot stand in that line"),
        ("## Components\n\n**Component: A**\n", {"title": ""}, "", "nothing is filled in"),
        ("## Functional Requirements\n\n- **FR-1**: a\n", {"title": "x" * 201}, "title", "too long"),
        ("## Notes\n\n## Data Model\n\n```sql\na\n```\n", {}, "", ""),
    ],
)
def test_a_short_field_that_fails_its_pattern(text: str, values: dict[str, str], field: str, message: str) -> None:
    document = numbered(text)
    if not values:
        assert writer.set_fields(document, 2, {"lang": "my sql"}).document.text == text.replace("sql", "my", 1)
        return
    refused = refusal(document, 1, **values)
    assert message in refused.message
    assert refused.field == field


def test_emptying_the_uid_of_a_nested_requirement() -> None:
    document = numbered("## Functional Requirements\n\n- **FR-1**: a\n  - **FR-1.1**: b\n")
    assert "needs its id" in refusal(document, 2, uid="").message


def test_relabelling_a_part() -> None:
    document = numbered("## Components\n\n**Component: A**\n- **Responsibility**: x\n")
    assert "keeps its label" in refusal(document, 2, label="Interfaces").message


def test_a_field_that_the_table_has_no_column_for() -> None:
    document = numbered("## Risks\n\n| Risk | Impact |\n|---|---|\n| a | High |\n")
    refused = refusal(document, 2, mitigation="x")
    assert (refused.field, refused.message) == ("mitigation", "The table has no column for mitigation.")


def test_moving_a_row_into_itself() -> None:
    document = numbered("## Plan\n\n- [ ] a\n  - [ ] b\n")
    with pytest.raises(Refused, match="into itself"):
        writer.move(document, 1, parent=2, after=None)
    with pytest.raises(Refused, match="into itself"):
        writer.move(document, 1, parent=1, after=2)


def test_moving_a_row_to_where_it_would_be_another_kind() -> None:
    document = numbered("## Goals\n\n1. a\n\n## Security\n\n- **A**: b\n")
    with pytest.raises(Refused, match="something else"):
        writer.move(document, 1, parent=2, after=None)


def test_an_id_that_reads_as_another_kind_of_row() -> None:
    document = numbered("## Success Metrics\n\n- **SC-1**: a\n- b\n")
    assert writer.set_fields(document, at(document, "b"), {"uid": "SC-2"}).document.text.endswith("- **SC-2**: b\n")


def test_a_language_with_a_backquote() -> None:
    document = numbered("## Data Model\n")
    with pytest.raises(Refused) as refused:
        writer.insert(document, "sql", {"lang": "a`b", "text": "x"}, parent=0, after=None)
    assert refused.value.field == "lang"


def test_a_heading_below_the_sixth_level() -> None:
    document = numbered("###### Implementation Plan\n")
    with pytest.raises(Refused, match="level 6"):
        writer.insert(document, "phase", {"title": "x"}, parent=0, after=None)


def test_a_kind_without_the_field() -> None:
    with pytest.raises(Refused, match="no field"):
        writer.insert(numbered("## Goals\n"), "goal", {"uid": "G-1"}, parent=0, after=None)


def test_a_scenario_that_would_be_none() -> None:
    document = numbered("## Requirements\n\n### Requirement: Pay\n\n- **WHEN** x\n- **THEN** y\n")
    assert "begins with" in refusal(document, 2, text="Something else").message
