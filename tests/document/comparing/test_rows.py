"""Rows are told apart by identity: what came, went, stayed and moved, with no byte left out."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from specs.document.comparing.marks import stretches
from specs.document.comparing.rows import Difference, Entry, difference
from specs.document.rows import Document
from tests.document.comparing.making import at, document, documents, edited, reordered


def ops(found: Difference) -> list[str]:
    return [entry.op for entry in found.entries if entry.op != "same"]


def test_equal_documents_are_the_same_row_by_row() -> None:
    found = difference(document(), document())
    assert {entry.op for entry in found.entries} == {"same"}
    assert not found.tail_differs


def test_a_row_with_other_words_is_changed_whatever_its_words() -> None:
    old = document()
    new = edited(old, ("A clerk refunds a payment in full.", "Nothing of it is left."))
    assert ops(difference(old, new)) == ["changed"]


def test_equal_words_under_another_id_are_another_row() -> None:
    assert set(ops(difference(document(), document(first=500)))) == {"added", "removed"}


def test_one_row_carried_past_many_is_the_one_that_moved() -> None:
    old = document()
    first = at(old, "FR-1")
    new = reordered(old, lambda order: [*order[:first], *order[first + 1 :], first])
    found = difference(old, new)
    assert [found.row(entry).id for entry in found.entries if entry.moved] == [old.rows[first].id]


def test_a_removed_row_stands_where_it_stood() -> None:
    old = document()
    gone = at(old, "FR-3")
    new = reordered(old, lambda order: [i for i in order if i != gone])
    entries = difference(old, new).entries
    assert entries[gone] == Entry(gone, None)


@given(st.permutations(range(9)))
def test_the_fewest_rows_move(order: list[int]) -> None:
    old = Document(tuple(replace(row, parent=None) for row in document().rows[:9]))
    new = Document(tuple(old.rows[i] for i in order))
    moved = sum(entry.moved for entry in difference(old, new).entries)
    best = [1] * 9
    for i in range(9):
        best[i] = 1 + max((best[k] for k in range(i) if order[k] < order[i]), default=0)
    assert moved == 9 - max(best)


@given(documents())
def test_every_row_of_both_stands_in_one_entry(pair: tuple[Document, Document]) -> None:
    old, new = pair
    entries = difference(old, new).entries
    assert sorted(e.before for e in entries if e.before is not None) == list(range(len(old.rows)))
    assert [e.after for e in entries if e.after is not None] == list(range(len(new.rows)))
    assert all(old.rows[e.before].id == new.rows[e.after].id for e in entries if None not in (e.before, e.after))


@given(documents())
def test_what_is_not_marked_is_equal_and_all_of_it_joins_to_both_texts(pair: tuple[Document, Document]) -> None:
    """Differences cover every changed byte (security rules, section 3)."""
    old, new = pair
    found = difference(old, new)
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for entry in found.entries:
        was, now = found.row_before(entry), found.row_after(entry)
        if was is not None and now is not None:
            cut = stretches(was, now)
            assert (was.source == now.source) == (not any(stretch.changed for stretch in cut))
            assert (entry.differs or entry.numbered) == (was.source != now.source)
            assert bool(entry.gap) == (was.lead != now.lead)
            before[entry.before or 0] = was.lead + "".join(stretch.before for stretch in cut)
            after[entry.after or 0] = now.lead + "".join(stretch.after for stretch in cut)
            plain = [p.text for s in cut for p in s.pieces if p.op == "same"]
            assert all(text in was.source and text in now.source for text in plain)
        elif was is not None:
            before[entry.before or 0] = was.lead + was.source
        elif now is not None:
            after[entry.after or 0] = now.lead + now.source
    assert "".join(before[i] for i in sorted(before)) + old.tail == old.text
    assert "".join(after[i] for i in sorted(after)) + new.tail == new.text
    assert found.tail_differs == (old.tail != new.tail)
    if all(entry.op == "same" and not entry.gap for entry in found.entries) and not found.tail_differs:
        assert old.text == new.text


def test_blank_lines_that_follow_from_a_neighbour_are_no_change_of_the_row() -> None:
    old = document("## Success Metrics\n\n- a\n- b\n- c\n")
    swapped = list(old.rows)
    leads = [row.lead for row in swapped]
    swapped[1], swapped[2] = swapped[2], swapped[1]
    new = Document(tuple(replace(row, lead=lead) for row, lead in zip(swapped, leads, strict=True)), old.tail)
    assert ops(difference(old, new)) == ["moved"]


def test_a_blank_line_more_between_the_same_rows_is_a_change() -> None:
    old = document("## Success Metrics\n\n- a\n- b\n")
    new = Document((*old.rows[:2], replace(old.rows[2], lead="\n\n\n")), old.tail)
    found = difference(old, new)
    assert [entry.gap for entry in found.entries] == ["", "", "changed"]
    assert ops(found) == ["changed"]


def test_a_byte_order_mark_is_a_change_even_where_a_neighbour_went() -> None:
    old = document("## Success Metrics\n\n- a\n- b\n")
    new = Document((replace(old.rows[1], lead="\ufeff", parent=None), old.rows[2]), old.tail)
    assert ops(difference(old, new)) == ["removed", "changed"]
