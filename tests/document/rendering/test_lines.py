"""A line read by columns."""

from specs.document.rendering.lines import Line


def test_a_tab_goes_to_the_next_stop_of_four() -> None:
    line = Line("a\t\tb")
    line.skip(1)
    assert (line.indent, line.first) == (7, 3)


def test_a_tab_used_in_part_leaves_blanks() -> None:
    line = Line("\tb")
    line.skip(2)
    assert (line.indent, line.rest) == (2, "  b")
    assert line.skip_blank()
    assert line.rest == " b"
    line.go_to_first()
    assert line.rest == "b"
    assert not line.skip_blank()


def test_nothing_is_behind_the_end() -> None:
    line = Line(" ")
    line.skip(5)
    assert line.is_blank
    assert line.rest == ""
    line.go_to_end()
    assert line.indent == 0
