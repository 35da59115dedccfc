"""The blocks of a Markdown text: a small tree that the scanner builds and the elements are made of."""

from dataclasses import dataclass, field

CONTAINERS = frozenset({"document", "quote", "list", "item", "note"})


@dataclass(slots=True)
class Block:
    """One block: document, quote, list, item, note, paragraph, heading, fence, code, html, rule or table.

    `lines` holds a leaf's content without the markers of its containers, for a table the rows' lines.
    """

    kind: str
    parent: "Block | None" = None
    children: list["Block"] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    level: int = 0  # heading: 1 to 6; html: the kind of its start, 1 to 7; document, quote, item, note: how deep it is
    marker: str = ""  # list and item: - + * . ) ; fence: its characters
    start: int = 1  # list and item: the number written
    indent: int = 0  # item: columns to its content; fence: columns before it
    info: str = ""  # fence: what stands behind the opening characters; note: its label
    ended: bool = False  # fence: its closing line was found
    columns: list[str] = field(default_factory=list)  # table: left, right, center or "" for each
    tight: bool = True  # list
    task: str = ""  # item: x or a blank where it begins with a box
    ends_blank: bool = False  # the line before the next block was blank
    line_number: int = 0
    no_table: bool = False  # paragraph: a delimiter row was tried and did not fit
    defined: list[tuple[int, str]] = field(default_factory=list)  # link definitions, each before which child
    above_table: bool = False  # paragraph: a table took its last line; what is left holds no definitions, as on GitHub

    @property
    def above(self) -> "Block":
        """The block around it; the document is around itself."""
        return self.parent or self

    def add(self, child: "Block") -> "Block":
        child.parent = self
        self.children.append(child)
        return child
