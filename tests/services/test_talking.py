"""Comments: opened, answered, edited, taken back, resolved; drafts that nobody else sees; what events say."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import Comment, Event, Piece, Row, Spec, Thread
from specs.permissions import NotAllowed
from specs.services import creating, editing, talking
from specs.services.errors import Refused, WrongStatus
from specs.services.reviewing import approve, request_changes
from specs.services.talking import Place, Quote, Words
from tests.factories import make_member, make_review, make_spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)


def row_of(spec: Spec, uid: str = "FR-3") -> Row:
    return Row.objects.get(spec=spec, uid=uid)


def say(spec: Spec, by: User, body: str = "By mail only?", **more: Any) -> Comment:
    more.setdefault("place", Place(row=row_of(spec)))
    return talking.open_thread(spec, by=by, body=body, **more)


def last(spec: Spec) -> Event:
    return Event.objects.filter(spec=spec).latest("number")


def test_a_comment_on_a_row_is_an_event_of_ids_alone(spec: Spec, viewer: User) -> None:
    changed = Spec.objects.get(pk=spec.pk).changed_at

    comment = say(spec, viewer)

    event = last(spec)
    assert (event.verb, event.text, event.changes, event.actor) == ("commented", False, [], viewer)
    assert event.data == {"verb": "commented", "thread": comment.thread_id, "comment": comment.pk}
    assert comment.thread.opened_at == comment.sent_at == event.at
    assert Spec.objects.get(pk=spec.pk).changed_at == changed, "the text is as old as it was"
    assert (spec.seq, Spec.objects.get(pk=spec.pk).seq) == (event.number, event.number)


def test_a_comment_leaves_what_is_drawn_of_the_text(spec: Spec, editor: User) -> None:
    Piece.objects.create(spec=spec, look="1", name="frame", html="drawn")

    say(spec, editor)

    assert Piece.objects.filter(spec=spec).exists()


def test_a_thread_stands_on_the_spec_a_section_or_a_row(spec: Spec, editor: User) -> None:
    on_spec = say(spec, editor, place=talking.SPEC)
    on_section = say(spec, editor, place=Place(section="security"))
    on_row = say(spec, editor)

    assert (on_spec.thread.row, on_spec.thread.section) == (None, "")
    assert (on_section.thread.row, on_section.thread.section) == (None, "security")
    assert (on_row.thread.row, on_row.thread.stamp) == (row_of(spec), row_of(spec).stamp)


def test_a_quote_is_kept_with_what_stands_around_it(spec: Spec, editor: User) -> None:
    quote = Quote("told  by\nmail", "The customer is ", ".")

    thread = say(spec, editor, place=Place(row=row_of(spec), quote=quote)).thread

    assert (thread.quote, thread.prefix, thread.suffix) == ("told by mail", "The customer is", ".")
    assert not say(spec, editor, place=Place(row=row_of(spec), quote=Quote("  "))).thread.quote


@pytest.mark.parametrize("body", ["", " \n ", "nul \0", "half \ud800"])
def test_what_says_nothing_or_cannot_be_kept_is_refused(spec: Spec, editor: User, body: str) -> None:
    with pytest.raises(Refused):
        say(spec, editor, body)

    assert not Thread.objects.exists()


def test_a_comment_has_at_most_20_kb(spec: Spec, editor: User) -> None:
    assert say(spec, editor, "é" * 10_240).body
    with pytest.raises(Refused, match="20 KB"):
        say(spec, editor, "é" * 10_241)


def test_a_stranger_and_an_archived_spec_are_refused(spec: Spec, editor: User, stranger: User) -> None:
    with pytest.raises(NotAllowed):
        say(spec, stranger)
    with pytest.raises(NotAllowed):
        say(spec, stranger, draft=True)
    creating.archive_spec(spec, by=editor)
    with pytest.raises(WrongStatus, match="archived"):
        say(spec, editor)
    with pytest.raises(WrongStatus, match="archived"):
        say(spec, editor, draft=True)


def test_an_answer_opens_a_resolved_thread_again(spec: Spec, editor: User, viewer: User) -> None:
    thread = say(spec, viewer).thread
    assert talking.resolve_thread(thread, by=editor) is not None
    assert last(spec).verb == "resolved"

    talking.reply(thread, by=viewer, body="Not yet.")

    thread.refresh_from_db()
    assert (last(spec).verb, thread.resolved_at, thread.resolved_by) == ("replied", None, None)


def test_resolving_and_reopening_twice_happens_once(spec: Spec, editor: User, viewer: User) -> None:
    thread = say(spec, viewer).thread

    assert talking.reopen_thread(thread, by=editor) is None
    assert talking.resolve_thread(thread, by=editor) is not None
    assert talking.resolve_thread(thread, by=viewer) is None
    thread.refresh_from_db()
    assert thread.resolved_by == editor
    assert talking.reopen_thread(thread, by=viewer) is not None
    assert last(spec).verb == "reopened a thread"


def test_an_edited_comment_keeps_what_it_said(spec: Spec, editor: User) -> None:
    comment = say(spec, editor, "By mail?")

    event = talking.edit_comment(comment, by=editor, body="By mail alone?")

    comment.refresh_from_db()
    assert event is not None
    assert (event.verb, comment.body, comment.edited_at) == ("edited a comment", "By mail alone?", event.at)
    assert [earlier.body for earlier in comment.earlier.all()] == ["By mail?"]
    assert talking.edit_comment(comment, by=editor, body=" By mail alone? ") is None


def test_nobody_edits_or_deletes_what_another_wrote(spec: Spec, editor: User, admin: User) -> None:
    comment = say(spec, editor)

    with pytest.raises(NotAllowed):
        talking.edit_comment(comment, by=admin, body="No.")
    with pytest.raises(NotAllowed):
        talking.delete_comment(comment, by=admin)


def test_of_a_deleted_comment_the_line_stays_and_no_word(spec: Spec, editor: User, viewer: User) -> None:
    comment = say(spec, editor, "Secret one")
    talking.edit_comment(comment, by=editor, body="Secret two")
    talking.reply(comment.thread, by=viewer, body="Why?")

    assert talking.delete_comment(comment, by=editor) is not None
    assert talking.delete_comment(comment, by=editor) is None

    comment.refresh_from_db()
    assert (comment.body, comment.earlier.count()) == ("", 0)
    assert comment.deleted_at
    assert Thread.objects.get().resolved_at is None
    with pytest.raises(Refused):
        talking.edit_comment(comment, by=editor, body="Back")
    assert "Secret" not in str([event.data for event in Event.objects.filter(spec=spec)])


def test_a_thread_in_which_nothing_is_left_is_resolved(spec: Spec, editor: User) -> None:
    comment = say(spec, editor)

    talking.delete_comment(comment, by=editor)

    assert Thread.objects.get().resolved_by == editor


# -- drafts


@pytest.fixture
def review(team: Team, editor: User, viewer: User) -> Spec:
    return make_review(team, editor, viewer)


def test_what_a_reviewer_writes_waits_and_makes_no_event(review: Spec, viewer: User, editor: User) -> None:
    before = review.seq

    comment = say(review, viewer)
    answer = talking.reply(comment.thread, by=viewer, body="And by post?")

    assert comment.is_draft
    assert answer.is_draft
    assert Spec.objects.get(pk=review.pk).seq == before
    assert not Thread.objects.seen_by(editor).exists()
    assert not Comment.objects.seen_by(editor).exists()
    assert Comment.objects.seen_by(viewer).count() == 2
    assert not say(review, editor).is_draft, "who is not asked has no verdict to wait for"
    assert not talking.drafts_by_default(make_spec(review.team, editor), viewer)


def test_another_does_not_answer_or_resolve_what_was_not_sent(review: Spec, viewer: User, editor: User) -> None:
    thread = say(review, viewer).thread

    with pytest.raises(Refused):
        talking.reply(thread, by=editor, body="I see you.", draft=False)
    with pytest.raises(Refused):
        talking.resolve_thread(thread, by=editor)
    with pytest.raises(Refused, match="Send it first"):
        talking.resolve_thread(thread, by=viewer)


def test_a_draft_is_edited_and_deleted_without_a_trace(review: Spec, viewer: User) -> None:
    comment = say(review, viewer)
    before = review.seq

    assert talking.edit_comment(comment, by=viewer, body="Better") is None
    comment.refresh_from_db()
    assert (comment.body, comment.edited_at, comment.earlier.count()) == ("Better", None, 0)
    assert talking.delete_comment(comment, by=viewer) is None

    assert not Thread.objects.exists()
    assert Spec.objects.get(pk=review.pk).seq == before
    with pytest.raises(Refused):
        talking.edit_comment(comment, by=viewer, body="Gone")


def test_a_deleted_draft_answer_leaves_its_thread(review: Spec, viewer: User, editor: User) -> None:
    thread = say(review, editor).thread
    answer = talking.reply(thread, by=viewer, body="Hm.")

    talking.delete_comment(answer, by=viewer)

    assert Thread.objects.filter(pk=thread.pk).exists()


def test_one_draft_is_sent_alone_and_once(review: Spec, viewer: User) -> None:
    comment = say(review, viewer)
    other = say(review, viewer, "Another")

    event = talking.send_comment(comment, by=viewer)

    assert event is not None
    assert (event.verb, event.data["comment"]) == ("commented", comment.pk)
    comment.refresh_from_db()
    assert talking.send_comment(comment, by=viewer) is None
    other.refresh_from_db()
    assert other.is_draft


def test_what_stands_before_it_in_an_unopened_thread_goes_with_it(review: Spec, viewer: User) -> None:
    first = say(review, viewer)
    answer = talking.reply(first.thread, by=viewer, body="And by post?")

    event = talking.send_comment(answer, by=viewer)

    assert event is not None
    assert [fact["verb"] for fact in talking.told(event)] == ["commented", "replied"]
    first.refresh_from_db()
    assert not first.is_draft


def test_drafts_are_sent_with_the_request_for_changes(review: Spec, viewer: User, editor: User) -> None:
    comment = say(review, viewer)
    sha = review.revisions.latest("number").sha256

    event = request_changes(review, by=viewer, sha=sha, comment="See FR-3.")

    comment.refresh_from_db()
    assert event is not None
    assert comment.sent_at == event.at
    assert [(fact["verb"], fact["comment"]) for fact in talking.told(event)] == [("commented", comment.pk)]
    assert Thread.objects.seen_by(editor).get() == comment.thread


def test_drafts_are_sent_with_an_approval_and_not_twice(review: Spec, viewer: User) -> None:
    say(review, viewer)
    sha = review.revisions.latest("number").sha256

    event = approve(review, by=viewer, sha=sha)

    assert event is not None
    assert len(talking.told(event)) == 1
    assert not Comment.objects.drafts_of(viewer).exists()


def test_a_verdict_sends_nobody_elses_drafts(review: Spec, viewer: User, editor: User) -> None:
    kept = say(review, editor, draft=True)

    event = approve(review, by=viewer, sha=review.revisions.latest("number").sha256)

    kept.refresh_from_db()
    assert event is not None
    assert kept.is_draft
    assert talking.told(event) == []


# -- where a thread is


def test_a_thread_follows_its_row_through_deletion_and_back(spec: Spec, editor: User) -> None:
    thread = say(spec, editor).thread
    row = row_of(spec)

    editing.move_up(row, by=editor)
    assert Thread.objects.get(row__removed_at=None) == thread
    event = editing.remove_row(row, by=editor)
    assert not Thread.objects.filter(row__removed_at=None).exists()
    assert event is not None
    editing.undo(event, by=editor)

    assert Thread.objects.get(row__removed_at=None) == thread


# -- names


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("@Ben Cole, look", ["Ben Cole"]),
        ("@ben.cole and @Ana Ruiz", ["Ben Cole", "Ana Ruiz"]),
        ("ask @ben.", ["Ben Cole"]),
        ("@Cai", []),  # two are called so
        ("@Cai Lund", ["Cai Lund"]),
        ("ben@ana.example and @@ana and @bench", []),
        ("`@ben` and\n```\n@ana\n```\n", []),
        ("~~~\n@ana", []),
        ("nobody", []),
        ("@ben @Ben Cole", ["Ben Cole"]),
        ("@Sam Stranger", []),
    ],
)
def test_a_comment_names_members(team: Team, stranger: User, body: str, names: list[str]) -> None:
    for name in ("Ana Ruiz", "Ben Cole", "Cai Lund", "Cai Moor"):
        make_member(team, name=name)

    assert [person.name for person in talking.mentioned(body, team)] == names


def test_an_event_says_who_is_named_and_an_edit_only_who_is_named_newly(
    spec: Spec, editor: User, member: Callable[..., User]
) -> None:
    ben, ana = member("Ben Cole"), member("Ana Ruiz")
    comment = say(spec, editor, f"@Ben Cole and @{editor.name}")

    assert last(spec).data["mentioned"] == [ben.pk]
    assert [fact["verb"] for fact in talking.told(last(spec))] == ["commented", "mentioned"]
    talking.edit_comment(comment, by=editor, body="@Ben Cole and @ana")
    assert last(spec).data["mentioned"] == [ana.pk]


def test_other_events_tell_nothing_of_comments(spec: Spec) -> None:
    assert talking.told(last(spec)) == []


def test_a_comment_asks_as_much_of_a_long_list_of_comments(spec: Spec, editor: User) -> None:
    say(spec, editor)
    with CaptureQueriesContext(connection) as few:
        say(spec, editor)
    for _ in range(5):
        say(spec, editor)
    with CaptureQueriesContext(connection) as many:
        say(spec, editor)

    assert len(many) == len(few)


def test_words_with_an_answer_need_no_comment(spec: Spec, editor: User) -> None:
    thread = say(spec, editor).thread

    answer = talking.reply(thread, by=editor, body="", words=Words("text", "The customer is told by post."))

    assert last(spec).verb == "suggested"
    assert answer.suggestion.wanted == "The customer is told by post."
    assert talking.edit_comment(answer, by=editor, body="") is None
