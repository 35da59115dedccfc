"""Which functional requirements have finished tasks. A task serves those whose uids its text names."""

import re
from dataclasses import dataclass

from specs.document.fields import fields
from specs.document.rows import Document
from specs.workflow import Covered, uncovered

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Coverage:
    """`tasks` maps each requirement's uid to the ids of its tasks; `open` are those not covered."""

    tasks: dict[str, list[int]]
    open: list[str]


def coverage(frozen: Document, done: dict[int, bool]) -> Coverage:
    """Of the frozen text's requirements, with the boxes as they are now (`done`, by row id)."""
    serving = _serving(frozen)
    found: list[Covered] = []
    tasks: dict[str, list[int]] = {}
    for i, row in enumerate(frozen.rows):
        if row.kind != "requirement":
            continue
        uid = _name(frozen, i)
        tasks[uid] = serving.get(uid.casefold(), [])
        found.append(Covered(uid, _parent(frozen, i), tuple(done.get(pk, False) for pk in tasks[uid])))
    return Coverage(tasks, uncovered(found))


def _parent(document: Document, index: int) -> str | None:
    above = next((i for i in document.ancestors(index) if document.rows[i].kind == "requirement"), None)
    return None if above is None else _name(document, above)


def _name(document: Document, index: int) -> str:
    row = document.rows[index]
    values = fields(row.kind, row.dialect, row.source)
    return values.get("uid") or values.get("title") or values.get("text", "")[:60]


def _serving(document: Document) -> dict[str, list[int]]:
    out: dict[str, list[int]] = {}
    for row in document.rows:
        if row.kind == "task" and row.id is not None:
            text = fields(row.kind, row.dialect, row.source).get("text", "")
            for token in {token.rstrip(".-_").casefold() for token in _TOKEN.findall(text)}:
                out.setdefault(token, []).append(row.id)
    return out
