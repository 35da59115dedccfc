"""What a page shows otherwise than a reader of Markdown expects: cells without a column, what never ends."""

import re
from collections.abc import Iterator

from specs.document.checks.findings import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.rendering.extension import lines_of
from specs.document.rendering.scanner import scan
from specs.document.rendering.starts import HTML_ENDS
from specs.document.rendering.tables import cells
from specs.document.rendering.tree import Block
from specs.document.rows import Document, Row

_UNENDED = re.compile(r"<!|<\?|<(?:script|pre|style|textarea)", re.I)
_FENCE = re.compile(r"^[ \t>*+-]*(?:```|~~~)", re.M)
_DIRECTIVE = "%%{"


def unseen(document: Document) -> Iterator[Finding]:
    """Findings by row."""
    for index, row in enumerate(document.rows):
        if row.layout == "cell":
            yield from _surplus([row.source], _columns(document, row), index)
        elif "|" in row.source or _UNENDED.search(row.source) or _FENCE.search(row.source):
            for block in _walk(scan(lines_of(row.source)).document):
                yield from _in_block(block, index)
        if _DIRECTIVE in row.source and "mermaid" in row.source.lower():
            hint = _("A picture may differ from its source by it. Remove the line.")
            message = _("The diagram says how it is to be drawn: {sign}")
            yield Finding("mermaid.directive", "blocks", message, hint, index, {"sign": _DIRECTIVE})


def _columns(document: Document, row: Row) -> int:
    """How many columns the table of a line has."""
    head = document.rows[row.parent].source if row.parent is not None else row.source
    return len(cells(lines_of(head)[0]))


def _in_block(block: Block, index: int) -> Iterator[Finding]:
    if block.kind == "table":
        yield from _surplus(block.lines[1:], len(block.columns), index)
    elif block.kind == "html" and block.level < 6 and not HTML_ENDS[block.level - 1].search("\n".join(block.lines)):
        hint = _("Everything behind it belongs to it. Close it, or write “\\<” where the sign is meant.")
        yield Finding("html.unended", "blocks", _("“{start}” has no end"), hint, index, {"start": block.lines[0][:40]})
    elif block.kind == "fence" and not block.ended:
        hint = _("What stands behind it is shown as code. Close it with the same signs where the code ends.")
        sign = f"{block.marker}{block.info}"[:40]
        yield Finding("fence.unended", "advises", _("The code block “{sign}” has no end"), hint, index, {"sign": sign})


def unended_fences(source: str) -> list[tuple[int, int]]:
    """Code blocks without a closing line: the line each begins at (from 1), and how many lines it holds."""
    if not _FENCE.search(source):
        return []
    blocks = _walk(scan(lines_of(source)).document)
    return [(block.line_number, len(block.lines)) for block in blocks if block.kind == "fence" and not block.ended]


def _surplus(lines: list[str], columns: int, index: int) -> Iterator[Finding]:
    found = [cell for line in lines if line.count("|") >= columns for cell in cells(line)[columns:] if cell]
    if found:
        message = _("More cells than columns: {cells}")
        hint = _("Add a column, or write “\\|” where a bar is meant.")
        yield Finding("table.surplus", "blocks", message, hint, index, {"cells": " | ".join(found)[:80]})


def _walk(block: Block) -> Iterator[Block]:
    yield block
    for child in block.children:
        yield from _walk(child)
