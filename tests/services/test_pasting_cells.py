"""Cells pasted into a table: one change with one undo, ids in the table's manner, and no word lost."""

import pytest

from accounts.models import Team, User
from specs.models import Row, Spec
from specs.services import editing
from specs.services.errors import Conflict, Refused
from tests.factories import make_spec

TABLE = """# T

## Functional Requirements

| ID | Requirement | Priority |
|----|-------------|----------|
| FR-1 | Refund | Must |
| FR-2 | Mail | Should |
"""


@pytest.fixture
def table(payments: Team, ana: User) -> Spec:
    return make_spec(payments, ana, TABLE)


@pytest.fixture
def last(table: Spec) -> Row:
    return table.rows.get(uid="FR-2")


def test_lines_come_with_ids_in_one_change_that_one_undo_takes_back(table: Spec, ana: User, last: Row) -> None:
    event = editing.paste_cells(last, by=ana, column=1, cells=[["Letter", "Could"], ["Phone"], ["Fax", "Won't"]])
    assert event
    assert table.document().text == TABLE.replace(
        "| FR-2 | Mail | Should |", "| FR-2 | Letter | Could |\n| FR-3 | Phone |  |\n| FR-4 | Fax | Won't |"
    )
    assert [row.uid for row in table.rows.filter(kind="requirement")] == ["FR-1", "FR-2", "FR-3", "FR-4"]
    editing.undo(event, by=ana)
    assert table.document().text == TABLE


def test_what_was_typed_before_goes_into_the_same_change(table: Spec, ana: User, last: Row) -> None:
    values = {"text": "Mail it"}
    editing.paste_cells(last, by=ana, column=2, cells=[["Must"]], values=values, stamp=last.stamp)
    assert "| FR-2 | Mail it | Must |" in table.document().text
    assert table.events.count() == 2


def test_words_that_somebody_else_changed_are_asked_about_before_anything_is_written(
    table: Spec, ana: User, last: Row
) -> None:
    editing.save_row(last, by=ana, values={"text": "Post"}, stamp=last.stamp)
    before = table.document().text
    with pytest.raises(Conflict):
        editing.paste_cells(
            last, by=ana, column=2, cells=[["Must"]], values={"text": "Fax"}, stamp=last.stamp, base={"text": "Mail"}
        )
    assert table.document().text == before


def test_pasted_ids_may_change_places_but_are_taken_from_nobody_and_come_once(table: Spec, ana: User) -> None:
    first = table.rows.get(uid="FR-1")
    editing.paste_cells(first, by=ana, column=0, cells=[["FR-2"], ["FR-1"], ["FR-7"]])
    assert [row.uid for row in table.rows.filter(kind="requirement")] == ["FR-2", "FR-1", "FR-7"]
    second = table.rows.get(uid="FR-1")
    with pytest.raises(Refused, match="FR-2 is taken by “Refund”"):
        editing.paste_cells(second, by=ana, column=0, cells=[["FR-2"]])
    with pytest.raises(Refused, match="FR-9 was pasted twice"):
        editing.paste_cells(second, by=ana, column=0, cells=[["FR-9"], ["FR-9"]])


def test_a_table_without_ids_gets_none(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana)
    risk = spec.rows.get(kind="risk")
    editing.paste_cells(risk, by=ana, column=0, cells=[["Bank is slow"], ["Fire", "Low", "Water"]])
    assert "| Bank is slow | High | Queue and retry |\n| Fire | Low | Water |" in spec.document().text


def test_new_lines_come_behind_a_line_with_ids_of_their_own(table: Spec, ana: User) -> None:
    first = table.rows.get(uid="FR-1")
    editing.paste_cells(first, by=ana, column=1, cells=[["Letter"], ["Phone"]], below=True)
    assert [row.uid for row in table.rows.filter(kind="requirement")] == ["FR-1", "FR-3", "FR-4", "FR-2"]


def test_in_a_table_whose_rows_have_no_ids_new_lines_get_none(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, TABLE.replace("FR-1", "").replace("FR-2", ""))
    row = spec.rows.get(text="Mail")
    editing.paste_cells(row, by=ana, column=1, cells=[["Post"], ["Fax"]])
    assert spec.document().text.endswith("|  | Post | Should |\n|  | Fax |  |\n")
