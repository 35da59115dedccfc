"""The first administrator's page and the page of an invitation."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import FirstLogin, Invitation, Membership, Role, Team, User
from accounts.services import invite, new_first_login

ANA = {"name": "Ana Ruiz", "email": "ana@example.com", "password": "violet anchor 12"}
pytestmark = pytest.mark.django_db


def path_of(link: str | None) -> str:
    return "/" + str(link).split("://")[1].partition("/")[2]


def opened(client: Client, link: str) -> Any:
    """The page to which the link leads."""
    return client.get(link, follow=True)


def answered(client: Client, link: str, **typed: str) -> Any:
    """The answer to the form of the page to which the link leads; without a form, to what somebody would send."""
    page = opened(client, link).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(invitation)" value="(\d+)">', page))
    return client.post("/first/" if link.startswith("/first/") else "/invite/", {**hidden, **typed})


def test_the_first_page_asks_for_name_address_and_password_with_an_example_ticked(client: Client) -> None:
    page = opened(client, new_first_login()).content.decode()

    for field in ("name", "email", "password", "example"):
        assert f'name="{field}"' in page
    assert re.search(r'<input[^>]*name="example"[^>]*\bchecked\b', page)


def test_what_a_password_must_be_is_said_before_it_is_typed(client: Client) -> None:
    page = opened(client, new_first_login()).content.decode()

    assert 'aria-describedby="id_password_helptext"' in page
    assert 'id="id_password_helptext">At least ten characters' in page


def test_the_password_of_the_log_in_is_described_by_something_that_is_there(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()

    for name in re.findall(r'aria-describedby="([^"]+)"', page):
        assert f'id="{name}"' in page


def test_the_first_administrator_is_logged_in_and_the_link_is_over(client: Client) -> None:
    link = new_first_login()

    assert answered(client, link, **ANA).url == "/"
    assert client.get("/settings/").status_code == 200
    assert Client().get(link).status_code == 410
    assert answered(Client(), link, **{**ANA, "email": "ben@example.com"}).status_code == 410
    assert User.objects.get().is_administrator


def test_a_mistake_keeps_what_was_typed_and_the_link(client: Client) -> None:
    link = new_first_login()
    page = answered(client, link, **{**ANA, "password": "short"})

    assert page.status_code == 422
    assert b"ana@example.com" in page.content
    assert FirstLogin.objects.count() == 1


def test_an_address_that_is_taken_is_named(client: Client, person: Callable[..., User]) -> None:
    person("Ana Ruiz")

    page = answered(client, new_first_login(), **ANA)

    assert page.status_code == 422
    assert b"has an account already" in page.content


def test_a_guessed_link_tells_how_to_get_one(client: Client) -> None:
    page = client.get("/first/guess/")

    assert page.status_code == 410
    assert b"manage.py first_login" in page.content


@pytest.mark.parametrize("path", ["/first/guess/", "/invite/guess/"])
def test_links_are_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/first/", "/invite/"])
def test_without_a_link_nobody_comes_in(client: Client, path: str) -> None:
    assert client.get(path).status_code == 410
    assert client.post(path, ANA).status_code == 410
    assert client.delete(path).status_code == 405
    assert not User.objects.exists()


@pytest.mark.parametrize("kind", ["first", "invite"])
def test_a_link_leads_to_an_address_without_its_token(client: Client, team: Team, admin: User, kind: str) -> None:
    invited = invite(team, by=admin, email="new@example.com", role=Role.EDITOR).link
    link = new_first_login() if kind == "first" else path_of(invited)
    token = link.split("/")[2]

    answer, page = client.get(link), opened(client, link)

    assert (answer.status_code, answer.url) == (302, f"/{kind}/")
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == f"/{kind}/"
    assert token not in page.content.decode()
    assert token not in str(dict(client.session))


def test_an_opened_link_is_of_no_use_to_another_browser(client: Client) -> None:
    opened(client, new_first_login())

    assert Client().get("/first/").status_code == 410


def test_a_link_that_is_replaced_lets_nobody_in_who_opened_it(client: Client) -> None:
    opened(client, new_first_login())
    new_first_login()

    assert client.get("/first/").status_code == 410
    assert client.post("/first/", ANA).status_code == 410


def test_of_two_invitations_the_one_on_the_page_is_joined(
    client_of: Callable[[User], Client], team: Team, admin: User, stranger: User
) -> None:
    other = Team.objects.create(key="OPS", name="Operations")
    Membership.objects.create(team=other, user=admin, role=Role.ADMIN)
    first = invite(team, by=admin, email=stranger.email, role=Role.EDITOR)
    second = invite(other, by=admin, email=stranger.email, role=Role.EDITOR)
    client = client_of(stranger)
    opened(client, path_of(first.link))
    opened(client, path_of(second.link))

    answer = client.post("/invite/", {"invitation": first.invitation.pk})

    assert answer.url == "/invite/"
    assert (team.role_of(stranger), other.role_of(stranger)) == (None, None)
    assert client.post("/invite/", {"invitation": second.invitation.pk}).url == "/"
    assert (team.role_of(stranger), other.role_of(stranger)) == (None, Role.EDITOR)


def test_a_newcomer_makes_an_account_and_is_in(client: Client, team: Team, admin: User) -> None:
    link = path_of(invite(team, by=admin, email="new@example.com", role=Role.EDITOR).link)
    assert b"Join Payments" in opened(client, link).content

    answer = answered(client, link, name="Nia New", password="violet anchor 12")

    assert answer.url == "/"
    assert team.role_of(User.objects.get(email="new@example.com")) == Role.EDITOR
    assert client.get("/settings/").status_code == 200
    assert client.get(link).status_code == 410


def test_a_newcomer_with_a_weak_password_is_asked_again(client: Client, team: Team, admin: User) -> None:
    link = path_of(invite(team, by=admin, email="new@example.com", role=Role.EDITOR).link)

    page = answered(client, link, name="Nia New", password="new@example.com")

    assert page.status_code == 422
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_person_with_an_account_logs_in_first(client: Client, team: Team, admin: User, stranger: User) -> None:
    link = path_of(invite(team, by=admin, email=stranger.email, role=Role.EDITOR).link)

    sent = {"invitation": Invitation.objects.get().pk, "name": "Not Sam", "password": "violet anchor 12"}
    opened(client, link)
    page = client.post("/invite/", sent)

    assert b'href="/accounts/login/?next=/invite/">Log in to join' in page.content
    assert team.role_of(stranger) is None
    entered = client.post(
        "/accounts/login/?next=/invite/", {"login": stranger.email, "password": "correct horse"}, follow=True
    )
    assert b"Join as Sam Stranger" in entered.content


def test_the_invited_joins_with_one_button(
    client_of: Callable[[User], Client], team: Team, admin: User, stranger: User
) -> None:
    link = path_of(invite(team, by=admin, email=stranger.email, role=Role.EDITOR).link)
    assert b"Join as Sam Stranger" in opened(client_of(stranger), link).content

    assert answered(client_of(stranger), link).url == "/"
    assert team.role_of(stranger) == Role.EDITOR


def test_somebody_else_does_not_join_on_a_forwarded_link(
    client_of: Callable[[User], Client], team: Team, admin: User, stranger: User
) -> None:
    link = path_of(invite(team, by=admin, email="new@example.com", role=Role.EDITOR).link)

    client = client_of(stranger)
    assert b"You are logged in as sam@example.com" in opened(client, link).content
    assert client.post("/invite/", {"invitation": Invitation.objects.get().pk}).status_code == 410
    assert team.role_of(stranger) is None


def test_a_guessed_invitation_is_over(client: Client, client_of: Callable[[User], Client], stranger: User) -> None:
    assert client.get("/invite/guess/").status_code == 410
    assert client_of(stranger).get("/invite/guess/").status_code == 410


def test_passwords_do_not_reach_an_error_report(client: Client, settings: Any) -> None:
    settings.EXAMPLE_TEAM = "accounts.tests_that_do_not_exist.add"
    client.raise_request_exception = False

    answer = answered(client, new_first_login(), **ANA, example="on")

    assert answer.status_code == 500
    assert b"violet anchor" not in answer.content
