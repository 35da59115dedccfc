"""A test of many cases fails for each that fails, and names it."""

import pytest

from tests.each import each


def test_every_case_is_tried_and_those_that_fail_are_named() -> None:
    tried = []

    @each(range(1, 5))
    def is_odd(case: int) -> None:
        tried.append(case)
        assert case % 2

    with pytest.raises(ExceptionGroup, match="2 of 4 fail: 2, 4") as failed:
        is_odd()

    assert tried == [1, 2, 3, 4]
    assert [failure.__notes__ for failure in failed.value.exceptions] == [["with 2"], ["with 4"]]
