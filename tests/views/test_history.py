"""History: who changed what, and the ways back."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import Event, Row, Spec
from specs.services import editing
from specs.services.reviewing import approve, submit
from tests.factories import make_approved, make_member, make_spec, make_team

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)


def reword(spec: Spec, uid: str, text: str, by: User) -> Row:
    row = spec.rows.get(uid=uid)
    editing.save_row(row, by=by, values={"text": text}, stamp=row.stamp, base={"text": row.text})
    spec.refresh_from_db()
    return row


def test_an_edit_shows_who_and_the_words_before_and_after(
    spec: Spec, editor: User, viewer: User, client_of: ClientOf
) -> None:
    reword(spec, "FR-3", "The customer is told by <b>post</b>.", editor)

    page = client_of(viewer).get("/PAY-1/history/").content.decode()

    assert "Eve Editor" in page
    assert "</span>mail</del>" in page
    assert "&lt;b&gt;post&lt;/b&gt;" in page
    assert "<b>post</b>" not in page


def test_who_typed_together_is_named_and_words_that_came_too_late_are_kept_to_read(
    spec: Spec, editor: User, admin: User, viewer: User, client_of: ClientOf
) -> None:
    row = spec.rows.get(uid="FR-3")
    Event.objects.create(spec=spec, number=2, actor=editor, verb="typed", data={"people": [admin.pk, editor.pk]})
    Event.objects.create(spec=spec, number=3, actor=editor, verb="kept", data={"row": row.pk, "kept": "<i>Too late"})

    for address in ("/PAY-1/history/", f"/PAY-1/row/{row.pk}/history", "/PAY-1/?panel=history"):
        page = client_of(viewer).get(address).content.decode()
        assert "&lt;i&gt;Too late" in page, address
        assert ("Eve Editor and Ada Admin" in page) is ("row" not in address)


def test_a_viewer_is_offered_no_way_back(spec: Spec, editor: User, viewer: User, client_of: ClientOf) -> None:
    row = reword(spec, "FR-3", "Told by post.", editor)

    assert "Undo" not in client_of(viewer).get("/PAY-1/history/").content.decode()
    assert "Restore this text" not in client_of(viewer).get(f"/PAY-1/row/{row.pk}/history").content.decode()


def test_undo_takes_one_change_back_and_keeps_later_ones(spec: Spec, editor: User, client_of: ClientOf) -> None:
    reword(spec, "FR-1", "A clerk refunds at once.", editor)
    number = spec.seq
    reword(spec, "FR-3", "Told by post.", editor)

    answer = client_of(editor).post(f"/PAY-1/undo/{number}", {"from": "history"})

    text = spec.document().text
    assert answer.headers["Location"] == "/PAY-1/history/"
    assert "A clerk refunds a payment in full." in text
    assert "Told by post." in text


def test_ones_own_changes_are_walked_without_a_script(
    spec: Spec, editor: User, member: Callable[..., User], client_of: ClientOf
) -> None:
    reword(spec, "FR-3", "Told by post.", editor)
    reword(spec, "FR-2", "Ben's own.", member("Ben Cole"))
    client = client_of(editor)
    page = client.get("/PAY-1/").content.decode()
    assert 'action="/PAY-1/undo"' in page
    assert 'action="/PAY-1/redo"' in page

    assert "Taken back." in client.post("/PAY-1/undo", follow=True).content.decode()
    assert "The customer is told by mail." in spec.document().text
    assert "nothing of yours left" in client.post("/PAY-1/undo").content.decode()
    assert "Done again." in client.post("/PAY-1/redo", follow=True).content.decode()
    assert "Told by post." in spec.document().text
    assert "Ben's own." in client.post("/PAY-1/undo", headers={"HX-Request": "true"}).content.decode()


def test_what_cannot_be_undone_says_why(spec: Spec, editor: User, client_of: ClientOf) -> None:
    answer = client_of(editor).post("/PAY-1/undo/1")

    assert answer.status_code == 422
    assert "nothing in it to take back" in answer.content.decode()


def test_no_event_no_undo(spec: Spec, editor: User, client_of: ClientOf) -> None:
    assert client_of(editor).post("/PAY-1/undo/99").status_code == 404


def test_approved_text_is_not_undone(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    reword(spec, "FR-1", "A clerk refunds at once.", editor)
    number = spec.seq
    make_approved_of(spec, editor, viewer)

    answer = client_of(editor).post(f"/PAY-1/undo/{number}")

    assert answer.status_code == 409
    assert "1.0 is approved. Revise it" in answer.content.decode()


def make_approved_of(spec: Spec, by: User, reviewer: User) -> None:
    submit(spec, by=by, reviewers=[reviewer], seen=spec.text_hash)
    approve(spec, by=reviewer, sha=spec.revisions.latest("number").sha256)


def test_a_row_has_a_history_of_its_own(spec: Spec, editor: User, client_of: ClientOf) -> None:
    row = reword(spec, "FR-3", "Told by post.", editor)
    reword(spec, "FR-1", "A clerk refunds at once.", editor)

    page = client_of(editor).get(f"/PAY-1/row/{row.pk}/history").content.decode()

    assert "History of FR-3" in page
    assert "refunds at once" not in page


def test_an_earlier_text_comes_back(spec: Spec, editor: User, client_of: ClientOf) -> None:
    first = spec.seq
    row = reword(spec, "FR-3", "Told by post.", editor)

    answer = client_of(editor).post(f"/PAY-1/row/{row.pk}/version", {"event": first})

    assert answer.headers["Location"] == f"/PAY-1/#row-{row.pk}"
    assert "The customer is told by mail." in spec.document().text


def test_the_first_text_of_a_row_stands_open_on_its_page(spec: Spec, editor: User, client_of: ClientOf) -> None:
    row = reword(spec, "FR-3", "Told by post.", editor)
    client = client_of(editor)

    page = client.get(f"/PAY-1/row/{row.pk}/history").content.decode()

    assert "<details" not in page[page.index("History of FR-3") :]
    assert "1 rows" not in page
    assert '<details class="what"><summary>' in client.get("/PAY-1/history/").content.decode()


def test_an_undo_leads_to_the_change_that_it_took_back(spec: Spec, editor: User, client_of: ClientOf) -> None:
    reword(spec, "FR-3", "Told by post.", editor)
    number = spec.seq
    client = client_of(editor)
    client.post(f"/PAY-1/undo/{number}")

    for address in ("/PAY-1/", "/PAY-1/history/"):
        page = client.get(address).content.decode()
        assert f'href="/PAY-1/history/#event-{number}">(see which)</a>' in page


@pytest.mark.parametrize("event", ["", "x", "9" * 20, "-1"])
def test_a_version_needs_an_event(event: str, spec: Spec, editor: User, client_of: ClientOf) -> None:
    row = spec.rows.get(uid="FR-3")

    assert client_of(editor).post(f"/PAY-1/row/{row.pk}/version", {"event": event}).status_code == 404


def test_a_deleted_row_keeps_its_history_and_comes_back(spec: Spec, editor: User, client_of: ClientOf) -> None:
    row = spec.rows.get(uid="FR-2")
    before = spec.document().text
    editing.remove_row(row, by=editor)
    client = client_of(editor)

    page = client.get(f"/PAY-1/row/{row.pk}/history").content.decode()
    assert "It was deleted" in page
    assert "Bring it back" in page

    client.post(f"/PAY-1/row/{row.pk}/restore")
    assert spec.document().text == before
    assert spec.rows.filter(pk=row.pk).exists()


def test_rows_of_another_spec_are_not_found(spec: Spec, team: Team, editor: User, client_of: ClientOf) -> None:
    other = make_spec(team, editor)
    foreign_team = make_team()
    foreign = make_spec(foreign_team, make_member(foreign_team))
    client = client_of(editor)

    for row in (other.rows.get(uid="FR-1"), foreign.rows.get(uid="FR-1")):
        assert client.get(f"/PAY-1/row/{row.pk}/history").status_code == 404
        assert client.post(f"/PAY-1/row/{row.pk}/version", {"event": 1}).status_code == 404
        assert client.post(f"/PAY-1/row/{row.pk}/restore").status_code == 404


def test_a_long_history_has_pages(spec: Spec, editor: User, client_of: ClientOf) -> None:
    task = spec.rows.filter(kind="task").first()
    for n in range(55):
        task = editing.tick(Row.objects.get(pk=task.pk), by=editor, done=n % 2 == 0) and task
    client = client_of(editor)

    page = client.get("/PAY-1/history/").content.decode()
    assert page.count('<li id="event-') == 50
    assert "?before=7" in page
    assert client.get("/PAY-1/history/?before=7").content.decode().count('<li id="event-') == 6


def test_the_number_of_queries_does_not_grow_with_the_history(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client, counts = client_of(editor), []
    for n in range(3):
        reword(spec, "FR-1", f"A clerk refunds {n}.", editor)
        client.get("/PAY-1/history/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/PAY-1/history/")
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_acts_of_the_review_are_told_with_their_reasons(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_approved(team, editor, viewer)

    page = client_of(editor).get("/PAY-1/history/").content.decode()

    assert "submitted <b>revision 1</b>" in page
    assert "1.0 is approved" in page
