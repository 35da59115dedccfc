"""What a database says is checked against its records: whatever was changed beside the services is found and named."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from specs.models import Override, Spec
from specs.services.creating import archive_spec, restore_spec
from specs.services.editing import remove_row, save_row, tick
from specs.services.images import add_image
from specs.services.proving import clocks_of, faults_of
from specs.services.recording import append, written
from specs.services.reviewing import (
    abandon,
    approve,
    change_reviewers,
    implement,
    override,
    reopen,
    request_changes,
    revise,
    revoke,
    send,
    submit,
    take_back,
    withdraw,
)
from specs.services.rounds import requests
from tests.factories import SAMPLE, make_approved, make_spec, png

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def approved(payments: Any, ana: User, cai: User) -> Spec:
    return make_approved(payments, ana, cai)


def said(spec: Spec, **known: str) -> list[str]:
    fresh = Spec.objects.select_related("in_force", "team").get(pk=spec.pk)
    return [f"{fault.place}: {fault.message}" for fault in faults_of(fresh, **known)]


def write(spec: Spec, by: User, text: str) -> None:
    row = spec.rows.get(uid="FR-3")
    save_row(row, by=by, values={"text": text}, stamp=row.stamp)
    spec.refresh_from_db()


def test_a_draft_a_review_and_a_text_in_force_hold(payments: Any, ana: User, ben: User, cai: User, spec: Spec) -> None:
    assert said(spec) == []
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    assert said(spec) == []
    request_changes(spec, by=cai, sha=spec.revisions.latest("number").sha256, comment="Shorter.")
    write(spec, ana, "Mail the customer.")
    send(spec, by=ana)
    assert said(spec) == []
    for person in (cai, ben):
        approve(spec, by=person, sha=spec.revisions.latest("number").sha256)
        spec.refresh_from_db()
        if spec.status == "approved":
            break
    assert said(spec) == []
    for task in spec.rows.filter(kind="task"):
        tick(task, by=ana, done=True)
    implement(spec, by=ana)
    assert said(spec) == []
    reopen(spec, by=ana, reason="A gap.")
    revise(spec, by=ana)
    write(spec, ben, "Write to the customer.")
    assert said(spec) == []
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    withdraw(spec, by=ana, reason="Not yet.")
    submit(spec, by=ana, reviewers=[cai], seen=Spec.objects.get(pk=spec.pk).text_hash)
    assert said(spec) == []


# What is changed beside the services


TAMPERED = {
    "a record's bytes": (
        "UPDATE specs_record SET data = %s WHERE n = 3", [b"{}"], "record 3: the bytes are not those that were hashed",
    ),
    "a record's kind": ("UPDATE specs_record SET kind = 'waiver' WHERE n = 3", [], "record 3: kind is 'verdict'"),
    "a record's time": ("UPDATE specs_record SET at = '2026-01-01' WHERE n = 3", [], "record 3: the time beside"),
    "a record's person": (
        "UPDATE specs_record SET by_id = (SELECT by_id FROM specs_record r WHERE r.n = 1) WHERE n = 3", [],
        "record 3: the person beside",
    ),
    "a record removed": ("DELETE FROM specs_record WHERE n = 2", [], "record 2: n is 3, not 2"),
    "an edit's author": (
        "UPDATE specs_event SET actor_id = (SELECT by_id FROM specs_record WHERE n = 3) WHERE number = 1", [],
        "edits 1 to 2: they are not those that revision 1 was frozen with",
    ),
    "an edit's number": ("UPDATE specs_event SET number = 99 WHERE number = 1", [], "edit 1: it is missing"),
    "an edit too many": ("UPDATE specs_event SET number = 99 WHERE number = 1", [], "edit 99: it is not one that"),
    "frozen bytes": (
        "UPDATE specs_revision SET data = %s", [b"# Others\n"], "revision 1: its bytes are others than those",
    ),
    "a frozen size": ("UPDATE specs_revision SET size = 1", [], "revision 1: hash, size or version"),
    "frozen progress": ("UPDATE specs_revision SET progress = '[]'", [], "revision 1: its places of progress"),
    "the end of the edits": ("UPDATE specs_revision SET upto = 1", [], "revision 1: it is counted from other edits"),
    "a revision's state": ("UPDATE specs_revision SET state = 'revoked'", [], "revision 1: it is revoked; by the"),
    "a revision's number": ("UPDATE specs_revision SET number = 2", [], "revision 1: it is missing"),
    "a revision nobody cut": ("UPDATE specs_revision SET number = 2", [], "revision 2: no record tells of it"),
    "a round's reviewers": (
        "UPDATE specs_round_reviewers SET user_id = (SELECT by_id FROM specs_record WHERE n = 1)", [],
        "round 1: other people are asked",
    ),
    "a round's number": ("UPDATE specs_round SET number = 3", [], "round 1: it is missing, or no record tells"),
    "a round's end": ("UPDATE specs_round SET closed_at = NULL", [], "round 1: it is open, or closed"),
    "a round's rules": (
        """UPDATE specs_round SET policy = '{"rules": [], "writers_count": false}'""", [],
        "round 1: its rules are others",
    ),
    "a round's policy": (
        "UPDATE specs_round SET policy = %s", [json.dumps({"rules": [], "writers_count": True})],
        "round 1: it asks otherwise than its record says",
    ),
    "a verdict's word": ("UPDATE specs_verdict SET word = 'request', comment = 'No'", [], "verdict 1: it is not what"),
    "a verdict removed": ("DELETE FROM specs_verdict", [], "verdict 1: it is not what its record says"),
    "what is shown": ("UPDATE specs_spec SET status = 'implemented'", [], "spec: it is shown as implemented; by the"),
    "what is put away": ("UPDATE specs_spec SET archived_at = '2026-01-01'", [], "spec: it is archived, or not"),
    "who said it": (
        """UPDATE specs_opening SET words = '{"email": "x", "name": "Eve"}'""", [],
        "they are not those that were recorded",
    ),
    "the text of today": (
        "UPDATE specs_row SET source = replace(source, 'in full', 'twice') WHERE uid = 'FR-1'", [],
        "text: it is not the approved text of revision 1",
    ),
    "a row of today": (
        "UPDATE specs_row SET source = replace(source, 'in full', 'twice') WHERE uid = 'FR-1'", [],
        "text: a row is not what the edits left: 1. **FR-1**: A clerk refunds a payment twice.",
    ),
    "a row that is gone": (
        "UPDATE specs_row SET removed_at = '2026-01-01' WHERE uid = 'FR-1'", [],
        "text: a row is not what the edits left: 1. **FR-1**: A clerk refunds a payment in full.",
    ),
    "rows of a frozen text": ("UPDATE specs_revision SET tail = 'x'", [], "revision 1: its rows are not what the"),
}  # fmt: skip


def test_a_row_changed_by_hand_is_found(approved: Spec, sql: Callable[..., None]) -> None:
    for what, (statement, values, message) in TAMPERED.items():
        with transaction.atomic():
            sql(statement, *values)
            found = said(approved)
            transaction.set_rollback(True)
        assert any(message in line for line in found), (what, found)
    assert said(approved) == []


def test_a_text_in_force_that_no_record_puts_there(approved: Spec, sql: Callable[..., None]) -> None:
    sql("UPDATE specs_spec SET working = 'draft', status = 'draft', in_force_id = NULL")
    assert "spec: revision None is in force; by the records 1" in said(approved)


def test_a_removed_edit_that_would_clear_its_writer_is_found(
    spec: Spec, ana: User, ben: User, cai: User, sql: Callable[..., None]
) -> None:
    """Ben wrote and approves. Without his edit he would count."""
    write(spec, ben, "Mail the customer twice.")
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    approve(spec, by=ben, sha=spec.revisions.get().sha256)
    sql("DELETE FROM specs_eventrow WHERE event_id IN (SELECT id FROM specs_event WHERE number = 2)")
    sql("DELETE FROM specs_event WHERE number = 2")
    found = said(spec)
    assert found[0] == "edit 2: it is missing"
    assert "edits 1 to 3: they are not those that revision 1 was frozen with" in found
    assert "revision 1: its record names other writers than its edits" in found
    assert "round 1: its record names other writers than the edits" in found


def test_a_removed_edit_is_found_before_anything_was_frozen(
    spec: Spec, ana: User, ben: User, sql: Callable[..., None]
) -> None:
    """The numbers are closed up, so that none is missing; but the next edit begins with words that nobody wrote."""
    write(spec, ben, "Mail the customer twice.")
    write(spec, ana, "Mail the customer three times.")
    assert said(spec) == []
    sql("DELETE FROM specs_eventrow WHERE event_id IN (SELECT id FROM specs_event WHERE number = 2)")
    sql("DELETE FROM specs_event WHERE number = 2")
    sql("UPDATE specs_event SET number = 2 WHERE number = 3")
    sql("UPDATE specs_spec SET seq = 2")
    assert said(spec) == ["edit 2: it does not begin where the one before it ended"]


def test_an_end_that_nobody_wrote(spec: Spec, sql: Callable[..., None]) -> None:
    sql("UPDATE specs_spec SET tail = 'x'")
    assert said(spec) == ["text: its end is not what the edits left"]


def test_an_end_that_somebody_wrote(payments: Any, ana: User) -> None:
    spec = make_spec(payments, ana, SAMPLE + "\n\n\n")
    remove_row(list(spec.rows)[-1], by=ana)
    assert said(spec) == []


def test_a_head_known_from_elsewhere(approved: Spec) -> None:
    head = approved.records.latest("n").hash
    assert said(approved, head=head) == []
    assert said(approved, head="0" * 64) == ["record 4: the head known from elsewhere is not in this chain"]


def test_an_image_that_is_another(payments: Any, ana: User, cai: User, sql: Callable[..., None]) -> None:
    spec = make_spec(payments, ana)
    image = add_image(spec, by=ana, data=png())
    write(spec, ana, f"As drawn: ![ledger]({image.file.path})")
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    assert said(spec) == []
    sql("UPDATE specs_imagefile SET data = %s", png(colour="red"))
    assert said(spec) == [f"image {image.file_id[:12]}: its bytes are others than those that were frozen"]
    sql("DELETE FROM specs_frozenimage")
    assert said(spec) == ["revision 1: its images are not those of its record"]


# The clock


def test_a_clock_set_back_changes_no_order_and_stands_in_the_record(approved: Spec, ana: User) -> None:
    last = approved.records.latest("n")
    for back, noted in ((timedelta(seconds=1), False), (timedelta(hours=1), True)):
        record = append(approved, by=ana, role="editor", kind="waiver", data={}, at=last.at - back, event=None)
        inside = json.loads(bytes(record.data))
        assert (record.at, inside["at"]) == (last.at, json.loads(bytes(last.data))["at"])
        assert ("clock" in inside) is noted
    assert inside["clock"] == written(last.at - timedelta(hours=1))
    assert said(approved) == []
    assert clocks_of(approved) == [(6, inside["clock"])]


def test_a_record_that_is_not_allowed_where_it_stands_is_named(approved: Spec, ana: User) -> None:
    forged = append(
        approved,
        by=ana,
        role="editor",
        kind="reopen",
        data={"revision": 1, "reason": None},
        at=approved.records.latest("n").at,
        event=None,
    )
    assert any(words.startswith(f"record {forged.n}: ") for words in said(approved))


# Every act of the workflow


def test_every_act_leaves_records_that_replay_to_what_the_database_says(
    payments: Any, ada: User, ana: User, ben: User, cai: User
) -> None:
    spec = make_spec(payments, ana)

    def holds() -> None:
        spec.refresh_from_db()
        assert said(spec) == []

    def sha() -> str:
        return spec.revisions.latest("number").sha256

    def ask(*people: User) -> None:
        spec.refresh_from_db()
        submit(spec, by=ana, reviewers=people, seen=spec.text_hash)
        holds()

    ask(ben, cai)
    request_changes(spec, by=cai, sha=sha(), comment="Shorter.")
    take_back(spec, by=cai, comment="No, fine.")
    holds()
    request_changes(spec, by=cai, sha=sha(), comment="Shorter after all.")
    change_reviewers(spec, by=ana, reviewers=[ben, cai, ada], reason="Ada reads too.")
    holds()
    withdraw(spec, by=ana, reason="Not yet.")
    ask(ben)
    override(spec, by=ada, request=requests(spec)[0], reason="Said elsewhere.")
    holds()
    approve(spec, by=ben, sha=sha())
    holds()
    archive_spec(spec, by=ada)
    holds()
    restore_spec(spec, by=ada)
    revise(spec, by=ana)
    write(spec, ben, "Nothing.")
    abandon(spec, by=ana, reason="No need.")
    holds()
    assert spec.status == "approved"
    revise(spec, by=ana)
    write(spec, ana, "Mail the customer.")
    ask(ben)
    approve(spec, by=ben, sha=sha())
    holds()
    assert spec.in_force is not None
    assert spec.in_force.version == "1.1"
    revise(spec, by=ana)
    write(spec, ana, "Mail the customer at once.")
    ask(ben)
    revoke(spec, by=ada, reason="Wrong law.", instead=spec.revisions.get(number=1))
    holds()
    ask(ben)
    approve(spec, by=ben, sha=sha())
    revoke(spec, by=ada, reason="Wrong again.")
    holds()
    assert (spec.in_force, spec.status) == (None, "draft")


def test_an_exception_that_was_taken_away_is_found(payments: Any, ada: User, ana: User, ben: User, cai: User) -> None:
    spec = make_spec(payments, ana)
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    request_changes(spec, by=cai, sha=spec.revisions.get().sha256, comment="Shorter.")
    override(spec, by=ada, request=requests(spec)[0], reason="Said elsewhere.")
    Override.objects.all().delete()
    assert said(spec) == ["overrides: they are not what the records say"]
