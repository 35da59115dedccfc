"""The kit finds what it is there to find: each of four faults, seeded on purpose, makes it fail, and says with what."""

import random

import pytest

from accounts.models import User
from specs.models import Spec
from tests.durability.faults import NAMES, seeded
from tests.durability.simulation import Simulation
from tests.durability.test_durability import SEED, run
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


def test_a_run_that_a_person_tears_ends_with_their_words_and_its_seed() -> None:
    fault = ("--fault", "acknowledged before stored", "--every", "0", "--pause", "0.05")
    code, said = run("--seconds", "20", "--people", "6", *fault)
    assert code == 1, said
    assert '"torn: ' in said, said
    assert f"Something does not hold: seed {SEED}" in said
