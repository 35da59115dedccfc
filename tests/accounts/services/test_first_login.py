"""The first administrator's link: once, for an hour, only its hash kept."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from accounts.models import FirstLogin, Team, User
from accounts.services import LinkOver, create_administrator, find_first_login, new_first_login
from tests.accounts.services.test_teams import at_once

pytestmark = [pytest.mark.database, pytest.mark.django_db]

ANA: dict[str, Any] = {"email": "Ana@Example.com", "name": "Ana Ruiz", "password": "violet anchor 12", "example": False}


def new_token() -> str:
    return new_first_login().split("/")[2]


def test_it_makes_an_administrator() -> None:
    ana = create_administrator(find_first_login(new_token()), **ANA)

    assert ana.is_administrator
    assert ana.email == "ana@example.com"
    assert ana.check_password("violet anchor 12")


def test_it_dies_when_used() -> None:
    token = new_token()
    create_administrator(find_first_login(token), **ANA)

    with pytest.raises(LinkOver):
        create_administrator(find_first_login(token), **{**ANA, "email": "ben@example.com"})


def test_it_dies_after_an_hour() -> None:
    token = new_token()
    left = FirstLogin.objects.get().expires - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)

    FirstLogin.objects.update(expires=timezone.now())

    with pytest.raises(LinkOver):
        find_first_login(token)
    with pytest.raises(LinkOver):
        create_administrator(find_first_login(token), **ANA)


def test_only_its_hash_is_stored() -> None:
    token = new_token()

    assert token not in str(FirstLogin.objects.values().get())


def test_a_new_one_ends_the_one_before() -> None:
    old = new_token()
    new = new_token()

    with pytest.raises(LinkOver):
        find_first_login(old)
    assert find_first_login(new)


@pytest.mark.parametrize("token", ["", "guess", "x" * 43, "0" * 64])
def test_a_guess_opens_nothing(token: str) -> None:
    new_first_login()

    with pytest.raises(LinkOver):
        create_administrator(find_first_login(token), **ANA)


@pytest.mark.parametrize("wrong", [{"email": "nobody"}, {"name": "a\nb"}, {"password": "short"}, {"name": "x" * 81}])
def test_it_survives_a_mistake_in_the_form(wrong: dict[str, str]) -> None:
    token = new_token()

    with pytest.raises(ValidationError):
        create_administrator(find_first_login(token), **{**ANA, **wrong})
    assert find_first_login(token)


def test_the_command_prints_a_link_that_works(settings: Any) -> None:
    said = StringIO()
    call_command("first_login", stdout=said)

    link = said.getvalue().strip()
    assert link.startswith(f"{settings.SPECROOM_URL}/first/")
    assert find_first_login(link.rstrip("/").rpartition("/")[2])


def test_ticked_it_adds_the_example_team() -> None:
    ana = create_administrator(find_first_login(new_token()), **{**ANA, "example": True})

    assert Team.objects.of(ana).count() == 1
    assert not User.objects.filter(is_demo=True).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_it_at_once_one_comes_in() -> None:
    token = new_token()

    raised = at_once(
        lambda: create_administrator(find_first_login(token), **ANA),
        lambda: create_administrator(find_first_login(token), **{**ANA, "email": "b@example.com"}),
    )

    assert sorted(type(error).__name__ for error in raised) == ["LinkOver", "NoneType"]
    assert User.objects.count() == 1
