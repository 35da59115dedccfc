"""Suggested words: who may, what can be suggested, accepted, merged, declined; who counts as the writer."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Team, User
from specs.document.rows import Refused
from specs.models import Comment, Event, Row, Spec, Suggestion
from specs.permissions import NotAllowed
from specs.services import editing, proposals, talking
from specs.services.errors import Conflict, WrongStatus
from specs.services.freezing import writers_of
from specs.services.talking import Place, Words
from tests.factories import make_approved, make_review, make_spec

pytestmark = pytest.mark.django_db
POST = "The customer is told by post."


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)


def row_of(spec: Spec, uid: str = "FR-3") -> Row:
    return Row.objects.get(spec=spec, uid=uid)


def suggest(spec: Spec, by: User, text: str = POST, *, row: Row | None = None, draft: bool = False, **more: Any) -> Any:
    place = Place(row=row or row_of(spec))
    words = Words("text", text, **more)
    return talking.open_thread(spec, by=by, body="", place=place, words=words, draft=draft).suggestion


def reword(spec: Spec, by: User, text: str) -> None:
    row = row_of(spec)
    editing.save_row(row, by=by, values={"text": text}, stamp=row.stamp)


def test_who_accepts_is_the_writer_and_the_event_names_both(spec: Spec, editor: User, admin: User) -> None:
    found = suggest(spec, admin)
    before = spec.seq

    event = proposals.accept(found, by=editor)

    assert row_of(spec).text == POST
    assert (event.verb, event.actor, event.text, event.data["suggester"]) == ("accepted", editor, True, admin.pk)
    assert {change["row"] for change in event.changes} == {row_of(spec).pk}
    found.refresh_from_db()
    assert (found.state, found.decided_by, found.decided_at) == ("accepted", editor, event.at)
    assert found.comment.thread.resolved_by == editor
    assert writers_of(spec, upto=event.number) == {editor.pk}
    assert event.number == before + 1


def test_a_viewer_suggests_where_the_team_says_so(spec: Spec, team: Team, viewer: User, stranger: User) -> None:
    assert not proposals.may_suggest(spec, viewer)
    assert not proposals.may_suggest(spec, stranger)
    with pytest.raises(NotAllowed, match="only editors"):
        suggest(spec, viewer)

    team.viewers_suggest = True
    team.save()
    spec = Spec.objects.get(pk=spec.pk)

    found = suggest(spec, viewer)
    assert found.comment.by == viewer
    with pytest.raises(NotAllowed):
        proposals.accept(found, by=viewer)


def test_a_piece_is_replaced_where_it_stood_among_its_like(spec: Spec, editor: User) -> None:
    reword(spec, editor, "A mail, then a mail.")

    found = suggest(spec, editor, "letter", piece="mail", prefix="mail, then a ")

    assert found.wanted == "A mail, then a letter."
    proposals.accept(found, by=editor)
    assert row_of(spec).text == "A mail, then a letter."


def test_a_piece_that_does_not_stand_there_is_refused(spec: Spec, editor: User) -> None:
    with pytest.raises(Refused, match="do not stand there"):
        suggest(spec, editor, "letter", piece="owl")


def test_the_words_that_stand_there_are_no_suggestion(spec: Spec, editor: User) -> None:
    with pytest.raises(Refused, match="the words that stand there"):
        suggest(spec, editor, row_of(spec).text)


def test_words_are_for_a_row_that_stands_and_a_field_it_has(spec: Spec, editor: User) -> None:
    row = row_of(spec)
    with pytest.raises(Refused):
        talking.open_thread(spec, by=editor, body="", words=Words("text", POST))
    with pytest.raises(Refused):
        talking.open_thread(spec, by=editor, body="", place=Place(row=row), words=Words("mitigation", POST))
    editing.remove_row(row, by=editor)
    row.refresh_from_db()
    with pytest.raises(Refused):
        suggest(spec, editor, row=row)


def test_what_could_not_be_written_is_not_suggested(spec: Spec, editor: User) -> None:
    with pytest.raises(Refused):
        suggest(spec, editor, "A nul \0.")
    assert not Suggestion.objects.exists()
    prose = Row.objects.filter(spec=spec, kind="prose", text__startswith="Customers").get()
    assert suggest(spec, editor, "Others.", row=prose).wanted == "Others."


def test_the_field_for_words_is_the_text_else_the_name(spec: Spec) -> None:
    def field(row: Row) -> str:
        return proposals.field_of(proposals.open_to_words(row))

    assert field(row_of(spec)) == "text"
    assert field(Row.objects.get(spec=spec, kind="risk")) == "title"
    assert field(Row(kind="meta", dialect="delimiter:", source="---")) == ""


def test_of_a_row_under_a_heading_the_text_below_is_meant(team: Team, editor: User) -> None:
    spec = make_spec(team, editor, "# T\n\n## Functional Requirements\n\n### FR-1: Refund\n\nA clerk refunds.\n")
    head = row_of(spec, "FR-1")
    found = suggest(spec, editor, "A clerk refunds at once.", row=head)

    proposals.accept(found, by=editor)

    assert "### FR-1: Refund\n\nA clerk refunds at once.\n" in Spec.objects.get(pk=spec.pk).document().text


def test_a_row_that_moved_on_is_merged(spec: Spec, editor: User, admin: User) -> None:
    found = suggest(spec, admin)
    reword(spec, editor, "The paying customer is told by mail.")

    proposals.accept(found, by=editor)

    assert row_of(spec).text == "The paying customer is told by post."


def test_a_clash_asks_and_is_accepted_over_what_was_seen(spec: Spec, editor: User, admin: User) -> None:
    found = suggest(spec, admin)
    reword(spec, editor, "The customer is told by phone.")

    with pytest.raises(Conflict) as clash:
        proposals.accept(found, by=editor)
    assert clash.value.clashes["text"].theirs == "The customer is told by phone."
    found.refresh_from_db()
    assert found.state == "open"

    proposals.accept(found, by=editor, over="The customer is told by phone.")
    assert row_of(spec).text == POST


def test_words_that_stand_there_by_now_are_accepted_without_a_change(spec: Spec, editor: User, admin: User) -> None:
    found = suggest(spec, admin)
    reword(spec, editor, POST)

    event = proposals.accept(found, by=admin)

    assert (event.changes, event.text) == ([], False)


def test_a_decision_is_made_once(spec: Spec, editor: User, admin: User) -> None:
    accepted, declined = suggest(spec, admin), suggest(spec, admin, "By post.")
    stale, stale_too = Suggestion.objects.get(pk=accepted.pk), Suggestion.objects.get(pk=declined.pk)
    proposals.accept(accepted, by=editor)
    proposals.decline(declined, by=editor, word="Too short.")

    with pytest.raises(WrongStatus, match="Eve Editor accepted"):
        proposals.decline(stale, by=admin, word="No.")
    with pytest.raises(WrongStatus, match="Eve Editor declined"):
        proposals.decline(stale_too, by=admin, word="No.")
    with pytest.raises(WrongStatus, match="accepted it already"):
        proposals.accept(stale, by=admin)
    assert Event.objects.filter(spec=spec, verb="accepted").count() == 1


def test_a_suggestion_of_a_deleted_row_or_comment_is_not_accepted(spec: Spec, editor: User) -> None:
    found, other = suggest(spec, editor), suggest(spec, editor, "By owl.", row=row_of(spec, "FR-1"))
    editing.remove_row(row_of(spec), by=editor)
    with pytest.raises(Refused, match="deleted"):
        proposals.accept(found, by=editor)
    talking.delete_comment(Comment.objects.get(pk=other.comment_id), by=editor)
    with pytest.raises(Refused, match="deleted"):
        proposals.accept(other, by=editor)


def test_a_draft_is_not_accepted(spec: Spec, editor: User) -> None:
    found = suggest(spec, editor, draft=True)

    with pytest.raises(Refused):
        proposals.accept(found, by=editor)
    assert row_of(spec).text != POST


def test_declining_needs_a_word_and_the_right(spec: Spec, editor: User, viewer: User, admin: User) -> None:
    found = suggest(spec, editor)

    with pytest.raises(NotAllowed):
        proposals.decline(found, by=viewer, word="No.")
    for word in (" ", "x" * 2_001, "nul \0"):
        with pytest.raises(Refused):
            proposals.decline(found, by=admin, word=word)
    event = proposals.decline(found, by=admin, word=" We have no stamps. ")

    found.refresh_from_db()
    assert (event.verb, event.text, found.word, found.decided_by) == ("declined", False, "We have no stamps.", admin)


def test_who_suggested_takes_it_back(team: Team, spec: Spec, viewer: User) -> None:
    team.viewers_suggest = True
    team.save()
    found = suggest(Spec.objects.get(pk=spec.pk), viewer)

    assert proposals.decline(found, by=viewer, word="I was wrong.").actor == viewer


def test_approved_text_takes_no_suggestion_until_the_next_version(
    team: Team, editor: User, viewer: User, member: Callable[..., User]
) -> None:
    spec = make_approved(team, editor, viewer)
    found = suggest(spec, member("Ben Cole"))

    with pytest.raises(WrongStatus, match="Revise it"):
        proposals.accept(found, by=editor)
    assert proposals.decline(found, by=editor, word="In 1.2.").verb == "declined"


def test_in_review_an_accepted_suggestion_is_an_unsent_edit_and_the_suggester_keeps_the_vote(
    team: Team, editor: User, member: Callable[..., User]
) -> None:
    ben = member("Ben Cole")
    spec = make_review(team, editor, ben)
    found = suggest(spec, ben)

    event = proposals.accept(found, by=editor)

    assert ben.pk not in writers_of(spec, upto=event.number)


def test_a_reviewer_who_accepts_her_own_suggestion_is_its_writer(
    team: Team, editor: User, member: Callable[..., User]
) -> None:
    ben = member("Ben Cole")
    spec = make_review(team, editor, ben)

    event = proposals.accept(suggest(spec, ben), by=ben)

    assert ben.pk in writers_of(spec, upto=event.number)
