"""Who watches a spec, how far each was told, and the telling: rights are asked anew with every event."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from specs.live.desk import Desk
from specs.live.people import allowed
from specs.live.socket import Socket, packed
from specs.models import Spec
from specs.services.feeding import News, news

_log = logging.getLogger(__name__)
Key = tuple[int, str]


@dataclass(slots=True)
class Heard:
    """What the tables say: events after a number, and who of those asked for may hear of them."""

    news: list[News]
    number: int
    allowed: set[Key]
    readers: bool = True


def look(spec: int, after: int, keys: set[Key]) -> Heard:
    found = Spec.objects.filter(pk=spec).select_related("team").first()
    if found is None:
        return Heard([], after, set())
    events = news(found, after) if found.seq > after else []
    return Heard(events, max(found.seq, after), allowed(spec, keys), found.team.show_readers)


@dataclass(eq=False, slots=True)
class Room:
    """The pages of one spec. `watchers` has the number of the last event that each was told; `readers` says whether the
    team wants those shown who only read."""

    spec: int
    key: str
    desk: Desk
    leave: Callable[[Socket, "Room", str], None]
    readers: bool = True
    watchers: dict[Socket, int] = field(default_factory=dict)
    looking: bool = False
    again: bool = False

    @property
    def number(self) -> int:
        """Who was told least needs what came after this."""
        return min(self.watchers.values(), default=0)

    async def look(self) -> None:
        """Reads what is new and tells it. Whoever asks while it is being read is answered by one more look."""
        self.again = True
        if self.looking:
            return
        self.looking = True
        try:
            while self.again and self.watchers:
                self.again = False
                here = set(self.watchers)
                self.tell(await self.desk.run(look, self.spec, self.number, {socket.key for socket in here}), here)
        except Exception:  # noqa: BLE001 (the next event, or the next round, looks again)
            _log.exception("the events of a spec could not be read")
        finally:
            self.looking = False

    def tell(self, heard: Heard, here: set[Socket]) -> None:
        """Tells those who were here when it was read; whoever came meanwhile is told by the look that follows."""
        self.readers = heard.readers
        texts = [(event["number"], packed(event)) for event in heard.news]
        for socket in here & self.watchers.keys():
            if socket.key not in heard.allowed:
                self.leave(socket, self, "rights")
                continue
            for number, text in texts:
                if number > self.watchers[socket]:
                    socket.send(text)
            self.watchers[socket] = max(self.watchers[socket], heard.number)
