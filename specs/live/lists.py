"""Pages that list specs hear which of them moved, and who is in each. Rights are asked with each telling."""

import logging
from typing import TYPE_CHECKING

from django.db.models import Max

from specs.live.people import sight
from specs.live.socket import Socket, packed
from specs.models import Event

if TYPE_CHECKING:
    from specs.live.hub import Hub

_log = logging.getLogger(__name__)
#: Somebody writes: a list shows of it when that was, and may wait with it.
_WRITING = ("typed", "edited")
_SHOWN = ("id", "name", "initials", "colour")


def moved_since(last: int) -> tuple[dict[int, int], int]:
    """Specs with an event that was stored after that one, by whatever process; and the number of each one's newest."""
    found = Event.objects.filter(pk__gt=last)
    numbers = dict(found.order_by().values_list("spec").annotate(number=Max("number")))
    return numbers, found.aggregate(newest=Max("pk"))["newest"] or last


def with_more(specs: set[int], last: int) -> set[int]:
    """In which of these specs more happened after that event than that somebody wrote."""
    found = Event.objects.filter(spec__in=specs, pk__gt=last).exclude(verb__in=_WRITING)
    return set(found.order_by().values_list("spec", flat=True))


def newest() -> int:
    return Event.objects.aggregate(newest=Max("pk"))["newest"] or 0


class Lists:
    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.sockets: set[Socket] = set()
        self.moved: set[int] = set()
        self.crowded: set[int] = set()
        self.shown: dict[int, set[int]] = {}  # of each spec, who was told to be in it
        self.numbers: dict[int, int] = {}  # of each spec, its newest event that was noted
        self.last = self.told = 0  # the newest event that was looked at, and that was told
        self.telling = False

    async def join(self, socket: Socket) -> None:
        """From now on it hears of every spec that this person may see; first of those that somebody is in."""
        if not self.sockets:
            self.last = self.told = await self.hub.desk.run(newest)
        self.sockets.add(socket)
        await self.tell_crowds(set(self.shown), {socket})

    def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        if not self.sockets:
            self.numbers.clear()

    def note(self, spec: int, number: int) -> None:
        """It has an event of that number."""
        if self.sockets and number > self.numbers.get(spec, 0):
            self.numbers[spec] = number
            self.moved.add(spec)
            self.hub.spawn(self.tell())

    def note_people(self, spec: int, people: set[int]) -> None:
        """Where in it they are is for its own pages."""
        if self.shown.get(spec, set()) == people:
            return
        self.shown[spec] = people
        if not people:
            del self.shown[spec]
        if self.sockets:
            self.crowded.add(spec)
            self.hub.spawn(self.tell())

    async def look(self) -> None:
        """Another process may have written."""
        if self.sockets:
            numbers, self.last = await self.hub.desk.run(moved_since, self.last)
            for spec, number in numbers.items():
                self.note(spec, number)

    async def tell(self) -> None:
        """One question at a time; what happens meanwhile is told after it."""
        if self.telling:
            return
        self.telling = True
        try:
            while self.moved or self.crowded:
                moved, self.moved = self.moved, set()
                crowded, self.crowded = self.crowded, set()
                await self.tell_moved(moved)
                await self.tell_crowds(crowded, self.sockets)
        except Exception:  # noqa: BLE001 (the next event tells again)
            _log.exception("lists could not be told")
        finally:
            self.telling = False

    async def tell_moved(self, specs: set[int]) -> None:
        if not specs:
            return
        told, self.told = self.told, await self.hub.desk.run(newest)
        more = await self.hub.desk.run(with_more, specs, told)
        seen = await self.hub.desk.run(sight, specs, {socket.key for socket in self.sockets})
        for socket in self.sockets:
            for spec, key in seen.get(socket.key, {}).items():
                socket.send({"m": "listed", "spec": key, "calm": spec not in more})

    async def tell_crowds(self, specs: set[int], to: set[Socket]) -> None:
        seen = await self.hub.desk.run(sight, specs, {socket.key for socket in to}) if specs else {}
        texts = {spec: self.crowd(spec, key) for found in seen.values() for spec, key in found.items()}
        for socket in to & self.sockets:
            for spec in seen.get(socket.key, {}):
                socket.send(texts[spec])

    def crowd(self, spec: int, key: str) -> str:
        presence = self.hub.presence.get(spec)
        people = presence.all(self.hub.loop.time()) if presence else []
        return packed({"m": "crowd", "spec": key, "people": [{name: one[name] for name in _SHOWN} for one in people]})
