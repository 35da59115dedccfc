"""A short run of the kit: what was acknowledged is there once, and everybody sees the same, whatever happened."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.database
SEED = os.environ.get("SEED") or "6"


def run(*options: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "tests.durability.kit", "--seed", SEED, *options]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=150, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_nothing_that_was_acknowledged_is_lost() -> None:
    code, said = run("--seconds", "13", "--every", "1")
    print(said)
    assert code == 0, said
    report = json.loads(said[said.index("{") :])
    assert report["acknowledged"] > 50, said
    assert report["converged"]
    assert sum(report["trouble"].values()) > 1  # on a busy machine a killed server takes seconds to be back
