"""Reads a request's whole body before it takes a thread: a dozen slow uploads would else stop every page."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import IO, Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

IN_MEMORY = 256 * 1024
CHUNK = 64 * 1024
DRAINED = 4  # times the limit that are read and thrown away, so that the sender can hear why


class Gone(Exception):
    """The sender hung up."""


@dataclass(frozen=True)
class Limits:
    max_bytes: int
    seconds: float


@dataclass
class Body:
    """A body that is complete; `too_large` says that it passed the limit and was thrown away."""

    file: IO[bytes]
    too_large: bool = False

    def receiver(self, receive: Receive) -> Receive:
        """An ASGI `receive` that hands out the kept bytes, then listens for the sender to hang up."""
        self.file.seek(0)
        done = False

        async def replay() -> Message:
            nonlocal done
            if done:
                return await receive()
            chunk = self.file.read(CHUNK)
            done = len(chunk) < CHUNK
            return {"type": "http.request", "body": chunk, "more_body": not done}

        return replay

    def close(self) -> None:
        self.file.close()


async def read_body(receive: Receive, limits: Limits) -> Body:
    """The body of the request that `receive` brings.

    Raises TimeoutError after `limits.seconds`, and Gone when the sender hangs up.
    """
    body = Body(tempfile.SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 (the router closes it)
    try:
        async with asyncio.timeout(limits.seconds):
            await _fill(body, receive, limits.max_bytes)
    except BaseException:
        body.close()
        raise
    return body


async def _fill(body: Body, receive: Receive, max_bytes: int) -> None:
    size, more = 0, True
    while more and size <= max_bytes * DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        chunk = message.get("body", b"")
        size += len(chunk)
        more = message.get("more_body", False)
        if size > max_bytes:
            body.too_large = True
            body.file.truncate(0)
        else:
            body.file.write(chunk)
