"""What was found out lately and holds for ever: kept in memory by a name that says all it depends on."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lately(Generic[T]):
    """At most so many of them; the oldest go first."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.known: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, name: Hashable) -> T | None:
        return self.known.get(name)

    def keep(self, name: Hashable, found: T) -> T:
        self.known[name] = found
        while len(self.known) > self.most:
            self.known.popitem(last=False)
        return found

    def of(self, name: Hashable, find: Callable[[], T]) -> T:
        return self.known[name] if name in self.known else self.keep(name, find())
