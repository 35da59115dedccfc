"""What completes a word, and for whom: nothing of another team's ever stands in an answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Role, Team, User
from specs.models import Spec
from specs.services import editing
from specs.services.creating import archive_spec
from tests.factories import make_spec

OTHER = """# The merger nobody knows of

## Metadata
---
author: Olga Other
---

## Functional Requirements

- **FR-1**: Buy them.
- **SECRET-1**: Tell nobody.

## Non-Functional Requirements

- **Discretion**: total
"""
Asked = Callable[..., Any]


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)


@pytest.fixture
def hidden(person: Callable[..., User]) -> Spec:
    """A spec of a team that nobody here is in, whose key begins as ours do."""
    other = Team.objects.create(key="PAYX", name="Other")
    owner = person("Olga Other")
    Membership.objects.create(team=other, user=owner, role=Role.ADMIN)
    return make_spec(other, owner, OTHER)


@pytest.fixture
def asked(client_of: Callable[[User], Client], viewer: User, spec: Spec, hidden: Spec) -> Asked:
    """What a viewer is told: asked("complete", q="FR-")."""

    def ask(path: str, **query: str) -> Any:
        return client_of(viewer).get(f"/{spec.key}/{path}", query).json()

    return ask


def inserts(answer: Any) -> list[str]:
    return [item["insert"] for item in answer["items"]]


def test_the_words_that_can_be_completed_begin_as_the_document_has_it(asked: Asked) -> None:
    assert asked("complete") == {"prefixes": ["@", "FR-", "PAY-"]}


def test_ids_lead_to_rows_in_reading_order(asked: Asked, spec: Spec, editor: User) -> None:
    assert asked("complete", q="fr-")["items"][1] == {
        "insert": "FR-2",
        "detail": "A clerk refunds a part of a payment.",
    }
    for _ in range(12):
        editing.add_row(spec, by=editor, kind="requirement", values={"text": "more " * 40}, section="functional")
    answer = asked("complete", q="FR-")
    assert len(answer["items"]) == 12
    assert all(len(item["detail"]) <= 80 for item in answer["items"])
    editing.move_row(spec.rows.get(uid="FR-1"), by=editor, parent=None, after=spec.rows.get(uid="FR-11"))
    assert inserts(asked("complete", q="FR-1")) == ["FR-1", "FR-10", "FR-11", "FR-12", "FR-13", "FR-14", "FR-15"]
    editing.remove_row(spec.rows.get(uid="FR-12"), by=editor)
    assert "FR-12" not in inserts(asked("complete", q="FR-1"))


def test_wildcards_are_letters(asked: Asked) -> None:
    for typed in ("%", "_", "FR_", "FR%2", "\\", "(", "@%", "@_", "@(", "PAY-%/"):
        assert asked("complete", q=typed) == {"items": []}
    assert asked("complete", q="") == {"items": []}
    assert asked("complete", q="FR-" + "9" * 10_000) == {"items": []}


def test_keys_lead_to_specs_one_may_see_and_on_to_their_rows(asked: Asked, spec: Spec, hidden: Spec) -> None:
    assert inserts(asked("complete", q="pay")) == [spec.key]
    assert inserts(asked("complete", q=f"{spec.key.lower()}/fr-2")) == [f"{spec.key}/FR-2"]
    assert asked("complete", q=hidden.key) == {"items": []}
    assert asked("complete", q=f"{hidden.key}/") == {"items": []}


def test_people_are_the_teams_and_are_written_as_the_document_writes_them(
    asked: Asked, spec: Spec, editor: User, team: Team, hidden: Spec
) -> None:
    assert [item["detail"] for item in asked("complete", q="@")["items"]] == [editor.name, "Vic Viewer"]
    assert inserts(asked("complete", q="@view")) == ["Vic Viewer"]
    assert asked("complete", q="@olga") == {"items": []}
    editing.add_row(spec, by=editor, kind="question", values={"text": "Who: @vic or @eve.editor?"}, section="questions")
    assert inserts(asked("complete", q="@")) == ["@Eve.Editor", "@Vic"]


def test_fields_suggest_what_the_teams_specs_say_most_used_first(
    asked: Asked, spec: Spec, editor: User, team: Team
) -> None:
    def add(label: str, kind: str = "quality", section: str = "quality") -> None:
        values = {"label": label, "text": "Some text"}
        editing.add_row(spec, by=editor, kind=kind, values=values, section=section)

    for label in ("Latency", "Latency", "latency", "Cost", "Very long words " * 4):
        add(label)
    answer = asked("suggest", kind="quality", field="label")["items"]
    assert answer == ["Latency", "Cost", "Performance", "Scalability", "Reliability", "Security", "Maintainability"]
    add("Ledger clerk", "step", "data_flow")
    add("Keys", "labelled", "security")
    assert asked("suggest", kind="step", field="label")["items"][0] == "Ledger clerk"
    assert asked("suggest", kind="labelled", field="label", section="security")["items"][0] == "Keys"
    assert "Keys" not in asked("suggest", kind="labelled", field="label", section="testing")["items"]


def test_authors_are_those_of_the_teams_specs_then_its_people(asked: Asked) -> None:
    answer = asked("suggest", kind="meta", field="author")["items"]
    assert answer[:3] == ["Ana Ruiz", "Eve Editor", "Vic Viewer"]
    assert "Olga Other" not in answer
    assert asked("suggest", kind="meta", field="target_model")["items"][0] == "Claude Sonnet"
    assert "Ana Ruiz" not in asked("suggest", kind="meta", field="password")["items"]
    assert asked("suggest", kind="quality", field="source")["items"][0] == "Performance"


def test_what_is_archived_or_elsewhere_suggests_nothing(asked: Asked, team: Team, editor: User) -> None:
    other = make_spec(team, editor, OTHER)
    assert asked("suggest", kind="quality", field="label")["items"][:2] == ["Discretion", "Performance"]
    archive_spec(other, by=editor)
    assert "Discretion" not in asked("suggest", kind="quality", field="label")["items"]
    assert asked("complete", q=other.key) == {"items": []}


def test_a_word_costs_no_more_in_a_longer_document(
    client_of: Callable[[User], Client], editor: User, spec: Spec, django_assert_num_queries: Any
) -> None:
    client = client_of(editor)
    client.get(f"/{spec.key}/complete", {"q": "FR-"})
    with CaptureQueriesContext(connection) as few:
        client.get(f"/{spec.key}/complete", {"q": "FR-"})
    for _ in range(3):
        editing.add_row(spec, by=editor, kind="requirement", values={"text": "more"}, section="functional")
    with django_assert_num_queries(len(few)):
        client.get(f"/{spec.key}/complete", {"q": "FR-"})


def test_a_task_chooses_from_the_requirements_that_have_ids(
    client_of: Callable[[User], Client], viewer: User, spec: Spec
) -> None:
    page = client_of(viewer).get(f"/{spec.key}/serves").content.decode()
    assert [f'value="FR-{n}"' in page for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert "There are more" not in page


def test_the_list_of_requirements_is_bounded_and_says_so(
    client_of: Callable[[User], Client], team: Team, editor: User
) -> None:
    lines = "".join(f"- **FR-{n}**: Do\n" for n in range(1, 203))
    many = make_spec(team, editor, f"# T\n\n## Functional Requirements\n\n{lines}")
    page = client_of(editor).get(f"/{many.key}/serves").content.decode()
    assert page.count("<input") == 200
    assert "There are more" in page
    none = make_spec(team, editor, "# T\n")
    assert "No requirement has an id yet." in client_of(editor).get(f"/{none.key}/serves").content.decode()
