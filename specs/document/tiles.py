"""Lines of a text, and the rows that are laid over them: the tiling."""

import re
from dataclasses import dataclass, field

from specs.document.recognition import Found
from specs.document.rows import Document, Row

#: Prose longer than this is cut at a blank line, so that no field, difference or event is huge.
LONG_PROSE = 32 * 1024
BLANK = " \t"
BOM = "\ufeff"
_EOL = re.compile(r"\r\n|\n|\r")


class Lines:
    """The lines of a text, without terminators, and where each begins."""

    def __init__(self, text: str) -> None:
        self.text = text
        begin = 1 if text.startswith(BOM) else 0
        self.starts = [begin]
        self.lines = []
        for found in _EOL.finditer(text):
            self.lines.append(text[begin : found.start()])
            begin = found.end()
            self.starts.append(begin)
        self.lines.append(text[begin:])

    def __getitem__(self, number: int) -> str:
        return self.lines[number]

    def source(self, start: int, end: int) -> str:
        """The text of these lines, to the end of the last, without its terminator."""
        return self.text[self.starts[start] : self.starts[end - 1] + len(self.lines[end - 1])]

    def is_long(self, start: int, end: int) -> bool:
        return end > start and self.starts[end - 1] - self.starts[start] > LONG_PROSE

    def is_blank(self, number: int) -> bool:
        return not self.lines[number].strip(BLANK)

    def tiled(self, drafts: list["Draft"]) -> Document:
        rows, at = [], 0
        for draft in drafts:
            lead = self.text[at : self.starts[draft.start]]
            source = self.source(draft.start, draft.end)
            rows.append(Row(draft.kind, draft.dialect, lead, source, draft.parent, draft.level, draft.key))
            at += len(lead) + len(source)
        return Document(tuple(rows), self.text[at:])


@dataclass(slots=True)
class Draft:
    """A row to be, by lines; both ends are lines that are not blank."""

    kind: str
    dialect: str
    start: int
    end: int
    parent: int | None
    level: int = 0
    key: str = ""


@dataclass(slots=True)
class Sheet:
    """The rows found so far. Adjacent prose of one parent is one row."""

    lines: Lines
    drafts: list[Draft] = field(default_factory=list)

    def add(
        self, found: Found, layout: str, start: int, end: int, parent: int | None, *, level: int = 0, key: str = ""
    ) -> int:
        end = self.trimmed(start, end)
        self.drafts.append(Draft(found[0], f"{layout}:{found[1]}", start, end, parent, level, key))
        return len(self.drafts) - 1

    def trimmed(self, start: int, end: int) -> int:
        while end > start + 1 and self.lines.is_blank(end - 1):
            end -= 1
        return end

    def prose(self, start: int, end: int, parent: int | None, column: int = 0) -> None:
        while start < end and self.lines.is_blank(start):
            start += 1
        if start >= end:
            return
        end = self.trimmed(start, end)
        dialect = f"prose:{column or ''}"
        last = self.drafts[-1] if self.drafts else None
        goes_on = last and (last.kind, last.dialect, last.parent) == ("prose", dialect, parent)
        if last and goes_on and not self.is_full(last, start):
            last.end = end
            return
        self.drafts.append(Draft("prose", dialect, start, end, parent))

    def is_full(self, last: Draft, start: int) -> bool:
        starts = self.lines.starts
        return start > last.end and starts[start] - starts[last.start] > LONG_PROSE
