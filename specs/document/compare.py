"""A document as it is published, and whether other bytes are the same text: exactly, or but for progress.

Progress is what moves in a text in force without changing it: the word of its status and the boxes of its tasks.
Where those stand is frozen with the bytes, so that comparing needs no reader, and a later reader changes no answer.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal

from specs.document.fields import spans
from specs.document.outline import status_row
from specs.document.rows import Document, Row

APPROVED = "approved"
_PLAYS = {"status": rb"(?:draft|review|approved|implemented)", "task": rb"[ xX]"}
_EOL = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")

#: Line (from 1), start and end (bytes in that line), and "status" or "task": a list, as it is stored in JSON.
Progress = list[int | str]


@dataclass(frozen=True, slots=True)
class Published:
    """The bytes that are hashed and frozen, the same as text, and where progress may show in them."""

    data: bytes
    text: str
    progress: list[Progress]


@dataclass(frozen=True, slots=True)
class Comparison:
    """`lines` are the lines (from 1) that differ; for "different" those that progress does not explain."""

    kind: Literal["exact", "progress", "different"]
    lines: tuple[int, ...] = ()


def published(document: Document) -> Published:
    """The document with its one recognised status value written `approved`, and boxes as they are ticked."""
    marks: list[tuple[int, int, str]] = []
    status = status_row(document)
    document = as_published(document)
    rows = document.rows
    starts = accumulate((len(row.lead) + len(row.source) for row in rows), initial=0)
    for index, (row, start) in enumerate(zip(rows, starts, strict=False)):
        mark = _mark(row, is_status=index == status)
        if mark:
            at = start + len(row.lead)
            marks.append((at + mark[0], at + mark[1], mark[2]))
    text = document.text
    return Published(text.encode(), text, _placed(text, marks))


def as_published(document: Document) -> Document:
    """The rows that make the published text: the status word is the workflow's, whoever compares reads over it."""
    status = status_row(document)
    if status is None:
        return document
    rows = list(document.rows)
    rows[status] = _approved(rows[status])
    return Document(tuple(rows), document.tail)


def _approved(row: Row) -> Row:
    found = _status_value(row)
    if found is None:
        return row
    start, end = found
    blank = "" if start == end == 0 or row.source[start - 1] in " \t" or start < end else " "
    return replace(row, source=row.source[:start] + blank + APPROVED + row.source[end:])


def _status_value(row: Row) -> tuple[int, int] | None:
    """Where the value stands, if it is in one line: progress is a matter of lines."""
    found = spans(row.kind, row.dialect, row.source).get("text")
    return None if found is None or _EOL.search(row.source, *found) else found


def _mark(row: Row, *, is_status: bool) -> tuple[int, int, str] | None:
    if is_status:
        value = _status_value(row)
        return (*value, "status") if value else None
    if row.kind == "task":
        box = spans(row.kind, row.dialect, row.source).get("done")
        return (*box, "task") if box else None
    return None


def _placed(text: str, marks: Iterable[tuple[int, int, str]]) -> list[Progress]:
    """Offsets in the text as lines and bytes in them, in one walk."""
    out: list[Progress] = []
    line, begin = 1, 0
    ends = _EOL.finditer(text)
    end = next(ends, None)
    for start, stop, kind in marks:
        while end is not None and end.end() <= start:
            line, begin = line + 1, end.end()
            end = next(ends, None)
        before = len(text[begin:start].encode())
        out.append([line, before, before + len(text[start:stop].encode()), kind])
    return out


def compare(frozen: bytes, progress: Sequence[Sequence[int | str]], other: bytes) -> Comparison:
    """Whether `other` is the frozen text: "exact", equal but for "progress", or "different"."""
    if frozen == other:
        return Comparison("exact")
    ours, others = _LINE.findall(frozen), _LINE.findall(other)
    changed = tuple(i for i, (a, b) in enumerate(zip(ours, others, strict=False), 1) if a != b)
    if len(ours) != len(others):
        return Comparison("different", changed or (min(len(ours), len(others)) + 1,))
    allowed = _by_line(progress)
    foreign = tuple(i for i in changed if not _moved(ours[i - 1], allowed.get(i, []), others[i - 1]))
    return Comparison("different", foreign) if foreign else Comparison("progress", changed)


def with_progress(frozen: bytes, progress: Sequence[Sequence[int | str]], status: str, done: Sequence[bool]) -> bytes:
    """The frozen text with this word as its status and its boxes ticked so, in their order. A box that says the same in
    another way stays as it is."""
    lines, ticks = _LINE.findall(frozen), list(done)
    for line, start, end, kind in reversed(progress):
        old = lines[int(line) - 1]
        at, stop = int(start), int(end)
        was = old[at:stop]
        new = status.encode() if kind == "status" else _box(was, done=ticks.pop())
        lines[int(line) - 1] = old[:at] + new + old[stop:]
    return b"".join(lines)


def _box(was: bytes, *, done: bool) -> bytes:
    return was if (was != b" ") is done else b"x" if done else b" "


def _by_line(progress: Iterable[Sequence[int | str]]) -> dict[int, list[tuple[int, int, str]]]:
    out: dict[int, list[tuple[int, int, str]]] = {}
    for line, start, end, kind in progress:
        out.setdefault(int(line), []).append((int(start), int(end), str(kind)))
    return out


def _moved(line: bytes, marks: list[tuple[int, int, str]], other: bytes) -> bool:
    """Whether `other` is the line with nothing changed but what its marks allow."""
    pattern, at = b"", 0
    for start, end, kind in sorted(marks):
        pattern += re.escape(line[at:start]) + _PLAYS[kind]
        at = end
    return re.fullmatch(pattern + re.escape(line[at:]), other) is not None
