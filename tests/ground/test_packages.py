"""What the project stands on, and what its files must not say."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

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


def mentioned_modules() -> set[str]:
    """Modules that our code imports, or names in a string as settings do."""
    found = set()
    for folder in ("accounts", "config", "specs", "tests"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module.split(".")[0])
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isprintable():
                    found.add(node.value.split(".")[0])
    return found


@pytest.mark.parametrize("package", CARD)
def test_each_package_of_the_card_is_a_direct_dependency(package: str) -> None:
    assert package in direct_dependencies()


@pytest.mark.parametrize("module", [module for module in CARD.values() if module != "pytest_django"])
def test_each_package_of_the_card_is_used(module: str) -> None:
    assert module in mentioned_modules()


def test_pytest_django_runs_these_tests(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.pluginmanager.has_plugin("django")
    assert pytestconfig.getini("DJANGO_SETTINGS_MODULE") == "config.settings"


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
