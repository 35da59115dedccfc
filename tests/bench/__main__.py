"""`make bench [SIZES=100,1000] [ONLY=open,save]`: each database in a process of its own; writes bench/latest.json."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.postgres import postgresql

ROOT = Path(__file__).parents[2]
NAMES = "open,save,save_prose,export,home,import_,render"
BROWSER = ",weight,typing"  # the same with any database
LAST = ",compare,verdict"  # they change the text for the others
LIVE = ",keystroke,live_row,together,memory"  # each in one spec of a thousand rows, whatever the sizes
SIZES = "100,1000,10000"


def measured(database: str, address: str = "") -> list[dict[str, Any]]:
    """The figures of one database, in a fresh folder."""
    with tempfile.TemporaryDirectory(prefix="specroom-bench-") as folder:
        environment = {**os.environ, "SPECROOM_VAR": folder, "SPECROOM_UNLIMITED": "1", "DATABASE_URL": address}
        print(f"-- {database}", file=sys.stderr, flush=True)
        command = [sys.executable, "-W", "ignore", "-m", "tests.bench.one"]
        sizes = os.environ.get("SIZES") or SIZES
        names = os.environ.get("ONLY") or NAMES + BROWSER * (not address) + LAST + LIVE
        run = subprocess.run([*command, sizes, names], env=environment, stdout=subprocess.PIPE, check=True, cwd=ROOT)
    return list(json.loads(run.stdout.decode().splitlines()[-1]))


def beside(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The figures of a run of some of them, with what an earlier run has of the others."""
    found = {(one["name"], one["n"], one["database"]): one for one in (*before, *now)}
    return list(found.values())


def table(figures: list[dict[str, Any]]) -> str:
    heads = ("figure", "n", "database", "value", "floor", "ratio", "of processor time")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for found in figures:
        value, floor = (f"{found[name]:,.4g} {found['unit']}" for name in ("value", "floor"))
        cells = (found["name"], f"{found['n']:,}", found["database"], value, floor, found["ratio"], found["processor"])
        lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join(lines)


def main() -> int:
    figures = measured("sqlite")
    with postgresql() as address:
        figures += measured("postgresql", address)
    target = ROOT / "bench" / "latest.json"
    target.parent.mkdir(exist_ok=True)
    if os.environ.get("ONLY") and target.exists():
        figures = beside(json.loads(target.read_text(encoding="utf-8")), figures)
    target.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(table(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
