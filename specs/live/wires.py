"""How a process hears that another one wrote: PostgreSQL tells it, on SQLite it looks at the file's own counter.

Only while pages are open. Whatever was missed, while no page was open or the line was down, is found by looking once.
"""

import logging
import threading
from collections.abc import Callable

from django.db import connection

from specs import bus

_log = logging.getLogger(__name__)
#: Seconds between two looks at SQLite's counter, and before a lost line is taken up again.
PAUSE, AGAIN = 0.1, 1.0


class Wire:
    """Where one process is all there is: it hears itself."""

    carries = False

    def watch(self, wanted: bool) -> None:  # noqa: FBT001 (whether pages are open)
        return

    def stop(self) -> None:
        return


class _Watching(Wire):
    """A thread with a connection of its own, which it holds only while pages are open."""

    def __init__(self, moved: Callable[[], None]) -> None:
        self.moved = moved
        self.wanted, self.stopped = threading.Event(), threading.Event()
        self.thread = threading.Thread(target=self._run, name="wire", daemon=True)
        self.thread.start()

    def watch(self, wanted: bool) -> None:  # noqa: FBT001
        if wanted:
            self.wanted.set()
        else:
            self.wanted.clear()

    def stop(self) -> None:
        self.stopped.set()
        self.wanted.set()
        self.thread.join(timeout=5)

    def _run(self) -> None:
        while not self.stopped.is_set():
            self.wanted.wait()
            try:
                self.listen()
            except Exception:  # noqa: BLE001 (whatever was written is found once the line is up again)
                if not self.stopped.is_set():
                    _log.exception("the line to other processes is down")
                self.stopped.wait(AGAIN)
            finally:
                connection.close()

    def listens(self) -> bool:
        return self.wanted.is_set() and not self.stopped.is_set()

    def listen(self) -> None:
        raise NotImplementedError

    def tell(self) -> None:
        """Nobody is there to be told once the server ends."""
        try:
            self.moved()
        except RuntimeError:
            self.stopped.set()


class Counter(_Watching):
    """SQLite counts the commits of all other connections, in whatever process."""

    def listen(self) -> None:
        before = None
        while self.listens():
            with connection.cursor() as cursor:
                now = cursor.execute("PRAGMA data_version").fetchone()[0]
            if now != before:
                self.tell()
            before = now
            self.stopped.wait(PAUSE)


class Notified(_Watching):
    """PostgreSQL tells what was published, of all processes and machines."""

    carries = True

    def listen(self) -> None:
        connection.ensure_connection()
        line = connection.connection
        line.execute("LISTEN specroom")  # bus.CHANNEL
        self.tell()
        while self.listens():
            for note in line.notifies(timeout=0.5):
                told = bus.unpacked(note.payload)
                if told is not None:
                    bus.hear(told)


def wire(moved: Callable[[], None]) -> Wire:
    """`moved` is called, in another thread, when somebody may have written."""
    if not bus.is_shared():
        return Wire()
    return Notified(moved) if connection.vendor == "postgresql" else Counter(moved)
