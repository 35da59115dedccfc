"""What an import preview says of a file: counts with an example, and each line with what it is read as."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from specs.answers import Choice, Remark
from specs.document.diff import Piece, words
from specs.document.overlay import RowChange
from specs.document.report import LineReading
from specs.document.rows import Document, Row
from specs.document.template import KINDS

PLURALS = {
    "requirement": gettext_noop("Functional requirements"),
    "quality": gettext_noop("Non-functional requirements"),
    "goal": gettext_noop("Goals"),
    "nongoal": gettext_noop("Non-goals"),
    "reference": gettext_noop("References"),
    "criterion": gettext_noop("Acceptance criteria"),
    "diagram": gettext_noop("Diagrams"),
    "sql": gettext_noop("Schemas"),
    "component": gettext_noop("Components"),
    "endpoint": gettext_noop("Endpoints"),
    "payload": gettext_noop("Requests and responses"),
    "part": gettext_noop("Labelled parts"),
    "layer": gettext_noop("Layers of the stack"),
    "stage": gettext_noop("Rollout stages"),
    "labelled": gettext_noop("Labelled points"),
    "phase": gettext_noop("Phases"),
    "task": gettext_noop("Tasks"),
    "check": gettext_noop("Checkboxes"),
    "step": gettext_noop("Steps"),
    "error": gettext_noop("Error cases"),
    "risk": gettext_noop("Risks"),
    "question": gettext_noop("Open questions"),
    "metric": gettext_noop("Success metrics"),
    "meta": gettext_noop("Metadata fields"),
    "prose": gettext_noop("Pieces of text kept as they are"),
}
HIDDEN = {"heading", "table"}
EXAMPLE = 60


@dataclass(frozen=True, slots=True)
class Found:
    count: int
    name: str
    example: str


def found(document: Document) -> list[Found]:
    """Kinds in the template's order, with the first line of the first of each."""
    counts = Counter(row.kind for row in document.rows)
    first: dict[str, Row] = {}
    for row in document.rows:
        first.setdefault(row.kind, row)
    shown = [kind for kind in KINDS if counts[kind] and kind not in HIDDEN]
    shown.sort(key=lambda kind: list(PLURALS).index(kind) if kind in PLURALS else len(PLURALS))
    return [
        Found(counts[kind], _(PLURALS.get(kind, KINDS[kind].label)), _example(document, kind, first[kind]))
        for kind in shown
    ]


def _example(document: Document, kind: str, row: Row) -> str:
    if kind == "task":
        done = sum(1 for task in document.rows if task.kind == "task" and "[x]" in task.source[:12].lower())
        return _("{count} of them ticked").format(count=done)
    line = row.source.splitlines()[0].strip() if row.source.strip() else ""
    return line if len(line) <= EXAMPLE else line[: EXAMPLE - 1].rstrip() + "…"


def prose_headings(document: Document) -> list[str]:
    """Headings of sections that are not the template's: kept as prose, where they stood."""
    return [
        row.source.lstrip("#").strip().splitlines()[0]
        for i, row in enumerate(document.rows)
        if row.kind == "heading" and not row.key and not document.section(row.parent) and row.source.strip()
    ]


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as the preview shows it: what it is read as stands at the first line of each row only."""

    number: int
    text: str
    read_as: str
    look: str


def readings(
    lines: list[LineReading], document: Document, choices: list[Choice], remarks: list[Remark]
) -> list[Reading]:
    asked = {choice.line: _("{name}, twice").format(name=choice.uid) for choice in choices}
    asked |= {remark.line: _("{uid}, not read").format(uid=remark.missed) for remark in remarks if remark.missed}
    out: list[Reading] = []
    last: int | None = None
    for line in lines:
        begins = line.row_index is not None and line.row_index != last
        last = line.row_index if line.row_index is not None else last
        row = document.rows[line.row_index] if begins and line.row_index is not None else None
        look = "section" if row is not None and row.key and row.kind == "heading" and row.key != "title" else ""
        said = line.read_as if begins else ""
        if line.number in asked:
            said, look = asked[line.number], "bad"
        out.append(Reading(line.number, line.text, said, look))
    return out


@dataclass(frozen=True, slots=True)
class Change:
    """A row that an import over a spec would change: a word for the change, and the words before and after."""

    key: str
    name: str
    word: str
    look: str
    pieces: list[Piece]


WORDS = {
    "added": (gettext_noop("Added"), "new"),
    "changed": (gettext_noop("Changed"), "chg"),
    "removed": (gettext_noop("Removed"), "gone"),
    "moved": (gettext_noop("Moved"), ""),
    "revived": (gettext_noop("Restored"), "new"),
}


def change(made: RowChange) -> Change:
    word, look = WORDS[made.op]
    return Change(made.key, made.name or _(KINDS[made.kind].label), _(word), look, words(made.before, made.after))
