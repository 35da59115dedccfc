"""Shared texts over a connection: opened, pushed to, left, with carets. What they hold is the services' affair.

Pushes that wait while a transaction runs share the next one. Nothing is told before it is committed, and then it is
told to everybody, its sender too: that is the only acknowledgement there is.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from specs import bus
from specs.bus import TextMoved
from specs.live.closing import AGAIN, MALFORMED, RIGHTS, Closing
from specs.live.desk import Desk
from specs.live.messages import Said
from specs.live.people import Holder, allowed, visible
from specs.live.socket import Socket, packed
from specs.models import SharedText
from specs.services import typing
from specs.services.errors import NotAllowed, WrongStatus
from specs.services.typing import Entry, Gone, Opened, Push, Pushed, Refused, Since

if TYPE_CHECKING:
    from specs.live.hub import Hub

_log = logging.getLogger(__name__)
Key = tuple[int, str]
#: For so long, in seconds, it is known who may read what is typed.
FRESH = 1.0
#: Pushes of one transaction; texts that one socket may have open.
BATCH, OPEN = 200, 200


@dataclass(slots=True)
class TextRoom:
    """The connections that have a text open; `readers` has the version that each was told."""

    text: int
    spec: int
    readers: dict[Socket, int] = field(default_factory=dict)
    allowed: set[Key] = field(default_factory=set)
    checked: float = 0.0
    looking: bool = False
    again: bool = False

    @property
    def version(self) -> int:
        return min(self.readers.values(), default=0)

    @property
    def keys(self) -> set[Key]:
        return {socket.key for socket in self.readers}


def open_row(holder: Holder, said: Said) -> tuple[int, Opened]:
    spec = visible(holder.id, said["spec"])
    if spec is None:
        raise NotAllowed("There is no such spec.", hidden=True)
    opened = typing.open_text(
        spec, by=holder.user, row=said["row"], field=said["field"], carry=said.get("carry") or None
    )
    return spec.pk, opened


def come_back(holder: Holder, text: int, version: int) -> tuple[int, Since]:
    since = typing.entries(text, above=version, by=holder.user)
    return SharedText.objects.values_list("spec_id", flat=True).get(pk=text), since


def read(text: int, above: int, spec: int, keys: set[Key]) -> tuple[Since | None, set[Key]]:
    try:
        since = typing.entries(text, above=above)
    except Gone:
        since = None
    return since, allowed(spec, keys)


def store(
    pushes: Sequence[Push], asked: dict[int, tuple[int, set[Key]]]
) -> tuple[list[Pushed | Refused], dict[int, set[Key]]]:
    """The answers, once all is committed; and of the texts asked for who may hear of it."""
    return typing.push(pushes), {text: allowed(spec, keys) for text, (spec, keys) in asked.items()}


def standing(texts: list[int]) -> dict[int, tuple[int, str]]:
    found = SharedText.objects.filter(pk__in=texts).values_list("pk", "version", "state")
    return {pk: (version, state) for pk, version, state in found}


class Texts:
    def __init__(self, hub: "Hub") -> None:
        self.hub = hub
        self.desk = Desk(1, "letters")
        self.rooms: dict[int, TextRoom] = {}
        self.waiting: list[tuple[Socket, Said]] = []
        self.storing: set[int] = set()
        self.told: list[TextMoved] = []  # of texts that are being stored to
        self.busy = False

    def stop(self) -> None:
        self.desk.stop()

    async def answer(self, socket: Socket, said: Said) -> None:
        match said["m"]:
            case "open" if "text" in said:
                await self.resume(socket, said)
            case "open":
                await self.open(socket, said)
            case "push":
                self.waiting.append((socket, said))
                if not self.busy:
                    self.busy = True
                    self.hub.spawn(self.store_all())
            case "leave":
                if room := self.rooms.get(said["text"]):
                    self.leave(socket, room)
            case "caret":
                self.caret(socket, said)

    # opening

    async def open(self, socket: Socket, said: Said) -> None:
        refused = {"m": "no", "ref": said["ref"], "text": None}
        try:
            spec, opened = await self.hub.desk.run(open_row, socket.holder, said)
        except NotAllowed:
            self.hub.miss(socket)
            socket.send({**refused, "why": "rights"})
        except WrongStatus:
            socket.send({**refused, "why": "status"})
        except Gone as refusal:
            socket.send({**refused, "why": refusal.why})
        else:
            socket.send(
                {
                    "m": "opened",
                    "ref": said["ref"],
                    "text": opened.text,
                    "version": opened.version,
                    "doc": opened.doc,
                    "epoch": opened.epoch,
                    "carry": opened.carry,
                    "old_epoch": opened.old_epoch,
                }
            )
            await self.join(socket, opened.text, spec, opened.version)

    async def resume(self, socket: Socket, said: Said) -> None:
        """Every entry since, then whether the text goes on."""
        text = said["text"]
        try:
            spec, since = await self.hub.desk.run(come_back, socket.holder, text, said["version"])
        except (Gone, NotAllowed):
            self.hub.miss(socket)
            socket.send({"m": "no", "ref": said["ref"], "text": text, "why": "gone"})
            return
        if since.state == "lost":
            socket.send({"m": "lost", "text": text})
            return
        await socket.send_all(u_of(text, entry) for entry in since.entries)
        if since.state != "open":
            socket.send({"m": "closed", "text": text, "version": since.version, "why": since.why})
            return
        socket.send({"m": "resumed", "text": text})
        await self.join(socket, text, spec, since.version)

    async def join(self, socket: Socket, text: int, spec: int, version: int) -> None:
        """From now on told; what was stored since its first look is found by looking once more."""
        if socket not in self.hub.sockets:
            return
        if sum(socket in room.readers for room in self.rooms.values()) >= OPEN:
            raise Closing(RIGHTS, "too many texts at once")
        typing.come(text)
        room = self.rooms.setdefault(text, TextRoom(text, spec))
        room.readers[socket] = version
        room.allowed.add(socket.key)
        self.tell_typists(room)
        await self.look(room)

    def leave(self, socket: Socket, room: TextRoom) -> None:
        if room.readers.pop(socket, None) is None:
            return
        if not room.readers:
            self.rooms.pop(room.text, None)
            self.hub.spawn(self._left(room.text, socket.holder))
        else:
            self.tell_typists(room)

    async def _left(self, text: int, holder: Holder) -> None:
        if text not in self.rooms:
            await self.hub.desk.run(typing.leave, text, holder.user)

    def gone(self, socket: Socket, spec: int | None = None) -> None:
        for room in [room for room in self.rooms.values() if spec in (None, room.spec)]:
            self.leave(socket, room)

    # letters

    async def store_all(self) -> None:
        try:
            while self.waiting:
                batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
                batch.sort(key=lambda each: each[1]["text"])
                await self.store_batch(batch)
        finally:
            self.busy = False

    async def store_batch(self, batch: list[tuple[Socket, Said]]) -> None:
        pushes = [
            Push(said["text"], socket.holder.user, said["base"], said["c"], said["n"], said["ch"])
            for socket, said in batch
        ]
        self.storing = {push.text for push in pushes}
        stale = self.stale(self.storing)
        try:
            answers, fresh = await self.desk.run(store, pushes, stale)
        except Exception:  # noqa: BLE001 (nothing of it is stored, so nothing is told)
            _log.exception("letters could not be stored")
            for socket, _ in batch:
                socket.close(AGAIN, "it could not be stored; try again")
            self.storing, self.told = set(), []
            return
        for text, keys in fresh.items():
            if room := self.rooms.get(text):
                room.allowed = keys | (room.keys - stale[text][1])  # whoever came meanwhile was asked on coming
                room.checked = self.hub.loop.time()
        stored: dict[int, list[Entry]] = {}
        for (socket, said), given in zip(batch, answers, strict=True):
            if isinstance(given, Refused):
                self.refuse(socket, said, given)
            elif given.known:
                self.tell_again(socket, given)
            else:
                stored.setdefault(given.text, []).append(given.entry)
        for text, entries in stored.items():
            if room := self.rooms.get(text):
                self.tell(room, entries)
        self.caught_up(stored)

    def tell_again(self, socket: Socket, given: Pushed) -> None:
        """What was stored before: told once more, or in its turn where the page has not heard what came before it."""
        room = self.rooms.get(given.text)
        if room and room.readers.get(socket, given.version) < given.version:
            self.hub.spawn(self.look(room))
        else:
            socket.send(u_of(given.text, given.entry))

    def stale(self, texts: Iterable[int]) -> dict[int, tuple[int, set[Key]]]:
        """Texts of which it is to be asked anew who may read them."""
        rooms = [self.rooms[text] for text in texts if text in self.rooms]
        now = self.hub.loop.time()
        return {room.text: (room.spec, room.keys) for room in rooms if now - room.checked > FRESH}

    def caught_up(self, stored: dict[int, list[Entry]]) -> None:
        """What was told of these texts meanwhile is one's own storing, once; whatever else it was is looked at."""
        own = {text: max(entry.v for entry in entries) for text, entries in stored.items()}
        told, self.told, self.storing = self.told, [], set()
        for message in told:
            if own.pop(message.text, None) != message.version:
                self.moved(message)

    def refuse(self, socket: Socket, said: Said, given: Refused) -> None:
        if given.why == "malformed":
            socket.close(MALFORMED, "a change that is none")
        elif given.why == "rights":
            socket.close(RIGHTS, "this text is not yours to write")
        else:
            socket.send({"m": "no", "text": said["text"], "n": said["n"], "why": given.why})

    def tell(self, room: TextRoom, entries: Iterable[Entry]) -> None:
        """Tells each reader what follows on what it was told; whoever has a gap is told by the look that follows."""
        known = [(entry.v, packed(u_of(room.text, entry))) for entry in entries]
        gap = False
        for socket, version in list(room.readers.items()):
            if socket.key not in room.allowed:
                self.leave(socket, room)
                continue
            told = version
            for v, text in known:
                if v == told + 1:
                    socket.send(text)
                    told = v
                gap |= v > told
            room.readers[socket] = told
        if gap:
            self.hub.spawn(self.look(room))

    # what others stored

    def moved(self, told: TextMoved) -> None:
        room = self.rooms.get(told.text)
        if told.text in self.storing:
            self.told.append(told)
        elif room is not None:
            self.hub.spawn(self.look(room))

    async def look(self, room: TextRoom) -> None:
        room.again = True
        if room.looking:
            return
        room.looking = True
        try:
            while room.again and room.readers:
                room.again = False
                here = set(room.readers)
                since, room.allowed = await self.hub.desk.run(read, room.text, room.version, room.spec, room.keys)
                room.again |= set(room.readers) != here
                room.checked = self.hub.loop.time()
                room.allowed |= {socket.key for socket in room.readers.keys() - here}
                self.follow(room, since)
        except Exception:  # noqa: BLE001 (the next message, or the next round, looks again)
            _log.exception("a text could not be read")
        finally:
            room.looking = False

    def follow(self, room: TextRoom, since: Since | None) -> None:
        if since is not None and since.state != "lost":
            self.tell(room, since.entries)
        if since is not None and since.state == "open":
            return
        if since is None or since.state == "lost":
            end: dict[str, Any] = {"m": "lost", "text": room.text}
        else:
            end = {"m": "closed", "text": room.text, "version": since.version, "why": since.why}
        self.rooms.pop(room.text, None)
        for socket in room.readers:
            socket.send(end)
        room.readers = {}

    async def look_where_moved(self) -> None:
        """Another process may have stored: one question for all texts."""
        found = await self.hub.desk.run(standing, list(self.rooms)) if self.rooms else {}
        for room in list(self.rooms.values()):
            version, state = found.get(room.text, (0, "gone"))
            if state != "open" or version != room.version:
                await self.look(room)

    # people

    def tell_typists(self, room: TextRoom) -> None:
        people = {socket.holder.id: socket.holder.shown for socket in room.readers}
        text = packed({"m": "typists", "text": room.text, "people": [people[person] for person in sorted(people)]})
        for socket in room.readers:
            socket.send(text)

    def caret(self, socket: Socket, said: Said) -> None:
        room = self.rooms.get(said["text"])
        if room is None or socket not in room.readers:
            return
        told = {"text": said["text"], "version": said["version"], "at": said["at"], "by": socket.holder.shown}
        self._tell_caret(room, told, socket)
        self.hub.say_far({"kind": "caret", "process": bus.PROCESS, **told})

    def caret_from_elsewhere(self, said: Said) -> None:
        if room := self.rooms.get(said["text"]):
            self._tell_caret(room, {name: said[name] for name in ("text", "version", "at", "by")})

    def _tell_caret(self, room: TextRoom, told: Said, but: Socket | None = None) -> None:
        text = packed({"m": "caret", **told})
        for socket in room.readers:
            if socket is not but and socket.key in room.allowed:
                socket.send(text)


def u_of(text: int, entry: Entry) -> Said:
    return {"m": "u", "text": text, "v": entry.v, "by": entry.by, "c": entry.c, "n": entry.n, "ch": entry.ch}
