"""Rule 12: numbers of ordered lists, and the indents that their width decides."""

import pytest

from specs.document import outline, writer
from tests.document.writer.lines import at, numbered, subtree


def goals(*numbers: str, mark: str = ".") -> str:
    return "## Goals\n\n" + "\n".join(f"{number}{mark} {chr(97 + i)}" for i, number in enumerate(numbers)) + "\n"


def numbers_of(text: str) -> list[str]:
    return [line.split(" ")[0].rstrip(".)") for line in text.splitlines() if line[:1].isdigit()]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("1", "2", "3"), ["1", "2", "3", "4"]),
        (("5", "6", "7"), ["5", "6", "7", "8"]),
        (("0", "1", "2"), ["0", "1", "2", "3"]),
        (("1", "1", "1"), ["1", "1", "1", "1"]),
        (("1", "2", "5"), ["1", "2", "3", "5"]),
        (("2", "4", "6"), ["2", "4", "5", "6"]),
        (("08", "09", "10"), ["08", "09", "10", "11"]),
    ],
)
def test_rule_12_inserting(before: tuple[str, ...], after: list[str]) -> None:
    document = numbered(goals(*before))
    written = writer.insert(document, "goal", {"text": "x"}, parent=0, after=2)
    assert numbers_of(written.document.text) == after
    assert all(i != written.index for i in written.renumbered)


def test_rule_12_inserting_names_the_renumbered_rows() -> None:
    document = numbered(goals("1", "2", "3", mark=")"))
    written = writer.insert(document, "goal", {"text": "x"}, parent=0, after=None)
    assert written.document.text == "## Goals\n\n1) x\n2) a\n3) b\n4) c\n"
    assert [written.document.rows[i].source for i in written.renumbered] == ["2) a", "3) b", "4) c"]


@pytest.mark.parametrize(
    ("before", "start", "after"),
    [
        (("1", "2", "3"), "a", ["1", "2"]),
        (("1", "2", "3"), "b", ["1", "2"]),
        (("1", "1", "1"), "a", ["1", "1"]),
        (("1", "3", "7"), "b", ["1", "7"]),
    ],
)
def test_rule_12_deleting(before: tuple[str, ...], start: str, after: list[str]) -> None:
    document = numbered(goals(*before))
    assert numbers_of(writer.remove(document, at(document, start)).document.text) == after


@pytest.mark.parametrize("before", [("1", "2", "3"), ("1", "1", "1"), ("1", "5", "9")])
def test_rule_12_moving_keeps_the_order_of_the_numbers(before: tuple[str, ...]) -> None:
    document = numbered(goals(*before))
    text = writer.move(document, 3, parent=0, after=1).document.text
    assert numbers_of(text) == list(before)
    assert [line[-1] for line in text.splitlines()[2:]] == ["a", "c", "b"]


def test_rule_12_lists_beside_it_are_left_alone() -> None:
    text = "## Goals\n\n1. a\n3. b\n\nText.\n\n1. c\n2. d\n"
    document = numbered(text)
    written = writer.remove(document, at(document, "c"))
    assert written.document.text == "## Goals\n\n1. a\n3. b\n\nText.\n\n1. d\n"


WIDE = (
    "## Functional Requirements\n\n8. **FR-8**: a\n9. **FR-9**: b\n   more\n\n   - **Priority**: Must\n   \n   text\n"
)


def test_rule_12_a_wider_number_takes_what_is_nested_along() -> None:
    document = numbered(WIDE)
    written = writer.insert(document, "requirement", {"uid": "FR-1", "text": "x"}, parent=0, after=None)
    assert written.document.text == (
        "## Functional Requirements\n\n8. **FR-1**: x\n9. **FR-8**: a\n10. **FR-9**: b\n"
        "    more\n\n    - **Priority**: Must\n"
        "   \n    text\n"
    )
    last = at(written.document, "**FR-9"[2:])
    assert outline.values(written.document, last) == outline.values(document, 2)
    back = writer.remove(written.document, 1)
    assert back.document.text == WIDE


def test_rule_12_the_list_may_have_kept_one_column_for_all_widths() -> None:
    text = "## Goals\n\n8.  a\n9.  b\n    more\n10. c\n    more\n"
    document = numbered(text)
    written = writer.insert(document, "goal", {"text": "x"}, parent=0, after=None)
    assert written.document.text == "## Goals\n\n8.  x\n9.  a\n10. b\n    more\n11. c\n    more\n"
    assert writer.remove(written.document, 1).document.text == text


def test_rule_12_a_change_of_depth_shifts_the_whole_subtree() -> None:
    text = "## Plan\n\n- [ ] a\n- [ ] b\n  more\n  - [ ] c\n    deep\n- [ ] d\n"
    document = numbered(text)
    written = writer.move(document, 2, parent=1, after=None)
    assert written.document.text == "## Plan\n\n- [ ] a\n  - [ ] b\n    more\n    - [ ] c\n      deep\n- [ ] d\n"
    again = writer.move(written.document, 2, parent=0, after=1)
    assert again.document == document


def test_rule_12_a_pasted_list_is_numbered_along() -> None:
    document = numbered(goals("1", "2", "3"))
    written = writer.insert_markdown(document, "1. x\n2. y", parent=0, after=1)
    assert written.document.text == "## Goals\n\n1. a\n2. x\n3. y\n4. b\n5. c\n"
    assert [row.id for row in written.document.rows] == [1, 2, None, None, 3, 4]


def test_rule_12_a_revived_row_gets_its_number_from_its_place() -> None:
    document = numbered(goals("1", "2", "3"))
    without = writer.remove(document, 2).document
    written = writer.insert_rows(without, subtree(document, 2), parent=0, after=2)
    assert written.document.text == "## Goals\n\n1. a\n2. c\n3. b\n"
    assert [row.id for row in written.document.rows] == [1, 2, 4, 3]


def test_rule_12_moving_between_lists_numbers_both() -> None:
    text = "## Data Flow\n\n1. A: a\n2. B: b\n3. C: c\n\n## Steps\n\n## Data Flow\n\n1. D: d\n2. E: e\n"
    document = numbered(text)
    target = [i for i, row in enumerate(document.rows) if row.source == "## Data Flow"][1]
    written = writer.move(document, at(document, "B"), parent=target, after=None)
    assert written.document.text == (
        "## Data Flow\n\n1. A: a\n2. C: c\n\n## Steps\n\n## Data Flow\n\n1. B: b\n2. D: d\n3. E: e\n"
    )


def test_rule_12_pasted_items_keep_their_own_lines() -> None:
    document = numbered("## Goals\n\n9. a\n")
    written = writer.insert_markdown(document, "1. x\n2. y\n   more", parent=0, after=1)
    assert written.document.text == "## Goals\n\n9. a\n10. x\n11. y\n    more\n"


def test_rule_12_a_number_has_nine_digits_at_most() -> None:
    document = numbered("## Goals\n\n999999999. a\n")
    assert (
        writer.insert_markdown(document, "1. x", parent=0, after=1).document.text == "## Goals\n\n999999999. a\n1. x\n"
    )
    with pytest.raises(writer.Refused):
        writer.insert(document, "goal", {"text": "x"}, parent=0, after=1)


def test_rule_12_tabs_and_shallow_lines_stay_where_the_width_changes() -> None:
    document = numbered("## Plan\n\n9.\t[ ] a\n\tmore\n10. [ ] b\n")
    written = writer.insert(document, "task", {"text": "x"}, parent=0, after=None)
    assert written.document.text == "## Plan\n\n9.\t[ ] x\n10.\t[ ] a\n\tmore\n11. [ ] b\n"
    document = numbered("## Plan\n\n9. [ ] a\n  - [ ] b\n10. [ ] c\n")
    written = writer.insert(document, "task", {"text": "x"}, parent=0, after=None)
    assert written.document.text == "## Plan\n\n9. [ ] x\n10. [ ] a\n  - [ ] b\n11. [ ] c\n"


def test_rule_12_a_column_that_leaves_no_room_is_not_kept() -> None:
    document = numbered("## Goals\n\n9.   a\n10. b\n")
    written = writer.insert(document, "goal", {"text": "x"}, parent=0, after=None)
    assert written.document.text == "## Goals\n\n9.   x\n10.   a\n11. b\n"
