"""The quorum: who counts, what is missing, what blocks."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.workflow import (
    Covered,
    Policy,
    Rule,
    Served,
    Word,
    approving,
    at_least,
    blocking,
    outcome,
    reachable,
    require_distinct,
    standing_of,
    uncovered,
)

ANA, BEN, CAI, DAN = 1, 2, 3, 4
ONE_OF_ALL = Policy((Rule("reviewers", 1, frozenset({ANA, BEN, CAI})),))
PEOPLE = st.frozensets(st.integers(1, 5))


def test_one_approval_of_the_people_asked_is_enough() -> None:
    found = outcome(ONE_OF_ALL, reviewers={ANA, BEN}, writers=set(), approving={BEN}, unsent=False)
    assert found.approved
    assert found.counted == {BEN}
    assert found.missing == {}


def test_without_an_approval_it_says_how_many_are_missing() -> None:
    found = outcome(ONE_OF_ALL, reviewers={ANA, BEN}, writers=set(), approving=set(), unsent=False)
    assert not found.approved
    assert found.missing == {"reviewers": 1}


def test_a_writers_approval_is_kept_but_does_not_count() -> None:
    found = outcome(ONE_OF_ALL, reviewers={ANA, BEN}, writers={BEN}, approving={BEN}, unsent=False)
    assert not found.approved
    assert found.not_counted == {BEN}


def test_a_round_may_let_writers_count() -> None:
    policy = Policy(ONE_OF_ALL.rules, writers_count=True, why="We are two", by=ANA)
    assert outcome(policy, reviewers={BEN}, writers={BEN}, approving={BEN}, unsent=False).approved


def test_an_approval_of_somebody_not_asked_does_not_count() -> None:
    assert not outcome(ONE_OF_ALL, reviewers={ANA}, writers=set(), approving={CAI}, unsent=False).approved


def test_one_request_for_changes_blocks() -> None:
    found = outcome(ONE_OF_ALL, reviewers={ANA, BEN}, writers=set(), approving={ANA}, blocking=[BEN], unsent=False)
    assert not found.approved
    assert found.blocked_by == {BEN}
    assert found.missing == {}


def test_unsent_edits_hold_an_approval() -> None:
    assert not outcome(ONE_OF_ALL, reviewers={ANA}, writers=set(), approving={ANA}, unsent=True).approved


def test_every_rule_must_be_met_and_one_person_may_meet_several() -> None:
    policy = Policy((Rule("Security", 1, frozenset({CAI})), Rule("two of all", 2, frozenset({ANA, BEN, CAI}))))
    half = outcome(policy, reviewers={ANA, BEN, CAI}, writers=set(), approving={ANA, BEN}, unsent=False)
    assert half.missing == {"Security": 1}
    assert outcome(policy, reviewers={ANA, BEN, CAI}, writers=set(), approving={ANA, CAI}, unsent=False).approved


def test_reachable_only_with_somebody_who_counts() -> None:
    assert reachable(ONE_OF_ALL, reviewers={ANA, BEN}, writers={BEN})
    assert not reachable(ONE_OF_ALL, reviewers={BEN}, writers={BEN})
    assert not reachable(Policy((Rule("two", 2, frozenset({ANA})),)), reviewers={ANA}, writers=set())


@given(reviewers=PEOPLE, writers=PEOPLE, approving=PEOPLE, need=st.integers(1, 3), lenient=st.booleans())
def test_what_is_approved_was_reachable(
    reviewers: frozenset[int], writers: frozenset[int], approving: frozenset[int], need: int, *, lenient: bool
) -> None:
    policy = Policy((Rule("r", need, reviewers),), writers_count=lenient)
    found = outcome(policy, reviewers=reviewers, writers=writers, approving=approving, unsent=False)
    assert not found.approved or reachable(policy, reviewers=reviewers, writers=writers)
    assert found.counted | found.not_counted == approving & reviewers
    assert lenient or not found.counted & writers


def test_nobodys_approval_is_none_whatever_the_rules() -> None:
    nothing = Policy((Rule("reviewers", 0, frozenset()),))
    assert not outcome(nothing, reviewers={ANA}, writers=set(), approving=set(), unsent=False).approved
    assert not outcome(Policy(()), reviewers={ANA}, writers=set(), approving=set(), unsent=False).approved


def test_two_rules_of_one_name_do_not_stand_for_one_another() -> None:
    twice = (Rule("Security", 2, frozenset({ANA, BEN})), Rule("Security", 1, frozenset({CAI})))
    found = outcome(Policy(twice), reviewers={ANA, CAI}, writers=set(), approving={CAI}, unsent=False)
    assert not found.approved
    assert found.missing == {"Security": 2}
    with pytest.raises(ValueError, match="security"):
        require_distinct(["Security", "Two", "security"])
    require_distinct(["Security", "Two"])


TEAM = Policy((Rule("reviewers", 2, frozenset({ANA, BEN, CAI})), Rule("Security", 1, frozenset({CAI, DAN}))))


@pytest.mark.parametrize(
    ("policy", "enough"),
    [
        (TEAM, True),
        (Policy((Rule("reviewers", 3, frozenset({ANA, BEN})), Rule("Security", 1, frozenset({CAI})))), True),
        (Policy((Rule("reviewers", 1, frozenset({ANA, BEN, CAI})), TEAM.rules[1])), False),
        (Policy((TEAM.rules[0], Rule("Security", 1, frozenset({CAI, DAN, ANA})))), False),
        (Policy((TEAM.rules[0],)), False),
    ],
)
def test_a_round_asks_for_no_less_than_the_team(policy: Policy, *, enough: bool) -> None:
    assert at_least(policy, TEAM) is enough


def test_a_team_that_signs_with_the_password_is_not_content_with_a_session() -> None:
    strict = Policy(TEAM.rules, signing="confirm")
    assert not at_least(TEAM, strict)
    assert at_least(strict, TEAM)
    assert at_least(strict, strict)


@given(rules=st.lists(st.tuples(st.integers(1, 2), PEOPLE), max_size=3), reviewers=PEOPLE, writers=PEOPLE)
def test_reachable_is_false_exactly_when_no_verdicts_of_the_reviewers_lead_to_approved(
    rules: list[tuple[int, frozenset[int]]], reviewers: frozenset[int], writers: frozenset[int]
) -> None:
    """Property 22: tried with every set of people who could approve."""
    policy = Policy(tuple(Rule(str(i), need, people) for i, (need, people) in enumerate(rules)))
    sets = chain.from_iterable(combinations(sorted(reviewers), size) for size in range(len(reviewers) + 1))
    some = any(
        outcome(policy, reviewers=reviewers, writers=writers, approving=set(people), unsent=False).approved
        for people in sets
    )
    assert reachable(policy, reviewers=reviewers, writers=writers) is some


# What people said

SAID = [
    Word(3, ANA, 1, "approve"),
    Word(4, BEN, 1, "request"),
    Word(7, ANA, 2, "request"),
    Word(8, CAI, 2, "approve"),
]


def test_an_approval_is_of_one_revision_a_request_of_the_version_in_work() -> None:
    assert approving(SAID, revision=1) == frozenset()
    assert approving(SAID, revision=2) == {CAI}
    assert set(blocking(SAID, since=0)) == {ANA, BEN}
    assert set(blocking(SAID, since=5)) == {ANA}


def test_a_request_ends_by_its_givers_word_or_an_override() -> None:
    assert set(blocking([*SAID, Word(9, BEN, 2, "approve"), Word(10, ANA, 2, "lift")], since=0)) == set()
    assert set(blocking([Word(4, BEN, 1, "request", overridden=True)], since=0)) == set()
    assert set(blocking([Word(4, BEN, 1, "request", overridden=True), Word(5, BEN, 1, "request")], since=0)) == {BEN}


def test_the_order_of_events_decides_not_that_of_the_list() -> None:
    assert set(blocking([Word(9, BEN, 1, "lift"), Word(4, BEN, 1, "request")], since=0)) == set()


@pytest.mark.parametrize(
    ("person", "words", "number"),
    [
        (ANA, SAID, 7),
        (CAI, SAID, 8),
        (DAN, SAID, None),
        (CAI, [*SAID, Word(9, CAI, 2, "retract")], None),
        (ANA, [*SAID, Word(9, ANA, 2, "lift")], None),
        (CAI, [Word(2, CAI, 1, "approve")], None),
        (BEN, [Word(4, BEN, 1, "request", overridden=True)], None),
    ],
)
def test_what_a_person_could_take_back(person: int, words: list[Word], number: int | None) -> None:
    found = standing_of(person, words, revision=2, since=0)
    assert (found.number if found else None) == number


def test_what_was_said_of_an_approved_version_is_not_taken_back() -> None:
    assert standing_of(CAI, SAID, revision=2, since=8) is None


# Coverage


def tasks(*done: bool, fresh: bool = True) -> tuple[Served, ...]:
    return tuple(Served(i, one, fresh) for i, one in enumerate(done))


def test_a_requirement_needs_a_task_and_all_of_them_done() -> None:
    assert uncovered([Covered(1, None, tasks(True, True))]) == []
    assert uncovered([Covered(1, None, tasks(True, False)), Covered(2, None)]) == [1, 2]


def test_a_parent_is_covered_by_its_children() -> None:
    assert uncovered([Covered(1, None), Covered(2, 1, tasks(True))]) == []
    assert uncovered([Covered(1, None), Covered(2, 1)]) == [2]
    assert uncovered([Covered(1, None, tasks(False)), Covered(2, 1, tasks(True))]) == [1]


def test_a_tick_for_other_words_covers_nothing() -> None:
    assert uncovered([Covered(1, None, tasks(True, fresh=False))]) == [1]


def test_what_is_waived_needs_nothing_but_its_children_do() -> None:
    assert uncovered([Covered(1, None), Covered(2, 1)], waived={1}) == [2]
    assert uncovered([Covered(1, None, tasks(False))], waived={1}) == []
