"""Production refuses to start with an unsafe setting or with demo accounts, and says which."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from accounts.models import User
from config.safety import refusal
from tests.ground.processes import clean_environment

SAFE = {
    "SPECROOM_ENV": "production",
    "SPECROOM_SECRET_KEY": "a random one 0123456789 abcdefghijklmnopqrstuvwxyz 98765",
    "SPECROOM_URL": "https://specs.example.org",
}
UNSAFE = [
    ({"SPECROOM_SECRET_KEY": ""}, "SPECROOM_SECRET_KEY: set at least 50 random characters"),
    ({"SPECROOM_SECRET_KEY": "short"}, "SPECROOM_SECRET_KEY: set at least 50 random characters"),
    ({"SPECROOM_SECRET_KEY": "ab" * 40}, "SPECROOM_SECRET_KEY: it repeats a few characters"),
    ({"SPECROOM_DEBUG": "1"}, "SPECROOM_DEBUG"),
    ({"SPECROOM_URL": ""}, "SPECROOM_URL: it must begin with https://"),
    ({"SPECROOM_URL": "http://specs.example.org"}, "SPECROOM_URL: it must begin with https://"),
    ({"SPECROOM_URL": "https://localhost"}, "SPECROOM_URL: it must name the host that people use"),
    ({"SPECROOM_URL": "https://specs.example.org/below"}, "SPECROOM_URL: it must end after the host"),
    ({"SPECROOM_HOSTS": "*"}, "SPECROOM_HOSTS: name each host, without wildcard"),
    ({"SPECROOM_HOSTS": "specs.example.org,.example.org"}, "SPECROOM_HOSTS: name each host, without wildcard"),
    ({"SPECROOM_SMTP": "smtp://mail.example.org?tls=0", "SPECROOM_MAIL_FROM": "a@example.org"}, "SPECROOM_SMTP"),
    ({"SPECROOM_SMTP": "smtp://mail.example.org"}, "SPECROOM_MAIL_FROM: set the sender's address"),
    ({"SPECROOM_UNLIMITED": "1"}, "SPECROOM_UNLIMITED"),
]


def run(*command: str, var: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    environment = clean_environment({"SPECROOM_VAR": str(var), "PORT": "0", **extra})
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("change", "words"), UNSAFE, ids=[words for _, words in UNSAFE])
def test_the_server_does_not_start_and_names_the_setting(tmp_path: Path, change: dict[str, str], words: str) -> None:
    ended = run("-m", "config.serve", var=tmp_path, **{**SAFE, **change})

    assert ended.returncode == 1
    assert words in ended.stderr
    assert "unsafe in production" in ended.stderr


def test_all_that_is_unsafe_is_named_at_once(tmp_path: Path) -> None:
    ended = run("-m", "config.serve", var=tmp_path, SPECROOM_ENV="production", SPECROOM_DEBUG="1")

    for name in ("SPECROOM_SECRET_KEY", "SPECROOM_DEBUG", "SPECROOM_URL"):
        assert name in ended.stderr


@pytest.mark.parametrize(
    "start", [("-m", "uvicorn", "config.asgi:application", "--port", "0"), ("-c", "import config.wsgi")]
)
def test_no_other_way_in_starts_either(tmp_path: Path, start: tuple[str, ...]) -> None:
    ended = run(*start, var=tmp_path, **{**SAFE, "SPECROOM_URL": "http://specs.example.org"})

    assert ended.returncode != 0
    assert "SPECROOM_URL: it must begin with https://" in ended.stderr + ended.stdout


def test_commands_refuse_too(tmp_path: Path) -> None:
    ended = run("manage.py", "migrate", var=tmp_path, **{**SAFE, "SPECROOM_URL": "http://specs.example.org"})

    assert ended.returncode == 1
    assert "SPECROOM_URL: it must begin with https://" in ended.stderr


def test_safe_settings_pass_django_s_own_deployment_checks(tmp_path: Path) -> None:
    ended = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", var=tmp_path, **SAFE)

    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("name", "value"), [("SPECROOM_DEBUG", "maybe"), ("SPECROOM_PROXIES", "-1"), ("SPECROOM_MAX_BYTES", "5 MB")]
)
def test_a_setting_that_cannot_be_read_is_named(tmp_path: Path, name: str, value: str) -> None:
    ended = run("manage.py", "check", var=tmp_path, **{name: value})

    assert ended.returncode == 1
    assert f"{name} is '{value}'" in ended.stderr


PRINT = """
import json
from django.conf import settings as s
print(json.dumps({name: getattr(s, name) for name in (
    "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT", "ALLOWED_HOSTS", "DEBUG",
    "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "SPECROOM_URL", "PASSWORD_HASHERS",
)}))
"""


def configured(var: Path, **extra: str) -> dict[str, Any]:
    ended = run("-c", PRINT, var=var, DJANGO_SETTINGS_MODULE="config.settings", **extra)
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def test_over_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    given = configured(tmp_path, **SAFE)

    assert given["SESSION_COOKIE_NAME"] == "__Host-specroom"
    assert given["CSRF_COOKIE_NAME"] == "__Host-csrf"
    assert given["SESSION_COOKIE_SECURE"]
    assert given["CSRF_COOKIE_SECURE"]
    assert given["SESSION_COOKIE_DOMAIN"] is None
    assert given["SESSION_COOKIE_PATH"] == "/"
    assert given["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert given["ALLOWED_HOSTS"] == ["specs.example.org"]


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("", "http://127.0.0.1:8123"),
        ("0.0.0.0", "http://127.0.0.1:8123"),
        ("10.0.0.7", "http://10.0.0.7:8123"),
        ("::1", "http://[::1]:8123"),
    ],
)
def test_without_a_url_people_find_it_where_it_listens(tmp_path: Path, host: str, url: str) -> None:
    given = configured(tmp_path, HOST=host, PORT="8123")

    assert given["SPECROOM_URL"] == url
    assert "localhost" in given["ALLOWED_HOSTS"]


def test_development_is_not_held_to_it(tmp_path: Path) -> None:
    assert run("manage.py", "check", var=tmp_path).returncode == 0


def test_the_secret_of_development_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    run("manage.py", "check", var=tmp_path)
    first = (tmp_path / "secret_key").read_text()
    run("manage.py", "check", var=tmp_path)

    assert (tmp_path / "secret_key").read_text() == first
    assert len(first) >= 50
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.fixture
def production(settings: Any) -> None:
    settings.PRODUCTION = True
    settings.SECRET_KEY = SAFE["SPECROOM_SECRET_KEY"]
    settings.SPECROOM_URL = SAFE["SPECROOM_URL"]


def test_a_demo_account_stops_production(person: Callable[..., User], production: None) -> None:
    person("Demi Demo", is_demo=True)

    assert "demi@example.com" in refusal()
    with pytest.raises(SystemCheckError, match=r"demi@example\.com"):
        call_command("check", databases=["default"])


def test_a_closed_demo_account_does_not(person: Callable[..., User], production: None) -> None:
    person("Demi Demo", is_demo=True, is_active=False)
    person("Ana Ruiz")

    assert refusal() == ""
