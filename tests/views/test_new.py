"""A new spec: from the template, from a copy; the way to a file."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Membership, Team, User
from specs.models import Spec
from tests.factories import make_member, make_spec, make_team

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def test_the_form_says_which_key_it_will_be(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    page = client_of(editor).get("/new/").content.decode()

    assert "Payments, as PAY-2" in page
    assert "Create PAY-2" in page


def test_a_full_spec_begins_with_title_and_metadata_only(team: Team, editor: User, client_of: ClientOf) -> None:
    sent = {"title": "Refund limits", "team": team.pk, "template": "full", "target_model": "Claude Sonnet"}

    answer = client_of(editor).post("/new/", sent)

    spec = Spec.objects.get()
    assert answer.headers["Location"] == "/PAY-1/#write-overview"
    assert (spec.title, spec.target_model, spec.template, spec.status) == (
        "Refund limits",
        "Claude Sonnet",
        "full",
        "draft",
    )
    assert "## Overview" not in spec.document().text


def test_a_copy_has_the_text_of_the_other(team: Team, editor: User, client_of: ClientOf) -> None:
    original = make_spec(team, editor)

    client_of(editor).post(
        "/new/", {"title": "Refunds, again", "team": team.pk, "template": "copy", "copy_of": original.pk}
    )

    copy = Spec.objects.get(key="PAY-2")
    assert "FR-1**: A clerk refunds a payment in full." in copy.document().text
    assert copy.title == "Refunds, again"


def test_a_spec_of_a_strange_team_is_not_copied(team: Team, editor: User, client_of: ClientOf) -> None:
    foreign = make_team()
    theirs = make_spec(foreign, make_member(foreign))

    answer = client_of(editor).post(
        "/new/", {"title": "Mine", "team": team.pk, "template": "copy", "copy_of": theirs.pk}
    )

    assert answer.status_code == 422
    assert not Spec.objects.filter(team=team).exists()
    assert theirs.title not in answer.content.decode()


def test_a_copy_of_nothing_is_asked_for(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    answer = client_of(editor).post("/new/", {"title": "Kept title", "team": team.pk, "template": "copy"})

    assert answer.status_code == 422
    assert "Choose the spec to copy." in answer.content.decode()
    assert 'value="Kept title"' in answer.content.decode()


def test_a_title_is_needed(team: Team, editor: User, client_of: ClientOf) -> None:
    answer = client_of(editor).post("/new/", {"title": " ", "team": team.pk, "template": "full"})

    assert answer.status_code == 422
    assert "Give it a title" in answer.content.decode()


def test_a_strange_team_cannot_be_chosen(team: Team, editor: User, client_of: ClientOf) -> None:
    foreign = make_team()

    answer = client_of(editor).post("/new/", {"title": "Theirs", "team": foreign.pk, "template": "full"})

    assert answer.status_code == 422
    assert not Spec.objects.exists()


def test_a_file_leads_on_to_the_import(team: Team, editor: User, client_of: ClientOf) -> None:
    answer = client_of(editor).post("/new/", {"team": team.pk, "template": "file"})

    assert answer.headers["Location"] == "/import/?team=PAY"


def test_the_address_may_name_the_team(team: Team, editor: User, client_of: ClientOf) -> None:
    other = Team.objects.create(key="IDT", name="Identity")
    Membership.objects.create(team=other, user=editor, role="editor")

    page = client_of(editor).get("/new/?team=pay").content.decode()

    assert f'<option value="{team.pk}" selected>' in page


def test_who_is_in_no_team_is_told_the_way(stranger: User, client_of: ClientOf) -> None:
    page = client_of(stranger).get("/new/").content.decode()

    assert "You are in no team yet" in page
