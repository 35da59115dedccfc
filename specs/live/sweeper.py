"""The thread of each process that writes what was typed into its rows, once there is a pause."""

import logging
import threading

from django.db import Error, connections

from specs.services import typing

_log = logging.getLogger(__name__)
PAUSE = 0.5


class Sweeper(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="sweeper", daemon=True)
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(PAUSE):
            try:
                typing.sweep()
            except Error:
                _log.exception("what was typed could not be looked at")
                connections.close_all()
        connections.close_all()

    def stop(self) -> None:
        self.stopped.set()
        self.join(timeout=5)
