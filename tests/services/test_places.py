"""Places: increasing, few moved, and room made only when there is none."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from specs.services.places import GAP, settled


def test_rows_in_order_keep_their_places() -> None:
    assert settled([10, 20, 30]) == [10, 20, 30]


def test_a_newcomer_stands_between_and_moves_nobody() -> None:
    found = settled([1024, None, 2048])
    assert (found[0], found[2]) == (1024, 2048)
    assert 1024 < found[1] < 2048


def test_the_one_that_moved_gets_a_new_place() -> None:
    found = settled([20, 30, 10])
    assert found[:2] == [20, 30]
    assert found[2] > 30


def test_before_the_first_and_behind_the_last() -> None:
    first, last = settled([None, 1024])[0], settled([1024, None])[1]
    assert first < 1024 < last


def test_a_new_document_has_gaps() -> None:
    assert settled([None, None]) == [GAP, 2 * GAP]


def test_where_there_is_no_room_everybody_is_placed_anew() -> None:
    assert settled([1, None, 2]) == [GAP, 2 * GAP, 3 * GAP]


def test_thirty_rows_added_one_after_the_other_move_nobody() -> None:
    places: list[int | None] = [1024, 2048]
    for at in range(1, 31):
        found = settled([*places[:at], None, *places[at:]])
        assert found[:at] == places[:at]
        assert found[-1] == 2048
        places = [*found]


def test_equal_places_are_told_apart() -> None:
    found = settled([5, 5, 5])
    assert len(set(found)) == 3


@given(st.lists(st.none() | st.integers(-50, 50), max_size=30))
def test_always_strictly_increasing(places: list[int | None]) -> None:
    found = settled(places)
    assert len(found) == len(places)
    assert all(a < b for a, b in pairwise(found))
