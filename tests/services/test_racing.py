"""Several writers at once, on a real database: nothing lost, nothing doubled, every act once."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from accounts.models import User
from specs.document.reader import read
from specs.models import Round, Row, Spec, Verdict
from specs.services import editing
from specs.services.creating import create_spec
from specs.services.errors import Conflict, Refused, WrongStatus
from specs.services.proving import faults_of
from specs.services.reviewing import approve, revise, send, submit
from tests.factories import make_member, make_review, make_spec, make_team

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.no_cover]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Runs the acts in threads that start together; gives what each returned or raised."""
    barrier = Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[place] = act()
        except (Conflict, Refused, WrongStatus) as refused:
            results[place] = refused
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def tiling(spec: Spec) -> str:
    document = Spec.objects.get(pk=spec.pk).document()
    again = read(document.text)
    assert [(r.kind, r.parent, r.source) for r in again.rows] == [(r.kind, r.parent, r.source) for r in document.rows]
    assert [e.number for e in spec.events.all()] == list(range(1, Spec.objects.get(pk=spec.pk).seq + 1))
    return document.text


@pytest.fixture
def people() -> list[User]:
    team = make_team("PAY")
    return [make_member(team, name=name) for name in ("Ana", "Ben", "Cai", "Dan")]


def test_four_rows_edited_at_once_are_all_saved(people: list[User]) -> None:
    spec = make_spec(people[0].teams.get(), people[0])
    rows = [*spec.rows.filter(kind="requirement"), spec.rows.get(kind="metric")]

    def saving(row: Row, user: User) -> Callable[[], object]:
        return lambda: editing.save_row(row, by=user, values={"text": f"by {user}"}, stamp=row.stamp)

    results = at_once(*(saving(row, user) for row, user in zip(rows, people, strict=True)))
    assert all(isinstance(result, editing.Saved) for result in results)
    text = tiling(spec)
    assert all(f"by {user}" in text for user in people)


def test_one_row_edited_at_once_loses_nobodys_words(people: list[User]) -> None:
    spec = make_spec(people[0].teams.get(), people[0])
    row = spec.rows.get(uid="FR-1")

    def saving(user: User) -> Callable[[], object]:
        return lambda: editing.save_row(
            row, by=user, values={"text": f"{user} refunds a payment in full."}, stamp=row.stamp
        )

    results = at_once(*(saving(user) for user in people))
    saved = [result for result in results if isinstance(result, editing.Saved)]
    conflicts = [result for result in results if isinstance(result, Conflict)]
    assert (len(saved), len(conflicts)) == (1, 3)
    now = Row.objects.get(pk=row.pk)
    assert now.text == saved[0].row.text
    assert {conflict.clashes["text"].mine for conflict in conflicts} | {now.text} == {
        f"{user} refunds a payment in full." for user in people
    }
    tiling(spec)


def test_rows_added_at_once_get_different_uids(people: list[User]) -> None:
    spec = make_spec(people[0].teams.get(), people[0])

    def adding(user: User) -> Callable[[], object]:
        return lambda: (
            editing.add_row(spec, by=user, kind="requirement", values={"text": str(user)}, section="functional").uid
        )

    assert sorted(map(str, at_once(*(adding(user) for user in people)))) == ["FR-4", "FR-5", "FR-6", "FR-7"]
    tiling(spec)


def test_specs_made_at_once_get_different_keys(people: list[User]) -> None:
    team = people[0].teams.get()

    def making(user: User) -> Callable[[], object]:
        return lambda: create_spec(by=user, team=team, title=str(user)).key

    assert sorted(map(str, at_once(*(making(user) for user in people)))) == ["PAY-1", "PAY-2", "PAY-3", "PAY-4"]


def test_two_submits_open_one_round(people: list[User]) -> None:
    ana, ben, cai, _ = people
    spec = make_spec(ana.teams.get(), ana)
    seen = spec.text_hash

    def submitting() -> object:
        return submit(Spec.objects.get(pk=spec.pk), by=ana, reviewers=[ben, cai], seen=seen)

    first, second = at_once(submitting, submitting)
    assert isinstance(first, Round)
    assert first == second
    assert (spec.rounds.count(), spec.records.count()) == (1, 2)


def test_two_approvals_make_one_approved_record(people: list[User]) -> None:
    ana, ben, cai, _ = people
    spec = make_review(ana.teams.get(), ana, ben)
    spec.rounds.get().reviewers.add(cai)
    seen = spec.revisions.get().sha256

    def approving(user: User) -> Callable[[], object]:
        return lambda: approve(Spec.objects.get(pk=spec.pk), by=user, sha=seen)

    results = at_once(approving(ben), approving(ben), approving(cai))
    assert Spec.objects.get(pk=spec.pk).status == "approved"
    assert spec.records.filter(kind="approved").count() == 1
    assert Verdict.objects.filter(by=ben).count() <= 1
    assert not any(isinstance(result, Conflict) for result in results)


def test_one_request_sent_twice_at_once_changes_once(people: list[User]) -> None:
    """Whichever of the two is stored second finds the key taken, and is answered as the first."""
    spec = make_spec(people[0].teams.get(), people[0])
    first = spec.rows.get(uid="FR-1").pk
    clients = [Client() for _ in range(4)]
    for client in clients:
        client.force_login(people[0], backend=settings.AUTHENTICATION_BACKENDS[0])

    def sending(client: Client, path: str, **data: object) -> Callable[[], object]:
        return lambda: client.post(f"/{spec.key}/{path}", data, headers={"HX-Request": "true"}).status_code

    add = {"kind": "requirement", "after": first, "text": "Once.", "key": "added-once"}
    assert at_once(*(sending(client, "add", **add) for client in clients)) == [200] * 4
    delete = {"key": "deleted-once"}
    assert at_once(*(sending(client, f"row/{first}/delete", **delete) for client in clients)) == [200] * 4
    assert tiling(spec).count("Once.") == 1
    assert spec.events.exclude(key="").count() == 2


# Two processes, each with a connection of its own

SHORT = "# Refunds\n\n## Functional Requirements\n\n- **FR-1**: A clerk refunds a payment.\n"


@pytest.mark.long
def test_an_approval_and_an_edit_in_two_processes_are_either_held_or_refused_two_hundred_times(
    people: list[User], run: Callable[..., list[str]]
) -> None:
    """Scenario 7, property 20: never lost, never slipped in. Whichever is second, the next round goes on from there."""
    ana, ben, _, _ = people
    spec = make_review(ana.teams.get(), ana, ben, SHORT)
    approved = held = 0
    for number in range(200):
        seen, text = spec.revisions.latest("number").sha256, f"Edit {number}."
        edit = {"act": "edit", "spec": spec.pk, "by": ana.pk, "text": text}
        verdicts = run({"act": "approve", "spec": spec.pk, "by": ben.pk, "sha": seen}, edit)
        spec = Spec.objects.select_related("in_force", "team").get(pk=spec.pk)
        written = spec.document().text
        assert verdicts[0] == "done"
        if spec.status == "approved":
            approved += 1
            assert "Revise it; your change goes into" in verdicts[1]
            assert written.encode() == bytes(spec.in_force.data)
            revise(spec, by=ana)
            editing.save_row(row := spec.rows.get(uid="FR-1"), by=ana, values={"text": text}, stamp=row.stamp)
            spec.refresh_from_db()
            submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
        else:
            held += 1
            assert verdicts[1] == "done"
            assert text in written
            assert bytes(spec.revisions.latest("number").data) != written.encode()
            send(spec, by=ana)
    assert approved + held == 200
    assert spec.records.filter(kind="approved").count() == approved
    assert faults_of(spec) == []


def test_two_approvals_revisions_and_sends_in_two_processes_happen_once(
    people: list[User], run: Callable[..., list[str]]
) -> None:
    """Scenario 6, property 20, and a double click on Revise and Send."""
    ana, ben, cai, _ = people
    spec = make_spec(ana.teams.get(), ana, SHORT)
    submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    for number in range(5):
        spec = Spec.objects.get(pk=spec.pk)
        row = spec.rows.get(uid="FR-1")
        editing.save_row(row, by=ana, values={"text": f"Edit {number}."}, stamp=row.stamp)
        act = {"spec": spec.pk, "by": ana.pk}
        assert sorted(run({"act": "send", **act}, {"act": "send", **act})) == ["done", "refused: Nothing to send."]
        seen = spec.revisions.latest("number").sha256
        both = [{"act": "approve", "spec": spec.pk, "by": person.pk, "sha": seen} for person in (ben, cai)]
        second = next(told for told in run(*both) if told != "done")
        assert "nothing was recorded" in second
        assert sorted(run({"act": "revise", **act}, {"act": "revise", **act})) == ["done", "nothing"]
        spec = Spec.objects.get(pk=spec.pk)
        row = spec.rows.get(uid="FR-1")
        editing.save_row(row, by=ana, values={"text": f"Next {number}."}, stamp=row.stamp)
        spec.refresh_from_db()
        submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    assert spec.records.filter(kind="approved").count() == spec.records.filter(kind="revise").count() == 5
    assert spec.rounds.filter(closed_at=None).count() == 1
    assert faults_of(Spec.objects.get(pk=spec.pk)) == []
