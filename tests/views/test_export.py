"""Markdown out: the file, and the page to copy it from."""

import hashlib
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import Export, FormerKey, Spec
from specs.services import reviewing
from tests.factories import SAMPLE, make_approved, make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def test_the_file_is_the_text(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)

    answer = client_of(viewer).get(f"/{spec.key}/export")

    assert answer.content == SAMPLE.encode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="PAY-1-1.0.md"'
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.headers["X-Content-SHA256"] == hashlib.sha256(SAMPLE.encode()).hexdigest()
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_each_export_is_remembered_with_its_event(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)

    client_of(editor).get(f"/{spec.key}/export")

    assert Export.objects.get().event_number == spec.seq


def test_what_is_in_force_is_the_file_and_the_draft_is_asked_for(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer)
    reviewing.revise(spec, by=editor)
    client = client_of(editor)

    assert b"status: approved" in client.get("/PAY-1/export").content
    assert b"status: draft" in client.get("/PAY-1/export?working").content
    assert "version: 1.1" in client.get("/PAY-1/markdown?working").content.decode()
    assert "1.0 as approved" in client.get("/PAY-1/markdown").content.decode()


def test_a_revision_is_asked_for_by_number(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_review(team, editor, viewer)
    client = client_of(editor)

    assert client.get("/PAY-1/export?revision=1").content == bytes(spec.revisions.get().data)
    for number in ("2", "0", "x", "9" * 30, "-1", "１"):
        assert client.get("/PAY-1/export", {"revision": number}).status_code == 404


def test_the_page_shows_the_text_as_text(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor, "# One\n\n</textarea><script>alert(1)</script>\n")

    page = client_of(viewer).get("/PAY-1/markdown").content.decode()

    assert "&lt;/textarea&gt;&lt;script&gt;" in page
    assert "Download PAY-1.md" in page


def test_a_key_in_small_letters_is_the_same_key(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    assert client_of(editor).get("/pay-1/export").status_code == 200


def test_a_former_key_leads_on_after_the_rights(team: Team, editor: User, stranger: User, client_of: ClientOf) -> None:
    FormerKey.objects.create(spec=make_spec(team, editor), key="OLD-7")

    assert client_of(editor).get("/OLD-7/markdown").headers["Location"] == "/PAY-1/markdown"
    assert client_of(stranger).get("/OLD-7/markdown").status_code == 404
    assert client_of(editor).post("/OLD-7/archive").status_code == 404
    assert Spec.objects.get().archived_at is None
