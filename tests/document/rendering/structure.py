"""What tests compare: the nested block tags of ours and of GitHub's renderer, and what of an HTML text is seen."""

import re
from html.parser import HTMLParser

import cmarkgfm

from specs.document.rendering.scanner import scan
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


def githubs(text: str) -> list[str]:
    """The block tags GitHub's renderer gives."""
    return Page(cmarkgfm.github_flavored_markdown_to_html(text)).shape


def ours(text: str) -> list[str]:
    """The block tags of our blocks, before sanitising; raw HTML aside, as the other renderer leaves it out."""
    shape: list[str] = []
    _describe(scan(re.split(r"\r\n?|\n", text)).document, shape, tight=False)
    return shape


def _describe(block: Block, shape: list[str], *, tight: bool) -> None:
    if block.kind == "html" or (block.kind == "paragraph" and tight):
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
