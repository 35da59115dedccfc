"""A run: servers, people, trouble, and the look at what is left. `python -m tests.durability.kit` prints a report."""

import argparse
import asyncio
import json
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg

from tests.browsers import free_port

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--edits", type=int, default=0)
    asked.add_argument("--seconds", type=float, default=25)
    asked.add_argument("--people", type=int, default=12)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--every", type=float, default=2.5, help="seconds between two faults; 0 for none")
    asked.add_argument("--pause", type=float, default=0.25, help="seconds between two edits of one person")
    asked.add_argument("--fault", default="", help="one of tests.durability.faults, seeded into the servers")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="specroom-durability-"))
    print(f"seed {given.seed}", flush=True)
    url = _own_database(given.seed)
    place = {"SPECROOM_VAR": str(folder), "SPECROOM_URL": f"http://127.0.0.1:{free_port()}", "DATABASE_URL": url}
    place |= {"SPECROOM_UNLIMITED": "1", "SPECROOM_BUS": "database", "SPECROOM_DEBUG": "1"}
    os.environ.update(place)
    report = asyncio.run(_run(given, folder))
    print(json.dumps(report, indent=1, ensure_ascii=False), flush=True)
    if report["faults"]:
        print(f"Something does not hold: seed {given.seed}, its history is in {folder}", flush=True)
        return 1
    if url:
        _drop(url)
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def _own_database(seed: int) -> str:
    """A database of this run beside the one that DATABASE_URL names; nothing for SQLite, which has a folder."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    name = f"durability_{seed}_{os.getpid()}"
    with psycopg.connect(_psycopg(url), autocommit=True) as line:
        line.execute(f'CREATE DATABASE "{name}"')
    return f"{url.rpartition('/')[0]}/{name}"


def _drop(url: str) -> None:
    address, _, name = url.rpartition("/")
    with psycopg.connect(_psycopg(f"{address}/postgres"), autocommit=True) as line:
        line.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _psycopg(url: str) -> str:
    parts = urlsplit(url)
    host = unquote(parts.netloc.rpartition("@")[2].partition(":")[0])
    person, _, word = parts.netloc.rpartition("@")[0].partition(":")
    return psycopg.conninfo.make_conninfo(
        host=host,
        port=parts.port or 5432,
        user=unquote(person) or "postgres",
        password=unquote(word),
        dbname=parts.path.strip("/"),
    )


async def _run(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    import django  # noqa: PLC0415 (the database is named first)

    django.setup()
    from tests.durability.ground import begin, look  # noqa: PLC0415
    from tests.durability.people import FormPerson, WorkflowPerson  # noqa: PLC0415
    from tests.durability.trouble import Server, trouble  # noqa: PLC0415
    from tests.durability.typist import Typist  # noqa: PLC0415

    url = os.environ["DATABASE_URL"]
    environment = {name: os.environ[name] for name in os.environ if name != "SPECROOM_STARTED"}
    servers = [Server(environment, folder / f"server-{i}.log", given.fault) for i in range(2)]
    ground = await asyncio.to_thread(begin, given, [server.line.port for server in servers])
    stage = ground.stage
    for server in servers:
        await server.line.start()
    await asyncio.gather(*(server.start() for server in servers))
    counts: dict[str, int] = {}
    typists = [Typist(stage, i, *ground.cookies[i % len(ground.cookies)]) for i in range(given.people)]
    forms = [FormPerson(stage, i, ground.cookies[i][1]) for i in range(3)]
    workflow = WorkflowPerson(stage, ground.writer, ground.reviewer)
    loop = asyncio.get_running_loop()
    threads = [loop.run_in_executor(None, person.run) for person in (*forms, workflow)]
    tasks = [asyncio.create_task(typist.run()) for typist in typists]
    fault = None
    if given.every:
        fault = asyncio.create_task(
            trouble(servers, random.Random(given.seed), counts, url and _psycopg(url), given.every)
        )
    try:
        began = time.monotonic()
        most = given.seconds if not given.edits else 1_200
        while time.monotonic() - began < most and not (given.edits and stage.edits >= given.edits):
            await asyncio.sleep(0.2)
            for task in [task for task in tasks if task.done()]:
                task.result()
        took = time.monotonic() - began
        stage.typing = False
        await asyncio.gather(*threads)
        if fault:
            fault.cancel()
            with suppress(asyncio.CancelledError):
                await fault
        for server in servers:
            server.line.delay = 0.0
            if server.process is None:
                await server.start()
        deadline = time.monotonic() + 20
        while any(typist.busy for typist in typists) and time.monotonic() < deadline:
            await asyncio.sleep(0.1)
        behind = await asyncio.to_thread(ground.behind, typists)
        deadline = time.monotonic() + 10
        while behind and time.monotonic() < deadline:
            await asyncio.sleep(0.3)
            behind = await asyncio.to_thread(ground.behind, typists)
        stage.over = True
        await asyncio.gather(*tasks)
    finally:
        for server in servers:
            server.kill()
            server.line.end()
    found = [f"3: {one}" for one in behind] + await asyncio.to_thread(look, ground, typists)
    lost = sum(one.startswith(("1:", "4:")) for one in found)
    return {
        "seed": given.seed,
        "database": "postgresql" if url else "sqlite",
        "seconds": round(took, 1),
        "edits": stage.edits,
        "trouble": counts,
        "acknowledged": len(stage.witness.acknowledged),
        "words": len(stage.witness.words),
        "lost": lost,
        "converged": not behind,
        "saved_ms": _quantiles(stage.witness.moments),
        "counts": dict(stage.witness.counts),
        "faults": found[:30],
    }


def _quantiles(moments: list[float]) -> dict[str, float]:
    if len(moments) < 2:
        return {}
    at = statistics.quantiles(moments, n=100)
    return {f"p{p}": round(1000 * at[p - 1], 1) for p in (50, 95, 99)}


if __name__ == "__main__":
    sys.exit(main())
