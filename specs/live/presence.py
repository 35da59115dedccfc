"""Who is where: held in memory only, gone soon after a page was last heard of.

Each process tells the others who is with it, where the database carries that (PostgreSQL). On SQLite each process
shows the people of its own pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from specs.live.socket import Socket

Shown = dict[str, Any]
#: Seconds without a sign of life after which somebody is not shown any more.
SILENT = 12.0


@dataclass(slots=True)
class Here:
    """Where on the spec's page a person is. `open`: the row is open for editing."""

    section: str | None
    row: int | None
    open: bool

    def shown(self) -> Shown:
        return {"section": self.section, "row": self.row, "open": self.open}


@dataclass(slots=True)
class Elsewhere:
    """The people of a spec in another process, as it said last."""

    people: list[Shown]
    at: float


@dataclass(slots=True)
class Presence:
    """The people of one spec. `readers`: whether the team wants those shown who only read."""

    readers: bool = True
    here: dict[Socket, Here] = field(default_factory=dict)
    elsewhere: dict[str, Elsewhere] = field(default_factory=dict)
    told: list[Shown] = field(default_factory=list)

    def own(self, now: float) -> list[Shown]:
        """Each person of this process once, by the page that was heard of last."""
        found: dict[int, Shown] = {}
        for socket, place in sorted(self.here.items(), key=lambda item: (item[1].open, item[0].heard)):
            if now - socket.heard < SILENT and (self.readers or place.open):
                found[socket.holder.id] = {**socket.holder.shown, **place.shown()}
        return [found[person] for person in sorted(found)]

    def all(self, now: float) -> list[Shown]:
        people = {shown["id"]: shown for shown in self._others(now)}
        people |= {shown["id"]: shown for shown in self.own(now)}
        return [people[person] for person in sorted(people)]

    def _others(self, now: float) -> Iterator[Shown]:
        for other in self.elsewhere.values():
            if now - other.at < SILENT:
                yield from other.people

    def news(self, now: float) -> list[Shown] | None:
        """Who is here, where that is not what was told last."""
        people = self.all(now)
        if people == self.told:
            return None
        self.told = people
        return people
