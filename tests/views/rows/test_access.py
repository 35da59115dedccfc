"""Who may open and write rows, and through which spec."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import Row, Spec
from specs.services import exchanging
from tests.factories import SAMPLE, make_approved

WRITES = ("row/{id}/edit", "row/{id}/source", "row/{id}/delete", "row/{id}/move", "row/{id}/restore", "row/{id}/tick")
FORMS = ("row/{id}/edit", "row/{id}/source")
FRAGMENT = {"HX-Request": "true"}


def address(spec: Spec, path: str, row: Row) -> str:
    return f"/{spec.key}/" + path.format(id=row.pk)


@pytest.mark.parametrize("path", FORMS)
def test_an_editor_opens_the_form(writer: Client, spec: Spec, requirement: Row, path: str) -> None:
    assert writer.get(address(spec, path, requirement)).status_code == 200
    answer = writer.get(address(spec, path, requirement), headers=FRAGMENT)
    assert answer.status_code == 200
    assert answer["X-Fragment"] == "1"
    assert b"<html" not in answer.content


@pytest.mark.parametrize("path", WRITES)
def test_a_viewer_writes_nothing(
    client_of: Callable[[User], Client], viewer: User, spec: Spec, requirement: Row, path: str
) -> None:
    before = spec.document().text
    answer = client_of(viewer).post(
        address(spec, path, requirement), {"text": "Mine now", "source": "Mine", "done": "1"}
    )
    assert answer.status_code == 403
    assert spec.document().text == before


@pytest.mark.parametrize("path", [*WRITES, "row/{id}/", "add", "paste", "sections/add", "metadata/version", "preview"])
def test_a_stranger_finds_nothing(
    client_of: Callable[[User], Client], stranger: User, spec: Spec, requirement: Row, path: str
) -> None:
    client = client_of(stranger)
    assert client.post(address(spec, path, requirement)).status_code in {404, 405}
    if path not in {"row/{id}/delete", "row/{id}/move", "row/{id}/restore", "row/{id}/tick", "preview"}:
        assert client.get(address(spec, path, requirement)).status_code == 404


@pytest.mark.parametrize("path", ["row/{id}/delete", "row/{id}/move", "row/{id}/restore", "row/{id}/tick", "preview"])
def test_what_changes_something_is_not_got(writer: Client, spec: Spec, requirement: Row, path: str) -> None:
    assert writer.get(address(spec, path, requirement)).status_code == 405


@pytest.mark.parametrize("path", WRITES)
def test_a_row_of_another_spec_is_not_found_under_this_key(
    writer: Client, team: Team, editor: User, spec: Spec, path: str
) -> None:
    other = exchanging.import_spec(by=editor, team=team, data=SAMPLE.encode(), name="other.md")
    foreign = other.rows.get(uid="FR-1")
    before = other.document().text
    answer = writer.post(address(spec, path, foreign), {"text": "Mine", "source": "Mine", "stamp": "1", "base": "{}"})
    assert answer.status_code == 404
    assert other.document().text == before


def test_a_foreign_parent_and_place_are_refused(writer: Client, team: Team, editor: User, spec: Spec) -> None:
    other = exchanging.import_spec(by=editor, team=team, data=SAMPLE.encode(), name="other.md")
    foreign = other.rows.get(uid="FR-1")
    before = (spec.document().text, other.document().text)
    for place in ({"parent": foreign.parent_id}, {"after": foreign.pk}):
        data = {"kind": "requirement", "text": "Mine", "stamp": "0", "base": "{}", **place}
        assert writer.post(f"/{spec.key}/add", data, headers=FRAGMENT).status_code == 422
    assert (
        writer.post(f"/{spec.key}/row/{spec.rows.get(uid='FR-1').pk}/move", {"to": foreign.parent_id}).status_code
        == 404
    )
    assert (spec.document().text, other.document().text) == before


@pytest.mark.parametrize("path", FORMS)
def test_an_approved_text_has_no_forms(
    client_of: Callable[[User], Client], team: Team, editor: User, member: Callable[..., User], path: str
) -> None:
    spec = make_approved(team, editor, member("Rita Reviewer"))
    row = spec.rows.get(uid="FR-1")
    client = client_of(editor)
    before = spec.document().text
    assert client.get(address(spec, path, row)).status_code == 409
    data = {"text": "Other words", "source": "1. **FR-1**: Other words", "stamp": row.stamp, "base": "{}"}
    answer = client.post(address(spec, path, row), data, headers=FRAGMENT)
    assert answer.status_code == 409
    assert spec.document().text == before


def test_what_was_typed_for_an_approved_text_is_kept(
    client_of: Callable[[User], Client], team: Team, editor: User, member: Callable[..., User]
) -> None:
    spec = make_approved(team, editor, member("Rita Reviewer"))
    row = spec.rows.get(uid="FR-1")
    data = {"text": "Words typed too late", "stamp": row.stamp, "base": "{}"}
    answer = client_of(editor).post(address(spec, "row/{id}/edit", row), data, headers=FRAGMENT)
    assert answer.status_code == 409
    assert "Words typed too late" in answer.content.decode()
    assert "Revise it" in answer.content.decode()


def test_without_a_login_a_row_leads_to_the_log_in(client: Client, spec: Spec, requirement: Row) -> None:
    answer = client.post(address(spec, "row/{id}/edit", requirement), {"text": "Mine"})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
