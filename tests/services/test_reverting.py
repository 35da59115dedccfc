"""Deleted rows, earlier texts and whole events are brought back; what came later stays."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import Team, User
from specs.document.reader import read
from specs.models import Event, Row, Spec
from specs.services import editing
from specs.services.chain import sha256
from specs.services.errors import NotAllowed, Refused, WrongStatus
from specs.services.exchanging import export, import_over
from specs.services.reviewing import submit
from specs.services.states import current, state_at
from tests.factories import SAMPLE, make_approved, make_spec

pytestmark = pytest.mark.django_db


def last(spec: Spec) -> Event:
    return spec.events.latest("number")


def text(spec: Spec) -> str:
    found = Spec.objects.get(pk=spec.pk).document()
    assert [(r.kind, r.source) for r in read(found.text).rows] == [(r.kind, r.source) for r in found.rows]
    return found.text


def test_the_text_of_any_moment_is_known(spec: Spec, ana: User, fr1: Row) -> None:
    texts = [text(spec)]
    editing.save_row(fr1, by=ana, values={"text": "Other"}, stamp=fr1.stamp)
    texts.append(text(spec))
    editing.add_row(spec, by=ana, kind="requirement", values={"text": "More"}, after=fr1)
    texts.append(text(spec))
    editing.move_down(fr1, by=ana)
    texts.append(text(spec))
    editing.remove_row(spec.rows.get(uid="FR-2"), by=ana)
    texts.append(text(spec))
    assert [state_at(spec, number).text for number in range(1, 6)] == texts
    assert state_at(spec, 0).rows == ()
    with pytest.raises(LookupError):
        state_at(spec, 6)


def test_a_deleted_row_comes_back_as_itself_with_all_that_went_with_it(spec: Spec, ana: User) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    below = list(Row.objects.filter(parent=fr2).values_list("pk", flat=True))
    editing.remove_row(fr2, by=ana)
    row = editing.restore_row(spec, by=ana, row_id=fr2.pk)
    assert (row.pk, row.removed_at) == (fr2.pk, None)
    assert list(spec.rows.filter(parent=fr2).values_list("pk", flat=True)) == below
    assert text(spec) == SAMPLE
    assert last(spec).data == {"undoes": 2}


def test_bringing_back_twice_changes_nothing(spec: Spec, ana: User, fr1: Row) -> None:
    editing.remove_row(fr1, by=ana)
    editing.restore_row(spec, by=ana, row_id=fr1.pk)
    editing.restore_row(spec, by=ana, row_id=fr1.pk)
    assert spec.events.count() == 3


def test_it_comes_back_where_it_stood_though_others_wrote_around_it(spec: Spec, ana: User, ben: User) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    editing.remove_row(fr2, by=ana)
    editing.add_row(spec, by=ben, kind="requirement", values={"text": "Later"}, section="functional")
    editing.restore_row(spec, by=ana, row_id=fr2.pk)
    assert [row.uid for row in spec.rows.filter(kind="requirement")] == ["FR-1", "FR-2", "FR-3", "FR-4"]
    assert "2. **FR-2**" in text(spec)
    assert "4. **FR-4**: Later" in text(spec)


def test_what_stood_in_something_deleted_waits_for_it(spec: Spec, ana: User) -> None:
    part = spec.rows.get(kind="part", label="Priority")
    fr2 = part.parent
    editing.remove_row(part, by=ana)
    editing.remove_row(fr2, by=ana)
    with pytest.raises(Refused, match="Bring that back first"):
        editing.restore_row(spec, by=ana, row_id=part.pk)
    editing.restore_row(spec, by=ana, row_id=fr2.pk)
    editing.restore_row(spec, by=ana, row_id=part.pk)
    assert text(spec) == SAMPLE


def test_a_row_that_was_never_deleted_or_is_anothers_is_refused(
    spec: Spec, payments: Team, ana: User, fr1: Row
) -> None:
    other = make_spec(payments, ana)
    foreign = other.rows.get(uid="FR-1")
    editing.remove_row(foreign, by=ana)
    for row_id in (fr1.pk, foreign.pk, 10**9):
        with pytest.raises(Refused, match="never deleted"):
            editing.restore_row(spec, by=ana, row_id=row_id)


def test_the_first_of_its_list_comes_back_as_the_first(spec: Spec, ana: User, fr1: Row) -> None:
    editing.remove_row(fr1, by=ana)
    editing.restore_row(spec, by=ana, row_id=fr1.pk)
    assert text(spec) == SAMPLE


def test_it_comes_back_as_the_first_where_those_before_it_moved_away(payments: Team, ana: User) -> None:
    spec = make_spec(
        payments, ana, "# T\n\n## Security\n\n- **A**: a\n- **B**: b\n- **C**: c\n\n## Testing\n\n- **D**: d\n"
    )
    first, second = spec.rows.get(label="A"), spec.rows.get(label="B")
    editing.remove_row(second, by=ana)
    editing.move_row(first, by=ana, parent=spec.rows.get(kind="heading", key="testing"))
    editing.restore_row(spec, by=ana, row_id=second.pk)
    assert text(spec) == "# T\n\n## Security\n\n- **B**: b\n- **C**: c\n\n## Testing\n\n- **A**: a\n- **D**: d\n"


def test_a_row_below_no_heading_comes_back(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, "Words.\n\n- **FR-1**: a\n- **FR-2**: b\n")
    row = spec.rows.get(uid="FR-2")
    editing.remove_row(row, by=ana)
    editing.restore_row(spec, by=ana, row_id=row.pk)
    assert text(spec) == "Words.\n\n- **FR-1**: a\n- **FR-2**: b\n"


def test_every_moment_is_known_though_all_rows_had_to_be_placed_anew(spec: Spec, ana: User, fr1: Row) -> None:
    texts = []
    for number in range(12):
        editing.add_row(spec, by=ana, kind="requirement", values={"text": f"new {number}"}, after=fr1)
        texts.append(text(spec))
    assert any(item.get("placed") for event in spec.events.all() for item in event.changes)
    assert [state_at(spec, number).text for number in range(2, 14)] == texts
    for event in spec.events.order_by("-number"):
        if event.number > 1:
            editing.undo(event, by=ana)
    assert text(spec) == SAMPLE


def test_a_text_is_of_one_moment_though_somebody_writes_while_it_is_read(spec: Spec, ana: User, fr1: Row) -> None:
    reads: list[str] = []

    def meanwhile(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        if "specs_row" in sql and not reads:
            reads.append(sql)
            editing.save_row(fr1, by=ana, values={"text": "meanwhile"}, stamp=1)
        return found

    with connection.execute_wrapper(meanwhile):
        fresh, document = current(spec)
    assert "meanwhile" in document.text
    assert fresh.seq == 2
    assert fresh.text_hash == sha256(document.text.encode())


def test_an_earlier_text_of_a_row(spec: Spec, ana: User, fr1: Row) -> None:
    for words in ("two", "three"):
        row = Row.objects.get(pk=fr1.pk)
        editing.save_row(row, by=ana, values={"text": words}, stamp=row.stamp)
    editing.restore_version(fr1, by=ana, event=2)
    assert Row.objects.get(pk=fr1.pk).text == "two"
    editing.restore_version(fr1, by=ana, event=1)
    assert text(spec) == SAMPLE


def test_an_earlier_text_needs_the_row_then_and_now(spec: Spec, ana: User) -> None:
    row = editing.add_row(spec, by=ana, kind="goal", values={"text": "New"}, section="goals")
    with pytest.raises(Refused, match="was not in the text"):
        editing.restore_version(row, by=ana, event=1)
    editing.remove_row(row, by=ana)
    with pytest.raises(Refused, match="deleted"):
        editing.restore_version(row, by=ana, event=2)


def acts(spec: Spec, ana: User) -> dict[str, object]:
    fr1, fr2 = spec.rows.get(uid="FR-1"), spec.rows.get(uid="FR-2")
    overview = spec.rows.get(kind="heading", key="overview")
    return {
        "edited": lambda: editing.save_row(fr1, by=ana, values={"text": "x", "priority": "Should"}, stamp=fr1.stamp),
        "added": lambda: editing.add_row(spec, by=ana, kind="requirement", values={"text": "x"}, after=fr1),
        "in a new section": lambda: editing.add_row(
            spec, by=ana, kind="stage", values={"text": "x"}, section="rollout"
        ),
        "removed": lambda: editing.remove_row(fr2, by=ana),
        "moved": lambda: editing.move_down(fr1, by=ana),
        "pasted": lambda: editing.paste_rows(spec, by=ana, text="1. **FR-8**: a\n   - **Priority**: Must", after=fr1),
        "a section removed": lambda: editing.remove_section(overview, by=ana),
        "a section added": lambda: editing.add_section(spec, by=ana, title="Words", after=overview),
        "a section renamed": lambda: editing.rename_section(overview, by=ana, title="Wishes", confirmed=True),
        "metadata": lambda: editing.set_metadata(spec, by=ana, key="author", value="Ben"),
        "ticked": lambda: editing.tick(spec.rows.filter(kind="task")[0], by=ana, done=True),
        "rewritten": lambda: editing.save_source(fr1, by=ana, source="- **FR-1**: x", stamp=fr1.stamp),
    }


NAMES = [
    "edited", "added", "in a new section", "removed", "moved", "pasted", "a section removed", "a section added",
    "a section renamed", "metadata", "ticked", "rewritten",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_last_event_is_undone_to_the_byte_and_the_id(spec: Spec, ana: User, name: str) -> None:
    before = spec.document()
    found = acts(spec, ana)
    assert set(found) == set(NAMES)
    found[name]()
    assert text(spec) != SAMPLE
    editing.undo(last(spec), by=ana)
    assert text(spec) == SAMPLE
    assert [row.id for row in Spec.objects.get(pk=spec.pk).document().rows] == [row.id for row in before.rows]


@pytest.mark.parametrize("name", NAMES)
def test_an_undo_is_undone(spec: Spec, ana: User, name: str) -> None:
    acts(spec, ana)[name]()
    after = text(spec)
    editing.undo(last(spec), by=ana)
    editing.undo(last(spec), by=ana)
    assert text(spec) == after


@pytest.mark.parametrize("name", NAMES)
def test_what_others_wrote_elsewhere_since_stays(spec: Spec, ana: User, ben: User, name: str) -> None:
    acts(spec, ana)[name]()
    event = last(spec)
    metric = spec.rows.get(kind="metric")
    editing.save_row(metric, by=ben, values={"text": "No letters"}, stamp=metric.stamp)
    editing.add_row(spec, by=ben, kind="question", values={"text": "And cash?"}, section="questions")
    editing.undo(event, by=ana)
    assert text(spec) == SAMPLE.replace("- Fewer than 5 letters a week", "- No letters").replace(
        "1. What about gift cards?", "1. What about gift cards?\n2. And cash?"
    )


def test_an_undo_of_an_older_edit_keeps_a_later_one_of_the_same_row(spec: Spec, ana: User, ben: User, fr1: Row) -> None:
    editing.save_row(fr1, by=ana, values={"text": "A manager refunds a payment in full."}, stamp=fr1.stamp)
    event = last(spec)
    row = Row.objects.get(pk=fr1.pk)
    editing.save_row(row, by=ben, values={"text": "A manager refunds a payment in full, at once."}, stamp=row.stamp)
    editing.undo(event, by=ana)
    assert Row.objects.get(pk=fr1.pk).text == "A clerk refunds a payment in full, at once."


def test_an_undo_that_later_words_stand_in_the_way_of_is_refused(spec: Spec, ana: User, ben: User, fr1: Row) -> None:
    editing.save_row(fr1, by=ana, values={"text": "A manager refunds."}, stamp=fr1.stamp)
    event = last(spec)
    row = Row.objects.get(pk=fr1.pk)
    editing.save_row(row, by=ben, values={"text": "A robot refunds."}, stamp=row.stamp)
    with pytest.raises(Refused, match="Later changes"):
        editing.undo(event, by=ana)
    editing.remove_row(row, by=ben)
    with pytest.raises(Refused, match="Later changes"):
        editing.undo(event, by=ana)
    assert spec.events.count() == 4


def test_an_added_row_that_somebody_changed_is_not_undone_away(spec: Spec, ana: User, ben: User) -> None:
    row = editing.add_row(spec, by=ana, kind="goal", values={"text": "New"}, section="goals")
    event = last(spec)
    editing.save_row(row, by=ben, values={"text": "Newer"}, stamp=row.stamp)
    with pytest.raises(Refused, match="Later changes"):
        editing.undo(event, by=ana)


def test_an_added_row_that_is_gone_already_and_a_deleted_one_that_is_back(spec: Spec, ana: User, fr1: Row) -> None:
    row = editing.add_row(spec, by=ana, kind="goal", values={"text": "New"}, section="goals")
    added = last(spec)
    editing.remove_row(row, by=ana)
    assert editing.undo(added, by=ana) is None
    editing.remove_row(fr1, by=ana)
    deleted = last(spec)
    editing.restore_row(spec, by=ana, row_id=fr1.pk)
    assert editing.undo(deleted, by=ana) is None
    assert text(spec) == SAMPLE


def test_a_move_is_undone_where_others_wrote(spec: Spec, ana: User, ben: User, fr1: Row) -> None:
    editing.move_down(fr1, by=ana)
    event = last(spec)
    editing.add_row(spec, by=ben, kind="requirement", values={"text": "Later"}, section="functional")
    editing.undo(event, by=ana)
    assert [row.uid for row in spec.rows.filter(kind="requirement")] == ["FR-1", "FR-2", "FR-3", "FR-4"]
    editing.move_down(fr1, by=ana)
    event = last(spec)
    editing.remove_row(fr1, by=ben)
    with pytest.raises(Refused, match="Later changes"):
        editing.undo(event, by=ana)


def test_an_import_over_is_undone_like_any_edit(spec: Spec, ana: User) -> None:
    base = export(spec, by=ana).sha256
    data = SAMPLE.replace("in full", "whole").replace("2. No letters\n", "").encode()
    event = import_over(spec, by=ana, data=data, base=base)
    assert event is not None
    editing.undo(event, by=ana)
    assert text(spec) == SAMPLE


def test_what_is_no_edit_is_not_undone(spec: Spec, ana: User, ben: User) -> None:
    with pytest.raises(Refused, match="nothing in it"):
        editing.undo(last(spec), by=ana)
    submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    with pytest.raises(Refused, match="act of the review"):
        editing.undo(last(spec), by=ana)


def test_rights_and_status_hold_for_taking_back_too(payments: Team, ana: User, cai: User) -> None:
    spec = make_approved(payments, ana, cai, SAMPLE)
    task = spec.rows.filter(kind="task")[0]
    editing.tick(task, by=ana, done=True)
    ticked = last(spec)
    with pytest.raises(NotAllowed):
        editing.undo(ticked, by=cai)
    editing.undo(ticked, by=ana)
    assert Row.objects.get(pk=task.pk).done is False
    with pytest.raises(WrongStatus):
        editing.restore_version(spec.rows.get(uid="FR-1"), by=ana, event=1)
