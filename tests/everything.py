"""`make test`: what touches the database on PostgreSQL, then everything on SQLite and in Chromium, with coverage."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.browsers import CHROMIUM_NAMES
from tests.postgres import postgresql

INSTALL = "apt-get install -y --no-install-recommends chromium"


def main() -> int:
    browser = chromium()
    if browser is None:
        print(f"The browser tests need Chromium. Set CHROMIUM to its path, or install it:\n\n  {INSTALL}")
        return 1
    with TemporaryDirectory(prefix="specroom-static-") as folder:
        places = {"CHROMIUM": browser, "TESTED_STATIC": collected(Path(folder))}
        with postgresql() as url:
            failed = pytest(
                ["-m", "database", "-p", "no:cacheprovider", *of_the_database()], {**places, "DATABASE_URL": url}
            )
        return pytest(["--cov", "--cov-report=term:skip-covered"], places) or failed


def collected(folder: Path) -> str:
    """Static files as people are served them: scripts and style sheets joined, names with their hashes."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(command, env={**os.environ, "SPECROOM_VAR": str(folder), "SPECROOM_DEBUG": "1"}, check=True)
    return str(folder / "static")


def chromium() -> str | None:
    """$CHROMIUM, else what PATH has, else what Debian's package brings where we may install it."""
    return found() or (found() if installed() else None)


def found() -> str | None:
    for candidate in (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES):
        if candidate and (path := shutil.which(candidate)):
            return path
    return None


def installed() -> bool:
    """Installs Chromium; False where this is not root on Debian, or it did not work."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Installing Chromium", flush=True)
    update = subprocess.run(["apt-get", "-qq", "update"], check=False)
    return (
        update.returncode == 0
        and subprocess.run(INSTALL.split(), check=False, stdout=subprocess.DEVNULL).returncode == 0
    )


def of_the_database() -> list[str]:
    """The files that have such tests, so that no worker reads all the others to find them."""
    files = sorted(Path(__file__).parent.rglob("test_*.py"))
    return [str(path) for path in files if "mark.database" in path.read_text()]


def pytest(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """The exit status; no test at all counts as a failure. What one process compiled the others need not."""
    workers = str((os.cpu_count() or 1) + 1)  # one more than processors: those in a browser wait much
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", *arguments]
    print(" ".join(command[1:]), "on PostgreSQL" if "DATABASE_URL" in environment else "on SQLite", flush=True)
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, env={**inherited, **environment}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
