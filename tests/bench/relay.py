"""The floor of what many hear: a bare WebSocket relay that stores nothing. `python -m tests.bench.relay PORT`."""

import asyncio
import sys

from websockets.asyncio.server import ServerConnection, broadcast, serve

people: set[ServerConnection] = set()


async def relay(line: ServerConnection) -> None:
    people.add(line)
    try:
        async for said in line:
            broadcast(people, said)
    finally:
        people.discard(line)


async def main(port: int) -> None:
    async with serve(relay, "127.0.0.1", port, compression=None):
        await asyncio.get_running_loop().create_future()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
