"""What one process knows of its open pages: sockets, the rooms they watch, who is where, which texts are open."""

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from specs import bus
from specs.live.closing import GOING, RATE, RIGHTS, SLOW, Closing
from specs.live.desk import Desk
from specs.live.lists import Lists
from specs.live.messages import Said
from specs.live.people import Holder, holders_still, visible
from specs.live.presence import Elsewhere, Here, Presence
from specs.live.rooms import Room
from specs.live.socket import Socket, packed
from specs.live.texts import Texts
from specs.live.wires import Wire, wire
from specs.models import Spec

_log = logging.getLogger(__name__)
#: Sockets of one person; specs that one socket may watch; specs it may ask for in vain.
SOCKETS, WATCHED, MISSED = 10, 100, 20
#: Seconds between two looks at who still may, without an event.
CHECKED = 15.0
#: A page that said nothing for so long is gone: it says something every five seconds.
GONE = 75.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A spec as it was when somebody began to watch it."""

    spec: int
    key: str
    readers: bool


def see(person: int, key: str) -> Seen | None:
    spec = visible(person, key)
    return Seen(spec.pk, spec.key, spec.team.show_readers) if spec else None


def numbers_of(specs: list[int]) -> dict[int, int]:
    """The number of each spec's last event."""
    return dict(Spec.objects.filter(pk__in=specs).values_list("pk", "seq"))


class Hub:
    def __init__(self) -> None:
        self.looking = self.again = False
        self.loop = asyncio.get_running_loop()
        self.desk = Desk(3, "live")
        self.sockets: set[Socket] = set()
        self.rooms: dict[int, Room] = {}
        self.keys: dict[str, int] = {}  # of rooms
        self.presence: dict[int, Presence] = {}
        self.missed: dict[Socket, int] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.texts = Texts(self)
        self.lists = Lists(self)
        self.wire: Wire = wire(self.moved)
        self.end = bus.listen(self.hear)
        self.spawn(self.beat())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def stop(self) -> None:
        self.end()
        for socket in list(self.sockets):
            socket.close(GOING, "the server is restarting")
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await asyncio.to_thread(self.wire.stop)
        await asyncio.to_thread(self.texts.stop)
        await asyncio.to_thread(self.desk.stop)

    # connections

    def enter(self, holder: Holder) -> Socket:
        """Raises Closing where the person holds as many connections as one may."""
        own = sum(socket.holder.id == holder.id for socket in self.sockets)
        if own >= SOCKETS and not settings.UNLIMITED:
            raise Closing(RATE, f"{SOCKETS} connections are open already")
        socket = Socket(holder)
        socket.unlimited = settings.UNLIMITED
        self.sockets.add(socket)
        self.wire.watch(bool(self.sockets))
        socket.send({"m": "hello", "person": holder.shown, "process": bus.PROCESS})
        return socket

    def leave(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        self.missed.pop(socket, None)
        self.texts.gone(socket)
        self.lists.leave(socket)
        for room in [room for room in self.rooms.values() if socket in room.watchers]:
            self.unwatch(socket, room)
        self.wire.watch(bool(self.sockets))

    async def answer(self, socket: Socket, said: Said) -> None:
        match said["m"]:
            case "ping":
                socket.send({"m": "pong"})
            case "watch":
                await self.watch(socket, said["spec"], said["after"])
            case "unwatch":
                if room := self.room_of(socket, said["spec"]):
                    self.unwatch(socket, room)
            case "list":
                await self.lists.join(socket)
            case "unlist":
                self.lists.leave(socket)
            case "here":
                self.note_here(socket, said)
            case _:
                await self.texts.answer(socket, said)

    # rooms

    def room_of(self, socket: Socket, key: str) -> Room | None:
        room = self.rooms.get(self.keys.get(key, 0))
        return room if room and socket in room.watchers else None

    def miss(self, socket: Socket) -> None:
        """It asked for what is not there, or not for this person. A page may do so, guessing is ended."""
        self.missed[socket] = self.missed.get(socket, 0) + 1
        if self.missed[socket] > MISSED:
            raise Closing(RIGHTS, "this is not yours to see")

    async def watch(self, socket: Socket, key: str, after: int) -> None:
        seen = await self.desk.run(see, socket.holder.id, key)
        if seen is None:
            self.miss(socket)
            socket.send({"m": "left", "spec": key, "why": "missing"})
            return
        if sum(socket in room.watchers for room in self.rooms.values()) >= WATCHED:
            raise Closing(RATE, "too many specs at once")
        if socket not in self.sockets:  # it went meanwhile
            return
        room = self.rooms.setdefault(seen.spec, Room(seen.spec, seen.key, self.desk, self.dismiss))
        self.keys[seen.key] = seen.spec
        room.watchers[socket] = after
        room.readers = seen.readers
        self.presence.setdefault(seen.spec, Presence()).readers = seen.readers
        await room.look()
        if socket in room.watchers:
            people = self.presence[seen.spec].all(self.loop.time())
            socket.send({"m": "people", "spec": seen.key, "people": people})

    def unwatch(self, socket: Socket, room: Room) -> None:
        room.watchers.pop(socket, None)
        if presence := self.presence.get(room.spec):
            presence.here.pop(socket, None)
            self.tell_people(room.spec)
        if not room.watchers:
            self.rooms.pop(room.spec, None)
            self.keys.pop(room.key, None)
            self.presence.pop(room.spec, None)

    def dismiss(self, socket: Socket, room: Room, why: str) -> None:
        """Somebody who may not see the spec any more; perhaps the log-in is over too, which the next check finds."""
        self.unwatch(socket, room)
        self.texts.gone(socket, room.spec)
        socket.send({"m": "left", "spec": room.key, "why": why})
        self.spawn(self.check())

    # what happens elsewhere

    def hear(self, told: bus.Told) -> None:
        """Called in the writer's thread."""
        try:
            self.loop.call_soon_threadsafe(self.heard, told)
        except RuntimeError:  # the server ended meanwhile
            return

    def heard(self, told: bus.Told) -> None:
        if isinstance(told, bus.Message):
            self.lists.note(told.spec, told.number)
            if told.spec in self.rooms:
                self.spawn(self.rooms[told.spec].look())
        elif isinstance(told, bus.TextMoved):
            self.texts.moved(told)
        elif isinstance(told, bus.Whisper):
            self.whispered(told.said)

    def moved(self) -> None:
        """Called in the wire's thread: somebody wrote, or the line to those who tell was down."""
        self.loop.call_soon_threadsafe(self.look_at_all)

    def look_at_all(self) -> None:
        """One question at a time for all rooms; who asks meanwhile is answered by one more."""
        self.again = True
        if not self.looking:
            self.looking = True
            self.spawn(self._look_at_all())

    async def _look_at_all(self) -> None:
        try:
            while self.again:
                self.again = False
                numbers = await self.desk.run(numbers_of, list(self.rooms)) if self.rooms else {}
                for room in list(self.rooms.values()):
                    if numbers.get(room.spec, -1) != room.number:
                        await room.look()
                await self.lists.look()
                await self.texts.look_where_moved()
        except Exception:  # noqa: BLE001 (looked at again at the next sign)
            _log.exception("it could not be looked at what was written")
        finally:
            self.looking = False

    # presence

    def note_here(self, socket: Socket, said: Said) -> None:
        room = self.room_of(socket, said["spec"])
        if room is None:
            return
        place = Here(said.get("section"), said.get("row"), said.get("open", False))
        self.presence[room.spec].here[socket] = place
        self.tell_people(room.spec)

    def tell_people(self, spec: int, *, whisper: bool = True) -> None:
        room, presence = self.rooms.get(spec), self.presence.get(spec)
        if room and presence:
            presence.readers = room.readers
        people = presence.news(self.loop.time()) if presence else None
        if people is None:
            return
        self.lists.note_people(spec, {one["id"] for one in people})
        if room is None:  # its pages are with other processes
            return
        text = packed({"m": "people", "spec": room.key, "people": people})
        for socket in room.watchers:
            socket.send(text)
        if whisper:
            self.whisper(spec)

    def whisper(self, spec: int) -> None:
        """Tells the other processes who is here."""
        if self.wire.carries:
            own = self.presence[spec].own(self.loop.time())
            self.say_far({"kind": "people", "spec": spec, "process": bus.PROCESS, "people": own[:30]})

    def say_far(self, said: dict[str, Any]) -> None:
        if self.wire.carries:
            self.spawn(self._say_far(bus.Whisper(said)))

    async def _say_far(self, told: bus.Whisper) -> None:
        await self.desk.run(bus.carry, told)

    def whispered(self, said: dict[str, Any]) -> None:
        spec = int(said.get("spec", 0))
        if said.get("kind") == "people" and (spec in self.presence or self.lists.sockets):
            presence = self.presence.setdefault(spec, Presence())
            presence.elsewhere[said["process"]] = Elsewhere(said["people"], self.loop.time())
            self.tell_people(spec, whisper=False)
        elif said.get("kind") == "caret":
            self.texts.caret_from_elsewhere(said)

    # time

    async def beat(self) -> None:
        """Once a second: who is not heard of any more; now and then: who still may."""
        checked, said = self.loop.time(), self.loop.time()
        while True:
            await asyncio.sleep(1)
            now = self.loop.time()
            for socket in list(self.sockets):
                if now - socket.heard > GONE:
                    socket.close(SLOW, "nothing was heard of this page")
            for spec in list(self.presence):
                self.tell_people(spec)
            if now - said > 5:
                said = now
                for spec in list(self.rooms):
                    self.whisper(spec)
            if now - checked > CHECKED:
                checked = now
                self.spawn(self.check())

    async def check(self) -> None:
        """Ends what people may not have any more; looks once more at every room."""
        try:
            alive = await self.desk.run(holders_still, {socket.holder.session for socket in self.sockets})
        except Exception:  # noqa: BLE001 (asked again in a moment)
            _log.exception("it could not be asked who is logged in")
            return
        for socket in list(self.sockets):
            if socket.holder.session not in alive:
                socket.close(RIGHTS, "you are logged out")
        for room in list(self.rooms.values()):
            await room.look()
        for text in list(self.texts.rooms.values()):
            await self.texts.look(text)
