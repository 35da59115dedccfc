"""Who wrote: whoever changed the text since the base and did not undo it."""

from specs.workflow import TextEvent, base, writers

ANA, BEN, CAI = 1, 2, 3


def event(number: int, actor: int, row: int, before: str, after: str, restores: int | None = None) -> TextEvent:
    return TextEvent(number, frozenset({actor}), {row: (before, after)}, restores)


def test_everybody_who_changed_something() -> None:
    assert writers([event(1, ANA, 7, "a", "b"), event(2, BEN, 8, "x", "y")], base=0, upto=2) == {ANA, BEN}


def test_only_after_the_base_and_up_to_the_cut() -> None:
    events = [event(1, ANA, 7, "a", "b"), event(2, BEN, 7, "b", "c"), event(3, CAI, 7, "c", "d")]
    assert writers(events, base=1, upto=2) == {BEN}


def test_who_takes_back_what_he_wrote_is_no_writer() -> None:
    assert writers([event(1, BEN, 7, "a", "b"), event(2, BEN, 7, "b", "a")], base=0, upto=2) == frozenset()


def test_somebody_between_breaks_the_run() -> None:
    events = [event(1, BEN, 7, "a", "b"), event(2, CAI, 7, "b", "c"), event(3, BEN, 7, "c", "a")]
    assert writers(events, base=0, upto=3) == {BEN, CAI}


def test_another_row_between_does_not_break_it() -> None:
    events = [event(1, BEN, 7, "a", "b"), event(2, CAI, 8, "x", "y"), event(3, BEN, 7, "b", "a")]
    assert writers(events, base=0, upto=3) == {CAI}


def test_one_of_two_rows_taken_back_leaves_a_writer() -> None:
    both = TextEvent(1, frozenset({BEN}), {7: ("a", "b"), 8: ("x", "y")})
    assert writers([both, event(2, BEN, 7, "b", "a")], base=0, upto=2) == {BEN}


def test_what_was_discarded_was_not_written_and_discarding_is_no_writing() -> None:
    events = [event(1, ANA, 7, "a", "b"), event(2, BEN, 7, "b", "c"), event(3, CAI, 7, "c", "b", restores=1)]
    assert writers(events, base=0, upto=3) == {ANA}


def test_all_actors_of_one_event_are_writers() -> None:
    assert writers([TextEvent(1, frozenset({ANA, BEN}), {7: ("a", "b")})], base=0, upto=1) == {ANA, BEN}


def test_a_change_of_what_stands_behind_the_last_row_counts() -> None:
    assert writers([TextEvent(1, frozenset({ANA}))], base=0, upto=1) == {ANA}


def test_deleting_anothers_row_does_not_clear_its_writer() -> None:
    events = [event(1, BEN, 7, "", "b"), event(2, ANA, 7, "b", "")]
    assert writers(events, base=0, upto=2) == {ANA, BEN}


# What comes back


def test_whoever_undoes_a_discard_does_not_become_the_writer_of_anothers_words() -> None:
    """Ben writes, Ana discards and undoes the discard: the text is Ben's, and Ben approves it."""
    events = [
        event(1, BEN, 7, "a", "b"),
        event(2, ANA, 7, "b", "a", restores=0),
        TextEvent(3, frozenset({ANA}), {7: ("a", "b")}, revives=2),
    ]
    assert writers(events, base=0, upto=3) == {ANA, BEN}


def test_an_undo_that_gives_the_row_other_words_revives_what_was_discarded_too() -> None:
    events = [
        event(1, BEN, 7, "a", "b"),
        event(2, ANA, 7, "b", "a", restores=0),
        TextEvent(3, frozenset({ANA}), {7: ("a", "b, merged")}, revives=2),
    ]
    assert writers(events, base=0, upto=3) == {ANA, BEN}


def test_a_row_brought_back_to_discarded_words_has_their_writer() -> None:
    events = [
        event(1, BEN, 7, "a", "b"),
        event(2, ANA, 7, "b", "a", restores=0),
        event(3, ANA, 7, "a", "b"),
    ]
    assert writers(events, base=0, upto=3) == {ANA, BEN}


def test_a_row_brought_back_to_what_somebody_wrote_and_took_back_has_that_writer() -> None:
    events = [event(1, BEN, 7, "a", "b"), event(2, BEN, 7, "b", "a"), event(3, ANA, 7, "a", "b")]
    assert writers(events, base=0, upto=3) == {ANA, BEN}


def test_a_discarded_row_restored_elsewhere_in_the_text_has_its_writer() -> None:
    was, now = {"source": "words", "place": 3}, {"source": "words", "place": 9}
    events = [
        TextEvent(1, frozenset({BEN}), {7: (None, was)}),
        TextEvent(2, frozenset({ANA}), {7: (was, None)}, restores=0),
        TextEvent(3, frozenset({ANA}), {7: (None, now)}),
    ]
    assert writers(events, base=0, upto=3) == {ANA, BEN}


def test_a_second_discard_clears_what_an_undo_of_the_first_brought_back() -> None:
    events = [
        event(1, BEN, 7, "a", "b"),
        event(2, ANA, 7, "b", "a", restores=0),
        TextEvent(3, frozenset({ANA}), {7: ("a", "b")}, revives=2),
        event(4, CAI, 7, "b", "a", restores=0),
    ]
    assert writers(events, base=0, upto=4) == frozenset()


def test_going_back_to_the_words_of_before_revives_nobody() -> None:
    events = [
        event(1, BEN, 7, "a", "b"),
        event(2, BEN, 7, "b", "a"),
        event(3, ANA, 7, "a", "c"),
        event(4, CAI, 7, "c", "a"),
    ]
    assert writers(events, base=0, upto=4) == {ANA, CAI}


def test_what_stood_behind_the_last_row_is_discarded_with_the_rest() -> None:
    assert (
        writers([TextEvent(1, frozenset({ANA})), event(2, BEN, 7, "a", "b", restores=0)], base=0, upto=2) == frozenset()
    )


def test_writers_are_counted_from_what_is_in_force_else_from_the_latest_approved() -> None:
    revisions = [(1, "superseded"), (2, "revoked"), (3, "frozen")]
    assert base(revisions, 2) == 2
    assert base(revisions, None) == 1
    assert base([(1, "revoked"), (2, "frozen")], None) is None
    assert base([(1, "implemented"), (2, "approved")], 1) == 1
