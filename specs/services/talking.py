"""Comments: opened on a spec, a section, a row or words of it, answered, edited, taken back, resolved.

What is sent is a change like any other, with its event, which holds ids and no words. A draft is its writer's alone:
it is kept beside the door and makes no event until it is sent, alone or together with a verdict.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions
from specs.models import Comment, EarlierBody, Event, Revision, Row, Spec, Suggestion, Thread
from specs.models.talk import COMMENT_BYTES
from specs.services import proposals
from specs.services.change import Recorder, change
from specs.services.errors import Refused, WrongStatus
from specs.services.locating import lines, stamp_of
from specs.services.proposals import Words
from specs.services.rounds import open_round
from specs.services.talking_mentions import mentioned, told
from specs.services.talking_quotes import Quote, quote_of

__all__ = [
    "Place",
    "Quote",
    "Words",
    "delete_comment",
    "drafts_by_default",
    "edit_comment",
    "mentioned",
    "open_thread",
    "reopen_thread",
    "reply",
    "resolve_thread",
    "send_comment",
    "send_drafts",
    "told",
]

Facts = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Place:
    """What a thread is about: a row, or a section by its key, or neither: the spec. `quote` are words of the row."""

    row: Row | None = None
    section: str = ""
    quote: Quote | None = None
    revision: Revision | None = None


SPEC = Place()


def open_thread(
    spec: Spec, *, by: User, body: str, place: Place = SPEC, words: Words | None = None, draft: bool | None = None
) -> Comment:
    """Begins a thread, with words for the row if some are suggested.

    `draft`: kept for its writer until sent; if it is not said, so is what a reviewer writes during the review.
    """
    said = _said(body, needed=words is None)
    suggestion = proposals.proposed(spec, by=by, row=place.row, words=words) if words else None

    def begin() -> Comment:
        thread = Thread.objects.create(spec=spec, by=by, **_at(spec, place))
        return _add(thread, by, said, suggestion)

    return _kept_or_sent(spec, by, "suggested" if words else "commented", begin, draft=draft)


def reply(thread: Thread, *, by: User, body: str, words: Words | None = None, draft: bool | None = None) -> Comment:
    """Answers. A resolved thread is open again by that, so that no answer is lost in what is done with."""
    said = _said(body, needed=words is None)
    spec = thread.spec
    suggestion = proposals.proposed(spec, by=by, row=thread.row, words=words) if words else None

    def answer() -> Comment:
        return _add(_seen(thread, by), by, said, suggestion)

    return _kept_or_sent(spec, by, "suggested" if words else "replied", answer, draft=draft)


def drafts_by_default(spec: Spec, by: User) -> bool:
    """Whether what this person writes waits for a verdict: they are asked in the review that is open."""
    open_ = open_round(spec) if spec.working == "review" else None
    return open_ is not None and open_.reviewers.filter(pk=by.pk).exists()


def edit_comment(comment: Comment, *, by: User, body: str) -> Event | None:
    """Rewrites one's own comment. What a sent one said before is kept and shown; a draft's earlier words are not."""
    said = _said(body, needed=not Suggestion.objects.filter(comment=comment).exists())

    def write(at: datetime) -> Facts | None:
        found = _own(comment, by)
        if found.deleted_at:
            raise Refused(_("It was deleted meanwhile. Nothing was changed."))
        if found.body == said:
            return None
        known = {person.pk for person in mentioned(found.body, comment.thread.spec.team)}
        if not found.is_draft:
            EarlierBody.objects.create(comment=found, body=found.body, at=at)
            found.edited_at = at
        found.body = said
        found.save(update_fields=("body", "edited_at"))
        return _facts(found, besides=known)

    return _beside_or_sent(comment, by, "edited a comment", write)


def delete_comment(comment: Comment, *, by: User) -> Event | None:
    """Takes one's own comment back: its words are gone everywhere, its line stays. A draft goes altogether."""

    def write(at: datetime) -> Facts | None:
        found = _own(comment, by)
        if found.is_draft:
            found.delete()
            Thread.objects.filter(pk=found.thread_id, comments=None).delete()
            return None
        if found.deleted_at:
            return None
        found.earlier.all().delete()
        Suggestion.objects.filter(comment=found).delete()
        found.body, found.deleted_at = "", at
        found.save(update_fields=("body", "deleted_at"))
        if not Comment.objects.filter(thread=found.thread_id, deleted_at=None).exists():
            Thread.objects.filter(pk=found.thread_id, resolved_at=None).update(resolved_at=at, resolved_by=by)
        return {"thread": found.thread_id, "comment": found.pk}

    return _beside_or_sent(comment, by, "deleted a comment", write)


def resolve_thread(thread: Thread, *, by: User) -> Event | None:
    """Says that it is done with. None if somebody did so before."""

    def write(at: datetime) -> Facts | None:
        found = _sent_thread(thread, by)
        if found.resolved_at:
            return None
        found.resolved_at, found.resolved_by = at, by
        found.save(update_fields=("resolved_at", "resolved_by"))
        return {"thread": found.pk}

    return _aloud(thread.spec, by, "resolved", write)


def reopen_thread(thread: Thread, *, by: User) -> Event | None:
    """The thread is open again. None if it is open."""

    def write(at: datetime) -> Facts | None:
        found = _sent_thread(thread, by)
        return {"thread": found.pk} if _reopened(found) else None

    return _aloud(thread.spec, by, "reopened a thread", write)


def send_comment(comment: Comment, *, by: User) -> Event | None:
    """Sends one draft; those before it in a thread that nobody else sees yet go with it. None if it was sent before."""
    thread = comment.thread

    def write(at: datetime) -> Facts | None:
        found = _own(comment, by)
        return _send(found, at) if found.is_draft else None

    return _aloud(thread.spec, by, _verb(comment), write)


def send_drafts(recorder: Recorder) -> None:
    """Sends all that the person wrote and kept, with the act that is being recorded: a verdict."""
    kept = Comment.objects.filter(thread__spec=recorder.spec).drafts_of(recorder.by).order_by("pk")
    sent = [_sent(comment, recorder.at) for comment in kept]
    if sent:
        recorder.note(talk=sent)


# -- below: how it is written


def _said(body: str, *, needed: bool) -> str:
    said = lines(body).strip()
    if needed and not said:
        raise Refused(_("Write something first."), field="body")
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in said):
        raise Refused(_("It holds a character that cannot be kept."), field="body")
    if len(said.encode()) > COMMENT_BYTES:
        raise Refused(_("A comment has at most 20 KB."), field="body")
    return said


def _at(spec: Spec, place: Place) -> Facts:
    """The columns of a place. Words are quoted of a row alone."""
    if place.row is None:
        return {"section": place.section, "revision": place.revision}
    quote = place.quote and quote_of(place.quote.words, place.quote.prefix, place.quote.suffix)
    facts: Facts = {"row": place.row, "stamp": stamp_of(place.row), "revision": place.revision}
    if quote and quote.words:
        facts |= {"quote": quote.words, "prefix": quote.prefix, "suffix": quote.suffix}
    return facts


def _add(thread: Thread, by: User, said: str, suggestion: Suggestion | None) -> Comment:
    comment = Comment.objects.create(thread=thread, by=by, body=said)
    if suggestion is not None:
        suggestion.comment = comment
        suggestion.save()
    return comment


def _kept_or_sent(spec: Spec, by: User, verb: str, add: Callable[[], Comment], *, draft: bool | None) -> Comment:
    """Adds the comment, and sends it unless it is to be a draft."""
    if drafts_by_default(spec, by) if draft is None else draft:
        return _aside(spec, by, add)
    made: list[Comment] = []

    def act(recorder: Recorder) -> None:
        _require_open(recorder.spec)
        made.append(add())
        recorder.note_beside(**_send(made[-1], recorder.at))

    change(spec, by=by, action="comment", verb=verb, text=False, act=act)
    return made[-1]


def _beside_or_sent(comment: Comment, by: User, verb: str, write: Callable[[datetime], Facts | None]) -> Event | None:
    """A change of one's own comment: of a draft nobody hears."""
    spec = comment.thread.spec
    if _own(comment, by).is_draft:
        _aside(spec, by, lambda: write(timezone.now()))
        return None
    return _aloud(spec, by, verb, write)


def _aloud(spec: Spec, by: User, verb: str, write: Callable[[datetime], Facts | None]) -> Event | None:
    def act(recorder: Recorder) -> None:
        _require_open(recorder.spec)
        facts = write(recorder.at)
        if facts is not None:
            recorder.note_beside(**facts)

    return change(spec, by=by, action="comment", verb=verb, text=False, act=act)


def _aside(spec: Spec, by: User, write: Callable[[], T]) -> T:
    """Writes what is the person's alone: under the lock like a change, without an event."""
    with transaction.atomic():
        locked = Spec.objects.select_for_update(of=("self",)).select_related("team").get(pk=spec.pk)
        permissions.require(by, "comment", locked)
        _require_open(locked)
        return write()


def _require_open(spec: Spec) -> None:
    if spec.archived_at:
        raise WrongStatus(_("This spec is archived. Restore it first."))


def _seen(thread: Thread, by: User) -> Thread:
    """The thread as it is now, if this person may see it."""
    found = Thread.objects.seen_by(by).filter(pk=thread.pk).first()
    if found is None:
        raise Refused(_("It was deleted meanwhile. Nothing was changed."))
    return found


def _sent_thread(thread: Thread, by: User) -> Thread:
    found = _seen(thread, by)
    if found.opened_at is None:
        raise Refused(_("Nobody else sees it yet. Send it first, or delete it."))
    return found


def _own(comment: Comment, by: User) -> Comment:
    """The comment as it is now, if it is this person's."""
    found = Comment.objects.filter(pk=comment.pk).first()
    if found is None:
        raise Refused(_("It was deleted meanwhile. Nothing was changed."))
    if found.by_id != by.pk:
        raise permissions.NotAllowed(_("Only who wrote a comment may change it."))
    return found


def _send(comment: Comment, at: datetime) -> Facts:
    """Makes a draft everybody's, with those that stand before it in a thread not opened yet."""
    earlier = Comment.objects.filter(thread=comment.thread_id, sent_at=None, pk__lt=comment.pk)
    along = list(earlier) if comment.thread.opened_at is None else []
    facts = [_sent(each, at) for each in [*along, comment]]
    return {**facts[-1], "talk": facts} if along else facts[-1]


def _sent(comment: Comment, at: datetime) -> Facts:
    """Makes a draft everybody's."""
    thread = comment.thread
    if thread.opened_at is None:
        thread.opened_at = at
        thread.save(update_fields=("opened_at",))
    comment.sent_at = at
    comment.save(update_fields=("sent_at",))
    _reopened(thread)
    return {"verb": _verb(comment), **_facts(comment)}


def _reopened(thread: Thread) -> bool:
    """Whether it had been resolved."""
    return bool(
        Thread.objects.filter(pk=thread.pk, resolved_at__isnull=False).update(resolved_at=None, resolved_by=None)
    )


def _facts(comment: Comment, besides: AbstractSet[int] = frozenset()) -> Facts:
    """What the event says: ids alone."""
    facts: Facts = {"thread": comment.thread_id, "comment": comment.pk}
    people = [person.pk for person in mentioned(comment.body, comment.thread.spec.team)]
    named = [pk for pk in people if pk not in besides and pk != comment.by_id]
    return facts | ({"mentioned": named} if named else {})


def _verb(comment: Comment) -> str:
    """`suggested` with words for the row, else `commented` where the thread begins, else `replied`."""
    if Suggestion.objects.filter(comment=comment).exists():
        return "suggested"
    first = Comment.objects.filter(thread=comment.thread_id).order_by("pk").values_list("pk", flat=True).first()
    return "commented" if first == comment.pk else "replied"
