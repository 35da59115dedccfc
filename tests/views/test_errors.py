"""Errors people meet: in the product's look, with what was typed, and with nothing that is not theirs."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.test import Client, RequestFactory, override_settings

from accounts.models import Team, User
from specs.views import errors
from tests.factories import SAMPLE, make_member, make_spec, make_team
from tests.ground.processes import clean_environment

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def checked(user: User) -> Client:
    """A client whose forms must carry their key, as in a browser."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_not_found_is_the_same_for_what_exists_and_what_does_not(editor: User, client_of: ClientOf) -> None:
    foreign = make_team()
    theirs = make_spec(foreign, make_member(foreign))
    client = client_of(editor)

    existing, missing = client.get(f"/{theirs.key}/history/"), client.get("/QQQ-1/history/")

    assert existing.status_code == missing.status_code == 404
    plain = [answer.content.decode().split('<main class="narrow"')[1] for answer in (existing, missing)]
    assert plain[0] == plain[1]
    assert theirs.title not in existing.content.decode()


def test_a_stranger_to_the_site_gets_a_page_too(client: Client) -> None:
    answer = client.get("/no/such/page")

    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.content.decode()


def test_a_missing_right_says_whose_it_is(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    answer = client_of(viewer).post("/PAY-1/archive")

    assert answer.status_code == 403
    assert "As viewer you may not archive here." in answer.content.decode()


def test_whoever_lost_the_right_while_typing_keeps_the_words(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor)
    sent = {"text": "## Glossary\n\nWords <b>typed</b> for an hour"}

    answer = client_of(viewer).post("/PAY-1/paste", sent, **OWN)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "## Glossary\n\nWords &lt;b&gt;typed&lt;/b&gt; for an hour</textarea>" in page
    assert spec.document().text == SAMPLE
    assert "typed" not in client_of(viewer).post("/PAY-1/paste", sent).content.decode()


def test_an_expired_form_keeps_what_was_typed_and_is_sent_again(team: Team, editor: User) -> None:
    sent = {"title": "A title of four words", "team": team.pk, "template": "full"}

    answer = checked(editor).post("/new/", sent, **OWN)

    page = answer.content.decode()
    assert answer.status_code == 403
    assert "This form has expired" in page
    assert "A title of four words</textarea>" in page
    assert '<input type="hidden" name="title" value="A title of four words">' in page
    assert "Send it again" in page


def test_text_of_another_site_is_not_kept_beside_a_valid_key(team: Team, editor: User) -> None:
    for site in ("cross-site", "same-site", "none", ""):
        page = checked(editor).post("/new/", {"title": "Foreign words here"}, HTTP_SEC_FETCH_SITE=site).content.decode()

        assert "Foreign words" not in page
        assert "Send it again" not in page


def test_what_was_typed_is_shown_as_text(editor: User) -> None:
    page = checked(editor).post("/new/", {"title": "</textarea> <script>alert(1)</script>"}, **OWN).content.decode()

    assert "<script>alert" not in page


def test_passwords_are_never_shown_again(editor: User) -> None:
    sent = {"oldpassword": "correct horse battery", "password1": "an other secret", "note": "Words that may be seen"}

    page = checked(editor).post("/accounts/password/change/", sent, **OWN).content.decode()

    assert "correct horse" not in page
    assert "an other secret" not in page
    assert "Words that may be seen" in page


def test_whoever_is_logged_out_gets_the_words_back_without_a_key(client: Client) -> None:
    page = Client(enforce_csrf_checks=True).post("/new/", {"title": "Words of mine here"}, **OWN).content.decode()

    assert "Words of mine here" in page
    assert "Send it again" not in page


@override_settings(UNLIMITED=False, SAVES_A_MINUTE=1)
def test_too_many_saves_are_slowed_and_kept(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    client = client_of(editor)
    client.post("/PAY-1/withdraw", {"reason": "First of these"})

    answer = client.post("/PAY-1/withdraw", {"reason": "Second of these"}, **OWN)

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"
    assert "Second of these" in answer.content.decode()
    assert "Send it again" in answer.content.decode()


def test_a_body_that_was_too_large_is_said_to_be_in_the_browser(editor: User, client_of: ClientOf) -> None:
    answer = client_of(editor).post("/new/", HTTP_X_SPECROOM_TOO_LARGE="1")

    assert answer.status_code == 413
    assert "your browser still has the form" in answer.content.decode()


def test_a_request_without_sense_is_a_plain_page() -> None:
    request = RequestFactory().post("/new/")

    assert errors.bad_request(request).status_code == 400


def test_a_form_beyond_the_limit_is_too_large(editor: User) -> None:
    request = RequestFactory().post("/new/")
    request.user = editor

    assert errors.bad_request(request, RequestDataTooBig()).status_code == 413


def test_what_broke_shows_nothing_of_what_was_inside(editor: User) -> None:
    request = RequestFactory().post("/new/", {"title": "Words of mine here"}, HTTP_SEC_FETCH_SITE="same-origin")
    request.user = editor

    answer = errors.server_error(request)

    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Something broke on our side" in page
    assert "Words of mine here" in page
    assert editor.email not in page


def test_a_broken_page_answers_with_it(editor: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specs.views.home.waiting_for", lambda user: 1 / 0)
    client = client_of(editor)
    client.raise_request_exception = False

    answer = client.get("/")

    assert answer.status_code == 500
    assert "ZeroDivisionError" not in answer.content.decode()


MANIFEST = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}


def test_without_a_manifest_of_static_files_the_page_comes_all_the_same(tmp_path: Path) -> None:
    client = Client(raise_request_exception=False)

    with override_settings(STORAGES=MANIFEST, STATIC_ROOT=tmp_path, DEBUG=False):
        answer = client.get("/accounts/login/")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()
    assert '<link rel="stylesheet" href="/static/css/plain.css">' in answer.content.decode()
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]


@override_settings(TEMPLATES=[])
def test_without_the_templates_the_page_comes_all_the_same() -> None:
    answer = Client(raise_request_exception=False).get("/accounts/login/")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_without_a_database_the_page_comes_all_the_same(tmp_path: Path) -> None:
    """With a session to look for and a person to greet."""
    ask = (
        "from django.test import Client; client = Client(raise_request_exception=False);"
        "client.cookies['specroom'] = 'x' * 32; answer = client.get('/');"
        "print(answer.status_code, answer.content.decode())"
    )
    environment = {
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "SPECROOM_VAR": str(tmp_path),
        "SPECROOM_HOSTS": "testserver",
    }
    found = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ask],
        cwd=settings.BASE_DIR,
        env=clean_environment(environment),
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.startswith("500 <!doctype html>")
    assert "Something broke on our side" in found.stdout


def test_its_stylesheet_names_files_that_are_there() -> None:
    css = Path(settings.BASE_DIR) / "static" / "css"
    named = re.findall(r'url\("([^"]+)"\)', (css / "plain.css").read_text())

    assert named
    assert [name for name in named if not (css / name).is_file()] == []


def test_what_was_typed_is_shown_there_as_text() -> None:
    sent = {"title": "</textarea> <script>alert(1)</script>"}

    page = errors.server_error(RequestFactory().post("/new/", sent, HTTP_SEC_FETCH_SITE="same-origin")).content.decode()

    assert "&lt;/textarea&gt; &lt;script&gt;" in page
    assert "<script" not in page
