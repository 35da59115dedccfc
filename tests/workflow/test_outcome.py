"""The quorum: who counts, what is missing, what blocks."""

from hypothesis import given
from hypothesis import strategies as st

from specs.workflow import Covered, Policy, Rule, outcome, reachable, uncovered

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


def test_a_requirement_needs_a_task_and_all_of_them_done() -> None:
    assert uncovered([Covered("FR-1", None, (True, True))]) == []
    assert uncovered([Covered("FR-1", None, (True, False)), Covered("FR-2", None, ())]) == ["FR-1", "FR-2"]


def test_a_parent_is_covered_by_its_children() -> None:
    assert uncovered([Covered("FR-1", None, ()), Covered("FR-1.1", "FR-1", (True,))]) == []
    assert uncovered([Covered("FR-1", None, ()), Covered("FR-1.1", "FR-1", ())]) == ["FR-1.1"]
    assert uncovered([Covered("FR-1", None, (False,)), Covered("FR-1.1", "FR-1", (True,))]) == ["FR-1"]
