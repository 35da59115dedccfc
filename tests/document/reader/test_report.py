"""What the import preview and `--json` say about a text."""

from specs.document.reader import read
from specs.document.report import Question, lines, report
from specs.document.rows import Document

TEXT = """\
---
status: draft
---

# Pay later

**Status**: final

## Goals

1. One
   more

## Functional Requirements

- **FR-1**: a
- **FR-1**: b

| ID | Requirement |
|----|-------------|
| FR-2 | c |

## Phase 1: Go

- [ ] T001 Do it

### Odd
Prose of
two lines"""


def test_the_report_counts_rows_and_names_headings() -> None:
    found = report(TEXT, read(TEXT))
    assert found.identical
    assert found.rows == {
        "goal": 1,
        "heading": 4,
        "meta": 2,
        "phase": 1,
        "prose": 3,
        "requirement": 3,
        "table": 1,
        "task": 1,
    }
    assert found.sections == [
        {"heading": "Pay later", "recognised_as": "title"},
        {"heading": "Goals", "recognised_as": "goals"},
        {"heading": "Functional Requirements", "recognised_as": "functional"},
        {"heading": "Phase 1: Go", "recognised_as": "phase"},
        {"heading": "Odd", "recognised_as": None},
    ]
    assert found.prose_bytes == len("Prose of\ntwo lines")


def test_the_report_asks_about_what_stands_twice() -> None:
    assert [(question.text, question.line) for question in report(TEXT, read(TEXT)).questions] == [
        ("A second status line: only the first follows the review.", 7),
        ("FR-1 stands twice, first in line 16.", 17),
    ]


def test_other_metadata_may_stand_beside_the_status() -> None:
    text = "---\nversion: 1\nstatus: draft\nauthor: Ana\n---\n# T\n"
    assert report(text, read(text)).questions == []


def test_the_report_asks_for_a_title() -> None:
    assert report("a", read("a")).questions == [Question("There is no title: no heading of the first level.", 1)]
    assert report("# T\n", read("# T\n")).questions == []


def test_the_report_tells_of_code_that_swallows_what_stands_below() -> None:
    text = "# T\n\nWords.\n\n```\ncurl\n\n## Risks\n\n- one\n"
    said = "This code block is never closed: all down to line 10 is read as code."

    assert [(question.text, question.line) for question in report(text, read(text)).questions] == [(said, 5)]


def test_numbered_requirements_and_empty_uids_are_no_repetition() -> None:
    text = "# T\n\n### Requirement 1: a\n\n### Requirement 1: b\n\n| ID | Requirement |\n|-|-|\n| FR-1 | a |\n"
    assert report(text, read(text)).questions == []


def test_the_report_sees_when_the_join_differs() -> None:
    assert not report("a", Document(())).identical


def test_prose_is_counted_in_bytes() -> None:
    assert report("é日", read("é日")).prose_bytes == 5


def test_each_line_says_what_it_is_read_as() -> None:
    read_as = {line.number: line.read_as for line in lines(read(TEXT))}
    assert read_as == {
        1: "Metadata",
        2: "Metadata field",
        3: "Metadata",
        4: "",
        5: "Title",
        6: "",
        7: "Metadata field",
        8: "",
        9: "Section Goals",
        10: "",
        11: "Goal",
        12: "Goal",
        13: "",
        14: "Section Functional Requirements",
        15: "",
        16: "Requirement FR-1",
        17: "Requirement FR-1",
        18: "",
        19: "Table",
        20: "Table",
        21: "Requirement FR-2",
        22: "",
        23: "Phase",
        24: "",
        25: "Task T001",
        26: "",
        27: "Heading",
        28: "Text",
        29: "Text",
    }


def test_lines_are_the_texts_own() -> None:
    for text in ("", "\n", "a", "a\n", "a\r\n\rb", "\ufeff\n# T", "\ufeff# T\r"):
        found = lines(read(text))
        assert [line.number for line in found] == list(range(1, len(found) + 1))
    assert [(line.text, line.row_index) for line in lines(read("\ufeff\n# T\r\rb\n"))] == [
        ("\ufeff", None),
        ("# T", 0),
        ("", None),
        ("b", 1),
    ]
    assert [(line.text, line.row_index) for line in lines(read("\ufeff# T"))] == [("\ufeff# T", 0)]
