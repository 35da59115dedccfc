"""Items: rows with their parts, in sections, with what happened to each and a hash of what is seen of it."""

import sys
from dataclasses import replace
from types import FrameType

from specs.document.alignment import Budget
from specs.document.comparing.items import END, Comparison
from specs.document.comparing.marks import stretches
from specs.document.rows import Document, Row
from tests.document.comparing.making import TEXT, at, document, edited, reordered, told


def sha(comparison: Comparison, word: str) -> str:
    return next(i.sha for i in comparison.items if i.row != END and word in comparison.difference.row(i.head).source)


def without(start: Document, word: str) -> Document:
    gone = at(start, word)
    return reordered(start, lambda order: [i for i in order if i != gone])


def test_a_criterion_that_came_changes_its_requirement() -> None:
    old = document()
    criterion = at(old, "booked once")
    assert told(Comparison(without(old, "booked once"), old)) == {"FR-2": "changed"}
    assert told(Comparison(old, without(old, "booked once"))) == {"FR-2": "changed"}
    assert old.rows[criterion].kind in ("criterion", "check")


def test_a_criterion_that_moved_within_its_requirement_changes_it() -> None:
    old = document(TEXT.replace("booked once.\n", "booked once.\n     - It is told.\n"))
    second = at(old, "It is told")
    new = reordered(old, lambda order: [*order[: second - 1], second, second - 1, *order[second + 1 :]])
    assert told(Comparison(old, new)) == {"FR-2": "changed"}


def test_a_requirement_that_moved_with_its_parts_moved_and_no_more() -> None:
    old = document()
    start, end = at(old, "FR-2"), old.end(at(old, "FR-2"))
    third = at(old, "FR-3")
    new = reordered(old, lambda order: [*order[:start], third, *order[start:end], *order[third + 1 :]])
    assert told(Comparison(old, new)) == {"FR-3": "moved"}
    assert told(Comparison(new, old)) == {"FR-3": "moved"}


def test_rows_that_moved_with_their_heading_are_not_counted_again() -> None:
    old = document("# T\n\n## A\n\n- a\n- b\n\n## B\n\n- c\n- d\n- e\n")
    a, b = at(old, "## A"), at(old, "## B")
    new = reordered(old, lambda order: [order[0], *order[b:], *order[a:b]])
    found = Comparison(old, new)
    assert [found.difference.row(item.head).source for item in found.changes] == ["## A"]


def test_the_end_of_the_file_is_an_item() -> None:
    old = document()
    found = Comparison(old, Document(old.rows, "\n\n\n"))
    assert told(found) == {"end": "changed"}
    assert found.changes[0].row == END


def test_sections_hold_their_items_and_know_their_changes() -> None:
    old = document()
    found = Comparison(old, edited(old, ("in full", "in part")))
    by_title = {found.difference.row(part.heading.head).source: part for part in found.parts if part.heading}
    assert [len(part.changes) for part in by_title.values()] == [0, 0, 1, 0, 0]
    assert len(by_title["### Functional Requirements"].items) == 3


def test_rows_before_the_first_heading_stand_in_a_section_without_one() -> None:
    old = document("Just words.\n")
    assert [part.heading for part in Comparison(old, old).parts] == [None]
    assert Comparison(Document(()), Document(())).parts == []


def test_rows_without_a_row_above_them_move_by_themselves() -> None:
    rows = tuple(Row("prose", "prose:", "\n\n", text, id=number) for number, text in enumerate("abc", 1))
    old, new = Document(rows), Document((*rows[1:], rows[0]))
    assert [(item.op, item.along) for item in Comparison(old, new).changes] == [("moved", False)]


def test_a_number_in_a_list_that_follows_from_others_is_no_change_and_said() -> None:
    old = document()
    found = Comparison(old, edited(old, ("3. **FR-3**", "2. **FR-3**")))
    assert found.changes == []
    assert [item.numbered for item in found.items].count(True) == 1
    assert sha(found, "FR-3") == sha(Comparison(old, old), "FR-3")


# definitions: a change marks all users changed


def test_a_definition_that_changed_marks_its_users() -> None:
    old = document()
    assert told(Comparison(old, edited(old, ("rules.example/1", "rules.example/2")))) == {
        "[the rules]": "changed",
        "[rules]": "changed",
    }


def test_a_footnote_that_changed_marks_its_users() -> None:
    old = document()
    found = Comparison(old, edited(old, ("By post", "By pigeon")))
    assert told(found) == {"FR-3": "changed", "[rules]": "changed"}
    assert [item.labels for item in found.changes] == [("^1",), ()]


# what was seen stays seen


def test_the_hash_of_an_item_survives_edits_elsewhere() -> None:
    old = document()
    once = Comparison(old, edited(old, ("in full", "in part")))
    twice = Comparison(old, edited(old, ("in full", "in part"), ("Bank", "The bank"), ("by mail", "by post")))
    assert sha(once, "FR-1") == sha(twice, "FR-1")


def test_the_hash_does_not_depend_on_what_it_was_compared_with() -> None:
    old = document()
    middle = edited(old, ("in full", "in half"))
    new = edited(old, ("in full", "in part"))
    assert sha(Comparison(old, new), "FR-1") == sha(Comparison(middle, new), "FR-1")


def test_other_words_or_parts_have_another_hash() -> None:
    old = document()
    assert sha(Comparison(old, old), "FR-2") != sha(Comparison(old, edited(old, ("booked once", "booked"))), "FR-2")
    assert sha(Comparison(old, old), "FR-1") != sha(Comparison(old, edited(old, ("in full", "at all"))), "FR-1")


def test_a_definition_that_changed_has_its_users_unseen() -> None:
    old = document()
    new = edited(old, ("rules.example/1", "rules.example/2"))
    assert sha(Comparison(old, old), "[the rules]") != sha(Comparison(old, new), "[the rules]")
    assert sha(Comparison(old, old), "FR-1") == sha(Comparison(old, new), "FR-1")


def test_a_row_moved_again_is_unseen_and_one_beside_it_does_not_matter() -> None:
    old = document("## Success Metrics\n\n- aa\n- bb\n- cc\n- dd\n- ee\n")
    first = at(old, "aa")
    order = list(range(len(old.rows)))
    once = reordered(old, lambda _: [0, 2, 3, first, *order[4:]])
    again = reordered(old, lambda _: [0, 2, 3, 4, first, *order[5:]])
    assert sha(Comparison(old, once), "aa") != sha(Comparison(old, again), "aa")
    fresh = replace(old.rows[2], id=99, source="- new")
    beside = Document((*once.rows[:3], fresh, *once.rows[3:]), once.tail)
    assert sha(Comparison(old, once), "aa") == sha(Comparison(old, beside), "aa")


def test_a_blank_line_more_is_not_seen_with_the_words() -> None:
    old = document("## Success Metrics\n\n- a\n- b\n")
    new = Document((*old.rows[:2], replace(old.rows[2], lead="\n\n\n")), old.tail)
    assert sha(Comparison(old, old), "- b") != sha(Comparison(old, new), "- b")


def test_rows_without_ids_are_items_of_their_own() -> None:
    old = document()
    bare = old.with_ids([None] * len(old.rows))
    found = Comparison(old, bare)
    assert {item.op for item in found.items} == {"added", "removed"}


def requirements(count: int, said: str = "") -> Document:
    """That many requirements; with `said`, every tenth has other words and the last stands first."""
    lines = [f"- **FR-{i}**: A clerk does {i}{said if i % 10 == 0 else ''}." for i in range(count)]
    return document("\n".join(["# Refunds", "", "## Functional Requirements", "", *lines, ""]))


def work(count: int) -> int:
    """How many functions comparing so many rows calls, all changes marked by words."""
    old, new = requirements(count), requirements(count, " in one step")
    new = reordered(new, lambda order: [*order[:2], order[-1], *order[2:-1]])
    calls = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        found, budget = Comparison(old, new), Budget()
        for entry in (entry for item in found.changes for entry in item.entries if entry.op == "changed"):
            stretches(old.rows[entry.before or 0], new.rows[entry.after or 0], budget)
    finally:
        sys.setprofile(None)
    assert len(found.changes) > count // 10
    return calls


def test_a_thousand_rows_are_twice_the_work_of_five_hundred() -> None:
    """So that 1,000 are compared in under a second, whatever the machine; the bench measures the time."""
    small, large = work(500), work(1_000)
    assert large < 2.2 * small
    assert large < 200_000
