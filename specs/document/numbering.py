"""Which uid a new row gets: the next in the series of its neighbours, whatever their manner (FR-001, REQ_7, FR-1.1)."""

import re
from collections.abc import Iterable

from specs.document.fields import fields
from specs.document.rows import Document

#: What a uid ends with, and what stands before; longer numbers are no counters.
_NUMBERED = re.compile(r"(?P<prefix>.*?)(?P<digits>[0-9]{1,9})", re.ASCII | re.DOTALL)
_FIRST = {"requirement": "FR-0"}


def following(uid: str, used: Iterable[str]) -> str:
    """The next free uid in the series of `uid`, as wide as it, behind every one in `used`; "" if it has no number."""
    found = _NUMBERED.fullmatch(uid)
    if found is None:
        return ""
    prefix, digits = found["prefix"], found["digits"]
    last = max((_number(other, prefix) for other in used), default=0)
    return f"{prefix}{max(last, int(digits)) + 1:0{len(digits)}}"


def prefix_of(uid: str) -> str:
    """What stands before a uid's number; all of it if it has none."""
    found = _NUMBERED.fullmatch(uid)
    return found["prefix"] if found else uid


def is_numbered(uid: str) -> bool:
    return _NUMBERED.fullmatch(uid) is not None


def _number(uid: str, prefix: str) -> int:
    rest = uid[len(prefix) :] if uid.startswith(prefix) else ""
    return int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 10 else 0


def sample(document: Document, kind: str, *, parent: int | None, after: int | None = None) -> str:
    """The uid to go on from: of the nearest sibling before, else behind; else of the first level below the parent,
    in the manner of other parents; else of the last of the kind. "" where rows of the kind have none.
    """
    rows = document.rows
    same = [i for i, row in enumerate(rows) if row.kind == kind]
    siblings = [i for i in same if rows[i].parent == parent]
    if siblings:
        return _nearest(document, siblings, siblings[-1] if after is None else after)
    if parent is not None and rows[parent].kind == kind:
        above = uid_of(document, parent)
        return f"{above}{_separator(document, same)}0" if above else ""
    if same:
        return next((uid for i in reversed(same) if is_numbered(uid := uid_of(document, i))), "")
    return _FIRST.get(kind, "")


def _nearest(document: Document, siblings: list[int], after: int) -> str:
    before = [i for i in reversed(siblings) if i <= after]
    behind = [i for i in siblings if i > after]
    return next((uid for i in before + behind if is_numbered(uid := uid_of(document, i))), "")


def _separator(document: Document, same: list[int]) -> str:
    """What stands between a row's uid and the number of those below it: a dot, unless the document has it otherwise."""
    rows = document.rows
    for i in same:
        above = rows[i].parent
        if above is None or rows[above].kind != rows[i].kind:
            continue
        outer, inner = uid_of(document, above), prefix_of(uid_of(document, i))
        between = inner[len(outer) :] if outer and inner.startswith(outer) else ""
        if between in (".", "-", "_"):
            return between
    return "."


def uid_of(document: Document, index: int) -> str:
    row = document.rows[index]
    return fields(row.kind, row.dialect, row.source).get("uid", "")
