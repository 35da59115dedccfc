"""The order of rows when two versions of a document become one: one order is kept, what is new in the other put in."""

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from specs.document.alignment import changes
from specs.document.identity import pairs
from specs.document.rows import Document


@dataclass(frozen=True, slots=True)
class Entity:
    """One row in up to three versions of a document: its indices in them."""

    base: int | None
    theirs: int | None
    mine: int | None


@dataclass(slots=True)
class Woven:
    """The order, the places in it whose row has another neighbour above than it had, and the rows that moved.

    `undecided` says that both sides had moved rows, so that one side's moves were left out.
    """

    entities: list[Entity]
    seams: set[int] = field(default_factory=set)
    moved: list[Entity] = field(default_factory=list)
    undecided: bool = False


def entities(base: Document | None, theirs: Document, mine: Document) -> list[Entity]:
    """Every row of the three versions, each once: those of the base, then of theirs, then of mine."""
    if base is None:
        of_mine = pairs(theirs, mine)
        back = {i: j for j, i in enumerate(of_mine) if i is not None}
        both = [Entity(None, i, back.get(i)) for i in range(len(theirs.rows))]
        return [*both, *(Entity(None, None, j) for j, i in enumerate(of_mine) if i is None)]
    return _of_three(base, theirs, mine)


def _of_three(base: Document, theirs: Document, mine: Document) -> list[Entity]:
    of_theirs, of_mine = _known(base, theirs), pairs(base, mine)
    to_theirs = {i: j for j, i in enumerate(of_theirs) if i is not None}
    new = [j for j, i in enumerate(of_mine) if i is None or i not in to_theirs]
    same = _equal(theirs, [j for j, i in enumerate(of_theirs) if i is None], mine, new)
    twice = set(same.values())
    to_mine = {i: j for j, i in enumerate(of_mine) if i is not None and j not in twice}
    return [
        *(Entity(i, to_theirs.get(i), to_mine.get(i)) for i in range(len(base.rows))),
        *(Entity(None, j, same.get(j)) for j, i in enumerate(of_theirs) if i is None),
        *(Entity(None, None, j) for j, i in enumerate(of_mine) if i is None and j not in twice),
    ]


def _known(base: Document, theirs: Document) -> list[int | None]:
    """Which row of the base each row of theirs is: by id where the base has ids, else by what stands there."""
    places = {row.id: i for i, row in enumerate(base.rows) if row.id is not None}
    if not places:
        return pairs(base, theirs)
    return [places.get(row.id) if row.id is not None else None for row in theirs.rows]


def _equal(theirs: Document, new_theirs: list[int], mine: Document, new_mine: list[int]) -> dict[int, int]:
    """Rows that both sides wrote in the same words are one."""
    waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
    for j in new_mine:
        waiting[mine.rows[j].kind, mine.rows[j].source].append(j)
    found = {i: waiting[theirs.rows[i].kind, theirs.rows[i].source] for i in new_theirs}
    return {i: queue.popleft() for i, queue in found.items() if queue}


class Side:
    """One version's rows in its own order."""

    def __init__(self, document: Document, place: Callable[[Entity], int], known: list[Entity]) -> None:
        self.document = document
        self.place = place
        self.order = sorted((entity for entity in known if place(entity) >= 0), key=place)
        self.entities = {place(entity): entity for entity in self.order}

    def moved(self, place: Callable[[Entity], int]) -> bool:
        """Whether rows stand in another order than that of `place`."""
        places = [place(entity) for entity in self.order if place(entity) >= 0]
        return places != sorted(places)

    def branch(self, new: Entity, head: Entity) -> list[Entity]:
        """`head` and those above it that `new` does not stand below: whatever hangs on them comes before `new`."""
        over = {self.place(new), *self.document.ancestors(self.place(new))}
        return [self.entities[i] for i in self.line(head) if i not in over]

    def line(self, entity: Entity) -> list[int]:
        """The indices of a row and of all rows above it; none, if this version does not have it."""
        index = self.place(entity)
        return [] if index < 0 else [index, *self.document.ancestors(index)]


def woven(base: Document | None, theirs: Document, mine: Document, known: list[Entity], stay: set[Entity]) -> Woven:
    """The entities that stay, in the order of the side that moved rows; in theirs, if both did."""
    ours, file = Side(theirs, _theirs, known), Side(mine, _mine, known)
    file_moved = file.moved(_base if base is not None else _theirs)
    ours_moved = base is not None and ours.moved(_base)
    order = _joined(file, ours, stay) if file_moved and not ours_moved else _joined(ours, file, stay)
    return Woven(order, _seams(order), _out_of_line(ours.order, order), file_moved and ours_moved)


def _base(entity: Entity) -> int:
    return -1 if entity.base is None else entity.base


def _theirs(entity: Entity) -> int:
    return -1 if entity.theirs is None else entity.theirs


def _mine(entity: Entity) -> int:
    return -1 if entity.mine is None else entity.mine


def _joined(kept: Side, other: Side, stay: set[Entity]) -> list[Entity]:
    """What stays of the order that is kept; what only the other side has goes behind what it follows there."""
    out = [entity for entity in kept.order if entity in stay]
    places = {entity: n for n, entity in enumerate(out)}
    at, head = 0, None
    waiting: dict[int, list[Entity]] = {}
    for entity in other.order:
        if entity in places:
            at, head = places[entity] + 1, entity
        elif entity in stay:
            if head is not None:
                branch = {kept.place(above) for above in other.branch(entity, head)}
                at = _behind(out, at, lambda row: other.place(row) < 0 and not branch.isdisjoint(kept.line(row)))  # noqa: B023
            waiting.setdefault(at, []).append(entity)
    return [entity for n, old in enumerate([*out, None]) for entity in (*waiting.get(n, ()), old) if entity]


def _behind(out: list[Entity], at: int, hangs: Callable[[Entity], bool]) -> int:
    """The place behind the rows from place `at` on that hang on what stands before them."""
    while at < len(out) and hangs(out[at]):
        at += 1
    return at


def _seams(order: list[Entity]) -> set[int]:
    return {n for n, (above, entity) in enumerate(pairwise(order), 1) if not _neighbours(above, entity)}


def _neighbours(above: Entity, entity: Entity) -> bool:
    if entity.theirs is not None:
        return above.theirs == entity.theirs - 1
    return above.mine == _mine(entity) - 1


def _out_of_line(before: list[Entity], order: list[Entity]) -> list[Entity]:
    """The fewest rows whose move explains the new order."""
    kept = set(order)
    old = [entity for entity in before if entity in kept]
    new = [entity for entity in order if entity.theirs is not None]
    return [old[i] for change in changes(old, new) for i in range(change.start, change.end)]
