"""The workflow as a whole: whatever people do in whatever order, its properties hold; and each condition is needed.

Rules are weighted by state, since a walk that draws acts evenly seldom comes to an approval, where the holes are.
"""

import random

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from specs import workflow
from specs.workflow import quorum, writing
from tests.workflow.machine import ADMIN, ED, EVE, PEOPLE, VAL, VIC, Hole, Machine, step

GROUPS = st.frozensets(st.sampled_from(PEOPLE), min_size=1, max_size=3)


class Workflow(RuleBasedStateMachine):
    """Five people, one of them an admin, two who write and two who only read."""

    def __init__(self) -> None:
        super().__init__()
        self.machine = Machine()

    @rule(choice=st.integers(0, 999), by=st.sampled_from(PEOPLE), at=st.integers(0, 9), people=GROUPS)
    def act(self, choice: int, by: int, at: int, people: frozenset[int]) -> None:
        step(self.machine, choice, by, at, people)

    @invariant()
    def the_properties_hold(self) -> None:
        self.machine.check()

    def teardown(self) -> None:
        self.machine.ways_out()


@pytest.mark.fuzz
def test_whatever_people_do_the_properties_hold() -> None:
    many = settings.default.max_examples
    run_state_machine_as_test(Workflow, settings=settings(max_examples=many, stateful_step_count=50, deadline=None))


def walk(seed: int, holes: frozenset[str] = frozenset(), steps: int = 80) -> Machine:
    chance = random.Random(seed)
    machine = Machine(holes)
    for _ in range(steps):
        people = frozenset(chance.sample(PEOPLE, chance.randint(1, 3)))
        step(machine, chance.randrange(1000), chance.choice(PEOPLE), chance.randrange(10), people)
    machine.ways_out()
    return machine


def test_random_walks_come_to_approvals_of_every_kind() -> None:
    walks = [walk(seed) for seed in range(150)]
    assert sum(machine.approvals for machine in walks) > 150
    kinds = {kind for machine in walks for kind, _ in machine.records}
    assert kinds >= {"override", "revoke", "abandon", "implement", "reopen", "withdraw", "approved"}


#: A condition left out, and the property that says so.
HOLES = {
    "unsent": "(6)",
    "ids": "(6)",
    "hash": "(5)",
    "asked": "(4)",
    "blocking": "(7)",
    "carried approvals": "(4)",
    "writers": "(9)",
    "withdraw clears requests": "(8)",
    "send clears requests": "(8)",
    "reviewers clear requests": "(8)",
    "override all": "(8)",
    "own override": "(4)",
    "versions": "(14)",
    "discard by words": "(17)",
    "abandon keeps the text": "(17)",
    "abandon keeps requests": "(8)",
    "coverage": "(13)",
    "fresh": "(13)",
    "untick": "(13)",
    "revoke leaves the round": "(2)",
}


def find(holes: frozenset[str] = frozenset()) -> None:
    """Walks until a property fails."""
    for seed in range(1_500):
        walk(seed, holes)


@pytest.mark.parametrize("hole", HOLES)
def test_each_condition_is_needed(hole: str) -> None:
    with pytest.raises(Hole) as found:
        find(frozenset({hole}))
    assert HOLES[hole] in str(found.value)


#: A rule taken out of the pure functions themselves.
RULES = {
    "words that come back have their writer": (writing, "_revived", lambda events, cleared: set(), "(9)"),
    "a discard that was undone clears nobody": (
        writing,
        "_discarded",
        lambda events: {
            other.number
            for event in events
            if event.restores is not None
            for other in events
            if event.restores < other.number <= event.number
        },
        "(9)",
    ),
    "each rule is met": (quorum, "lacking", lambda rules, counted: {}, "(4)"),
}


@pytest.mark.parametrize("name", RULES)
def test_each_rule_is_needed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, function, instead, said = RULES[name]
    if name == "a discard that was undone clears nobody":
        monkeypatch.setattr(writing, "_revived", lambda events, cleared: set())
    monkeypatch.setattr(module, function, instead)
    with pytest.raises(Hole) as found:
        find()
    assert said in str(found.value)


# What long walks found, or would be luck to find: each has a test of its own


def approve_all(machine: Machine, by: int, reviewer: int) -> None:
    machine.submit(by, 1, frozenset({reviewer}))
    machine.look(reviewer, 0)
    machine.approve(reviewer, 0)


def three_versions(holes: frozenset[str] = frozenset()) -> Machine:
    """1.0 by Eve; 1.1 by Ed; 1.2 by Eve, revoked with 1.0 in force again. The draft has Ed's words still."""
    machine = Machine(holes)
    approve_all(machine, EVE, VIC)
    for writer in (ED, EVE):
        machine.revise(writer, 0)
        machine.edit(writer, 0 if writer == ED else 1)
        approve_all(machine, writer, VIC)
    machine.revoke(ADMIN, 1)
    assert (machine.in_force, machine.working, machine.version) == (1, "draft", "1.3")
    return machine


def test_writers_are_counted_from_what_is_in_force_again_not_from_the_latest_approved() -> None:
    """Scenario 11. 1.1 is superseded and later than 1.0, but its writer's words are new beside what is in force."""
    machine = three_versions()
    machine.attempt(lambda: machine.submit(EVE, 1, frozenset({VIC})))
    assert machine.asked
    assert machine.asked.writers == {EVE, ED}
    broken = three_versions(frozenset({"latest approved"}))
    with pytest.raises(Hole, match=r"\(9\)"):
        broken.attempt(lambda: broken.submit(EVE, 1, frozenset({VIC})))


def test_after_a_revocation_the_draft_is_abandoned_revised_and_submitted_from_there() -> None:
    """Scenario 11, on."""
    machine = three_versions()
    machine.attempt(lambda: machine.abandon(ED, 0))
    assert (machine.working, machine.rows) == ("none", machine.frozen[1])
    machine.attempt(lambda: machine.revise(ED, 0))
    machine.attempt(lambda: machine.edit(ED, 0))
    machine.attempt(lambda: machine.submit(ED, 1, frozenset({VIC})))
    assert machine.asked
    assert (machine.version, machine.asked.writers) == ("1.3", frozenset({ED}))


def test_a_base_revoked_in_mid_round_closes_the_round_and_its_writers_count_again() -> None:
    """Scenario 10."""
    machine = Machine()
    approve_all(machine, EVE, VIC)
    machine.revise(EVE, 0)
    machine.edit(EVE, 0)
    machine.edit(ED, 1)
    machine.attempt(lambda: machine.submit(ED, 1, frozenset({VIC})))
    machine.attempt(lambda: machine.revoke(ADMIN, 0))
    assert (machine.asked, machine.working, machine.in_force) == (None, "draft", None)
    machine.attempt(lambda: machine.submit(ED, 1, frozenset({VIC})))
    assert machine.asked
    assert machine.asked.writers == {EVE, ED}


def test_a_row_deleted_and_typed_again_is_another_text() -> None:
    """Scenario 12."""
    machine = Machine()
    machine.submit(EVE, 1, frozenset({VIC}))
    machine.attempt(lambda: machine.retype(EVE, 0))
    assert machine.unsent()
    machine.look(VIC, 0)
    machine.attempt(lambda: machine.approve(VIC, 0))
    assert machine.working == "review"
    machine.attempt(lambda: machine.send(EVE, 0))
    assert len(machine.revisions) == 2


def test_a_giver_who_is_not_named_again_is_asked_again() -> None:
    """Scenario 3."""
    machine = Machine()
    machine.submit(EVE, 1, frozenset({VIC, VAL}))
    machine.look(VIC, 0)
    machine.request(VIC, 0)
    machine.attempt(lambda: machine.withdraw(EVE, 0))
    machine.attempt(lambda: machine.submit(EVE, 1, frozenset({VAL})))
    assert machine.asked
    assert machine.asked.reviewers == {VIC, VAL}
    assert machine.blocking() == {VIC}


def test_several_clerks_typing_one_paragraph_are_all_its_writers() -> None:
    """Scenario 8: an event has a set of actors."""
    typed = workflow.TextEvent(1, frozenset({EVE, ED}), {1: ("a", "b")})
    assert workflow.writers([typed], base=0, upto=1) == {EVE, ED}
