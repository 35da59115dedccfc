"""What the project stands on, and what its files must not say."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import User

ROOT = Path(settings.BASE_DIR)
CARD = {
    "django": "django",
    "django-htmx": "django_htmx",
    "markdown": "markdown",
    "psycopg": "psycopg",
    "pytest-django": "pytest_django",
    "whitenoise": "whitenoise",
}
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def direct_dependencies() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    return {re.split(r"[\[<>=~! ]", one)[0].lower() for one in wanted}


def imported(folders: Sequence[str], root: Path = ROOT) -> set[str]:
    """The packages that our code in these folders imports."""
    return {name for tree in parsed(folders, root) for node in ast.walk(tree) for name in packages_of(node)}


def packages_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module.split(".")[0]]
    return []


def parsed(folders: Sequence[str], root: Path) -> list[ast.Module]:
    return [ast.parse(path.read_text()) for folder in folders for path in sorted((root / folder).rglob("*.py"))]


def installed_by_settings() -> set[str]:
    """The packages whose applications and middleware the settings name."""
    return {name.split(".")[0] for name in (*settings.INSTALLED_APPS, *settings.MIDDLEWARE)}


def engines_of_settings() -> set[str]:
    """The package that stands behind an address of a PostgreSQL, as the settings read it and Django loads it."""
    ask = "from django.db import connection; print(connection.Database.__name__)"
    found = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", ask],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"},
        capture_output=True,
        text=True,
        check=True,
    )
    return {found.stdout.strip()}


OURS = ("accounts", "config", "specs")
USED: dict[str, Callable[[], set[str]]] = {
    "django": lambda: imported(OURS),
    "markdown": lambda: imported(["specs"]),
    "django_htmx": installed_by_settings,
    "whitenoise": installed_by_settings,
    "psycopg": engines_of_settings,
}


@pytest.mark.parametrize("package", CARD)
def test_each_package_of_the_card_is_a_direct_dependency(package: str) -> None:
    assert package in direct_dependencies()


@pytest.mark.parametrize("module", [module for module in CARD.values() if module != "pytest_django"])
def test_each_package_of_the_card_is_used(module: str) -> None:
    assert module in USED[module]()


def test_a_package_that_is_only_talked_about_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "a.py").write_text(
        '"""markdown"""\nfrom . import whitenoise\nNAME = "markdown"\nimport html.parser\n'
    )

    assert imported(["specs"], tmp_path) == {"html"}


def test_pytest_django_runs_these_tests(pytestconfig: pytest.Config, django_user_model: type) -> None:
    plugin = pytestconfig.pluginmanager.get_plugin("django")

    assert plugin
    assert plugin.__name__.split(".")[0] == "pytest_django"
    assert pytestconfig.getini("DJANGO_SETTINGS_MODULE") == "config.settings"
    assert django_user_model is User


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    for entry in re.split(r"\n(?=\S)", (ROOT / lock).read_text().strip()):
        assert re.match(r"[a-z0-9][a-z0-9.-]*==[^ ]+", entry), entry
        assert "--hash=sha256:" in entry, entry


@pytest.mark.parametrize("lock", LOCKS)
def test_every_direct_dependency_is_locked(lock: str) -> None:
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / lock).read_text(), re.M))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]

    assert {re.split(r"[\[<>=~! ]", one)[0].lower() for one in project} <= locked


def test_the_tests_run_with_the_versions_of_production() -> None:
    first, second = (dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / lock).read_text(), re.M)) for lock in LOCKS)

    assert {name: second.get(name) for name in first} == first


def committed() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "deb.debian" + ".org",
    "--index" + "-url",
    "extra-index" + "-url",
]


def test_no_committed_file_names_a_registry() -> None:
    for path in committed():
        written = path.read_bytes().decode("utf-8", "replace").lower()
        assert not [name for name in REGISTRIES if name in written], path
