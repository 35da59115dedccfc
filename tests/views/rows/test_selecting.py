"""/KEY/rows: several rows deleted, moved, ranked at once; a page of its own without scripts."""

from collections.abc import Callable

from django.test import Client

from accounts.models import User
from specs.models import Row, Spec
from specs.services import editing, exchanging
from tests.views.rows.conftest import Forms


def ids(spec: Spec, *texts: str) -> list[int]:
    return [spec.rows.exclude(kind="heading").filter(source__contains=text).latest("place").pk for text in texts]


def test_rows_are_chosen_and_deleted_without_scripts(forms: Forms, requirement: Row) -> None:
    page = forms.get("rows", fragment=False)
    assert f'name="row" value="{requirement.pk}"' in page.content.decode()
    answer = forms.post("rows", {"row": [requirement.pk], "act": "delete"}, fragment=False)
    assert answer.status_code == 302
    assert "**FR-1**" not in forms.spec.document().text
    assert "1 row deleted." in forms.get("", fragment=False).content.decode()


def test_the_answer_shows_their_section_and_a_line_with_undo(forms: Forms, requirement: Row) -> None:
    answer = forms.post("rows", {"row": [requirement.pk], "act": "delete", "seen": forms.spec.seq})
    said = answer.content.decode()
    assert f'id="row-{requirement.pk}"' not in said
    assert "1 row deleted." in said
    assert f"/{forms.spec.key}/undo/{forms.spec.events.latest('number').number}" in said


def test_what_others_changed_is_asked_about_once(forms: Forms, requirement: Row, admin: User) -> None:
    seen = forms.spec.seq
    editing.save_row(requirement, by=admin, values={"text": "Another"}, stamp=requirement.stamp)
    sent = {"row": [requirement.pk], "act": "delete", "seen": seen}
    answer = forms.post("rows", sent)
    forms.spec.refresh_from_db()
    assert answer.status_code == 409
    assert "changed FR-1 since you opened this page" in answer.content.decode()
    assert f'name="seen" value="{forms.spec.seq}"' in answer.content.decode()
    assert forms.post("rows", sent, fragment=False).status_code == 302
    assert "Another" in forms.spec.document().text
    forms.post("rows", {**sent, "seen": forms.spec.seq})
    assert "Another" not in forms.spec.document().text


def test_rows_are_put_behind_before_and_into(client_of: Callable[[User], Client], team: object, editor: User) -> None:
    text = "# T\n\n## Goals\n1. One\n2. Two\n3. Three\n\n## Non-Goals\n- No\n\n## Implementation Plan\n\n"
    text += "### Phase 1: A\n- [ ] a\n\n### Phase 2: B\n- [ ] b\n"
    spec = exchanging.import_spec(by=editor, team=team, data=text.encode(), name="t.md")  # type: ignore[arg-type]
    forms = Forms(client_of(editor), spec)
    one, two, three, a = ids(spec, "One", "Two", "Three", "] a")
    forms.post("rows", {"row": [one], "act": "move", "behind": two})
    assert "1. Two\n2. One\n3. Three\n" in spec.document().text
    forms.post("rows", {"row": [three, one], "act": "move", "before": two})
    assert "1. One\n2. Three\n3. Two\n" in spec.document().text
    forms.post("rows", {"row": [two], "act": "move", "before": three})
    assert "1. One\n2. Two\n3. Three\n" in spec.document().text
    phases = list(spec.rows.filter(kind="phase"))
    offered = forms.get(f"rows?row={a}").content.decode()
    assert f'value="{phases[1].pk}"' in offered
    assert f'value="{phases[0].pk}"' not in offered
    forms.post("rows", {"row": [a], "act": "move", "to": phases[1].pk})
    assert "- [ ] b\n- [ ] a\n" in spec.document().text
    answer = forms.post("rows", {"row": [a], "act": "move", "behind": a})
    assert answer.status_code == 200
    assert forms.post("rows", {"row": [a], "act": "move", "behind": a}, fragment=False).status_code == 302
    assert "No other place takes these rows" in forms.get(f"rows?row={a}&row={one}").content.decode()
    assert forms.post("rows", {"row": [a], "act": "move"}).status_code == 404


def test_a_priority_is_set_and_its_section_is_shown(forms: Forms, requirement: Row) -> None:
    answer = forms.post("rows", {"row": [requirement.pk], "act": "priority", "priority": "Should"})
    assert answer.headers["HX-Retarget"].startswith("#section-")
    requirement.refresh_from_db()
    assert requirement.priority == "Should"


def test_what_is_not_said_is_refused(forms: Forms, requirement: Row) -> None:
    assert forms.post("rows", {"row": [requirement.pk]}).status_code == 422
    assert forms.post("rows", {"row": ["x"], "act": "delete"}).status_code == 422


def test_a_row_is_split_and_pasted_into_in_one_request(forms: Forms, requirement: Row) -> None:
    before = forms.spec.seq
    forms.save(requirement, text="A clerk refunds", following='["a payment.", 7, "The customer is told."]')
    forms.spec.refresh_from_db()
    assert forms.spec.seq == before + 1
    texts = list(forms.spec.rows.filter(kind="requirement").values_list("text", flat=True))
    assert texts[:3] == ["A clerk refunds", "a payment.", "The customer is told."]
    sent = {"kind": "goal", "section": "goals", "text": "One", "following": '["Two"]'}
    forms.post("add", sent)
    assert "One\n" in forms.spec.document().text
    assert list(forms.spec.rows.filter(kind="goal").values_list("text", flat=True))[-2:] == ["One", "Two"]


def test_what_cannot_be_split_comes_back_with_every_word(forms: Forms, requirement: Row) -> None:
    answer = forms.save(requirement, uid="no uid at all\n", text="One", following='["Two"]')
    assert answer.status_code == 422
    assert "One\nTwo</textarea>" in answer.content.decode()
    sent = {"kind": "requirement", "section": "functional", "uid": "x y", "text": "A", "following": '["B"]'}
    answer = forms.post("add", sent)
    assert answer.status_code == 422
    assert "A\nB</textarea>" in answer.content.decode()


def test_a_list_that_is_none_is_not_taken_for_one(forms: Forms, requirement: Row) -> None:
    for following in ("{", '{"a": 1}', "[" * 100_000):
        assert forms.save(requirement, text=f"Said {len(following)}.", following=following).status_code == 200
        requirement.refresh_from_db()
    assert forms.spec.rows.filter(kind="requirement", text__startswith="Said").count() == 1
