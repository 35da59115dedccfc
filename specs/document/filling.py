"""Fills a table's cells from one of them on, rightwards and downwards, as a spreadsheet does; lines it lacks come."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from specs.document.changing import rewrite, with_cells
from specs.document.cleaning import cleaned
from specs.document.drafts import Draft, Node
from specs.document.fields import cell_spans, fields
from specs.document.gaps import settle
from specs.document.proof import Terms, Written, proved
from specs.document.rows import Document, Refused
from specs.document.skeletons import Place, line_of
from specs.document.splicing import padded, with_pipes_escaped

MOST_LINES = 1_000


@dataclass(frozen=True, slots=True)
class Paste:
    """Cells from a column on; with `below` in new lines behind a line, else in it and those that follow."""

    column: int
    cells: Sequence[Sequence[str]]
    below: bool = False

    def lines_in(self, document: Document, index: int) -> tuple[list[int], int]:
        """The lines to be filled, and how many are to be added. Refused for a row that is no line of a table."""
        row = document.rows[index]
        if row.layout != "cell" or row.parent is None:
            raise Refused("Cells are pasted into a table.")
        standing = [] if self.below else [i for i in document.children(row.parent) if i >= index]
        return standing[: len(self.cells)], max(0, len(self.cells) - len(standing))


def fill_cells(document: Document, index: int, paste: Paste, uids: Sequence[str] = ()) -> Written:
    """The document with cells written into that line and those below it, and into lines that are added behind them.

    `uids` are for the added lines, where the table has a column for ids and none was pasted. Raises Refused where
    there are more cells than columns: nothing is left out silently.
    """
    lines, _more = paste.lines_in(document, index)
    columns = document.rows[index].dialect.partition(":")[2].split(",")
    wide = max(map(len, paste.cells), default=0)
    if not 0 <= paste.column < len(columns) or paste.column + wide > len(columns):
        raise Refused(
            f"The table has {len(columns)} columns, and {wide} were pasted from column {paste.column + 1} on."
        )
    if not 0 < len(paste.cells) <= MOST_LINES:
        raise Refused(f"Up to {MOST_LINES:,} lines can be pasted at once.")
    filling = _Filling(index, lines, columns, paste.column, paste.cells, uids)
    return proved(document, filling, filling.reads, Terms(escapes=False, whole=True))


@dataclass
class _Filling:
    """One paste, and what each line should read as."""

    index: int
    lines: list[int]
    columns: list[str]
    column: int
    cells: Sequence[Sequence[str]]
    uids: Sequence[str]
    wanted: list[list[str]] = field(default_factory=list)

    def __call__(self, draft: Draft, _escape: int) -> Node:
        first = last = draft.nodes[self.index]
        self.wanted = []
        for number, texts in enumerate(self.cells):
            clean = [cleaned(last.kind, "cell", self.columns[at], text) for at, text in enumerate(texts, self.column)]
            if number < len(self.lines):
                last = draft.nodes[self.lines[number]]
            else:
                last = self._added(draft, last, clean, number)
            self._write(draft, last, clean)
            self.wanted.append(clean)
        return first

    def _added(self, draft: Draft, last: Node, texts: list[str], number: int) -> Node:
        values = {self.columns[at]: text for at, text in enumerate(texts, self.column) if self.columns[at]}
        uid = self.uids[number - len(self.lines) :][:1]
        at = draft.place(last) + 1
        node = line_of(draft, last.kind, values | ({"uid": uid[0]} if uid else {}), Place(last.parent, at), last)
        draft.put(at, [node])
        settle(draft, at, at + 1)
        return node

    def _write(self, draft: Draft, node: Node, texts: list[str]) -> None:
        node.source = with_cells(node.source, self.column + len(texts))
        for at, text in enumerate(texts, self.column):
            if self.columns[at]:
                rewrite(draft, node, {self.columns[at]: text})
            else:
                node.source = _with_cell(node.source, at, text)
        node.fresh = True
        place = draft.place(node)
        draft.touch(place, place + 1)

    def reads(self, document: Document, index: int, /, *, exact: bool) -> bool:
        """Whether every line reads as it was pasted."""
        first = index if self.lines else index + 1
        return exact and all(self._reads(document, first + i, texts) for i, texts in enumerate(self.wanted))

    def _reads(self, document: Document, index: int, texts: list[str]) -> bool:
        row = document.rows[index]
        known = fields(row.kind, row.dialect, row.source)
        raw = [row.source[a:b].replace("\\|", "|") for a, b in cell_spans(row.source)][self.column :]
        names = self.columns[self.column : self.column + len(texts)]
        return texts == [known[name] if name else raw[i] for i, name in enumerate(names)]


def _with_cell(line: str, at: int, text: str) -> str:
    """A table's line with another text in a column that holds no field of ours; one blank stays on each side."""
    start, end = span = cell_spans(line)[at]
    cell = padded(line, span, with_pipes_escaped(text))
    if start == end and cell and line[end : end + 2] == "  ":
        end += 1
    return line[:start] + cell + line[end:]
