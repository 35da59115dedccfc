"""The acts beside the plain path, through the services: each with who may, what it needs, what it leaves, and the
scenarios of the review design by their numbers."""

import json
from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import Membership, Role, Team, User
from specs.models import Opening, Override, Record, Revision, Round, Row, Spec, Suggestion, Verdict
from specs.services import chain, editing, exchanging, policies, proving, reviewing, rounds
from specs.services.creating import archive_spec, restore_spec
from specs.services.errors import Blocked, NotAllowed, Refused, WrongStatus
from specs.services.proposals import accept
from specs.services.reviewing import (
    abandon,
    approve,
    change_reviewers,
    discard,
    implement,
    let_writers_count,
    override,
    request_changes,
    revise,
    revoke,
    send,
    submit,
    take_back,
    withdraw,
)
from specs.services.signatures import signatures
from specs.services.signing import Signature, note_failure
from specs.services.talking import Place, Words, open_thread
from specs.services.waivers import standing as waivers_of
from specs.services.waivers import stoppers
from specs.workflow import Rule
from tests.factories import SAMPLE, make_approved, make_member, make_review, make_spec, make_team
from tests.services.test_reviewing import counts, finish, refuses, sha, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def dan(payments: Team) -> User:
    return make_member(payments, name="Dan Oz")


@pytest.fixture
def eva(payments: Team) -> User:
    return make_member(payments, Role.ADMIN, name="Eva Adler")


def fresh(spec: Spec) -> Spec:
    return Spec.objects.select_related("team", "in_force").get(pk=spec.pk)


def data_of(spec: Spec, kind: str) -> dict[str, object]:
    """What the newest record of this kind says."""
    found: dict[str, object] = json.loads(bytes(spec.records.filter(kind=kind).latest("n").data))
    return found


def asked(spec: Spec, by: User, *reviewers: User, **more: object) -> Round:
    spec = fresh(spec)
    return submit(spec, by=by, reviewers=reviewers, seen=spec.text_hash, **more)  # type: ignore[arg-type]


def holds(spec: Spec) -> None:
    """The proof of the spec is whole, audited with everything that the database holds."""
    assert [f"{fault.place}: {fault.message}" for fault in proving.faults_of(fresh(spec))] == []


# Take back


def test_a_lifted_request_blocks_no_more_and_the_approval_is_counted_at_once(
    spec: Spec, ana: User, ben: User, cai: User
) -> None:
    asked(spec, ana, ben, cai)
    request_changes(spec, by=ben, sha=sha(spec), comment="No.")
    approve(spec, by=cai, sha=sha(spec))
    assert reviewing.own(spec, ben) == Verdict.objects.get(by=ben)
    take_back(spec, by=ben, comment="Ana explained it.")
    assert fresh(spec).status == "approved"
    said = Verdict.objects.get(by=ben, word="lift")
    assert (said.comment, said.revision.number) == ("Ana explained it.", 1)
    assert data_of(spec, "verdict")["data"]["verdict"] == "lift"  # type: ignore[index]
    holds(spec)


def test_an_approval_withdrawn_counts_no_more_not_in_draft_either(spec: Spec, ana: User, ben: User, cai: User) -> None:
    asked(spec, ana, ben, cai, quorum=2)
    approve(spec, by=ben, sha=sha(spec))
    withdraw(spec, by=ana, reason="A word is missing")
    take_back(spec, by=ben)
    refuses(spec, lambda: take_back(spec, by=ben), Refused, "Nothing of yours stands")
    asked(spec, ana, ben, cai)
    assert fresh(spec).status == "review"
    approve(spec, by=cai, sha=sha(spec))
    assert fresh(spec).status == "approved"
    refuses(spec, lambda: take_back(spec, by=cai), WrongStatus, "Already approved; an admin can revoke")
    holds(spec)


def test_only_what_stands_is_taken_back(spec: Spec, ana: User, ben: User, cai: User) -> None:
    refuses(spec, lambda: take_back(spec, by=ben), Refused, "Nothing of yours")
    asked(spec, ana, ben, cai, quorum=2)
    approve(spec, by=ben, sha=sha(spec))
    write(spec, ana)
    send(spec, by=ana)
    refuses(spec, lambda: take_back(spec, by=ben), Refused, "Nothing of yours")
    refuses(spec, lambda: take_back(spec, by=make_member(make_team())), NotAllowed, "no such spec")


# Override


def test_an_admin_overrides_one_request_which_is_told_for_ever(
    spec: Spec, ana: User, ben: User, cai: User, dan: User, ada: User
) -> None:
    asked(spec, ana, ben, cai, dan)
    for person in (ben, dan):
        request_changes(spec, by=person, sha=sha(spec), comment="No.")
    approve(spec, by=cai, sha=sha(spec))
    first, second = rounds.requests(spec)
    refuses(spec, lambda: override(spec, by=ana, request=first, reason="x"), NotAllowed, "As editor")
    refuses(spec, lambda: override(spec, by=ada, request=first, reason=" "), Refused, "Give a reason")
    override(spec, by=ada, request=first, reason="Ben is away for a month")
    refuses(spec, lambda: override(spec, by=ada, request=first, reason="Again"), Refused, "does not stand any more")
    assert fresh(spec).status == "review"
    assert [request.by for request in rounds.requests(spec)] == [dan]
    take_back(spec, by=dan)
    assert fresh(spec).status == "approved"
    kept = Override.objects.get()
    assert (kept.verdict, kept.by, kept.reason) == (first, ada, "Ben is away for a month")
    found = data_of(spec, "override")["data"]
    assert (found["of"], found["request"]) == (str(ben.uuid), 3)  # type: ignore[index]
    assert second.by == dan
    holds(spec)


def test_dan_asks_for_changes_and_leaves_and_the_admin_who_wrote_lets_writers_count_first(
    payments: Team, ada: User, cai: User, dan: User
) -> None:
    """Scenario 4."""
    spec = make_spec(payments, ada)
    asked(spec, ada, cai, dan)
    request_changes(spec, by=dan, sha=sha(spec), comment="No.")
    approve(spec, by=cai, sha=sha(spec))
    Membership.objects.get(user=dan).delete()
    request = rounds.requests(spec)[0]
    act: Callable[[], object] = lambda: override(spec, by=ada, request=request, reason="Dan left")  # noqa: E731
    refuses(spec, act, Refused, "You wrote in this text: ask another admin, or let writers count in this round")
    let_writers_count(spec, by=ada, reason="There is no other admin")
    act()
    assert fresh(spec).status == "approved"
    approval = Round.objects.latest("number")
    assert (approval.policy["writers_count"], approval.policy["why"]) == (True, "There is no other admin")
    assert Override.objects.get().reason == "Dan left"
    holds(spec)


# Change reviewers, let writers count


def test_changing_reviewers_opens_the_next_round_on_the_same_revision_and_approvals_keep(
    spec: Spec, ana: User, ben: User, cai: User, dan: User
) -> None:
    asked(spec, ana, ben, cai, quorum=2)
    approve(spec, by=ben, sha=sha(spec))
    change_reviewers(spec, by=ana, reviewers=[ben, dan], reason="Cai is ill", quorum=2)
    first, second = spec.rounds.all()
    assert (first.closed_by_act, second.revision, second.closed_at) == ("change_reviewers", first.revision, None)
    assert set(second.reviewers.all()) == {ben, dan}
    refuses(spec, lambda: approve(spec, by=cai, sha=sha(spec)), Refused, "You are not asked")
    approve(spec, by=dan, sha=sha(spec))
    assert fresh(spec).status == "approved"
    assert data_of(spec, "approved")["data"]["verdicts"] == [3, 5]  # type: ignore[index]
    assert spec.revisions.count() == 1
    holds(spec)


def test_changing_reviewers_needs_a_reason_members_and_nothing_unsent(
    spec: Spec, ana: User, ben: User, cai: User, dan: User
) -> None:
    asked(spec, ana, cai)

    def changed(*people: User, reason: str = "Cai is ill", **more: int) -> Callable[[], object]:
        return lambda: change_reviewers(spec, by=ana, reviewers=people, reason=reason, **more)

    refuses(spec, changed(ben, reason=""), Refused, "Give a reason")
    refuses(spec, changed(), Refused, "Name at least one")
    refuses(spec, changed(make_member(make_team())), Refused, "members of the team")
    refuses(spec, changed(cai), Refused, "asked already, under these rules")
    refuses(spec, changed(ana), Refused, "Ana Ruiz, the only reviewer, wrote in this text")
    refuses(spec, changed(ben, quorum=2), Refused, "2 approvals are needed: name more reviewers")
    refuses(spec, changed(ben, quorum=0), Refused, "at least 1 approval")
    refuses(spec, changed(ben, quorum=21), Refused, "at most 20")
    write(spec, ben)
    refuses(spec, changed(ben), Refused, "Send or discard the unsent edits first")
    refuses(spec, lambda: let_writers_count(spec, by=ana, reason="x"), NotAllowed, "As editor")


def test_who_asked_for_changes_stays_in_and_is_back_after_a_withdrawal(
    spec: Spec, ana: User, ben: User, cai: User, dan: User
) -> None:
    """Scenario 3."""
    asked(spec, ana, cai, dan)
    request_changes(spec, by=dan, sha=sha(spec), comment="No.")
    without = lambda *people: change_reviewers(spec, by=ana, reviewers=people, reason="Dan is loud")  # noqa: E731
    refuses(spec, lambda: without(cai), Refused, "Dan Oz asked for changes, and stays in until")
    without(ben)
    assert dan in rounds.open_round(spec).reviewers.all()  # type: ignore[union-attr]
    withdraw(spec, by=ana, reason="Once more")
    opened = asked(spec, ana, ben)
    assert set(opened.reviewers.all()) == {ben, dan}
    approve(spec, by=ben, sha=sha(spec))
    assert fresh(spec).status == "review"
    approve(spec, by=dan, sha=sha(spec))
    assert fresh(spec).status == "approved"
    holds(spec)


def test_a_team_of_one_lets_its_writer_count_with_a_reason(payments: Team, ada: User) -> None:
    """Scenario 21."""
    spec = make_spec(payments, ada)
    refuses(spec, lambda: asked(spec, ada, ada), Refused, "Ada Admin, the only reviewer, wrote in this text: name")
    asked(spec, ada, ada, count_writers="I am alone")
    approve(spec, by=ada, sha=sha(spec))
    assert fresh(spec).status == "approved"
    round_ = data_of(spec, "round")["data"]
    assert round_["writers_count"] is True  # type: ignore[index]
    assert Opening.objects.get(commit=round_["why"]).words == {"text": "I am alone"}  # type: ignore[index]
    assert b"I am alone" not in b"".join(bytes(record.data) for record in spec.records.all())
    exceptions = signatures(proving.evidence_of(fresh(spec)), 1).exceptions
    assert [(item.by.partition(" <")[0], item.why) for item in exceptions] == [("Ada Admin", "I am alone")]
    assert round_["writers"] == [str(ada.uuid)]  # type: ignore[index]
    holds(spec)


def test_letting_writers_count_completes_the_round_that_waits_for_it(payments: Team, ana: User, ada: User) -> None:
    spec = make_spec(payments, ana)
    other = make_member(payments, name="Una Wrote")
    write(spec, other)
    asked(spec, ana, other, ada)
    approve(spec, by=other, sha=sha(spec))
    assert fresh(spec).status == "review"
    let_writers_count(spec, by=ada, reason="Una knows it best")
    assert fresh(spec).status == "approved"
    assert spec.rounds.get(number=1).closed_by_act == "count_writers"
    holds(spec)


def test_writers_are_let_count_once(spec: Spec, ana: User, cai: User, ada: User) -> None:
    asked(spec, ana, cai)
    let_writers_count(spec, by=ada, reason="We are few")
    refuses(spec, lambda: let_writers_count(spec, by=ada, reason="Again"), Refused, "count in this round already")


def test_who_left_without_a_word_is_named_and_neither_dropped_nor_satisfied(
    spec: Spec, ana: User, ben: User, cai: User, dan: User
) -> None:
    opened = asked(spec, ana, ben, cai, dan, quorum=3)
    approve(spec, by=ben, sha=sha(spec))
    Membership.objects.filter(user__in=[ben, dan]).delete()
    assert rounds.standing(fresh(spec), opened, spec.document()).counted == {ben.pk}
    change_reviewers(spec, by=ana, reviewers=[cai], reason="Dan left")
    approve(spec, by=cai, sha=sha(spec))
    assert fresh(spec).status == "approved"
    holds(spec)


# Sending


def test_sent_though_nobody_who_counts_is_left(payments: Team, ana: User, ben: User) -> None:
    spec = make_review(payments, ana, ben)
    write(spec, ben)
    send(spec, by=ana)
    assert not rounds.is_reachable(rounds.open_round(spec))  # type: ignore[arg-type]
    withdraw(spec, by=ana, reason="Nobody is left")
    assert fresh(spec).status == "draft"


def test_send_refuses_what_submit_would(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    editing.save_row(spec.rows.get(kind="metric"), by=ana, values={"text": "[Metric]"}, stamp=1)
    refuses(spec, lambda: send(spec, by=ana), Blocked, "1 findings")
    stopper = stoppers(spec, spec.document())[0]
    send(spec, by=ana, waived={stopper.key: "Finance names it in March"})
    assert waivers_of(spec)[0].reason == "Finance names it in March"
    holds(spec)


def test_a_version_set_back_is_taken_at_submit_and_at_send(payments: Team, ana: User, cai: User) -> None:
    """Scenario 23."""
    spec = make_approved(payments, ana, cai)
    revise(spec, by=ana)
    write(spec, ana)
    asked(spec, ana, cai)
    editing.set_metadata(spec, by=ana, key="version", value="1.0")
    refuses(spec, lambda: send(spec, by=ana), Refused, r"1\.0 is taken; choose another version")
    withdraw(spec, by=ana, reason="The version")
    refuses(spec, lambda: asked(spec, ana, cai), Refused, r"1\.0 is taken")


# Findings waived


UNSURE = SAMPLE.replace("No letters", "[Secondary objective]")


def test_a_finding_is_waived_by_name_and_reason_for_its_words_only(payments: Team, ana: User, cai: User) -> None:
    spec = make_spec(payments, ana, UNSURE)
    refuses(spec, lambda: asked(spec, ana, cai), Blocked, "1 findings")
    stopper = stoppers(spec, spec.document())[0]
    refuses(spec, lambda: asked(spec, ana, cai, waived={stopper.key: "  "}), Blocked, "1 findings")
    refuses(spec, lambda: asked(spec, ana, cai, waived={stopper.key: "a\0b"}), Refused, "cannot be kept")
    asked(spec, ana, cai, waived={stopper.key: "Finance names it in March"})
    waiver = spec.revisions.get().waivers.get()
    assert (waiver.row_id, waiver.by, waiver.reason) == (stopper.row, ana, "Finance names it in March")
    told = data_of(spec, "revision")["data"]["waived"]  # type: ignore[index]
    assert [(item["finding"], item["by"]) for item in told] == [(stopper.key, str(ana.uuid))]
    assert data_of(spec, "round")["data"]["waived"] == told  # type: ignore[index]
    write(spec, ana)
    send(spec, by=ana)
    assert waivers_of(spec)[0].by == ana
    row = Row.objects.get(pk=stopper.row)
    editing.save_row(row, by=ana, values={"text": "[Primary objective]"}, stamp=row.stamp)
    refuses(spec, lambda: send(spec, by=ana), Blocked, "1 findings")
    holds(spec)


def test_a_waiver_ends_with_its_version_and_is_offered_again(payments: Team, ana: User, cai: User) -> None:
    spec = make_spec(payments, ana, UNSURE)
    stopper = stoppers(spec, spec.document())[0]
    asked(spec, ana, cai, waived={stopper.key: "In March"})
    approve(spec, by=cai, sha=sha(spec))
    revise(spec, by=ana)
    write(spec, ana)
    again = stoppers(fresh(spec), spec.document())
    assert [(item.key, item.offered) for item in again] == [(stopper.key, "In March")]


def test_a_required_section_added_later_is_waived_with_a_revision_used_again(
    payments: Team, ana: User, ada: User, cai: User
) -> None:
    spec = make_review(payments, ana, cai)
    policies.change(payments, by=ada, required=["functional", "references"])
    change = lambda **more: change_reviewers(spec, by=ana, reviewers=[cai, ada], reason="Ada too", **more)  # noqa: E731
    refuses(spec, change, Blocked, "1 findings")
    stopper = stoppers(spec, spec.document())[0]
    assert (stopper.row, stopper.finding.id) == (None, "unwritten.references")
    change(waived={stopper.key: "There are none"})
    assert spec.revisions.get().waivers.get().reason == "There are none"
    withdraw(spec, by=ana, reason="Again")
    asked(spec, ana, cai)
    assert spec.revisions.count() == 1
    assert data_of(spec, "round")["data"]["waived"][0]["by"] == str(ana.uuid)  # type: ignore[index]
    holds(spec)


# Abandon


def test_abandoning_restores_text_and_ids_keeps_ticks_and_closes_requests(
    payments: Team, ana: User, ben: User, cai: User
) -> None:
    spec = make_approved(payments, ana, cai)
    ids, text = [row.id for row in spec.document().rows], spec.document().text
    task = spec.rows.filter(kind="task")[0]
    revise(spec, by=ana)
    write(spec, ben)
    editing.remove_row(task, by=ana)
    editing.add_row(spec, by=ana, kind="goal", values={"text": "More"}, section="goals")
    asked(spec, ana, cai)
    request_changes(spec, by=cai, sha=sha(spec), comment="No.")
    refuses(spec, lambda: abandon(spec, by=ana, reason="x"), WrongStatus, "Withdraw first")
    withdraw(spec, by=ana, reason="Cai is right")
    editing.tick(Row.objects.get(pk=task.pk), by=ben, done=True)
    refuses(spec, lambda: abandon(spec, by=ana, reason=""), Refused, "Give a reason")
    abandon(spec, by=ana, reason="Not this year")
    assert (fresh(spec).status, fresh(spec).working) == ("approved", "none")
    assert [row.id for row in spec.document().rows] == ids
    assert spec.document().text == text.replace("- [ ] Write", "- [x] Write")
    assert rounds.blocking(fresh(spec)) == frozenset()
    revise(spec, by=ana)
    write(spec, ana, "Another change.")
    opened = asked(spec, ana, ben)
    assert opened.writers == [ana.pk]
    approve(spec, by=ben, sha=sha(spec))
    assert fresh(spec).status == "approved"
    holds(spec)


def test_a_first_draft_has_nothing_to_go_back_to(spec: Spec, ana: User) -> None:
    refuses(spec, lambda: abandon(spec, by=ana, reason="x"), WrongStatus, "Nothing is in force")


# Revoke


def test_revoking_leaves_nothing_in_force_and_opens_the_next_draft(
    payments: Team, ana: User, ada: User, cai: User
) -> None:
    spec = make_approved(payments, ana, cai)
    refuses(spec, lambda: revoke(spec, by=ana, reason="x"), NotAllowed, "As editor")
    refuses(spec, lambda: revoke(spec, by=ada, reason=""), Refused, "Give a reason")
    revoke(spec, by=ada, reason="The law changed")
    found = fresh(spec)
    assert (found.status, found.in_force, found.version) == ("draft", None, "1.1")
    assert spec.revisions.get().state == "revoked"
    refuses(spec, lambda: revoke(spec, by=ada, reason="x"), WrongStatus, "Nothing is in force")
    asked(spec, ana, cai)
    approve(spec, by=cai, sha=sha(spec))
    assert fresh(spec).in_force.version == "1.1"  # type: ignore[union-attr]
    holds(spec)


def test_a_draft_of_the_next_version_stays_when_what_is_in_force_is_revoked(
    payments: Team, ana: User, ada: User, cai: User
) -> None:
    spec = make_approved(payments, ana, cai)
    revise(spec, by=ana)
    write(spec, ana)
    revoke(spec, by=ada, reason="The law changed")
    assert (fresh(spec).status, fresh(spec).version, fresh(spec).in_force) == ("draft", "1.1", None)
    assert asked(spec, ana, cai).revision.version == "1.1"
    holds(spec)


def test_a_base_revoked_in_mid_round_closes_the_round_and_its_writers_count_again(
    payments: Team, ana: User, ben: User, cai: User, ada: User
) -> None:
    """Scenario 10."""
    spec = make_spec(payments, ana)
    write(spec, ben)
    asked(spec, ana, cai)
    approve(spec, by=cai, sha=sha(spec))
    revise(spec, by=ana)
    write(spec, ana, "More.")
    assert asked(spec, ana, ben).writers == [ana.pk]
    revoke(spec, by=ada, reason="Wrong")
    assert (fresh(spec).status, rounds.open_round(spec)) == ("draft", None)
    assert spec.rounds.latest("number").closed_by_act == "revoked"
    refuses(spec, lambda: asked(spec, ana, ben), Refused, "Ben Cole, the only reviewer, wrote")
    holds(spec)


def test_an_older_version_in_force_again_is_where_one_goes_on_from(
    payments: Team, ana: User, ben: User, cai: User, ada: User
) -> None:
    """Scenario 11, with a third version between, so that the latest approved is not the one in force."""
    spec = make_approved(payments, ana, cai)
    for person in (ben, ana):
        revise(spec, by=person)
        write(spec, person, f"By {person}.", "FR-3" if person == ben else "FR-2")
        asked(spec, person, cai)
        approve(spec, by=cai, sha=sha(spec))
    first, second, _ = Revision.objects.order_by("number")
    refuses(spec, lambda: revoke(spec, by=ada, reason="x", instead=fresh(spec).in_force), Refused, "Choose a revision")
    assert reviewing.could_be_in_force(spec) == [second, first]
    revoke(spec, by=ada, reason="Wrong", instead=first)
    found = fresh(spec)
    assert (found.in_force, found.status, found.version) == (first, "draft", "1.3")
    assert Revision.objects.get(pk=first.pk).state == "approved"
    assert asked(spec, ana, cai).writers == sorted([ana.pk, ben.pk])
    withdraw(spec, by=ana, reason="Back to 1.0")
    abandon(spec, by=ana, reason="Back to 1.0")
    assert fresh(spec).document().text.encode() == bytes(first.data)
    revise(spec, by=ana)
    assert fresh(spec).version == "1.3"
    write(spec, ana, "Anew.")
    assert asked(spec, ana, cai).writers == [ana.pk]
    holds(spec)


def test_a_whole_version_on_request(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    revise(spec, by=ana, major=True)
    assert (spec.version, fresh(spec).version) == ("2.0", "2.0")
    assert "Ana Ruiz opened 2.0 at" in reviewing.opened(spec)
    assert reviewing.opened(make_spec(payments, ana)) == ""
    write(spec, ana)
    asked(spec, ana, cai)
    approve(spec, by=cai, sha=sha(spec))
    abandoned = fresh(spec)
    revise(abandoned, by=ana)
    assert abandoned.version == "2.1"


# Edits in review that cancel out


def test_taken_back_by_hand_it_waits_for_finish_or_the_next_verdict(
    payments: Team, ana: User, ben: User, cai: User
) -> None:
    """Scenarios 1 and 2."""
    spec = make_review(payments, ana, cai)
    was = spec.rows.get(uid="FR-3").text
    write(spec, ben, "A typo.")
    approve(spec, by=cai, sha=sha(spec))
    assert fresh(spec).status == "review"
    assert not reviewing.cancels_out(fresh(spec))
    write(spec, ben, was)
    assert fresh(spec).status == "review"
    assert reviewing.cancels_out(fresh(spec))
    discard(spec, by=ana)
    assert fresh(spec).status == "approved"
    revise(spec, by=ana)
    write(spec, ana)
    assert asked(spec, ana, ben).writers == [ana.pk]
    holds(spec)


def test_edits_that_cancel_out_in_draft_are_none_of_the_next_round(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    was = spec.rows.get(uid="FR-3").text
    withdraw(spec, by=ana, reason="A moment")
    write(spec, ana, "Something.")
    write(spec, ana, was)
    asked(spec, ana, cai)
    assert spec.revisions.count() == 1
    assert reviewing.unsent(fresh(spec)) == []
    assert not reviewing.cancels_out(fresh(spec))
    assert not reviewing.cancels_out(make_spec(payments, ana))


def test_undoing_a_discard_does_not_hide_who_wrote_the_words(payments: Team, ana: User, ben: User, cai: User) -> None:
    """Ben writes, Ana discards, then takes that back: the words are Ben's, and his approval does not count."""
    spec = make_review(payments, ana, cai)
    write(spec, ben, "Ben's words.")
    event = discard(spec, by=ana)
    assert event
    editing.undo(event, by=ana)
    assert spec.rows.get(uid="FR-3").text == "Ben's words."
    send(spec, by=ana)
    assert spec.rounds.latest("number").writers == sorted([ana.pk, ben.pk])
    holds(spec)


def test_a_row_brought_back_to_discarded_words_has_their_writer(
    payments: Team, ana: User, ben: User, cai: User
) -> None:
    spec = make_review(payments, ana, cai)
    write(spec, ben, "Ben's words.")
    wrote = fresh(spec).seq
    discard(spec, by=ana)
    editing.restore_version(spec.rows.get(uid="FR-3"), by=ana, event=wrote)
    send(spec, by=ana)
    assert ben.pk in spec.rounds.latest("number").writers


# Submit, again


def test_the_same_submit_is_known_by_its_key(spec: Spec, ana: User, ben: User, cai: User) -> None:
    seen = spec.text_hash
    first = submit(spec, by=ana, reviewers=[ben], seen=seen, key="key-of-this-form")
    before = counts(spec)
    assert submit(spec, by=ana, reviewers=[cai], seen="0", key="key-of-this-form") == first
    assert counts(spec) == before
    refuses(
        spec, lambda: submit(spec, by=ben, reviewers=[cai], seen="0", key="key-of-this-form"), WrongStatus,
        "Ana Ruiz submitted this at",
    )  # fmt: skip


def test_a_form_sent_again_after_a_withdrawal_is_a_submit_of_its_own(spec: Spec, ana: User, ben: User) -> None:
    """From the browser's history: the text is the one of that form again."""
    seen, key = spec.text_hash, "key-of-this-form"
    first = submit(spec, by=ana, reviewers=[ben], seen=seen, key=key)
    withdraw(spec, by=ana, reason="Too early")
    assert submit(spec, by=ana, reviewers=[ben], seen=seen, key=key) != first
    assert spec.rounds.count() == 2


def test_a_reason_to_let_writers_count_can_be_kept(spec: Spec, ada: User) -> None:
    refuses(spec, lambda: asked(spec, ada, ada, count_writers="a\0b"), Refused, "cannot be kept")


# Verdicts that come too late


def test_a_page_of_an_older_revision_says_which_replaced_it(payments: Team, ana: User, cai: User) -> None:
    """Scenario 5."""
    spec = make_review(payments, ana, cai)
    write(spec, ana)
    send(spec, by=ana)
    second = sha(spec)
    write(spec, ana, "Again.")
    send(spec, by=ana)
    refuses(spec, lambda: approve(spec, by=cai, sha=second), WrongStatus, "Revision 3 replaced 2 at .*: look at what")


def test_the_one_who_comes_second_hears_who_approved(payments: Team, ana: User, ben: User, cai: User) -> None:
    """Scenario 6."""
    spec = make_spec(payments, ana)
    asked(spec, ana, ben, cai)
    seen = sha(spec)
    approve(spec, by=cai, sha=seen)
    refuses(spec, lambda: approve(spec, by=ben, sha=seen), WrongStatus, "Approved at .* UTC by Cai Lin: nothing")
    assert spec.records.filter(kind="approved").count() == 1


# Suggestions, imports, the file's own claims


def test_a_file_that_says_it_is_approved_is_a_draft(payments: Team, ana: User) -> None:
    """Scenario 14, but for agents."""
    text = SAMPLE.replace("status: draft", "status: approved")
    spec = make_spec(payments, ana, text)
    assert (spec.status, spec.document().text) == ("draft", text)
    assert exchanging.export(spec, by=ana).data.decode() == text


def test_a_clock_set_back_keeps_the_order_and_is_noted(
    payments: Team, ana: User, ben: User, cai: User, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Scenario 22: an hour between two verdicts."""
    spec = make_spec(payments, ana)
    asked(spec, ana, ben, cai, quorum=2)
    approve(spec, by=ben, sha=sha(spec))
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now - timezone.timedelta(hours=1))
    request_changes(spec, by=cai, sha=sha(spec), comment="No.")
    assert rounds.blocking(fresh(spec)) == {cai.pk}
    last = json.loads(bytes(spec.records.latest("n").data))
    assert last["clock"] < last["at"]
    approve(spec, by=cai, sha=sha(spec))
    assert fresh(spec).status == "approved"
    revise(spec, by=ana)
    write(spec, ana)
    asked(spec, ana, cai)
    request_changes(spec, by=cai, sha=sha(spec), comment="No, once more.")
    assert rounds.blocking(fresh(spec)) == {cai.pk}
    holds(spec)


# Archive


def test_archived_and_brought_back_with_records(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    refuses(spec, lambda: archive_spec(spec, by=ana), WrongStatus, "Withdraw it first")
    withdraw(spec, by=ana, reason="Later")
    archive_spec(spec, by=ana)
    refuses(spec, lambda: asked(spec, ana, cai), WrongStatus, "archived")
    restore_spec(spec, by=ana)
    assert [r.kind for r in spec.records.all()][-2:] == ["archive", "restore"]
    holds(spec)


# The quorum and the team's policy


def test_a_lower_quorum_in_the_settings_leaves_the_open_round_alone(
    payments: Team, ana: User, ben: User, cai: User, ada: User
) -> None:
    """Scenario 17."""
    policies.change(payments, by=ada, quorum=2)
    spec = make_spec(payments, ana)
    asked(spec, ana, ben, cai)
    approve(spec, by=ben, sha=sha(spec))
    policies.change(payments, by=ada, quorum=1)
    open_ = rounds.open_round(spec)
    assert open_
    assert policies.has_changed_since(open_)
    assert rounds.standing(fresh(spec), open_, spec.document()).missing == {"reviewers": 1}
    change_reviewers(spec, by=ana, reviewers=[ben, cai], reason="One is enough now")
    assert fresh(spec).status == "approved"
    assert spec.rounds.count() == 2
    holds(spec)


def test_a_group_must_be_asked_and_must_approve(
    payments: Team, ana: User, ben: User, cai: User, dan: User, ada: User
) -> None:
    policies.change(payments, by=ada, rules=[Rule("Security", 1, frozenset({cai.pk, dan.pk}))])
    spec = make_spec(payments, ana)
    refuses(spec, lambda: asked(spec, ana, ben), Refused, "“Security” must approve: ask 1 of Cai Lin, Dan Oz")
    asked(spec, ana, ben, cai)
    approve(spec, by=ben, sha=sha(spec))
    open_ = rounds.open_round(spec)
    assert open_
    assert not policies.has_changed_since(open_)
    assert rounds.standing(fresh(spec), open_, spec.document()).missing == {"Security": 1}
    approve(spec, by=cai, sha=sha(spec))
    assert fresh(spec).status == "approved"
    holds(spec)


def test_a_group_that_left_the_team_is_said_to_have(payments: Team, ana: User, ben: User, dan: User, ada: User) -> None:
    policies.change(payments, by=ada, rules=[Rule("Security", 1, frozenset({dan.pk}))])
    Membership.objects.get(user=dan).delete()
    spec = make_spec(payments, ana)
    refuses(spec, lambda: asked(spec, ana, ben), Refused, "Too few people of “Security” are in the team")


def test_several_who_wrote_are_named(payments: Team, ana: User, ben: User, cai: User) -> None:
    spec = make_spec(payments, ana)
    write(spec, ben)
    said = "Ben Cole wrote in this text, so too few count"
    refuses(spec, lambda: asked(spec, ana, ben, cai, quorum=2), Refused, said)


def test_a_team_may_let_writers_count_for_good(payments: Team, ana: User, ada: User) -> None:
    policies.change(payments, by=ada, writers_count=True)
    spec = make_spec(payments, ana)
    opened = asked(spec, ana, ana)
    assert (opened.policy["writers_count"], opened.policy["why"], opened.policy["by"]) == (True, "", None)
    assert not policies.has_changed_since(opened)
    approve(spec, by=ana, sha=sha(spec))
    assert fresh(spec).status == "approved"


# Signing


TYPED = Signature("password", timezone.now())


def test_with_confirm_each_signed_act_asks_the_password_again(
    payments: Team, ana: User, ben: User, cai: User, ada: User
) -> None:
    policies.change(payments, by=ada, signing="confirm")
    spec = make_spec(payments, ana)
    asked(spec, ana, ben, cai)
    again = "Your team signs with the password"
    no = lambda **more: request_changes(spec, by=ben, sha=sha(spec), comment="No.", **more)  # noqa: E731
    refuses(spec, no, Refused, again)
    no(signed=TYPED)
    request = rounds.requests(spec)[0]
    refuses(spec, lambda: override(spec, by=ada, request=request, reason="x"), Refused, again)
    override(spec, by=ada, request=request, reason="Ben left", signed=TYPED)
    refuses(spec, lambda: approve(spec, by=cai, sha=sha(spec)), Refused, again)
    approve(spec, by=cai, sha=sha(spec), signed=TYPED)
    by = data_of(spec, "approved")["by"]
    assert (by["auth"], "auth_at" in by) == ("password", True)  # type: ignore[index]
    finish(spec, ana)
    refuses(spec, lambda: implement(spec, by=ana), Refused, again)
    implement(fresh(spec), by=ana, signed=TYPED)
    refuses(spec, lambda: revoke(spec, by=ada, reason="x"), Refused, again)
    revoke(fresh(spec), by=ada, reason="Wrong", signed=TYPED)
    assert data_of(spec, "revoke")["by"]["auth"] == "password"  # type: ignore[index]
    assert Record.objects.filter(spec=spec, kind="round").count() == 1
    holds(spec)


def test_a_session_is_recorded_as_one(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    at = timezone.now()
    approve(spec, by=cai, sha=sha(spec), signed=Signature("session", at))
    by = data_of(spec, "verdict")["by"]
    assert (by["auth"], by["auth_at"][:16]) == ("session", f"{at:%Y-%m-%dT%H:%M}")  # type: ignore[index]


# The chain


def test_any_record_flipped_removed_or_swapped_is_found_and_each_head_handed_out_still_is(
    payments: Team, ana: User, ben: User, cai: User
) -> None:
    """Properties 15 and 16, on a chain that the services wrote."""
    spec = make_spec(payments, ana)
    heads = []
    asked(spec, ana, ben, cai, quorum=2)
    for person in (ben, cai):
        approve(spec, by=person, sha=sha(spec))
        heads.append(spec.records.latest("n").hash)
    links = proving.links_of(spec)
    known = {"spec": str(spec.uuid), "instance": json.loads(bytes(spec.records.get(n=1).data))["instance"]}
    assert all(chain.breaks(links, **known, head=head) == [] for head in heads)
    for i in range(len(links)):
        flipped = chain.Link(links[i].n, links[i].kind, links[i].data[:-2] + b"5}", links[i].hash, links[i].prev)
        assert chain.breaks([*links[:i], flipped, *links[i + 1 :]], **known)
        assert chain.breaks([*links[:i], links[i], *links[i:]], **known)
        if i + 1 < len(links):
            assert chain.breaks([*links[:i], *links[i + 1 :]], **known)
            assert chain.breaks([*links[:i], links[i + 1], links[i], *links[i + 2 :]], **known)


# Suggestions


def suggested(spec: Spec, by: User, words: str) -> Suggestion:
    """A reviewer suggests other words for FR-1, sent at once."""
    place = Place(row=Row.objects.get(spec=spec, uid="FR-1"))
    comment = open_thread(fresh(spec), by=by, body="", place=place, words=Words("text", words), draft=False)
    return Suggestion.objects.get(comment=comment)


def test_whoever_suggests_is_no_writer_whoever_accepts_is(spec: Spec, ana: User, ben: User, dan: User) -> None:
    """Scenario 9."""
    asked(spec, ana, ben, dan)
    accept(suggested(spec, ben, "A clerk refunds a payment within a day."), by=ana)
    accept(suggested(spec, dan, "A clerk refunds a payment by noon."), by=dan)
    send(spec, by=ana)
    assert rounds.open_round(spec).writers == sorted([ana.pk, dan.pk])  # type: ignore[union-attr]
    approve(spec, by=dan, sha=sha(spec))
    assert fresh(spec).status == "review"
    approve(spec, by=ben, sha=sha(spec))
    assert fresh(spec).status == "approved"
    holds(spec)


def test_a_wrong_password_is_noted_beside_the_chain(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    before = counts(spec)
    failed = note_failure(spec, by=cai, act="approve")
    assert (failed.spec, failed.by, failed.act) == (spec, cai, "approve")
    assert counts(spec) == before


def test_bytes_that_are_not_those_that_were_hashed_cannot_be_approved(
    payments: Team, ana: User, cai: User, sql: Callable[..., None]
) -> None:
    spec = make_review(payments, ana, cai)
    seen, before, data = sha(spec), counts(spec), bytes(spec.revisions.get().data)
    sql("UPDATE specs_revision SET data = %s", data.replace(b"in full", b"twice"))
    with pytest.raises(Refused, match="not the one that was hashed"):
        approve(spec, by=cai, sha=seen)
    assert counts(spec) == before
    sql("UPDATE specs_revision SET data = %s", data)
