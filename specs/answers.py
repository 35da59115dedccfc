"""Questions of an import preview that have an answer to choose, and what each answer does to the text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from specs.document import outline, report, writer
from specs.document.rows import Document

NUMBERED = re.compile(r"(.*?)([0-9]+)", re.ASCII)
CITED = ("requirement", "quality", "metric")
MOST = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A uid that stands twice: the second row may get a free one, which changes its first line only."""

    name: str
    message: str
    uid: str
    instead: str
    line: int
    index: int


def choices(document: Document) -> list[Choice]:
    return list(_choices(document))[:MOST]


@dataclass(frozen=True, slots=True)
class Remark:
    """A question with nothing to choose: said, and left as it is. `missed` is a uid that the line is not read with."""

    message: str
    line: int
    missed: str


def remarks(document: Document, questions: list[report.Question]) -> list[Remark]:
    asked = {choice.line for choice in choices(document)}
    return [
        Remark(_(question.message).format(**question.values), question.line, question.missed)
        for question in questions
        if question.line not in asked
    ]


def answered(document: Document, answers: Mapping[str, str]) -> Document:
    """The document with the uids that were chosen; every answer is proved by the writer, or `Refused`."""
    for choice in choices(document):
        if answers.get(choice.name) == choice.instead:
            document = writer.set_fields(document, choice.index, {"uid": choice.instead}).document
    return document


def _choices(document: Document) -> Iterator[Choice]:
    uids = [
        outline.own_values(document, i).get("uid", "") if row.kind in CITED else ""
        for i, row in enumerate(document.rows)
    ]
    first: dict[str, int] = {}
    taken = set(uids)
    lines = _first_lines(document) if len(taken) < len(uids) else {}
    for index, uid in enumerate(uids):
        if not uid:
            continue
        if uid not in first:
            first[uid] = index
            continue
        instead = _free(uid, taken)
        taken.add(instead)
        message = _("{uid} stands twice, in lines {one} and {other}.").format(
            uid=uid, one=lines[first[uid]], other=lines[index]
        )
        yield Choice(f"uid-{index}", message, uid, instead, lines[index], index)


def _free(uid: str, taken: set[str]) -> str:
    """The next uid of this series that nobody has: FR-002 gives FR-032 where FR-031 is the highest."""
    found = NUMBERED.fullmatch(uid)
    stem, width = (found[1], len(found[2])) if found else (f"{uid}-", 1)
    numbers = [int(match[2]) for match in map(NUMBERED.fullmatch, taken) if match and match[1] == stem]
    return f"{stem}{max(numbers, default=1) + 1:0{width}d}"


def _first_lines(document: Document) -> dict[int, int]:
    lines: dict[int, int] = {}
    for line in report.lines(document):
        if line.row_index is not None:
            lines.setdefault(line.row_index, line.number)
    return lines
