"""The values everything else speaks of: a row, and a document as a tiling of its Markdown by rows."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from specs.document.headings import exact_key


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of a document's text.

    `source` runs from the row's first line to the end of its last line that is not blank, without the line's
    terminator; `lead` is everything before it: terminators, blank lines, a byte order mark. `parent` is an index
    into the rows of the same document. `level` is 1 to 6 for headings and rows in heading form, else 0. `key` is
    the section key of a heading, or "title". `id` is the caller's; a row new to the document has none.
    """

    kind: str
    dialect: str
    lead: str
    source: str
    parent: int | None = None
    level: int = 0
    key: str = ""
    id: int | None = None

    @property
    def layout(self) -> str:
        return self.dialect.partition(":")[0]


@dataclass(frozen=True)
class Document:
    """Rows in reading order and the bytes after the last; `text` is the file, always.

    It has no slots, so that what many callers ask for row by row (children, places) can be indexed once.
    """

    rows: tuple[Row, ...]
    tail: str = ""

    @property
    def text(self) -> str:
        return "".join(row.lead + row.source for row in self.rows) + self.tail

    @cached_property
    def _children(self) -> dict[int | None, list[int]]:
        found: dict[int | None, list[int]] = {}
        for i, row in enumerate(self.rows):
            found.setdefault(row.parent, []).append(i)
        return found

    def children(self, index: int | None) -> list[int]:
        return list(self._children.get(index, ()))

    def end(self, index: int) -> int:
        """The index behind the last row of the subtree at `index`. A subtree stands together, after its head."""
        inside = {index}
        for i in range(index + 1, len(self.rows)):
            if self.rows[i].parent not in inside:
                return i
            inside.add(i)
        return len(self.rows)

    def ancestors(self, index: int) -> Iterator[int]:
        parent = self.rows[index].parent
        while parent is not None:
            yield parent
            parent = self.rows[parent].parent

    def section(self, index: int | None) -> str:
        """The key of the section a row stands in: its own, if it is a heading with one, else the nearest above.

        A title is no section, unless it is called like one ("# Implementation Plan").
        """
        while index is not None:
            row = self.rows[index]
            if row.key == "title":
                return exact_key(row.source.lstrip(" \t").lstrip("#"))
            if row.key:
                return row.key
            index = row.parent
        return ""

    @cached_property
    def _places(self) -> dict[int | None, int]:
        return {row.id: i for i, row in reversed(list(enumerate(self.rows)))}

    def place(self, row_id: int) -> int:
        """The index of the row with this id. Raises LookupError."""
        if row_id not in self._places:
            raise LookupError(row_id)
        return self._places[row_id]

    def with_ids(self, ids: list[int | None]) -> "Document":
        rows = tuple(replace(row, id=row_id) for row, row_id in zip(self.rows, ids, strict=True))
        return Document(rows, self.tail)


@dataclass(frozen=True)
class Window(Document):
    """A few rows of a longer document: enough to change one of them and to prove it, for all that stands elsewhere.

    `definitions` are the link and footnote definitions of the whole document; `stamp` is that of the row to be changed.
    """

    definitions: str = ""
    stamp: int = 0


class Narrow(Exception):
    """What was to be written cannot be proved in a window; the whole document has to be read."""


class Unreadable(Exception):
    """Bytes that are no text we can keep: says why, in which line, and under which encodings they might be read."""

    def __init__(self, message: str, *, line: int | None = None, offers: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.line = line
        self.offers = offers


class Refused(Exception):
    """A change that cannot be written so that it reads back as what was meant; nothing was changed."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
