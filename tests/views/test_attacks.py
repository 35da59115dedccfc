"""Attacks on an approval, from a browser and from a database client, each with what stops or finds it.

Two verdicts at once and an approval racing an edit, in two processes each, are in `tests/services/test_racing.py`; a
row changed by hand, a removed edit and a clock set back in `tests/services/test_proving.py`.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Membership, Role, Team, User
from specs.models import Record, Revision, Round, Spec, Verdict
from specs.services.chain import FIRST, canonical, digest
from specs.services.editing import save_row
from specs.services.proving import evidence_of, faults_of
from specs.services.recording import append
from specs.services.reviewing import approve, request_changes, send
from specs.services.verifying import BROKEN, EXACT, judge
from tests.factories import SAMPLE, make_approved, make_review

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ClientOf = Callable[[User], Client]
Member = Callable[..., User]


@pytest.fixture
def cai(member: Member) -> User:
    return member("Cai Lin", Role.VIEWER)


@pytest.fixture
def spec(team: Team, editor: User, cai: User) -> Spec:
    return make_review(team, editor, cai)


def sha(spec: Spec) -> str:
    return str(spec.revisions.latest("number").sha256)


def counts(spec: Spec) -> tuple[int, ...]:
    return spec.records.count(), spec.events.count(), Verdict.objects.count()


def said(spec: Spec, **known: str) -> list[str]:
    fresh = Spec.objects.select_related("in_force", "team").get(pk=spec.pk)
    return [f"{fault.place}: {fault.message}" for fault in faults_of(fresh, **known)]


def send_another(spec: Spec, by: User) -> None:
    row = spec.rows.get(uid="FR-3")
    save_row(row, by=by, values={"text": "Nobody is told."}, stamp=row.stamp)
    send(spec, by=by)


# From a browser


def post(client: Client, word: str, sha: str) -> HttpResponse:
    return client.post(f"/PAY-1/{word}", {"sha": sha, "comment": "As said."})


@pytest.mark.parametrize("word", ["approve", "request"])
def test_a_verdict_is_about_the_bytes_that_its_giver_was_shown(
    spec: Spec, editor: User, cai: User, client_of: ClientOf, word: str
) -> None:
    """A form that was shown for revision 1 says nothing of revision 2, and no hash of one's own making does."""
    old = sha(spec)
    send_another(spec, editor)
    before = counts(spec)
    for given in (old, "", "0" * 64, old[:12]):
        assert post(client_of(cai), word, given).status_code == 409
    assert counts(spec) == before


def test_a_form_sent_again_records_nothing_more(spec: Spec, cai: User, client_of: ClientOf) -> None:
    client, form = client_of(cai), sha(spec)
    assert post(client, "approve", form).status_code == 302
    before = counts(spec)
    assert post(client, "approve", form).status_code == 302
    assert post(client, "request", form).status_code == 409
    assert counts(spec) == before


def test_nobody_gives_a_verdict_who_was_not_asked(
    spec: Spec, viewer: User, editor: User, admin: User, stranger: User, client_of: ClientOf
) -> None:
    before = counts(spec)
    for person, status in ((viewer, 422), (editor, 422), (admin, 422), (stranger, 404)):
        for word in ("approve", "request"):
            assert post(client_of(person), word, sha(spec)).status_code == status
    assert counts(spec) == before


def test_a_reviewer_who_was_removed_a_second_before_says_nothing(spec: Spec, cai: User, client_of: ClientOf) -> None:
    client, form, before = client_of(cai), sha(spec), counts(spec)
    Membership.objects.filter(user=cai).delete()
    for word in ("approve", "request"):
        assert post(client, word, form).status_code == 404
    assert counts(spec) == before


# From a database client


def chained_again(spec: Spec, sql: Callable[..., None], change: Callable[[dict[str, Any]], None]) -> None:
    """Changes records and hashes them anew, one after the other, as whoever knows how it is done can."""
    prev = FIRST
    for record in Record.objects.filter(spec=spec).order_by("n"):
        inside = json.loads(bytes(record.data))
        change(inside)
        data = canonical({**inside, "prev": prev})
        values = [data, digest(data), prev]
        sql("UPDATE specs_record SET data = %s, hash = %s, prev = %s WHERE id = %s", *values, record.pk)
        prev = digest(data)


def test_a_request_that_sql_turns_into_an_approval(spec: Spec, cai: User, sql: Callable[..., None]) -> None:
    """Scenario 20. Everything is rewritten so that it fits. Cai's mail has the head of her request: with it the forgery
    is found. Without any witness it passes, and nothing can be done about that."""
    request_changes(spec, by=cai, sha=sha(spec), comment="Who is told?")
    mailed = spec.records.latest("n").hash

    def forge(inside: dict[str, Any]) -> None:
        if inside["kind"] == "verdict":
            inside["data"] |= {"verdict": "approve", "meaning": "I approve this text.", "comment": None}

    chained_again(spec, sql, forge)
    assert said(spec) == ["verdict 1: it is not what its record says"]

    sql("UPDATE specs_verdict SET word = 'approve', comment = ''")
    revision, asked = Revision.objects.get(), Round.objects.get()
    facts = {"revision": 1, "round": 1, "sha": revision.sha256, "version": "1.0", "verdicts": [3]}
    last = spec.records.latest("n")
    append(spec, by=cai, role="viewer", kind="approved", data=facts, at=last.at, event=last.event)
    sql("UPDATE specs_revision SET state = 'approved', approved_at = cut_at")
    sql("UPDATE specs_round SET closed_at = opened_at WHERE id = %s", asked.pk)
    sql("UPDATE specs_spec SET working = 'none', status = 'approved', in_force_id = %s", revision.pk)

    assert said(spec) == []
    assert said(spec, head=mailed) == ["record 4: the head known from elsewhere is not in this chain"]
    evidence = evidence_of(Spec.objects.select_related("in_force", "team").get())
    assert judge(bytes(revision.data), evidence).code == EXACT
    assert judge(bytes(revision.data), evidence, head=mailed).code == BROKEN


def test_bytes_that_are_not_those_that_were_hashed_are_not_approved(
    spec: Spec, cai: User, client_of: ClientOf, sql: Callable[..., None]
) -> None:
    """The form carries the hash of the text that was frozen; what stands in its place is shown, and is not signed."""
    form, before = sha(spec), counts(spec)
    sql("UPDATE specs_revision SET data = %s", SAMPLE.replace("in full", "twice").encode())
    answer = post(client_of(cai), "approve", form)
    assert answer.status_code == 422
    assert "not the one that was hashed" in answer.content.decode()
    assert counts(spec) == before


def test_an_approval_that_nobody_gave_is_not_earned(spec: Spec, cai: User, sql: Callable[..., None]) -> None:
    """A record of the kind `approved` is written where no verdict is: its hashes fit."""
    revision, last = Revision.objects.get(), spec.records.latest("n")
    facts = {"revision": 1, "round": 1, "sha": revision.sha256, "version": "1.0", "verdicts": []}
    append(spec, by=cai, role="viewer", kind="approved", data=facts, at=last.at, event=last.event)
    assert said(spec) == ["record 3: the approval was not earned: reviewers lacks 1"]


def test_a_writer_who_is_left_out_of_the_record_is_counted_from_the_edits(
    spec: Spec, cai: User, editor: User, sql: Callable[..., None]
) -> None:
    send_another(spec, editor)
    approve(spec, by=cai, sha=sha(spec))

    def forge(inside: dict[str, Any]) -> None:
        if inside["kind"] in ("revision", "round"):
            inside["data"]["writers"] = []

    chained_again(spec, sql, forge)
    assert "revision 2: its record names other writers than its edits" in said(spec)
    assert "round 2: its record names other writers than the edits" in said(spec)


def test_records_of_another_spec_prove_nothing_here(
    spec: Spec, team: Team, editor: User, cai: User, sql: Callable[..., None]
) -> None:
    other = make_approved(team, editor, cai)
    sql("DELETE FROM specs_record WHERE spec_id = %s", spec.pk)
    sql("UPDATE specs_record SET spec_id = %s WHERE spec_id = %s", spec.pk, other.pk)
    assert said(spec)[0] == f"record 1: spec is '{other.uuid}', not '{spec.uuid}'"
    assert said(other)[0].startswith("revision 1: no record tells of it")


def test_the_newest_records_dropped_are_missed_by_whoever_holds_a_later_head(
    spec: Spec, cai: User, sql: Callable[..., None]
) -> None:
    request_changes(spec, by=cai, sha=sha(spec), comment="Who is told?")
    mailed = spec.records.latest("n").hash
    sql("DELETE FROM specs_record WHERE n = 3")
    sql("DELETE FROM specs_verdict")
    assert said(spec) == []
    assert said(spec, head=mailed) == ["record 2: the head known from elsewhere is not in this chain"]
