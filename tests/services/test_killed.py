"""A server killed in the middle of a write leaves a whole text: the write is there, or it is not."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from specs.document.reader import read
from specs.models import Spec
from specs.services.states import current, state_at
from tests.factories import SAMPLE, make_member, make_spec, make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
WRITER = Path(__file__).with_name("killed_writer.py")
ROOT = WRITER.parents[2]


def test_killed_again_and_again_it_is_always_whole() -> None:
    team = make_team("PAY")
    spec = make_spec(team, make_member(team))
    name = str(connection.settings_dict["NAME"])
    for pause in (0.05, 0.15, 0.3):
        kill_while_writing(name, spec.key, pause)
        fresh, document = current(spec)
        assert [(r.kind, r.source) for r in read(document.text).rows] == [(r.kind, r.source) for r in document.rows]
        assert [event.number for event in spec.events.all()] == list(range(1, fresh.seq + 1))
        assert state_at(fresh, fresh.seq).text == document.text
        assert state_at(fresh, 1).text == SAMPLE
    assert Spec.objects.get(pk=spec.pk).seq > 1


def kill_while_writing(name: str, key: str, pause: float) -> None:
    command = [sys.executable, str(WRITER), name, key]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, env=environment(), text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        assert writer.stdout.readline().strip().isdigit()
        time.sleep(pause)
        writer.kill()


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
