"""A client of a shared text as the browser's is, in memory: one change on its way at most, and one that waits."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from specs.document.changesets import Changes, apply, compose, map_over, parse, size
from specs.models import Row, Spec
from specs.services import typing
from specs.services.typing import Push, Pushed, Refused


@dataclass
class Typist:
    """`base` is the text at `version`; `inflight` and `pending` are not known to be stored."""

    spec: Spec
    by: User
    row: int
    field: str = "text"
    client: str = "tab"
    text: int = 0
    version: int = 0
    base: str = ""
    epoch: int = 0
    n: int = 0
    inflight: Changes | None = None
    pending: Changes | None = None

    @classmethod
    def at(cls, row: Row, by: User, name: str = "text", client: str = "tab") -> "Typist":
        return cls(row.spec, by, row.pk, name, client).open()

    def open(self, carry: int | None = None) -> "Typist":
        opened = typing.open_text(self.spec, by=self.by, row=self.row, field=self.field, carry=carry)
        if carry is not None and self.pending is not None:
            assert opened.carry is not None
            self.pending = map_over(self.pending, parse(opened.carry, size(self.base)))
        self.text, self.version, self.base, self.epoch = opened.text, opened.version, opened.doc, opened.epoch
        return self

    @property
    def doc(self) -> str:
        text = self.base
        for changes in (self.inflight, self.pending):
            text = text if changes is None else apply(text, changes)
        return text

    def replace(self, start: int, end: int, words: str) -> None:
        """In UTF-16 units of what is shown."""
        length = size(self.doc)
        sections: list[Any] = [start, [end - start, *words.split("\n")] if words else [end - start], length - end]
        changes = parse([part for part in sections if part not in (0, [0])], length)
        self.pending = changes if self.pending is None else compose(self.pending, changes)

    def write(self, words: str) -> None:
        """All of the text anew."""
        self.replace(0, size(self.doc), words)

    def add(self, words: str) -> None:
        self.replace(size(self.doc), size(self.doc), words)

    def to_send(self) -> Push | None:
        if self.inflight is None and self.pending is not None:
            self.n += 1
            self.inflight, self.pending = self.pending, None
        if self.inflight is None:
            return None
        return Push(self.text, self.by, self.version, self.client, self.n, self.inflight.to_json())

    def push(self) -> Pushed | Refused:
        """Sends what waits, and follows the log up to it."""
        sent = self.to_send()
        assert sent is not None, "there is something to send"
        (answer,) = typing.push([sent])
        if isinstance(answer, Pushed):
            self.catch_up()
        return answer

    def type(self, words: str) -> Pushed | Refused:
        self.add(words)
        return self.push()

    def catch_up(self) -> typing.Since:
        since = typing.entries(self.text, above=self.version, by=self.by)
        for entry in since.entries:
            self.receive(entry)
        return since

    def receive(self, entry: typing.Entry) -> None:
        assert entry.v == self.version + 1
        changes = parse(entry.ch, size(self.base))
        if (entry.by, entry.c, entry.n) == (self.by.pk, self.client, self.n) and self.inflight is not None:
            assert self.inflight.to_json() == entry.ch, "what is stored is what was sent, as it was mapped here"
            self.inflight = None
        else:
            theirs = changes
            if self.inflight is not None:
                self.inflight, theirs = map_over(self.inflight, theirs), map_over(theirs, self.inflight, before=True)
            if self.pending is not None:
                self.pending = map_over(self.pending, theirs)
        self.base, self.version = apply(self.base, changes), entry.v

    def lose_line(self) -> None:
        """What is unconfirmed when the text has ended was never stored: it is one change from here on."""
        if self.inflight is not None:
            self.pending = self.inflight if self.pending is None else compose(self.inflight, self.pending)
            self.inflight = None
