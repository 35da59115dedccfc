"""A copy edited elsewhere brought back over its spec."""

import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import Team, User
from specs.models import Spec
from specs.services import editing
from tests.factories import make_approved, make_spec
from tests.views.test_import import carried

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)


def exported(client: Client) -> str:
    return client.get("/PAY-1/export").content.decode()


def over(client: Client, text: str) -> HttpResponse:
    return client.post("/PAY-1/import", {"file": SimpleUploadedFile("mine.md", text.encode())})


def based(client: Client, preview: HttpResponse) -> HttpResponse:
    """The preview again, with the export that the file began as."""
    digest = client.get("/PAY-1/export").headers["X-Content-SHA256"]
    return client.post("/PAY-1/import", {**carried(preview), "base": digest})


def laid(client: Client, preview: HttpResponse, **more: str | list[str]) -> HttpResponse:
    base = re.search(r'name="base" value="([0-9a-f]*)"', preview.content.decode())
    return client.post("/PAY-1/import", {**carried(preview), "base": base[1] if base else "", "step": "change", **more})


def edit(spec: Spec, uid: str, text: str, by: User) -> None:
    row = spec.rows.get(uid=uid)
    editing.save_row(row, by=by, values={"text": text}, stamp=row.stamp, base={"text": row.text})


def test_it_shows_row_by_row_and_changes_nothing(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    mine = exported(client).replace("refunds a payment in full", "refunds every payment")
    page = based(client, over(client, mine)).content.decode()

    assert "1 row would change" in page
    assert ">FR-1<" in page
    assert "<del>" in page
    assert Spec.objects.get().seq == spec.seq


def test_the_same_file_changes_nothing(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    assert "It changes nothing" in over(client, exported(client)).content.decode()


def test_an_edited_copy_keeps_what_others_changed_since(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    began = client.get("/PAY-1/export")
    mine = began.content.decode().replace("refunds a payment in full", "refunds every payment")
    edit(spec, "FR-3", "The customer is told by post.", editor)

    preview = client.post("/PAY-1/import", {**carried(over(client, mine)), "base": began.headers["X-Content-SHA256"]})
    answer = laid(client, preview)

    text = Spec.objects.get().document().text
    assert answer.headers["Location"] == "/PAY-1/"
    assert "refunds every payment" in text
    assert "told by post" in text


def test_a_later_edit_is_overwritten_only_if_ticked(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    mine = exported(client).replace("told by mail", "told by pigeon")
    edit(spec, "FR-3", "The customer is told by post.", editor)
    row = spec.rows.get(uid="FR-3")

    preview = over(client, mine)
    refused = laid(client, preview)
    assert refused.status_code == 409
    assert "would be overwritten" in refused.content.decode()
    assert "told by post" in Spec.objects.get().document().text

    laid(client, preview, overwrite=str(row.pk))
    assert "told by pigeon" in Spec.objects.get().document().text


def test_without_a_base_each_difference_is_asked_about(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    page = over(client, exported(client).replace("in full", "at once")).content.decode()

    assert "1 row differs" in page
    assert "Which export did the file begin as?" in page


def test_an_unknown_base_is_refused(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    answer = client.post("/PAY-1/import", {**carried(over(client, "# Other\n")), "base": "0" * 64})

    assert answer.status_code == 422
    assert "No export of this spec has that hash." in answer.content.decode()


def test_approved_text_takes_no_import(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_approved(team, editor, viewer)
    client = client_of(editor)

    answer = laid(client, over(client, exported(client).replace("in full", "at once")))

    assert answer.status_code == 409
    assert "Revise it and import the file as 1.1" in answer.content.decode()


def test_swapped_bytes_are_refused(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    preview = over(client, exported(client).replace("in full", "at once"))

    answer = laid(client, preview, data="IyBTd2FwcGVkCg==")

    assert answer.status_code == 422
    assert Spec.objects.get().seq == spec.seq


@pytest.mark.long
def test_more_ticks_than_a_form_usually_has(team: Team, editor: User, client_of: ClientOf) -> None:
    goals = "".join(f"{n}. Goal number {n}\n" for n in range(1, 1_101))
    spec = make_spec(team, editor, f"# Many\n\n## Goals & Non-Goals\n\n### Goals\n\n{goals}")
    client, mine = client_of(editor), spec.document().text.replace("Goal number", "Wish number")

    preview = over(client, mine)
    ticks = re.findall(r'name="overwrite" value="([^"]+)"', preview.content.decode())
    assert len(ticks) == 1_100
    answer = laid(client, preview, overwrite=ticks)

    assert answer.status_code == 302
    assert Spec.objects.get().document().text == mine
