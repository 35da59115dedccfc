"""All checks of a document together, and the small ones."""

import pytest

from specs.document.checks import Finding, findings
from specs.document.reader import read
from specs.document.rows import Document
from tests.proportion import in_proportion

WRITTEN = "# Login\n\n## Functional Requirements\n\n1. **FR-1**: Users log in\n"


def ids(text: str) -> list[tuple[str, str, int | None]]:
    return [(finding.id, finding.level, finding.row) for finding in findings(read(text))]


def test_a_written_document_has_no_findings() -> None:
    assert findings(read(WRITTEN)) == []


def test_findings_stand_in_the_order_of_the_document_those_of_no_row_first() -> None:
    text = "# Lo\u200bgin\n\n## Goals\n1. [aim]\n"

    assert ids(text) == [
        ("unwritten.functional", "blocks", None),
        ("hidden.raw", "blocks", 0),
        ("placeholder.text", "blocks", 2),
    ]


# Sections that must be written


@pytest.mark.parametrize("text", ["", "# Login\n", "# Login\n\n## Functional Requirements\n"])
def test_functional_requirements_must_be_written(text: str) -> None:
    (finding,) = findings(read(text))

    assert finding == Finding(
        "unwritten.functional",
        "blocks",
        "Nothing is written under “{section}”",
        "Who can do what, and how will anyone see that it works?",
        values={"section": "Functional Requirements"},
    )
    assert finding.text == "Nothing is written under “Functional Requirements”"


@pytest.mark.parametrize(
    "text", ["# A\n\n## Notes\n\n- **FR-001**: Users log in\n", "# A\n\n## Functional Requirements\n\nJust words.\n"]
)
def test_rows_of_the_kind_anywhere_or_words_below_the_heading_are_enough(text: str) -> None:
    assert findings(read(text)) == []


def test_other_sections_may_be_required_too() -> None:
    found = findings(
        read(WRITTEN + "\n## Overview\n\nWords.\n"), required=("functional", "overview", "problem", "questions")
    )

    assert [finding.id for finding in found] == ["unwritten.problem", "unwritten.questions"]


# Uids that stand twice


def test_a_requirement_whose_uid_an_earlier_one_has_blocks() -> None:
    text = WRITTEN + "2. **FR-1**: Users log out\n3. **FR-2**: Users stay\n4. **FR-1**: Users return\n"

    assert ids(text) == [("duplicate.uid", "blocks", 3), ("duplicate.uid", "blocks", 5)]


def test_a_task_or_metric_with_a_uid_twice_advises() -> None:
    text = WRITTEN + "\n## Plan\n\n- [ ] T001 one\n- [ ] T001 two\n"

    assert [level for _, level, _ in ids(text)] == ["advises"]


# Tasks that name what is not there

TASKS = WRITTEN + "- **FR-002**: Users log out\n- **R7**: Users stay\n\n## Plan\n\n"


@pytest.mark.parametrize(
    ("task", "uids"),
    [
        ("Build it (FR-9)", ["FR-9"]),
        ("Build it (FR-1, FR-002, FR-2): FR-3.", ["FR-2", "FR-3"]),
        ("T001 Build FR-9 and again FR-9", ["FR-9"]),
        ("Build it (FR-1)", []),
        ("Build it as PAY-12/FR-3 has it, and https://example.org/FR-9", []),
        ("Answers JIRA-9, covers FR-1..FR-9 and R8", []),
        ("Build it for fr-9, in FR-", []),
    ],
)
def test_a_task_that_names_a_requirement_which_is_not_there_advises(task: str, uids: list[str]) -> None:
    found = findings(read(f"{TASKS}- [ ] {task}\n"))

    assert [(finding.id, finding.level) for finding in found] == [("unknown.uid", "advises")] * len(uids)
    assert [finding.text for finding in found] == [f"{uid} is no requirement of this text" for uid in uids]


def test_where_no_requirement_has_a_uid_tasks_may_name_anything() -> None:
    assert ids("# A\n\n## Functional Requirements\n- log in\n\n## Plan\n- [ ] Build FR-9\n") == []


# A second status line


@pytest.mark.parametrize(
    "text",
    [
        "---\nstatus: draft\n---\n\n# A\n\n**Status**: approved\n\n## FR\n- **FR-1**: a\n",
        "# A\n\n**Status**: draft\n\n## FR\n- **FR-1**: a\n\n## Notes\n\nStatus: Approved\n",
        "# A\n\n**Status**: draft\n\n## FR\n- **FR-1**: a\n\n## Notes\n\nwords\n> - **status:** implemented\n",
    ],
)
def test_a_second_line_that_claims_a_status_advises(text: str) -> None:
    assert [(check, level) for check, level, _ in ids(text)] == [("status.second", "advises")]


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n**Status**: draft\n**Version**: 1\n\n## FR\n- **FR-1**: a\n",
        "# A\n\n**Status**: draft\n\n## FR\n- **FR-1**: the status: draft\n\n## Notes\n\nThe status: approved\n",
    ],
)
def test_one_status_and_words_about_a_status_do_not(text: str) -> None:
    assert ids(text) == []


def test_a_status_outside_the_metadata_is_told_also_where_there_is_no_other() -> None:
    assert [check for check, *_ in ids(WRITTEN + "\n## Notes\n\nStatus: approved\n")] == ["status.second"]


@pytest.mark.no_cover
def test_checking_takes_time_in_proportion_to_the_text() -> None:
    small, large = (
        read(WRITTEN + "".join(f"{n}. **FR-{n}**: Größe &amp; [a b {n}] \u200b\n" for n in range(2, size)))
        for size in (1_500, 3_000)
    )

    assert len(findings(large)) == 2_998
    assert in_proportion(lambda: findings(small), lambda: findings(large))


HOSTILE = [
    "`",
    "` `` ",
    "[",
    "[a](",
    "{{",
    "{{A",
    "&#",
    "&a;&",
    " ",
    "\t> ",
    "\u200b",
    "\u200da",
    "é\u0430",
    "```\n",
    "status",
    "- *",
    "<a ",
    "FR-1.",
]


def made_of(piece: str, size: int) -> Document:
    """A section of prose, a goal and a schema that are all made of this piece."""
    many = piece * (size // len(piece))
    return read(f"# A\n\n## Overview\nx{many}\n\n## Goals\n- x{many[:9_000]}\n\n## Data Model\n```sql\n{many}\n```\n")


@pytest.mark.no_cover
@pytest.mark.parametrize("piece", HOSTILE)
def test_doubled_hostile_text_takes_less_than_two_and_a_half_times_as_long(piece: str) -> None:
    small, large = made_of(piece, 30_000), made_of(piece, 60_000)
    assert in_proportion(lambda: findings(small), lambda: findings(large))
