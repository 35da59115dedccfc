"""The pages of a team: admin, editor, viewer, stranger, wrong method for each."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Invitation, Membership, Role, Team, User
from accounts.services import invite

ClientOf = Callable[[User], Client]


def url(name: str, *arguments: object) -> str:
    return reverse(f"accounts:{name}", args=arguments)


@pytest.fixture
def invitation(team: Team, admin: User) -> Invitation:
    return invite(team, by=admin, email="new@example.com", role=Role.VIEWER).invitation


@pytest.fixture
def acts(team: Team, viewer: User, invitation: Invitation) -> dict[str, tuple[str, dict[str, str]]]:
    """Every act on a team by its name: where it is posted, and what."""
    someone = Membership.objects.get(user=viewer, team=team).pk
    return {
        "team_rename": (url("team_rename", "PAY"), {"name": "Payouts"}),
        "team_invite": (url("team_invite", "PAY"), {"email": "other@example.com", "role": "viewer"}),
        "invitation_take_back": (url("invitation_take_back", "PAY", invitation.pk), {}),
        "member_role": (url("member_role", "PAY", someone), {"role": "editor"}),
        "member_remove": (url("member_remove", "PAY", someone), {}),
    }


ACTS = ["team_rename", "team_invite", "invitation_take_back", "member_role", "member_remove"]
DONE = {"team_invite": 200}


@pytest.mark.parametrize("act", ACTS)
def test_an_admin_may(act: str, acts: Any, client_of: ClientOf, admin: User) -> None:
    where, what = acts[act]

    answer = client_of(admin).post(where, what)

    assert answer.status_code == DONE.get(act, 302)


@pytest.mark.parametrize("act", ACTS)
def test_an_editor_may_not(act: str, acts: Any, client_of: ClientOf, editor: User) -> None:
    where, what = acts[act]

    assert client_of(editor).post(where, what).status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_for_a_stranger_the_team_does_not_exist(act: str, acts: Any, client_of: ClientOf, stranger: User) -> None:
    where, what = acts[act]

    assert client_of(stranger).post(where, what).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_nobody_is_asked_to_log_in(act: str, acts: Any, client: Client) -> None:
    where, what = acts[act]

    answer = client.post(where, what)

    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("act", [act for act in ACTS if act != "member_remove"])
def test_an_act_is_a_post(act: str, acts: Any, client_of: ClientOf, admin: User) -> None:
    assert client_of(admin).get(acts[act][0]).status_code == 405


def test_members_see_the_team(client_of: ClientOf, team: Team, admin: User, viewer: User) -> None:
    page = client_of(viewer).get(url("team", "PAY"))

    assert page.status_code == 200
    assert b"Ada Admin" in page.content
    assert b"/invite" not in page.content


def test_a_stranger_does_not_see_the_team(client_of: ClientOf, team: Team, stranger: User) -> None:
    assert client_of(stranger).get(url("team", "PAY")).status_code == 404
    assert client_of(stranger).post(url("team", "PAY")).status_code == 405


def test_a_member_of_another_team_cannot_be_reached_through_mine(
    client_of: ClientOf, team: Team, admin: User, person: Callable[..., User]
) -> None:
    other = Team.objects.create(key="OPS", name="Operations")
    theirs = Membership.objects.create(team=other, user=person("Oli Ops"), role=Role.EDITOR)

    assert client_of(admin).post(url("member_remove", "PAY", theirs.pk)).status_code == 404
    assert client_of(admin).post(url("member_role", "PAY", theirs.pk), {"role": "viewer"}).status_code == 404


def test_an_invitation_of_another_team_cannot_be_taken_back_through_mine(
    client_of: ClientOf, invitation: Invitation, person: Callable[..., User]
) -> None:
    other = Team.objects.create(key="OPS", name="Operations")
    oli = person("Oli Ops")
    Membership.objects.create(team=other, user=oli, role=Role.ADMIN)

    assert client_of(oli).post(url("invitation_take_back", "OPS", invitation.pk)).status_code == 404


def test_without_mail_the_link_stands_on_the_page_once(
    client_of: ClientOf, team: Team, admin: User, settings: Any
) -> None:
    page = client_of(admin).post(url("team_invite", "PAY"), {"email": "other@example.com", "role": "editor"})

    assert f"{settings.SPECROOM_URL}/invite/".encode() in page.content
    assert b"/invite/" not in client_of(admin).get(url("team", "PAY")).content.replace(b"/teams/PAY/invite", b"")


@pytest.mark.parametrize(
    "what", [{}, {"email": "nobody", "role": "viewer"}, {"email": "a@example.com", "role": "owner"}]
)
def test_an_invitation_with_a_mistake_is_shown_again(
    client_of: ClientOf, team: Team, admin: User, what: dict[str, str]
) -> None:
    page = client_of(admin).post(url("team_invite", "PAY"), what)

    assert page.status_code == 422
    assert not Invitation.objects.exists()


def test_inviting_a_member_says_so(client_of: ClientOf, team: Team, admin: User, viewer: User) -> None:
    page = client_of(admin).post(url("team_invite", "PAY"), {"email": viewer.email, "role": "viewer"})

    assert page.status_code == 422
    assert b"member already" in page.content


def test_the_last_admin_is_told_why_not(client_of: ClientOf, team: Team, admin: User) -> None:
    mine = Membership.objects.get(user=admin)

    for where, what in (
        (url("member_remove", "PAY", mine.pk), {}),
        (url("member_role", "PAY", mine.pk), {"role": "viewer"}),
    ):
        page = client_of(admin).post(where, what)
        assert page.status_code == 409
        assert b"A team needs an admin" in page.content


def test_a_role_that_is_none_changes_nothing(client_of: ClientOf, team: Team, admin: User, viewer: User) -> None:
    where = url("member_role", "PAY", Membership.objects.get(user=viewer).pk)

    assert client_of(admin).post(where, {"role": "owner"}).status_code == 422
    assert team.role_of(viewer) == Role.VIEWER


def test_leaving_asks_first_and_then_ends_on_the_own_page(
    client_of: ClientOf, team: Team, admin: User, viewer: User
) -> None:
    where = url("member_remove", "PAY", Membership.objects.get(user=viewer).pk)

    assert b"Leave Payments?" in client_of(viewer).get(where).content
    assert client_of(viewer).post(where).url == url("settings")
    assert client_of(viewer).get(url("team", "PAY")).status_code == 404


def test_a_name_of_two_lines_is_refused(client_of: ClientOf, team: Team, admin: User) -> None:
    assert client_of(admin).post(url("team_rename", "PAY"), {"name": "a\x0bb"}).status_code == 422
    assert Team.objects.get().name == "Payments"


def test_somebody_makes_a_team(client_of: ClientOf, stranger: User) -> None:
    assert client_of(stranger).get(url("team_new")).status_code == 200
    answer = client_of(stranger).post(url("team_new"), {"name": "Operations", "key": "OPS"})

    assert answer.url == url("team", "OPS")
    assert Team.objects.get().role_of(stranger) == Role.ADMIN


def test_a_team_with_a_mistake_is_shown_again(client_of: ClientOf, stranger: User, team: Team) -> None:
    for what in ({"name": "Operations", "key": "ops"}, {"name": "", "key": "OPS"}, {"name": "Again", "key": "PAY"}):
        assert client_of(stranger).post(url("team_new"), what).status_code == 422
    assert Team.objects.count() == 1


def test_where_teams_are_not_open_the_page_says_so(client_of: ClientOf, stranger: User, settings: Any) -> None:
    settings.OPEN_TEAMS = False

    assert b"its administrators make the teams" in client_of(stranger).get(url("team_new")).content
    assert client_of(stranger).post(url("team_new"), {"name": "Operations", "key": "OPS"}).status_code == 422


def test_a_new_team_is_for_people_who_are_logged_in(
    client: Client, client_of: ClientOf, db: None, stranger: User
) -> None:
    assert client.get(url("team_new")).status_code == 302
    assert client_of(stranger).delete(url("team_new")).status_code == 405


def test_the_page_asks_as_often_for_three_members_as_for_one(
    client_of: ClientOf, admin: User, member: Callable[..., User]
) -> None:
    def queries() -> int:
        browser = client_of(admin)
        browser.get(url("team", "PAY"))
        with CaptureQueriesContext(connection) as captured:
            browser.get(url("team", "PAY"))
        return len(captured)

    with_one = queries()
    member("Bea Two")
    member("Cy Three")

    assert queries() == with_one
