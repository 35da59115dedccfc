"""The kit finds what it is there to find: each of four faults, seeded on purpose, makes it fail, and says with what."""

import asyncio
import random
from argparse import Namespace
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from specs.models import Spec
from tests.durability.client import Torn
from tests.durability.faults import NAMES, seeded
from tests.durability.kit import watched
from tests.durability.performance import Performance
from tests.durability.simulation import Simulation
from tests.durability.stage import Stage
from tests.factories import make_member, make_spec, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def simulation() -> Simulation:
    team = make_team("PAY")
    people: list[User] = [make_member(team) for _ in range(4)]
    spec: Spec = make_spec(team, people[0])
    return Simulation(spec, people, random.Random(4))


def test_without_a_fault_all_holds(simulation: Simulation) -> None:
    assert simulation.run(400) == []
    assert len(simulation.witness.words) > 100


@pytest.mark.parametrize("name", NAMES)
def test_a_seeded_fault_is_found(simulation: Simulation, name: str) -> None:
    with seeded(name):
        assert simulation.run(400)


def test_a_run_that_a_person_tears_ends_with_their_words_and_its_seed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = Namespace(seed=7, seconds=20, edits=0, every=0, fault="", stop=False)

    async def tear() -> None:
        raise Torn("text 3: version 9 was told after 6")

    async def write() -> dict[str, Any]:
        play = Performance(given, tmp_path, "")
        play.servers, play.stage = [], Stage(7, "PAY-1", 1, "", [], 0.1, [], [])
        play.typists, play.threads, play.tasks = [], [], [asyncio.create_task(tear())]
        return await watched(play, given.seed, tmp_path)

    with ThreadPoolExecutor(1) as thread:  # a browser may have left a loop in this one
        report = thread.submit(asyncio.run, write()).result()
    assert report["faults"][0] == "torn: Torn: text 3: version 9 was told after 6"
    assert report["seconds"] < 10
    assert f"Something does not hold: seed 7, its history is in {tmp_path}" in capsys.readouterr().out
