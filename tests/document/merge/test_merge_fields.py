"""Forms saved by two people at once."""

from specs.document.merge import Clash, merge_fields

BASE = {"uid": "FR-1", "title": "Log in", "text": "users log in by mail", "priority": "Must"}


def test_different_fields_are_merged() -> None:
    found = merge_fields(BASE, {**BASE, "title": "Sign in"}, {**BASE, "priority": "Should"})

    assert found.values == {**BASE, "title": "Sign in", "priority": "Should"}
    assert found.conflicts == {}


def test_different_words_of_one_text_are_merged() -> None:
    found = merge_fields(BASE, {"text": "people log in by mail"}, {"text": "users log in by phone"})

    assert found.values["text"] == "people log in by phone"


def test_a_field_that_a_side_does_not_name_was_not_changed_there() -> None:
    found = merge_fields(BASE, {"title": "Sign in"}, {"priority": "Should"})

    assert found.values == {**BASE, "title": "Sign in", "priority": "Should"}


def test_a_conflict_shows_all_three_states_and_keeps_mine() -> None:
    found = merge_fields(BASE, {"title": "Sign in"}, {"title": "Enter"})

    assert found.values["title"] == "Sign in"
    assert found.conflicts == {"title": Clash("Log in", "Sign in", "Enter")}


def test_a_field_that_both_added_conflicts_unless_it_is_the_same() -> None:
    assert merge_fields({}, {"answer": "yes"}, {"answer": "no"}).conflicts == {"answer": Clash("", "yes", "no")}
    assert merge_fields({}, {"answer": "yes"}, {"answer": "yes"}).conflicts == {}


def test_a_uid_is_one_thing() -> None:
    found = merge_fields(BASE, {"uid": "NFR-1"}, {"uid": "FR-2"})

    assert found.conflicts == {"uid": Clash("FR-1", "NFR-1", "FR-2")}
