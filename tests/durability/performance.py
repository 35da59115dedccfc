"""The people of one run, from the first letter to the last look."""

import argparse
import asyncio
import os
import random
import statistics
import time
import traceback
from pathlib import Path
from typing import Any

from tests.durability.ground import begin, look
from tests.durability.people import FormPerson
from tests.durability.trouble import Server, Trouble
from tests.durability.typist import Typist
from tests.durability.workflow import WorkflowPerson


class Performance:
    def __init__(self, given: argparse.Namespace, folder: Path, url: str) -> None:
        self.given, self.url, self.counts = given, url, dict[str, int]()
        environment = {name: value for name, value in os.environ.items() if name != "SPECROOM_STARTED"}
        self.servers = [Server(environment, folder / f"server-{i}.log", given.fault) for i in range(2)]
        self.began = self.took = 0.0

    async def begin(self) -> None:
        self.ground = await asyncio.to_thread(begin, self.given, [server.line.port for server in self.servers])
        self.stage, cookies = self.ground.stage, self.ground.cookies
        for server in self.servers:
            await server.line.start()
        await asyncio.gather(*(server.start() for server in self.servers))
        self.typists = [Typist(self.stage, i, *cookies[i % len(cookies)]) for i in range(self.given.people)]
        forms = [FormPerson(self.stage, i, cookies[i][1]) for i in range(min(3, len(cookies)))]
        others = [person.run for person in forms]
        others.append(WorkflowPerson(self.stage, self.ground.writer, self.ground.reviewer).run)
        self.threads = [asyncio.create_task(asyncio.to_thread(run)) for run in others]
        self.tasks = [asyncio.create_task(typist.run()) for typist in self.typists]

    async def people_write(self) -> None:
        """Until there are so many edits, or the time is over; then whatever was broken is mended."""
        given, self.began = self.given, time.monotonic()
        trouble = Trouble(self.servers, random.Random(given.seed), self.counts, self.url, stops=given.stop)
        self.tasks.append(asyncio.create_task(trouble.run(given.every)))
        while time.monotonic() - self.began < given.seconds and not 0 < given.edits <= self.stage.edits:
            await asyncio.sleep(0.2)
            self.require_all_well()
        self.took = time.monotonic() - self.began
        self.stage.typing = False
        trouble.over.set()
        while not all(thread.done() for thread in self.threads):
            await asyncio.sleep(0.2)
            self.require_all_well()
        await self.tasks.pop()

    def require_all_well(self) -> None:
        """Raises what a person, or the trouble itself, has torn with."""
        for task in (*self.tasks, *self.threads):
            if task.done():
                task.result()

    async def all_catch_up(self) -> list[str]:
        """Who has not after half a minute."""
        behind = [""]
        deadline = time.monotonic() + 30
        while behind and time.monotonic() < deadline:
            await asyncio.sleep(0.2)
            self.require_all_well()
            behind = await asyncio.to_thread(self.ground.behind, self.typists)
        self.stage.over = True
        await asyncio.gather(*self.tasks)
        return behind

    def end(self) -> None:
        self.stage.typing, self.stage.over = False, True
        for server in self.servers:
            server.kill()
            server.line.end()

    async def report(self, behind: list[str]) -> dict[str, Any]:
        faults = [f"3: {one}" for one in behind] + await asyncio.to_thread(look, self.ground, self.typists)
        return self.told(faults, converged=not behind)

    def torn(self, error: BaseException) -> dict[str, Any]:
        """The report of a run that somebody has torn."""
        self.took = self.took or time.monotonic() - self.began
        where = traceback.format_exception(error)
        return self.told([f"torn: {type(error).__name__}: {error}", "".join(where[-4:])], converged=False)

    def told(self, faults: list[str], *, converged: bool) -> dict[str, Any]:
        witness = self.stage.witness
        return {
            "seed": self.given.seed,
            "database": "postgresql" if self.url else "sqlite",
            "seconds": round(self.took, 1),
            "edits": self.stage.edits,
            "trouble": self.counts,
            "acknowledged": len(witness.acknowledged),
            "words": len(witness.words),
            "lost": sum(one.startswith(("1:", "4:")) for one in faults),
            "converged": converged,
            "saved_ms": quantiles(witness.moments),
            "counts": dict(sorted(witness.counts.items())),
            "faults": faults[:30],
        }


def quantiles(moments: list[float]) -> dict[str, float]:
    if len(moments) < 2:
        return {}
    at = statistics.quantiles(moments, n=100)
    return {f"p{p}": round(1000 * at[p - 1], 1) for p in (50, 95, 99)}
