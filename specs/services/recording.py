"""Appends records to a spec's chain. Called under the spec's lock, in the transaction of the act recorded."""

import secrets
from datetime import UTC, datetime
from typing import Any

from accounts.models import User
from specs.models import Event, Instance, Opening, Record, Spec
from specs.services.chain import FIRST, canonical, digest, sha256

_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"


def append(
    spec: Spec, *, by: User, role: str, kind: str, data: dict[str, Any], at: datetime, event: Event | None
) -> Record:
    """One more link. Its time is never before that of the link before, whatever the clock says."""
    last = Record.objects.filter(spec=spec).order_by("n").last()
    if last is not None:
        at = max(at, last.at)
    n, prev = (last.n + 1, last.hash) if last else (1, FIRST)
    content = {
        "at": at.astimezone(UTC).strftime(_TIME),
        "by": {"auth": "session", "commit": person(by), "id": str(by.uuid), "role": role},
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
