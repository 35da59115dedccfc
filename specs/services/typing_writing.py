"""Brings what was typed into the rows, and what was changed elsewhere into the texts. Called under the spec's lock.

A flush writes a text's head into its row (rules 3 to 7), a follow appends to its log what a change did to the row
(rules 13 to 15), an end closes it for ever (rule 16). The events are recorded by the door itself, which gives `Record`.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils import timezone

from specs.document.changesets import Changes, Unwritable, apply, diff, map_over
from specs.document.rows import Document, Refused, Window
from specs.document.typed import is_cut, is_emptied, value_at, write_draft, write_settled
from specs.document.writer import Written
from specs.models import SharedText, Spec, TextChange
from specs.models.texts import OUTSIDE
from specs.services import typing_log as log
from specs.services.locating import lines, placed
from specs.services.pieces import forget_all
from specs.services.storing import Drawn, Snapshot, draw, snapshot
from specs.services.typing_clearing import clear_later, shorten
from specs.services.windows import window, written_in


class Record(Protocol):
    """Records an event in the transaction of the caller, who has locked the spec; gives the text as stored."""

    def __call__(
        self,
        spec: Spec,
        start: Snapshot,
        written: Written | None,
        *,
        people: Sequence[int],
        verb: str,
        data: dict[str, Any] | None = None,
        drawn: Drawn | None = None,
    ) -> Document: ...


@dataclass(frozen=True, slots=True)
class Attempt:
    """A head, and how it would be written into its row; `written` is None where it waits or, with `why`, cannot be."""

    words: str
    version: int
    start: Snapshot
    written: Written | None
    why: str = ""
    settles: bool = False
    drawn: Drawn | None = None


def attempt(spec: Spec, text: SharedText, *, settle: bool) -> Attempt:
    """Tries to write a text as it is now; needs no lock, and changes nothing."""
    edit = _Edit(text, log.head(text), settle)
    start = None if settle else window(spec, text.row_id)
    written = written_in(start, edit) if start else None
    why = ""
    if start is None or written is None:
        start = snapshot(spec)
        try:
            written = edit(start.document)
        except Refused as refused:
            why = refused.message
    drawn = draw(start.document, written.document) if written else None
    return Attempt(edit.words, text.version, start, None if edit.waits else written, why, edit.settle, drawn)


@dataclass(slots=True)
class _Edit:
    """A text as a change of its row. `waits`: only settling writes it, since its row would go."""

    text: SharedText
    words: str
    settle: bool
    waits: bool = False

    def __call__(self, document: Document) -> Written:
        index, field = placed(document, self.text.row_id), self.text.field
        self.settle = self.settle or is_cut(document, index, self.words)
        self.waits = not self.settle and is_emptied(document, index, field, self.words)
        if self.waits:
            return Written(document, index)
        write = write_settled if self.settle else write_draft
        return write(document, index, field, self.words)


def land(text: SharedText, others: Iterable[SharedText], tried: Attempt, record: Record) -> None:
    """Records an attempt that still fits, moves the text's base, and brings it into the other texts that are open."""
    if tried.written is None:
        _put_off(text, tried.why)
        return
    start = tried.start
    people = log.typists(text, since=text.base_version) or log.typists(text, since=0)
    document = start.document
    if tried.written.document is not document and people:
        document = record(text.spec, start, tried.written, people=people, verb="typed", drawn=tried.drawn)
    _rest(text, tried, _value(document, text))
    if tried.settles and [row.id for row in document.rows] != [row.id for row in start.document.rows]:
        _end_where_rows_came(text, tried, document)
    if document is not start.document:
        besides = [other for other in others if other.pk != text.pk]
        only = (text.row_id,) if isinstance(start.document, Window) else None
        follow(besides, document, by=people[0], record=record, only=only)


def _put_off(text: SharedText, why: str) -> None:
    """Nothing is written for now; tried again after a while, or with the next letter."""
    if text.failed != why[:300]:
        text.failed = why[:300]
        forget_all(text.spec)
    text.flushed = timezone.now()
    text.save(update_fields=("failed", "flushed"))


def _rest(text: SharedText, tried: Attempt, value: str | None) -> None:
    """What was typed up to the attempt stands in the row now, which reads as `value`."""
    if text.failed:
        forget_all(text.spec)
    text.base, text.base_version = tried.words, tried.version
    text.stored = None if value == tried.words else value
    text.failed, text.flushed = "", timezone.now()
    shorten(text)
    text.save(update_fields=("base", "base_version", "stored", "failed", "flushed", "oldest"))


def close(text: SharedText, why: str) -> None:
    """Ends a text for ever. Whoever has it open is told after the commit."""
    text.state, text.why = "closed", why
    text.save(update_fields=("state", "why"))
    clear_later(text)
    log.tell(text)


def _end_where_rows_came(text: SharedText, tried: Attempt, document: Document) -> None:
    value = _value(document, text)
    if value is None:
        close(text, "split" if tried.words.strip(" \t\n") else "emptied")
    elif value.strip(" \t\n") != tried.words.strip(" \t\n"):
        close(text, "split")


def _value(document: Document, text: SharedText) -> str | None:
    """What the text's field reads as, None where the row or the field is gone."""
    try:
        index = document.place(text.row_id)
    except LookupError:
        return None
    value = value_at(document, index, text.field)
    return None if value is None else lines(value)


def flush_all(spec: Spec, texts: Sequence[SharedText], record: Record, *, settle: bool = False) -> None:
    """Writes every text that has letters its row has not; with `settle` all of them, with the rows that they make."""
    for text in texts:
        if text.is_open and (text.unwritten or settle):
            land(text, texts, attempt(spec, text, settle=settle), record)


def unwritten_in(texts: Iterable[SharedText], before: Document, after: Document) -> bool:
    """Whether a change touches a row in which letters wait to be written: they come first."""
    waiting = {text.row_id for text in texts if text.unwritten}
    return bool(waiting) and any(_subtree(before, pk) != _subtree(after, pk) for pk in waiting)


def _subtree(document: Document, pk: int) -> list[Any]:
    try:
        index = document.place(pk)
    except LookupError:
        return []
    above = document.rows[index].parent
    own = [(row.id, row.kind, row.source) for row in document.rows[index : document.end(index)]]
    return [None if above is None else document.rows[above].id, *own]


def follow(
    texts: Iterable[SharedText],
    document: Document,
    *,
    by: int,
    record: Record,
    only: Collection[int] | None = None,
) -> None:
    """Brings a change of the text, as stored in `document`, into the texts that are open. `only` are the rows that can
    be read there, where it is a window: no other was changed."""
    for text in texts:
        if not text.is_open or (only is not None and text.row_id not in only):
            continue
        value = _value(document, text)
        if value is None:
            end(text, "deleted" if not _stands(document, text) else "kind", record)
        elif value != log.read_as(text):
            _bring(text, value, by)


def _stands(document: Document, text: SharedText) -> bool:
    return any(row.id == text.row_id for row in document.rows)


def _bring(text: SharedText, value: str, person: int) -> None:
    """Appends what was done elsewhere, mapped over the letters that were not written yet (rules 13 and 14)."""
    was, words, waiting = log.read_as(text), log.head(text), text.unwritten
    changes = _mapped(was, value, words)
    now = apply(words, changes)
    entry = log.append(text, changes, person=person, client=OUTSIDE, n=text.version + 1, at=timezone.now())
    TextChange.objects.bulk_create([entry])
    if waiting:
        text.stored = value
    else:
        text.base, text.base_version = now, text.version
        text.stored = None if value == now else value
    text.save(update_fields=("version", "base", "base_version", "stored"))
    log.tell(text)


def _mapped(was: str, value: str, words: str) -> Changes:
    changes = map_over(diff(was, value), diff(was, words))
    try:
        apply(words, changes)
    except Unwritable:  # both together are longer than a text may be: what was done elsewhere stands
        return diff(words, value)
    return changes


def end(text: SharedText, why: str, record: Record) -> None:
    """Closes a text. Letters that never came into its row are kept whole in the history (rule 7)."""
    words = log.head(text)
    if text.unwritten and words != log.read_as(text):
        people = log.typists(text, since=text.base_version)
        data = {"row": text.row_id, "field": text.field, "kept": words}
        start = Snapshot(Document(()), {}, text.spec.seq)
        record(text.spec, start, None, people=people, verb="kept", data=data)
    close(text, why)


def end_all(spec: Spec, texts: Iterable[SharedText], why: str, record: Record) -> None:
    """Ends all typing in a spec: its epoch is another from here on, so that nothing is carried over by itself."""
    for text in [text for text in texts if text.is_open]:
        end(text, why, record)
    spec.epoch += 1
    spec.save(update_fields=("epoch",))
