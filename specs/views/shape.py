"""How a spec's rows hang together, in one light query: for the outline, and to find the section of a row."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from specs.document.template import SECTIONS
from specs.models import Row, Spec

GROUPS = frozenset(section.key for section in SECTIONS.values() if not section.kind)
_COLUMNS = ("id", "parent_id", "kind", "level", "key", "section", "title", "uid", "done", "dialect")
#: Rows that belong to another row's form and are not counted.
_DETAILS = frozenset({"part", "criterion", "payload", "table", "prose", "check"})


@dataclass(frozen=True, slots=True)
class Point:
    """A row without its text."""

    id: int
    parent: int | None
    kind: str
    level: int
    key: str
    section: str
    title: str
    uid: str
    done: bool | None
    dialect: str


@dataclass(slots=True)
class Entry:
    """An entry of the outline; of a section nobody has written in, `id` is None. `badge` stands before its counts."""

    title: str
    key: str
    id: int | None = None
    level: int = 2
    count: int = 0
    done: int = 0
    tasks: int = 0
    nested: bool = False
    badge: str = ""

    @property
    def written(self) -> bool:
        return self.id is not None

    @property
    def anchor(self) -> str:
        return f"section-{self.id}" if self.id else f"unwritten-{self.key}"

    @property
    def percent(self) -> int:
        return 100 * self.done // self.tasks if self.tasks else 0


class Shape:
    """`seq` is the number of the last event when it was asked for. The rows are read when they are first looked at."""

    def __init__(self, read: Callable[[], list[Point]], seq: int = 0, template: str = "full") -> None:
        self._read = read
        self.seq = seq
        self.template = template

    @classmethod
    def of(cls, spec: Spec) -> "Shape":
        return cls(lambda: [Point(*row) for row in spec.rows.values_list(*_COLUMNS)], spec.seq, spec.template)

    @classmethod
    def of_rows(cls, rows: Iterable[Row]) -> "Shape":
        """The same from rows that are at hand; removed ones do not count."""
        points = [Point(*(getattr(row, name) for name in _COLUMNS)) for row in rows if row.removed_at is None]
        return cls(lambda: points)

    @cached_property
    def points(self) -> list[Point]:
        return self._read()

    @cached_property
    def by_id(self) -> dict[int, Point]:
        return {point.id: point for point in self.points}

    @cached_property
    def _blocks(self) -> dict[int, int | None]:
        found: dict[int, int | None] = {}
        for point in self.points:
            above = self.by_id.get(point.parent) if point.parent is not None else None
            stands = above is None or found.get(above.id) == above.id
            begins = point.kind == "heading" and stands
            found[point.id] = point.id if begins else found.get(above.id) if above is not None else None
        return found

    def ancestors(self, point: Point) -> Iterator[Point]:
        while point.parent is not None and point.parent in self.by_id:
            point = self.by_id[point.parent]
            yield point

    def block(self, row_id: int) -> int | None:
        """The heading whose section shows this row: the lowest one that stands in no other kind of row."""
        return self._blocks.get(row_id)

    def in_one_piece(self, heading: int) -> bool:
        """Whether the rows that stand in a section directly follow each other, with no other section between them."""
        blocks = [self.block(point.id) for point in self.points]
        first = blocks.index(heading)
        last = len(blocks) - 1 - blocks[::-1].index(heading)
        return all(block == heading for block in blocks[first : last + 1])

    def below(self, row_id: int) -> list[int]:
        """The row and all below it, in reading order."""
        inside = {row_id}
        for point in self.points:
            if point.parent in inside:
                inside.add(point.id)
        return [point.id for point in self.points if point.id in inside]

    def outline(self, unwritten: list[str]) -> list[Entry]:
        """Headings with what stands under them, and the sections nobody has written in, where the template has them."""
        entries: list[Entry] = []
        by_block: dict[int | None, Entry] = {}
        for point in self.points:
            block = self.block(point.id)
            if point.id == block:
                entry = Entry(point.title, point.key, point.id, point.level)
                by_block[point.id] = entry
                if point.key not in ("title", "metadata"):
                    entries.append(entry)
            elif block in by_block:
                _count(by_block[block], point)
        entries = [e for e in entries if e.key not in GROUPS or e.count]
        tops = min((e.level for e in entries if e.key in SECTIONS), default=2)
        for entry in entries:
            entry.nested = entry.key not in SECTIONS and entry.level > tops
        return placed(entries, [Entry(SECTIONS[key].title, key) for key in asked(unwritten, self.template)])


def asked(unwritten: list[str], template: str) -> list[str]:
    """Those that are asked for each in its place; a spec of the short template keeps the others at its end."""
    return [key for key in unwritten if template != "short" or SECTIONS[key].short]


def _count(entry: Entry, point: Point) -> None:
    if point.kind == "task":
        entry.tasks += 1
        entry.done += bool(point.done)
    elif point.kind not in _DETAILS and point.kind != "heading":
        entry.count += 1


def placed(entries: list[Entry], missing: list[Entry]) -> list[Entry]:
    """Puts each missing section behind the one before it in the template, and behind what stands below that."""
    out = list(entries)
    order = list(SECTIONS)
    for entry in missing:
        before = set(order[: order.index(entry.key)])
        at = max((i + 1 for i, e in enumerate(out) if e.key in before), default=0)
        level = out[at - 1].level if at else 6
        while at < len(out) and out[at].written and out[at].key not in SECTIONS and out[at].level > level:
            at += 1
        out.insert(at, entry)
    return out


def unwritten(shape: Shape) -> list[str]:
    """Keys of the template's sections that the text has neither a heading for nor rows of in their group."""
    there = {point.key for point in shape.points if point.kind == "heading"}
    rows = {(point.kind, point.section) for point in shape.points}
    asked = [section for key, section in SECTIONS.items() if section.kind and key not in (*there, "metadata")]
    return [section.key for section in asked if not section.parent or (section.kind, section.parent) not in rows]
