"""Columns of tables: which kind a table's lines are, by its section and the words of its header."""

import re
from dataclasses import dataclass

from specs.document.fields import cell_spans
from specs.document.headings import folded
from specs.document.patterns import UID
from specs.document.recognition import LONGEST, Where, metadata_name, uid_strength
from specs.document.template import KINDS, METADATA

_UID = re.compile(rf"[*_`\[]*{UID}[*_`\]]*\Z", re.ASCII)
_NOTE = re.compile(r"[ \t]*[(\[][^()\[\]]*[)\]]\Z")

#: The kind of table each section has; the parents and the sections of text have none.
_TABLES = {
    "metadata": "meta",
    "functional": "requirement",
    "requirements": "requirement",
    "quality": "quality",
    "stack": "layer",
    "errors": "error",
    "risks": "risk",
}
#: A kind's table has at least these columns: one of each group.
_NEEDED = {
    "meta": (("label",), ("text",)),
    "requirement": (("text", "title"),),
    "quality": (("text",), ("label", "uid")),
    "layer": (("label",), ("text",)),
    "error": (("title",), ("mitigation", "message")),
    "risk": (("title",), ("impact", "mitigation")),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The kind of a table's lines, and the field each column holds ("" for columns nobody knows)."""

    kind: str
    names: tuple[str, ...]

    @property
    def pattern(self) -> str:
        return ",".join(self.names)


def cells(line: str) -> list[str]:
    return [line[start:end] for start, end in cell_spans(line)]


def columns_of(lines: list[str], where: Where) -> Columns | None:
    """The columns of a table (header, delimiter, lines), or nothing if it is no table we know."""
    if len(lines[0]) > LONGEST or len(lines[1]) > LONGEST:
        return None
    header = cells(lines[0])
    kind = _TABLES.get(where.section, "")
    if kind and not where.owner and (found := _fitting(kind, header)):
        return found
    if where.section == "metadata" and len(header) == 2:
        return Columns("meta", ("label", "text"))
    if where.opening:
        return _opening(header, lines[2:])
    return _with_uids(header, lines[2:])


def _fitting(kind: str, header: list[str]) -> Columns | None:
    names = _named(kind, header)
    if all(any(name in names for name in group) for group in _NEEDED[kind]):
        return Columns(kind, names)
    return None


def _named(kind: str, header: list[str]) -> tuple[str, ...]:
    """For each column the field it holds; of several synonyms the one declared first wins."""
    words = [_folded(cell) for cell in header]
    names = [""] * len(words)
    for field, synonyms in (KINDS[kind].columns or {}).items():
        place = next((words.index(name) for name in synonyms if name in words and not names[words.index(name)]), None)
        if place is not None:
            names[place] = field
    return tuple(names)


def _folded(cell: str) -> str:
    return "#" if cell.strip() == "#" else folded(_NOTE.sub("", cell[:200]))


def _opening(header: list[str], body: list[str]) -> Columns | None:
    """Below the title: two columns whose first holds keys of metadata."""
    if len(header) == 2:
        keys = (metadata_name(cells(line)[0]) for line in body if len(line) <= LONGEST)
        if _fitting("meta", header) or not any(header) or any(key in METADATA for key in keys):
            return Columns("meta", ("label", "text"))
    return _with_uids(header, body)


def _with_uids(header: list[str], body: list[str]) -> Columns | None:
    """Requirements in any section: a column of ids whose every line has a uid that says so."""
    for kind in ("requirement", "quality"):
        found = _fitting(kind, header)
        if not found or "uid" not in found.names:
            continue
        place = found.names.index("uid")
        ids = [found_cells[place] for line in body if len(found_cells := cells(line[:LONGEST])) > place]
        if ids and all(_UID.match(value) and uid_strength(value.strip("*_`[]")) >= 3 for value in ids):
            return found
    return None
