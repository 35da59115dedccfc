"""From approved to implemented: ticks and what they were made for, waivers, and what stands in the way."""

import json
from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import Team, User
from specs.models import Assignment, Notice, Row, Spec, Tick
from specs.services import editing, proving, reviewing, talking, wording
from specs.services.assigning import action_of, assign, require_own, tasks_of
from specs.services.change import change
from specs.services.errors import NotAllowed, Refused, WrongStatus
from specs.services.exchanging import live
from specs.services.reviewing import approve, confirm, covered, implement, lift_waiver, reopen, revise, submit, waive
from tests.factories import SAMPLE, make_approved, make_spec, make_user
from tests.services.test_reviewing import finish, refuses, sha, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(payments: Team, ana: User, cai: User) -> Spec:
    return make_approved(payments, ana, cai)


def fresh(spec: Spec) -> Spec:
    return Spec.objects.select_related("team", "in_force").get(pk=spec.pk)


def task(spec: Spec, words: str) -> Row:
    return spec.rows.get(kind="task", text__contains=words)


def next_version(spec: Spec, by: User, reviewer: User, text: str, uid: str = "FR-3") -> None:
    revise(spec, by=by)
    write(spec, by, text, uid)
    spec.refresh_from_db()
    submit(spec, by=by, reviewers=[reviewer], seen=spec.text_hash)
    approve(spec, by=reviewer, sha=sha(spec))


def requirement(spec: Spec, uid: str) -> int:
    return spec.rows.get(uid=uid).pk


def test_a_tick_keeps_who_when_evidence_and_what_the_texts_said(approved: Spec, ana: User, ben: User) -> None:
    found = task(approved, "ledger")
    editing.tick(found, by=ben, done=True, evidence=" https://ci.example/run/7 ")
    tick = Tick.objects.get()
    assert (tick.row_id, tick.done, tick.by, tick.evidence) == (found.pk, True, ben, "https://ci.example/run/7")
    assert tick.task_text == "Write the ledger (FR-1, FR-2)"
    assert tick.requirements[str(requirement(approved, "FR-1"))] == "A clerk refunds a payment in full.\nFR-1"
    assert "Must" in tick.requirements[str(requirement(approved, "FR-2"))]
    assert approved.events.latest("number").data["evidence"] == "https://ci.example/run/7"
    editing.tick(found, by=ana, done=False)
    assert Tick.objects.get().done is False
    assert Tick.objects.get().evidence == ""


def test_a_box_set_in_the_rows_form_is_a_tick_too(spec: Spec, ana: User, cai: User) -> None:
    found = task(spec, "ledger")
    editing.save_row(found, by=ana, values={"done": "x"}, stamp=found.stamp)
    assert len(Tick.objects.get().requirements) == 2


@pytest.mark.parametrize(
    "bad",
    ["ci.example", "javascript:alert(1)", "https://", "https://a b", "https://é", "http://[", "https://x/" + "y" * 500],
)
def test_evidence_is_an_address(approved: Spec, ana: User, bad: str) -> None:
    found = task(approved, "ledger")
    refuses(approved, lambda: editing.tick(found, by=ana, done=True, evidence=bad), Refused, "beginning with https")


def test_a_changed_requirement_is_not_implemented_on_the_ticks_of_before(
    approved: Spec, ana: User, cai: User, ben: User
) -> None:
    """Scenario 13."""
    finish(approved, ana)
    next_version(approved, ana, cai, "The customer is told at once.")
    refuses(approved, lambda: implement(approved, by=ana), Refused, "changed since the tasks of FR-3 were ticked")
    stale = covered(fresh(approved)).to_confirm
    assert stale == [task(approved, "mail").pk]
    confirm(approved, by=ben, tasks=stale)
    assert (Tick.objects.get(row__in=stale).by, covered(fresh(approved)).open) == (ben, [])
    refuses(approved, lambda: confirm(approved, by=ben, tasks=stale), Refused, "Nothing is to be confirmed")
    implement(fresh(approved), by=ana)
    assert fresh(approved).status == "implemented"


def test_confirming_keeps_the_evidence(approved: Spec, ana: User, cai: User) -> None:
    editing.tick(task(approved, "mail"), by=ana, done=True, evidence="https://ci.example/8")
    next_version(approved, ana, cai, "The customer is told at once.")
    confirm(approved, by=ana, tasks=[task(approved, "mail").pk])
    assert Tick.objects.get().evidence == "https://ci.example/8"


def test_a_box_set_before_such_things_were_kept_is_to_be_confirmed(approved: Spec, ana: User) -> None:
    finish(approved, ana)
    Tick.objects.all().delete()
    found = covered(fresh(approved))
    assert (found.open, len(found.to_confirm)) == (["FR-1", "FR-2", "FR-3"], 2)
    confirm(approved, by=ana, tasks=found.to_confirm)
    assert covered(fresh(approved)).open == []


def test_a_refusal_tells_both_gaps(approved: Spec, ana: User, cai: User) -> None:
    editing.tick(task(approved, "mail"), by=ana, done=True)
    next_version(approved, ana, cai, "The customer is told at once.")
    match = "no finished task names FR-1, FR-2; the text changed since the tasks of FR-3"
    refuses(approved, lambda: implement(approved, by=ana), Refused, match)


def test_a_tick_in_the_draft_is_for_the_text_in_force(approved: Spec, ana: User) -> None:
    finish(approved, ana)
    revise(approved, by=ana)
    found = task(approved, "mail")
    editing.save_row(found, by=ana, values={"text": "Send two mails (FR-3)"}, stamp=found.stamp)
    assert covered(fresh(approved)).open == []
    editing.tick(found, by=ana, done=False)
    editing.tick(found, by=ana, done=True)
    assert Tick.objects.get(row=found).task_text == "Send the mail (FR-3)"
    implement(fresh(approved), by=ana)
    assert fresh(approved).in_force.state == "implemented"  # type: ignore[union-attr]


def test_a_task_deleted_in_the_draft_is_ticked_for_the_text_in_force(approved: Spec, ana: User, ben: User) -> None:
    revise(approved, by=ana)
    gone = task(approved, "mail")
    editing.tick(task(approved, "ledger"), by=ana, done=True)
    editing.remove_row(gone, by=ana)
    gone.refresh_from_db()
    before = approved.document().text
    assert covered(fresh(approved)).open == ["FR-3"]
    assert editing.tick(gone, by=ben, done=False) is None
    editing.tick(gone, by=ben, done=True, evidence="https://ci.example/9")
    assert approved.document().text == before
    assert b"- [x] Send the mail" in live(fresh(approved), fresh(approved).in_force)
    assert (Tick.objects.get(row=gone).by, covered(fresh(approved)).open) == (ben, [])
    implement(fresh(approved), by=ana)
    refuses(approved, lambda: editing.tick(gone, by=ben, done=False), WrongStatus, "Reopen first")
    reopen(fresh(approved), by=ana, reason="Wrong")
    editing.tick(gone, by=ben, done=False)
    assert covered(fresh(approved)).open == ["FR-3"]


def test_a_deleted_task_of_no_text_in_force_is_not_ticked(spec: Spec, approved: Spec, ana: User) -> None:
    for some in (spec, approved):
        if some is approved:
            revise(some, by=ana)
            phase = some.rows.get(kind="phase")
            gone = editing.add_row(some, by=ana, kind="task", values={"text": "More"}, parent=phase)
        else:
            gone = task(some, "mail")
        editing.remove_row(gone, by=ana)
        gone.refresh_from_db()
        refuses(some, lambda gone=gone: editing.tick(gone, by=ana, done=True), Refused, "neither in the text in force")


def test_a_new_task_of_the_draft_is_ticked_for_the_drafts_words(approved: Spec, ana: User) -> None:
    revise(approved, by=ana)
    phase = approved.rows.get(kind="phase")
    new = editing.add_row(approved, by=ana, kind="task", values={"text": "More (FR-2)", "done": "x"}, parent=phase)
    assert Tick.objects.get(row=new).task_text == "More (FR-2)"
    editing.tick(new, by=ana, done=False)
    editing.tick(new, by=ana, done=True)
    assert list(Tick.objects.get(row=new).requirements) == [str(requirement(approved, "FR-2"))]


def test_ticks_of_an_import_and_of_a_row_brought_back_are_kept(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, SAMPLE.replace("- [ ] Send", "- [x] Send"))
    tick = Tick.objects.get()
    assert (tick.by, tick.task_text) == (ana, "Send the mail (FR-3)")
    gone = task(spec, "mail")
    editing.remove_row(gone, by=ana)
    editing.restore_row(spec, by=ana, row_id=gone.pk)
    assert Tick.objects.get().at == tick.at


def test_a_requirement_is_waived_for_its_version_by_name_and_reason(
    approved: Spec, ana: User, ben: User, cai: User
) -> None:
    editing.tick(task(approved, "ledger"), by=ana, done=True)
    fr3 = requirement(approved, "FR-3")
    refuses(approved, lambda: waive(approved, by=cai, requirement=fr3, reason="x"), Exception, "As viewer")
    refuses(approved, lambda: waive(approved, by=ben, requirement=fr3, reason=""), Refused, "Give a reason")
    refuses(approved, lambda: waive(approved, by=ben, requirement=0, reason="x"), Refused, "no requirement of the text")
    waive(approved, by=ben, requirement=fr3, reason="By letter this year")
    refuses(approved, lambda: waive(approved, by=ben, requirement=fr3, reason="x"), Refused, "FR-3 is waived already")
    assert covered(fresh(approved)).open == []
    implement(fresh(approved), by=ana)
    refuses(approved, lambda: waive(approved, by=ben, requirement=fr3, reason="x"), WrongStatus, "not yet implemented")
    told = json.loads(bytes(approved.records.filter(kind="implement").get().data))["data"]["requirements"]
    assert [(item["uid"], len(item["tasks"]), bool(item["waived"])) for item in told] == [
        ("FR-1", 1, False), ("FR-2", 1, False), ("FR-3", 0, True),
    ]  # fmt: skip
    assert told[0]["tasks"][0]["by"] == str(ana.uuid)
    assert reviewing.offered(fresh(approved)) == {}
    next_version(approved, ana, cai, "A part of it.", "FR-2")
    assert reviewing.offered(fresh(approved)) == {fr3: "By letter this year"}
    assert covered(fresh(approved)).open == ["FR-2", "FR-3"]
    assert proving.faults_of(fresh(approved)) == []


def test_a_waiver_is_taken_back_until_it_is_implemented(approved: Spec, ana: User, ben: User, cai: User) -> None:
    editing.tick(task(approved, "ledger"), by=ana, done=True)
    fr3 = requirement(approved, "FR-3")
    refuses(approved, lambda: lift_waiver(approved, by=ben, requirement=fr3), Refused, "is not waived")
    waive(approved, by=ben, requirement=fr3, reason="By letter this year")
    refuses(approved, lambda: lift_waiver(approved, by=cai, requirement=fr3), Exception, "As viewer")
    lift_waiver(approved, by=ana, requirement=fr3)
    assert covered(fresh(approved)).open == ["FR-3"]
    history = proving.records_of(fresh(approved)).history
    assert ([act.kind for act in history.acts.values()][-2:], history.waivers) == (["waiver", "waiver"], [])
    waive(approved, by=ana, requirement=fr3, reason="By letter after all")
    implement(fresh(approved), by=ana)
    refuses(approved, lambda: lift_waiver(approved, by=ana, requirement=fr3), WrongStatus, "not yet implemented")


def test_nothing_is_offered_before_anything_is_approved(spec: Spec) -> None:
    assert reviewing.offered(spec) == {}


# Who a task is assigned to


def test_whoever_a_task_is_assigned_to_may_tick_it_and_no_other(approved: Spec, ana: User, cai: User) -> None:
    ledger, mail = task(approved, "ledger"), task(approved, "mail")
    with pytest.raises(NotAllowed):
        editing.tick(ledger, by=cai, done=True)
    assign(ledger, by=ana, to=cai)
    assert assign(ledger, by=ana, to=cai) is None
    assert tasks_of(approved, cai) == {ledger.pk}
    assert tasks_of(approved, ana) == set()
    notice = Notice.objects.get(user=cai, kind="assigned")
    assert wording.said(notice) == "Ana Ruiz assigns a task to you"
    assert wording.leads_to(notice) == f"/PAY-1/coverage#task-{ledger.pk}"
    editing.tick(ledger, by=cai, done=True, evidence="https://ci.example/run/7")
    assert (Tick.objects.get().by, Tick.objects.get().evidence) == (cai, "https://ci.example/run/7")
    with pytest.raises(NotAllowed):
        editing.tick(mail, by=cai, done=True)
    with pytest.raises(NotAllowed):
        editing.save_row(ledger, by=cai, values={"text": "Do nothing"}, stamp=ledger.stamp)
    assign(ledger, by=ana, to=None)
    with pytest.raises(NotAllowed):
        editing.tick(ledger, by=cai, done=False)
    assert Tick.objects.get().done is True


def test_a_task_is_given_by_editors_to_members(approved: Spec, ana: User, ben: User, cai: User) -> None:
    ledger, stranger = task(approved, "ledger"), make_user()
    refuses(approved, lambda: assign(ledger, by=cai, to=cai), NotAllowed, "As viewer you may not assign")
    refuses(approved, lambda: assign(ledger, by=ana, to=stranger), Refused, "members of the team")
    assign(ledger, by=ana, to=ana)
    assign(ledger, by=ana, to=ben)
    assert Assignment.objects.get().to == ben
    assert list(Notice.objects.filter(kind="assigned").values_list("user", flat=True)) == [ben.pk]
    editing.tick(ledger, by=ana, done=True)


def test_who_does_a_task_changes_neither_text_nor_writers_nor_verdicts(spec: Spec, ana: User, cai: User) -> None:
    """Property 19: ticks, comments, assignments."""
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    ledger, mail = task(spec, "ledger"), task(spec, "mail")
    before = fresh(spec).document(), spec.revisions.count(), spec.rounds.get().writers
    assign(ledger, by=ana, to=cai)
    editing.tick(mail, by=ana, done=True)
    talking.open_thread(spec, by=ana, body="When?", draft=False)
    assert reviewing.unsent(fresh(spec)) == []
    editing.tick(mail, by=ana, done=False)
    assert (fresh(spec).document(), spec.revisions.count(), spec.rounds.get().writers) == before
    editing.tick(ledger, by=cai, done=True)
    approve(spec, by=cai, sha=sha(spec))
    assert fresh(spec).status == "approved"


def test_a_task_of_the_text_in_force_alone_is_assigned_and_ticked_there(
    approved: Spec, ana: User, cai: User, ben: User
) -> None:
    ledger = task(approved, "ledger")
    revise(approved, by=ana)
    editing.remove_row(ledger, by=ana)
    ledger.refresh_from_db()
    assign(ledger, by=ana, to=cai)
    editing.tick(ledger, by=cai, done=True)
    assert Tick.objects.get().by == cai
    write(approved, ana, "Otherwise.")
    approved.refresh_from_db()
    submit(approved, by=ana, reviewers=[ben], seen=approved.text_hash)
    approve(approved, by=ben, sha=sha(approved))
    refuses(approved, lambda: assign(ledger, by=ana, to=ben), Refused, "neither in the text in force nor in the draft")


def test_a_task_that_was_taken_away_a_moment_ago_is_not_ticked(approved: Spec, ana: User, cai: User) -> None:
    ledger = task(approved, "ledger")
    assign(ledger, by=ana, to=cai)
    asked = change_of(ledger, cai)
    assign(ledger, by=ana, to=None)
    refuses(approved, asked, NotAllowed, "not yours any more")


def change_of(found: Row, by: User) -> Callable[[], object]:
    """A tick whose right was looked at a moment ago."""
    action = action_of(found, by)
    act = partial(require_own, found, action=action)
    return lambda: change(found.spec, by=by, action=action, verb="ticked", act=act)
