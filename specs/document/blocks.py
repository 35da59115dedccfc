"""Cuts Markdown into blocks by lines, following CommonMark and GitHub's tables.

A block is a range of lines. List items hold blocks; everything else is a leaf. Differences from CommonMark, on
purpose: a line belongs to a list item if it is indented to min(content column, marker's indent + 2), as people write
it; a quote is one leaf, whatever is inside.
"""

import re
from dataclasses import dataclass, field

from specs.document.fields import width

DEPTH = 100
_ITEM = re.compile(r"([-*+]|[0-9]{1,9}[.)])(?=[ \t]|\Z)")
_ATX = re.compile(r"(#{1,6})(?=[ \t]|\Z)")
_FENCE = re.compile(r"(`{3,})[^`]*\Z|(~{3,})")
_RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)\Z")
_SETEXT = re.compile(r"(?:=++|-++)[ \t]*+\Z")
_DELIMITER = re.compile(r"\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+\Z")
_HTML = (
    (
        re.compile(r"<(?:script|pre|style|textarea)(?:[ \t>]|\Z)", re.I),
        re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    ),
    (re.compile(r"<!--"), re.compile(r"-->")),
    (re.compile(r"<\?"), re.compile(r"\?>")),
    (re.compile(r"<![A-Za-z]"), re.compile(r">")),
    (re.compile(r"<!\[CDATA\["), re.compile(r"\]\]>")),
)
_HTML_BLOCK = re.compile(
    r"</?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt"
    r"|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu"
    r"|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr"
    r"|track|ul)(?:[ \t]|/?>|\Z)",
    re.I,
)
_HTML_TAG = re.compile(
    r"(?:<[A-Za-z][A-Za-z0-9-]*"
    r"(?:[ \t]++[A-Za-z_:][\w.:-]*+(?:[ \t]*=[ \t]*+(?:[^ \t\"'=<>`]++|'[^']*'|\"[^\"]*\"))?)*+[ \t]*+/?>"
    r"|</[A-Za-z][A-Za-z0-9-]*[ \t]*>)[ \t]*\Z"
)


@dataclass(slots=True)
class Block:
    """A range of lines, `start` to `end` (exclusive).

    `indent` and `content` are columns of items, `level` is a heading's; of a quote it says that a paragraph ends it.
    """

    kind: str  # heading setext fence html code para table rule quote item
    start: int
    end: int
    indent: int = 0
    content: int = 0
    level: int = 0
    closed: bool = True
    children: list["Block"] = field(default_factory=list)


def cells(line: str) -> int:
    """How many cells a table's line has: pipes that are not escaped cut it."""
    text = line.strip(" \t")
    count = len(re.findall(r"(?<!\\)(?:\\\\)*\|", text))
    count -= text.startswith("|")
    count -= text.endswith("|") and not text.endswith("\\|") and len(text) > 1
    return count + 1


class Scanner:
    """Reads lines one by one; holds the open items and the open leaf."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.root = Block("root", 0, len(lines))
        self.open: list[Block] = []
        self.leaf: Block | None = None
        self.mark = ""  # of an open fence
        self.ending: re.Pattern[str] | None = None  # of an open HTML block; none: a blank line
        self.quoted_fence = ""
        self.last = 0  # behind the last line that is not blank or belongs to the open leaf

    def scan(self) -> list[Block]:
        for number, line in enumerate(self.lines):
            self.take(number, line)
        self.close_items(0)
        return self.root.children

    def close_items(self, keep: int) -> None:
        """Closes the innermost open items; each ends with the last line read into it."""
        for item in self.open[keep:]:
            item.end = self.last
        del self.open[keep:]

    def matching(self, indent: int) -> int:
        """How many of the open items a line of this indent belongs to."""
        for depth, item in enumerate(self.open):
            if indent < min(item.content, item.indent + 2):
                return depth
        return len(self.open)

    def take(self, number: int, line: str) -> None:
        stripped = line.lstrip(" \t")
        if not stripped:
            self.take_blank()
            return
        indent = width(line[: len(line) - len(stripped)])
        matched = self.matching(indent)
        if matched == len(self.open) and self.continues(number, stripped, indent):
            return
        relative = self.relative(indent, matched)
        if self.is_lazy(stripped, relative, matched):
            self.extend(number)
            return
        if matched < len(self.open):
            self.close_items(matched)
            self.leaf = None
        self.begin(number, stripped, indent)

    def relative(self, indent: int, matched: int) -> int:
        base = self.open[matched - 1].content if matched else 0
        return max(0, indent - base)

    def take_blank(self) -> None:
        leaf = self.leaf
        if leaf is None or (leaf.kind == "fence" and not leaf.closed) or leaf.kind == "code":
            return
        if leaf.kind == "html" and self.ending is not None:
            return
        self.leaf = None

    def extend(self, number: int) -> None:
        assert self.leaf is not None
        self.leaf.end = self.last = number + 1

    def continues(self, number: int, stripped: str, indent: int) -> bool:
        """Whether an open fence or HTML block takes the line."""
        leaf = self.leaf
        if leaf is None or leaf.kind not in ("fence", "html", "code"):
            return False
        if leaf.kind == "code":
            if self.relative(indent, len(self.open)) < 4:
                self.leaf = None
                return False
            self.extend(number)
            return True
        self.extend(number)
        if leaf.kind == "fence":
            text = stripped.rstrip(" \t")
            long_enough = set(text) == {self.mark[0]} and len(text) >= len(self.mark)
            if long_enough and self.relative(indent, len(self.open)) < 4:
                leaf.closed = True
                self.leaf = None
        elif self.ending is not None and self.ending.search(stripped):
            leaf.closed = True
            self.leaf = None
        return True

    def is_lazy(self, stripped: str, relative: int, matched: int) -> bool:
        """Whether the line goes on with an open paragraph, quote or table's end without being in its items."""
        leaf = self.leaf
        if leaf is None:
            return False
        inside = matched == len(self.open)
        if leaf.kind == "quote":
            if stripped[0] == ">" and relative < 4 and inside:
                self.note_quoted(stripped)
                return True
            return leaf.level == 1 and not self.starts(stripped, relative, in_paragraph=inside)
        if leaf.kind == "para":
            if inside:
                return False
            return not self.starts(stripped, relative, in_paragraph=False)
        return False

    def note_quoted(self, stripped: str) -> None:
        """Keeps track of fences in a quote, and in `level` whether its last line is a paragraph's."""
        assert self.leaf is not None
        inner = stripped.lstrip("> \t")
        fence = _FENCE.match(inner)
        if self.quoted_fence:
            if fence and inner.startswith(self.quoted_fence) and not inner.strip("`~ \t"):
                self.quoted_fence = ""
            self.leaf.level = 0
            return
        if fence:
            self.quoted_fence = fence[1] or fence[2]
            self.leaf.level = 0
        else:
            self.leaf.level = int(bool(inner) and not _ATX.match(inner) and not _RULE.match(inner))

    def starts(self, stripped: str, relative: int, *, in_paragraph: bool) -> bool:
        """Whether a line begins a block that may interrupt what is open."""
        if relative >= 4:
            return False
        if stripped[0] == ">" or _ATX.match(stripped) or _FENCE.match(stripped) or _RULE.match(stripped):
            return True
        if _HTML_BLOCK.match(stripped) or any(begin.match(stripped) for begin, _ in _HTML):
            return True
        item = _ITEM.match(stripped)
        if not item:
            return False
        if not in_paragraph:
            return True
        return bool(stripped[item.end() :].strip(" \t")) and item[1] in ("-", "*", "+", "1.", "1)")

    def begin(self, number: int, stripped: str, indent: int) -> None:
        """Opens what the line starts, or goes on with the open paragraph or table."""
        if self.goes_on(number, stripped, indent):
            return
        self.leaf = None
        while found := self.item_at(stripped, indent):
            rest = stripped[found.end() :]
            column = indent + len(found[1])
            inner = rest.lstrip(" \t")
            pad = width(rest[: len(rest) - len(inner)], column) - column
            content = column + (pad if inner and 1 <= pad <= 4 else 1)
            self.attach(Block("item", number, number + 1, indent=indent, content=content))
            self.open.append(self.siblings()[-1])
            if not inner:
                return
            stripped, indent = inner, column + pad
        self.add_leaf(number, stripped, self.relative(indent, len(self.open)))

    def item_at(self, stripped: str, indent: int) -> re.Match[str] | None:
        """The marker of a list item that begins here, unless it is a rule, code or too deep."""
        if len(self.open) >= DEPTH or self.relative(indent, len(self.open)) >= 4 or _RULE.match(stripped):
            return None
        return _ITEM.match(stripped)

    def goes_on(self, number: int, stripped: str, indent: int) -> bool:
        """Whether the open leaf takes the line: a paragraph (which may become a heading or a table), a table, HTML."""
        leaf = self.leaf
        relative = self.relative(indent, len(self.open))
        if leaf is None or leaf.kind not in ("para", "table", "html"):
            return False
        if leaf.kind == "para":
            if relative < 4 and _SETEXT.match(stripped):
                leaf.kind, leaf.level = "setext", 1 if stripped[0] == "=" else 2
                self.extend(number)
                self.leaf = None
                return True
            if relative < 4 and self.becomes_table(number, stripped):
                return True
        if leaf.kind != "html" and self.starts(stripped, relative, in_paragraph=leaf.kind == "para"):
            return False
        self.extend(number)
        return True

    def siblings(self) -> list[Block]:
        return self.open[-1].children if self.open else self.root.children

    def attach(self, block: Block) -> None:
        self.siblings().append(block)
        self.last = block.end

    def becomes_table(self, number: int, stripped: str) -> bool:
        """A delimiter row under a paragraph's last line makes a table of the two, with as many cells."""
        leaf = self.leaf
        assert leaf is not None
        if "-" not in stripped or not ("|" in stripped or ":" in stripped) or not _DELIMITER.match(stripped):
            return False
        header = self.lines[number - 1]
        if number - 1 == leaf.start and self.open and self.open[-1].start == leaf.start:
            header = _strip_markers(header)
        if leaf.end != number or cells(header) != cells(stripped):
            return False
        if number - 1 > leaf.start:
            leaf.end = number - 1
            table = Block("table", number - 1, number + 1)
            self.attach(table)
            self.leaf = table
        else:
            leaf.kind = "table"
            self.extend(number)
        return True

    def add_leaf(self, number: int, stripped: str, relative: int) -> None:
        block = Block("para", number, number + 1)
        self.attach(block)
        self.leaf = block
        if relative >= 4:
            block.kind = "code"
        elif stripped[0] == ">":
            block.kind = "quote"
            self.quoted_fence = ""
            self.note_quoted(stripped)
        elif heading := _ATX.match(stripped):
            block.kind, block.level = "heading", len(heading[1])
            self.leaf = None
        elif fence := _FENCE.match(stripped):
            block.kind, block.closed = "fence", False
            self.mark = fence[1] or fence[2]
        elif _RULE.match(stripped):
            block.kind = "rule"
            self.leaf = None
        else:
            self.add_html(block, stripped)

    def add_html(self, block: Block, stripped: str) -> None:
        if stripped[0] != "<":
            return
        for begin, ending in _HTML:
            if found := begin.match(stripped):
                block.kind, block.closed = "html", False
                self.ending = ending
                if ending.search(stripped, found.end()):
                    block.closed = True
                    self.leaf = None
                return
        if _HTML_BLOCK.match(stripped) or _HTML_TAG.match(stripped):
            block.kind = "html"
            self.ending = None


def _strip_markers(line: str) -> str:
    text = line.lstrip(" \t")
    for _ in range(DEPTH):
        found = _ITEM.match(text)
        if not found:
            break
        text = text[found.end() :].lstrip(" \t")
    return text


def scan(lines: list[str]) -> list[Block]:
    """The blocks of these lines (without terminators), items holding theirs."""
    return Scanner(lines).scan()
