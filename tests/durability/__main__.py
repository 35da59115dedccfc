"""`make durability [EDITS=10000] [SEED=7]`: a long run on SQLite, then one on PostgreSQL, each with its report."""

import os
import subprocess
import sys
from pathlib import Path

from tests.postgres import postgresql

ROOT = Path(__file__).parents[2]


def run(*options: str, database: str = "") -> int:
    command = [sys.executable, "-m", "tests.durability.kit", *options]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, "DATABASE_URL": database}, check=False).returncode


def main() -> int:
    options = ["--edits", os.environ.get("EDITS") or "10000", *sys.argv[1:]]
    if seed := os.environ.get("SEED"):
        options += ["--seed", seed]
    failed = run(*options)
    with postgresql() as url:
        return run(*options, "--stop", database=url) or failed


if __name__ == "__main__":
    sys.exit(main())
