"""The matrix of requirements and tasks, with waivers, proofs and ticks to be confirmed."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import CoverageWaiver, Row, Spec, Tick
from specs.services import editing, implementing
from specs.services.assigning import assign
from specs.services.submitting import submit
from specs.services.verdicts import approve
from specs.services.versions import revise
from specs.views.covering import matrix_of
from tests.factories import SAMPLE, make_approved, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PAGE = "/PAY-1/coverage"


@pytest.fixture
def approved(team: Team, editor: User, viewer: User) -> Spec:
    return make_approved(team, editor, viewer)


def task(spec: Spec, words: str) -> Row:
    return Row.objects.get(spec=spec, kind="task", text__contains=words)


def text(client: Client, query: str = "") -> str:
    return read(client, PAGE + query)


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_each_requirement_says_what_it_lacks(approved: Spec, editor: User, client_of: ClientOf) -> None:
    editing.tick(task(approved, "ledger"), by=editor, done=True)
    found = matrix_of(approved, working=False)
    assert [(line.need.uid, [mark for mark, _ in line.marks], line.need.why) for line in found.lines] == [
        ("FR-1", ["done", ""], ""),
        ("FR-2", ["done", ""], ""),
        ("FR-3", ["", "open"], "not done"),
    ]
    said = text(client_of(editor))
    assert "Of 1.0, the text in force." in said
    assert "2 of 3 functional requirements are covered." in said
    assert "A task is open" in said
    assert "Done by" in said


def test_a_draft_shows_its_own_text(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor, SAMPLE.replace(" (FR-3)", ""))
    said = text(client_of(viewer))
    assert "Of the working text." in said
    assert "No task names it" in said
    assert "names no requirement" in said
    assert "Waive…" not in said


def test_the_draft_of_the_next_version_is_asked_for_by_name(approved: Spec, editor: User, client_of: ClientOf) -> None:
    revise(approved, by=editor)
    assert "Of 1.0, the text in force." in text(client_of(editor))
    assert "Of the working text." in text(client_of(editor), "?working")


def test_a_requirement_is_waived_by_name_and_reason(approved: Spec, editor: User, client_of: ClientOf) -> None:
    client, need = client_of(editor), Row.objects.get(spec=approved, uid="FR-3")
    refused = client.post(f"{PAGE}/waive", {"requirement": need.pk, "reason": " "})
    assert refused.status_code == 422
    assert '<details class="waive" open>' in refused.content.decode()
    client.post(f"{PAGE}/waive", {"requirement": need.pk, "reason": "The bank sends the mail."})
    assert CoverageWaiver.objects.get().by == editor
    assert f"Waived by {editor}: The bank sends the mail." in text(client)
    client.post(f"{PAGE}/lift", {"requirement": need.pk})
    assert not CoverageWaiver.objects.exists()
    assert client.post(f"{PAGE}/lift", {"requirement": need.pk}).status_code == 422


def test_what_is_no_requirement_is_refused(approved: Spec, editor: User, client_of: ClientOf) -> None:
    for wrong in ("0", "many", "9" * 30):
        answer = client_of(editor).post(f"{PAGE}/waive", {"requirement": wrong, "reason": "So."})
        assert answer.status_code == 422
        assert "This is no requirement of the text in force." in answer.content.decode()


def test_a_task_is_ticked_with_its_proof(approved: Spec, editor: User, client_of: ClientOf) -> None:
    client, row = client_of(editor), task(approved, "mail")
    wrong = client.post(f"{PAGE}/tick", {"task": row.pk, "done": "1", "evidence": "javascript:alert(1)"})
    assert wrong.status_code == 422
    assert "Give the whole address, beginning with https://." in wrong.content.decode()
    assert 'value="javascript:alert(1)"' in wrong.content.decode()
    client.post(f"{PAGE}/tick", {"task": row.pk, "done": "1", "evidence": "https://git.example/pay/1877"})
    assert Tick.objects.get(row=row).evidence == "https://git.example/pay/1877"
    assert 'href="https://git.example/pay/1877" rel="noopener noreferrer nofollow"' in text(client)
    client.post(f"{PAGE}/tick", {"task": row.pk, "done": "0"})
    assert not Tick.objects.get(row=row).done
    assert client.post(f"{PAGE}/tick", {"task": "0", "done": "1"}).status_code == 422


def test_a_task_is_assigned_and_ticked_by_who_has_it(
    approved: Spec, editor: User, viewer: User, stranger: User, client_of: ClientOf
) -> None:
    row, other, theirs = task(approved, "mail"), task(approved, "ledger"), client_of(viewer)
    assert theirs.post(f"{PAGE}/tick", {"task": row.pk, "done": "1"}).status_code == 403
    assert "Assign…" not in text(theirs)
    for wrong in (str(stranger.pk), "nobody"):
        assert client_of(editor).post(f"{PAGE}/assign", {"task": row.pk, "to": wrong}).status_code == 422
    client_of(editor).post(f"{PAGE}/assign", {"task": row.pk, "to": viewer.pk})
    page = text(theirs)
    assert f"{viewer} does it" in page
    assert page.count('name="done"') == 1
    assert theirs.post(f"{PAGE}/tick", {"task": row.pk, "done": "1"}).status_code == 302
    assert theirs.post(f"{PAGE}/tick", {"task": other.pk, "done": "1"}).status_code == 403
    assert (Tick.objects.get().by, Tick.objects.get().row) == (viewer, row)
    client_of(editor).post(f"{PAGE}/assign", {"task": row.pk, "to": ""})
    assert f"{viewer} does it" not in text(theirs)


@pytest.mark.parametrize("make", [make_spec, make_approved])
def test_whoever_has_a_task_ticks_it_in_the_text_and_is_named_there(
    make: Callable[..., Spec], team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    """In a draft, whose rows are kept for all readers, and in a frozen text; also where it comes to an open page."""
    spec = make(team, editor, viewer) if make is make_approved else make(team, editor)
    row, theirs, others = task(spec, "mail"), client_of(viewer), client_of(editor)
    box, said = f'id="tick-{row.pk}"', f"Done by {viewer}"
    assert "/tick" not in read(theirs, "/PAY-1/")

    assign(row, by=editor, to=viewer)
    page = read(theirs, "/PAY-1/")
    assert (page.count(box), page.count("/tick")) == (1, 2)
    spec.refresh_from_db()
    came = read(theirs, f"/PAY-1/changed?n={spec.seq}")
    assert (came.count(box), came.count("/tick")) == (1, 2), "in a page that was open already"
    answer = theirs.post(f"/PAY-1/row/{row.pk}/tick", {"done": "1"}, headers={"HX-Request": "true"})
    assert (box in answer.content.decode(), said in answer.content.decode()) == (True, True)
    spec.refresh_from_db()
    for client in (theirs, others):
        assert said in read(client, "/PAY-1/")
        assert said in read(client, f"/PAY-1/changed?n={spec.seq}")
    assert read(theirs, f"/PAY-1/changed?n={spec.seq}").count(box) == 1
    if make is make_approved:
        assert box in read(theirs, "/PAY-1/read")

    assign(row, by=editor, to=None)
    spec.refresh_from_db()
    for address in ("/PAY-1/", f"/PAY-1/changed?n={spec.seq}"):
        assert "/tick" not in read(theirs, address)
    assert said in read(theirs, "/PAY-1/")


def test_ticks_for_other_words_are_confirmed_with_one_press(
    approved: Spec, editor: User, viewer: User, client_of: ClientOf
) -> None:
    for row in approved.rows.filter(kind="task"):
        editing.tick(row, by=editor, done=True)
    revise(approved, by=editor)
    need = Row.objects.get(spec=approved, uid="FR-3")
    editing.save_row(need, by=editor, values={"text": "The customer is told by letter."}, stamp=need.stamp)
    approved.refresh_from_db()
    submit(approved, by=editor, reviewers=[viewer], seen=approved.text_hash)
    approve(approved, by=viewer, sha=approved.revisions.latest("number").sha256)
    approved.refresh_from_db()
    client = client_of(editor)
    said = text(client)
    assert "To be confirmed: the words changed since a task was ticked" in said
    assert "1 task was ticked for other words." in said
    client.post(f"{PAGE}/confirm", {"task": implementing.covered(approved).to_confirm})
    assert "3 of 3 functional requirements are covered." in text(client)
    assert client.post(f"{PAGE}/confirm", {"task": ["1"]}).status_code == 422


def test_the_number_of_queries_does_not_grow_with_the_rows(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    few = make_approved(team, editor, viewer)
    more = "".join(f"{i}. **FR-{i}**: A clerk does {i}.\n" for i in range(4, 40))
    text_of_more = SAMPLE.replace("3. **FR-3**: The customer is told by mail.\n", "3. **FR-3**: Told by mail.\n" + more)
    many = make_approved(team, editor, viewer, text_of_more)
    client = client_of(editor)
    counts = []
    for spec in (few, many):
        client.get(f"/{spec.key}/coverage")
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/{spec.key}/coverage")
        counts.append(len(asked))
    assert counts[0] == counts[1]
