"""Putting a spec away, and taking it out again."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import Spec
from specs.services import creating
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
