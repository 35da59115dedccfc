"""Title, summary, sections and the fields of a row with those of its parts."""

import pytest

from specs.document import outline
from specs.document.reader import read
from specs.document.rows import Refused
from specs.document.template import SECTIONS
from tests.document.reader.reading import whole


@pytest.mark.parametrize(
    ("text", "title", "summary"),
    [
        ("# T\n\nwords\n\nmore\n\n## Goals\n", "T", "words\n\nmore"),
        ("# T\nwords\n", "T", "words"),
        ("T\n=\n\nwords\n", "T", "words"),
        ("# T #\n", "T", ""),
        ("# T\n\n## Goals\n\nwords\n", "T", ""),
        ("# T\n\n**Status**: draft\n\nwords\n", "T", ""),
        ("# T\n\n- FR-1: a\n", "T", ""),
        ("# Goals\n\nwords\n\n# Risks\n", "Goals", "words"),
        ("intro\n\n# T\n", "T", ""),
        ("---\ntitle: 'T'\n---\n\n## Goals\n", "T", ""),
        ("## Goals\n", "", ""),
        ("words\n", "", ""),
        ("", "", ""),
    ],
)
def test_title_and_summary(text: str, title: str, summary: str) -> None:
    document = whole(text)
    assert (outline.title(document), outline.summary(document)) == (title, summary)


def test_sections_written_and_not() -> None:
    document = whole("# T\n\n## Goals\n\n## Risks\n\n## Goals\n\n## History\n")
    assert outline.written(document) == {"goals": [1, 3], "risks": [2]}
    missing = [section.key for section in outline.unwritten(document)]
    assert missing == [key for key in SECTIONS if key not in ("goals", "risks")]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("## Requirements\n\n- **FR-1**: a\n", False),
        ("## Requirements\n\n### Doors\n\n- **FR-1**: a\n", False),
        ("## Requirements\n\n| ID | Requirement |\n|---|---|\n| FR-1 | a |\n", False),
        ("## Requirements\n\nwords\n", True),
        ("## Notes\n\n- **FR-1**: a\n", True),
    ],
)
def test_requirements_in_their_group_are_the_functional_ones(text: str, missing: bool) -> None:
    keys = [section.key for section in outline.unwritten(whole(f"# T\n\n{text}"))]
    assert ("functional" in keys, "quality" in keys) == (missing, True)


def test_a_title_called_like_a_section_is_written_in() -> None:
    assert outline.written(whole("# Implementation Plan\n\n- [ ] a\n")) == {"plan": [0]}


def test_metadata_without_a_label_is_nothing() -> None:
    assert outline.metadata(whole("# T\n\n|  |  |\n|---|---|\n|  | x |\n| Status | draft |\n")) == {"status": "draft"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- **FR-1**: a\n", {"uid": "FR-1", "text": "a"}),
        ("- **FR-1**: a\n  - **Priorität**: hoch\n", {"uid": "FR-1", "text": "a", "priority": "hoch"}),
        (
            "- **FR-1**: a\n  - **Acceptance Criteria**: it works\n",
            {"uid": "FR-1", "text": "a", "criteria": "it works"},
        ),
        ("- **FR-1**: a\n  - **Priority**:\n", {"uid": "FR-1", "text": "a", "priority": ""}),
        ("- **FR-1**: a\n  - **Other**: b\n", {"uid": "FR-1", "text": "a"}),
        ("#### FR-1: T\n", {"uid": "FR-1", "title": "T"}),
        ("#### FR-1: T\n\ntext\n", {"uid": "FR-1", "title": "T", "text": "text"}),
    ],
)
def test_all_fields_of_a_requirement(text: str, expected: dict[str, str]) -> None:
    document = whole("### Functional Requirements\n\n" + text)
    assert outline.values(document, 1) == expected


def test_request_and_response_may_be_labels_or_captions() -> None:
    document = whole(
        "### API Design\n\n`GET /a`\n\n- **Request**: none\n- **Response**:\n  ```json\n  {}\n  ```\n\n"
        "`GET /b`\n\nResponse 200:\n```\nx\n```\n"
    )
    assert outline.values(document, 1) == {
        "method": "GET",
        "path": "/a",
        "request": "none",
        "response": "```json\n{}\n```",
    }
    assert outline.values(document, 4) == {"method": "GET", "path": "/b", "response": "x"}


def test_rows_know_their_places() -> None:
    document = read("# T\n\n## Goals\n\n1. a\n2. b\n").with_ids([10, 11, 12, None])
    assert (document.place(12), document.children(1), document.end(1), document.children(None)) == (2, [2, 3], 4, [0])
    assert list(document.ancestors(2)) == [1, 0]
    assert (document.section(2), document.section(0), document.section(None)) == ("goals", "", "")
    with pytest.raises(LookupError):
        document.place(99)


def test_a_refusal_carries_its_message_and_field() -> None:
    refused = Refused("No place for it.", field="uid")
    assert (refused.message, refused.field, str(refused)) == ("No place for it.", "uid", "No place for it.")
