"""Invitations: who may send them, and whom they let in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Invitation, Role, Team, User
from accounts.services import (
    InvitationOver,
    NotTeamAdmin,
    TeamRefusal,
    TooManyInvitations,
    accept,
    find_invitation,
    invite,
    join,
    take_back,
)
from tests.accounts.services.test_teams import at_once

pytestmark = pytest.mark.database


def token_of(link: str | None) -> str:
    return str(link).rstrip("/").rpartition("/")[2]


def test_without_a_mail_server_the_admin_gets_the_link(team: Team, admin: User) -> None:
    invited = invite(team, by=admin, email="New@Example.com", role=Role.EDITOR)

    assert find_invitation(token_of(invited.link)) == invited.invitation
    assert invited.invitation.email == "new@example.com"
    assert mail.outbox == []


def test_with_a_mail_server_the_link_goes_to_the_address_only(team: Team, admin: User, settings: Any) -> None:
    settings.MAIL_SENT = True

    invited = invite(team, by=admin, email="new@example.com", role=Role.EDITOR)

    assert invited.link is None
    assert mail.outbox[0].to == ["new@example.com"]
    assert f"{settings.SPECROOM_URL}/invite/" in mail.outbox[0].body


def test_of_the_token_only_the_hash_is_kept(team: Team, admin: User) -> None:
    invited = invite(team, by=admin, email="new@example.com", role=Role.EDITOR)

    kept = Invitation.objects.values().get()
    assert token_of(invited.link) not in str(kept)


def test_a_title_with_controls_does_not_stop_the_mail(team: Team, admin: User, settings: Any) -> None:
    settings.MAIL_SENT = True
    Team.objects.filter(pk=team.pk).update(name="Pay\x0bments\r\nBcc: all@example.com")
    team.refresh_from_db()

    invite(team, by=admin, email="new@example.com", role=Role.EDITOR)

    assert mail.outbox[0].subject == "[Specroom] Ada Admin invites you to Pay ments Bcc: all@example.com"
    assert "\nBcc:" not in mail.outbox[0].message().as_string().split("\n\n")[0]


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@example.com\nBcc: x@example.com", "a@exa mple.com"])
def test_an_address_must_be_one(team: Team, admin: User, email: str) -> None:
    with pytest.raises(ValidationError):
        invite(team, by=admin, email=email, role=Role.EDITOR)


def test_only_an_admin_invites(team: Team, admin: User, editor: User, stranger: User) -> None:
    for somebody in (editor, stranger):
        with pytest.raises(NotTeamAdmin):
            invite(team, by=somebody, email="new@example.com", role=Role.VIEWER)


def test_a_role_must_be_one_of_three(team: Team, admin: User) -> None:
    with pytest.raises(TeamRefusal):
        invite(team, by=admin, email="new@example.com", role="owner")


def test_a_member_is_not_invited_again(team: Team, admin: User, viewer: User) -> None:
    with pytest.raises(TeamRefusal, match="member already"):
        invite(team, by=admin, email=viewer.email.upper(), role=Role.EDITOR)


def test_a_second_invitation_ends_the_first(team: Team, admin: User) -> None:
    first = invite(team, by=admin, email="new@example.com", role=Role.EDITOR)
    second = invite(team, by=admin, email="new@example.com", role=Role.VIEWER)

    with pytest.raises(InvitationOver):
        find_invitation(token_of(first.link))
    assert find_invitation(token_of(second.link)).role == Role.VIEWER


def test_a_person_invites_so_many_a_day(team: Team, admin: User, settings: Any) -> None:
    settings.INVITATIONS_A_DAY = 2
    invite(team, by=admin, email="one@example.com", role=Role.VIEWER)
    invite(team, by=admin, email="two@example.com", role=Role.VIEWER)

    with pytest.raises(TooManyInvitations):
        invite(team, by=admin, email="three@example.com", role=Role.VIEWER)


def test_inviting_the_same_address_again_and_again_counts_too(team: Team, admin: User, settings: Any) -> None:
    settings.INVITATIONS_A_DAY = 2
    invite(team, by=admin, email="one@example.com", role=Role.VIEWER)
    invite(team, by=admin, email="one@example.com", role=Role.VIEWER)

    with pytest.raises(TooManyInvitations):
        invite(team, by=admin, email="one@example.com", role=Role.VIEWER)


def test_the_invited_joins_in_the_role_they_were_asked_for(team: Team, admin: User, stranger: User) -> None:
    invited = invite(team, by=admin, email=stranger.email, role=Role.EDITOR)

    accept(invited.invitation, by=stranger)

    assert team.role_of(stranger) == Role.EDITOR


def test_an_invitation_works_once(team: Team, admin: User, stranger: User) -> None:
    invited = invite(team, by=admin, email=stranger.email, role=Role.EDITOR)
    accept(invited.invitation, by=stranger)

    with pytest.raises(InvitationOver):
        find_invitation(token_of(invited.link))
    with pytest.raises(InvitationOver):
        accept(invited.invitation, by=stranger)


def test_an_invitation_is_for_one_person(team: Team, admin: User, stranger: User) -> None:
    invited = invite(team, by=admin, email="new@example.com", role=Role.EDITOR)

    with pytest.raises(InvitationOver, match=r"new@example\.com"):
        accept(invited.invitation, by=stranger)
    assert team.role_of(stranger) is None


def test_an_invitation_expires(team: Team, admin: User, stranger: User) -> None:
    invited = invite(team, by=admin, email=stranger.email, role=Role.EDITOR)
    Invitation.objects.update(expires=timezone.now() - timedelta(seconds=1))

    with pytest.raises(InvitationOver):
        accept(invited.invitation, by=stranger)


def test_an_invitation_can_be_taken_back(team: Team, admin: User, editor: User, stranger: User) -> None:
    invited = invite(team, by=admin, email=stranger.email, role=Role.EDITOR)

    with pytest.raises(NotTeamAdmin):
        take_back(invited.invitation, by=editor)
    take_back(invited.invitation, by=admin)

    with pytest.raises(InvitationOver):
        find_invitation(token_of(invited.link))


def test_a_newcomer_gets_an_account_and_is_in(team: Team, admin: User) -> None:
    invited = invite(team, by=admin, email="new@example.com", role=Role.VIEWER)

    newcomer = join(invited.invitation, name="Nia New", password="violet anchor 12")

    assert team.role_of(newcomer) == Role.VIEWER
    assert newcomer.check_password("violet anchor 12")
    assert not newcomer.is_administrator


@pytest.mark.parametrize(
    ("name", "password"),
    [("Nia\nBcc: x", "violet anchor 12"), ("Nia", "short"), ("Nia", "new@example.com"), ("Nia", "password123")],
)
def test_a_newcomer_needs_a_name_of_one_line_and_a_password_worth_it(
    team: Team, admin: User, name: str, password: str
) -> None:
    invited = invite(team, by=admin, email="new@example.com", role=Role.VIEWER)

    with pytest.raises(ValidationError):
        join(invited.invitation, name=name, password=password)
    assert find_invitation(token_of(invited.link))


def test_an_address_with_an_account_does_not_get_a_second(team: Team, admin: User, stranger: User) -> None:
    invited = invite(team, by=admin, email=stranger.email, role=Role.VIEWER)

    with pytest.raises(InvitationOver, match="log in"):
        join(invited.invitation, name="Not Sam", password="violet anchor 12")


@pytest.mark.django_db(transaction=True)
def test_two_who_use_one_invitation_at_once_make_one_member(
    team: Team, admin: User, person: Callable[..., User]
) -> None:
    newcomer = person("Nia New")
    invited = invite(team, by=admin, email=newcomer.email, role=Role.VIEWER)

    raised = at_once(*[lambda: accept(invited.invitation, by=newcomer)] * 2)

    assert sorted(type(error).__name__ for error in raised) == ["InvitationOver", "NoneType"]
    assert team.memberships.filter(user=newcomer).count() == 1
