"""A team with a draft, and the people around it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from subprocess import PIPE

import pytest
from django.db import connection

from accounts.models import Role, Team, User
from specs.models import Row, Spec
from specs.services.proving import faults_of
from tests.factories import make_member, make_spec, make_team


@pytest.fixture
def payments(db: None) -> Team:
    return make_team("PAY")


@pytest.fixture
def ana(payments: Team) -> User:
    return make_member(payments, name="Ana Ruiz")


@pytest.fixture
def ben(payments: Team) -> User:
    return make_member(payments, name="Ben Cole")


@pytest.fixture
def cai(payments: Team) -> User:
    return make_member(payments, Role.VIEWER, name="Cai Lin")


@pytest.fixture
def ada(payments: Team) -> User:
    return make_member(payments, Role.ADMIN, name="Ada Admin")


@pytest.fixture
def spec(payments: Team, ana: User) -> Spec:
    return make_spec(payments, ana)


@pytest.fixture
def fr1(spec: Spec) -> Row:
    return Row.objects.get(spec=spec, uid="FR-1")


#: What happens in these is replayed: what the database says after each test is what the records and edits come to.
PROVED = {"test_implementing", "test_reviewing", "test_undoing", "test_workflow"}


@pytest.fixture(autouse=True)
def _every_chain_holds(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.module.__name__.rpartition(".")[2] not in PROVED:
        yield
        return
    request.getfixturevalue("db")
    yield
    for spec in Spec.objects.select_related("team", "in_force"):
        assert faults_of(spec) == []


RACER = Path(__file__).with_name("racer.py")
ROOT = RACER.parents[2]


@pytest.fixture(scope="module")
def run(django_db_setup: None) -> Iterator[Callable[..., list[str]]]:
    """`run(first, second)` lets two processes do an act each at the same time and tells how it went."""
    command = [sys.executable, str(RACER), str(connection.settings_dict["NAME"])]
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    with ExitStack() as stack:
        both = [
            stack.enter_context(
                subprocess.Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, env=place, text=True, bufsize=1)
            )
            for _ in range(2)
        ]
        assert [racer.stdout.readline() for racer in both] == ["ready\n"] * 2

        def both_at_once(*acts: dict[str, object]) -> list[str]:
            for racer, act in zip(both, acts, strict=True):
                racer.stdin.write(json.dumps(act) + "\n")
            return [racer.stdout.readline().strip() for racer in both]

        yield both_at_once
        for racer in both:
            racer.stdin.close()
