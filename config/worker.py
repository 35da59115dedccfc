"""The thread that runs jobs (mails, reminders, clean-up) beside the pages."""

import logging
import threading
from collections.abc import Callable
from importlib.util import find_spec

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


class Worker(threading.Thread):
    """Calls `run_due` again and again; a job that fails is that function's to note, a crash of it is logged here."""

    def __init__(self, run_due: Callable[[], object], *, pause: float) -> None:
        super().__init__(name="jobs", daemon=True)
        self.run_due = run_due
        self.pause = pause
        self.stopped = threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(self.pause):
            close_old_connections()
            try:
                self.run_due()
            except Exception:  # the thread outlives whatever goes wrong in a job
                logger.exception("The jobs could not be run")
        connections.close_all()

    def stop(self) -> None:
        self.stopped.set()
        self.join(timeout=5)


def worker() -> Worker | None:
    """The worker of this process; None where there are no jobs to run or `manage.py work` runs them."""
    if not settings.JOBS_IN_SERVER or find_spec(settings.JOBS.rpartition(".")[0]) is None:
        return None
    return Worker(import_string(settings.JOBS), pause=settings.JOBS_PAUSE)
