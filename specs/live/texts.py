"""Shared texts over a connection: opened, pushed to, left, with carets. What they hold is the services' affair."""

from typing import TYPE_CHECKING

from specs.bus import TextMoved
from specs.live.closing import MALFORMED, Closing
from specs.live.messages import Said
from specs.live.socket import Socket

if TYPE_CHECKING:
    from specs.live.hub import Hub


class Texts:
    def __init__(self, hub: "Hub") -> None:
        self.hub = hub

    async def answer(self, socket: Socket, said: Said) -> None:
        raise Closing(MALFORMED, "no texts yet")

    def gone(self, socket: Socket, spec: int | None = None) -> None:
        return

    def moved(self, told: TextMoved) -> None:
        return

    def look_at_all(self) -> None:
        return

    def caret_from_elsewhere(self, said: Said) -> None:
        return

    def beat(self, now: float) -> None:
        return

    def stop(self) -> None:
        return
