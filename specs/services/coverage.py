"""Which functional requirements have finished tasks. A task serves those whose uids its text names."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from specs.document.fields import fields
from specs.document.rows import Document
from specs.workflow import Covered, Served, uncovered

_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Done:
    """A task's box, and what the task and its requirements (by row id) said when it was set."""

    done: bool
    task_text: str | None = None
    requirements: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """A functional requirement in the matrix: what serves it, and whether it is waived or covered.

    `why` is why it is not covered: "no task", "not done", "to be confirmed", or nothing.
    """

    row: int
    uid: str
    parent: int | None
    tasks: tuple[Served, ...]
    waived: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """`needs` are the requirements in reading order; `texts` what each task of the text says, by row id."""

    needs: tuple[Need, ...]
    texts: dict[int, str]

    @property
    def tasks(self) -> dict[str, list[int]]:
        """The ids of each requirement's tasks, by its uid."""
        return {need.uid: [task.task for task in need.tasks] for need in self.needs}

    @property
    def open(self) -> list[str]:
        """The uids of those not covered."""
        return [need.uid for need in self.needs if need.why]

    @property
    def to_confirm(self) -> list[int]:
        """Tasks that were ticked for other words than they and their requirements have now."""
        stale = {task.task for need in self.needs for task in need.tasks if task.done and not task.fresh}
        return sorted(stale)

    @property
    def idle(self) -> list[int]:
        """Tasks that serve no requirement."""
        serving = {task.task for need in self.needs for task in need.tasks}
        return [task for task in self.texts if task not in serving]


def coverage(frozen: Document, ticks: Mapping[int, Done], waived: Collection[int] = ()) -> Coverage:
    """Of the text's requirements. `ticks` are the boxes as they are now, `waived` requirements; both by row id."""
    serving = serving_by_uid(frozen)
    texts = {row.id: task_text(frozen, i) for i, row in enumerate(frozen.rows) if row.kind == "task" and row.id}
    found: list[Covered] = []
    uids: dict[int, str] = {}
    for i, row in enumerate(frozen.rows):
        if row.kind != "requirement" or row.id is None:
            continue
        uids[row.id] = uid = name_of(frozen, i)
        words = requirement_text(frozen, i)
        tasks = tuple(_served(pk, row.id, words, texts[pk], ticks.get(pk)) for pk in serving.get(uid.casefold(), []))
        found.append(Covered(row.id, _parent(frozen, i), tasks))
    missing = set(uncovered(found, waived))
    needs = [
        Need(item.row, uids[item.row], item.parent, item.tasks, item.row in waived, _why(item, missing))
        for item in found
    ]
    return Coverage(tuple(needs), texts)


def _served(task: int, row: int, words: str, text: str, tick: Done | None) -> Served:
    if tick is None or not tick.done:
        return Served(task, done=False)
    return Served(task, done=True, fresh=tick.task_text == text and tick.requirements.get(str(row)) == words)


def _why(item: Covered, missing: Collection[int]) -> str:
    if item.row not in missing:
        return ""
    if not item.tasks:
        return "no task"
    return "to be confirmed" if all(task.done for task in item.tasks) else "not done"


def facts_of(document: Document, task: int) -> tuple[str, dict[str, str]]:
    """What a task and the requirements that it serves say in this text. Raises LookupError if it is not in it."""
    place = document.place(task)
    text = task_text(document, place)
    named = _tokens(fields_of(document, place).get("text", ""))
    said = {
        str(row.id): requirement_text(document, i)
        for i, row in enumerate(document.rows)
        if row.kind == "requirement" and name_of(document, i).casefold() in named
    }
    return text, said


def task_text(document: Document, index: int) -> str:
    """What a task says, whatever its box and number."""
    return _said(document, index)


def requirement_text(document: Document, index: int) -> str:
    """What a requirement says with the parts and criteria below it, but not the requirements below it."""
    end, lines, at = document.end(index), [_said(document, index)], index + 1
    while at < end:
        row = document.rows[at]
        if row.kind == "requirement":
            at = document.end(at)
            continue
        lines.append(row.source.strip() if row.kind in ("prose", "heading", "table") else _said(document, at))
        at += 1
    return "\n".join(lines)


def _said(document: Document, index: int) -> str:
    values = fields_of(document, index)
    return "\n".join(value for name, value in sorted(values.items()) if value and name != "done")


def fields_of(document: Document, index: int) -> dict[str, str]:
    row = document.rows[index]
    return fields(row.kind, row.dialect, row.source)


def _parent(document: Document, index: int) -> int | None:
    above = next((i for i in document.ancestors(index) if document.rows[i].kind == "requirement"), None)
    return None if above is None else document.rows[above].id


def name_of(document: Document, index: int) -> str:
    """A requirement's uid; of one without, its title or the beginning of its words."""
    values = fields_of(document, index)
    return values.get("uid") or values.get("title") or values.get("text", "")[:60]


def serving_by_uid(document: Document) -> dict[str, list[int]]:
    """The ids of the tasks that name a word, by the word without regard to case."""
    out: dict[str, list[int]] = {}
    for i, row in enumerate(document.rows):
        if row.kind == "task" and row.id is not None:
            for token in _tokens(fields_of(document, i).get("text", "")):
                out.setdefault(token, []).append(row.id)
    return out


def _tokens(text: str) -> set[str]:
    return {token.rstrip(".-_").casefold() for token in _TOKEN.findall(text)}
