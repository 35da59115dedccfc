"""Sections as other people lay them out: requirements below headings of their own, or right below "Requirements"."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import Spec
from specs.services import exchanging

SCENARIOS = """# Archive

## Requirements

### Requirement: Choose a change

The command SHALL ask.

#### Scenario: None is named

- **WHEN** none is named
- **THEN** it lists them
"""

GROUPED = """# Trams

## Functional Requirements

### Doors

- **FR-1**: The door opens.

### Brakes

| ID | Requirement |
|---|---|
| FR-2 | The brake holds. |

### Notes

Written by hand.
"""

Import = Callable[[str], Spec]


@pytest.fixture
def bring(team: Team, editor: User) -> Import:
    return lambda text: exchanging.import_spec(by=editor, team=team, data=text.encode(), name="foreign.md")


def page_of(client: Client, spec: Spec) -> str:
    return client.get(f"/{spec.key}/").content.decode()


def test_a_group_in_which_requirements_stand_is_a_section_like_others(writer: Client, bring: Import) -> None:
    spec = bring(SCENARIOS)
    heading = spec.rows.get(key="requirements")
    assert f'id="section-{heading.pk}"' in page_of(writer, spec)
    assert "sec group" not in page_of(writer, spec)
    assert "head-row group" not in writer.get(f"/{spec.key}/row/{heading.pk}/").content.decode()


def test_another_requirement_is_added_as_its_neighbours_are_written(writer: Client, bring: Import) -> None:
    spec = bring(SCENARIOS)
    heading = spec.rows.get(key="requirements")
    address = f"/{spec.key}/add?kind=requirement&amp;parent={heading.pk}&amp;section=requirements"
    assert address in page_of(writer, spec)
    data = {"kind": "requirement", "parent": heading.pk, "section": "requirements", "title": "Ask", "text": "It SHALL."}
    writer.post(f"/{spec.key}/add", data)
    assert spec.document().text == SCENARIOS + "\n### Requirement: Ask\n\nIt SHALL.\n"


def test_a_section_of_any_name_takes_another_row_of_the_kind_that_stands_in_it(writer: Client, bring: Import) -> None:
    spec = bring(GROUPED)
    page = page_of(writer, spec)
    doors, table = spec.rows.get(title="Doors"), spec.rows.get(kind="table")
    assert f"add?kind=requirement&amp;parent={doors.pk}" in page
    assert f"add?kind=requirement&amp;parent={table.pk}" in page
    assert f"add?kind=prose&amp;parent={spec.rows.get(title='Notes').pk}" not in page


def test_a_section_divided_into_others_is_not_asked_for_again(writer: Client, bring: Import) -> None:
    page = page_of(writer, bring(GROUPED))
    assert "Who can do what, and how will anyone see that it works?" not in page
    assert "What must be true when this is done?" in page


MARKED = """# Mission `one` & <path>

## User Scenarios *(mandatory)*

Text.

## A snake_case heading with [a link](https://example.com)

Text.
"""


def test_outline_and_tab_show_the_words_of_titles_and_not_their_markdown(writer: Client, bring: Import) -> None:
    page = page_of(writer, bring(MARKED))
    assert "<title>Mission one &amp; &lt;path&gt; · PAY-1 · Specroom</title>" in page
    outline = page[page.index('id="outline"') : page.index('id="document"')]
    assert "<span>User Scenarios (mandatory)</span>" in outline
    assert "<span>A snake_case heading with a link</span>" in outline
    assert "<h2" in page
    assert "<em>(mandatory)</em>" in page


def test_the_table_of_specs_shows_the_words_of_titles(writer: Client, bring: Import) -> None:
    bring(MARKED)
    assert "Mission one &amp; &lt;path&gt;</a>" in writer.get("/").content.decode()


def test_columns_of_ids_and_priorities_are_narrow(writer: Client, bring: Import) -> None:
    page = page_of(writer, bring(GROUPED))
    assert 'cols-2 k-requirement by-uid"' in page
    table = "# T\n\n## Functional Requirements\n\n| ID | Text | Priority |\n|---|---|---|\n| FR-1 | It opens. | P1 |\n"
    assert 'cols-3 k-requirement by-uid to-priority"' in page_of(writer, bring(table))
    risks = "# T\n\n## Risks\n\n| Risk | Impact | Mitigation |\n|---|---|---|\n| a | High | b |\n"
    assert 'cols-3 k-risk"' in page_of(writer, bring(risks))
