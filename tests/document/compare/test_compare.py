"""Whether other bytes are the frozen text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.compare import Comparison, compare, published, with_progress
from specs.document.reader import read

FROZEN = published(read("# A\n\n**Status**: draft\n\n## Plan\n\n- [ ] one (FR-1)\n- [x] two\n- [ ] über drei\n"))


def against(*changes: tuple[str, str]) -> Comparison:
    text = FROZEN.text
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return compare(FROZEN.data, FROZEN.progress, text.encode())


def test_the_same_bytes_are_exact() -> None:
    assert against() == Comparison("exact")


def test_boxes_and_status_words_are_progress_and_the_lines_are_told() -> None:
    assert against(("[ ] one", "[x] one"), ("[x] two", "[ ] two")) == Comparison("progress", (7, 8))
    assert against(("[ ] über", "[X] über"), ("approved", "implemented")) == Comparison("progress", (3, 9))


@pytest.mark.parametrize("status", ["draft", "review", "implemented"])
def test_each_of_the_four_words_is_a_status(status: str) -> None:
    assert against(("approved", status)).kind == "progress"


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ("approved", "final", (3,)),
        ("approved", "Draft", (3,)),
        ("**Status**", "**State**", (3,)),
        ("[ ] one", "[y] one", (7,)),
        ("[ ] one", "[x] once", (7,)),
        ("(FR-1)", "(FR-2)", (7,)),
        ("# A", "# B", (1,)),
        ("- [x] two\n", "- [x] two\r\n", (8,)),
        ("drei\n", "drei", (9,)),
    ],
)
def test_anything_else_is_a_different_text(before: str, after: str, lines: tuple[int, ...]) -> None:
    assert against((before, after)) == Comparison("different", lines)


def test_progress_beside_a_change_does_not_excuse_it() -> None:
    assert against(("[ ] one", "[x] one"), ("two", "three")) == Comparison("different", (8,))


def test_another_number_of_lines_is_different() -> None:
    assert against(("drei\n", "drei\n- [ ] vier\n")) == Comparison("different", (10,))
    assert against(("- [x] two\n", "")) == Comparison("different", (8,))
    assert against(("# A\n\n", "")).kind == "different"


def test_boxes_that_are_no_tasks_are_text() -> None:
    frozen = published(read("# A\n\n- [ ] a box\n"))

    assert compare(frozen.data, frozen.progress, frozen.data.replace(b"[ ]", b"[x]")).kind == "different"


def test_a_checkbox_in_an_acceptance_criterion_is_text() -> None:
    """Scenario 15."""
    head = "# A\n\n## Requirements\n\n### Functional Requirements\n\n1. **FR-1**: It pays.\n"
    frozen = published(read(head + "   - **Acceptance Criteria**:\n     - [ ] the money is there\n"))

    assert compare(frozen.data, frozen.progress, frozen.data.replace(b"[ ]", b"[x]")).kind == "different"


@pytest.mark.parametrize(("before", "after"), [("approved", "approvedish"), ("drei\n", "drei\n\nA last line.\n")])
def test_a_longer_status_or_one_more_line_is_not_this_text(before: str, after: str) -> None:
    """Scenario 16."""
    assert against((before, after)).kind == "different"


def test_a_later_reader_changes_no_answer() -> None:
    """Scenario 24: the spans that were frozen decide, whichever dialects of a status a reader knows."""
    unknown = b"# A\n\nPay-state := approved\n"
    assert not published(read(unknown.decode())).progress
    assert compare(unknown, [[3, 13, 21, "status"]], unknown.replace(b"approved", b"draft")).kind == "progress"
    assert FROZEN.progress
    assert compare(FROZEN.data, [], FROZEN.data.replace(b"approved", b"draft")).kind == "different"


def test_spans_that_came_out_of_json_serve_as_well() -> None:
    assert compare(b"x [ ] y\n", [[1, 3, 4, "task"]], b"x [x] y\n") == Comparison("progress", (1,))


@given(st.data())
def test_any_single_changed_byte_outside_the_marks_is_found(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(FROZEN.data) - 1))
    byte = data.draw(st.integers(0, 255))
    other = FROZEN.data[:place] + bytes([byte]) + FROZEN.data[place + 1 :]
    lines = FROZEN.data[:place].count(b"\n") + 1
    begin = FROZEN.data.rfind(b"\n", 0, place) + 1
    boxes = [(line, start) for line, start, _, kind in FROZEN.progress if kind == "task"]

    found = compare(FROZEN.data, FROZEN.progress, other)

    if other == FROZEN.data:
        assert found.kind == "exact"
    elif (lines, place - begin) in boxes and byte in b" xX":
        assert found.kind == "progress"
    else:
        assert found.kind == "different"


def test_progress_is_written_into_the_frozen_bytes_and_nothing_else() -> None:
    moved = with_progress(FROZEN.data, FROZEN.progress, "implemented", [True, True, False])

    assert moved == FROZEN.data.replace(b"approved", b"implemented").replace(b"[ ] one", b"[x] one")
    assert compare(FROZEN.data, FROZEN.progress, moved) == Comparison("progress", (3, 7))
    assert with_progress(FROZEN.data, FROZEN.progress, "approved", [False, True, False]) == FROZEN.data


def test_a_box_that_says_the_same_in_another_way_stays() -> None:
    assert with_progress(b"- [X] y\n", [[1, 3, 4, "task"]], "", [True]) == b"- [X] y\n"
    assert with_progress(b"- [X] y\n", [[1, 3, 4, "task"]], "", [False]) == b"- [ ] y\n"
