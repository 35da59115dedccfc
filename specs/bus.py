"""Tells listeners that a spec has a new event, or a shared text new letters. Carries numbers and ids, never content.

Nothing that depends on a rule hangs on it: a listener that missed a message reads the tables from the last number on.
Listeners of this process are called in the writer's thread. Where the database is PostgreSQL it carries the message to
the other processes too; on SQLite they look themselves (specs/live/wires.py).
"""

import json
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection

_log = logging.getLogger(__name__)

#: Tells this process's messages from those of others.
PROCESS = secrets.token_hex(6)
CHANNEL = "specroom"
#: So many rows are named; PostgreSQL carries 8,000 bytes.
_ROWS = 400


@dataclass(frozen=True, slots=True)
class Message:
    spec: int
    number: int
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TextMoved:
    """A shared text has a new version, or was closed at it."""

    text: int
    version: int
    spec: int


@dataclass(frozen=True, slots=True)
class Whisper:
    """Who is where, and carets: what nobody stores."""

    said: dict[str, Any]


Told = Message | TextMoved | Whisper
Listener = Callable[[Any], None]
_listeners: list[Listener] = []
_lock = Lock()


def listen(listener: Listener) -> Callable[[], None]:
    """Calls `listener` with each message from now on, in the writer's thread. Gives a function that ends it."""
    with _lock:
        _listeners.append(listener)

    def end() -> None:
        with _lock:
            if listener in _listeners:
                _listeners.remove(listener)

    return end


def publish(message: Told) -> None:
    """Reaches every listener; one that fails is logged and does not keep the others, nor the writer, from going on."""
    hear(message)
    carry(message)


def hear(message: Told) -> None:
    """What this process's listeners are told."""
    with _lock:
        listeners = tuple(_listeners)
    for listener in listeners:
        try:
            listener(message)
        except Exception:  # noqa: BLE001 (the write is committed; a listener's fault must not look like the writer's)
            _log.exception("a listener failed")


def is_shared() -> bool:
    """Whether other processes write too, as far as this one knows."""
    return bool(settings.BUS != "memory")


def is_notified() -> bool:
    return is_shared() and connection.vendor == "postgresql"


def carry(message: Told) -> None:
    """Tells the other processes, where the database carries that. What is lost on the way is found in the tables."""
    if not is_notified():
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, packed(message)])
    except Exception:  # noqa: BLE001 (as above)
        _log.exception("the other processes were not told")


def packed(message: Told) -> str:
    if isinstance(message, Message):
        return json.dumps([PROCESS, "event", message.spec, message.number, message.rows[:_ROWS]])
    if isinstance(message, TextMoved):
        return json.dumps([PROCESS, "text", message.text, message.version, message.spec])
    return json.dumps([PROCESS, "whisper", message.said])


def unpacked(text: str) -> Told | None:
    """The message of another process; None for one's own, and for what is none."""
    try:
        process, kind, *said = json.loads(text)
        if process == PROCESS:
            return None
        if kind == "event":
            return Message(int(said[0]), int(said[1]), tuple(said[2]))
        if kind == "text":
            return TextMoved(int(said[0]), int(said[1]), int(said[2]))
        return Whisper(dict(said[0]))
    except (ValueError, TypeError, IndexError):
        return None
