"""The reading view: what is in force, for those who build it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import Row
from specs.services import editing, reviewing
from tests.factories import SAMPLE, make_approved, make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


def test_a_draft_says_that_nothing_is_in_force(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)

    page = client_of(viewer).get(f"/{spec.key}/read").content.decode()

    assert "Nothing of PAY-1 is in force yet" in page
    assert 'href="/PAY-1/">Show the draft' in page
    reviewing.submit(spec, by=editor, reviewers=[viewer], seen=spec.text_hash)
    page = client_of(viewer).get(f"/{spec.key}/read").content.decode()
    assert "It is in review." in page
    assert 'href="/PAY-1/read?revision=1">Read revision 1' in page


def test_the_text_in_force_stands_with_its_version_hash_and_approval(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer)
    reviewing.revise(spec, by=editor)
    row = spec.rows.get(uid="FR-1")
    editing.save_row(row, by=editor, values={"text": "A draft of tomorrow."}, stamp=row.stamp)

    page = client_of(editor).get(f"/{spec.key}/read").content.decode()

    assert spec.in_force is not None
    assert spec.in_force.sha256 in page
    assert "Version 1.0, revision 1" in page
    assert "by Vic Viewer" in page
    assert "A clerk refunds a payment in full." in page
    assert "A draft of tomorrow." not in page
    assert "A draft of the next version is being written." in page
    assert "data-edit" not in page
    for address in ("/PAY-1/export", "/PAY-1/export?zip"):
        assert f'href="{address}"' in page
    spec.refresh_from_db()
    reviewing.submit(spec, by=editor, reviewers=[viewer], seen=spec.text_hash)
    assert "The next version is in review." in client_of(editor).get(f"/{spec.key}/read").content.decode()


def test_a_row_is_cited_by_its_uid_where_that_names_one(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer, SAMPLE.replace("(FR-3)", "(FR-2)"))

    page = client_of(viewer).get(f"/{spec.key}/read").content.decode()

    assert 'data-cite="PAY-1/FR-1"' in page
    assert page.count("data-cite=") == 3
    assert client_of(viewer).get("/PAY-1/FR-1").status_code == 302


def test_a_revision_is_read_by_its_number(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_review(team, editor, viewer)
    client = client_of(viewer)

    page = client.get(f"/{spec.key}/read?revision=1").content.decode()

    assert "Revision 1 is not in force." in page
    assert "Nothing is yet." in page
    assert "/tick" not in page
    assert 'href="/PAY-1/export?revision=1"' in page
    for number in ("2", "x", "9" * 30, "-1", "１"):
        assert client.get(f"/{spec.key}/read", {"revision": number}).status_code == 404
    reviewing.approve(spec, by=viewer, sha=spec.revisions.get().sha256)
    assert "not in force" not in client.get(f"/{spec.key}/read?revision=1").content.decode()


def test_who_may_tick_ticks_there_and_comes_back(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_approved(team, editor, viewer)
    task = Row.objects.filter(spec=spec, kind="task").first()
    assert task is not None

    assert "/tick" not in client_of(viewer).get(f"/{spec.key}/read").content.decode()
    page = client_of(editor).get(f"/{spec.key}/read").content.decode()
    assert f'action="/PAY-1/row/{task.pk}/tick"' in page
    answer = client_of(editor).post(f"/{spec.key}/row/{task.pk}/tick", {"done": "1", "from": "read"})
    assert answer.url == f"/PAY-1/read#row-{task.pk}"
    task.refresh_from_db()
    assert task.done


def test_it_is_linked_from_the_spec_and_from_home(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    make_approved(team, editor, viewer)
    client = client_of(viewer)

    assert 'href="/PAY-2/read"' in client.get("/PAY-2/").content.decode()
    home = client.get("/").content.decode()
    assert 'href="/PAY-2/read"' in home
    assert 'href="/PAY-1/read"' not in home


def test_it_asks_as_much_for_many_rows_as_for_few(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_approved(team, editor, viewer)
    make_approved(team, editor, viewer, SAMPLE.replace("- [ ] Send", "- [ ] More\n" * 40 + "- [ ] Send"))
    client = client_of(viewer)
    client.get("/PAY-1/read")

    counts = []
    for key in ("PAY-1", "PAY-2"):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/{key}/read")
        counts.append(len(asked))
    assert counts[0] == counts[1]
