"""Sections and metadata by their forms: moved, removed, renamed beside others, with and without HTMX."""

import html as entities
import re
from collections.abc import Callable

import pytest

from accounts.models import Membership, Role, Team, User
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
