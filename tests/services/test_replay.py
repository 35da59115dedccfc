"""What records come to, and which are refused though their hashes fit."""

import subprocess
import sys
from typing import Any

import pytest

from specs.services.replay import replay
from tests.services.chains import TEXT, Chain, approved

NEXT = TEXT + b"\nMore.\n"


def revised() -> Chain:
    """Records 1 to 7: 1.0 in force, 1.1 in review."""
    return approved().add("revise", revision=1, version="1.1").freeze(NEXT, "1.1", base=1).ask()


def test_a_draft_knows_nothing() -> None:
    history = Chain().history()
    assert (history.status, history.in_force, history.latest, history.base()) == ("draft", None, None, None)


def test_an_approval_that_was_earned() -> None:
    history = approved().history()
    assert history.broken is None
    assert (history.status, history.in_force, history.base()) == ("approved", 1, 1)
    approval = history.approvals[1]
    assert [verdict.by for verdict in approval.counted] == ["ben"]
    assert (approval.overrides, approval.counted_writers) == ((), ())


def test_the_next_version_supersedes_the_one_in_force() -> None:
    history = revised().say("cai").approve(8, version="1.1").history()
    assert {n: frozen.state for n, frozen in history.revisions.items()} == {1: "superseded", 2: "approved"}
    assert (history.in_force, history.working) == (2, "none")


def test_implemented_and_reopened() -> None:
    built = approved().add("implement", revision=1, sha="", requirements=[])
    assert built.history().status == "implemented"
    assert built.add("reopen", revision=1, reason="").history().status == "approved"
    assert "was approved, not implemented" in approved().add("reopen", revision=1, reason="").broken()
    assert (
        "was implemented, not approved" in approved().add("implement", revision=1).add("implement", revision=1).broken()
    )
    assert "another text than the one in force" in revised().add("implement", revision=2).broken()


def test_a_request_stands_over_revisions_until_its_giver_approves_or_lifts_it() -> None:
    asked = Chain().freeze().ask("ben", "cai").say("cai", "request").freeze(NEXT).ask("ben", "cai").say("ben")
    assert asked.approve(6).broken() == "7: the approval was not earned: a request for changes stands"
    lifted = Chain().freeze().ask().say("cai", "request").say("cai", "lift").say("ben").approve(5)
    assert lifted.broken() == ""
    agreed = Chain().freeze().ask().say("cai", "request").say("cai").approve(4)
    assert agreed.broken() == ""


def test_what_was_asked_for_in_the_version_before_does_not_stand_against_the_next() -> None:
    chain = approved().add("revise", revision=1, version="1.1").freeze(NEXT, "1.1", base=1).ask().say("cai", "request")
    chain.add("withdraw", round=2, reason="").add("abandon", revision=1, reason="")
    assert chain.history().status == "approved"
    chain.add("revise", revision=1, version="1.1").freeze(NEXT, "1.1", base=1).ask().say("ben").approve(
        14, version="1.1"
    )
    assert chain.broken() == ""


def test_an_approval_taken_back_does_not_count() -> None:
    chain = Chain().freeze().ask().say("ben").say("ben", "retract").approve(3)
    assert "reviewers lacks 1" in chain.broken()
    assert "did not stand" in Chain().freeze().ask().say("ben", "retract").broken()
    assert "did not stand" in Chain().freeze().ask().say("ben", "lift").broken()


def test_an_approval_of_the_same_revision_counts_in_a_later_round() -> None:
    chain = Chain().freeze().ask("ben", "cai", need=2).say("ben").ask("ben", "cai", need=1).approve(3)
    assert chain.broken() == ""
    sent = Chain().freeze().ask("ben", "cai", need=2).say("ben").freeze(NEXT).ask("ben", "cai").approve(3)
    assert "was not earned" in sent.broken()


def test_a_request_set_aside_by_an_admin_who_did_not_write() -> None:
    def chain(**by: str) -> Chain:
        asked = Chain().freeze().ask().say("cai", "request").say("ben")
        return asked.add("override", round=1, of="cai", request=3, reason="", **by).approve(4)

    history = chain(by="ada", role="admin").history()
    assert [act.by for act in history.approvals[1].overrides] == ["ada"]
    assert "only an admin" in chain(by="ada").broken()
    assert "somebody who wrote" in chain(by="ana", role="admin").broken()
    nobody = Chain().freeze().ask().add("override", "ada", "admin", round=1, of="cai", request=3, reason="")
    assert "did not stand" in nobody.broken()


def test_writers_do_not_count_unless_they_are_let() -> None:
    assert "reviewers lacks 1" in Chain().freeze().ask("ana", "ben").say("ana").approve(3).broken()
    history = Chain().freeze().ask("ana", writers_count=True, why="We are one").say("ana").approve(3).history()
    assert [act.by for act in history.approvals[1].counted_writers] == ["ana"]


def test_a_quorum_of_several_rules() -> None:
    rules = [
        {"label": "Security", "need": 1, "people": ["cai", "dan"]},
        {"label": "reviewers", "need": 2, "people": ["ben", "cai", "dan"]},
    ]
    one = Chain().freeze().ask("ben", "cai", "dan", rules=rules).say("ben")
    assert "Security lacks 1, reviewers lacks 1" in one.approve(3).broken()
    both = Chain().freeze().ask("ben", "cai", "dan", rules=rules).say("ben").say("dan").approve(3, 4)
    assert both.broken() == ""


def test_revoked_to_nothing_or_to_the_one_before() -> None:
    def chain(instead: Any, **by: str) -> Chain:
        twice = revised().say("cai").approve(8, version="1.1")
        return twice.add("revoke", revision=2, in_force=instead, reason="", **by)

    history = chain(1, by="ada", role="admin").history()
    assert (history.in_force, history.status, history.base()) == (1, "draft", 1)
    assert history.revisions[1].state == "approved"
    history = chain(None, by="ada", role="admin").history()
    assert (history.in_force, history.status, history.base()) == (None, "draft", 1)
    assert 2 in history.revoked
    assert "only an admin" in chain(1).broken()
    assert "not approved" in chain(2, by="ada", role="admin").broken()
    early = approved().add("revoke", "ada", "admin", revision=1, in_force=None, reason="").add("archive")
    assert early.history().base() is None


def test_revoking_closes_an_open_round() -> None:
    chain = revised().add("revoke", "ada", "admin", revision=1, in_force=None, reason="")
    assert (chain.history().open, chain.history().status) == (None, "draft")
    assert "no review was open" in chain.say("ben").broken()
    other = revised().add("revoke", "ada", "admin", revision=2, in_force=None, reason="")
    assert "another text than the one in force" in other.broken()


def test_nothing_but_restoring_while_it_is_archived() -> None:
    away = approved().add("archive", version="1.0")
    assert away.history().archived
    assert "while the spec was archived" in approved().add("archive").add("revise", revision=1).broken()
    assert away.add("restore", version="1.0").history().archived is False
    assert "without having been archived" in approved().add("restore").broken()
    assert "while a review was open" in Chain().freeze().ask().add("archive").broken()


def test_waivers_are_kept() -> None:
    chain = approved().add("waiver", revision=1, requirement=7, reason="").add("waiver", revision=1, requirement=8)
    assert len(chain.history().waivers) == 2
    lifted = chain.add("waiver", revision=1, requirement=7, reason=None, lifted=True).history().waivers
    assert [act.data["requirement"] for act in lifted] == [8]


BROKEN = {
    "a revision without a working text": (approved().freeze(NEXT, "1.1", base=1), "no working text"),
    "a number that is not due": (Chain().freeze(revision=2), "revision 2 was frozen where 1 was due"),
    "a version approved before": (
        approved().add("revise", revision=1, version="1.0").freeze(NEXT, "1.0", base=1), "version 1.0 was approved",
    ),
    "writers from another base": (
        approved().add("revise", revision=1, version="1.1").freeze(NEXT, "1.1", base=None), "another revision",
    ),
    "progress that is nowhere": (Chain().freeze(progress=[[1, 5, 2, "task"]]), "progress is nowhere"),
    "progress of a kind unknown": (Chain().freeze(progress=[[1, 1, 2, "text"]]), "progress is nowhere"),
    "progress on no line": (Chain().freeze(progress=[[0, 1, 2, "task"]]), "lacks what"),
    "a round without a text": (Chain().ask(), "not the latest revision"),
    "a round about an older text": (Chain().freeze().freeze(NEXT).ask(revision=1), "not the latest revision"),
    "a round about another hash": (Chain().freeze().ask(sha="0"), "not the latest revision"),
    "a round number that is not due": (Chain().freeze().ask(round=4), "round 4 was opened where 1 was due"),
    "a round without a working text": (approved().ask(), "no working text"),
    "a round about an approved text": (approved().add("revise", revision=1, version="1.1").ask(), "approved before"),
    "a round whose rules ask nobody": (Chain().freeze().ask(rules=[]), "ask for nobody"),
    "a rule that needs nobody": (Chain().freeze().ask(need=0), "lacks what"),
    "a rule that needs a truth": (Chain().freeze().ask(need=True), "lacks what"),
    "two rules of one name": (
        Chain().freeze().ask(rules=[{"label": "a", "need": 1, "people": []}, {"label": "a", "need": 1, "people": []}]),
        "one name",
    ),
    "a round that leaves a writer out": (Chain().freeze().ask(writers=[]), "leaves out somebody"),
    "a verdict on another hash": (Chain().freeze().ask().say("ben", sha="0" * 64), "another text"),
    "a verdict on an older revision": (Chain().freeze().freeze(NEXT).ask().say("ben", revision=1), "another text"),
    "a verdict for another round": (Chain().freeze().ask().ask().say("ben", round=1), "another text"),
    "a verdict of nobody asked": (Chain().freeze().ask().say("dan"), "was not asked"),
    "a verdict that says neither": (Chain().freeze().ask().say("ben", "maybe"), "neither yes nor no"),
    "a verdict without a review": (Chain().freeze().say("ben"), "no review was open"),
    "an approval without a verdict": (Chain().freeze().ask().approve(), "was not earned: reviewers lacks 1"),
    "an approval that names others": (Chain().freeze().ask().say("ben").say("cai").approve(3), "names other verdicts"),
    "an approval of another version": (Chain().freeze().ask().say("ben").approve(3, version="9"), "approves another"),
    "an approval that names a record that is none": (Chain().freeze().ask().say("ben").approve(33), "lacks what"),
    "a withdrawal of another round": (Chain().freeze().ask().add("withdraw", round=9), "another round"),
    "a revision of another text": (approved().add("revise", revision=9, version=""), "another text"),
    "a next version beside an open one": (Chain().freeze().add("revise", revision=1), "while one was open"),
    "giving up where there is no draft": (approved().add("abandon", revision=1), "where there was none"),
    "giving up to nothing": (Chain().freeze().add("abandon", revision=None), "goes back to another"),
    "a kind that is not known": (approved().add("tombstone"), "a kind that is not known: tombstone"),
    "a time before the last one's": (approved().add("waiver", at="2026-11-23T13:21:00.000000Z"), "before that"),
    "facts that are missing": (Chain().add("round"), "lacks what a record of its kind holds"),
}  # fmt: skip


@pytest.mark.parametrize("chain", BROKEN)
def test_refused_though_its_hashes_fit(chain: str) -> None:
    records, message = BROKEN[chain]
    assert message in records.broken()


@pytest.mark.parametrize(
    ("chain", "message"),
    [
        (Chain().freeze(writers=[1]), "people who are none"),
        (Chain().add("waiver", at="yesterday"), "its time is not one"),
    ],
)
def test_what_harms_no_answer_is_refused_by_the_program_alone(chain: Chain, message: str) -> None:
    found = replay(chain.links()).broken
    assert found is not None
    assert message in found.message


def test_the_replay_needs_no_django() -> None:
    probe = "import sys, specs.services.replay, specs.services.verifying; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
