"""docker-compose.yml: what it says, and that its commands work on a real PostgreSQL."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from config.health import ask
from tests.browsers import free_port
from tests.ground.processes import Server
from tests.postgres import postgresql

ROOT = Path(settings.BASE_DIR)
SECRETS = {
    "POSTGRES_PASSWORD": "not-asked-for-on-a-socket",
    "SPECROOM_URL": "https://specs.example.org",
    "SPECROOM_SECRET_KEY": "a random one 0123456789 abcdefghijklmnopqrstuvwxyz 98765",
}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return parsed


def filled(value: str, given: dict[str, str]) -> str:
    """The value as the container engine fills it in: ${NAME}, ${NAME:-default}, ${NAME:?what is missing}."""

    def fill(match: re.Match[str]) -> str:
        return given.get(match["name"]) or (match["default"] or "")

    return re.sub(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*)|:\?[^}]*)?\}", fill, value)


def test_there_is_a_database_and_an_app_that_waits_for_it(compose: dict[str, Any]) -> None:
    services = compose["services"]

    assert set(services) == {"app", "database"}
    assert services["app"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["database"]["image"].startswith("postgres:")
    for service in services.values():
        assert service["healthcheck"]["test"][0] == "CMD"
        assert {volume.split(":")[0] for volume in service["volumes"]} <= set(compose["volumes"])


def test_every_setting_it_passes_on_is_one(compose: dict[str, Any]) -> None:
    source = (ROOT / "config" / "settings.py").read_text()

    for name in compose["services"]["app"]["environment"]:
        assert f'"{name}"' in source


def test_it_starts_with_no_secret_of_its_own(compose: dict[str, Any]) -> None:
    written = (ROOT / "docker-compose.yml").read_text()

    for name in SECRETS:
        assert f"${{{name}:?" in written


def test_the_app_is_the_image_s_own_command_and_check(compose: dict[str, Any]) -> None:
    image = (ROOT / "Dockerfile").read_text()

    assert 'CMD ["python", "-m", "config.serve"]' in image
    assert compose["services"]["app"]["healthcheck"]["test"] == ["CMD", "python", "-m", "config.health"]
    assert "--require-hashes -r requirements.lock" in image
    assert "USER specroom" in image


@pytest.fixture
def app(compose: dict[str, Any], prepared: Path, tmp_path: Path) -> Iterator[Server]:
    """The app as the file describes it, with the PostgreSQL of the tests in place of the container.

    Its static files are collected already, which takes long and is the same everywhere.
    """
    shutil.copytree(prepared / "static", tmp_path / "static")
    with postgresql() as url:
        port = free_port()
        environment = {
            name: filled(value, SECRETS) for name, value in compose["services"]["app"]["environment"].items()
        }
        environment |= {"DATABASE_URL": url, "SPECROOM_VAR": str(tmp_path), "HOST": "127.0.0.1", "PORT": str(port)}
        with Server([sys.executable, "-m", "config.serve"], environment, port) as server:
            yield server


@pytest.mark.long
def test_its_commands_work_on_postgresql(app: Server) -> None:
    app.wait_for("Specroom is at https://specs.example.org")

    check = subprocess.run(
        [sys.executable, "-m", "config.health"], cwd=ROOT, env={**os.environ, **app.environment}, check=False
    )

    assert check.returncode == 0
    assert ask(app.port, "https://other.example.org") == 400
    assert "https://specs.example.org/first/" in app.said()
