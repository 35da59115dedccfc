"""`make test` finds a browser, or ends with the command that brings one."""

import os
import sys
from pathlib import Path

import pytest

from tests import everything


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on PATH, with nothing in it, for somebody who is not root; no browser is named."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(
        sys, "executable", "/bin/false"
    )  # were a browser found, all tests would begin again in this one
    return folder


def program(path: Path) -> str:
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    return str(path)


def test_without_a_browser_it_fails_and_names_the_command(empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert everything.main() == 1
    assert "apt-get install -y --no-install-recommends chromium\n" in capsys.readouterr().out


def test_who_is_not_root_installs_nothing(empty: Path) -> None:
    program(empty / "apt-get")

    assert everything.chromium() is None


def test_a_browser_on_the_path_is_taken(empty: Path) -> None:
    found = program(empty / "chromium")

    assert everything.chromium() == found


def test_the_browser_that_is_named_wins(empty: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(empty / "chromium")
    named = program(tmp_path / "my-browser")
    monkeypatch.setenv("CHROMIUM", named)

    assert everything.chromium() == named


def test_a_named_browser_that_is_not_there_is_passed_over(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = program(empty / "chromium")
    monkeypatch.setenv("CHROMIUM", str(empty / "gone"))

    assert everything.chromium() == found


def test_root_gets_the_package(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An apt-get that, asked to install, makes a browser, as Debian's does."""
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    apt = empty / "apt-get"
    browser = empty / "chromium"
    apt.write_text(
        f'#!/bin/sh\n[ "$1" != install ] && exit 0\nprintf "#!/bin/sh\\n" > {browser}\n/bin/chmod 755 {browser}\n'
    )
    apt.chmod(0o755)

    assert everything.chromium() == str(browser)


def test_root_without_a_package_fails_all_the_same(
    empty: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    program(empty / "apt-get")

    assert everything.main() == 1
    assert everything.INSTALL in capsys.readouterr().out
