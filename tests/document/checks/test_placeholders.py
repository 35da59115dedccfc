"""Values nobody has answered."""

import pytest

from specs.document.checks.placeholders import TEMPLATE, placeholders, samples
from specs.document.reader import read

RISKS = "## Dependencies & Risks\n| Dependency/Risk | Impact | Mitigation |\n|---|---|---|\n"
ERRORS = "## Error Handling\n| Error Type | Handling Strategy | User Message |\n|---|---|---|\n"


def fields(text: str) -> list[str]:
    return [finding.id.partition(".")[2] for finding in placeholders(read(text))]


@pytest.mark.parametrize(
    "text",
    [
        "## Goals\n1. [Primary objective]\n",
        "## Goals\n1. [anything at all]\n",
        "## Overview\n[High-level description]\n",
        "## Overview\n<describe the behavior>\n",
        "## Goals\n1. <What must be true, e.g. fast?>\n",
        "## Goals\n1. <goal>\n",
        "## Goals\n1. <цель>\n",
        "## Goals\n1. <summary of the goal>\n",
        "## Functional Requirements\n1. **FR-1**: [NEEDS CLARIFICATION: which users?]\n",
        "## Functional Requirements\n1. **FR-1**: Users log in [NEEDS CLARIFICATION how]\n",
        "## Goals\n1. Replace {{OLD_SYSTEM}} by May\n",
        "## Plan\n\n### Phase 1: A\n- [ ] Task 1\n",
        "## Security Considerations\n- **Authentication**: [Method used]\n",
        "## Data Model\n\n```sql\nCREATE TABLE {{TABLE_NAME}} ();\n```\n",
        '## Success Metrics\n- Example: "Reduce page load time by 50%"\n',
    ],
)
def test_a_placeholder_is_a_finding_that_blocks(text: str) -> None:
    (finding,) = placeholders(read(text))

    assert (finding.id, finding.level) == ("placeholder.text", "blocks")


@pytest.mark.parametrize(
    "text",
    [
        "## Goals\n1. see [the guide](https://example.org)\n",
        "## Goals\n1. [the guide](https://example.org)\n",
        "## Goals\n1. [RFC 9110]\n\n[rfc 9110]: https://example.org\n",
        "## Goals\n1. [^1]\n",
        "# A\n\n[TOC]\n",
        "## Goals\n1. [[wiki page]]\n",
        "## Goals\n1. an array [1, 2] of things\n",
        "## Overview\nTemplates know `{{NAME}}` and ``[NEEDS CLARIFICATION ``.\n",
        "## Overview\nAs in\n\n```\nHello {{NAME}}\n```\n",
        "## Goals\n1. keep ${{SECRET}} and {{ lower.case }}\n",
        "## Plan\n\n### Phase 1: A\n- [ ] Task 1 of the list\n- [ ] [x]\n",
        "## Goals\n1. Task 1\n",
        "## Functional Requirements\n1. **FR-1**: Users log in\n",
        "## Goals\n1.\n",
        "## Goals\n1. <https://example.org>\n",
        "## Goals\n1. <ana@example.org>\n",
        "## Overview\n<br>\n",
        "## Overview\n<details open>\n",
        "## Overview\n<Tabs />\n",
        '## Overview\n<a name="top">\n',
        "## Overview\n<!-- toc -->\n",
        "## Overview\n<p>Words</p>\n",
        "## Goals\n1. faster than <n> ms\n",
        "## API\n\n```xml\n<order>\n```\n",
    ],
)
def test_brackets_and_braces_with_a_meaning_are_none(text: str) -> None:
    assert placeholders(read(text)) == []


def test_version_and_status_are_the_workflows_and_no_finding() -> None:
    text = "---\nversion: [1.0]\nstatus: [draft | review]\nauthor: [Your Name]\ncreated: YYYY-MM-DD\n---\n\n# A\n"

    assert [finding.row for finding in placeholders(read(text))] == [3, 4]


def test_lists_in_front_matter_are_no_placeholders() -> None:
    assert fields("---\ntitle: A\ntags: [api, auth]\n---\n\n# A\n") == []


def test_uids_labels_impacts_and_types_of_the_template_are_good_answers() -> None:
    text = (
        f"{RISKS}| Mail is down | High | Queue it |\n\n"
        f"{ERRORS}| Validation | Point at the field | No |\n\n"
        "## Data Flow\n1. Frontend: checks it\n"
    )

    assert fields(text) == []


def test_the_templates_own_answers_in_tables_are_findings() -> None:
    text = (
        f"{RISKS}| [External API downtime] | High | Implement retry logic |\n\n"
        f"{ERRORS}| Auth | Return 401 | Log in, please |\n"
    )

    assert fields(text) == ["title", "mitigation", "mitigation"]


def test_the_templates_title_is_a_finding_and_its_headings_are_not() -> None:
    assert fields("# Technical Specification Template\n\nOurs\n\n## Overview\n\nWe build it.\n") == ["title"]


def test_the_message_names_the_field_and_the_hint_the_way_out() -> None:
    (finding,) = placeholders(read("### Phase 1: [Phase Name]\n"))

    assert finding.text == "Name is still a placeholder: [Phase Name]"
    assert finding.hint


def test_of_a_long_value_the_message_quotes_the_beginning_on_one_line() -> None:
    (finding,) = placeholders(read("## Overview\n[NEEDS CLARIFICATION\nwho pays for the retries, and since when]\n"))

    assert finding.text == "Text is still a placeholder: [NEEDS CLARIFICATION who pays for the r…"


def test_the_untouched_template_has_a_finding_for_every_value_nobody_answered() -> None:
    document = read(TEMPLATE.read_text())
    found = placeholders(document)

    asked = {finding.row for finding in found}
    silent = [
        row.source
        for index, row in enumerate(document.rows)
        if index not in asked and row.kind not in ("heading", "table")
    ]
    assert silent == ["---", "version: 1.0", "status: [draft | review | approved | implemented]", "---"]


def test_samples_are_taken_from_the_template() -> None:
    assert ("plan", "task", "text", "Task 1") in samples()
    assert ("errors", "error", "mitigation", "Return 400") in samples()
    assert not any(value in ("FR-1", "High", "Validation", "Frontend") for *_, value in samples())
