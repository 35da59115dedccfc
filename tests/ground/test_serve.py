"""`make run`: what it makes ready, what it says, and that it does nothing twice."""

import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings

from config import serve
from config.health import ask
from tests.browsers import free_port
from tests.ground.processes import Server, clean_environment

SERVE = [sys.executable, "-m", "config.serve"]
FIRST_PAGE = re.compile(r"Specroom is at (http\S+) \(first page after \d+\.\d s\)")
PRODUCTION = {
    "SPECROOM_ENV": "production",
    "SPECROOM_SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SPECROOM_URL": "https://specs.example.org",
}
LINK = re.compile(r"http://127\.0\.0\.1:\d+/first/[\w-]{43}/")


def started(var: Path, extra: Mapping[str, str] | None = None) -> Server:
    port = free_port()
    return Server(SERVE, {"SPECROOM_VAR": str(var), "PORT": str(port), **(extra or {})}, port)


@pytest.fixture
def var(prepared: Path, tmp_path: Path) -> Path:
    """A server's folder after its first start, before anybody came."""
    return Path(shutil.copytree(prepared, tmp_path / "var"))


@pytest.mark.long
def test_the_first_start_makes_ready_and_prints_the_first_link(tmp_path: Path) -> None:
    with started(tmp_path) as server:
        server.wait_for("Nobody has an account yet")
        server.wait_for("manage.py first_login")
        said = server.said()

    assert "Preparing the database" in said
    assert "Preparing the static files" in said
    assert FIRST_PAGE.search(said)
    assert LINK.search(said)


def test_the_second_start_does_no_needless_work_and_its_link_ends_the_first(var: Path) -> None:
    with started(var) as server:
        server.wait_for("manage.py first_login")
        first = LINK.search(server.said())
    with started(var) as server:
        server.wait_for("manage.py first_login")
        second = LINK.search(server.said())
        assert first
        assert second
        assert ask(server.port, "", "/" + first[0].split("/", 3)[3]) == 410
        assert ask(server.port, "", "/" + second[0].split("/", 3)[3]) == 302
        said = server.said()

    assert "Preparing" not in said
    assert FIRST_PAGE.search(said)


def test_once_somebody_has_an_account_no_link_is_printed(var: Path) -> None:
    with started(var) as server:
        server.wait_for("manage.py first_login")
    make = "from accounts.models import User; User.objects.create_user('ana@example.com', 'violet anchor 12')"
    environment = clean_environment({"SPECROOM_VAR": str(var)})
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", make], cwd=settings.BASE_DIR, env=environment, check=True
    )

    with started(var) as server:
        server.wait_for("Specroom is at")
        said = server.said()

    assert "/first/" not in said


def test_a_taken_port_gets_a_clear_message(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = clean_environment({"SPECROOM_VAR": str(var), "PORT": str(port)})
        ended = subprocess.run(
            SERVE, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=60
        )

    assert ended.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken by another program." in ended.stderr
    assert f"make run PORT={port + 1}" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_server_s_static_files_are_hashed_compressed_and_kept(var: Path) -> None:
    with started(var) as server:
        server.wait_for("Specroom is at")
        page = urllib.request.urlopen(f"http://127.0.0.1:{server.port}/accounts/login/").read().decode()
        found = re.search(r"/static/css/main\.[0-9a-f]{12}\.css", page)
        assert found
        asked = urllib.request.Request(f"http://127.0.0.1:{server.port}{found[0]}", headers={"Accept-Encoding": "br"})
        answer = urllib.request.urlopen(asked)
        plain = urllib.request.urlopen(f"http://127.0.0.1:{server.port}/static/css/plain.css").read()

    assert b"@import" not in plain  # joined; by its own name too, for the page that can ask no manifest
    assert b"--paper" in plain
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer.headers["Content-Encoding"] == "br"


def test_the_server_does_not_name_its_software(var: Path) -> None:
    with started(var) as server:
        server.wait_for("Specroom is at")
        answer = urllib.request.urlopen(f"http://127.0.0.1:{server.port}/accounts/login/")

    assert "Server" not in answer.headers


SECRET_ADDRESSES = [
    "/first/{}/",
    "/invite/{}/",
    "/accounts/password/reset/key/{}/",
    "/accounts/confirm-email/{}/",
    "/accounts/login/?code={}",
]


@pytest.mark.parametrize(("extra", "url"), [({}, ""), (PRODUCTION, PRODUCTION["SPECROOM_URL"])])
def test_no_secret_of_an_address_reaches_the_log(var: Path, extra: dict[str, str], url: str) -> None:
    secret = "never-to-be-written-down"
    with started(var, extra) as server:
        server.wait_for("manage.py first_login")
        for address in SECRET_ADDRESSES:
            assert ask(server.port, url, address.format(f"1-{secret}"))
        server.wait_for("/first/***/")
        said = server.said()

    assert secret not in said
    if extra:  # there every request is written down
        assert [address for address in SECRET_ADDRESSES if address.format("***").rstrip("/") not in said] == []


def test_a_changed_file_is_newer_than_the_last_collection(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("")

    assert serve.newest([tmp_path]) >= (tmp_path / "css" / "a.css").stat().st_mtime


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_free_port_is_free(host: str) -> None:
    assert serve.is_free(host, free_port())


@pytest.mark.parametrize("target", ["run", "dev", "test", "lint", "fuzz", "bench", "lock"])
def test_make_knows_what_the_readme_names(target: str) -> None:
    planned = subprocess.run(
        ["make", "--dry-run", target], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )

    assert planned.returncode == 0, planned.stderr
    assert f"make {target}" in (Path(settings.BASE_DIR) / "README.md").read_text()


def test_make_run_takes_port_and_host() -> None:
    planned = subprocess.run(
        ["make", "--dry-run", "--print-data-base", "run", "PORT=8123", "HOST=0.0.0.0"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "PORT = 8123" in planned.stdout
    assert "HOST = 0.0.0.0" in planned.stdout
