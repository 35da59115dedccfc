"""What begins and ends with the server."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from config.bodies import Receive
from config.worker import Worker


@dataclass(frozen=True)
class Lifespan:
    """Refuses to start where `refusal` says why; else runs one worker thread, and sockets, until the server ends."""

    make_worker: Callable[[], Worker | None]
    refusal: Callable[[], str]
    stop_live: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Callable[[Any], Any]) -> None:
        await receive()
        if words := await asyncio.to_thread(self.refusal):
            await send({"type": "lifespan.startup.failed", "message": words})
            return
        worker = self.make_worker()
        if worker:
            worker.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self.stop_live:
            await self.stop_live()
        if worker:
            await asyncio.to_thread(worker.stop)
        await send({"type": "lifespan.shutdown.complete"})
