"""A process hears that another one wrote: by a notice of PostgreSQL, by the counter of SQLite's file."""

import json
import queue
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from specs import bus
from specs.live import wires
from tests.factories import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]

Told = queue.Queue[object]


@pytest.fixture
def moved() -> Iterator[Told]:
    """What the wire of this process says, once it listens."""
    told: Told = queue.Queue()
    wire = wires.wire(lambda: told.put("look"))
    wire.watch(wanted=True)
    assert told.get(timeout=5) == "look", "whatever happened before is looked for once"
    yield told
    wire.stop()


def elsewhere(work: Callable[[], object]) -> None:
    """In another connection, as another process has one."""

    def run() -> None:
        work()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=10)


def test_what_another_process_wrote_is_heard(moved: Told) -> None:
    heard: Told = queue.Queue()
    end = bus.listen(heard.put)
    said = json.dumps(["another process", "event", 7, 41, [3, 4]])

    def write() -> None:
        make_user()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_notify(%s, %s)", [bus.CHANNEL, said])

    elsewhere(write)
    if connection.vendor == "postgresql":
        assert heard.get(timeout=5) == bus.Message(7, 41, (3, 4))
    else:
        assert moved.get(timeout=5) == "look"
    end()


def test_whoever_lost_the_line_looks_once_and_hears_of_everything_again(moved: Told) -> None:
    """Events, letters, and who is here. SQLite's file has no line that could be lost: each write is a look."""
    if connection.vendor != "postgresql":
        for _ in range(2):
            elsewhere(make_user)
            assert moved.get(timeout=5) == "look"
        return
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN specroom'"
    elsewhere(lambda: connection.cursor().execute(cut))
    assert moved.get(timeout=10) == "look"
    heard: Told = queue.Queue()
    end = bus.listen(heard.put)
    told = (bus.Message(7, 41, (3, 4)), bus.TextMoved(5, 12, 7), bus.Whisper({"kind": "people", "spec": 7}))

    def say() -> None:
        bus.carry(told[0])  # one's own, which was heard before it was carried
        for message in told:
            said = bus.packed(message).replace(bus.PROCESS, "another")
            connection.cursor().execute("SELECT pg_notify(%s, %s)", [bus.CHANNEL, said])

    elsewhere(say)
    assert tuple(heard.get(timeout=5) for _ in told) == told
    end()
