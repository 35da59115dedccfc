"""A draft with nothing in it yet, or with another order than the template's: questions, the four things, one line."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import Spec
from specs.services import creating, editing, exchanging

FOREIGN = (
    b"# Queue\n\n## Why now\n\nIt loses jobs.\n\n## What\n\n- Broker\n\n## Migration\n\nBy step.\n\n## Goals\n1. One\n"
)


@pytest.fixture
def empty(team: Team, editor: User) -> Spec:
    return creating.create_spec(by=editor, team=team, title="Limits")


def page(client: Client, spec: Spec) -> str:
    return client.get(f"/{spec.key}/").content.decode()


def test_a_new_spec_asks_for_four_things_and_says_which_are_there(
    client_of: Callable[[User], Client], empty: Spec, editor: User, viewer: User
) -> None:
    client = client_of(editor)
    said = page(client, empty)
    assert "0 of 4" in said
    assert "Bring the Markdown file" in said
    assert 'data-write="unwritten-goals"' in said
    assert '<span class="row-uid" aria-hidden="true">FR-1</span>Who can do what' in said
    assert "A reviewer needs" not in page(client_of(viewer), empty)
    answers = [("overview", "prose"), ("goals", "goal"), ("functional", "requirement")]
    for section, kind in answers:
        editing.add_row(empty, by=editor, kind=kind, values={"text": "Some words."}, section=section)
    beside = client.get(f"/{empty.key}/beside", headers={"HX-Request": "true"}).content.decode()
    assert "3 of 4" in beside
    assert "Bring the Markdown file" not in beside
    assert 'data-write="unwritten-nongoals"' in beside
    assert f'href="#section-{empty.rows.get(kind="heading", key="goals").pk}"' in beside
    editing.add_row(empty, by=editor, kind="nongoal", values={"text": "No words."}, section="nongoals")
    assert "A reviewer needs" not in page(client, empty)


def test_the_short_template_asks_for_its_sections_and_keeps_the_others_at_the_end(
    client_of: Callable[[User], Client], team: Team, editor: User
) -> None:
    spec = creating.create_spec(by=editor, team=team, title="Limits", template="short")
    said = page(client_of(editor), spec)
    before, _fold, folded = said.partition('<details class="unwritten-all"')
    for key in ("overview", "goals", "functional", "plan", "questions"):
        assert f'id="unwritten-{key}"' in before
    for key in ("nongoals", "api", "risks"):
        assert f'id="unwritten-{key}"' in folded
    assert 'data-outline="unwritten-plan"' in said
    assert 'data-outline="unwritten-api"' not in said


def test_the_question_stands_in_the_field_and_never_in_the_text(
    client_of: Callable[[User], Client], empty: Spec, editor: User
) -> None:
    form = client_of(editor).get(f"/{empty.key}/add?kind=goal&section=goals", headers={"HX-Request": "true"})
    assert 'placeholder="What must be true when this is done?"' in form.content.decode()
    assert "What must be true" not in empty.document().text


def test_a_foreign_text_is_not_broken_up_by_questions(
    client_of: Callable[[User], Client], team: Team, editor: User
) -> None:
    spec = exchanging.import_spec(by=editor, team=team, data=FOREIGN, name="queue.md")
    said = page(client_of(editor), spec)
    folded = said.partition('<details class="unwritten-all"')[2].partition("</details>")[0]
    assert "21 sections of the template are not written" in folded
    assert folded.count('class="sec unwritten"') == 21
    assert said.count('class="sec unwritten"') == 21


def test_requirements_in_their_group_are_not_asked_for_once_more(
    client_of: Callable[[User], Client], team: Team, editor: User
) -> None:
    text = b"# Doors\n\n## Requirements\n\n- **FR-1**: They close.\n"
    spec = exchanging.import_spec(by=editor, team=team, data=text, name="doors.md")
    said = page(client_of(editor), spec)
    assert "unwritten-functional" not in said
    assert "unwritten-quality" in said
    assert "1 of 4" in said
    assert "Add requirement" in said
