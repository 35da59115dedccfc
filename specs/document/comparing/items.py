"""What a reader goes through: rows with what belongs to them, section by section, each with what happened to it."""

import hashlib
import json
from dataclasses import dataclass, field
from functools import cached_property

from specs.document.comparing.defined import changed_labels, definitions, labels_in
from specs.document.comparing.rows import Difference, Entry, Op, difference, unnumbered
from specs.document.rows import Document, Row

#: Kinds that are read with the row they stand below.
_PARTS = frozenset({"part", "criterion", "payload", "check", "prose"})
_STANDS_ALONE = frozenset({"heading", "table"})
#: The row of what stands behind the last row.
END = 0


@dataclass(eq=False)
class Item:
    """A row and its parts, as entries of the difference; the first is the row itself.

    `labels` are the definitions it uses that changed. `along`: it moved because the heading above it did.
    """

    row: int
    entries: list[Entry] = field(default_factory=list)
    op: Op = "same"
    moved: bool = False
    along: bool = False
    labels: tuple[str, ...] = ()
    sha: str = ""

    @property
    def changed(self) -> bool:
        """Whether a reader has to look at it."""
        return self.op != "same" and not (self.op == "moved" and self.along)

    @property
    def numbered(self) -> bool:
        """Whether a number in a list is all that is different in it."""
        return self.op == "same" and any(entry.numbered for entry in self.entries)

    @property
    def head(self) -> Entry:
        return self.entries[0]


@dataclass(eq=False)
class Part:
    """A section: its heading, None before the first, and the items below it."""

    heading: Item | None
    items: list[Item] = field(default_factory=list)

    @property
    def changes(self) -> list[Item]:
        found = [self.heading, *self.items] if self.heading else self.items
        return [item for item in found if item.changed]


class Comparison:
    """Two documents compared: sections, items, and the definitions that mean something else now."""

    def __init__(self, old: Document, new: Document) -> None:
        self.difference: Difference = difference(old, new)
        self.definitions = definitions(old), definitions(new)
        self.labels = changed_labels(*self.definitions)
        self.items = _grouped(self.difference)
        self._anchors = self._anchored()
        for item in self.items:
            self._tell(item)

    @cached_property
    def parts(self) -> list[Part]:
        found = [Part(None)]
        for item in self.items:
            if item.row != END and self.difference.row(item.head).kind == "heading":
                found.append(Part(item))
            else:
                found[-1].items.append(item)
        return found if found[0].items else found[1:]

    @property
    def changes(self) -> list[Item]:
        """Everything that a reader has to look at, in order."""
        return [item for item in self.items if item.changed]

    def rows(self, item: Item) -> list[Row]:
        """The item's rows in the new document."""
        return [row for entry in item.entries if (row := self.difference.row_after(entry)) is not None]

    def _tell(self, item: Item) -> None:
        if item.row == END:
            item.op = "changed"
            item.sha = _digest([END, self.difference.new.tail])
            return
        rows = self.rows(item)
        uses = self._uses(rows)
        item.labels = tuple(label for label in uses if label in self.labels and not self._defines(item, label))
        item.moved = item.head.moved
        item.op = _op(item)
        item.along = item.moved and self._is_along(item.head)
        item.sha = self._hash(item, rows, uses)

    def _uses(self, rows: list[Row]) -> list[str]:
        if not any(self.definitions):
            return []
        return list(dict.fromkeys(label for row in rows for label in labels_in(row.source)))

    def _defines(self, item: Item, label: str) -> bool:
        """Whether the item is where the label is defined: it changed by its own words."""
        return any(entry.op != "same" for entry in item.entries) and any(
            f"[{label}]:" in row.source.casefold() for row in self.rows(item)
        )

    def _is_along(self, entry: Entry) -> bool:
        """Whether the row above it is the same one and moved too."""
        above = self._parents(entry)
        return above is not None and above in self._moved

    def _parents(self, entry: Entry) -> int | None:
        """The id of the row above, where that is the same in both documents."""
        old, new = self.difference.old, self.difference.new
        was, now = old.rows[entry.before or 0].parent, new.rows[entry.after or 0].parent
        if was is None or now is None or old.rows[was].id != new.rows[now].id:
            return None
        return new.rows[now].id

    @cached_property
    def _moved(self) -> frozenset[int | None]:
        return frozenset(self.difference.row(entry).id for entry in self.difference.entries if entry.moved)

    def _anchored(self) -> dict[int, int]:
        """For each row of the new document the nearest row before it that stayed: where a row was moved to."""
        found, last = {}, -1
        for entry in self.difference.entries:
            if entry.after is None:
                continue
            found[entry.after] = last
            if entry.before is not None and not entry.moved:
                last = self.difference.new.rows[entry.after].id or -1
        return found

    def _hash(self, item: Item, rows: list[Row], uses: list[str]) -> str:
        """Of what is seen of an item: its words, where it went, and what the labels in it mean. Nothing else's."""
        gaps = [self.difference.row(entry).lead for entry in item.entries if entry.gap == "changed"]
        place = self._anchors.get(item.head.after or 0, -1) if item.moved else None
        meant = [(label, self.definitions[1][label]) for label in uses if label in self.definitions[1]]
        return _digest([item.row, [(row.kind, unnumbered(row)) for row in rows], gaps, place, meant])


def _digest(seen: object) -> str:
    return hashlib.sha256(json.dumps(seen, ensure_ascii=True).encode()).hexdigest()


def _op(item: Item) -> Op:
    head = item.head
    if head.op in ("added", "removed"):
        return head.op
    own = any(entry.op != "same" for entry in item.entries if not (entry.moved and entry.op == "moved"))
    inside = any(entry.op == "moved" for entry in item.entries[1:]) and not head.moved
    if own or inside or item.labels:
        return "changed"
    return "moved" if head.moved else "same"


def _grouped(found: Difference) -> list[Item]:
    """The items in the order of their own rows."""
    items: dict[int, Item] = {}
    places: dict[int, int] = {}
    for number, entry in enumerate(found.entries):
        head = _head(found, entry)
        key = head if head is not None else -1 - number
        items.setdefault(key, Item(key)).entries.append(entry)
        if head is None or found.row(entry).id == head:
            places.setdefault(key, number)
    for item in items.values():
        item.entries.sort(key=lambda entry: found.row(entry).id != item.row)
    out = sorted(items.values(), key=lambda item: places[item.row])
    return [*out, Item(END)] if found.tail_differs else out


def _head(found: Difference, entry: Entry) -> int | None:
    """The id of the row that an entry is read with: its own, or that of the row above it."""
    document = found.old if entry.after is None else found.new
    row = found.row(entry)
    while row.kind in _PARTS and row.parent is not None and document.rows[row.parent].kind not in _STANDS_ALONE:
        row = document.rows[row.parent]
    return row.id
