"""What begins and ends with the server."""

import asyncio
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Any, Protocol

from config.bodies import Receive
from config.worker import Worker


class Living(Protocol):
    async def start(self) -> None: ...
    async def stop(self) -> None: ...


@dataclass(frozen=True)
class Lifespan:
    """Refuses to start where `refusal` says why; else runs one worker thread, and sockets, until the server ends."""

    make_worker: Callable[[], Worker | None]
    refusal: Callable[[], str]
    live: Living | None = None

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Callable[[Any], Any]) -> None:
        await receive()
        if words := await asyncio.to_thread(self.refusal):
            await send({"type": "lifespan.startup.failed", "message": words})
            return
        worker = self.make_worker()
        if worker:
            worker.start()
        if self.live:
            await self.live.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self.live:
            await self.live.stop()
        if worker:
            await asyncio.to_thread(worker.stop)
        await send({"type": "lifespan.shutdown.complete"})
