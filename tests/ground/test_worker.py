"""The thread that runs jobs beside the pages."""

import threading
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from config.worker import Worker, worker


def test_it_runs_again_and_again_until_it_is_stopped() -> None:
    runs = threading.Semaphore(0)
    thread = Worker(runs.release, pause=0.01)
    thread.start()

    assert runs.acquire(timeout=5)
    assert runs.acquire(timeout=5)
    thread.stop()
    assert not thread.is_alive()


def test_it_outlives_what_goes_wrong(caplog: pytest.LogCaptureFixture) -> None:
    runs = threading.Semaphore(0)

    def fail() -> None:
        runs.release()
        raise ValueError("the mail server is away")

    thread = Worker(fail, pause=0.01)
    thread.start()

    assert runs.acquire(timeout=5)
    assert runs.acquire(timeout=5)
    thread.stop()
    assert "The jobs could not be run" in caplog.text


def test_the_server_has_one_unless_a_setting_says_no(settings: Any) -> None:
    assert worker() is not None

    settings.JOBS_IN_SERVER = False

    assert worker() is None


def test_where_there_are_no_jobs_there_is_no_thread(settings: Any) -> None:
    settings.JOBS = "specs.no_such_jobs.run_due"

    assert worker() is None


@pytest.mark.django_db
def test_the_command_runs_what_is_due() -> None:
    said = StringIO()
    call_command("work", once=True, stdout=said)

    assert said.getvalue() == "0 jobs done\n"
