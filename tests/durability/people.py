"""Those who do not type in shared texts: three with forms, one who asks for reviews and brings files over."""

import random
import time
import uuid
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from django.db import Error, connections

from accounts.models import User
from specs.models import Spec
from specs.services import exchanging, reviewing, typing
from specs.services.errors import Blocked, Conflict, NotAllowed, Refused, WrongStatus
from specs.services.exchanging import Overwrites
from tests.bench.places import Reader
from tests.durability.stage import Stage

NO = (Refused, Blocked, WrongStatus, Conflict, NotAllowed, Overwrites, LookupError)


class FormPerson:
    """Sends forms as a browser without its outbox would: again with the same key until there is an answer."""

    def __init__(self, stage: Stage, number: int, cookie: str) -> None:
        self.stage, self.number = stage, number
        self.chance = random.Random(f"{stage.seed}-form-{number}")
        self.readers = [Reader(port, {"specroom": cookie}) for port in stage.ports]
        self.count = 0

    def run(self) -> None:
        while self.stage.typing:
            time.sleep(self.chance.uniform(0.3, 1.2))
            act = self.chance.choice((self.save, self.save, self.add, self.tick, self.move, self.say, self.delete))
            try:
                act(f"/{self.stage.key}", self.chance.choice(self.stage.rows)[0])
            except (OSError, HTTPException, AssertionError):  # no answer, or one that says no
                self.stage.witness.counts["forms without an answer"] += 1

    def word(self) -> str:
        self.count += 1
        return f"w{100 + self.number}x{self.count}q"

    def reader(self) -> Reader:
        return self.chance.choice(self.readers)

    def post(self, address: str, data: dict[str, str]) -> bool:
        """Whether it was done."""
        data = {**data, "key": str(uuid.UUID(int=self.chance.getrandbits(128)))}
        for _ in range(20):
            reader = self.reader()
            try:
                if "csrf" not in reader.cookies:
                    reader.get(f"/{self.stage.key}/row/{self.stage.rows[0][0]}/edit")
                reader.post(address, data)
            except AssertionError:
                return False
            except (OSError, HTTPException):
                reader.connection.close()
                time.sleep(0.2)
            else:
                self.stage.edits += 1
                return True
        return False

    def form(self, address: str) -> dict[str, str]:
        reader = self.reader()
        try:
            return reader.form(address)
        except (OSError, HTTPException):
            reader.connection.close()
            raise

    def save(self, spec: str, row: int) -> None:
        word, data = self.word(), self.form(f"{spec}/row/{row}/edit")
        if "text" in data and self.post(f"{spec}/row/{row}/edit", {**data, "text": f"{data['text']} {word}".strip()}):
            self.stage.witness.words.add(word)

    def add(self, spec: str, row: int) -> None:
        word, data = self.word(), self.form(f"{spec}/add?kind=requirement&section=functional&after={row}")
        if self.post(f"{spec}/add", {**data, "text": f"Added {word}"}):
            self.stage.witness.words.add(word)

    def tick(self, spec: str, _: int) -> None:
        row = self.chance.choice(self.stage.tasks)
        self.post(f"{spec}/row/{row}/tick", {"done": self.chance.choice("01")})

    def move(self, spec: str, row: int) -> None:
        self.post(f"{spec}/row/{row}/move", {"direction": self.chance.choice(("up", "down"))})

    def say(self, spec: str, row: int) -> None:
        self.post(f"{spec}/row/{row}/threads", {"body": f"Is {self.word()} so?"})

    def delete(self, spec: str, row: int) -> None:
        if len(self.stage.rows) > 6:
            self.post(f"{spec}/row/{row}/delete", {})


class WorkflowPerson:
    """Uses the services, in a process of its own beside the servers."""

    def __init__(self, stage: Stage, writer: User, reviewer: User) -> None:
        self.stage, self.writer, self.reviewer = stage, writer, reviewer
        self.chance = random.Random(f"{stage.seed}-workflow")
        self.count = 0

    @property
    def spec(self) -> Spec:
        return Spec.objects.select_related("team", "in_force").get(pk=self.stage.spec)

    def run(self) -> None:
        last = time.monotonic()
        while self.stage.typing:
            time.sleep(0.5)
            self.quietly(self.look)
            if time.monotonic() - last > self.chance.uniform(3, 8):
                last = time.monotonic()
                self.quietly(self.chance.choice((self.review, self.review, self.import_over)))
        connections.close_all()

    def quietly(self, act: Callable[[], Any]) -> None:
        try:
            act()
        except NO as no:
            self.stage.witness.counts[f"{act.__name__}: {no}"[:90]] += 1
        except Error:
            connections.close_all()

    def look(self) -> None:
        """Which rows there are to type in."""
        rows = self.spec.rows.filter(kind__in=("prose", "requirement")).values_list("pk", flat=True)
        if found := [(row, "text") for row in rows]:
            self.stage.rows = found
        self.stage.tasks = list(self.spec.rows.filter(kind="task").values_list("pk", flat=True))

    def review(self) -> None:
        spec = self.spec
        if spec.working == "draft":
            typing.settle(spec, self.writer)
            reviewing.submit(spec, by=self.writer, reviewers=[self.reviewer], seen=self.spec.text_hash)
            self.stage.witness.counts["submitted"] += 1
        for _ in range(5):
            spec = self.spec
            if spec.working == "none":
                break
            reviewing.approve(spec, by=self.reviewer, sha=spec.revisions.latest("number").sha256)
            if self.spec.working != "none":
                self.quietly(lambda: reviewing.send(self.spec, by=self.writer))
        self.rest()

    def rest(self) -> None:
        """6: between an approval and the revision after it the export is the same."""
        spec = self.spec
        if spec.working != "none":
            return
        self.stage.witness.counts["approved"] += 1
        data = {exchanging.exported(spec).data}
        for _ in range(4):
            time.sleep(0.15)
            data.add(exchanging.exported(self.spec).data)
        if len(data) > 1:
            self.stage.witness.kept.append("6: an export changed after the approval")
        reviewing.revise(self.spec, by=self.writer)

    def import_over(self) -> None:
        """A file taken out, with one more word, brought over while others type."""
        file = exchanging.export(self.spec, by=self.writer, working=True)
        time.sleep(0.3)
        self.count += 1
        word = f"w200x{self.count}q"
        text = file.data.decode().replace("## Dependencies", f"Imported {word}.\n\n## Dependencies", 1)
        if exchanging.import_over(self.spec, by=self.writer, data=text.encode()) and word in text:
            self.stage.witness.words.add(word)
            self.stage.witness.counts["imported"] += 1
