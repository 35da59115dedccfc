"""Putting a spec away or into the bin, and taking it out again."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import Team, User
from specs.models import Spec
from specs.models.specs import BIN
from specs.services import creating, versions
from tests.factories import make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def test_the_page_says_what_it_means_and_does_nothing(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    page = client_of(editor).get("/PAY-1/archive").content.decode()

    assert "It leaves the lists" in page
    assert Spec.objects.get().archived_at is None


def test_an_archived_spec_is_read_only_and_can_be_restored(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    client = client_of(editor)

    client.post("/PAY-1/archive")

    page = client.get("/PAY-1/").content.decode()
    assert "Archived: it cannot be changed." in page
    row = spec.rows.get(uid="FR-1")
    assert client.post(f"/PAY-1/row/{row.pk}/edit", {"text": "New."}).status_code == 409
    assert client.get("/PAY-1/export").status_code == 200

    client.post("/PAY-1/restore")
    assert Spec.objects.get().archived_at is None


def test_a_spec_in_review_is_not_archived(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)

    answer = client_of(editor).post("/PAY-1/archive")

    assert answer.status_code == 409
    assert "Withdraw it first" in answer.content.decode()


def test_what_is_not_archived_is_not_restored(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    assert client_of(editor).post("/PAY-1/restore").status_code == 409


def test_a_viewer_sees_that_it_is_archived_and_no_button(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    creating.archive_spec(make_spec(team, editor), by=editor)

    page = client_of(viewer).get("/PAY-1/").content.decode()

    assert "Archived: it cannot be changed." in page
    assert "/PAY-1/restore" not in page


def test_a_spec_nobody_was_asked_to_review_is_deleted_and_restored(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_spec(team, editor)
    client = client_of(editor)
    assert "/PAY-1/delete" in client.get("/PAY-1/").content.decode()
    assert "/PAY-1/delete" not in client_of(viewer).get("/PAY-1/").content.decode()

    page = client.get("/PAY-1/delete").content.decode()
    assert "until then anyone who may edit can restore it" in page
    assert Spec.objects.get().deleted_at is None

    told = client.post("/PAY-1/delete", follow=True).content.decode()
    day = date_format(timezone.localtime() + BIN)
    assert "PAY-1 is deleted. It can be restored for 30 days." in told
    assert f"Deleted: it goes for good on {day}." in told
    assert "/PAY-1/" not in client.get("/").content.decode()
    assert f"deleted, goes on {day}" in client.get("/?archived=1").content.decode()

    client.post("/PAY-1/restore")
    assert "Deleted" not in client.get("/PAY-1/").content.decode()
    assert "/PAY-1/" in client.get("/").content.decode()


def test_what_was_submitted_once_is_kept(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    versions.withdraw(make_review(team, editor, viewer), by=editor, reason="Not yet")
    client = client_of(editor)

    assert "/PAY-1/delete" not in client.get("/PAY-1/").content.decode()
    for answer in (client.get("/PAY-1/delete"), client.post("/PAY-1/delete")):
        assert answer.status_code == 409
        assert "it is kept. Archive it instead." in answer.content.decode()
    assert Spec.objects.get().archived_at is None
