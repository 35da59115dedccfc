"""What tests compare: the nested block tags of ours and of GitHub's renderer, and what of an HTML text is seen."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote

import cmarkgfm
from cmarkgfm.cmark import Options

from specs.document.rendering.inlines import InlineReader
from specs.document.rendering.scanner import Scanner, scan
from specs.document.rendering.tables import cells
from specs.document.rendering.targets import folded
from specs.document.rendering.tree import Block

BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre hr input table thead tbody tr th td".split()  # noqa: SIM905 - reads well
)
VOID = frozenset({"br", "hr", "img", "input"})
_NAMES = {"rule": "hr", "quote": "blockquote", "item": "li", "fence": "pre", "code": "pre"}


class Page(HTMLParser):
    """An HTML text taken apart: `tags` in order with attributes, `shape` of blocks, `text` that a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.shape: list[str] = []
        self.seen: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self.seen)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.seen += ["\n"] if tag in BLOCKS else []
        self.seen += [dict(attrs).get("alt") or ""] if tag == "img" else []
        self.shape += [tag] if tag in BLOCKS else []
        self.shape += ["/" + tag] if tag in BLOCKS & VOID else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.shape += ["/" + tag] if tag in BLOCKS - VOID else []

    def handle_data(self, data: str) -> None:
        self.seen.append(data)


@dataclass
class Shape:
    """Block tags of a text, and apart from them those of each footnote that something refers to, by its label.

    GitHub shows footnotes at the end, in the order of the first references; here they stand where they are written.
    """

    body: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)


class GitHubs(Page):
    """GitHub's HTML with the footnotes apart."""

    def __init__(self, html: str) -> None:
        self.notes: dict[str, list[str]] = {}
        super().__init__(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        note = dict(attrs).get("id") or ""
        if tag == "section":
            self.body, self.shape = self.shape, []
        elif tag == "li" and note.startswith("fn-"):
            self.shape = self.notes[folded(unquote(note[3:]))] = []
        super().handle_starttag(tag, attrs)


def githubs(text: str) -> Shape:
    """The block tags GitHub's renderer gives."""
    page = GitHubs(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_FOOTNOTES))
    for shape in list(page.notes.values())[-1:]:
        del shape[-1]  # the end of the list of them all
    return Shape(page.body if page.notes else page.shape, page.notes)


def ours(text: str) -> Shape:
    """The block tags of our blocks, before sanitising; raw HTML aside, as the other renderer leaves it out."""
    scanner = scan(re.split(r"\r\n?|\n", text))
    shape, notes = Shape(), [block for block in _walk(scanner.document) if block.kind == "note"]
    _describe(scanner.document, shape.body, tight=False)
    cited = {folded(label) for label in _cited(scanner)} if notes else set()
    for note in notes:
        if folded(note.info) in cited and folded(note.info) not in shape.notes:
            shape.notes[folded(note.info)] = inner = ["li"]
            for child in note.children:
                _describe(child, inner, tight=False)
            inner.append("/li")
    return shape


def _walk(block: Block) -> Iterator[Block]:
    """The blocks as they end: of two footnotes in one another with one label, GitHub takes the inner."""
    for child in block.children:
        yield from _walk(child)
    yield block


def _cited(scanner: Scanner) -> Iterator[str]:
    """The labels of footnotes that a text refers to."""
    links = {label: found for label, (found, _) in scanner.definitions.items()}
    for block in _walk(scanner.document):
        texts = ["\n".join(block.lines)] if block.kind in ("paragraph", "heading") else []
        if block.kind == "table":
            texts = [cell for line in block.lines for cell in cells(line)[: len(block.columns)]]
        for piece in texts:
            tokens = InlineReader(piece, links, scanner.notes).read()
            yield from (token.target for token in tokens if token.kind == "note")


def _describe(block: Block, shape: list[str], *, tight: bool) -> None:
    if block.kind in ("html", "note") or (block.kind == "paragraph" and tight):
        return
    if block.kind == "table":
        shape += _table(len(block.columns), len(block.lines) - 1)
        return
    name = _name(block)
    shape += [name] if name else []
    shape += ["input", "/input"] if block.task else []
    for child in block.children:
        _describe(child, shape, tight=block.kind == "item" and block.above.tight)
    shape += [f"/{name}"] if name else []


def _name(block: Block) -> str:
    if block.kind == "list":
        return "ol" if block.marker in ".)" else "ul"
    if block.kind == "heading":
        return f"h{block.level}"
    return {"document": "", "paragraph": "p"}.get(block.kind, _NAMES.get(block.kind, ""))


def _table(columns: int, rows: int) -> list[str]:
    head = ["thead", "tr", *["th", "/th"] * columns, "/tr", "/thead"]
    body = ["tbody", *["tr", *["td", "/td"] * columns, "/tr"] * rows, "/tbody"] if rows else []
    return ["table", *head, *body, "/table"]
