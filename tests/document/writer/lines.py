"""What an edit did to the lines of a text."""

from dataclasses import replace
from difflib import SequenceMatcher

from specs.document.reader import read
from specs.document.rows import Document, Row


def changed(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came, without their ends."""
    old, new = before.splitlines(), after.splitlines()
    gone, come = [], []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op != "equal":
            gone += old[a:b]
            come += new[c:d]
    return gone, come


def numberless(line: str) -> str:
    """A list's line without its number and indent, to compare those that were renumbered."""
    return line.lstrip(" \t").lstrip("0123456789").lstrip(".)")


def subtree(document: Document, index: int) -> list[Row]:
    """A row and those below it, with parents that count from the first: what is kept of removed rows."""
    first, *below = document.rows[index : document.end(index)]
    return [replace(first, parent=None), *(replace(row, parent=(row.parent or 0) - index) for row in below)]


def numbered(text: str) -> Document:
    """The document of a text, with ids as if it had been stored."""
    found = read(text)
    return found.with_ids(list(range(1, len(found.rows) + 1)))


def at(document: Document, start: str) -> int:
    """The row whose source begins so, less marker and hashes."""
    return next(i for i, row in enumerate(document.rows) if row.source.lstrip("#-*+0123456789.) \t").startswith(start))
