"""A run: servers, people, trouble, and the look at what is left. `python -m tests.durability.kit` prints a report."""

import argparse
import asyncio
import faulthandler
import json
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import psycopg

from tests.browsers import free_port

if TYPE_CHECKING:
    from tests.durability.performance import Performance

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

#: Seconds beyond the time of the run in which all must have caught up, and been looked at.
PATIENCE = 240


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--edits", type=int, default=0)
    asked.add_argument("--seconds", type=float, default=1_200, help="at most")
    asked.add_argument("--people", type=int, default=12)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    asked.add_argument("--every", type=float, default=2.5, help="seconds between two faults; 0 for none")
    asked.add_argument("--pause", type=float, default=0.25, help="seconds between two edits of one person")
    asked.add_argument("--fault", default="", help="one of tests.durability.faults, seeded into the servers")
    asked.add_argument("--stop", action="store_true", help="PostgreSQL is of this run alone: at times it is stopped")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="specroom-durability-"))
    print(f"seed {given.seed}", flush=True)
    url = _own_database(given.seed)
    place = {"SPECROOM_VAR": str(folder), "SPECROOM_URL": f"http://127.0.0.1:{free_port()}", "DATABASE_URL": url}
    place |= {"SPECROOM_UNLIMITED": "1", "SPECROOM_BUS": "database", "SPECROOM_DEBUG": "1"}
    os.environ.update(place)
    faulthandler.dump_traceback_later(given.seconds + PATIENCE, exit=True)  # a run that hangs says where, and fails
    report = asyncio.run(_run(given, folder))
    if report["faults"]:
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
    from tests.durability.performance import Performance  # noqa: PLC0415

    url = os.environ["DATABASE_URL"]
    play = Performance(given, folder, url and _psycopg(url))
    await play.begin()
    return await watched(play, given.seed, folder)


async def watched(play: "Performance", seed: int, folder: Path) -> dict[str, Any]:
    """The report of a run, told at the terminal; whoever tears ends it."""
    try:
        await play.people_write()
        behind = await play.all_catch_up()
    except Exception as torn:  # noqa: BLE001 (whatever tears a person is what the run is there to find)
        report = play.torn(torn)
    else:
        play.end()
        report = await play.report(behind)
    finally:
        play.end()
    print(json.dumps(report, indent=1, ensure_ascii=False), flush=True)
    if report["faults"]:
        print(f"Something does not hold: seed {seed}, its history is in {folder}", flush=True)
    return report


if __name__ == "__main__":
    sys.exit(main())
