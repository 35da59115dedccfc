"""A request that is sent again changes nothing again: the key that the sender made is kept with the event.

A browser that got no answer cannot know whether its request was carried out, so it sends it again with the same key.
The key belongs to the request, not to one of the verbs, so it is kept beside them while the request is answered.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from accounts.models import User
from specs.models import Event, Spec

_KEY = re.compile(r"[A-Za-z0-9-]{8,64}")
_asked: ContextVar[str] = ContextVar("key of the request", default="")


@contextmanager
def asked_with(key: str) -> Iterator[None]:
    """The first change recorded inside keeps `key`. One that is no key is none."""
    token = _asked.set(key if _KEY.fullmatch(key) else "")
    try:
        yield
    finally:
        _asked.reset(token)


def forget_key() -> None:
    """What is recorded from here on is only a part of what was asked for: sent again, the request must run again."""
    _asked.set("")


def take_key() -> str:
    """The key for the event about to be stored; one event alone gets it."""
    key = _asked.get()
    _asked.set("")
    return key


def done_before(spec: Spec, *, by: User, key: str) -> Event | None:
    """What this person's request with this key changed, if it was here before."""
    return Event.objects.filter(spec=spec, actor=by, key=key).first() if key else None
