"""One shared text as one page knows it: base and version, one change on its way, one that waits. Knows no line."""

import random
import re
from dataclasses import dataclass
from typing import Any

from specs.document.changesets import Changes, apply, compose, map_over, parse, size

WORD = re.compile(r"w\d+x\d+q")
_ANY_WORD = re.compile(r" ?[A-Za-z0-9]+")


class Torn(AssertionError):
    """The server told this page something that cannot be."""


@dataclass
class SharedPage:
    by: int
    client: str
    text: int = 0
    version: int = 0
    base: str = ""
    epoch: int = 0
    n: int = 0
    inflight: Changes | None = None
    pending: Changes | None = None

    @property
    def doc(self) -> str:
        text = self.base
        for changes in (self.inflight, self.pending):
            text = text if changes is None else apply(text, changes)
        return text

    @property
    def saved(self) -> bool:
        return self.inflight is None and self.pending is None

    def replace(self, start: int, end: int, words: str) -> None:
        """All words of this kit are of ASCII, so places are those of Python where the text is; else in units."""
        length = size(self.doc)
        parts: list[Any] = [start, [end - start, *words.split("\n")] if words else [end - start], length - end]
        changes = parse([part for part in parts if part not in (0, [0])], length)
        self.pending = changes if self.pending is None else compose(self.pending, changes)

    def edit(self, chance: random.Random, word: str, *, splits: bool) -> set[str]:
        """Writes a word somewhere, and at times takes one away: gives the words of the kit that it took."""
        doc = self.doc
        taken: set[str] = set()
        if chance.random() < 0.15 and (found := list(_ANY_WORD.finditer(doc))):
            gone = chance.choice(found)
            taken = set(WORD.findall(gone[0]))
            self.replace(size(doc[: gone.start()]), size(doc[: gone.end()]), "")
            doc = self.doc
        ends = [match.end() for match in _ANY_WORD.finditer(doc) if doc[match.end() :][:1] in ("", " ")]
        at = size(doc[: chance.choice(ends)]) if ends else size(doc)
        if splits and chance.random() < 0.01:
            at, word = size(doc), f"\n\n{word}"
        elif ends:
            word = f" {word}"
        self.replace(at, at, word)
        return taken

    def to_send(self) -> dict[str, Any] | None:
        if self.inflight is None and self.pending is not None:
            self.n += 1
            self.inflight, self.pending = self.pending, None
        if self.inflight is None:
            return None
        return {"text": self.text, "base": self.version, "c": self.client, "n": self.n, "ch": self.inflight.to_json()}

    def received(self, v: int, by: int, c: str, n: int, ch: list[Any]) -> bool:
        """Whether it acknowledges this page's own change."""
        if v <= self.version:
            return False
        if v != self.version + 1:
            raise Torn(f"text {self.text}: version {v} was told after {self.version}")
        changes = parse(ch, size(self.base))
        own = (by, c, n) == (self.by, self.client, self.n) and self.inflight is not None
        if own:
            if self.inflight is not None and self.inflight.to_json() != ch:
                raise Torn(f"text {self.text}: version {v} is not what was sent")
            self.inflight = None
        else:
            self._follow(changes)
        self.base, self.version = apply(self.base, changes), v
        return own

    def _follow(self, theirs: Changes) -> None:
        if self.inflight is not None:
            self.inflight, theirs = map_over(self.inflight, theirs), map_over(theirs, self.inflight, before=True)
        if self.pending is not None:
            self.pending = map_over(self.pending, theirs)

    def ended(self) -> None:
        """What is unconfirmed when the text has ended was never stored: one change from here on, of its last words."""
        if self.inflight is not None:
            self.pending = self.inflight if self.pending is None else compose(self.inflight, self.pending)
            self.inflight = None

    def opened(self, said: dict[str, Any]) -> bool:
        """A text anew. Whether what waited could be carried into it; else it is given up, as a person may."""
        carried = self.pending is None
        if self.pending is not None and said["carry"] is not None and said["old_epoch"] == said["epoch"]:
            self.pending = map_over(self.pending, parse(said["carry"], size(self.base)))
            carried = True
        elif not carried:
            self.pending = None
        self.text, self.version, self.base, self.epoch = said["text"], said["version"], said["doc"], said["epoch"]
        self.n = 0
        return carried
