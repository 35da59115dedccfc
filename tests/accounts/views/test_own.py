"""One's own account: name, e-mail, password, sessions, logging in and out."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core import mail
from django.templatetags.static import static
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import User
from config.settings import PASSWORD_HASHERS

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def log_in(client: Client, email: str = "sam@example.com", password: str = "correct horse", **more: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def path_in_mail(number: int = -1) -> str:
    found = re.search(r"http://\S+?(/\S+)", mail.outbox[number].body.replace("http://127.0.0.1:8000", "http://host"))
    assert found
    return found[1]


def test_a_person_logs_in_with_e_mail_and_password(client: Client, stranger: User) -> None:
    assert log_in(client, "SAM@example.com").url == "/"
    assert client.get("/settings/").status_code == 200


def test_a_wrong_password_says_what_was_kept(client: Client, stranger: User) -> None:
    page = log_in(client, password="wrong")

    assert b"Your e-mail is kept; type the password again." in page.content
    assert b'value="sam@example.com"' in page.content


def test_a_wrong_address_gets_the_same_words_as_a_wrong_password(client: Client, stranger: User) -> None:
    known, unknown = log_in(client, password="wrong").content, log_in(client, "who@example.com", "wrong").content

    assert re.findall(rb'class="error">.*', known) == re.findall(rb'class="error">.*', unknown) != []


def test_a_closed_account_stays_outside(client: Client, person: Callable[..., User]) -> None:
    person("Sam Gone", is_active=False)
    log_in(client)

    assert client.get("/settings/").status_code == 302


def test_after_five_wrong_passwords_the_right_one_waits_too(client: Client, stranger: User) -> None:
    for _ in range(5):
        log_in(client, password="wrong")

    assert b"Too many attempts for this e-mail" in log_in(client).content


def test_from_one_address_no_more_than_thirty_log_ins_a_minute(client: Client, stranger: User) -> None:
    answers = [log_in(client, f"p{number}@example.com").status_code for number in range(31)]

    assert answers[-1] == 429


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example", "//evil.example", "javascript:alert(1)", "https://testserver.evil.example"]
)
def test_next_leads_nowhere_else(client: Client, stranger: User, elsewhere: str) -> None:
    assert log_in(client, next=elsewhere).url == "/"


def test_next_leads_back(client: Client, stranger: User) -> None:
    assert log_in(client, next="/settings/").url == "/settings/"


def test_logging_out_is_a_post(client_of: ClientOf, stranger: User) -> None:
    client = client_of(stranger)
    client.get("/accounts/logout/")
    assert client.get("/settings/").status_code == 200

    client.post("/accounts/logout/")

    assert client.get("/settings/").status_code == 302


def test_passwords_are_kept_with_argon2() -> None:
    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
        assert User.objects.create_user("a@example.com", "violet anchor 12").password.startswith("argon2$")


def test_sign_up_is_closed_unless_a_setting_opens_it(client: Client, settings: Any) -> None:
    what = {"email": "new@example.com", "password1": "violet anchor 12", "name": "Nia New"}
    assert b"by invitation" in client.post("/accounts/signup/", what).content
    assert not User.objects.exists()

    settings.OPEN_SIGNUP = True
    client.post("/accounts/signup/", what)

    assert User.objects.get().name == "Nia New"


@pytest.mark.parametrize("name", ["", "a\x0bb", "x" * 81, "a\u202eb"])
def test_a_name_at_sign_up_is_one_line(client: Client, settings: Any, name: str) -> None:
    settings.OPEN_SIGNUP = True

    client.post("/accounts/signup/", {"email": "new@example.com", "password1": "violet anchor 12", "name": name})

    assert not User.objects.exists()


def test_a_forgotten_password_is_chosen_anew_by_mail(client: Client, stranger: User) -> None:
    client.post("/accounts/password/reset/", {"email": "sam@example.com"})
    form = client.get(path_in_mail(), follow=True)

    client.post(form.request["PATH_INFO"], {"password1": "violet anchor 12", "password2": "violet anchor 12"})

    assert log_in(Client(), password="violet anchor 12").status_code == 302
    assert Client().get(path_in_mail(), follow=True).context["token_fail"]


def test_a_reset_for_nobody_sends_nothing_and_says_the_same(client: Client, stranger: User) -> None:
    known = client.post("/accounts/password/reset/", {"email": "sam@example.com"}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "who@example.com"}, follow=True)

    assert len(mail.outbox) == 1
    assert re.findall(rb"<h1>.*", known.content) == re.findall(rb"<h1>.*", unknown.content)


def test_links_in_mails_do_not_follow_a_forged_host(client: Client, stranger: User, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]

    client.post("/accounts/password/reset/", {"email": "sam@example.com"}, headers={"host": "evil.example"})

    assert "evil.example" not in mail.outbox[0].body
    assert settings.SPECROOM_URL in mail.outbox[0].body


def test_a_new_address_counts_once_it_is_confirmed(client: Client, stranger: User) -> None:
    log_in(client)
    client.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})
    stranger.refresh_from_db()
    assert stranger.email == "sam@example.com"

    client.post(path_in_mail(0))

    stranger.refresh_from_db()
    assert stranger.email == "new@example.com"


def test_the_address_of_another_account_is_not_taken_over(
    client: Client, stranger: User, person: Callable[..., User]
) -> None:
    person("Ben Cole")
    log_in(client)
    client.post("/accounts/email/", {"email": "ben@example.com", "action_add": ""})

    stranger.refresh_from_db()
    assert stranger.email == "sam@example.com"


def test_a_changed_password_ends_the_other_sessions(client: Client, stranger: User) -> None:
    other = Client()
    log_in(client)
    log_in(other)

    client.post(
        "/accounts/password/change/",
        {"oldpassword": "correct horse", "password1": "violet anchor 12", "password2": "violet anchor 12"},
    )

    assert other.get("/settings/").status_code == 302


def test_sessions_are_listed_and_ended(client: Client, stranger: User) -> None:
    other = Client(headers={"user-agent": "Other browser"})
    log_in(client)
    log_in(other)
    other.get("/settings/")
    assert b"Other browser" in client.get("/accounts/sessions/").content

    client.post("/accounts/sessions/")

    assert other.get("/settings/").status_code == 302
    assert client.get("/settings/").status_code == 200


def test_the_own_name_is_changed(client_of: ClientOf, stranger: User) -> None:
    assert client_of(stranger).post("/settings/", {"name": "Samira Stranger"}).url == "/settings/"

    stranger.refresh_from_db()
    assert stranger.name == "Samira Stranger"


@pytest.mark.parametrize("name", ["", "a\rBcc: x", "x" * 81])
def test_a_wrong_name_is_shown_again_and_not_kept(client_of: ClientOf, stranger: User, name: str) -> None:
    assert client_of(stranger).post("/settings/", {"name": name}).status_code == 422

    stranger.refresh_from_db()
    assert stranger.name == "Sam Stranger"


@pytest.mark.parametrize("path", ["/settings/", "/accounts/signup/"])
def test_a_name_has_room_for_eighty_characters(client_of: ClientOf, stranger: User, settings: Any, path: str) -> None:
    settings.OPEN_SIGNUP = True
    typed = {"name": "x" * 80, "email": "new@example.com", "password1": "violet anchor 12"}

    client = client_of(stranger) if path == "/settings/" else Client()
    assert client.post(path, {**typed, "name": "x" * 81}).status_code != 302
    assert client.post(path, typed).status_code == 302

    assert User.objects.filter(name="x" * 80).count() == 1


def test_the_own_page_is_for_people_who_are_logged_in(client: Client, client_of: ClientOf, stranger: User) -> None:
    assert client.get("/settings/").url == "/accounts/login/?next=/settings/"
    assert client_of(stranger).put("/settings/").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/password/reset/done/",
        "/accounts/password/reset/key/done/", "/accounts/confirm-email/", "/accounts/confirm-email/guess/",
        "/accounts/password/reset/key/1-guess/", "/accounts/inactive/",
    ],
)  # fmt: skip
def test_pages_outside_have_the_product_s_look(client: Client, path: str) -> None:
    page = client.get(path)

    assert page.status_code == 200
    assert b'<main class="login"' in page.content


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/email/",
        "/accounts/password/change/",
        "/accounts/sessions/",
        "/accounts/logout/",
        "/accounts/reauthenticate/",
    ],
)
def test_pages_inside_have_the_product_s_look(client: Client, stranger: User, path: str) -> None:
    log_in(client)

    page = client.get(path)

    assert page.status_code == 200
    assert static("css/main.css").encode() in page.content


def test_what_an_open_page_fetches_by_itself_is_no_sign_of_a_person(client: Client, stranger: User) -> None:
    client.force_login(stranger, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get("/settings/")
    long_ago = timezone.now() - timedelta(days=2)
    UserSession.objects.update(last_seen_at=long_ago)

    client.get("/", headers={"HX-Request": "true"})
    assert UserSession.objects.get().last_seen_at == long_ago

    for act in (client.get, client.post):
        act("/settings/")
        assert UserSession.objects.get().last_seen_at > long_ago
        UserSession.objects.update(last_seen_at=long_ago)
