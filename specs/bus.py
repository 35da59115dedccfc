"""Tells whoever listens in this process that a spec has a new event. Carries numbers and ids, never content.

Nothing that depends on a rule hangs on it: a listener that missed a message reads the events from the last number on.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Message:
    spec: int
    number: int
    rows: tuple[int, ...] = ()


Listener = Callable[[Message], None]
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


def publish(message: Message) -> None:
    """Reaches every listener; one that fails is logged and does not keep the others, nor the writer, from going on."""
    with _lock:
        listeners = tuple(_listeners)
    for listener in listeners:
        try:
            listener(message)
        except Exception:  # noqa: BLE001 (the write is committed; a listener's fault must not look like the writer's)
            _log.exception("a listener failed")
