"""A document being changed: its rows as nodes that know their parents, so that rows come and go without counting.

A draft remembers where each node came from and which nodes an edit has written, so that the proof (rule 10 of the
writing rules) knows what may read differently afterwards and which few rows have to be read again.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from specs.document.alignment import common
from specs.document.rows import Document, Row

EOL = re.compile(r"\r\n|\n|\r")


@dataclass(eq=False, slots=True)
class Node:
    """A row of a draft. `origin` is its index in the document it came from; `fresh` nodes were written by the edit.

    `near` marks a node whose surroundings changed: the proof reads there again. `renumbered` marks a node whose
    number, or the indent it needs, was changed along with others. A `raw` node is pasted text, of any number of rows.
    """

    kind: str
    dialect: str
    lead: str
    source: str
    parent: "Node | None" = None
    level: int = 0
    key: str = ""
    id: int | None = None
    origin: int | None = None
    fresh: bool = False
    near: bool = False
    renumbered: bool = False
    raw: bool = False

    @property
    def layout(self) -> str:
        return self.dialect.partition(":")[0]

    @property
    def pattern(self) -> str:
        return self.dialect.partition(":")[2]

    def within(self, other: "Node") -> bool:
        """Whether this node stands in the subtree of `other` (a node stands in its own)."""
        node: Node | None = self
        while node is not None:
            if node is other:
                return True
            node = node.parent
        return False

    def row(self, parent: int | None) -> Row:
        return Row(self.kind, self.dialect, self.lead, self.source, parent, self.level, self.key, self.id)


@dataclass(slots=True)
class Draft:
    """Nodes in reading order, and what follows the last. `eol` is the line end of new text where none is near.

    `seams` are the nodes before which rows came or went: a blank line may be needed there.
    """

    nodes: list[Node]
    tail: str = ""
    eol: str = "\n"
    seams: list[Node] = field(default_factory=list)

    @classmethod
    def of(cls, document: Document) -> "Draft":
        nodes: list[Node] = []
        for i, row in enumerate(document.rows):
            parent = None if row.parent is None else nodes[row.parent]
            nodes.append(
                Node(row.kind, row.dialect, row.lead, row.source, parent, row.level, row.key, row.id, origin=i)
            )
        return cls(nodes, document.tail, usual_eol(document))

    def document(self) -> Document:
        places = {id(node): i for i, node in enumerate(self.nodes)}
        rows = tuple(node.row(None if node.parent is None else places[id(node.parent)]) for node in self.nodes)
        return Document(rows, self.tail)

    def place(self, node: Node) -> int:
        return self.nodes.index(node)

    def children(self, node: Node | None) -> list[Node]:
        return [other for other in self.nodes if other.parent is node]

    def subtree(self, node: Node) -> list[Node]:
        start = self.place(node)
        return self.nodes[start : self.end(start)]

    def end(self, start: int) -> int:
        """The place behind the last node of the subtree that begins at `start`."""
        inside = {id(self.nodes[start])}
        for i in range(start + 1, len(self.nodes)):
            if id(self.nodes[i].parent) not in inside:
                return i
            inside.add(id(self.nodes[i]))
        return len(self.nodes)

    def section(self, node: Node | None) -> str:
        while node is not None:
            if node.key:
                return node.key
            node = node.parent
        return ""

    def eol_near(self, place: int) -> str:
        """The line end used around a place: its neighbours' own, else the document's."""
        for i in (place, place - 1, place + 1):
            if 0 <= i < len(self.nodes):
                found = EOL.findall(self.nodes[i].lead + self.nodes[i].source)
                if found:
                    return str(found[-1])
        return self.eol

    def put(self, place: int, nodes: Iterable[Node]) -> None:
        new = list(nodes)
        self.nodes[place:place] = new
        self.touch(place, place + len(new))
        self.seams += self.nodes[place : place + 1] + self.nodes[place + len(new) : place + len(new) + 1]

    def take(self, place: int, end: int) -> list[Node]:
        """Takes the nodes out; what stands around the cut is to be read again."""
        taken = self.nodes[place:end]
        del self.nodes[place:end]
        self.touch(place, place)
        self.seams += self.nodes[place : place + 1]
        return taken

    def touch(self, start: int, end: int) -> None:
        """Marks the nodes from `start` to `end` and their neighbours to be read again."""
        for i in range(max(0, start - 1), min(len(self.nodes), end + 1)):
            self.nodes[i].near = True


def usual_eol(document: Document) -> str:
    """The line end most used in a document; LF where there is none."""
    counts: Counter[str] = Counter()
    for row in document.rows[:200]:
        counts.update(EOL.findall(row.lead + row.source))
    counts.update(EOL.findall(document.tail))
    return counts.most_common(1)[0][0] if counts else "\n"


def with_eol(text: str, eol: str) -> str:
    return text if eol == "\n" else EOL.sub(eol, text)


def with_ends_of(old: str, text: str, eol: str) -> str:
    """The text with the line ends of the one it replaces: lines that stay, at the start and at the end, keep theirs.

    Of the lines between, each takes the end of the one that stood in its place, and what is more that of the line
    above. `eol` ends the old text's last line.
    """
    before, after = EOL.split(old), EOL.split(text)
    ends = [*EOL.findall(old), eol]
    head = common(before, after)
    tail = common(before[head:][::-1], after[head:][::-1])
    between = ends[head : len(ends) - tail][: len(after) - head - tail]
    kept = [*ends[:head], *between]
    more = [kept[-1] if kept else ends[0]] * (len(after) - len(kept) - tail)
    new = [*kept, *more, *ends[len(ends) - tail :]]
    return "".join(line + end for line, end in zip(after, [*new[:-1], ""], strict=True))
