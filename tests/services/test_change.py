"""The one door: rights, status, proof, lock, record, or nothing at all."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs import bus
from specs.document import writer
from specs.document.rows import Document
from specs.document.writer import Written
from specs.models import Event, EventRow, Row, Spec, UsedUid
from specs.services.change import Recorder, change
from specs.services.editing import add_row, save_row, tick
from specs.services.errors import NotAllowed, Refused, WrongStatus
from tests.factories import SAMPLE, make_approved, make_member, make_spec, make_team

pytestmark = pytest.mark.django_db


def rewritten(pk: int, text: str) -> "object":
    return lambda document: writer.set_fields(document, document.place(pk), {"text": text})


def test_a_change_is_stored_with_its_event(spec: Spec, ana: User, fr1: Row) -> None:
    event = change(spec, by=ana, action="edit", verb="edited", edit=rewritten(fr1.pk, "In full, at once."))
    assert event is not None
    assert (event.number, event.actor, event.verb, event.text) == (2, ana, "edited", True)
    assert [item["row"] for item in event.changes] == [fr1.pk]
    assert event.changes[0]["before"]["source"] == "1. **FR-1**: A clerk refunds a payment in full."
    assert event.changes[0]["after"]["source"] == "1. **FR-1**: In full, at once."
    assert spec.seq == 2
    assert spec.document().text == SAMPLE.replace("A clerk refunds a payment in full.", "In full, at once.")


def test_the_row_counts_its_changes(spec: Spec, ana: User, fr1: Row) -> None:
    change(spec, by=ana, action="edit", verb="edited", edit=rewritten(fr1.pk, "Other"))
    changed = Row.objects.get(pk=fr1.pk)
    assert changed.stamp == fr1.stamp + 1
    assert EventRow.objects.filter(row=fr1, stamp=changed.stamp).count() == 1
    assert Row.objects.exclude(pk=fr1.pk).filter(stamp__gt=1).count() == 0


def test_what_changes_nothing_leaves_nothing(spec: Spec, ana: User) -> None:
    def act(recorder: Recorder) -> None:
        Row.objects.filter(spec=recorder.spec).update(label="slipped in")

    assert (
        change(spec, by=ana, action="edit", verb="edited", edit=lambda document: Written(document, None), act=act)
        is None
    )
    assert Event.objects.filter(spec=spec).count() == 1
    assert not Row.objects.filter(label="slipped in").exists()


def test_what_fails_leaves_nothing(spec: Spec, ana: User, fr1: Row) -> None:
    def act(recorder: Recorder) -> None:
        raise Refused("No.")

    with pytest.raises(Refused):
        change(spec, by=ana, action="edit", verb="edited", edit=rewritten(fr1.pk, "Other"), act=act)
    assert spec.document().text == SAMPLE
    assert Event.objects.filter(spec=spec).count() == 1


def test_something_that_is_no_text_is_recorded_too(spec: Spec, ana: User) -> None:
    event = change(
        spec, by=ana, action="edit", verb="looked", act=lambda recorder: recorder.note(at="FR-1"), text=False
    )
    assert event is not None
    assert event.data == {"at": "FR-1"}
    assert not event.text


def test_rights_are_asked_first(spec: Spec, cai: User, fr1: Row) -> None:
    def edit(document: Document) -> Written:
        raise AssertionError("nobody without the right makes us work")

    with pytest.raises(NotAllowed) as refused:
        change(spec, by=cai, action="edit", verb="edited", edit=edit)
    assert not refused.value.hidden
    with pytest.raises(NotAllowed) as refused:
        change(spec, by=make_member(make_team()), action="edit", verb="edited", edit=edit)
    assert refused.value.hidden


def test_status_is_asked(payments: Team, ana: User, cai: User) -> None:
    approved = make_approved(payments, ana, cai)
    row = approved.rows.get(uid="FR-1")
    with pytest.raises(WrongStatus, match=r"1\.0 is approved\. Revise it; your change goes into 1\.1\."):
        save_row(row, by=ana, values={"text": "Other"}, stamp=row.stamp)
    assert approved.document().text == SAMPLE.replace("status: draft", "status: approved")


def test_a_write_proved_on_an_old_text_is_proved_again(spec: Spec, ana: User, ben: User, fr1: Row) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    tried: list[str] = []

    def edit(document: Document) -> Written:
        tried.append(document.text)
        if len(tried) == 1:
            change(spec, by=ben, action="edit", verb="edited", edit=rewritten(fr2.pk, "Ben's"))
        return writer.set_fields(document, document.place(fr1.pk), {"text": "Ana's"})

    change(spec, by=ana, action="edit", verb="edited", edit=edit)
    assert len(tried) == 2
    assert "Ben's" in spec.document().text
    assert "Ana's" in spec.document().text


def test_where_somebody_always_comes_first_it_is_proved_under_the_lock(
    spec: Spec, ana: User, ben: User, fr1: Row
) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    tried: list[int] = []

    def edit(document: Document) -> Written:
        tried.append(1)
        if len(tried) < 4:
            change(spec, by=ben, action="edit", verb="edited", edit=rewritten(fr2.pk, f"Ben's {len(tried)}"))
        return writer.set_fields(document, document.place(fr1.pk), {"text": "Ana's"})

    change(spec, by=ana, action="edit", verb="edited", edit=edit)
    assert len(tried) == 4
    assert [event.number for event in spec.events.all()] == [1, 2, 3, 4, 5]


def test_the_bus_hears_numbers_and_ids_after_the_commit(
    spec: Spec, ana: User, fr1: Row, django_capture_on_commit_callbacks: object
) -> None:
    heard: list[bus.Message] = []
    end = bus.listen(heard.append)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        save_row(fr1, by=ana, values={"text": "Other"}, stamp=fr1.stamp)
        assert heard == []
    end()
    end()
    assert heard == [bus.Message(spec.pk, 2, (fr1.pk,))]


def test_a_listener_that_fails_harms_nobody(spec: Spec, caplog: pytest.LogCaptureFixture) -> None:
    def fail(message: bus.Message) -> None:
        raise RuntimeError("deaf")

    heard: list[bus.Message] = []
    ends = [bus.listen(fail), bus.listen(heard.append)]
    bus.publish(bus.Message(spec.pk, 1))
    for end in ends:
        end()
    assert heard == [bus.Message(spec.pk, 1)]
    assert "a listener failed" in caplog.text


def test_lists_show_what_the_text_says(spec: Spec, ana: User) -> None:
    assert (spec.title, spec.summary, spec.version, spec.author) == (
        "Refunds",
        "Money goes back the way it came.",
        "1.0",
        "Ana Ruiz",
    )
    assert (spec.created, spec.target_model, spec.status) == ("2026-11-02", "Claude Sonnet", "draft")
    title = spec.rows.get(key="title")
    save_row(title, by=ana, values={"title": "Refunds at once"}, stamp=title.stamp)
    spec.refresh_from_db()
    assert spec.title == "Refunds at once"
    assert spec.changed_by == ana


def test_a_task_ticked_is_progress_and_no_writing(spec: Spec, ana: User) -> None:
    task = spec.rows.filter(kind="task")[0]
    event = tick(task, by=ana, done=True)
    assert event is not None
    assert not event.text


def test_the_owner_of_a_part_counts_its_changes(spec: Spec, ana: User) -> None:
    fr2 = spec.rows.get(uid="FR-2")
    part = spec.rows.get(kind="part", label="Priority")
    save_row(part, by=ana, values={"text": "Should"}, stamp=part.stamp)
    after = Row.objects.get(pk=fr2.pk)
    assert (after.stamp, after.priority, after.priority_rank) == (fr2.stamp + 1, "Should", 2)


def test_numbers_that_move_along_change_no_stamp(spec: Spec, ana: User) -> None:
    fr1, fr2 = spec.rows.get(uid="FR-1"), spec.rows.get(uid="FR-2")
    add_row(spec, by=ana, kind="requirement", values={"text": "Between"}, after=fr1)
    after = Row.objects.get(pk=fr2.pk)
    assert after.source.startswith("3. **FR-2**")
    assert after.stamp == fr2.stamp
    event = spec.events.latest("number")
    assert [item.get("renumbered", False) for item in event.changes] == [False, True, True]


def test_every_uid_that_stood_is_remembered(spec: Spec, ana: User, fr1: Row) -> None:
    save_row(fr1, by=ana, values={"uid": "FR-9"}, stamp=fr1.stamp)
    assert {"FR-1", "FR-9"} <= set(UsedUid.objects.filter(spec=spec).values_list("uid", flat=True))


def test_one_edit_takes_as_many_queries_in_a_long_spec_as_in_a_short_one(payments: Team, ana: User) -> None:
    def queries(count: int) -> int:
        text = "# T\n\n## Functional Requirements\n\n" + "".join(f"- **FR-{n}**: text {n}\n" for n in range(count))
        row = make_spec(payments, ana, text).rows.get(uid="FR-0")
        with CaptureQueriesContext(connection) as found:
            save_row(row, by=ana, values={"text": "Other"}, stamp=row.stamp)
        return len(found)

    assert queries(1) == queries(3) == queries(30)
