"""The plain path: submit, approve by another person, revise, implement; every refusal records nothing."""

import hashlib
import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from django.utils import timezone

from accounts.models import Membership, Team, User
from specs.models import Instance, Opening, Record, Revision, Row, Spec, Verdict
from specs.services import chain, editing
from specs.services.editing import save_row
from specs.services.errors import Blocked, NotAllowed, Refused, WrongStatus
from specs.services.freezing import free_version
from specs.services.recording import events_digest
from specs.services.reviewing import (
    approve,
    covered,
    discard,
    implement,
    reopen,
    request_changes,
    revise,
    send,
    submit,
    unsent,
    withdraw,
)
from specs.services.rounds import open_round, standing
from tests.factories import SAMPLE, make_approved, make_member, make_review, make_spec, make_team

pytestmark = pytest.mark.django_db


def sha(spec: Spec) -> str:
    return spec.revisions.latest("number").sha256


def write(spec: Spec, by: User, text: str = "Changed.", uid: str = "FR-3") -> Row:
    row = spec.rows.get(uid=uid)
    return save_row(row, by=by, values={"text": text}, stamp=row.stamp).row


def finish(spec: Spec, by: User) -> None:
    for task in spec.rows.filter(kind="task"):
        editing.tick(task, by=by, done=True)


def counts(spec: Spec) -> tuple[int, ...]:
    return (
        spec.events.count(),
        spec.records.count(),
        spec.revisions.count(),
        spec.rounds.count(),
        Verdict.objects.count(),
    )


def refuses(spec: Spec, act: Callable[[], object], error: type[Exception], match: str) -> None:
    before, text = counts(spec), spec.document().text
    with pytest.raises(error, match=match):
        act()
    spec.refresh_from_db()
    assert counts(spec) == before
    assert spec.document().text == text


# Submit


def test_submitting_freezes_the_text_as_it_will_be_published(spec: Spec, ana: User, ben: User) -> None:
    opened = submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    revision = spec.revisions.get()
    expected = SAMPLE.replace("status: draft", "status: approved").encode()
    assert bytes(revision.data) == expected
    assert (revision.number, revision.state, revision.version, revision.size) == (1, "frozen", "1.0", len(expected))
    assert revision.sha256 == hashlib.sha256(expected).hexdigest()
    assert [line[3] for line in revision.progress] == ["status", "task", "task"]
    assert [row["id"] for row in revision.rows] == [row.id for row in spec.document().rows]
    assert (spec.status, spec.working, opened.revision) == ("review", "review", revision)
    assert "status: review" in spec.document().text
    assert list(opened.reviewers.all()) == [ben]
    assert opened.writers == [ana.pk]


def test_a_document_without_a_status_line_gets_none(payments: Team, ana: User, cai: User) -> None:
    text = SAMPLE.replace("status: draft\n", "").replace("version: 1.0\n", "")
    spec = make_approved(payments, ana, cai, text)
    assert bytes(spec.in_force.data).decode() == text == spec.document().text
    assert spec.in_force.version == "1.0"
    revise(spec, by=ana)
    write(spec, ana)
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    assert spec.revisions.latest("number").version == "1.1"


def test_the_same_submit_twice_opens_one_round(spec: Spec, ana: User, ben: User) -> None:
    seen = spec.text_hash
    first = submit(spec, by=ana, reviewers=[ben], seen=seen)
    before = counts(spec)
    assert submit(spec, by=ana, reviewers=[ben], seen=seen) == first
    assert counts(spec) == before


def test_another_submit_hears_who_came_first(spec: Spec, ana: User, ben: User, cai: User) -> None:
    seen = spec.text_hash
    submit(spec, by=ana, reviewers=[ben], seen=seen)
    refuses(spec, lambda: submit(spec, by=ben, reviewers=[cai], seen=seen), WrongStatus, "Ana Ruiz submitted this at")
    refuses(spec, lambda: submit(spec, by=cai, reviewers=[ben], seen=seen), NotAllowed, "As viewer")


def test_not_without_reviewers_and_only_members(spec: Spec, ana: User, ben: User) -> None:
    def act(*people: User) -> Callable[[], object]:
        return lambda: submit(spec, by=ana, reviewers=people, seen=spec.text_hash)

    refuses(spec, act(), Refused, "at least one")
    refuses(spec, act(make_member(make_team())), Refused, "members of the team")
    ben.is_active = False
    ben.save()
    refuses(spec, act(ben), Refused, "members of the team")


def test_not_if_the_text_is_another_than_the_one_seen(spec: Spec, ana: User, ben: User) -> None:
    seen = spec.text_hash
    write(spec, ben)
    refuses(
        spec, lambda: submit(spec, by=ana, reviewers=[ben], seen=seen), WrongStatus, "Ben Cole changed this spec since"
    )


def test_not_with_a_finding_that_blocks(payments: Team, ana: User, ben: User) -> None:
    spec = make_spec(payments, ana, SAMPLE.replace("No letters", "[Secondary objective]"))
    refuses(spec, lambda: submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash), Blocked, "1 findings")


def test_not_if_the_only_reviewer_wrote(spec: Spec, ana: User, ben: User) -> None:
    write(spec, ben)
    spec.refresh_from_db()
    refuses(
        spec,
        lambda: submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash),
        Refused,
        "Ben Cole, the only reviewer, wrote in this text",
    )


def test_an_admin_may_let_writers_count_with_a_reason(payments: Team, ada: User, ana: User) -> None:
    spec = make_spec(payments, ada)
    with pytest.raises(NotAllowed):
        submit(spec, by=ana, reviewers=[ada], seen=spec.text_hash, count_writers="We are two")
    opened = submit(spec, by=ada, reviewers=[ada], seen=spec.text_hash, count_writers="We are two")
    assert (opened.policy["writers_count"], opened.policy["why"]) == (True, "We are two")
    approve(spec, by=ada, sha=sha(spec))
    assert spec.status == "approved"


def test_not_a_version_that_is_taken_or_none(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    revise(spec, by=ana)
    write(spec, ana)
    editing.set_metadata(spec, by=ana, key="version", value="1.0")

    def act() -> object:
        return submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)

    refuses(spec, act, Refused, r"1\.0 is taken; choose another version")
    other = make_spec(payments, ana, SAMPLE.replace("version: 1.0", "version: one point oh"))
    refuses(other, lambda: submit(other, by=ana, reviewers=[cai], seen=other.text_hash), Refused, "must be made of")


def test_not_if_nothing_changed_since_the_approval(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    revise(spec, by=ana)
    editing.tick(spec.rows.filter(kind="task")[0], by=ana, done=True)
    spec.refresh_from_db()
    refuses(
        spec, lambda: submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash), Refused, r"Nothing changed since 1\.0"
    )


def test_free_versions_count_on_past_those_taken() -> None:
    assert free_version("", set()) == "1.0"
    assert free_version("", {"1.0", "1.1"}) == "1.2"
    assert free_version("1.0", {"1.1"}) == "1.2"


# Verdicts


def test_approval_by_another_person_puts_it_in_force(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    approve(spec, by=cai, sha=sha(spec))
    revision = spec.revisions.get()
    assert (spec.status, spec.working, spec.in_force, revision.state) == ("approved", "none", revision, "approved")
    assert spec.document().text.encode() == bytes(revision.data)
    assert open_round(spec) is None
    assert spec.events.latest("number").verb == "approved"


def test_the_second_approval_of_the_same_person_records_nothing(
    payments: Team, ana: User, ben: User, cai: User
) -> None:
    spec = make_review(payments, ana, cai)
    seen = sha(spec)
    approve(spec, by=cai, sha=seen)
    before = counts(spec)
    assert approve(spec, by=cai, sha=seen) is None
    assert counts(spec) == before
    refuses(
        spec, lambda: approve(spec, by=ben, sha=seen), WrongStatus, "Approved at .* by Cai Lin: nothing was recorded"
    )


def test_approving_again_while_others_are_waited_for_records_nothing(
    spec: Spec, ana: User, ben: User, cai: User
) -> None:
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    request_changes(spec, by=ben, sha=sha(spec), comment="No.")
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "review"
    before = counts(spec)
    assert approve(spec, by=cai, sha=sha(spec)) is None
    assert counts(spec) == before


def test_not_asked_not_the_text_not_in_review(payments: Team, ana: User, ben: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    refuses(spec, lambda: approve(spec, by=ben, sha=sha(spec)), Refused, "not asked")
    refuses(spec, lambda: approve(spec, by=cai, sha="0" * 64), WrongStatus, "another text")
    refuses(spec, lambda: approve(spec, by=make_member(make_team()), sha=sha(spec)), NotAllowed, "no such spec")
    draft = make_spec(payments, ana)
    refuses(draft, lambda: approve(draft, by=cai, sha="0" * 64), WrongStatus, "it is draft")


def test_a_request_blocks_until_its_giver_approves(spec: Spec, ana: User, ben: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    request_changes(spec, by=ben, sha=sha(spec), comment=" FR-2 is unclear. ")
    assert Verdict.objects.get().comment == "FR-2 is unclear."
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "review"
    approve(spec, by=ben, sha=sha(spec))
    assert spec.status == "approved"


def test_a_request_says_what_should_change(payments: Team, ana: User, ben: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    refuses(spec, lambda: request_changes(spec, by=cai, sha=sha(spec), comment="  "), Refused, "Say what")
    refuses(spec, lambda: request_changes(spec, by=cai, sha=sha(spec), comment="x" * 20_001), Refused, "20 KB")
    for bad in ("a\0b", "a\ud800b"):
        refuses(
            spec, lambda bad=bad: request_changes(spec, by=cai, sha=sha(spec), comment=bad), Refused, "cannot be kept"
        )
    refuses(spec, lambda: request_changes(spec, by=ben, sha=sha(spec), comment="é"), Refused, "not asked")
    refuses(spec, lambda: request_changes(spec, by=cai, sha="0" * 64, comment="x"), WrongStatus, "Nothing was recorded")


def test_a_request_outlives_withdrawal_and_a_new_round_without_its_giver(
    spec: Spec, ana: User, ben: User, cai: User
) -> None:
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    request_changes(spec, by=ben, sha=sha(spec), comment="No.")
    withdraw(spec, by=ana, reason="Ben is right")
    write(spec, ana)
    spec.refresh_from_db()
    opened = submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "review"
    assert standing(spec, opened, spec.document()).blocked_by == {ben.pk}


def test_after_an_approval_old_requests_block_no_more(spec: Spec, ana: User, ben: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    request_changes(spec, by=ben, sha=sha(spec), comment="No.")
    approve(spec, by=ben, sha=sha(spec))
    revise(spec, by=ana)
    write(spec, ana)
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    approve(spec, by=cai, sha=sha(spec))
    assert (spec.status, spec.in_force.version) == ("approved", "1.1")
    assert [revision.state for revision in spec.revisions.all()] == ["superseded", "approved"]


def test_withdrawn_and_submitted_unchanged_it_is_the_same_revision_and_approvals_keep(
    spec: Spec, ana: User, ben: User, cai: User
) -> None:
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    request_changes(spec, by=ben, sha=sha(spec), comment="Wait.")
    approve(spec, by=cai, sha=sha(spec))
    withdraw(spec, by=ana, reason="Wait")
    approve_again = sha(spec)
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    assert spec.revisions.count() == 1
    assert spec.status == "review"
    approve(spec, by=ben, sha=approve_again)
    assert spec.status == "approved"


def test_a_kept_approval_approves_at_the_next_submit(spec: Spec, ana: User, ben: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    write(spec, ana, "Unsent.")
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "review"
    withdraw(spec, by=ana, reason="No more edits")
    write(spec, ana, "The customer is told by mail.")
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    assert (spec.status, spec.revisions.count()) == ("approved", 1)


# Editing in review


def test_an_edit_in_review_is_unsent_and_holds_the_approval(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    frozen = bytes(spec.revisions.get().data)
    write(spec, ana)
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "review"
    assert [event.actor for event in unsent(spec)] == [ana]
    assert bytes(spec.revisions.get().data) == frozen


def test_sending_cuts_the_next_revision_and_outdates_approvals(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    first = sha(spec)
    write(spec, ana)
    approve(spec, by=cai, sha=first)
    send(spec, by=ana)
    assert [r.number for r in spec.revisions.all()] == [1, 2]
    assert spec.status == "review"
    assert unsent(spec) == []
    refuses(spec, lambda: approve(spec, by=cai, sha=first), WrongStatus, "Revision 2 replaced 1 at")
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "approved"


def test_nothing_to_send_also_after_a_tick(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    refuses(spec, lambda: send(spec, by=ana), Refused, "Nothing to send")
    editing.tick(spec.rows.filter(kind="task")[0], by=ana, done=True)
    refuses(spec, lambda: send(spec, by=ana), Refused, "Nothing to send")


def test_a_row_deleted_and_typed_again_is_unsent_though_the_bytes_are_equal(
    payments: Team, ana: User, cai: User
) -> None:
    spec = make_review(payments, ana, cai)
    last = spec.rows.get(uid="FR-3")
    editing.remove_row(last, by=ana)
    before = spec.rows.get(uid="FR-2")
    editing.paste_rows(spec, by=ana, text=last.source, parent=before.parent, after=before)
    assert spec.document().text == SAMPLE.replace("status: draft", "status: review")
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "review"
    send(spec, by=ana)
    assert spec.revisions.count() == 2


def test_discarding_puts_text_and_ids_back_keeps_ticks_and_completes_the_approval(
    payments: Team, ana: User, ben: User, cai: User
) -> None:
    spec = make_review(payments, ana, cai)
    ids = [row.id for row in spec.document().rows]
    write(spec, ben)
    editing.remove_row(spec.rows.get(uid="FR-1"), by=ana)
    editing.add_row(spec, by=ana, kind="goal", values={"text": "More"}, section="goals")
    editing.move_down(spec.rows.filter(kind="error")[0], by=ana)
    editing.tick(spec.rows.filter(kind="task")[0], by=ana, done=True)
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "review"
    discard(spec, by=ana)
    assert spec.status == "approved"
    assert [row.id for row in spec.document().rows] == ids
    expected = SAMPLE.replace("status: draft", "status: approved").replace("- [ ] Write", "- [x] Write")
    assert spec.document().text == expected


def test_what_was_discarded_makes_nobody_a_writer(spec: Spec, ana: User, ben: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    write(spec, ben)
    discard(spec, by=ana)
    write(spec, ana, "In other words.")
    send(spec, by=ana)
    approve(spec, by=ben, sha=sha(spec))
    assert spec.status == "approved"


def test_nothing_to_discard_also_a_second_time(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    refuses(spec, lambda: discard(spec, by=ana), Refused, "Nothing to discard")
    write(spec, ana)
    discard(spec, by=ana)
    refuses(spec, lambda: discard(spec, by=ana), Refused, "Nothing to discard")


def test_a_reviewer_who_writes_does_not_count_once_sent(spec: Spec, ana: User, ben: User, cai: User) -> None:
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    write(spec, ben)
    send(spec, by=ana)
    approve(spec, by=ben, sha=sha(spec))
    opened = open_round(spec)
    assert opened is not None
    assert standing(spec, opened, spec.document()).not_counted == {ben.pk}
    approve(spec, by=cai, sha=sha(spec))
    assert spec.status == "approved"


def test_withdrawing_needs_a_reason_and_an_editor(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    refuses(spec, lambda: withdraw(spec, by=ana, reason=" "), Refused, "Give a reason")
    refuses(spec, lambda: withdraw(spec, by=cai, reason="x"), NotAllowed, "As viewer")
    withdraw(spec, by=ana, reason="Too early")
    assert (spec.status, open_round(spec), spec.in_force) == ("draft", None, None)
    assert spec.document().text == SAMPLE
    assert unsent(spec) == []


# In force


def test_revising_opens_the_next_version_and_leaves_the_approved_text_in_force(
    payments: Team, ana: User, ben: User, cai: User
) -> None:
    spec = make_approved(payments, ana, cai)
    event = revise(spec, by=ana)
    assert event is not None
    assert (spec.status, spec.version, spec.in_force.state) == ("draft", "1.1", "approved")
    assert not event.text
    before = counts(spec)
    assert revise(spec, by=ben) is None
    assert counts(spec) == before


def test_a_draft_that_was_never_approved_is_not_revised(spec: Spec, ana: User) -> None:
    refuses(spec, lambda: revise(spec, by=ana), WrongStatus, "already open")


def test_what_the_workflow_writes_makes_nobody_a_writer(payments: Team, ana: User, ben: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    revise(spec, by=ben)
    write(spec, ana)
    spec.refresh_from_db()
    opened = submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    assert opened.writers == [ana.pk]


def test_implemented_needs_every_requirement_covered(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    refuses(spec, lambda: implement(spec, by=ana), Refused, "no finished task names FR-1, FR-2, FR-3")
    finish(spec, ana)
    spec.refresh_from_db()
    assert covered(spec).open == []
    implement(spec, by=ana)
    assert (spec.status, spec.in_force.state) == ("implemented", "implemented")
    assert "status: implemented" in spec.document().text


def test_nothing_is_unticked_until_reopened_with_a_reason(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    finish(spec, ana)
    implement(spec, by=ana)
    task = spec.rows.filter(kind="task")[0]
    refuses(spec, lambda: editing.tick(task, by=ana, done=False), WrongStatus, "Reopen first")
    refuses(spec, lambda: save_row(task, by=ana, values={"done": " "}, stamp=task.stamp), WrongStatus, "Reopen first")
    ticked = spec.events.filter(verb="ticked").latest("number")
    refuses(spec, lambda: editing.undo(ticked, by=ana), WrongStatus, "Reopen first")
    refuses(spec, lambda: reopen(spec, by=ana, reason=""), Refused, "Give a reason")
    reopen(spec, by=ana, reason="The mail is wrong")
    assert (spec.status, spec.in_force.state) == ("approved", "approved")
    editing.tick(task, by=ana, done=False)
    assert Row.objects.get(pk=task.pk).done is False


def test_a_box_of_the_text_in_force_is_not_unticked_from_the_next_draft_either(
    payments: Team, ana: User, cai: User
) -> None:
    spec = make_approved(payments, ana, cai)
    finish(spec, ana)
    implement(spec, by=ana)
    revise(spec, by=ana)
    phase = spec.rows.get(kind="phase")
    new = editing.add_row(spec, by=ana, kind="task", values={"text": "More", "done": "x"}, parent=phase)
    editing.tick(new, by=ana, done=False)
    task = spec.rows.filter(kind="task")[0]
    refuses(spec, lambda: editing.tick(task, by=ana, done=False), WrongStatus, r"1\.0 is implemented\. Reopen first")
    reopen(spec, by=ana, reason="The mail is wrong")
    assert (spec.status, spec.in_force.state) == ("draft", "approved")
    editing.tick(task, by=ana, done=False)


def test_nothing_is_covered_before_anything_is_approved(spec: Spec) -> None:
    with pytest.raises(Refused, match="Nothing is approved"):
        covered(spec)


def test_revising_an_implemented_text_and_approving_the_next(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai)
    finish(spec, ana)
    implement(spec, by=ana)
    revise(spec, by=ana)
    write(spec, ana)
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    approve(spec, by=cai, sha=sha(spec))
    assert (spec.status, spec.version) == ("approved", "1.1")


# The chain


def links(spec: Spec) -> list[chain.Link]:
    return [chain.Link(r.n, r.kind, bytes(r.data), r.hash, r.prev) for r in spec.records.all()]


def whole_path(team: Team, ana: User, ben: User, cai: User) -> Spec:
    spec = make_spec(team, ana)
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    request_changes(spec, by=ben, sha=sha(spec), comment="No.")
    write(spec, ana)
    send(spec, by=ana)
    approve(spec, by=ben, sha=sha(spec))
    finish(spec, ana)
    implement(spec, by=ana)
    reopen(spec, by=ana, reason="Wrong")
    revise(spec, by=ana)
    return spec


def test_every_act_is_one_link_of_a_chain_that_holds(payments: Team, ana: User, ben: User, cai: User) -> None:
    spec = whole_path(payments, ana, ben, cai)
    assert [record.kind for record in spec.records.all()] == [
        "revision", "round", "verdict", "revision", "round", "verdict", "approved", "implement", "reopen", "revise",
    ]  # fmt: skip
    instance = str(Instance.objects.get().uuid)
    assert chain.breaks(links(spec), spec=str(spec.uuid), instance=instance) == []


def test_a_record_names_the_hash_the_verdicts_and_the_events(payments: Team, ana: User, ben: User, cai: User) -> None:
    spec = whole_path(payments, ana, ben, cai)
    found = [json.loads(bytes(record.data)) for record in spec.records.all()]
    revision, approved = found[3]["data"], found[6]["data"]
    second = Revision.objects.get(spec=spec, number=2)
    assert (revision["sha"], revision["version"], revision["base"]) == (second.sha256, "1.0", None)
    assert revision["writers"] == [str(ana.uuid)]
    assert revision["events"] == {"first": 1, "last": second.upto, "sha": events_digest(spec, 1, second.upto)}
    assert (approved["sha"], approved["verdicts"]) == (second.sha256, [6])
    assert all(one["at"] <= two["at"] for one, two in pairwise(found))


def test_names_and_reasons_are_commitments_that_can_be_opened(payments: Team, ana: User, ben: User, cai: User) -> None:
    spec = whole_path(payments, ana, ben, cai)
    stored = b"".join(bytes(record.data) for record in spec.records.all())
    assert b"Ana Ruiz" not in stored
    assert b"Wrong" not in stored
    for opening in Opening.objects.all():
        assert chain.sha256(opening.salt.encode() + chain.canonical(opening.words)) == opening.commit
        assert opening.commit.encode() in stored
    assert Opening.objects.filter(person=ana).count() == 1
    ana.name = "Ana Ruiz-Lind"
    ana.save()
    write(spec, ana, "Otherwise.")
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    assert Opening.objects.filter(person=ana).count() == 2


def test_time_never_runs_backwards_in_the_chain(
    payments: Team, ana: User, cai: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = make_review(payments, ana, cai)
    last = spec.records.latest("n")
    earlier = last.at - timezone.timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: earlier)
    approve(spec, by=cai, sha=sha(spec))
    assert Record.objects.filter(spec=spec).latest("n").at == last.at


def test_a_reviewer_who_left_the_team_says_nothing_more(payments: Team, ana: User, cai: User) -> None:
    spec = make_review(payments, ana, cai)
    Membership.objects.get(user=cai).delete()
    refuses(spec, lambda: approve(spec, by=cai, sha=sha(spec)), NotAllowed, "no such spec")


#: What a text may hide, in a place each; and the row in which a form takes it out.
HIDDEN = {
    "in prose": (SAMPLE.replace("money back", "money\u200b back"), {"kind": "prose", "section": "overview"}),
    "between paragraphs": (SAMPLE.replace("to us.\n", "to us.\n\u200b\n"), {"kind": "prose", "section": "overview"}),
    "in an id": (SAMPLE.replace("FR-1**", "FR-\u200b1**"), {"kind": "requirement", "text__contains": "in full"}),
    "in a cell": (SAMPLE.replace("Say which", "Say \u200bwhich"), {"kind": "error", "title": "Validation"}),
    "in a box": (SAMPLE.replace("- [ ] Send", "- [ ] \u200bSend"), {"kind": "task", "text__contains": "Send"}),
    "in a version": (SAMPLE.replace("version: 1.0", "version: 1.0\u200b"), {"kind": "meta", "label": "version"}),
    "a return": (SAMPLE.replace("money back", "money\rback"), {"kind": "prose", "section": "overview"}),
}


@pytest.mark.parametrize("name", HIDDEN)
def test_whatever_blocks_can_be_mended_by_the_rows_markdown(payments: Team, ana: User, cai: User, name: str) -> None:
    text, row = HIDDEN[name]
    spec = make_spec(payments, ana, text)
    with pytest.raises(Blocked):
        submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)

    for found in spec.rows.filter(**row):
        clean = found.source.replace("\u200b", "").replace("\r", " ").strip("\n")
        editing.save_source(found, by=ana, source=clean, stamp=found.stamp)
    spec.refresh_from_db()

    assert submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash).number == 1


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE.replace("\n", "\r"),
        SAMPLE.replace("to us.\n\n", "to us.\r\r"),
        SAMPLE.replace("status: dr", "status: dr\u200b"),
    ],
    ids=["all returns", "a return between rows", "the status"],
)
def test_what_no_form_can_mend_holds_no_team_up(payments: Team, ana: User, cai: User, text: str) -> None:
    spec = make_spec(payments, ana, text)

    assert submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash).number == 1
