"""Gives out uids: the next number behind every one that stands or ever stood in the spec."""

import re

from specs.document.fields import fields
from specs.document.rows import Document
from specs.models import Spec, UsedUid

_NUMBERED = re.compile(r"(.*?)([0-9]+)", re.ASCII)
_FIRST = {"requirement": "FR-1"}


def next_uid(spec: Spec, document: Document, kind: str, *, parent: int | None) -> str:
    """The uid for a new row, in the manner of the rows of its kind, or "" where those have none."""
    sample = _sample(document, kind, parent)
    found = _NUMBERED.fullmatch(sample)
    if not found:
        return ""
    prefix, digits = found[1], found[2]
    used = [*UsedUid.objects.filter(spec=spec, uid__startswith=prefix).values_list("uid", flat=True)]
    used += [_uid(document, i) for i in range(len(document.rows))]
    last = max((_number(uid, prefix) for uid in used), default=0)
    return f"{prefix}{last + 1:0{len(digits)}}"


def _sample(document: Document, kind: str, parent: int | None) -> str:
    """The uid to go on from: the last of the same parent, the parent's own with `.0`, the last of the kind."""
    rows = document.rows
    siblings = [i for i, row in enumerate(rows) if row.kind == kind and row.parent == parent]
    if siblings:
        return next((uid for i in reversed(siblings) if (uid := _uid(document, i))), "")
    if parent is not None and rows[parent].kind == kind:
        above = _uid(document, parent)
        return f"{above}.0" if above else ""
    others = [i for i, row in enumerate(rows) if row.kind == kind]
    if others:
        return next((uid for i in reversed(others) if (uid := _uid(document, i))), "")
    return _FIRST.get(kind, "")


def _uid(document: Document, index: int) -> str:
    row = document.rows[index]
    return fields(row.kind, row.dialect, row.source).get("uid", "") if row.kind not in ("heading", "prose") else ""


def _number(uid: str, prefix: str) -> int:
    rest = uid.removeprefix(prefix)
    return int(rest) if uid.startswith(prefix) and rest.isascii() and rest.isdigit() and len(rest) < 10 else 0
