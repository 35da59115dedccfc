"""Sections and metadata by their forms: moved, removed, renamed beside others, with and without HTMX."""

import html as entities
import re
from collections.abc import Callable

import pytest

from accounts.models import Membership, Role, Team, User
from specs.models import Spec
from specs.services import editing
from tests.factories import make_spec, make_team
from tests.views.rows.conftest import Forms


def suggested(forms: Forms, field: str) -> list[str]:
    page = forms.get(f"metadata/{field}").content.decode()
    return [entities.unescape(found) for found in re.findall(r'<option value="([^"]*)">', page)]


@pytest.fixture
def identity(editor: User) -> Team:
    """Another team, of which the editor is a member too."""
    team = make_team("IDT")
    Membership.objects.create(team=team, user=editor, role=Role.EDITOR)
    return team


def test_authors_are_suggested_from_ones_own_team(
    forms: Forms, identity: Team, viewer: User, stranger: User, person: Callable[..., User]
) -> None:
    Membership.objects.create(team=identity, user=person("Ida Identity"), role=Role.EDITOR)

    assert set(suggested(forms, "author")) == {"Eve Editor", "Vic Viewer"}


def test_models_are_suggested_from_ones_own_team(forms: Forms, team: Team, editor: User, identity: Team) -> None:
    for of, model in ((team, "Model of ours"), (identity, "Model of theirs")):
        editing.set_metadata(make_spec(of, editor), by=editor, key="target_model", value=model)

    found = suggested(forms, "target_model")

    assert {"Claude Sonnet", "Model of ours"} <= set(found)
    assert "Model of theirs" not in found


@pytest.mark.parametrize("fragment", [True, False], ids=["with HTMX", "without"])
def test_a_section_goes_up_and_down_among_its_equals(forms: Forms, spec: Spec, fragment: bool) -> None:
    before = spec.document().text
    overview = "## Overview\n\nCustomers get their money back without writing to us.\n\n"
    goals = before[before.index("## Goals") : before.index("## Requirements")]
    moved = f"sections/{spec.rows.get(kind='heading', key='overview').pk}/move"

    down = forms.post(moved, {"direction": "down"}, fragment=fragment)

    assert down.status_code == (200 if fragment else 302)
    assert spec.document().text == before.replace(overview + goals, goals + overview)

    forms.post(moved, {"direction": "up"}, fragment=fragment)

    assert spec.document().text == before


@pytest.mark.parametrize("fragment", [True, False], ids=["with HTMX", "without"])
def test_a_removed_section_is_gone_with_all_of_it_and_comes_back_to_the_byte(
    forms: Forms, spec: Spec, fragment: bool
) -> None:
    before = spec.document().text
    section = spec.rows.get(kind="heading", key="functional")
    functional = before[before.index("### Functional") : before.index("### Non-Functional")]

    gone = forms.post(f"sections/{section.pk}/delete", fragment=fragment)

    assert spec.document().text == before.replace(functional, "")
    page = gone.content.decode() if fragment else forms.client.get(gone["Location"]).content.decode()
    assert f'action="/{spec.key}/row/{section.pk}/restore"' in page

    forms.post(f"row/{section.pk}/restore", fragment=fragment)

    assert spec.document().text == before


def test_the_removal_of_a_section_is_undone_by_its_event(forms: Forms, spec: Spec) -> None:
    before = spec.document().text
    forms.post(f"sections/{spec.rows.get(kind='heading', key='plan').pk}/delete")

    assert "## Implementation Plan" not in spec.document().text
    assert forms.post(f"undo/{spec.events.latest('number').number}").status_code == 200
    assert spec.document().text == before


def test_the_first_section_of_its_level_goes_no_further_up(forms: Forms, spec: Spec) -> None:
    before = spec.document().text
    first = spec.rows.get(kind="heading", key="functional")

    answer = forms.post(f"sections/{first.pk}/move", {"direction": "up"})

    assert answer.status_code == 422
    assert "It is the first already." in answer.content.decode()
    assert spec.document().text == before
