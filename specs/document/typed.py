"""Writes a text that people are still typing into its row (rules 4 to 6 of live.md).

While they type, the rows stay the same: what was typed is written so that it reads back as the same rows, with blank
lines or backslashes where that takes them. Once they are done, what they typed may become rows of its own.
"""

import re
from collections.abc import Iterator
from functools import partial

from specs.document.changing import Change, changed_values
from specs.document.outline import values as values_of
from specs.document.proof import PROSE_LIMIT, Terms, Written, proved
from specs.document.rows import Document, Refused
from specs.document.template import KINDS
from specs.document.writer import set_fields

_LONG = frozenset({"text", "code"})
#: A field that is written in as many rows as it has lines.
_ROWS = frozenset({"criteria"})
_PUNCTUATION = re.compile(r"(?<!\\)[!-/:-@\[-`{-~]")
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def is_long(kind: str, dialect: str, name: str) -> bool:
    """Whether people may type in this field together: it is one of several lines, kept in one place. Lines around
    metadata are prose that is not written."""
    known = any(field.name == name and field.widget in _LONG for field in KINDS[kind].fields)
    return known and name not in _ROWS and (kind != "prose" or dialect.startswith("prose:"))


def value_at(document: Document, index: int, name: str) -> str | None:
    """What a field reads as; None if the row is of a kind without it."""
    row = document.rows[index]
    return values_of(document, index).get(name, "") if is_long(row.kind, row.dialect, name) else None


def is_emptied(document: Document, index: int, name: str, text: str) -> bool:
    """Whether writing this text would take a row away: a paragraph's own, or the part's that holds the field."""
    row = document.rows[index]
    below = row.kind != "prose" and bool(KINDS[row.kind].field(name).part)
    return not text.strip(" \t\n") and (row.kind == "prose" or below)


def is_cut(document: Document, index: int, text: str) -> bool:
    """Whether a paragraph is so long that the reader makes several rows of it (rule 4 of markdown.md)."""
    return document.rows[index].layout == "prose" and len(text) >= PROSE_LIMIT


def write_draft(document: Document, index: int, name: str, text: str) -> Written:
    """The text in its row, every other row as it was. Raises Refused where no way of writing it reads back so."""
    refused: Refused | None = None
    for wording in _rungs(text):
        try:
            return _same_rows(document, index, name, wording)
        except Refused as reason:
            refused = refused or reason
    assert refused is not None, "there is one wording at least"
    raise refused


def write_settled(document: Document, index: int, name: str, text: str) -> Written:
    """The text with the rows that it makes, where the text around it allows that; else as a draft."""
    try:
        return set_fields(document, index, {name: text})
    except Refused:
        return write_draft(document, index, name, text)


def _rungs(text: str) -> Iterator[str]:
    """The text as typed, then with every mark escaped, then without blank lines, then both. Before each step the
    writer itself tries blank lines around it, and backslashes where a line begins."""
    without = _BLANK_LINES.sub("\n", text)
    yield from dict.fromkeys((text, _escaped(text), without, _escaped(without)))


def _escaped(text: str) -> str:
    return _PUNCTUATION.sub(r"\\\g<0>", text)


def _same_rows(document: Document, index: int, name: str, text: str) -> Written:
    row = document.rows[index]
    before = values_of(document, index)
    changes = changed_values(row, before, {name: text})
    if not changes:
        return Written(document, index)
    change = Change(index, row.kind, before, changes)
    return proved(document, change, partial(_exactly, change), Terms(field=name))


def _exactly(change: Change, document: Document, index: int, /, *, exact: bool) -> bool:
    return exact and change.reads(document, index, exact=True)
