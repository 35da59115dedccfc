"""The README names every setting and every command that there is."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
README = (ROOT / "README.md").read_text()


def settings_read() -> set[str]:
    return set(re.findall(r'"(SPECROOM_\w+|DATABASE_URL)"', (ROOT / "config" / "settings.py").read_text()))


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in README


def test_every_documented_setting_is_one() -> None:
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
