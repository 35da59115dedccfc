"""How far a change reached on the page: its row, one section, or the whole document. Told by its events alone."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from specs.models import Event, Spec
from specs.views.shape import Shape

Item = dict[str, Any]
_STANDS = ("parent", "kind", "level", "key")


@dataclass(slots=True)
class Reach:
    """`rows` were touched, `moved` are those of them that came, went or stand elsewhere; `above` where rows stood.

    `last` is the number of the last event, or of the one before them all.
    """

    last: int = 0
    rows: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    above: dict[int, int | None] = field(default_factory=dict)
    everywhere: bool = False

    @classmethod
    def since(cls, spec: Spec, number: int, known: Event | None = None) -> "Reach":
        """Of the events after that number; nothing is asked for where `known` is the first and only one."""
        if known is not None and known.number == spec.seq == number + 1:
            events = [(known.number, known.changes)]
        else:
            later = Event.objects.filter(spec=spec, number__gt=number).order_by("number")
            events = list(later.values_list("number", "changes"))
        found = cls(number)
        for found.last, changes in events:
            for item in changes:
                if item["row"] is not None and "placed" not in item:
                    found.take(item, item["before"] or {}, item["after"] or {})
        return found

    def take(self, item: Item, was: Item, now: Item) -> None:
        self.rows.add(item["row"])
        self.above.setdefault(item["row"], was.get("parent"))
        if any(was.get(name) != now.get(name) for name in _STANDS) or (
            was["place"] != now["place"] and "renumbered" not in item
        ):
            self.moved.add(item["row"])
        states = [state for state in (was, now) if state]
        self.everywhere |= any(state["kind"] in ("heading", "meta") or "]:" in state["source"] for state in states)

    def is_row(self, row_id: int, inside: Collection[int]) -> bool:
        """Whether the row shows all of it: nothing moved, and what was touched stands in the row."""
        return not self.moved and not self.everywhere and self.rows <= {row_id, *inside}

    def section(self, shape: Shape, also: Iterable[int]) -> int | None:
        """The heading of the one section that shows all of it, or None for the whole document."""
        blocks = {self.block(shape, pk) for pk in {*self.rows, *also}}
        only = blocks.pop() if len(blocks) == 1 and not self.everywhere else None
        if only is None or shape.by_id[only].key in ("title", "metadata") or not shape.in_one_piece(only):
            return None
        return only

    def block(self, shape: Shape, pk: int | None) -> int | None:
        """The section that shows the row, or showed it before it went."""
        while pk is not None and pk not in shape.by_id:
            pk = self.above.get(pk)
        return None if pk is None else shape.block(pk)
