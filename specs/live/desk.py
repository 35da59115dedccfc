"""Threads that ask the database for sockets. Their connections are closed once they have nothing to do."""

import asyncio
import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

from django.db import Error, connections

T = TypeVar("T")
Job = tuple[Callable[[], Any], "asyncio.Future[Any]"]
#: Seconds after which a thread without work closes its connection.
IDLE = 3.0


class Desk:
    def __init__(self, threads: int, name: str) -> None:
        self.jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self.threads = [threading.Thread(target=self._work, name=f"{name}-{i}", daemon=True) for i in range(threads)]
        for thread in self.threads:
            thread.start()

    async def run(self, work: Callable[..., T], *given: Any) -> T:
        """What `work` gives or raises, asked in one of the threads."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.jobs.put((lambda: work(*given), future))
        return cast("T", await future)

    def stop(self) -> None:
        for _ in self.threads:
            self.jobs.put(None)
        for thread in self.threads:
            thread.join(timeout=5)

    def _work(self) -> None:
        while (job := self._next()) is not None:
            work, future = job
            trouble: Exception | None = None
            given: object = None
            try:
                given = work()
            except Error as error:  # the next one begins with a connection of its own
                connections.close_all()
                trouble = error
            except Exception as error:  # noqa: BLE001 (raised again where it is awaited)
                trouble = error
            _tell(future, given, trouble)
        connections.close_all()

    def _next(self) -> Job | None:
        try:
            return self.jobs.get(timeout=IDLE)
        except queue.Empty:
            connections.close_all()
            return self.jobs.get()


def _tell(future: "asyncio.Future[Any]", given: object, trouble: Exception | None) -> None:
    def settle() -> None:
        if future.done():
            return
        if trouble is None:
            future.set_result(given)
        else:
            future.set_exception(trouble)

    try:
        future.get_loop().call_soon_threadsafe(settle)
    except RuntimeError:  # the server ended meanwhile
        return
