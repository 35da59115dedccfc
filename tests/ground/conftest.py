"""What servers need that are started for a test."""

import fcntl
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests.ground.processes import clean_environment


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """What a first start makes ready, made once by the process that needs it first: it takes ten seconds and more."""
    own = tmp_path_factory.getbasetemp()
    shared = (own if worker_id == "master" else own.parent) / "prepared-for-all"
    with shared.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            prepare(tmp_path_factory.mktemp("prepared")).rename(shared)
    return shared


def prepare(var: Path) -> Path:
    environment = clean_environment({"SPECROOM_VAR": str(var)})
    for command in (["migrate"], ["collectstatic", "--noinput"]):
        subprocess.run(
            [sys.executable, "manage.py", *command, "-v0"], cwd=settings.BASE_DIR, env=environment, check=True
        )
    return var
