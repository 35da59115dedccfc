"""The spec's page: what stands on it, for whom, and at what price."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import Spec
from specs.services import creating, editing, exchanging
from tests.factories import make_approved, make_review, template
from tests.views.rows.conftest import Forms


def page_of(client: Client, spec: Spec, query: str = "") -> str:
    answer = client.get(f"/{spec.key}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(address).status_code == 200
    return len(found)


def requirements(number: int) -> str:
    lines = (
        f"{i}. **FR-{i}**: Requirement {i} with [a link][home].\n   - **Priority**: Must" for i in range(1, number + 1)
    )
    risks = "\n".join(f"| Risk {i} | High | None |" for i in range(number))
    tasks = "\n".join(f"- [ ] Task {i} (FR-{i})" for i in range(number))
    return (
        "# Many\n\n## Requirements\n\n### Functional Requirements\n\n"
        + "\n".join(lines)
        + f"\n\n## Implementation Plan\n\n### Phase 1: All\n{tasks}"
        + f"\n\n## Dependencies & Risks\n| Risk | Impact | Mitigation |\n|---|---|---|\n{risks}"
        + "\n\n[home]: https://example.com\n"
    )


def test_a_page_costs_the_same_queries_whatever_its_length(writer: Client, team: Team, editor: User) -> None:
    short, long = (
        exchanging.import_spec(by=editor, team=team, data=requirements(number).encode(), name="many.md")
        for number in (1, 60)
    )
    queries_of(writer, f"/{short.key}/")
    queries_of(writer, f"/{long.key}/")  # the first time it is drawn, afterwards it is read
    assert queries_of(writer, f"/{long.key}/") == queries_of(writer, f"/{short.key}/") <= 20


def test_a_long_page_is_cut_into_parts_behind_its_beginning(writer: Client, team: Team, editor: User) -> None:
    for number, parts in ((30, []), (120, ["on far long", "on far"])):
        text = requirements(number)
        spec = exchanging.import_spec(by=editor, team=team, data=text.encode(), name="many.md")
        page = page_of(writer, spec)
        first, _, rest = page.partition("data-document")[2].partition("Implementation Plan")
        assert re.findall(r'class="rows ruled ?([^"]*)"', first) == ["", *parts]
        assert ('class="rows plain far' in rest) == (number > 60)
        assert len(re.findall(r'id="row-\d+"', first)) == number + 4


def test_saving_costs_the_same_queries_whatever_the_length(writer: Client, team: Team, editor: User) -> None:
    counts = []
    for number in (2, 2, 60):
        spec = exchanging.import_spec(by=editor, team=team, data=requirements(number).encode(), name="many.md")
        forms, row = Forms(writer, spec), spec.rows.get(uid="FR-1")
        data = forms.data(row, text="Other words.")
        with CaptureQueriesContext(connection) as found:
            assert forms.post(f"row/{row.pk}/edit", data).status_code == 200
        counts.append(len(found))
    assert counts[1] == counts[2] <= 24, "the first one warms caches"


def test_every_word_of_the_template_stands_on_its_page(writer: Client, team: Team, editor: User) -> None:
    spec = exchanging.import_spec(by=editor, team=team, data=template().encode(), name="template.md")
    page = page_of(writer, spec)
    for words in (
        "Technical Specification Template",
        "[Your Name]",
        "[Primary objective]",
        "FR-2",
        "Maintainability",
        "COMPONENT_NAME",
        "CREATE",
        "/api/v1/",
        "Third-party Services",
        "Phase 1",
        "Task 2",
        "User action",
        "Vulnerabilities",
        "Auth",
        "Dashboards",
        "Load Tests",
        "Canary",
        "[Items requiring further research]",
        "Implement retry logic",
        "Increase conversion",
        "[Related documentation]",
    ):
        assert words in page
    assert "unwritten-" not in page


def test_an_empty_spec_asks_the_questions_and_writes_none_of_them(writer: Client, team: Team, editor: User) -> None:
    spec = creating.create_spec(by=editor, team=team, title="Refund limits", template="full")
    page = page_of(writer, spec)
    assert "What must be true when this is done?" in page
    assert page.count('class="sec unwritten"') == 22
    assert "Goals" not in spec.document().text


def test_a_viewer_reads_all_and_is_offered_nothing(
    client_of: Callable[[User], Client], viewer: User, spec: Spec
) -> None:
    page = page_of(client_of(viewer), spec)
    assert "A clerk refunds a payment in full." in page
    for offer in ("data-edit", "data-add", "unwritten", 'class="check"><', "/restore"):
        assert offer not in page


def test_in_review_the_page_shows_the_frozen_text(
    client_of: Callable[[User], Client], team: Team, editor: User, member: Callable[..., User]
) -> None:
    spec = make_review(team, editor, member("Rita Reviewer"))
    row = spec.rows.get(uid="FR-1")
    editing.save_row(row, by=editor, values={"text": "Not yet sent."}, stamp=row.stamp)
    client = client_of(editor)
    page = page_of(client, spec)
    assert "A clerk refunds a payment in full." in page
    assert "Not yet sent." not in page.split('id="panel-sheet"')[0]
    assert "data-edit" not in page
    working = page_of(client, spec, "?working")
    assert "Not yet sent." in working
    assert "data-edit" in working


def test_an_approved_text_is_read_and_its_boxes_are_ticked(
    client_of: Callable[[User], Client], team: Team, editor: User, member: Callable[..., User]
) -> None:
    spec = make_approved(team, editor, member("Rita Reviewer"))
    task = spec.rows.filter(kind="task").first()
    assert task
    client = client_of(editor)
    page = page_of(client, spec)
    assert "data-edit" not in page
    assert "Not written" in page
    assert f'id="tick-{task.pk}" class="check"' in page
    assert client.post(f"/{spec.key}/row/{task.pk}/tick", {"done": "1"}).status_code == 302
    assert f'id="tick-{task.pk}" class="check on"' in page_of(client, spec)


def test_a_uid_leads_to_its_row(writer: Client, spec: Spec) -> None:
    answer = writer.get(f"/{spec.key}/FR-2")
    assert answer["Location"] == f"/{spec.key}/#row-{spec.rows.get(uid='FR-2').pk}"
    assert writer.get(f"/{spec.key}/FR-99").status_code == 404


def test_what_people_wrote_never_acts(writer: Client, team: Team, editor: User) -> None:
    sharp = '<a hx-get="/x" data-hx-post="/y" onclick="z()">a</a> <script>alert(1)</script> [b](javascript:alert(1))'
    table = f"| Risk | Impact | Mitigation |\n|-|-|-|\n| {sharp} | High | {sharp} |\n"
    text = f"# {sharp}\n\n## Goals\n\n1. {sharp}\n\n## Dependencies & Risks\n\n{table}"
    spec = exchanging.import_spec(by=editor, team=team, data=text.encode(), name="sharp.md")
    page = page_of(writer, spec)
    assert "<script>alert" not in page
    assert "<a hx-get" not in page
    assert "&lt;a hx-get=" in page
    assert 'href="javascript:' not in page


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No heading at all.\n",
        "# A\n\n### Deep\n\ntext\n\n## B\n\n- x\n",
        "## Functional Requirements\n\n### FR-1: Title\n\nText\n\n#### Acceptance Criteria\n\n- a\n\n### FR-2: B\n",
        "---\ntitle: Front\nversion: 2\n---\n\n# Front\n\n| Key | Value |\n|---|---|\n| Status | Draft |\n",
        "# T\n\n## Requirements\n\n| ID | Requirement | Who |\n|--|--|--|\n| FR-1 | Do | B |\n| FR-1 | Do | |\n",
        "# T\n\n## Goals\n\n## Goals\n\n1. a\n\n## Goals\n\n- [ ] b\n",
    ],
)
def test_odd_documents_have_pages_and_each_row_a_form(writer: Client, team: Team, editor: User, text: str) -> None:
    spec = exchanging.import_spec(by=editor, team=team, data=text.encode(), name="odd.md")
    page_of(writer, spec)
    for row in spec.rows:
        headers = {"HX-Request": "true"}
        if row.kind not in {"table", "heading"} and not row.dialect.startswith("delimiter"):
            assert writer.get(f"/{spec.key}/row/{row.pk}/edit", headers=headers).status_code == 200
        assert writer.get(f"/{spec.key}/row/{row.pk}/", headers=headers).status_code == 200
        assert writer.get(f"/{spec.key}/row/{row.pk}/source").status_code == 200
