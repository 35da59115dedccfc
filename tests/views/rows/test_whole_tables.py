"""A table's Markdown is edited whole: head, delimiter and lines, and recognised again."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import User
from specs.models import Row, Spec
from specs.services import editing, exchanging
from tests.views.rows.conftest import Forms
from tests.views.rows.test_sections import fields

HEAD = "| Error Type | Handling Strategy | User Message |"
OTHER = "| Error Type | Our Strategy | User Message |"


@pytest.fixture
def table(spec: Spec) -> Row:
    return spec.rows.get(kind="table", source__startswith=HEAD)


def opened(forms: Forms, table: Row) -> dict[str, object]:
    """What the browser would send from the form, opened now, with the head's word typed anew."""
    page = forms.get(f"row/{table.pk}/source").content.decode()
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found
    text = html.unescape(found[1]).lstrip("\n")
    assert text.count("\n") == 3
    return {**fields(page), "source": text.replace(HEAD, OTHER).replace("\n", "\r\n")}


@pytest.mark.parametrize("fragment", [True, False], ids=["with HTMX", "without"])
def test_only_the_heads_line_differs_in_the_export(
    forms: Forms, spec: Spec, table: Row, editor: User, fragment: bool
) -> None:
    before = exchanging.export(spec, by=editor).data.decode()
    ids = [row.id for row in spec.document().rows]
    answer = forms.post(f"row/{table.pk}/source", opened(forms, table), fragment=fragment)
    assert answer.status_code == (200 if fragment else 302)
    spec.refresh_from_db()
    assert exchanging.export(spec, by=editor).data.decode() == before.replace(HEAD, OTHER)
    assert [row.id for row in spec.document().rows] == ids
    assert spec.events.latest("number").verb == "rewrote"


def test_the_page_leads_to_it(forms: Forms, table: Row, client_of: Callable[[User], Client], viewer: User) -> None:
    link = f'href="/{forms.spec.key}/row/{table.pk}/source"'
    assert f'{link} hx-get="/{forms.spec.key}/row/{table.pk}/source" hx-target="#table-{table.pk}"' in (
        forms.get("", fragment=False).content.decode()
    )
    assert f'id="table-{table.pk}" data-open' in forms.get(f"row/{table.pk}/source").content.decode()
    assert link not in client_of(viewer).get(f"/{forms.spec.key}/").content.decode()


def test_a_viewer_is_refused(forms: Forms, table: Row, client_of: Callable[[User], Client], viewer: User) -> None:
    data, before = opened(forms, table), forms.spec.document().text
    address = f"/{forms.spec.key}/row/{table.pk}/source"
    assert client_of(viewer).get(address).status_code == 403
    assert client_of(viewer).post(address, data).status_code == 403
    assert forms.spec.document().text == before


def test_a_stale_stamp_is_refused(forms: Forms, table: Row) -> None:
    data = opened(forms, table)
    assert forms.post(f"row/{table.pk}/source", data).status_code == 200
    before, other = forms.spec.document().text, str(data["source"]).replace("Our", "My")
    assert forms.post(f"row/{table.pk}/source", {**data, "source": other}).status_code == 409
    assert forms.spec.document().text == before
    assert forms.post(f"row/{table.pk}/source", data).status_code == 200, "sent twice it says what stands there"


def clashed(forms: Forms, table: Row) -> str:
    """The conflict after a line of the table was changed while its form was open."""
    data = opened(forms, table)
    line = forms.spec.rows.get(parent=table, source__startswith="| Auth")
    editing.save_row(line, by=forms.spec.changed_by, values={"mitigation": "Send a link"}, stamp=line.stamp)
    answer = forms.post(f"row/{table.pk}/source", data)
    assert answer.status_code == 409
    assert "Send a link" in forms.spec.document().text
    assert HEAD in forms.spec.document().text
    return answer.content.decode()


def test_a_line_changed_meanwhile_is_not_overwritten_unasked(forms: Forms, table: Row) -> None:
    sent = fields(clashed(forms, table))
    assert forms.post(f"row/{table.pk}/edit", {**sent, "keep": "mine"}).status_code == 200
    text = forms.spec.document().text
    assert (OTHER in text, "Ask to log in" in text) == (True, True)


def test_after_a_clash_the_table_is_mended_by_hand(forms: Forms, table: Row) -> None:
    sent = fields(clashed(forms, table))
    answer = forms.post(f"row/{table.pk}/edit", {**sent, "keep": "hand"})
    page = answer.content.decode()
    assert OTHER in page
    assert "Send a link" in html.unescape(str(fields(page)["base"]))


def test_an_emptied_table_goes(forms: Forms, table: Row) -> None:
    answer = forms.post(f"row/{table.pk}/source", {**opened(forms, table), "source": ""})
    assert answer.status_code == 200
    assert HEAD not in forms.spec.document().text
    assert "Ask to log in" not in forms.spec.document().text


def test_markdown_left_as_it_was_keeps_what_somebody_else_wrote(forms: Forms, requirement: Row) -> None:
    data = {"source": requirement.source, "stamp": requirement.stamp}
    editing.save_row(requirement, by=forms.spec.changed_by, values={"text": "Refunds."}, stamp=requirement.stamp)
    before = forms.spec.document().text
    assert forms.post(f"row/{requirement.pk}/source", data).status_code == 200
    assert forms.spec.document().text == before
