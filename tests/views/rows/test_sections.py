"""Sections and metadata by their forms: moved, removed, renamed beside others, with and without HTMX."""

import html as entities
import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Membership, Role, Team, User
from specs.models import Spec
from specs.services import editing, exchanging
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


def test_metadata_stands_as_its_markdown_shows_it_and_a_link_of_it_beside_the_one_that_edits(
    team: Team, editor: User, writer: Client
) -> None:
    text = "# Refunds\n\n**Version**: `1.0`\n**Branch**: `a-b` *new* <b onclick=x>\n**Ticket**: [R-1](https://ok.example)\n"
    spec = exchanging.import_spec(by=editor, team=team, data=text.encode(), name="refunds.md")

    page = writer.get(f"/{spec.key}/").content.decode()

    for shown in ("<code>1.0</code>", "<code>a-b</code> <em>new</em>"):
        assert f'<span class="md" hx-disable>{shown}' in page
    assert "<b onclick" not in page
    assert "Branch: a-b new" in page
    ticket = page[page.index(">Ticket</span>") :]
    link, edit = ticket.index('href="https://ok.example"'), ticket.index("/edit")
    assert "</a>" in ticket[link:edit]


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
    assert (f"/{spec.key}/undo/2" if fragment else f"/{spec.key}/row/{section.pk}/restore") in page

    forms.post(f"row/{section.pk}/restore", fragment=fragment)

    assert spec.document().text == before


def test_the_removal_of_a_section_is_undone_by_its_event(forms: Forms, spec: Spec) -> None:
    before = spec.document().text
    answer = forms.post(f"sections/{spec.rows.get(kind='heading', key='plan').pk}/delete")

    assert "## Implementation Plan" not in spec.document().text
    assert "Section Implementation Plan removed." in answer.content.decode()
    assert f'action="/{spec.key}/undo/{spec.events.latest("number").number}"' in answer.content.decode()
    assert forms.post(f"undo/{spec.events.latest('number').number}").status_code == 200
    assert spec.document().text == before


def test_the_first_section_of_its_level_goes_no_further_up(forms: Forms, spec: Spec) -> None:
    before = spec.document().text
    first = spec.rows.get(kind="heading", key="functional")

    answer = forms.post(f"sections/{first.pk}/move", {"direction": "up"})

    assert answer.status_code == 422
    assert "It is the first already." in answer.content.decode()
    assert spec.document().text == before


@pytest.fixture
def ben(client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec) -> Forms:
    return Forms(client_of(member("Ben Cole")), spec)


def fields(page: str) -> dict[str, str]:
    """What the form on the page, or the fragment, would send, its buttons aside."""
    page = page.partition('<div class="sheet">')[2] or page
    inputs = re.findall(r'<input [^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', page)
    return {name: entities.unescape(value) for name, value in inputs if name != "csrfmiddlewaretoken"}


@pytest.mark.parametrize("fragment", [True, False], ids=["with HTMX", "without"])
class TestAStaleName:
    """Ana opens the form of a section's name; Ben renames the section; Ana saves."""

    def clash(self, forms: Forms, ben: Forms, fragment: bool) -> tuple[str, HttpResponse]:
        last, by = forms.spec.rows.get(kind="heading", key="metrics"), forms.spec.changed_by
        section = editing.add_section(forms.spec, by=by, title="Glossary", after=last)
        address = f"sections/{section.pk}/rename"
        typed = fields(forms.get(address, fragment=fragment).content.decode())
        assert typed["title"] == typed["base"] == "Glossary"
        ben.post(address, {"title": "Words of Ben"})
        return address, forms.post(address, {**typed, "title": "Words of Ana"}, fragment=fragment)

    def heading(self, forms: Forms) -> str:
        return forms.spec.document().text.rstrip().rsplit("\n", 1)[-1]

    def test_both_names_are_shown_and_neither_is_lost(self, forms: Forms, ben: Forms, fragment: bool) -> None:
        address, answer = self.clash(forms, ben, fragment)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert answer.has_header("X-Fragment") is fragment
        assert "You and Ben changed the same words" in page
        assert (fields(page)["mine-title"], fields(page)["theirs-title"]) == ("Words of Ana", "Words of Ben")
        assert f'action="/{forms.spec.key}/{address}"' in page
        assert self.heading(forms) == "## Words of Ben"

    @pytest.mark.parametrize(("keep", "name"), [("mine", "Words of Ana"), ("theirs", "Words of Ben")])
    def test_one_of_them_is_kept(self, forms: Forms, ben: Forms, fragment: bool, keep: str, name: str) -> None:
        address, answer = self.clash(forms, ben, fragment)
        kept = forms.post(address, {**fields(answer.content.decode()), "keep": keep}, fragment=fragment)
        assert kept.status_code == (200 if fragment else 302)
        assert self.heading(forms) == f"## {name}"

    def test_mine_is_mended_by_hand(self, forms: Forms, ben: Forms, fragment: bool) -> None:
        address, answer = self.clash(forms, ben, fragment)
        form = forms.post(address, {**fields(answer.content.decode()), "keep": "hand"}, fragment=fragment)
        assert "data-typed" in form.content.decode()
        typed = fields(form.content.decode())
        assert (typed["title"], typed["base"]) == ("Words of Ana", "Words of Ben")
        forms.post(address, {**typed, "title": "Words of both"}, fragment=fragment)
        assert self.heading(forms) == "## Words of both"

    def test_a_third_name_given_meanwhile_is_asked_about_again(self, forms: Forms, ben: Forms, fragment: bool) -> None:
        address, answer = self.clash(forms, ben, fragment)
        ben.post(address, {"title": "Later words"})
        again = forms.post(address, {**fields(answer.content.decode()), "keep": "mine"}, fragment=fragment)
        assert again.status_code == 409
        assert self.heading(forms) == "## Later words"
