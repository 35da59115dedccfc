"""A person who types in one text after another over a line that breaks."""

import asyncio
import json
import random
import time
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from tests.durability.client import WORD, SharedPage
from tests.durability.stage import Stage

BROKEN = (OSError, ConnectionClosed, InvalidHandshake, InvalidMessage, EOFError)


class Typist:
    def __init__(self, stage: Stage, number: int, person: int, cookie: str) -> None:
        self.stage, self.number, self.cookie = stage, number, cookie
        self.chance = random.Random(f"{stage.seed}-{number}")
        self.page = SharedPage(person, f"t{number}")
        self.row, self.field, self.tabs, self.count = 0, "text", 0, 0
        self.ready, self.since = False, 0.0
        self.next, self.sent, self.asked = 0.0, 0, 0

    @property
    def busy(self) -> bool:
        return not self.page.saved

    async def run(self) -> None:
        while not self.stage.over:
            port = self.chance.choice(self.stage.ports)
            headers = {"Cookie": f"specroom={self.cookie}"}
            try:
                async with connect(
                    f"ws://127.0.0.1:{port}/live",
                    origin=self.stage.origin,  # type: ignore[arg-type]
                    additional_headers=headers,
                    compression=None,
                    max_size=None,
                    open_timeout=5,
                    close_timeout=1,
                ) as line:
                    await self.talk(line)
            except BROKEN:
                self.stage.witness.counts["lines broken"] += 1
            self.ready = False
            await asyncio.sleep(self.chance.uniform(0.05, 0.4))

    async def talk(self, line: ClientConnection) -> None:
        await self.enter(line)
        while not self.stage.over:
            try:
                said = json.loads(await asyncio.wait_for(line.recv(), max(0.01, self.next - time.monotonic())))
            except TimeoutError:
                await self.act(line)
            else:
                await self.hear(line, said)

    async def say(self, line: ClientConnection, kind: str, **fields: Any) -> None:
        await line.send(json.dumps({"m": kind, **fields}))

    async def enter(self, line: ClientConnection) -> None:
        self.next, self.sent = time.monotonic() + 2, 0
        if self.page.text:
            await self.say(line, "open", ref=self.ref(), text=self.page.text, version=self.page.version)
        else:
            await self.open(line)

    async def open(self, line: ClientConnection, *, carry: int | None = None) -> None:
        """A text: of the same row with what could not be sent, or of any."""
        self.ready = False
        if carry is None:
            if not self.page.saved:
                self.page.inflight = self.page.pending = None  # given up, as a person may who is asked
                self.since = 0.0
            self.row, self.field = self.chance.choice(self.stage.rows)
        more = {"carry": carry} if carry is not None else {}
        self.next = time.monotonic() + 2
        await self.say(line, "open", ref=self.ref(), spec=self.stage.key, row=self.row, field=self.field, **more)

    def ref(self) -> str:
        self.asked += 1
        return str(self.asked)

    def is_late(self, said: dict[str, Any]) -> bool:
        """An answer that came when it was asked again already, or what is told after it: the last one tells all."""
        if said.get("ref", str(self.asked)) != str(self.asked):
            return True
        follows = said["m"] == "u" and said["text"] == self.page.text
        return follows and not self.ready and bool(said["v"] > self.page.version + 1)

    async def hear(self, line: ClientConnection, said: dict[str, Any]) -> None:
        page, kind = self.page, said["m"]
        if self.is_late(said):
            return
        if kind == "opened":
            page.opened(said)
            self.sent = 0
            self.tabs += 1
            page.client = f"t{self.number}-{self.tabs}"
            self.stage.witness.open(page.text, page.version, page.base)
            await self.begin(line)
        elif kind == "no" and said.get("text") is None:
            await asyncio.sleep(0.2)
            await self.open(line)
        elif said.get("text") != page.text:
            return
        elif kind == "u":
            if page.received(said["v"], said["by"], said["c"], said["n"], said["ch"]):
                self.stage.witness.acknowledge(page, said, set(WORD.findall(json.dumps(said["ch"]))))
                self.saved()
                await self.send(line)
        elif kind == "resumed":
            await self.begin(line)
        elif kind == "closed":
            self.stage.witness.closed[page.text] = said["version"]
            page.ended()
            await self.open(line, carry=page.text if not page.saved else None)
        elif kind == "lost" or (kind == "no" and said["why"] not in ("closed",)):
            self.stage.witness.kept.append(f"text {page.text} at {page.version}: {said}")
            await self.open(line)

    async def begin(self, line: ClientConnection) -> None:
        self.ready = True
        self.next = time.monotonic() + self.pause()
        await self.send(line)

    def pause(self) -> float:
        return self.stage.pause * self.chance.uniform(0.3, 1.7)

    def saved(self) -> None:
        if self.page.saved and self.since:
            self.stage.witness.moments.append(time.monotonic() - self.since)
            self.since = 0.0

    async def act(self, line: ClientConnection) -> None:
        self.next = time.monotonic() + self.pause()
        if not self.ready:  # an answer that did not come
            await self.enter(line)
        elif self.stage.typing and not self.stage.hush:
            if self.page.saved and self.chance.random() < 0.02:
                await self.say(line, "leave", text=self.page.text)
                await self.open(line)
                return
            self.count += 1
            self.stage.edits += 1
            self.since = self.since or time.monotonic()
            word = f"w{self.number}x{self.count}q"
            self.stage.witness.counts["letters"] += 1
            self.stage.witness.taken |= self.page.edit(self.chance, word, splits=self.field == "text")
            await self.send(line)

    async def send(self, line: ClientConnection) -> None:
        waits = self.page.inflight is not None and self.ready and self.sent == self.page.n
        if (push := self.page.to_send()) is not None and not waits:
            self.sent = self.page.n
            await self.say(line, "push", **push)
