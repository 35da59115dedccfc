"""The README names every setting and every command that there is."""

import ast
import re
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()


GIVEN_BY_MAKE = {"SPECROOM_STARTED"}


def settings_read() -> set[str]:
    """Every environment variable that our code asks for, in whichever file."""
    files = (path for folder in ("accounts", "config", "specs") for path in (ROOT / folder).rglob("*.py"))
    calls = (node for path in files for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    return {name for call in calls if (name := variable(call))} - GIVEN_BY_MAKE


def variable(call: ast.Call) -> str | None:
    """NAME in `environment.text("NAME")` and `os.environ.get("NAME")`."""
    asked = ast.unparse(call.func)
    first = call.args[0] if call.args else None
    ours = re.fullmatch(r"environment\.\w+|os\.environ\.get|os\.getenv", asked)
    return first.value if ours and isinstance(first, ast.Constant) else None


def settings_listed() -> set[str]:
    """The names in the first column of the table."""
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    return {name for row in re.findall(r"^\| (`[^|]*`) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)}


def test_every_setting_stands_in_the_table_and_no_other() -> None:
    assert settings_listed() == settings_read()
    assert {"DATABASE_URL", "PORT", "SPECROOM_URL"} < settings_read()


def test_no_setting_is_named_that_is_none() -> None:
    assert set(re.findall(r"SPECROOM_\w+", README)) <= settings_read()


def test_every_command_of_ours_is_documented_and_the_other_way_round() -> None:
    ours = {name for name, app in get_commands().items() if app in {"accounts", "specs"}}
    listed = set(
        re.findall(r"^\| `([a-z_]+)[ `]", README.partition("manage.py NAME")[2].partition("## Settings")[0], re.M)
    )

    assert ours - listed == set()
    assert listed - set(get_commands()) == set()


def test_links_in_the_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", path.read_text()):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
