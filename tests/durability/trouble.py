"""Servers that can be killed, lines to them that can be cut and slowed, disks that are full, a database that stops."""

import asyncio
import random
import resource
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg

from tests.browsers import free_port
from tests.postgres import control

ROOT = Path(__file__).parents[2]


class Line:
    """A proxy before one server. `delay` is in seconds, for each piece that goes through."""

    def __init__(self) -> None:
        self.port, self.to, self.delay = free_port(), 0, 0.0
        self.open: set[asyncio.StreamWriter] = set()
        self.tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        self.door = await asyncio.start_server(self.let_in, "127.0.0.1", self.port)

    async def let_in(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            writer.transport.abort()
            return
        self.open |= {writer, far_writer}
        with suppress(asyncio.CancelledError):  # the run is over
            await asyncio.gather(self.carry(reader, far_writer), self.carry(far_reader, writer))
        self.open -= {writer, far_writer}

    async def carry(self, one: asyncio.StreamReader, other: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await one.read(65_536):
                if self.delay:
                    await asyncio.sleep(self.delay)
                other.write(data)
                await other.drain()
        other.transport.abort()

    def cut(self) -> None:
        for end in list(self.open):
            end.transport.abort()

    def end(self) -> None:
        self.cut()
        self.door.close()


class Server:
    def __init__(self, environment: dict[str, str], log: Path, fault: str = "") -> None:
        self.environment, self.log, self.fault = environment, log, fault
        self.line = Line()
        self.process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        self.line.to = free_port()
        command = [sys.executable, "-m", "tests.durability.server", str(self.line.to), self.fault]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdin=subprocess.PIPE, stdout=log, stderr=log
            )
        for _ in range(600):
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self.line.to)
                writer.close()
                return
            await asyncio.sleep(0.05)
        raise AssertionError("a server did not start")

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            assert self.process.stdin
            self.process.stdin.close()
            self.process = None

    async def fill_disk(self, seconds: float) -> None:
        """For so long no file can be written beyond its first byte."""
        if self.process is None:
            return
        pid, before = self.process.pid, resource.getrlimit(resource.RLIMIT_FSIZE)
        with suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, before[1]))
            await asyncio.sleep(seconds)
            resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def stop_connections(url: str) -> None:
    """What people see of a PostgreSQL that is restarted: every connection ends."""
    with psycopg.connect(url, autocommit=True) as line:
        line.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid()"
        )


def folder_of(url: str) -> Path:
    with psycopg.connect(url) as line:
        (folder,) = line.execute("SHOW data_directory").fetchone() or ("",)
    return Path(folder)


class Trouble:
    """One fault after another until it is over; what was killed or stopped is back before the next."""

    def __init__(
        self, servers: list[Server], chance: random.Random, counts: dict[str, int], url: str, *, stops: bool
    ) -> None:
        self.servers, self.chance, self.counts, self.url = servers, chance, counts, url
        self.over = asyncio.Event()
        self.faults = [self.kill, self.kill, self.cut, self.delay, self.disconnect if url else self.fill_disk]
        self.faults += [self.stop_database] * (stops and bool(url))

    async def run(self, every: float) -> None:
        """With `every` 0 none at all."""
        while every and not await self.is_over(every * self.chance.uniform(0.5, 1.5)):
            fault = self.chance.choice(self.faults)
            self.counts[fault.__name__] = self.counts.get(fault.__name__, 0) + 1
            await fault(self.chance.choice(self.servers))

    async def is_over(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), seconds)
        return self.over.is_set()

    async def kill(self, server: Server) -> None:
        server.kill()
        server.line.cut()
        await asyncio.sleep(self.chance.uniform(0, 0.5))
        await server.start()

    async def cut(self, server: Server) -> None:
        server.line.cut()

    async def delay(self, server: Server) -> None:
        server.line.delay = self.chance.uniform(0.01, 0.15)
        await asyncio.sleep(1)
        server.line.delay = 0.0

    async def fill_disk(self, server: Server) -> None:
        await server.fill_disk(self.chance.uniform(0.1, 0.6))

    async def disconnect(self, _: Server) -> None:
        with suppress(psycopg.Error):
            await asyncio.to_thread(stop_connections, self.url)

    async def stop_database(self, _: Server) -> None:
        """As a machine that loses its power: nothing is written to an end, and the log brings it back."""
        folder = await asyncio.to_thread(folder_of, self.url)
        await asyncio.to_thread(control, folder, "stop", "-m", "immediate")
        await asyncio.sleep(self.chance.uniform(0, 0.7))
        await asyncio.to_thread(control, folder, "restart")  # with the options that it had
