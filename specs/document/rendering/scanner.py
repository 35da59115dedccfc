"""Reads lines into blocks as CommonMark does (0.31, appendix "A parsing strategy"), with GitHub's tables and boxes.

The state is the chain of open blocks, of which the last is the innermost. Each line first goes on with those it can,
then opens new ones, and what is left of it is added to the innermost.
"""

from collections.abc import Callable, Iterable

from specs.document.rendering.lines import Line
from specs.document.rendering.starts import (
    ATX,
    ATX_END,
    FENCE,
    FENCE_END,
    HTML_ENDS,
    NOTE,
    RULE,
    SETEXT,
    TASK,
    html_kind,
    list_marker,
)
from specs.document.rendering.tables import alignments, cells
from specs.document.rendering.targets import Definition, folded, leading_definitions
from specs.document.rendering.tree import CONTAINERS, Block

DEPTH = 100
_VERBATIM = frozenset({"fence", "code", "html"})
_NEVER_BLANK = frozenset({"quote", "heading", "rule", "fence", "table"})  # a blank line in them is theirs


class Scanner:
    """Takes lines one by one; `document` is the tree, `definitions` are the link definitions in the order found.

    `notes` are the labels of footnotes: folded, and as first written.
    """

    def __init__(self) -> None:
        self.document = Block("document")
        self.current = self.document
        self.matched = self.document  # the innermost block that the line goes on with
        self.container = self.document  # the block that the rest of the line belongs to
        self.definitions: dict[str, tuple[Definition, str]] = {}
        self.notes: dict[str, str] = {}
        self.line = Line("")
        self.number = 0

    def scan(self, lines: Iterable[str]) -> Block:
        for text in lines:
            self.take(text)
        while self.current is not self.document:
            self.close(self.current)
        return self.document

    def take(self, text: str) -> None:
        self.line = Line(text)
        self.number += 1
        if not self.match_open_blocks():
            return
        self.open_blocks()
        self.add_rest()

    # Going on with open blocks

    def match_open_blocks(self) -> bool:
        """Sets `matched`. False if the line is used up: it closed a fence."""
        self.matched = self.document
        for block in self.open_chain():
            if block.kind == "fence" and self.closes_fence(block):
                block.ended = True
                self.close(block)
                return False
            if not _MATCHES[block.kind](block, self.line):
                break
            self.matched = block
        self.container = self.matched
        return True

    def open_chain(self) -> list[Block]:
        chain, block = [], self.current
        while block is not self.document:
            chain.append(block)
            block = block.above
        chain.reverse()
        return chain

    def closes_fence(self, fence: Block) -> bool:
        line = self.line
        if line.indent >= 4:
            return False
        found = FENCE_END.match(line.text, line.first)
        return found is not None and found[1].startswith(fence.marker)

    # Opening new blocks

    def open_blocks(self) -> None:
        lazy = self.current.kind == "paragraph"
        while self.container.kind not in _VERBATIM:
            line = self.line
            if line.is_blank:
                return
            start = self.start_of_block(line.text[line.first :], is_indented=line.indent >= 4, lazy=lazy)
            if start is None or self.container.kind not in CONTAINERS:
                return
            if start.task:
                return  # behind a box stands text, whatever it looks like
            lazy = False

    def start_of_block(self, text: str, *, is_indented: bool, lazy: bool) -> Block | None:
        """Opens the block that begins here, if one does."""
        if is_indented:
            if lazy:
                return None
            self.line.skip(4)
            return self.open(Block("code"))
        for start in self.starts:
            if opened := start(self, text):
                return opened
        return None

    def start_quote(self, text: str) -> Block | None:
        if text[0] != ">" or self.depth() >= DEPTH:
            return None
        self.line.go_to_first()
        self.line.skip(1)
        self.line.skip_blank()
        return self.open(Block("quote", level=self.depth() + 1))

    def start_heading(self, text: str) -> Block | None:
        found = ATX.match(text)
        if not found:
            return None
        self.line.go_to_end()
        content = ATX_END.sub("", text[found.end() :].rstrip(" \t")).strip(" \t")
        return self.open(Block("heading", level=len(found[1]), lines=[content]))

    def start_fence(self, text: str) -> Block | None:
        found = FENCE.match(text)
        if not found:
            return None
        info = (found[2] or found[4] or "").strip(" \t")
        fence = Block("fence", marker=found[1] or found[3], indent=self.line.indent, info=info)
        self.line.go_to_end()
        return self.open(fence)

    def start_html(self, text: str) -> Block | None:
        kind = html_kind(text, in_paragraph=self.container.kind == "paragraph")
        return self.open(Block("html", level=kind)) if kind else None

    def start_setext(self, text: str) -> Block | None:
        paragraph = self.container
        if paragraph.kind != "paragraph" or not SETEXT.match(text):
            return None
        self.take_definitions(paragraph)
        if not paragraph.lines:
            return paragraph  # nothing to underline: the line is its text
        paragraph.kind, paragraph.level = "heading", 1 if text[0] == "=" else 2
        self.line.go_to_end()
        return paragraph

    def start_rule(self, text: str) -> Block | None:
        if not RULE.match(text):
            return None
        self.line.go_to_end()
        return self.open(Block("rule"))

    def start_note(self, text: str) -> Block | None:
        """A footnote, which interrupts a paragraph and holds what is indented by four, as on GitHub."""
        found = NOTE.match(text)
        if not found or self.depth() >= DEPTH:
            return None
        self.notes.setdefault(folded(found[1]), found[1])
        self.line.go_to_first()
        self.line.skip(found.end())
        self.line.go_to_first()
        return self.open(Block("note", info=found[1], level=self.depth() + 1))

    def start_item(self, text: str) -> Block | None:
        marker = list_marker(text, in_paragraph=self.container.kind == "paragraph")
        if marker is None or self.depth() >= DEPTH:
            return None
        line, before = self.line, self.line.indent
        task = TASK.match(line.text)
        line.go_to_first()
        line.skip(marker.width)
        width = self.skip_after_marker()
        ordered = marker.character in ".)"
        if self.container.kind != "list" or self.container.marker != marker.character:
            start = marker.number if ordered else 1
            self.container = self.open(Block("list", marker=marker.character, start=start))
        item = Block("item", marker=marker.character, start=marker.number, indent=before + marker.width + width)
        item.level = self.depth() + 1
        self.open(item)
        if task and not line.is_blank:
            item.task = task[1].lower()
            line.go_to_first()
            line.skip(3)
        return item

    def skip_after_marker(self) -> int:
        """Skips the blanks behind a marker; gives their columns: 1 to 4, or 1 before indented code or nothing."""
        line = self.line
        width = line.indent
        if line.is_blank or width > 4:
            line.skip_blank()
            return 1
        line.skip(width)
        return width

    def start_table(self, text: str) -> Block | None:
        paragraph = self.container
        if paragraph.kind != "paragraph" or paragraph.no_table or not paragraph.lines or "-" not in text:
            return None
        columns = alignments(text)
        if columns is None:
            return None
        if len(cells(paragraph.lines[-1])) != len(columns):
            paragraph.no_table = True
            return None
        table = Block("table", columns=columns, lines=[paragraph.lines.pop()])
        paragraph.above_table = True
        self.line.go_to_end()
        return self.open(table)

    starts: tuple[Callable[["Scanner", str], Block | None], ...] = (
        start_quote,
        start_heading,
        start_fence,
        start_html,
        start_setext,
        start_rule,
        start_note,
        start_item,
        start_table,
    )

    def depth(self) -> int:
        """How many quotes, items and footnotes stand around what is opened next."""
        block = self.container
        while block.kind not in ("document", "quote", "item", "note"):
            block = block.above
        return block.level

    def open(self, block: Block) -> Block:
        """Adds a block to the innermost container that can hold it; what did not match is closed."""
        self.close_until(self.container)
        while not (self.container.kind in CONTAINERS and (self.container.kind == "list") == (block.kind == "item")):
            self.container = self.close(self.container)
        block.line_number = self.number
        self.container = self.matched = self.current = self.container.add(block)
        return block

    # Adding what is left of the line

    def add_rest(self) -> None:
        line, container = self.line, self.container
        self.note_blank()
        if self.is_lazy():
            self.current.lines.append(line.text[line.first :])
            return
        self.close_until(container)
        if container.kind in _VERBATIM:
            self.add_verbatim(container)
        elif line.is_blank:
            return
        elif container.kind in ("paragraph", "table"):
            container.lines.append(line.text[line.first :])
        else:
            self.open(Block("paragraph", lines=[line.text[line.first :]]))

    def is_lazy(self) -> bool:
        """Whether the line opened nothing and goes on with a paragraph whose containers it does not repeat."""
        opened_nothing = self.current is not self.matched and self.container is self.matched
        return opened_nothing and self.current.kind == "paragraph" and not self.line.is_blank

    def note_blank(self) -> None:
        """Keeps for each block whether a blank line follows it, which makes its list loose."""
        container, blank = self.container, self.line.is_blank
        if blank and container.children:
            container.children[-1].ends_blank = True
        opened_now = container.kind == "item" and not container.children and container.line_number == self.number
        container.ends_blank = blank and container.kind not in _NEVER_BLANK and not opened_now
        while container is not self.document:
            container = container.above
            container.ends_blank = False

    def add_verbatim(self, block: Block) -> None:
        if block.kind == "fence" and block.line_number == self.number:
            return
        rest = self.line.rest
        block.lines.append(rest)
        if block.kind == "html" and block.level < 6 and HTML_ENDS[block.level - 1].search(rest):
            self.close(block)

    # Closing

    def close_until(self, block: Block) -> None:
        while self.current is not block:
            self.close(self.current)

    def close(self, block: Block) -> Block:
        """Ends a block and everything it needs; gives its parent, which is the innermost open block then."""
        parent = block.above
        if block.kind == "paragraph":
            self.take_definitions(block)
            if not block.lines:
                parent.children.pop()
        elif block.kind == "list":
            block.tight = _is_tight(block)
        elif block.kind == "code":
            while block.lines and not block.lines[-1].strip(" \t"):
                block.lines.pop()
        self.current = parent
        return parent

    def take_definitions(self, paragraph: Block) -> None:
        """Takes the link definitions that a paragraph begins with out of it."""
        if paragraph.above_table or not paragraph.lines or paragraph.lines[0][:1] != "[":
            return
        text = "\n".join(paragraph.lines)
        end, parent = 0, paragraph.above
        for found in leading_definitions(text):
            source = text[end : found.end].rstrip("\n")
            self.definitions.setdefault(found.label, (found, source))
            parent.defined.append((len(parent.children) - 1, source))
            end = found.end
        if end:
            paragraph.lines = text[end:].split("\n") if end < len(text) else []


def _matches_quote(_block: Block, line: Line) -> bool:
    if line.indent >= 4 or not line.text.startswith(">", line.first):
        return False
    line.go_to_first()
    line.skip(1)
    line.skip_blank()
    return True


def _matches_item(block: Block, line: Line) -> bool:
    if line.indent >= block.indent:
        line.skip(block.indent)
        return True
    if line.is_blank and block.children:
        line.go_to_first()
        return True
    return False


def _matches_note(_block: Block, line: Line) -> bool:
    if line.indent >= 4:
        line.skip(4)
        return True
    return not line.text


def _matches_code(_block: Block, line: Line) -> bool:
    if line.indent >= 4:
        line.skip(4)
        return True
    if line.is_blank:
        line.go_to_first()
        return True
    return False


def _matches_fence(block: Block, line: Line) -> bool:
    line.skip(min(block.indent, line.indent))
    return True


_MATCHES: dict[str, Callable[[Block, Line], bool]] = {
    "quote": _matches_quote,
    "list": lambda _block, _line: True,
    "item": _matches_item,
    "note": _matches_note,
    "paragraph": lambda _block, line: not line.is_blank,
    "heading": lambda _block, _line: False,
    "rule": lambda _block, _line: True,  # so GitHub: blank lines below a rule do not loosen its list
    "code": _matches_code,
    "fence": _matches_fence,
    "html": lambda block, line: block.level < 6 or not line.is_blank,
    "table": lambda _block, line: not line.is_blank and line.text[line.first :].strip(" \t") != "|",
}


def _is_tight(block: Block) -> bool:
    """A list is loose if a blank line stands between its items or between two blocks of an item."""
    for number, item in enumerate(block.children, 1):
        is_last = number == len(block.children)
        if item.ends_blank and not is_last:
            return False
        for place, child in enumerate(item.children, 1):
            if not (is_last and place == len(item.children)) and _ends_blank(child):
                return False
    return True


def _ends_blank(block: Block) -> bool:
    while not block.ends_blank:
        if block.kind not in ("list", "item") or not block.children:
            return False
        block = block.children[-1]
    return True


def scan(lines: Iterable[str]) -> Scanner:
    """The scanner after it took all these lines (without terminators)."""
    scanner = Scanner()
    scanner.scan(lines)
    return scanner
