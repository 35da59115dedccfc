"""Several rows at once, and rows that become several: one change, one undo, everything else as it was."""

import pytest

from accounts.models import Team, User
from specs.models import Event, Row, Spec
from specs.services import editing, reverting
from specs.services.errors import Conflict, Refused, Unseen
from tests.services.conftest import make_spec

TEXT = """# Refunds

## Goals
1. Fast refunds
2. Fewer calls
3. No spreadsheet
4. No letters

## Functional Requirements
- **FR-1**: Refund a card.
- **FR-2**: Tell the date.
  - **FR-2.1**: In the customer's zone.
- **FR-3**: Keep a log.

## Overview

Before the list.

- [ ] look it up

Behind the list.

## Dependencies & Risks

### Ours
| Risk | Impact | Mitigation |
|---|---|---|
| Slow network | High | Fall back |
| Lost card | Low | Ask |

### Of others
| Risk | Impact | Mitigation |
|---|---|---|
| Late bank | High | Wait |
"""


@pytest.fixture
def spec(payments: Team, ana: User) -> Spec:
    return make_spec(payments, ana, TEXT)


def pks(spec: Spec, *texts: str) -> list[int]:
    return [next(row.pk for row in spec.rows.all() if text in row.source and row.kind != "heading") for text in texts]


def test_rows_are_deleted_in_one_change_and_come_back_with_one_undo(spec: Spec, ana: User) -> None:
    before = spec.seq
    event = editing.remove_rows(
        spec, by=ana, rows=pks(spec, "Fewer", "No letters", "Refund a card", "FR-2**", "FR-2.1")
    )
    assert event
    assert spec.seq == before + 1
    text = spec.document().text
    assert "1. Fast refunds\n2. No spreadsheet\n\n## Functional Requirements\n- **FR-3**: Keep a log.\n" in text
    reverting.undo(event, by=ana)
    assert spec.document().text == TEXT


def test_a_row_that_stands_in_another_one_of_them_goes_with_it(spec: Spec, ana: User) -> None:
    line = spec.rows.get(source__contains="Late bank")
    assert line.parent_id
    editing.remove_rows(spec, by=ana, rows=[*pks(spec, "Slow network"), line.pk, line.parent_id])
    assert spec.document().text.endswith("|---|---|---|\n| Lost card | Low | Ask |\n\n### Of others\n")


def test_paragraphs_around_a_deleted_row_keep_their_words(spec: Spec, ana: User) -> None:
    editing.remove_rows(spec, by=ana, rows=pks(spec, "look it up", "Before the list"))
    assert "## Overview\n\nBehind the list.\n" in spec.document().text


def test_what_somebody_else_changed_is_not_deleted_unseen(spec: Spec, ana: User, ben: User) -> None:
    seen = spec.seq
    found = Row.objects.get(pk=pks(spec, "Fewer")[0])
    editing.save_row(found, by=ben, values={"text": "Half the calls"}, stamp=found.stamp)
    with pytest.raises(Unseen):
        editing.remove_rows(spec, by=ana, rows=pks(spec, "Fast", "Half"), seen=seen)
    assert "Half the calls" in spec.document().text


def test_rows_are_moved_together_in_their_order(spec: Spec, ana: User) -> None:
    goals = spec.rows.get(kind="heading", key="goals")
    last, first = pks(spec, "No letters", "Fast")
    event = editing.move_rows(spec, by=ana, rows=[last, first], parent=goals, after=pks(spec, "Fewer")[0])
    assert "1. Fewer calls\n2. Fast refunds\n3. No letters\n4. No spreadsheet\n" in spec.document().text
    assert event
    reverting.undo(event, by=ana)
    assert spec.document().text == TEXT


def test_rows_are_put_first_and_behind_one_of_themselves(spec: Spec, ana: User) -> None:
    goals = spec.rows.get(kind="heading", key="goals")
    editing.move_rows(spec, by=ana, rows=pks(spec, "spreadsheet", "letters"), parent=goals)
    assert "1. No spreadsheet\n2. No letters\n3. Fast refunds\n" in spec.document().text
    chosen = pks(spec, "letters", "Fast")
    editing.move_rows(spec, by=ana, rows=chosen, parent=goals, after=chosen[1])
    assert "1. No spreadsheet\n2. No letters\n3. Fast refunds\n" in spec.document().text
    editing.move_rows(spec, by=ana, rows=pks(spec, "spreadsheet", "Fast"), parent=goals, after=pks(spec, "spread")[0])
    assert "1. No spreadsheet\n2. Fast refunds\n3. No letters\n" in spec.document().text


def test_lines_move_between_tables_of_the_same_columns(spec: Spec, ana: User) -> None:
    there = spec.rows.get(source__contains="Late bank")
    editing.move_rows(spec, by=ana, rows=pks(spec, "Lost card"), parent=there.parent_id, after=there)
    assert spec.document().text.endswith("| Late bank | High | Wait |\n| Lost card | Low | Ask |\n")
    assert spec.rows.get(source__contains="Lost card").parent_id == there.parent_id


def test_paragraphs_that_become_one_are_not_moved_together(spec: Spec, ana: User) -> None:
    goals = spec.rows.get(kind="heading", key="goals")
    before = spec.document().text
    with pytest.raises(Refused, match="one by one"):
        editing.move_rows(spec, by=ana, rows=pks(spec, "look it up", "Behind the list"), parent=goals)
    assert spec.document().text == before


def test_a_priority_is_given_to_all_that_have_one_and_taken_away(spec: Spec, ana: User) -> None:
    rows = pks(spec, "Refund a card", "Keep a log", "Fast")
    event = editing.set_priority(spec, by=ana, rows=rows, priority="Must")
    assert list(spec.rows.filter(priority="Must").values_list("uid", flat=True)) == ["FR-1", "FR-3"]
    assert event
    reverting.undo(event, by=ana)
    assert spec.document().text == TEXT
    with pytest.raises(Refused, match="None of these rows"):
        editing.set_priority(spec, by=ana, rows=pks(spec, "Fast"), priority="Must")


def test_nothing_too_much_and_what_is_gone_is_refused(spec: Spec, ana: User) -> None:
    with pytest.raises(Refused, match="No row is selected"):
        editing.remove_rows(spec, by=ana, rows=[])
    with pytest.raises(Refused, match="At most 200"):
        editing.remove_rows(spec, by=ana, rows=range(201))
    with pytest.raises(Refused, match="deleted meanwhile"):
        editing.set_priority(spec, by=ana, rows=[10**9], priority="Must")


def test_texts_become_rows_in_one_change(spec: Spec, ana: User) -> None:
    before = spec.seq
    behind = Row.objects.get(pk=pks(spec, "FR-2**")[0])
    typed, texts = {"text": "One.", "priority": "Must"}, [" ", "Two.\r\nlong"]
    last = editing.add_rows(spec, by=ana, kind="requirement", values=typed, following=texts, after=behind)
    spec.refresh_from_db()
    assert spec.seq == before + 1
    assert last.text == "Two.\nlong"
    assert len({row.uid for row in spec.rows.filter(kind="requirement")}) == 6
    editing.add_rows(spec, by=ana, kind="question", values={"text": "Who?"}, following=["When?"], section="questions")
    assert "## Open Questions\n1. Who?\n2. When?\n" in spec.document().text


def test_a_row_is_split_in_one_change(spec: Spec, ana: User) -> None:
    found = Row.objects.get(pk=pks(spec, "Fewer")[0])
    last = editing.split_row(
        found, by=ana, values={"text": "Fewer"}, following=["calls", "", "letters"], stamp=found.stamp
    )
    assert last.text == "letters"
    assert "1. Fast refunds\n2. Fewer\n3. calls\n4. letters\n5. No spreadsheet\n" in spec.document().text
    event = Event.objects.filter(spec=spec).latest("number")
    reverting.undo(event, by=ana)
    assert spec.document().text == TEXT


def test_a_split_over_somebody_elses_words_keeps_every_word(spec: Spec, ana: User, ben: User) -> None:
    found = Row.objects.get(pk=pks(spec, "Fewer")[0])
    editing.save_row(found, by=ben, values={"text": "Fewer letters"}, stamp=found.stamp)
    before = spec.document().text
    with pytest.raises(Conflict) as clash:
        editing.split_row(
            found, by=ana, values={"text": "Fewer"}, following=["visits"], stamp=found.stamp, base={"text": found.text}
        )
    assert clash.value.clashes["text"].mine == "Fewer\nvisits"
    assert clash.value.clashes["text"].theirs == "Fewer letters"
    assert spec.document().text == before


def test_a_row_that_becomes_something_else_is_not_followed(spec: Spec, ana: User) -> None:
    found = Row.objects.get(pk=pks(spec, "Before the list")[0])
    with pytest.raises(Refused, match="became something else"):
        editing.split_row(found, by=ana, values={"text": ""}, following=["x"], stamp=found.stamp)
