"""The figures of people who work at once: a key to all who look, a saved row to all pages, saves a second, memory."""

import asyncio
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection

from specs.models import Row, Spec, TextChange
from tests.bench.lines import Fetcher, Pages, heard, relayed, say, until_all
from tests.bench.places import SERVER, Reader, worked

Figure = dict[str, Any]
KEYS, SAVES, PAGES = 80, 10, 100
READERS = (2, 20, 100)
WRITERS, LOOKERS, SECONDS = 8, 4, 6.0


class Live:
    """One spec of a thousand rows, whose pages many have open. `bare` is a row that the floors write."""

    def __init__(self, port: int, cookies: dict[str, str], spec: Spec, bare: list[int], folder: Path) -> None:
        self.port, self.cookies, self.spec, self.bare, self.folder = port, cookies, spec, bare, folder
        rows = Row.objects.filter(spec=spec, kind="requirement").order_by("place")
        self.rows = list(rows.values_list("pk", flat=True))
        self.reader = Reader(port, dict(cookies))
        self.reader.get(f"/{spec.key}/")

    # a key

    def keystroke(self) -> list[Figure]:
        return [asyncio.run(self.keys(count)) | {"n": count} for count in READERS]

    async def keys(self, count: int) -> Figure:
        """One types and `count` others have the text open; each key by turns through the bare relay.

        `commit` is what a transaction with one row in it takes beside: the relay stores nothing. `cost` is the server's
        processor time for a key, which other work on the machine does not bend.
        """
        commits: list[float] = []
        with relayed() as port:
            async with Pages(self.port, count + 1, self.cookies) as lines, Pages(port, count + 1) as bare:
                opened, client = await self.open(lines, self.rows[0]), f"bench-{count}"
                text, version, length = opened["text"], opened["version"], len(opened["doc"])
                before = worked()
                took: tuple[list[float], list[float]] = ([], [])
                for n in range(1, KEYS + 1):
                    change = [length, [0, "x"]]
                    push = {"text": text, "base": version, "c": client, "n": n, "ch": change}
                    took[0].append(await until_all(lines, "u", lambda push=push: say(lines[0], "push", **push)))  # type: ignore[misc]
                    told = {"text": text, "v": version + 1, "by": 1, "c": client, "n": n, "ch": change}
                    took[1].append(await until_all(bare, "u", lambda told=told: say(bare[0], "u", **told)))  # type: ignore[misc]
                    version, length = version + 1, length + 1
                    commits.append(await asyncio.to_thread(commit, n))
                cost = (worked() - before) / KEYS
                stored = await asyncio.to_thread(TextChange.objects.filter(text=text, client=client).count)
                assert stored == KEYS, stored
        return beside(*took) | {"commit": middle(commits), "cost": round(cost, 2)}

    async def open(self, lines: list[Any], row: int) -> dict[str, Any]:
        opened: dict[str, Any] = {}
        for line in lines:
            await say(line, "open", ref="r", spec=self.spec.key, row=row, field="text")
            opened = await heard(line, "opened")
        await asyncio.sleep(0.3)
        return opened

    # a saved row

    def live_row(self) -> list[Figure]:
        return [asyncio.run(self.saved_rows()) | {"n": PAGES}]

    async def saved_rows(self) -> Figure:
        """From the save until each page has heard of it and has the row; the floor saves bare, relays, and fetches as
        many bytes that nothing had to be found out for."""
        address, pages = f"/{self.spec.key}", range(PAGES)
        fetcher = Fetcher(self.port, self.cookies)
        took: tuple[list[float], list[float]] = ([], [])
        with relayed() as port:
            async with Pages(self.port, PAGES, self.cookies) as lines, Pages(port, PAGES) as bare:
                number = await asyncio.to_thread(self.number)
                for line in lines:
                    await say(line, "watch", spec=self.spec.key, after=number)
                    await heard(line, "people")
                for n in range(SAVES):
                    await asyncio.gather(*(say(line, "ping") for line in lines))  # a page says that it is there
                    row, words = self.rows[n], f"The service answers {n} within a second."
                    edit = f"{address}/row/{row}/edit"
                    form = {**await asyncio.to_thread(self.reader.form, edit), "text": words}

                    async def save(edit: str = edit, form: dict[str, str] = form) -> None:
                        await asyncio.to_thread(self.reader.post, edit, form)

                    start = time.perf_counter()
                    await until_all(lines, "events", save)
                    number = await asyncio.to_thread(self.number)
                    seen = await asyncio.gather(*(fetcher.get(f"{address}/changed?n={number}") for _ in pages))
                    took[0].append(1000 * (time.perf_counter() - start))
                    assert words.encode() in seen[0], seen[0][:300]
                    (self.folder / "row").write_bytes(seen[0])

                    async def save_bare(row: int = row, words: str = words) -> None:
                        await asyncio.to_thread(self.reader.post, f"/bench/save/{self.bare[0]}", {"text": words})
                        await say(bare[0], "events", spec=self.spec.key, number=1, rows=[row], gone=[])

                    start = time.perf_counter()
                    await until_all(bare, "events", save_bare)
                    await asyncio.gather(*(fetcher.get("/bench/page/row") for _ in pages))
                    took[1].append(1000 * (time.perf_counter() - start))
        return beside(*took)

    def number(self) -> int:
        """Of the spec's last event."""
        return Spec.objects.get(pk=self.spec.pk).seq

    # people who save at once

    def together(self) -> list[Figure]:
        """Each saves a row of their own as fast as they can while others open the page; the floor: the bare writes."""
        page, edit = f"/{self.spec.key}/", f"/{self.spec.key}/row/{{}}/edit"
        (self.folder / "page").write_bytes(self.reader.get(page))

        def save(reader: Reader, i: int, n: int) -> None:
            address = edit.format(self.rows[100 + i])
            reader.post(address, {**reader.form(address), "text": f"Person {i} wrote {n}."})

        def save_bare(reader: Reader, i: int, n: int) -> None:
            reader.post(f"/bench/save/{self.bare[i]}", {"text": f"Person {i} wrote {n}."})

        saves, opens = self.at_once(save, page)
        bare, floor = self.at_once(save_bare, "/bench/page/page")
        rate, least = saves / SECONDS, bare / SECONDS
        return [
            {"name": "together", "n": WRITERS, **figure(rate, "saves/s", least, least / rate)},
            {"name": "together-open", "n": LOOKERS, **figure(p95(opens), "ms", p95(floor)), "p50": middle(opens)},
        ]

    def at_once(self, save: Callable[[Reader, int, int], None], page: str) -> tuple[int, list[float]]:
        """How many saves there were, and how long each opening of the page took."""
        end, saves, opens = time.perf_counter() + SECONDS, [0] * WRITERS, list[float]()

        def write(i: int) -> None:
            reader = Reader(self.port, dict(self.reader.cookies))
            while time.perf_counter() < end:
                save(reader, i, saves[i])
                saves[i] += 1

        def look() -> None:
            reader = Reader(self.port, dict(self.reader.cookies))
            while (start := time.perf_counter()) < end:
                reader.get(page)
                opens.append(1000 * (time.perf_counter() - start))

        threads = [threading.Thread(target=write, args=(i,)) for i in range(WRITERS)]
        threads += [threading.Thread(target=look) for _ in range(LOOKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(saves), opens

    # memory

    def memory(self) -> list[Figure]:
        return asyncio.run(self.grown())

    async def grown(self) -> list[Figure]:
        """What the server holds with so many open, against what it held before."""
        before = resident()
        async with Pages(self.port, 200, self.cookies) as lines:
            await asyncio.gather(*(self.look(line) for line in lines))
            await asyncio.sleep(1)
            pages = resident()
        held = resident()
        async with Pages(self.port, 10, self.cookies) as lines:
            await asyncio.gather(*(self.type(line, self.rows[i::10], i) for i, line in enumerate(lines)))
            await asyncio.sleep(1)
            texts = resident()
        return [
            {"name": "memory-pages", "n": 200, **figure(pages, "MB", before)},
            {"name": "memory-texts", "n": min(1000, len(self.rows)), **figure(texts, "MB", held)},
        ]

    async def look(self, line: Any) -> None:
        await say(line, "watch", spec=self.spec.key, after=0)
        await heard(line, "people")
        await say(line, "here", spec=self.spec.key, section="overview", row=None, open=False)

    async def type(self, line: Any, rows: list[int], client: int) -> None:
        """A letter in each of these rows, whose texts stay open."""
        for row in rows:
            await say(line, "open", ref="r", spec=self.spec.key, row=row, field="text")
            opened = await heard(line, "opened")
            push = {"text": opened["text"], "base": opened["version"], "c": f"m{client}", "n": 1}
            await say(line, "push", **push, ch=[len(opened["doc"]), [0, "x"]])
            await heard(line, "u")


def commit(n: int) -> float:
    """Milliseconds of a bare transaction in the same database."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_commit (n integer)")
        start = time.perf_counter()
        cursor.execute("INSERT INTO bench_commit VALUES (%s)", [n])
        return 1000 * (time.perf_counter() - start)


def resident() -> float:
    """Megabytes of memory that the server's process holds."""
    words = Path(f"/proc/{SERVER[-1]}/status").read_text().partition("VmRSS:")[2].split()
    return int(words[0]) / 1000


def beside(took: list[float], floor: list[float]) -> Figure:
    return figure(middle(took), "ms", middle(floor)) | {"p95": round(p95(took), 2), "floor_p95": round(p95(floor), 2)}


def figure(value: float, unit: str, floor: float, ratio: float = 0.0) -> Figure:
    ratio = round(ratio or value / floor, 2)
    return {"value": round(value, 2), "unit": unit, "floor": round(floor, 2), "ratio": ratio, "processor": None}


def middle(times: list[float]) -> float:
    return round(statistics.median(times), 2)


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]
