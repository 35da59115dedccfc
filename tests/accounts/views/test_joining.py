"""The first administrator's page and the page of an invitation."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import FirstLogin, Role, Team, User
from accounts.services import invite, new_first_login

ANA = {"name": "Ana Ruiz", "email": "ana@example.com", "password": "violet anchor 12"}
pytestmark = pytest.mark.django_db


def path_of(link: str | None) -> str:
    return "/" + str(link).split("://")[1].partition("/")[2]


def test_the_first_page_asks_for_name_address_and_password_with_an_example_ticked(client: Client) -> None:
    page = client.get(new_first_login()).content.decode()

    for field in ("name", "email", "password", "example"):
        assert f'name="{field}"' in page
    assert re.search(r'<input[^>]*name="example"[^>]*\bchecked\b', page)


def test_the_first_administrator_is_logged_in_and_the_link_is_over(client: Client) -> None:
    link = new_first_login()

    assert client.post(link, ANA).url == "/"
    assert client.get("/settings/").status_code == 200
    assert Client().get(link).status_code == 410
    assert Client().post(link, {**ANA, "email": "ben@example.com"}).status_code == 410
    assert User.objects.get().is_administrator


def test_a_mistake_keeps_what_was_typed_and_the_link(client: Client) -> None:
    link = new_first_login()
    page = client.post(link, {**ANA, "password": "short"})

    assert page.status_code == 422
    assert b"ana@example.com" in page.content
    assert FirstLogin.objects.count() == 1


def test_an_address_that_is_taken_is_named(client: Client, person: Callable[..., User]) -> None:
    person("Ana Ruiz")

    page = client.post(new_first_login(), ANA)

    assert page.status_code == 422
    assert b"has an account already" in page.content


def test_a_guessed_link_tells_how_to_get_one(client: Client) -> None:
    page = client.get("/first/guess/")

    assert page.status_code == 410
    assert b"manage.py first_login" in page.content


@pytest.mark.parametrize("path", ["/first/guess/", "/invite/guess/"])
def test_links_are_read_and_posted_only(client: Client, path: str) -> None:
    assert client.delete(path).status_code == 405


def test_a_newcomer_makes_an_account_and_is_in(client: Client, team: Team, admin: User) -> None:
    link = path_of(invite(team, by=admin, email="new@example.com", role=Role.EDITOR).link)
    assert b"Join Payments" in client.get(link).content

    answer = client.post(link, {"name": "Nia New", "password": "violet anchor 12"})

    assert answer.url == "/"
    assert team.role_of(User.objects.get(email="new@example.com")) == Role.EDITOR
    assert client.get("/settings/").status_code == 200
    assert client.get(link).status_code == 410


def test_a_newcomer_with_a_weak_password_is_asked_again(client: Client, team: Team, admin: User) -> None:
    link = path_of(invite(team, by=admin, email="new@example.com", role=Role.EDITOR).link)

    page = client.post(link, {"name": "Nia New", "password": "new@example.com"})

    assert page.status_code == 422
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_person_with_an_account_logs_in_first(client: Client, team: Team, admin: User, stranger: User) -> None:
    link = path_of(invite(team, by=admin, email=stranger.email, role=Role.EDITOR).link)

    page = client.post(link, {"name": "Not Sam", "password": "violet anchor 12"})

    assert b"Log in to join" in page.content
    assert team.role_of(stranger) is None


def test_the_invited_joins_with_one_button(
    client_of: Callable[[User], Client], team: Team, admin: User, stranger: User
) -> None:
    link = path_of(invite(team, by=admin, email=stranger.email, role=Role.EDITOR).link)
    assert b"Join as Sam Stranger" in client_of(stranger).get(link).content

    assert client_of(stranger).post(link).url == "/"
    assert team.role_of(stranger) == Role.EDITOR


def test_somebody_else_does_not_join_on_a_forwarded_link(
    client_of: Callable[[User], Client], team: Team, admin: User, stranger: User
) -> None:
    link = path_of(invite(team, by=admin, email="new@example.com", role=Role.EDITOR).link)

    assert b"You are logged in as sam@example.com" in client_of(stranger).get(link).content
    assert client_of(stranger).post(link).status_code == 410
    assert team.role_of(stranger) is None


def test_a_guessed_invitation_is_over(client: Client, client_of: Callable[[User], Client], stranger: User) -> None:
    assert client.get("/invite/guess/").status_code == 410
    assert client_of(stranger).post("/invite/guess/").status_code == 410


def test_passwords_do_not_reach_an_error_report(client: Client, settings: Any) -> None:
    settings.EXAMPLE_TEAM = "accounts.tests_that_do_not_exist.add"
    client.raise_request_exception = False

    answer = client.post(new_first_login(), {**ANA, "example": "on"})

    assert answer.status_code == 500
    assert b"violet anchor" not in answer.content
