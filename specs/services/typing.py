"""Typing together in one text: opening, pushing, coming back; and what brings it into the rows by and by.

This module gathers the verbs. Letters are stored by `push`; `sweep`, called every half second by one thread of each
process, writes them into their rows once there is a pause, and settles texts that nobody types in any more.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from specs import permissions
from specs.models import SharedText, Spec, TextChange
from specs.models.texts import OUTSIDE, SharedTextQuerySet
from specs.services import typing_log as log
from specs.services import typing_writing as writing
from specs.services.change import read_again, record_typing
from specs.services.typing_log import Entry
from specs.services.typing_opening import Gone, Opened, Since, entries, open_text
from specs.services.typing_push import Push, Pushed, Refused, push

__all__ = [
    "Entry",
    "Gone",
    "Opened",
    "Push",
    "Pushed",
    "Refused",
    "Since",
    "close_all",
    "come",
    "entries",
    "flush",
    "flush_row",
    "flush_spec",
    "hands",
    "leave",
    "open_text",
    "push",
    "settle",
    "sweep",
]

#: Written so long after the last letter, and at latest so long after the first that waits (rule 5).
PAUSE, LATEST = timedelta(seconds=1.5), timedelta(seconds=6)
#: Settled and closed where nobody typed for so long.
IDLE = timedelta(minutes=2)
#: Who typed so long ago is typing still.
STILL = timedelta(seconds=15)
_TRIES = 3
_log = logging.getLogger(__name__)
#: Texts that the last person here has left, with that person.
_left: dict[int, int] = {}


def hands(spec: Spec, *, but: User) -> list[User]:
    """Who is typing in a spec just now, by name, except one."""
    lately = TextChange.objects.filter(
        text__in=SharedText.objects.standing().filter(spec=spec), at__gt=timezone.now() - STILL
    ).exclude(client=OUTSIDE)
    return list(User.objects.filter(pk__in=lately.values("person")).exclude(pk=but.pk).order_by("name", "pk"))


def flush(text: int) -> None:
    """Writes what was typed in a text into its row, if its row has not got it yet."""
    _write(text, settle=False)


def flush_spec(spec: Spec) -> None:
    """Writes all that was typed in a spec: asked before its text is read by anybody who is no page."""
    _flush_of(spec, SharedText.objects.filter(spec=spec))


def flush_row(spec: Spec, row: int) -> None:
    """Writes what was typed in a row's own texts: asked before the row is shown to whoever has just left it."""
    _flush_of(spec, SharedText.objects.filter(spec=spec, row=row))


def _flush_of(spec: Spec, texts: SharedTextQuerySet) -> None:
    waiting = list(texts.standing().unwritten().values_list("pk", flat=True))
    for pk in waiting:
        flush(pk)
    if waiting:
        spec.refresh_from_db()


def settle(spec: Spec, by: User) -> None:
    """Writes all that was typed in a spec with the rows that it makes, as submitting does: for the page that asks."""
    permissions.require(by, "edit", spec)
    standing = list(SharedText.objects.standing().filter(spec=spec).values_list("pk", flat=True))
    for pk in standing:
        _write(pk, settle=True)
    if standing:
        spec.refresh_from_db()


def leave(text: int, by: User) -> None:
    """The last person of this process has left the text: it is settled once nobody else types in it."""
    _left[text] = by.pk


def come(text: int) -> None:
    """Somebody is in the text again, so that it is not one that was left."""
    _left.pop(text, None)


def close_all(spec: Spec, why: str) -> None:
    """Writes what can be written, and ends all typing in a spec."""
    with transaction.atomic():
        locked = Spec.objects.select_for_update(of=("self",)).select_related("team", "in_force").get(pk=spec.pk)
        texts = log.locked(locked)
        writing.flush_all(locked, texts, record_typing)
        writing.end_all(locked, texts, why, record_typing)


def sweep(now: datetime | None = None) -> int:
    """Does what is due: flushes, and settles of texts that were left. Gives how many texts it saw to."""
    now = now or timezone.now()
    standing = SharedText.objects.standing()
    again = Q(flushed__lte=now - LATEST)
    paused = Q(touched__lte=now - PAUSE, flushed__lte=F("touched"))
    due = list(standing.unwritten().filter(again | paused).values_list("pk", flat=True))
    idle = set(standing.filter(again, touched__lte=now - IDLE).values_list("pk", flat=True)) | _gone_from(now)
    for pk in due:
        _see_to(pk, partial(flush, pk))
    for pk in sorted(idle):
        _see_to(pk, partial(_retire, pk))
    return len(idle.union(due))


def _gone_from(now: datetime) -> set[int]:
    """Texts whose last person here has left, and in which nobody else typed a moment ago."""
    recent = TextChange.objects.filter(text__in=list(_left), at__gt=now - LATEST)
    busy = {text for text, person in recent.values_list("text", "person") if _left.get(text) != person}
    found = set(_left) - busy
    for text in found:
        del _left[text]
    return found


def _see_to(text: int, work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001 (one text that cannot be seen to must not keep the others)
        _log.exception("text %s was not written", text)


def _retire(text: int) -> None:
    """Settles a text and closes it, unless it cannot be written: its letters stay in the log then."""
    _write(text, settle=True)
    with transaction.atomic():
        found = SharedText.objects.standing().select_for_update().filter(pk=text).first()
        if found is not None and not found.unwritten:
            writing.close(found, "idle")


def _write(text: int, *, settle: bool, tries: int = _TRIES) -> None:
    """Tries outside the lock, and lands under it if nothing came between; where others always come first, under it."""
    found = SharedText.objects.standing().select_related("spec__team", "spec__in_force").filter(pk=text).first()
    if found is None or not (found.unwritten or settle):
        return
    tried = writing.attempt(found.spec, found, settle=settle) if tries > 1 else None
    if tried and tried.why and _read_again(found):
        tried = None
    if not _landed(found, tried, settle=settle):
        _write(text, settle=settle, tries=tries - 1)


def _read_again(text: SharedText) -> bool:
    """Whether what stood in the way may be that an earlier version of Specroom read the text otherwise."""
    people = log.typists(text, since=text.base_version)
    return bool(people) and read_again(text.spec, by=User.objects.get(pk=people[0]), action="edit")


def _landed(seen: SharedText, tried: writing.Attempt | None, *, settle: bool) -> bool:
    """Whether it is done with: written, or there is no such text any more. Without `tried` it is tried here."""
    with transaction.atomic():
        spec = Spec.objects.select_for_update(of=("self",)).select_related("team", "in_force").get(pk=seen.spec_id)
        texts = log.locked(spec)
        text = next((each for each in texts if each.pk == seen.pk), None)
        if text is None:
            return True
        if tried is None:
            tried = writing.attempt(spec, text, settle=settle)
        elif not _fits(tried, seen, text, spec):
            return False
        writing.land(text, texts, tried, record_typing)
        return True


def _fits(tried: writing.Attempt, seen: SharedText, text: SharedText, spec: Spec) -> bool:
    """What settles may end the text, so nobody may have typed since; a draft may be behind."""
    moved = text.version != seen.version if tried.settles else text.base_version != seen.base_version
    return tried.start.seq == spec.seq and not moved
