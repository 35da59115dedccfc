"""Every change with who, when and which words, for the spec and for a row."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from specs.models import Row, Spec
from specs.services import editing, history
from specs.services.errors import NotAllowed
from tests.factories import make_member, make_team

pytestmark = pytest.mark.django_db


def test_newest_first_with_the_words_before_and_after(spec: Spec, ana: User, ben: User, fr1: Row) -> None:
    editing.save_row(fr1, by=ben, values={"text": "A manager refunds a payment in full."}, stamp=fr1.stamp)
    entry = history.events(spec, by=ana).entries[0]
    assert (entry.number, entry.actor, entry.verb) == (2, ben, "edited")
    (row,) = entry.rows
    assert (row.op, row.kind, row.name, row.standing) == ("changed", "requirement", "FR-1", True)
    assert [(piece.op, piece.text) for piece in row.pieces if piece.op != "same"] == [
        ("removed", "clerk"),
        ("added", "manager"),
    ]


def test_words_are_shown_as_they_read_and_as_written_where_only_the_writing_changed(
    spec: Spec, ana: User, fr1: Row
) -> None:
    editing.save_row(fr1, by=ana, values={"text": "A **clerk** refunds `it`."}, stamp=fr1.stamp)
    editing.save_row(fr1, by=ana, values={"text": "A *clerk* refunds `it`."}, stamp=Row.objects.get(pk=fr1.pk).stamp)
    written, read = (entry.rows[0].pieces for entry in history.events(spec, by=ana).entries[:2])

    assert "".join(piece.text for piece in read if piece.op != "removed") == "A clerk refunds it."
    assert "**FR-1**: A *clerk* refunds `it`." in "".join(piece.text for piece in written if piece.op != "removed")


def test_an_event_is_about_the_row_with_what_came_along(spec: Spec, ana: User, fr1: Row) -> None:
    editing.add_row(spec, by=ana, kind="question", values={"text": "Who pays?"}, section="questions")
    editing.save_row(fr1, by=ana, values={"text": "Other", "criteria": "One\nTwo"}, stamp=fr1.stamp)
    changed, added, imported = history.events(spec, by=ana)
    assert [entry.about and entry.about.name for entry in (changed, added)] == ["FR-1", added.rows[-1].name]
    assert len(changed.rows) > 1
    assert imported.about is None


def test_of_one_row_only_what_happened_to_it(spec: Spec, ana: User, fr1: Row) -> None:
    editing.save_row(fr1, by=ana, values={"text": "Other"}, stamp=fr1.stamp)
    editing.remove_row(spec.rows.get(uid="FR-2"), by=ana)
    editing.remove_row(fr1, by=ana)
    found = history.events(spec, by=ana, row=fr1)
    assert [(entry.number, [row.op for row in entry.rows]) for entry in found] == [
        (4, ["deleted"]),
        (2, ["changed"]),
        (1, ["added"]),
    ]
    assert len(history.events(spec, by=ana, row=fr1.pk)) == 3
    assert not found.entries[0].rows[0].standing


def test_numbers_that_moved_along_are_counted_and_not_listed(spec: Spec, ana: User, fr1: Row) -> None:
    editing.add_row(spec, by=ana, kind="requirement", values={"text": "Between"}, after=fr1)
    entry = history.events(spec, by=ana).entries[0]
    assert ([row.op for row in entry.rows], entry.renumbered) == (["added"], 2)


def test_a_move_is_called_a_move(spec: Spec, ana: User) -> None:
    editing.move_down(spec.rows.filter(kind="error")[0], by=ana)
    assert [row.op for row in history.events(spec, by=ana).entries[0].rows] == ["moved"]


def test_an_import_shows_its_first_rows_and_counts_the_rest(spec: Spec, ana: User) -> None:
    entry = history.events(spec, by=ana).entries[0]
    assert len(entry.rows) == 40
    assert len(entry.rows) + entry.more == spec.rows.count()
    assert [row.name for row in entry.rows[:2]] == ["Refunds", "Text"]


def test_page_by_page_to_the_beginning(spec: Spec, ana: User, fr1: Row) -> None:
    for number in range(4):
        row = Row.objects.get(pk=fr1.pk)
        editing.save_row(row, by=ana, values={"text": str(number)}, stamp=row.stamp)
    first = history.events(spec, by=ana, size=2)
    second = history.events(spec, by=ana, size=2, before=first.before)
    third = history.events(spec, by=ana, size=2, before=second.before)
    assert [[entry.number for entry in page] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third.before is None


def test_a_stranger_reads_nothing(spec: Spec) -> None:
    with pytest.raises(NotAllowed) as refused:
        history.events(spec, by=make_member(make_team()))
    assert refused.value.hidden


def test_as_many_queries_for_one_event_as_for_three(spec: Spec, ana: User, fr1: Row) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            history.events(spec, by=ana)
        return len(found)

    one = queries()
    for number in range(3):
        row = Row.objects.get(pk=fr1.pk)
        editing.save_row(row, by=ana, values={"text": str(number)}, stamp=row.stamp)
    assert queries() == one


def test_what_was_told_lately_is_bounded(spec: Spec, ana: User, fr1: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "_KEPT", 1)
    editing.remove_row(fr1, by=ana)
    first = [(entry.number, entry.verb, entry.rows) for entry in history.events(spec, by=ana)]
    assert first[0][:2] == (2, "deleted")
    assert len(history._LATELY) == 1
    assert [(entry.number, entry.verb, entry.rows) for entry in history.events(spec, by=ana)] == first


def test_the_newest_are_told_without_what_they_changed(spec: Spec, ana: User, fr1: Row) -> None:
    editing.remove_row(fr1, by=ana)
    assert [(event.verb, event.actor) for event in history.newest(spec, size=1)] == [("deleted", ana)]
