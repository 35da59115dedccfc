"""How much may be typed into one row (security.md, section 5): beyond it is said why, and nothing typed is lost."""

import html
import json

import pytest
from django.http import HttpResponse

from accounts.models import User
from specs.forms import LONGEST, SHORT
from specs.models import Row, Spec
from specs.services import editing, exchanging
from specs.widgets import utf16_units
from tests.views.rows.conftest import Forms

EMOJI = "😀"  # two units
LINE = EMOJI * 99 + "x\n"  # 200 units


def units(count: int) -> str:
    """Lines of emoji, so many UTF-16 units of them; about half as many characters."""
    text = (LINE * (count // 200 + 1))[: count // 200 * 100] + "y" * (count % 200)
    return text.rstrip("\n") + "z" * (count - utf16_units(text.rstrip("\n")))


def said(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def prose(spec: Spec) -> Row:
    return spec.rows.get(kind="prose", section="overview")


def test_units_are_counted_as_browsers_count_them() -> None:
    assert [utf16_units(text) for text in ("", "é", "日本", EMOJI, "a" + EMOJI)] == [0, 1, 2, 2, 3]
    assert utf16_units(units(LONGEST)) == LONGEST > len(units(LONGEST))
    assert utf16_units(units(LONGEST + 1)) == LONGEST + 1


@pytest.mark.parametrize("fragment", [True, False])
def test_a_field_holds_200_000_units_and_no_more(forms: Forms, spec: Spec, *, fragment: bool) -> None:
    row, before = prose(spec), spec.document().text
    refused = forms.save(row, text=units(LONGEST + 1), fragment=fragment)
    assert refused.status_code == 422
    assert "This has 200,001 characters; 200,000 are possible; most emoji count as two." in said(refused)
    assert units(LONGEST + 1) in said(refused)
    assert spec.document().text == before

    assert forms.save(row, text=units(LONGEST), fragment=fragment).status_code in (200, 302)
    assert units(LONGEST) in spec.document().text


def test_raw_markdown_holds_200_000_units_and_no_more(forms: Forms, spec: Spec) -> None:
    row, before = prose(spec), spec.document().text
    refused = forms.post(f"row/{row.pk}/source", {"source": units(LONGEST + 1), "stamp": row.stamp})
    assert refused.status_code == 422
    assert "200,001 characters; 200,000 are possible" in said(refused)
    assert units(LONGEST + 1) in said(refused)
    assert spec.document().text == before

    assert forms.post(f"row/{row.pk}/source", {"source": units(LONGEST), "stamp": row.stamp}).status_code == 200
    assert units(LONGEST) in spec.document().text


def test_a_paste_holds_200_000_units_and_no_more(forms: Forms, spec: Spec) -> None:
    before = spec.document().text
    refused = forms.post("paste", {"text": units(LONGEST + 1)})
    assert refused.status_code == 422
    assert "200,001 characters; 200,000 are possible" in said(refused)
    assert units(LONGEST + 1) in said(refused)
    assert spec.document().text == before

    assert forms.post("paste", {"text": units(LONGEST)}).status_code == 200
    assert units(LONGEST) in spec.document().text


@pytest.mark.parametrize("kind", ["heading", "requirement", "phase"])
def test_a_title_holds_200_characters_and_no_more(forms: Forms, spec: Spec, kind: str) -> None:
    row = spec.rows.filter(kind=kind).first()
    assert row
    refused = forms.save(row, title=EMOJI * 201)
    assert refused.status_code == 422
    assert "This has 201 characters; 200 are possible." in said(refused)
    assert EMOJI * 201 in said(refused)

    assert forms.save(row, title=EMOJI * 200).status_code == 200
    assert EMOJI * 200 in spec.document().text


def test_an_id_holds_40_characters_and_no_more(forms: Forms, spec: Spec, requirement: Row) -> None:
    assert SHORT["uid"] == 40
    longest = "ACCOUNTING-RECONCILIA-OVERNIGHT-A1-12345"
    assert "This has 41 characters; 40 are possible." in said(forms.save(requirement, uid=f"{longest}6"))
    assert forms.save(requirement, uid=longest).status_code == 200
    assert f"**{longest}**" in spec.document().text


def test_what_a_document_came_with_keeps_nobody_from_editing_beside_it(forms: Forms, editor: User, spec: Spec) -> None:
    long = "word " * 60 + "end"
    text = f"# T\n\n## Risks\n\n| Risk | Impact |\n|---|---|\n| {long} | High |\n"
    other = exchanging.import_spec(by=editor, team=spec.team, data=text.encode(), name="long.md")
    forms.spec = other
    row = other.rows.get(kind="risk")
    assert forms.save(row, impact="Low").status_code == 200
    assert f"| {long} | Low |" in other.document().text

    row.refresh_from_db()
    assert forms.save(row, title=f"{long} more").status_code == 422
    assert forms.save(row, title=long, base=json.dumps({"title": f"{long}."})).status_code == 422
    editing.save_row(row, by=editor, values={"title": "Short"}, stamp=row.stamp)
    assert "| Short | Low |" in other.document().text
