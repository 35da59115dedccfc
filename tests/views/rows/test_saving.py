"""What saving a row answers, and what it writes."""

import html as entities
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Team, User
from specs.models import Row, Spec
from specs.services import editing
from tests.factories import make_spec
from tests.views.rows.conftest import Forms


def test_only_the_changed_line_differs(forms: Forms, spec: Spec, requirement: Row) -> None:
    before = spec.document().text.split("\n")
    assert forms.save(requirement, text="A clerk refunds it all.").status_code == 200
    after = spec.document().text.split("\n")
    assert [line for line in after if line not in before] == ["1. **FR-1**: A clerk refunds it all."]
    assert len(after) == len(before)


def test_the_answer_is_the_row_with_the_saved_mark_beside_it(forms: Forms, spec: Spec, requirement: Row) -> None:
    answer = forms.save(requirement, text="A clerk refunds it all.")
    html = answer.content.decode()
    assert answer["X-Fragment"] == "1"
    assert answer["HX-Retarget"] == f"#row-{requirement.pk}"
    assert html.lstrip().startswith(f'<div class="row  d0" id="row-{requirement.pk}"')
    assert 'id="saved"' in html
    assert 'id="outline"' not in html
    assert "FR-2" not in html


def test_without_htmx_saving_leads_back_to_the_row(forms: Forms, spec: Spec, requirement: Row) -> None:
    answer = forms.save(requirement, fragment=False, text="A clerk refunds it all.")
    assert (answer.status_code, answer["Location"]) == (302, f"/{spec.key}/#row-{requirement.pk}")


def test_nothing_typed_is_nothing_recorded(forms: Forms, spec: Spec, requirement: Row) -> None:
    before = spec.seq
    assert forms.save(requirement).status_code == 200
    spec.refresh_from_db()
    assert spec.seq == before


def test_crlf_from_a_browser_is_no_change(forms: Forms, spec: Spec) -> None:
    prose = spec.rows.filter(kind="prose", section="overview").get()
    editing.save_row(prose, by=spec.changed_by, values={"text": "Two\nlines"}, stamp=prose.stamp)
    prose.refresh_from_db()
    spec.refresh_from_db()
    before = spec.seq
    forms.save(prose, text="Two\r\nlines")
    spec.refresh_from_db()
    assert spec.seq == before


def test_a_refused_value_comes_back_with_its_reason(forms: Forms, spec: Spec, requirement: Row) -> None:
    before = spec.document().text
    answer = forms.save(requirement, uid="not a uid!", text="Words that must not be lost")
    html = answer.content.decode()
    assert answer.status_code == 422
    assert answer["X-Fragment"] == "1"
    assert 'class="error"' in html
    assert "Words that must not be lost" in html
    assert "not a uid!" in html
    assert spec.document().text == before


def test_a_row_that_becomes_two_brings_its_whole_section(forms: Forms, spec: Spec) -> None:
    prose = spec.rows.filter(kind="prose", section="overview").get()
    answer = forms.save(prose, text="One.\n\n## Glossary\n\nTwo.")
    assert answer.status_code == 200
    assert spec.document().text.count("One.") == 1
    assert "Two." in answer.content.decode()


def test_emptied_prose_goes_and_can_be_brought_back(forms: Forms, spec: Spec) -> None:
    before = spec.document().text
    prose = spec.rows.filter(kind="prose", section="overview").get()
    answer = forms.save(prose, text="")
    assert answer.status_code == 200
    assert "Customers get" not in spec.document().text
    assert "Undo" in answer.content.decode()
    assert forms.post(f"row/{prose.pk}/restore").status_code == 200
    assert spec.document().text == before


def test_two_fields_changed_by_two_people_are_both_kept(
    forms: Forms, client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec
) -> None:
    row = spec.rows.get(uid="FR-2")
    mine = forms.data(row, text="A clerk refunds any part of a payment.")
    theirs = Forms(client_of(member("Ben Cole")), spec)
    assert theirs.save(row, priority="Should").status_code == 200
    assert forms.post(f"row/{row.pk}/edit", mine).status_code == 200
    assert "**FR-2**: A clerk refunds any part of a payment.\n   - **Priority**: Should" in spec.document().text


def test_words_apart_in_one_text_are_merged(
    forms: Forms, client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec, requirement: Row
) -> None:
    mine = forms.data(requirement, text="A manager refunds a payment in full.")
    Forms(client_of(member("Ben Cole")), spec).save(requirement, text="A clerk refunds a payment in full at once.")
    assert forms.post(f"row/{requirement.pk}/edit", mine).status_code == 200
    assert "**FR-1**: A manager refunds a payment in full at once." in spec.document().text


def clash(forms: Forms, other: Forms, row: Row) -> str:
    mine = forms.data(row, text="A clerk refunds a payment twice.")
    other.save(row, text="A clerk refunds a payment never.")
    answer = forms.post(f"row/{row.pk}/edit", mine)
    assert answer.status_code == 409
    assert answer["X-Fragment"] == "1"
    return answer.content.decode()


def fields(html: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: entities.unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


def test_the_same_words_conflict_and_show_all_three_texts(
    forms: Forms, client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec, requirement: Row
) -> None:
    html = clash(forms, Forms(client_of(member("Ben Cole")), spec), requirement)
    assert "You and Ben changed the same words" in html
    assert fields(html)["mine-text"] == "A clerk refunds a payment twice."
    assert fields(html)["theirs-text"] == "A clerk refunds a payment never."
    assert "A clerk refunds a payment in full." in html
    assert "refunds a payment never." in spec.document().text


def test_a_conflict_is_ended_by_keeping_mine_or_theirs(
    forms: Forms, client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec, requirement: Row
) -> None:
    html = clash(forms, Forms(client_of(member("Ben Cole")), spec), requirement)
    assert forms.post(f"row/{requirement.pk}/edit", {**fields(html), "keep": "theirs"}).status_code == 200
    assert "refunds a payment never." in spec.document().text
    assert forms.post(f"row/{requirement.pk}/edit", {**fields(html), "keep": "mine"}).status_code == 200
    assert "refunds a payment twice." in spec.document().text


def test_by_hand_opens_my_words_over_theirs(
    forms: Forms, client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec, requirement: Row
) -> None:
    html = clash(forms, Forms(client_of(member("Ben Cole")), spec), requirement)
    form = forms.post(f"row/{requirement.pk}/edit", {**fields(html), "keep": "hand"}).content.decode()
    assert "A clerk refunds a payment twice." in form
    base = json.loads(fields(form)["base"])
    assert base["text"] == "A clerk refunds a payment never."


def test_a_row_deleted_meanwhile_loses_no_word(
    forms: Forms, client_of: Callable[[User], Client], member: Callable[..., User], spec: Spec, requirement: Row
) -> None:
    mine = forms.data(requirement, text="Words for a row that is gone")
    Forms(client_of(member("Ben Cole")), spec).post(f"row/{requirement.pk}/delete")
    answer = forms.post(f"row/{requirement.pk}/edit", mine)
    assert answer.status_code == 409
    assert "Words for a row that is gone" in answer.content.decode()
    kept = {**fields(answer.content.decode()), "keep": "mine"}
    assert forms.post(f"row/{requirement.pk}/edit", kept).status_code == 200
    assert "**FR-1**: Words for a row that is gone" in spec.document().text


def test_deleting_leaves_a_line_with_undo_and_saves_what_was_typed(forms: Forms, spec: Spec, requirement: Row) -> None:
    answer = forms.post(f"row/{requirement.pk}/delete", forms.data(requirement, text="Typed, then deleted."))
    assert answer.status_code == 200
    assert "Undo" in answer.content.decode()
    assert "FR-1**" not in spec.document().text
    forms.post(f"row/{requirement.pk}/restore")
    assert "1. **FR-1**: Typed, then deleted." in spec.document().text


def test_without_htmx_a_deleted_row_has_its_undo_on_the_page(
    forms: Forms, writer: Client, spec: Spec, requirement: Row
) -> None:
    answer = forms.post(f"row/{requirement.pk}/delete", fragment=False)
    page = writer.get(answer["Location"].split("#")[0]).content.decode()
    assert f'action="/{spec.key}/row/{requirement.pk}/restore"' in page


def test_a_row_moves_up_and_down_and_no_further(forms: Forms, spec: Spec) -> None:
    row = spec.rows.get(uid="FR-2")
    assert forms.post(f"row/{row.pk}/move", {"direction": "up"}).status_code == 200
    assert "1. **FR-2**: A clerk refunds a part" in spec.document().text
    answer = forms.post(f"row/{row.pk}/move", {"direction": "up"})
    assert answer.status_code == 422
    assert "first already" in answer.content.decode()
    assert answer["HX-Retarget"] == "#notice"
    assert forms.post(f"row/{row.pk}/move", {"direction": "down"}).status_code == 200
    assert "2. **FR-2**: A clerk refunds a part" in spec.document().text


def test_a_task_moves_to_another_phase(forms: Forms, spec: Spec) -> None:
    editing.add_row(spec, by=spec.changed_by, kind="phase", values={"title": "Later"}, section="plan")
    task = spec.rows.filter(kind="task").first()
    later = spec.rows.get(kind="phase", title="Later")
    assert task
    form = forms.get(f"row/{task.pk}/edit").content.decode()
    assert f'<option value="{later.pk}">Later</option>' in form
    assert forms.post(f"row/{task.pk}/move", {"direction": "to", "to": later.pk}).status_code == 200
    task.refresh_from_db()
    assert task.parent_id == later.pk


def test_a_viewer_sees_boxes_and_ticks_none(
    client_of: Callable[[User], Client], viewer: User, writer: Client, spec: Spec
) -> None:
    task = spec.rows.filter(kind="task").first()
    assert task
    page = client_of(viewer).get(f"/{spec.key}/").content.decode()
    assert f'id="tick-{task.pk}"' not in page
    assert "Write the ledger" in page
    assert writer.post(f"/{spec.key}/row/{task.pk}/tick", {"done": "1"}).status_code == 302
    assert "- [x] Write the ledger" in spec.document().text


def test_a_tick_answers_with_the_row_and_how_far_its_phase_and_section_are(forms: Forms, spec: Spec) -> None:
    task = spec.rows.filter(kind="task").first()
    assert task
    assert task.parent
    answer = forms.post(f"row/{task.pk}/tick", {"done": "1"})
    assert answer["HX-Retarget"] == f"#row-{task.pk}"
    html = answer.content.decode()
    assert len(html) < 4_000
    assert f'id="progress-{task.parent_id}" hx-swap-oob="true"><progress class="meter" value="1" max="2"' in html
    assert f'id="count-{task.parent.parent_id}" hx-swap-oob="true">1 of 2 done</span>' in html
    page = forms.get("", fragment=False).content.decode()
    assert f'id="progress-{task.parent_id}"><progress class="meter" value="1" max="2"' in page
    assert f'id="count-{task.parent.parent_id}">1 of 2 done</span>' in page


def test_a_tick_outside_a_plan_counts_nothing(writer: Client, team: Team, editor: User) -> None:
    text = "# T\n\n## Overview\n\n- [ ] **T001**: Do\n\n## Plan\n\n- [ ] Go\n"
    spec = make_spec(team, editor, text)
    boxes = spec.rows.filter(kind__in=("task", "check"))
    assert boxes.count() == 2
    for box in boxes:
        html = Forms(writer, spec).post(f"row/{box.pk}/tick", {"done": "1"}).content.decode()
        assert ("of 1 done" in html) == (box.section == "plan")


def test_invalid_json_is_saved_and_remarked_on(forms: Forms, spec: Spec) -> None:
    data = {
        "kind": "endpoint",
        "section": "api",
        "method": "GET",
        "path": "/x",
        "request": "{oops",
        "stamp": "0",
        "base": "{}",
    }
    answer = forms.post("add", data)
    assert answer.status_code == 200
    assert "{oops" in spec.document().text
    assert "not valid JSON" in answer.content.decode()


@pytest.mark.parametrize("fragment", [True, False])
def test_a_text_that_becomes_a_table_was_not_deleted(writer: Client, team: Team, editor: User, fragment: bool) -> None:
    spec = make_spec(team, editor, "# T\n\n## Risks\n\n| Risk | Impact |\n\n## References\n\nNone.\n")
    prose = spec.rows.get(kind="prose", section="risks")
    words = "| Risk | Impact | Mitigation |\n|---|---|---|\n| Spam | High | Warm up |"
    answer = Forms(writer, spec).save(prose, text=words, fragment=fragment)
    assert "Deleted." not in answer.content.decode()
    assert not spec.rows.filter(pk=prose.pk).exists()
    if fragment:
        assert "Warm up" in answer.content.decode()
    else:
        assert answer["Location"].endswith(f"#row-{spec.rows.get(kind='risk').pk}")


def test_an_endpoint_is_typed_as_people_say_it_its_method_first(forms: Forms, spec: Spec) -> None:
    data = {"kind": "endpoint", "section": "api", "method": "", "path": "put /v1/limits", "stamp": "0", "base": "{}"}
    assert forms.post("add", data).status_code == 200
    assert "`PUT /v1/limits`" in spec.document().text
    refused = forms.post("add", {**data, "path": "/v1/keys"})
    assert refused.status_code == 422
    assert "Choose a method" in refused.content.decode()
    assert "/v1/keys" not in spec.document().text


def test_the_sharpest_values_come_out_escaped(forms: Forms, spec: Spec, requirement: Row) -> None:
    sharp = "<img src=x onerror=alert(1)> <a hx-get=/ data-hx-get=/>x</a> <script>alert(1)</script>"
    html = forms.save(requirement, text=sharp).content.decode()
    assert "<script" not in html
    assert "onerror=alert" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    form = forms.get(f"row/{requirement.pk}/edit").content.decode()
    assert "<script" not in form
    assert "&lt;script&gt;" in form


def test_what_blocks_a_row_is_said_while_it_is_open_too(forms: Forms, requirement: Row) -> None:
    forms.save(requirement, text="[What the clerk can do]")
    form = entities.unescape(forms.get(f"row/{requirement.pk}/edit").content.decode())
    assert "find block" in form
