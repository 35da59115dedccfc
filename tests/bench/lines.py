"""Many open pages at once: their sockets, what they hear, and what they fetch after it."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
from socket import create_connection
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.browsers import free_port

PATIENCE = 30


@contextmanager
def relayed() -> Iterator[int]:
    """The bare relay, in a process of its own."""
    port = free_port()
    relay = subprocess.Popen([sys.executable, "-m", "tests.bench.relay", str(port)])
    try:
        for _ in range(200):
            with suppress(OSError):
                create_connection(("127.0.0.1", port)).close()
                break
            time.sleep(0.05)
        yield port
    finally:
        relay.terminate()
        relay.wait(10)


class Pages:
    """A socket for each of `count` pages; to the relay where there are no cookies."""

    def __init__(self, port: int, count: int, cookies: dict[str, str] | None = None) -> None:
        self.port, self.count, self.cookies = port, count, cookies or {}

    async def __aenter__(self) -> list[ClientConnection]:
        self.stack = AsyncExitStack()
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        origin: Any = f"http://127.0.0.1:{self.port}"
        address = f"ws://127.0.0.1:{self.port}/live"
        return [
            await self.stack.enter_async_context(
                connect(address, origin=origin, additional_headers=headers, compression=None, max_size=None)
            )
            for _ in range(self.count)
        ]

    async def __aexit__(self, *_: object) -> None:
        await self.stack.aclose()


async def say(line: ClientConnection, kind: str, **fields: Any) -> None:
    await line.send(json.dumps({"m": kind, **fields}, separators=(",", ":")))


async def heard(line: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of a kind."""
    while True:
        said: dict[str, Any] = json.loads(await asyncio.wait_for(line.recv(), PATIENCE))
        if said["m"] == kind:
            return said


async def until_all(lines: list[ClientConnection], kind: str, act: Callable[[], Awaitable[Any]]) -> float:
    """Milliseconds from the act until the last of them has heard."""
    waiting = [asyncio.create_task(heard(line, kind)) for line in lines]
    await asyncio.sleep(0.01)
    start = time.perf_counter()
    await act()
    await asyncio.gather(*waiting)
    return 1000 * (time.perf_counter() - start)


class Fetcher:
    """What a page asks for beside its socket, each time over a new connection."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.port, self.cookies = port, "; ".join(f"{name}={value}" for name, value in cookies.items())

    async def get(self, address: str) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        head = (
            f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookies}\r\nHX-Request: true\r\n"
        )
        writer.write(f"{head}Connection: close\r\n\r\n".encode())
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200"), answer[:300]
        return answer.partition(b"\r\n\r\n")[2]
