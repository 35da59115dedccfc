"""Words that somebody suggests for a row: shown as a difference, accepted by an editor, or declined with a word.

Who accepts writes: the words then have two people behind them, and only the one who put them in counts as a writer.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions
from specs.document import writer
from specs.document.fields import fields
from specs.document.merge import WHOLE, Clash, merge_text
from specs.document.outline import values as values_of
from specs.document.rows import Document
from specs.document.writer import Written
from specs.models import Event, Row, Spec, Suggestion, Thread
from specs.services.change import Recorder, change
from specs.services.errors import Conflict, NotAllowed, Refused, WrongStatus
from specs.services.locating import lines, placed, stamp_of
from specs.services.windows import window, written_in

WORD_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Words:
    """What a row's `field` should say: `text` instead of all of it, or of the `piece` of it behind `prefix`."""

    field: str
    text: str
    piece: str = ""
    prefix: str = ""


def may_suggest(spec: Spec, by: User) -> bool:
    """Editors may; viewers where their team says so."""
    role = spec.role_of(by)
    return permissions.can(role, "edit") or (permissions.can(role, "comment") and spec.team.viewers_suggest)


def proposed(spec: Spec, *, by: User, row: Row | None, words: Words) -> Suggestion:
    """The suggestion to be stored. Raises NotAllowed, and Refused for what could not be written there."""
    permissions.require(by, "comment", spec)
    if not may_suggest(spec, by):
        raise NotAllowed(_("In this team only editors suggest other words. Write a comment instead."))
    base = open_to_words(row).get(words.field) if row else None
    if row is None or base is None:
        raise Refused(_("Words are suggested for a row that stands in the text."), field="words")
    stamp = stamp_of(row)
    piece, text = lines(words.piece), lines(words.text)
    found = Suggestion(field=words.field, base=base, piece=piece, replacement=text, stamp=stamp)
    if piece:
        found.place = _place(base, piece, lines(words.prefix))
    if found.wanted == base:
        raise Refused(_("These are the words that stand there."), field="words")
    _require_writable(spec, row, words.field, found.wanted)
    return found


def open_to_words(row: Row) -> dict[str, str]:
    """The fields that others may suggest words for, with what they say: those of the row's own lines, and, where its
    name is a heading, the text below. None of a row that is not in the text."""
    if row.removed_at:
        return {}
    own = fields(row.kind, row.dialect, row.source)
    if row.dialect.startswith("heading") and "text" not in own:
        document = row.spec.document()
        return own | {k: v for k, v in values_of(document, placed(document, row)).items() if k == "text"}
    return own


def field_of(values: Mapping[str, str]) -> str:
    """The field that words are suggested for on a page: the text, else the name, else none."""
    return next((name for name in ("text", "title") if name in values), "")


def _place(base: str, piece: str, prefix: str) -> int:
    """Where the piece stands; where it does more than once, behind what is most like the prefix."""
    places = [at for at in range(len(base)) if base.startswith(piece, at)]
    if not places:
        raise Refused(
            _("The words to be replaced do not stand there like this. Suggest the whole text."), field="words"
        )
    return max(places, key=lambda at: _alike(base[:at], prefix))


def _alike(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def _require_writable(spec: Spec, row: Row, field: str, text: str) -> None:
    """What an editor could not accept is not suggested."""

    def edit(document: Document) -> Written:
        return writer.set_fields(document, placed(document, row), {field: text})

    start = window(spec, row.pk)
    if start is None or written_in(start, edit) is None:
        edit(spec.document())


def accept(suggestion: Suggestion, *, by: User, over: str | None = None) -> Event:
    """Writes the suggested words and resolves the thread; who accepts is the writer.

    If the row moved on they are merged with what it says now. Raises Conflict where the same words were changed; asked
    again with `over`, what the row said then, they take its place. Raises WrongStatus where approved text is closed,
    or somebody decided before.
    """
    comment = suggestion.comment
    thread, base = comment.thread, suggestion.base if over is None else over
    row, field = thread.row, suggestion.field
    assert row is not None, "words are suggested for a row"

    def edit(document: Document) -> Written:
        index = placed(document, row)
        theirs = values_of(document, index).get(field, "")
        merged = merge_text(base, suggestion.wanted, theirs, whole=field in WHOLE)
        if merged.conflict:
            raise Conflict({field: Clash(base, suggestion.wanted, theirs)}, Row.objects.get(pk=row.pk))
        return (
            Written(document, index)
            if merged.text == theirs
            else writer.set_fields(document, index, {field: merged.text})
        )

    def act(recorder: Recorder) -> None:
        _decide(suggestion, recorder, "accepted")
        Thread.objects.filter(pk=thread.pk).update(resolved_at=recorder.at, resolved_by=by)
        recorder.note(thread=thread.pk, comment=comment.pk, suggester=comment.by_id)

    event = change(thread.spec, by=by, action="edit", verb="accepted", edit=edit, act=act, inside=row.pk)
    assert event is not None, "a decision is noted"
    return event


def decline(suggestion: Suggestion, *, by: User, word: str) -> Event:
    """Says no, and why. Editors may, also while the text is closed, and who suggested it."""
    comment = suggestion.comment
    thread, said = comment.thread, lines(word).strip()
    if comment.by_id != by.pk:
        permissions.require(by, "edit", thread.spec)
    if not said:
        raise Refused(_("Say in a word why not."), field="word")
    if len(said) > WORD_LENGTH or "\0" in said:
        raise Refused(_("At most 2,000 characters."), field="word")

    def act(recorder: Recorder) -> None:
        suggestion.word = said
        _decide(suggestion, recorder, "declined")
        recorder.note_beside(thread=thread.pk, comment=comment.pk, suggester=comment.by_id)

    event = change(thread.spec, by=by, action="comment", verb="declined", text=False, act=act)
    assert event is not None, "a decision is noted"
    return event


def _decide(suggestion: Suggestion, recorder: Recorder, state: str) -> None:
    now = (
        Suggestion.objects.select_related("decided_by").filter(pk=suggestion.pk, comment__sent_at__isnull=False).first()
    )
    if now is None:
        raise Refused(_("It was deleted meanwhile. Nothing was changed."))
    if now.state != "open":
        words = {"accepted": _("{person} accepted it already."), "declined": _("{person} declined it already.")}
        raise WrongStatus(words[now.state].format(person=now.decided_by))
    suggestion.state, suggestion.decided_by, suggestion.decided_at = state, recorder.by, recorder.at
    suggestion.save(update_fields=("state", "decided_by", "decided_at", "word"))
