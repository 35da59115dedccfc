"""Appends records to a spec's chain. Called under the spec's lock, in the transaction of the act recorded.

What `data` holds, by kind. People are uuids, revisions and rounds their numbers, reasons and comments commitments
(`text`); `services/replay.py` reads exactly these, and so does the script in an evidence bundle.

| kind | data |
|---|---|
| revision | revision, sha, size, progress, version, base (a revision or null), writers, events, waived, images |
| round | round, revision, sha, rules [{label, need, people}], reviewers, writers, writers_count, why, signing, ... |
| verdict | revision, round, sha, verdict (approve, request, lift, retract), meaning, comment |
| override | round, of (whose request), request (n of its record), reason |
| withdraw | round, reason |
| approved | revision, round, sha, version, verdicts (numbers of the records counted) |
| revise | revision, version |
| abandon | revision (to which the text goes back), reason |
| implement | revision, sha, requirements [{row, uid, tasks [{row, by, at, evidence}], waived (a reason or null)}] |
| reopen | revision, reason |
| revoke | revision, in_force (a revision or null), reason |
| waiver | revision, requirement (its row), uid, reason (null: taken back); or revision, findings (as `waived`) |
| archive, restore | version |

A round has besides `waived` and `reason` (why reviewers were changed). `waived` of a revision and a round is a list of
{finding, by, reason}; `why` says why writers count (the oldest records have it in words). `by.auth` is session, or
password where it was typed again for this act, `auth_at` when. `events` of a revision are the numbers of the first and
last edit since its base and the hash of what they say. `clock` stands beside `at` where the server's clock was more
than two seconds behind the record before: what it said.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.models import User
from specs.models import Event, Instance, Opening, Record, Spec
from specs.services.chain import FIRST, canonical, digest, sha256
from specs.services.signing import LOGGED_IN, Signature

_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_SLACK = timedelta(seconds=2)  # by which a clock may be put right without a word


def append(
    spec: Spec,
    *,
    by: User,
    role: str,
    kind: str,
    data: dict[str, Any],
    at: datetime,
    event: Event | None,
    signed: Signature = LOGGED_IN,
) -> Record:
    """One more link. Its time is never before that of the link before, whatever the clock says."""
    last = Record.objects.filter(spec=spec).order_by("n").last()
    n, prev = (last.n + 1, last.hash) if last else (1, FIRST)
    clock: dict[str, Any] = {}
    if last is not None and at < last.at:
        clock = {"clock": written(at)} if last.at - at > _SLACK else {}
        at = last.at
    content = {
        **clock,
        "at": written(at),
        "by": {**_signed(signed), "commit": person(by), "id": str(by.uuid), "role": role},
        "data": data,
        "instance": instance(),
        "key": spec.key,
        "kind": kind,
        "n": n,
        "prev": prev,
        "spec": str(spec.uuid),
        "v": 1,
    }
    stored = canonical(content)
    return Record.objects.create(
        spec=spec, n=n, kind=kind, data=stored, hash=digest(stored), prev=prev, at=at, by=by, event=event
    )


def _signed(signed: Signature) -> dict[str, str]:
    """How the person was known, and since when where that is known."""
    since = {"auth_at": written(signed.at)} if signed.at else {}
    return {"auth": signed.method, **since}


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime(_TIME)


def instance() -> str:
    return str(Instance.objects.get_or_create(only=True)[0].uuid)


def person(user: User) -> str:
    """The commitment to the name and address a person has now; what opens it can be erased, the chain holds."""
    words = {"email": user.email, "name": user.name}
    known = Opening.objects.filter(person=user, spec=None, words=words).first()
    return (known or _opening(words, person=user)).commit


def text(spec: Spec, words: str) -> str:
    """The commitment to a comment or reason."""
    return _opening({"text": words}, spec=spec).commit


def _opening(words: dict[str, str], *, person: User | None = None, spec: Spec | None = None) -> Opening:
    salt = secrets.token_hex(32)
    commit = sha256(salt.encode() + canonical(words))
    return Opening.objects.create(commit=commit, salt=salt, words=words, person=person, spec=spec)


def events_digest(spec: Spec, first: int, last: int) -> str:
    """The hash of what these events say, so that an edit taken away later is found."""
    events = Event.objects.filter(spec=spec, number__range=(first, last)).order_by("number").select_related("actor")
    return digest_of(events)


def digest_of(events: Iterable[Event]) -> str:
    forms = [
        {
            "actor": str(e.actor.uuid),
            "changes": e.changes,
            "data": e.data,
            "number": e.number,
            "text": e.text,
            "verb": e.verb,
        }
        for e in events
    ]
    return sha256(canonical(forms))
