"""The headers of every answer, and how often one may ask."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client

from accounts.models import User
from config.limits import exceeded
from config.logs import JsonLines

pytestmark = pytest.mark.django_db

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-…'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PATHS = ["/accounts/login/", "/settings/", "/first/guess/", "/healthz", "/nothing/here/at/all/"]


@pytest.mark.parametrize("path", PATHS)
def test_the_policy_is_the_one_written_down(client: Client, path: str) -> None:
    sent = client.get(path).headers["Content-Security-Policy"]

    assert re.sub(r"nonce-[\w-]{22}'", "nonce-…'", sent) == POLICY


def test_each_answer_has_a_nonce_of_its_own(client: Client) -> None:
    first, second = (client.get("/accounts/login/").headers["Content-Security-Policy"] for _ in range(2))

    assert first != second


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_kept_by_anybody_on_the_way(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["Cache-Control"] == "private, no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"


def test_static_files_may_be_kept_and_are_nobody_else_s(client: Client) -> None:
    answer = client.get("/static/css/main.css")

    assert answer.status_code == 200
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client: Client, stranger: User) -> None:
    client.post("/accounts/login/", {"login": stranger.email, "password": "correct horse"})

    session = client.cookies["specroom"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert client.cookies["csrf"]["samesite"] == "Lax"


def test_no_page_of_ours_has_inline_style_or_script() -> None:
    """A mail is no page: its reader's program knows no sheet of ours."""
    for path in (configured.BASE_DIR / "templates").rglob("*.html"):
        if path.parent.name == "mails":
            continue
        written = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)", written), path
        assert not re.search(r"\sstyle=|\son(?:[a-df-z]|e[a-z])[a-z]+=|javascript:", written), path
        assert "<style" not in written or "nonce" in written, path


def test_no_page_of_ours_asks_another_server() -> None:
    for folder in ("templates", "static"):
        for path in (configured.BASE_DIR / folder).rglob("*"):
            if path.suffix in {".html", ".css", ".js"}:
                assert not re.search(r"(?:src|href|url|@import)\s*[=(]?\s*[\"']?(?:https?:)?//\w", path.read_text()), (
                    path
                )


def test_a_limit_counts_each_person_for_themselves() -> None:
    assert [exceeded("save", 1, 2, 60) for _ in range(3)] == [False, False, True]
    assert not exceeded("save", 2, 2, 60)
    assert not exceeded("import", 1, 2, 60)


def test_a_limit_of_none_lets_nothing_through() -> None:
    assert exceeded("save", 1, 0, 60)


def test_who_saves_too_fast_is_told_to_wait(client_of: Callable[[User], Client], stranger: User, settings: Any) -> None:
    settings.SAVES_A_MINUTE = 1
    client = client_of(stranger)
    client.post("/new/", {})

    answer = client.post("/new/", {})

    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "60"


def test_imports_have_a_limit_of_their_own(client_of: Callable[[User], Client], stranger: User, settings: Any) -> None:
    settings.SAVES_A_MINUTE = 100
    settings.IMPORTS_A_MINUTE = 1
    client = client_of(stranger)
    client.post("/import/", {"step": "create"})

    assert client.post("/import/", {"step": "create"}).status_code == 429
    assert client.post("/new/", {}).status_code != 429


def test_a_file_is_looked_at_without_using_up_the_imports(
    client_of: Callable[[User], Client], stranger: User, settings: Any
) -> None:
    settings.IMPORTS_A_MINUTE = 1
    client = client_of(stranger)

    assert [client.post("/import/", {}).status_code == 429 for _ in range(4)] == [False, False, False, True]
    assert client.post("/import/", {"step": "create"}).status_code != 429


def test_reading_has_no_limit(client_of: Callable[[User], Client], stranger: User, settings: Any) -> None:
    settings.SAVES_A_MINUTE = 0

    assert client_of(stranger).get("/").status_code == 200


def test_the_health_page_answers_reads(client: Client) -> None:
    assert client.get("/healthz").content == b"ok\n"
    assert client.post("/healthz").status_code == 405


def line(message: str, *arguments: object) -> str:
    return JsonLines().format(logging.LogRecord("specs", logging.INFO, __file__, 1, message, arguments, None))


@pytest.mark.parametrize("forged", ["a\nb", 'a"}\n{"level": "critical', "a\u2028b", "\x1b[2J"])
def test_a_log_line_cannot_be_forged(forged: str) -> None:
    written = line("title %s", forged)

    assert len(written.splitlines()) == 1
    assert json.loads(written)["message"] == f"title {forged}"
    assert "\x1b" not in written


@pytest.mark.parametrize(
    "path",
    [
        "/first/s3cr3t/", "/invite/s3cr3t/", "/accounts/confirm-email/s3cr3t/",
        "/accounts/password/reset/key/1-s3cr3t/",
        "/x?token=s3cr3t&a=1", "/x?code=s3cr3t", "password=s3cr3t", "http://h/invite/s3cr3t/",
    ],
)  # fmt: skip
def test_secrets_do_not_reach_the_log(path: str) -> None:
    assert "s3cr3t" not in line('"GET %s HTTP/1.1" 200', path)


def test_a_trace_stands_in_the_line_without_secrets() -> None:
    try:
        raise ValueError("/invite/s3cr3t/")
    except ValueError as error:
        record = logging.LogRecord(
            "specs", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, error.__traceback__)
        )

    written = JsonLines().format(record)

    assert len(written.splitlines()) == 1
    assert "Traceback" in json.loads(written)["trace"]
    assert "s3cr3t" not in written
