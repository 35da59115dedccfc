"""Those who do not type in shared texts but send forms."""

import random
import time
import uuid
from http.client import HTTPException

from tests.bench.places import Reader
from tests.durability.stage import Stage

#: Seconds after which a person gives up an answer, and sends the same again.
PATIENCE = 20


class FormPerson:
    """Sends forms as a browser without its outbox would: again with the same key until there is an answer."""

    def __init__(self, stage: Stage, number: int, cookie: str) -> None:
        self.stage, self.number = stage, number
        self.chance = random.Random(f"{stage.seed}-form-{number}")
        cookies = {"specroom": cookie}  # one browser, whichever server answers
        self.readers = [Reader(port, cookies) for port in stage.ports]
        for reader in self.readers:
            reader.connection.timeout = PATIENCE
        self.count = 0

    def run(self) -> None:
        while self.stage.typing:
            time.sleep(self.chance.uniform(0.3, 1.2))
            act = self.chance.choice((self.save, self.save, self.add, self.tick, self.move, self.say, self.delete))
            try:
                done = act(f"/{self.stage.key}", self.chance.choice(self.stage.rows)[0])
                self.stage.witness.counts[f"{act.__name__}{'' if done else ' refused'}"] += 1
            except AssertionError as no:  # a row that is gone has no form, nor has a text that is approved
                self.stage.witness.counts[f"form not given, {no.args[0][2]}"] += 1
            except (OSError, HTTPException):
                self.stage.witness.counts["forms without an answer"] += 1

    def word(self) -> str:
        self.count += 1
        return f"w{100 + self.number}x{self.count}q"

    def kept(self, word: str, words: set[str], *, done: bool) -> bool:
        if done:
            words.add(word)
        return done

    def reader(self) -> Reader:
        return self.chance.choice(self.readers)

    def post(self, address: str, data: dict[str, str]) -> bool:
        """Whether it was done."""
        data = {**data, "key": str(uuid.UUID(int=self.chance.getrandbits(128)))}
        for _ in range(20):
            reader = self.reader()
            try:
                if "csrf" not in reader.cookies:
                    reader.get(f"/{self.stage.key}/")
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

    def save(self, spec: str, row: int) -> bool:
        word, data = self.word(), self.form(f"{spec}/row/{row}/edit")
        if "text" not in data:
            return False
        done = self.post(f"{spec}/row/{row}/edit", {**data, "text": f"{data['text']} {word}".strip()})
        return self.kept(word, self.stage.witness.words, done=done)

    def add(self, spec: str, row: int) -> bool:
        word, data = self.word(), self.form(f"{spec}/add?kind=requirement&section=functional&after={row}")
        done = self.post(f"{spec}/add", {**data, "text": f"Added {word}"})
        return self.kept(word, self.stage.witness.words, done=done)

    def tick(self, spec: str, _: int) -> bool:
        row = self.chance.choice(self.stage.tasks)
        return self.post(f"{spec}/row/{row}/tick", {"done": self.chance.choice("01")})

    def move(self, spec: str, row: int) -> bool:
        return self.post(f"{spec}/row/{row}/move", {"direction": self.chance.choice(("up", "down"))})

    def say(self, spec: str, row: int) -> bool:
        word = self.word()
        done = self.post(f"{spec}/row/{row}/threads", {"body": f"Is {word} so?"})
        return self.kept(word, self.stage.witness.said, done=done)

    def delete(self, spec: str, row: int) -> bool:
        return len(self.stage.rows) > 6 and self.post(f"{spec}/row/{row}/delete", {})
