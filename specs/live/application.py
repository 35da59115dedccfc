"""The endpoint `/live`, and what begins and ends with the server."""

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from specs.live.closing import RIGHTS, Closing
from specs.live.door import from_here, session_of
from specs.live.hub import Hub
from specs.live.people import holder_of
from specs.live.sweeper import Sweeper

_log = logging.getLogger(__name__)
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]


class Live:
    """Each loop (a server, or a test's) has a hub of its own."""

    def __init__(self) -> None:
        self.hubs: dict[asyncio.AbstractEventLoop, Hub] = {}
        self.sweepers: dict[asyncio.AbstractEventLoop, Sweeper] = {}
        self.lock = threading.Lock()

    def hub(self) -> Hub:
        loop = asyncio.get_running_loop()
        with self.lock:
            if loop not in self.hubs:
                self.hubs[loop] = Hub()
            return self.hubs[loop]

    async def start(self) -> None:
        """What was typed is written into its rows whether or not pages are open here."""
        sweeper = self.sweepers[asyncio.get_running_loop()] = Sweeper()
        sweeper.start()

    async def stop(self) -> None:
        loop = asyncio.get_running_loop()
        if hub := self.hubs.pop(loop, None):
            await hub.stop()
        if sweeper := self.sweepers.pop(loop, None):
            await asyncio.to_thread(sweeper.stop)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The host was looked at by the router."""
        await receive()
        if scope.get("path") != "/live" or not from_here(scope["headers"]):
            await send({"type": "websocket.close", "code": RIGHTS, "reason": "not from here"})
            return
        await send({"type": "websocket.accept"})
        hub = self.hub()
        try:
            holder = await hub.desk.run(holder_of, session_of(scope["headers"]))
            if holder is None:
                raise Closing(RIGHTS, "you are logged out")
            socket = hub.enter(holder)
        except Closing as closing:
            await send({"type": "websocket.close", "code": closing.code, "reason": closing.reason})
            return
        try:
            await socket.run(receive, send, hub.answer)
        finally:
            hub.leave(socket)
