"""A small document for each kind of row in each dialect that is declared for it: three rows below a heading."""

from collections.abc import Iterator
from dataclasses import dataclass

from specs.document.patterns import filled, names
from specs.document.reader import read
from specs.document.rows import Document
from specs.document.template import KINDS

HEADINGS = {
    "meta": "## Metadata",
    "goal": "## Goals",
    "nongoal": "## Non-Goals",
    "reference": "## References",
    "requirement": "## Functional Requirements",
    "quality": "## Non-Functional Requirements",
    "diagram": "## System Context Diagram",
    "sql": "## Data Model",
    "component": "## Component Design",
    "endpoint": "## API Design",
    "layer": "## Technology Stack",
    "stage": "## Rollout Plan",
    "labelled": "## Security Considerations",
    "phase": "## Implementation Plan",
    "task": "## Implementation Plan",
    "check": "## Overview",
    "step": "## Data Flow",
    "question": "## Open Questions",
    "metric": "## Success Metrics",
    "error": "## Error Handling",
    "risk": "## Dependencies & Risks",
    "criterion": "## Acceptance Criteria",
    "payload": "## API Design\n\n**Endpoint**: `POST /pay`",
    "part": "## Component Design\n\n**Component: Gateway**",
}
#: Values of the first three rows, and of one to come.
ROWS = (
    {
        "uid": "FR-1",
        "title": "Log in",
        "bold": "Log in",
        "label": "First",
        "text": "one thing",
        "priority": "Must",
        "number": "1",
        "method": "GET",
        "path": "/users",
        "done": " ",
        "task": "T001",
        "key": "version",
        "n": "1",
        "impact": "High",
        "mitigation": "retry",
        "message": "Sorry",
    },
    {
        "uid": "FR-2",
        "title": "Log out",
        "bold": "Log out",
        "label": "Second",
        "text": "another thing",
        "priority": "Should",
        "number": "2",
        "method": "POST",
        "path": "/orders",
        "done": "x",
        "task": "T002",
        "key": "author",
        "n": "2",
        "impact": "Low",
        "mitigation": "wait",
        "message": "Wait",
    },
    {
        "uid": "FR-3",
        "title": "Stay",
        "bold": "Stay",
        "label": "Third",
        "text": "a third thing",
        "priority": "Could",
        "number": "3",
        "method": "PUT",
        "path": "/carts",
        "done": " ",
        "task": "T003",
        "key": "status",
        "n": "3",
        "impact": "Medium",
        "mitigation": "ask",
        "message": "Ask",
    },
)
NEW = {
    "uid": "FR-9",
    "title": "New title",
    "label": "Ninth",
    "text": "a new thing",
    "priority": "Must",
    "method": "DELETE",
    "path": "/new",
    "done": " ",
    "impact": "High",
    "mitigation": "a new way",
    "message": "New words",
    "lang": "yaml",
}
TABLE_HEADS = {
    "title": "Name",
    "uid": "ID",
    "text": "Requirement",
    "label": "Category",
    "priority": "Priority",
    "impact": "Impact",
    "mitigation": "Mitigation",
    "message": "Message",
}


TITLES = {"error": {"title": "Error Type", "mitigation": "Handling"}, "risk": {"title": "Risk"}}


@dataclass(frozen=True)
class Sample:
    kind: str
    layout: str
    pattern: str
    marker: str
    text: str

    @property
    def name(self) -> str:
        return f"{self.kind} {self.layout} {self.marker}{self.pattern}"

    @property
    def document(self) -> Document:
        found = read(self.text)
        return found.with_ids(list(range(100, 100 + len(found.rows))))

    @property
    def rows(self) -> list[int]:
        return [i for i, row in enumerate(self.document.rows) if row.kind == self.kind and row.layout == self.layout]

    @property
    def fields(self) -> dict[str, str]:
        """New values for the fields that a row of this dialect has in its line."""
        if self.layout == "cell":
            held = frozenset(self.pattern.split(","))
        elif self.layout == "fence":
            held = frozenset({"lang", "text", "label"} if self.pattern else {"lang", "text"})
        else:
            held = names(self.pattern)
        found = {name: value for name, value in NEW.items() if name in held}
        if "{task}" in self.pattern:
            found["uid"] = "T009"
        if "{number}" in self.pattern:
            found["uid"] = "9"
        return found


def rows_of(kind: str, layout: str, pattern: str, marker: str) -> str:
    lines = [
        filled(
            pattern,
            {
                **row,
                "word": "Phase",
                "title": row["title"],
                "label": row["key"] if kind == "meta" else row["label"],
                **({"uid": row["task"]} if "{task}" in pattern else {}),
                **({"uid": row["number"]} if "{number}" in pattern else {}),
            },
        )
        for row in ROWS
    ]
    if layout == "item":
        marks = [f"{n}{marker[-1]}" for n in (1, 2, 3)] if marker[0].isdigit() else [marker] * 3
        return "\n".join(f"{mark} {line}" for mark, line in zip(marks, lines, strict=True))
    if layout == "heading":
        return "\n\n".join(f"### {line}" for line in lines)
    return ("\n" if kind == "meta" else "\n\n").join(lines)


def fences(kind: str, caption: str) -> str:
    langs = {"sql": "sql", "payload": "json"}.get(kind, "")
    return "\n\n".join(
        (f"{row['label']}{caption}\n" if caption else "") + f"```{langs}\n{row['text']}\n```" for row in ROWS
    )


def table(kind: str, columns: str, *, outer: bool) -> str:
    names_ = columns.split(",")
    heads = {**TABLE_HEADS, **TITLES.get(kind, {})}
    lines = [[heads.get(name, "Extra") for name in names_], ["---"] * len(names_)]
    lines += [[row.get(name, "kept") for name in names_] for row in ROWS]
    left, right = ("| ", " |") if outer else ("", "")
    return "\n".join(left + " | ".join(cells) + right for cells in lines)


def sample(kind: str, layout: str, pattern: str, marker: str, body: str) -> Sample:
    text = f"# Spec\n\nWhat it is.\n\n{HEADINGS[kind]}\n\n{body}\n\n## After\n\nText that stays.\n"
    return Sample(kind, layout, pattern, marker, text)


def declared() -> Iterator[Sample]:
    """Every pattern of every kind, as its own document."""
    for kind in KINDS.values():
        if kind.name not in HEADINGS:
            continue
        for layout, patterns in kind.patterns.items():
            if layout in ("fence", "cell"):
                continue
            for pattern in patterns:
                for marker in ("-", "*", "+", "1.", "1)") if layout == "item" and pattern == patterns[0] else ("-",):
                    yield sample(kind.name, layout, pattern, marker, rows_of(kind.name, layout, pattern, marker))
    for kind_name in ("diagram", "sql", "payload"):
        yield sample(kind_name, "fence", "", "", fences(kind_name, ""))
    yield sample("payload", "fence", "{label}:", "", fences("payload", ":"))
    for kind_name, columns in (
        ("error", "title,mitigation,message"),
        ("error", "title,,mitigation"),
        ("error", "message,title,mitigation"),
        ("risk", "title,impact,mitigation"),
        ("risk", "title,mitigation"),
        ("risk", ",title,impact,mitigation"),
        ("requirement", "uid,text,priority"),
        ("requirement", "uid,title,text"),
        ("quality", "uid,label,text"),
    ):
        for outer in (True, False):
            yield sample(kind_name, "cell", columns, "|" if outer else "", table(kind_name, columns, outer=outer))


def is_plain(found: Sample) -> bool:
    """Whether its rows are read in the very dialect: some patterns also fit lines of another."""
    rows = [found.document.rows[i] for i in found.rows]
    return len(rows) == 3 and all(row.dialect == f"{found.layout}:{found.pattern}" for row in rows)


SAMPLES = [found for found in declared() if is_plain(found)]
