"""New rows: the first of a section, the next of a list, one in a table, and what is left empty."""

import re

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.document.outline import values
from specs.document.template import KINDS, SECTIONS
from specs.models import Spec
from specs.services import creating
from tests.factories import make_spec
from tests.views.rows.conftest import Forms

WORDS = {
    "uid": "FR-7",
    "priority": "Must",
    "method": "GET",
    "path": "/refunds",
    "impact": "High",
    "lang": "json",
    "request": '{"a": 1}',
    "response": '{"b": 2}',
    "duration": "2 weeks",
    "criteria": "It is so.",
    "done": "x",
}
ASKING = [key for key, section in SECTIONS.items() if section.kind and key != "metadata"]


@pytest.fixture
def empty(team: Team, editor: User) -> Spec:
    return creating.create_spec(by=editor, team=team, title="Refund limits", template="full")


@pytest.mark.parametrize("key", ASKING)
def test_every_section_takes_its_first_row_by_its_form(writer: Client, empty: Spec, key: str) -> None:
    kind = SECTIONS[key].kind
    forms = Forms(writer, empty)
    form = forms.get(f"add?kind={kind}&section={key}&place=add-{key}").content.decode()
    names = [field.name for field in KINDS[kind].fields]
    assert [name for name in names if f'name="{name}"' not in form] == []
    typed = {name: WORDS.get(name, f"Words for {name}") for name in names if not (kind == "task" and name == "uid")}
    answer = forms.post("add", {"kind": kind, "section": key, "stamp": "0", "base": "{}", **typed})
    assert answer.status_code == 200
    assert answer["HX-Retarget"] == "#document"
    assert f'id="unwritten-{key}"' not in answer.content.decode()
    row = empty.rows.get(kind=kind, section=key)
    document = empty.document()
    assert values(document, document.place(row.pk)) == pytest.approx(typed)
    assert SECTIONS[key].title in document.text


def test_what_is_left_empty_is_not_added(writer: Client, empty: Spec) -> None:
    before = empty.document().text
    forms = Forms(writer, empty)
    data = {
        "kind": "quality",
        "section": "quality",
        "given": "Performance",
        "label": "Performance",
        "text": " ",
        "place": "add-quality",
    }
    answer = forms.post("add", {**data, "stamp": "0", "base": "{}"})
    assert answer.status_code == 200
    assert 'id="add-quality"' in answer.content.decode()
    assert empty.document().text == before


def test_a_label_alone_is_words_too(writer: Client, empty: Spec) -> None:
    forms = Forms(writer, empty)
    forms.post(
        "add", {"kind": "quality", "section": "quality", "label": "Latency", "text": "", "stamp": "0", "base": "{}"}
    )
    assert "**Latency**" in empty.document().text


def test_requirements_get_the_next_id(forms: Forms, spec: Spec) -> None:
    section = spec.rows.get(kind="heading", key="functional")
    data = {
        "kind": "requirement",
        "parent": section.pk,
        "section": "functional",
        "text": "A clerk sees it.",
        "stamp": "0",
        "base": "{}",
    }
    answer = forms.post("add", data)
    assert answer["HX-Retarget"] == f"#section-{section.pk}"
    assert "4. **FR-4**: A clerk sees it." in spec.document().text


def test_a_row_goes_behind_the_one_it_is_added_after(forms: Forms, spec: Spec) -> None:
    first = spec.rows.filter(kind="goal").first()
    assert first
    answer = forms.save(first, next="1")
    assert f'id="after-{first.pk}"' in answer.content.decode()
    data = {
        "kind": "goal",
        "section": "goals",
        "after": first.pk,
        "text": "The second",
        "stamp": "0",
        "base": "{}",
        "next": "1",
    }
    answer = forms.post("add", data)
    assert "1. Refunds within a day\n2. The second\n3. No letters" in spec.document().text
    assert f'id="after-{spec.rows.get(text="The second").pk}"' in answer.content.decode()


def test_a_line_is_added_to_a_table_with_the_columns_it_has(forms: Forms, spec: Spec) -> None:
    table = spec.rows.filter(kind="table", section="risks").get()
    form = forms.get(f"add?kind=risk&parent={table.pk}&section=risks&place=add-1").content.decode()
    assert "k-risk" in form
    assert "Queue and retry" not in form
    data = {
        "kind": "risk",
        "parent": table.pk,
        "section": "risks",
        "title": "Fire",
        "impact": "Low",
        "mitigation": "Water",
    }
    assert forms.post("add", {**data, "stamp": "0", "base": "{}"}).status_code == 200
    assert "| Bank is down | High | Queue and retry |\n| Fire | Low | Water |" in spec.document().text


def test_a_part_of_a_requirement_is_added_below_it(forms: Forms, spec: Spec) -> None:
    row = spec.rows.get(uid="FR-2")
    data = {"kind": "requirement", "parent": row.pk, "text": "Also the half of a cent.", "stamp": "0", "base": "{}"}
    assert forms.post("add", data).status_code == 200
    new = spec.rows.get(text="Also the half of a cent.")
    assert new.parent_id == row.pk
    assert new.uid == "FR-2.1"


def test_pasted_markdown_becomes_rows(forms: Forms, spec: Spec) -> None:
    answer = forms.post("paste", {"text": "## References\n\n- [The ledger](https://example.com)\n"})
    assert answer.status_code == 200
    assert spec.rows.get(kind="reference").section == "references"


@pytest.mark.parametrize("kind", ["heading", "table", "nonsense", ""])
def test_what_is_no_row_is_refused(forms: Forms, kind: str) -> None:
    assert forms.get(f"add?kind={kind}").status_code == 422


def test_the_id_is_shown_before_it_is_saved_and_whoever_comes_first_gets_it(forms: Forms, spec: Spec) -> None:
    section = spec.rows.get(kind="heading", key="functional")
    asked = f"kind=requirement&parent={section.pk}&section=functional"
    form = forms.get(f"add?{asked}").content.decode()
    assert 'name="uid" value="FR-4"' in form
    data = {"kind": "requirement", "parent": section.pk, "section": "functional", "offered": "FR-4", "uid": "FR-4"}
    forms.post("add", {**data, "text": "A clerk sees it.", "stamp": "0", "base": "{}"})
    forms.post("add", {**data, "text": "So does the customer.", "stamp": "0", "base": "{}"})
    assert spec.rows.get(text="So does the customer.").uid == "FR-5"
    forms.post("add", {**data, "uid": "FR-20", "text": "A third.", "stamp": "0", "base": "{}"})
    assert spec.rows.get(text="A third.").uid == "FR-20"
    forms.post("add", {**data, "uid": "", "text": "Without one.", "stamp": "0", "base": "{}"})
    assert spec.rows.get(text="Without one.").uid == ""
    before = spec.document().text
    assert forms.post("add", {**data, "text": " ", "stamp": "0", "base": "{}"}).status_code == 200
    assert spec.document().text == before


def test_a_taken_id_is_refused_in_words_and_what_was_typed_stays(forms: Forms, spec: Spec) -> None:
    section = spec.rows.get(kind="heading", key="functional")
    data = {"kind": "requirement", "parent": section.pk, "uid": "FR-2", "text": "Kept words.", "offered": "FR-4"}
    answer = forms.post("add", {**data, "stamp": "0", "base": "{}"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "FR-2 is taken by “A clerk refunds a part of a payment.”. The next free one is FR-4." in page
    assert "Kept words." in page


def test_the_form_of_a_place_that_is_gone_offers_no_id(forms: Forms, spec: Spec) -> None:
    gone = spec.rows.get(uid="FR-3")
    forms.post(f"row/{gone.pk}/delete")
    form = forms.get(f"add?kind=requirement&after={gone.pk}")
    assert form.status_code == 200
    assert 'name="offered"' not in form.content.decode()


def test_the_documents_own_words_are_choices_too_and_an_impact_has_bars(
    writer: Client, team: Team, editor: User
) -> None:
    lines = "- **FR-1** (P2): a\n- **FR-2** (P1): b\n- **FR-3** (Must): c\n- **FR-4**: d\n"
    spec = make_spec(team, editor, f"# T\n\n## Functional Requirements\n\n{lines}")
    form = Forms(writer, spec).get(f"row/{spec.rows.get(uid='FR-4').pk}/edit").content.decode()
    found = re.findall(r'name="priority" value="([^"]*)"', form)
    assert found == ["P1", "P2", "Must", "Should", "Could", "Won&#x27;t", ""]
    risk = Forms(writer, spec).get("add?kind=risk&section=risks").content.decode()
    assert [risk.count(f'class="impact {bars}"') for bars in ("hi", "mid", "lo")] == [1, 1, 1]


def test_a_table_offers_the_words_that_stand_in_it(writer: Client, team: Team, editor: User) -> None:
    table = "| Risk | Impact | Mitigation |\n|---|---|---|\n| Fire | sehr hoch | Water |\n| Rain | Low | Roof |\n"
    spec = make_spec(team, editor, f"# T\n\n## Risks\n\n{table}")
    form = Forms(writer, spec).get(f"row/{spec.rows.get(title='Rain').pk}/edit").content.decode()
    assert re.findall(r'<option value="([^"]*)"', form) == ["sehr hoch", "High", "Medium", "Low", ""]
