"""One connection: what waits to be sent to it, how fast it may speak, when it ends."""

import asyncio
import contextlib
import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from specs.live.closing import AGAIN, RATE, SLOW, Closing
from specs.live.messages import Said, parse
from specs.live.people import Holder

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
#: Messages that wait for a slow reader before it is let go; it comes back and asks for what it missed.
QUEUE = 2_000
#: Of what it asked for itself no more waits at once.
PORTION = 500
#: Messages a second, and at once: pushes of letters, and all others.
PUSHES = (30.0, 60.0)
OTHERS = (50.0, 200.0)
CLOSING_SECONDS = 5


class Bucket:
    """Lets so many through in a second, and so many at once."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self.rate, self.burst, self.left, self.at = rate, burst, burst, now

    def take(self, now: float) -> bool:
        self.left = min(self.burst, self.left + (now - self.at) * self.rate) - 1
        self.at = now
        return self.left >= 0


class Socket:
    def __init__(self, holder: Holder) -> None:
        self.loop = asyncio.get_running_loop()
        self.holder = holder
        self.waiting: deque[str] = deque()
        self.wake, self.sent = asyncio.Event(), asyncio.Event()
        self.closing: Closing | None = None
        self.heard = self.loop.time()
        self.pushes = Bucket(*PUSHES, self.heard)
        self.others = Bucket(*OTHERS, self.heard)
        self.unlimited = False

    @property
    def key(self) -> tuple[int, str]:
        return self.holder.id, self.holder.session

    def send(self, message: dict[str, Any] | str) -> None:
        """Puts a message behind those that wait. One that is made for many comes as text."""
        if self.closing:
            return
        if len(self.waiting) >= QUEUE:
            self.close(SLOW, "too slow to read")
            return
        self.waiting.append(message if isinstance(message, str) else packed(message))
        self.wake.set()

    async def send_all(self, messages: Iterable[dict[str, Any]]) -> None:
        """Puts what was asked for behind what waits, however much it is, as fast as it is read."""
        for message in messages:
            if len(self.waiting) >= PORTION:
                self.sent.clear()
                await self.sent.wait()
            self.send(message)

    def close(self, code: int, reason: str) -> None:
        if self.closing is None:
            self.closing = Closing(code, reason)
            self.wake.set()
            self.sent.set()

    async def run(self, receive: Receive, send: Send, answer: Callable[["Socket", Said], Awaitable[None]]) -> None:
        """Until the page goes or the connection is closed; the close frame is on its way when this returns."""
        writer = asyncio.create_task(self._write(send))
        reader = asyncio.create_task(self._read(receive, answer))
        await asyncio.wait({writer, reader}, return_when=asyncio.FIRST_COMPLETED)
        if reader.done() and self.closing and not writer.done():
            await asyncio.wait({writer}, timeout=CLOSING_SECONDS)
        for task in (writer, reader):
            task.cancel()
        await asyncio.gather(writer, reader, return_exceptions=True)
        if self.closing:
            with contextlib.suppress(Exception):  # the line may be gone
                message = {"type": "websocket.close", "code": self.closing.code, "reason": self.closing.args[0]}
                await asyncio.wait_for(send(message), CLOSING_SECONDS)

    async def _write(self, send: Send) -> None:
        while True:
            while self.waiting and not (self.closing and self.closing.code in (SLOW, AGAIN)):
                await send({"type": "websocket.send", "text": self.waiting.popleft()})
            self.sent.set()
            if self.closing:
                return
            self.wake.clear()
            await self.wake.wait()

    async def _read(self, receive: Receive, answer: Callable[["Socket", Said], Awaitable[None]]) -> None:
        try:
            while (message := await receive())["type"] == "websocket.receive":
                self.heard = self.loop.time()
                said = parse(message.get("text") or "")
                bucket = self.pushes if said["m"] == "push" else self.others
                if not bucket.take(self.heard) and not self.unlimited:
                    raise Closing(RATE, "too many messages")
                await answer(self, said)
        except Closing as closing:
            self.close(closing.code, closing.reason)
        except Exception:
            self.close(AGAIN, "something went wrong here; try again")
            raise


def packed(message: dict[str, Any]) -> str:
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))
