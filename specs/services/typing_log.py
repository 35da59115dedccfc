"""The log of a shared text: its head, its entries, one more entry, its end.

Heads are kept in memory, each for one version of one base (rule 19), and only once that is committed: a transaction
rolled back leaves none behind.
"""

import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, partial
from threading import Lock
from typing import Any

from django.db import transaction

from specs import bus
from specs.document.changesets import Changes, apply, stored
from specs.models import SharedText, Spec, TextChange
from specs.models.texts import OUTSIDE
from specs.services import typing_store

_KEPT = 2_000
_heads: OrderedDict[int, "_Kept"] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True, slots=True)
class _Kept:
    """The newest head of a text that this process saw, and of what it is the head."""

    version: int
    base_version: int
    base: str
    head: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One change set of a log as it is told: version, person, client, its number there, CodeMirror's JSON."""

    v: int
    by: int
    c: str
    n: int
    ch: list[Any]


def entry_of(change: TextChange) -> Entry:
    return Entry(change.version, change.person_id, change.client, change.n, json.loads(change.changes))


@lru_cache(maxsize=8_192)
def changes_of(written: str) -> Changes:
    """A change set as the log holds it."""
    return stored(json.loads(written))


def head(text: SharedText) -> str:
    """The text as it was typed so far (rule 2)."""
    if not text.unwritten:
        return text.base
    known = _known(text)
    if known is None:
        known = at_version(text, text.version)
        transaction.on_commit(partial(keep, text, known))
    return known


def _known(text: SharedText) -> str | None:
    with _lock:
        kept = _heads.get(text.pk)
    now = (text.version, text.base_version, text.base)
    return kept.head if kept and now == (kept.version, kept.base_version, kept.base) else None


def keep(text: SharedText, words: str) -> None:
    """Keeps a head that is committed."""
    with _lock:
        _heads[text.pk] = _Kept(text.version, text.base_version, text.base, words)
        _heads.move_to_end(text.pk)
        while len(_heads) > _KEPT:
            _heads.popitem(last=False)


def forget_heads() -> None:
    """For another database under the same process: there the same numbers name other texts."""
    with _lock:
        _heads.clear()


def at_version(text: SharedText, version: int) -> str:
    """The text at a version that is not before its base."""
    words = text.base
    found = TextChange.objects.filter(text=text, version__gt=text.base_version, version__lte=version)
    for written in found.order_by("version").values_list("changes", flat=True):
        words = apply(words, changes_of(written))
    return words


def append(text: SharedText, changes: Changes, *, person: int, client: str, n: int, at: datetime) -> TextChange:
    """One more entry of a text that is locked. The text's row is not saved by this, nor is the entry."""
    text.version += 1
    return TextChange(
        text=text,
        version=text.version,
        person_id=person,
        client=client,
        n=n,
        changes=packed(changes),
        at=at,
    )


def packed(changes: Changes) -> str:
    return json.dumps(changes.to_json(), separators=(",", ":"))


def locked(spec: Spec) -> list[SharedText]:
    """All texts of a spec that are open, locked in one statement in the order of their ids (rule 13).

    The spec is locked by the caller, so none is opened meanwhile.
    """
    if not typing_store.stands(spec.pk):
        return []
    found = list(SharedText.objects.standing().filter(spec=spec).select_for_update())
    for text in found:
        text.spec = spec
    return found


def tell(text: SharedText) -> None:
    message = bus.TextMoved(text.pk, text.version, text.spec_id)
    transaction.on_commit(partial(bus.publish, message))


def typists(text: SharedText, *, since: int) -> list[int]:
    """Who typed after a version, whoever came first before the others; changes made elsewhere are nobody's typing."""
    found = TextChange.objects.filter(text=text, version__gt=since).exclude(client=OUTSIDE).order_by("version")
    return list(dict.fromkeys(found.values_list("person", flat=True)))


def read_as(text: SharedText) -> str:
    """What the row said when it was last looked at."""
    return text.base if text.stored is None else text.stored
