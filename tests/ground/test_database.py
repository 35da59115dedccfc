"""The database that people get without choosing one: SQLite that loses nothing and lets its writers wait."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler, OperationalError

from config import settings as ours


@pytest.fixture
def connected(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], BaseDatabaseWrapper]]:
    """connected() gives one more connection to a file of this test's own, with the settings of a server.

    The tests' own database may be another, and is set up by the test runner.
    """
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(ours, "VAR", tmp_path)
    handler = ConnectionHandler({"default": ours.database()})
    made: list[BaseDatabaseWrapper] = []

    def connect() -> BaseDatabaseWrapper:
        made.append(handler.create_connection("default"))
        made[-1].ensure_connection()
        return made[-1]

    yield connect
    for connection in made:
        connection.close()


def asked(connection: BaseDatabaseWrapper, pragma: str) -> object:
    """The value as SQLite itself says it, past Django's bookkeeping."""
    return connection.connection.execute(f"PRAGMA {pragma}").fetchone()[0]


@pytest.mark.parametrize(
    ("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20_000)]
)
def test_it_survives_a_power_cut_and_readers_do_not_wait(
    connected: Callable[[], BaseDatabaseWrapper], pragma: str, value: object
) -> None:
    assert asked(connected(), pragma) == value


def test_a_transaction_takes_the_lock_at_its_begin(connected: Callable[[], BaseDatabaseWrapper]) -> None:
    """IMMEDIATE: one that only asked for it at its first write would fail there when another wrote meanwhile."""
    first, second = connected(), connected()
    second.connection.execute("PRAGMA busy_timeout = 0")
    with transaction_in(first), pytest.raises(OperationalError, match="locked"), transaction_in(second):
        pass


@contextmanager
def transaction_in(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """As `atomic` begins it, in a connection that has no alias."""
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    yield
    connection.rollback()
