"""Reads Markdown into rows: scans blocks, walks them with the headings above, recognises what it can, tiles the text.

Every line that is not blank belongs to exactly one row, and rows stand in the order of their lines; so the pieces
between them are blank, and the rows with their leads and the tail join to the text, whatever was recognised.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from specs.document import recognition
from specs.document.blocks import Block, scan
from specs.document.columns import Columns, columns_of
from specs.document.fields import caption, fields, head_start
from specs.document.headings import exact_key, folded, section_key
from specs.document.recognition import Found, Where
from specs.document.rows import Document
from specs.document.tiles import BLANK, Lines, Sheet

_KEY = re.compile(r"[A-Za-z_\u00c0-\uffff][^\s:#]{0,59}(?:[ \t][^\s:#]{1,59}){0,4}[ \t]*:(?=[ \t]|\Z)")


def read(text: str) -> Document:
    """The document of a text (line ends are LF, CRLF, CR). Never fails; what is not recognised is prose."""
    lines = Lines(text)
    walk = Walk(lines)
    walk.document()
    return lines.tiled(walk.sheet.drafts)


@dataclass(frozen=True, slots=True)
class Place:
    """A heading above: its row, the section it names, the kind it is, whether it says "Acceptance criteria"."""

    level: int
    row: int
    key: str
    kind: str
    title: str


class Walk:
    """Walks the blocks of a document. `places` are the headings above, `head` a component or endpoint in bold."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.sheet = Sheet(lines)
        self.places: list[Place] = []
        self.head: int | None = None
        self.listed: int | None = None  # a part in a paragraph of its own, whose list follows

    def document(self) -> None:
        begin = self.front_matter()
        blocks = scan([""] * begin + self.lines.lines[begin:])
        self.titled = _title(blocks, self.lines)
        at = 0
        while at < len(blocks):
            at += self.block(blocks, at)

    # -- context

    @property
    def parent(self) -> int | None:
        if self.listed is not None:
            return self.listed
        if self.head is not None:
            return self.head
        return self.places[-1].row if self.places else None

    def kind_of(self, row: int | None) -> str:
        return "" if row is None else self.sheet.drafts[row].kind

    @property
    def where(self) -> Where:
        """What the next block stands in."""
        owner = self.kind_of(self.head) or (self.places[-1].kind if self.places else "")
        section, direct = "", True
        for place in reversed(self.places):
            if place.kind:
                break
            if place.key and place.key != "title":
                section = place.key
                break
            if place.key == "title":
                section = exact_key(place.title)
                break
            direct = False
        if owner in ("component", "endpoint"):
            section = section or {"component": "components", "endpoint": "api"}[owner]
        return Where(
            section=section,
            owner=owner,
            direct=direct,
            criteria=self.under_criteria(),
            plan=any(place.key == "plan" or place.kind == "phase" or self.plans(place) for place in self.places),
            opening=not self.places or (len(self.places) == 1 and self.places[0].key == "title" and not section),
        )

    @staticmethod
    def plans(place: Place) -> bool:
        return place.key == "title" and exact_key(place.title) == "plan"

    def under_criteria(self) -> bool:
        if self.listed is not None:
            return True
        if not self.places or self.places[-1].kind:
            return False
        title = self.places[-1].title
        return recognition.is_criteria(title) or (recognition.is_scenario(title) and self.below_requirement())

    def below_requirement(self) -> bool:
        """Whether the nearest row above that is more than a heading is a requirement."""
        return next((place.kind for place in reversed(self.places) if place.kind), "") == "requirement"

    # -- blocks

    def block(self, blocks: list[Block], at: int) -> int:
        """Reads the block at this place and says how many blocks that took."""
        block = blocks[at]
        if block.kind != "item":
            self.listed = None
        if block.kind in ("heading", "setext"):
            self.heading(block)
        elif block.kind == "item":
            self.items(block, self.where, self.parent)
        elif block.kind == "table":
            self.table(block)
        elif block.kind == "para":
            return self.paragraph(blocks, at)
        elif block.kind == "fence":
            self.fence(block.start, block)
        elif block.kind == "quote":
            self.quote(block)
        elif block.kind == "rule" and self.where.section == "metadata":
            return self.metadata_block(blocks, at)
        else:
            self.sheet.prose(block.start, block.end, self.parent)
        return 1

    def heading(self, block: Block) -> None:
        source = self.lines.source(block.start, block.end)
        title = fields("heading", "heading:{title}", source)["title"]
        while self.places and self.places[-1].level >= block.level:
            self.places.pop()
        self.head = None
        lines = block.end - block.start - (block.kind == "setext")
        if block.start == self.titled:
            kind, pattern, key = "heading", "{title}", "title"
        elif lines > 1:
            kind, pattern, key = "heading", "{title}", section_key(title)
        else:
            kind, pattern, key = recognition.heading(title, self.where, level_below=self.depth_in_section())
        parent = self.places[-1].row if self.places else None
        row = self.sheet.add((kind, pattern), "heading", block.start, block.end, parent, level=block.level, key=key)
        self.places.append(Place(block.level, row, key, "" if kind == "heading" else kind, title))

    def depth_in_section(self) -> int:
        """How many headings stand between this place and the section's own, and one."""
        for depth, place in enumerate(reversed(self.places), start=1):
            if place.key:
                return depth
        return 0

    def paragraph(self, blocks: list[Block], at: int) -> int:
        block = blocks[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        if following is not None and following.kind == "fence" and self.captions(block):
            self.fence(block.start, following)
            return 2
        self.lines_of_paragraph(block)
        return 1

    def lines_of_paragraph(self, block: Block) -> None:
        """Rows in a paragraph each begin with a line of their own, and the first line is one; the rest is prose."""
        where = self.where
        metadata = where.section == "metadata" or (where.opening and self.has_metadata(block))
        current: Found | None = None
        begin = block.start
        for number in range(block.start, block.end):
            found = self.line_of_paragraph(number, where, metadata=metadata)
            if found is None:
                if number == block.start and where.section != "metadata":
                    break
                continue
            self.row_in_paragraph(current, begin, number)
            current, begin = found, number
            if found[0] in ("component", "endpoint"):
                self.head_row(found, number)
                current, begin, where = None, number + 1, self.where
        self.row_in_paragraph(current, begin, block.end)

    def head_row(self, found: Found, number: int) -> None:
        self.head = None
        self.head = self.sheet.add(found, "para", number, number + 1, self.parent)

    def row_in_paragraph(self, found: Found | None, begin: int, end: int) -> None:
        if begin == end:
            return
        if found is None:
            self.sheet.prose(begin, end, self.parent)
            return
        kind, pattern = found
        layout = "meta" if kind == "meta" and pattern == "{key}: {text}" else "para"
        self.listed = None
        row = self.sheet.add(found, layout, begin, end, self.parent)
        if kind == "part":
            label = fields("part", f"para:{pattern}", self.lines.source(begin, end))["label"]
            self.listed = row if recognition.is_criteria(label) else None

    def line_of_paragraph(self, number: int, where: Where, *, metadata: bool) -> Found | None:
        head = self.lines[number].lstrip(BLANK)
        found = recognition.paragraph(head, where)
        if found is None and where.section == "metadata":
            found = recognition.metadata_line("meta", head, where)
        return found or (recognition.metadata_line("para", head, where) if metadata else None)

    def has_metadata(self, block: Block) -> bool:
        """Bold lines below a title are metadata if one of them has a key that documents use for it."""
        lines = (self.lines[number].lstrip(BLANK) for number in range(block.start, block.end))
        return any(recognition.is_metadata("para", line) for line in lines)

    def captions(self, block: Block) -> bool:
        if block.end - block.start != 1 or len(self.lines[block.start]) > 200:
            return False
        return self.fence_kind(self.where, "") != "" and bool(caption().match(self.lines[block.start]))

    def fence_kind(self, where: Where, source: str) -> str:
        if where.owner == "endpoint":
            return "payload"
        return {"context": "diagram", "data_model": "sql"}.get(where.section if not where.owner else "", "")

    def fence(self, start: int, block: Block) -> None:
        kind = self.fence_kind(self.where, self.lines[block.start])
        if not kind:
            self.sheet.prose(start, block.end, self.parent)
            return
        pattern = "{label}:" if start < block.start else ""
        self.sheet.add((kind, pattern), "fence", start, block.end, self.parent)

    def quote(self, block: Block) -> None:
        """A quote whose every line is `> **K**: v` holds metadata; any other is prose."""
        where = self.where
        found: dict[int, Found] = {}
        for number in range(block.start, block.end):
            line = self.lines[number]
            hit = recognition.metadata_line("para", line[head_start("quote", line) :], where)
            if hit is None and line.strip(" \t>"):
                found = {}
                break
            if hit:
                found[number] = hit
        heads = (self.lines[n][head_start("quote", self.lines[n]) :] for n in found)
        known = any(recognition.is_metadata("para", head) for head in heads)
        if not found or not (known or where.section == "metadata") or min(found) != block.start:
            self.sheet.prose(block.start, block.end, self.parent)
            return
        begins = sorted(found)
        for begin, end in zip(begins, [*begins[1:], block.end], strict=False):
            self.sheet.add(found[begin], "quote", begin, begin + 1, self.parent)
            self.sheet.prose(begin + 1, end, self.parent)

    def table(self, block: Block) -> None:
        columns = columns_of(self.lines.lines[block.start : block.end], self.where)
        if columns is None:
            self.sheet.prose(block.start, block.end, self.parent)
            return
        self.table_rows(block, columns)

    def table_rows(self, block: Block, columns: Columns) -> None:
        parent = self.sheet.add(("table", ""), "table", block.start, block.start + 2, self.parent)
        for number in range(block.start + 2, block.end):
            if len(self.lines[number]) > recognition.LONGEST:
                self.sheet.prose(number, number + 1, parent)
            else:
                self.sheet.add((columns.kind, columns.pattern), "cell", number, number + 1, parent)

    # -- metadata between dashes

    def front_matter(self) -> int:
        """Reads the block between `---` lines that a file begins with; says at which line the document goes on."""
        if self.lines[0].rstrip(BLANK) != "---":
            return 0
        for number in range(1, min(len(self.lines.lines), 500)):
            if self.lines[number].rstrip(BLANK) in ("---", "..."):
                if not any(_KEY.match(line) for line in self.lines.lines[1:number]):
                    return 0
                self.dashed(0, number)
                return number + 1
        return 0

    def metadata_block(self, blocks: list[Block], at: int) -> int:
        """The template's `---` block under Metadata: a rule, and what follows to the next line of dashes."""
        start = blocks[at].start
        closing = self.closing(start)
        taken = at + 1
        while closing and taken < len(blocks) and blocks[taken].start <= closing:
            taken += 1
        if not closing or blocks[taken - 1].end > closing + 1:
            self.sheet.prose(start, blocks[at].end, self.parent)
            return 1
        self.dashed(start, closing)
        return taken - at

    def closing(self, start: int) -> int:
        if self.lines[start].strip(BLANK) != "---":
            return 0
        for number in range(start + 1, min(len(self.lines.lines), start + 500)):
            line = self.lines[number]
            if line.startswith(("# ", "## ")):
                return 0
            if line.strip(BLANK) == "---":
                return number if any(_KEY.match(inner) for inner in self.lines.lines[start + 1 : number]) else 0
        return 0

    def dashed(self, start: int, closing: int) -> None:
        self.frame(start)
        begins = [n for n in range(start + 1, closing) if self.is_entry(n)]
        first = begins[0] if begins else closing
        self.sheet.prose(start + 1, first, self.parent)
        for begin, end in zip(begins, [*begins[1:], closing], strict=False):
            stop = next((n for n in range(begin + 1, end) if self.lines[n].startswith("#")), end)
            self.sheet.add(("meta", "{key}: {text}"), "meta", begin, stop, self.parent)
            self.sheet.prose(stop, end, self.parent)
        self.frame(closing)

    def is_entry(self, number: int) -> bool:
        line = self.lines[number]
        if len(line) > recognition.LONGEST or not _KEY.match(line):
            return False
        return recognition.first("meta", "meta", line) is not None

    def frame(self, number: int) -> None:
        self.sheet.add(("prose", ""), "delimiter", number, number + 1, self.parent)

    # -- items

    def items(self, block: Block, where: Where, parent: int | None) -> None:
        """An item of a list: a row, if it is recognised, with the recognised items in it as children; else prose."""
        found = self.recognised(block, where)
        if found is None:
            inner = replace(where, section="", opening=False)
            self.rest(block, inner, parent, start=block.start, column=0, own=False)
            return
        row = self.sheet.add(found, "item", block.start, block.start + 1, parent)
        self.inside(block, found, where, row)

    def recognised(self, block: Block, where: Where) -> Found | None:
        line = self.lines[block.start]
        return recognition.item(line[head_start("item", line) :], where)

    def inside(self, block: Block, found: Found, where: Where, row: int) -> None:
        kind, pattern = found
        criteria = False
        if kind == "part":
            label = fields(kind, f"item:{pattern}", self.lines.source(block.start, block.start + 1))["label"]
            criteria = recognition.is_criteria(label)
        inner = Where(owner=kind, criteria=criteria, plan=where.plan)
        self.rest(block, inner, row, start=block.start, column=block.content, own=True)

    def rest(self, block: Block, where: Where, parent: int | None, *, start: int, column: int, own: bool) -> None:
        """The lines of an item that are no rows of their own go to its row (`own`) or stay prose."""
        for child, found in self.rows_in(block, where):
            self.text(block, start, child.start, parent, column, own=own)
            own = False
            row = self.sheet.add(found, "item", child.start, child.start + 1, parent)
            self.inside(child, found, where, row)
            start = child.end
        self.text(block, start, block.end, parent, column, own=own)

    def text(self, block: Block, start: int, end: int, parent: int | None, column: int, *, own: bool) -> None:
        if own:
            self.sheet.drafts[-1].end = max(self.sheet.drafts[-1].end, self.sheet.trimmed(start, end))
            return
        cuts = _cuts(block, self.lines) if self.lines.is_long(start, end) else ()
        for cut in (*(cut for cut in cuts if start < cut < end), end):
            self.sheet.prose(start, cut, parent, column)
            start = cut

    def rows_in(self, block: Block, where: Where) -> Iterator[tuple[Block, Found]]:
        """The recognised items in an item, also those in items that are not; an item on its line is part of it."""
        for child in block.children:
            if child.kind != "item":
                continue
            if child.start > block.start and (found := self.recognised(child, where)):
                yield child, found
            else:
                yield from self.rows_in(child, where)


def _cuts(block: Block, lines: Lines) -> Iterator[int]:
    """The lines of a list item that follow a blank line and begin a block in it."""
    for child in block.children:
        if child.start > block.start and lines.is_blank(child.start - 1):
            yield child.start
        yield from _cuts(child, lines)


def _title(blocks: list[Block], lines: Lines) -> int:
    """The line of the heading that is the document's title, or -1: the first, if it stands above all others."""
    headings = [block for block in blocks if block.kind in ("heading", "setext")]
    if not headings:
        return -1
    first = headings[0]
    words = fields("heading", "heading:{title}", lines.source(first.start, first.end))["title"]
    alone = sum(block.level <= first.level for block in headings) == 1
    if first.level == 1:
        return first.start if alone or not exact_key(words) else -1
    says_nothing = recognition.heading(words, Where(), level_below=0) == ("heading", "{title}", "")
    return first.start if alone and len(headings) > 1 and folded(words) and says_nothing else -1
