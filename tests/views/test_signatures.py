"""The page of signatures, the evidence to download, and which of three texts an export is."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Team, User
from specs.models import Spec, guards
from specs.services import editing
from specs.services.reviewing import approve, revise, submit
from tests.factories import SAMPLE, make_approved, make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
TEXT = SAMPLE.replace("status: draft", "status: approved")


@pytest.fixture
def spec(team: Team, editor: User, viewer: User) -> Spec:
    return make_approved(team, editor, viewer)


def test_each_signature_has_name_meaning_time_with_zone_and_method(
    spec: Spec, viewer: User, client_of: ClientOf
) -> None:
    page = client_of(viewer).get("/PAY-1/signatures/1").content.decode()

    assert "Vic Viewer" in page
    assert "I approve this text." in page
    assert "logged in" in page
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", page)
    assert spec.revisions.get().sha256 in page
    assert spec.records.latest("n").hash in page
    assert "Exceptions" not in page


def test_what_was_allowed_is_shown_for_ever(team: Team, admin: User, client_of: ClientOf) -> None:
    spec = make_spec(team, admin)
    submit(spec, by=admin, reviewers=[admin], seen=spec.text_hash, count_writers="We are <two>")
    approve(spec, by=admin, sha=spec.revisions.get().sha256)

    page = client_of(admin).get("/PAY-1/signatures/1").content.decode()

    assert "Wrote in this text." in page
    assert "Ada Admin &lt;" in page
    assert "We are &lt;two&gt;" in page
    reading = client_of(admin).get("/PAY-1/read").content.decode()
    assert "Ada Admin (wrote in it)" in reading
    assert "Signatures and exceptions" in reading


def test_only_a_text_that_was_approved_has_signatures(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_review(team, editor, viewer)
    client = client_of(viewer)

    assert client.get("/PAY-1/signatures/1").status_code == 404
    assert client.get("/PAY-1/evidence/1").status_code == 404
    assert client.get("/PAY-1/signatures/9").status_code == 404


def test_the_evidence_is_a_zip_named_by_key_and_version(spec: Spec, viewer: User, client_of: ClientOf) -> None:
    answer = client_of(viewer).get("/PAY-1/evidence/1")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="PAY-1-1.0.evidence.zip"'
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
        assert packed.read("approved.md") == TEXT.encode()
        assert "Vic Viewer" in packed.read("signatures.txt").decode()


def test_records_that_do_not_fit_are_no_evidence(spec: Spec, viewer: User, client_of: ClientOf) -> None:
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM specs_record WHERE n = 2")
    client = client_of(viewer)

    page = client.get("/PAY-1/signatures/1").content.decode()

    assert "record 2: n is 3, not 2" in page
    assert "Vic Viewer" not in page.split("<main")[1]
    assert client.get("/PAY-1/evidence/1").status_code == 409
    assert "Vic Viewer" not in client.get("/PAY-1/read").content.decode().split("<main")[1]


def test_a_state_that_no_record_gives_has_no_signatures(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)
    spec.revisions.update(approved_at=spec.changed_at)

    assert client_of(viewer).get("/PAY-1/signatures/1").status_code == 404


def test_an_export_is_the_approved_bytes_and_progress_and_the_draft_are_asked_for(
    spec: Spec, editor: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    editing.tick(spec.rows.filter(kind="task")[0], by=editor, done=True)
    revise(spec, by=editor)
    row = spec.rows.get(uid="FR-3")
    editing.save_row(row, by=editor, values={"text": "Mail."}, stamp=row.stamp)

    assert client.get("/PAY-1/export").content == TEXT.encode()
    ticked = TEXT.replace("[ ] Write", "[x] Write").encode()
    assert client.get("/PAY-1/export?progress").content == ticked
    draft = client.get("/PAY-1/export?working").content
    assert b"status: draft" in draft
    assert b"Mail." in draft


def test_the_page_of_the_markdown_says_which_text_it_is(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    revise(spec, by=editor)

    def said(query: str) -> str:
        return client.get(f"/PAY-1/markdown{query}").content.decode()

    assert "These are the approved bytes, exactly." in said("")
    assert "with its status and its boxes as they are now" in said("?progress")
    assert "/PAY-1/signatures/1" in said("")


def test_a_task_deleted_in_the_draft_can_still_be_ticked_for_the_text_in_force(
    spec: Spec, editor: User, client_of: ClientOf
) -> None:
    revise(spec, by=editor)
    task = spec.rows.filter(kind="task")[0]
    editing.tick(task, by=editor, done=True)
    task.refresh_from_db()
    editing.remove_row(task, by=editor)

    assert b"[x] Write" in client_of(editor).get("/PAY-1/export?progress").content
