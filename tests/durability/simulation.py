"""The same people and the same look at the end in one process without a line: seconds instead of minutes."""

import random
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from specs.models import Row, Spec
from specs.services import editing, typing
from specs.services.errors import Conflict, Refused
from specs.services.typing import Push, Pushed
from tests.durability.client import WORD, SharedPage, Torn
from tests.durability.witness import Witness, write_all


@dataclass
class Simulation:
    spec: Spec
    people: list[User]
    chance: random.Random
    witness: Witness = field(default_factory=Witness)
    pages: list[SharedPage] = field(default_factory=list)
    count: int = 0

    def run(self, edits: int) -> list[str]:
        """What does not hold after so many edits."""
        rows = [self.spec.rows.get(uid="FR-1"), self.spec.rows.get(kind="prose", section="overview")]
        for row in rows:
            for number, person in enumerate(self.people):
                page = SharedPage(person.pk, f"tab{number}-{row.pk}")
                opened = typing.open_text(self.spec, by=person, row=row.pk, field="text")
                page.opened({**{name: getattr(opened, name) for name in opened.__slots__}})
                self.witness.open(page.text, page.version, page.base)
                self.pages.append(page)
        try:
            for _ in range(edits):
                self.step(rows)
            self.settle()
        except (Torn, ValueError) as torn:
            self.witness.kept.append(f"3: {torn}")
            return self.witness.kept
        return self.witness.faults(self.spec, self.pages)

    def step(self, rows: list[Row]) -> None:
        page = self.chance.choice(self.pages)
        act = self.chance.random()
        if act < 0.5:
            self.count += 1
            self.witness.taken |= page.edit(self.chance, f"w0x{self.count}q", splits=False)
        elif act < 0.8:
            self.send(page, heard=self.chance.random() < 0.8)
        elif act < 0.93:
            self.look(page)
        elif act < 0.97:
            typing.flush(page.text)
        else:
            self.elsewhere(self.chance.choice(rows))

    def send(self, page: SharedPage, *, heard: bool) -> None:
        """`heard`: whether the answer reaches the page; else the same is sent again later."""
        sent = page.to_send()
        if sent is None:
            return
        person = next(person for person in self.people if person.pk == page.by)
        (answer,) = typing.push([Push(sent["text"], person, sent["base"], sent["c"], sent["n"], sent["ch"])])
        if not isinstance(answer, Pushed):
            raise Torn(f"refused: {answer}")
        if heard:
            self.acknowledge(page, answer.entry)
            self.look(page)

    def acknowledge(self, page: SharedPage, entry: Any) -> None:
        said = {"v": entry.v, "by": entry.by, "c": entry.c, "n": entry.n, "ch": entry.ch}
        self.witness.acknowledge(page, said, set(WORD.findall(str(entry.ch))))

    def look(self, page: SharedPage) -> None:
        for entry in typing.entries(page.text, above=page.version).entries:
            page.received(entry.v, entry.by, entry.c, entry.n, entry.ch)

    def elsewhere(self, row: Row) -> None:
        """A form with one more word, which the text follows."""
        row.refresh_from_db()
        self.count += 1
        words = f"{row.text} w9x{self.count}q"
        try:
            editing.save_row(row, by=self.people[0], values={"text": words}, stamp=row.stamp, base={"text": row.text})
        except (Conflict, Refused):
            return
        self.witness.words.add(f"w9x{self.count}q")

    def settle(self) -> None:
        for page in self.pages:
            while not page.saved:
                self.send(page, heard=True)
        for page in self.pages:
            self.look(page)
        write_all(self.spec)
