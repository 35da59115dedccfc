"""What reading a text gave: for the import preview, and for `import_spec --json`."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from specs.document import outline
from specs.document.checks.findings import gettext_noop
from specs.document.checks.unseen import unended_fences
from specs.document.fields import fields, line_spans
from specs.document.nearly import near_misses
from specs.document.rows import Document, Row
from specs.document.template import KINDS, SECTIONS

#: Lines that nearly are requirements: as many are told; whoever mends them sees the next.
NEAR = 20
_NEARLY = gettext_noop(
    "This looks like the requirement {uid}, but is not read as one. "
    "Begin the line with “{beginning}”, blanks included, to have it read."
)


@dataclass(frozen=True, slots=True)
class Question:
    """Something to look at before creating: a message with the values in its braces, and the line it is about (from 1).

    `missed` is a uid that the line seems to have and is not read with.
    """

    message: str
    line: int
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    missed: str = ""

    @property
    def text(self) -> str:
        """The message with its values, in English."""
        return self.message.format(**self.values)


@dataclass(frozen=True, slots=True)
class Report:
    """What reading gave. `sections` has every heading in order: its words, and what it was recognised as.

    That is a section's key, "title", a kind such as "phase", or nothing.
    """

    identical: bool
    rows: dict[str, int]
    sections: list[dict[str, str | None]]
    prose_bytes: int
    questions: list[Question]


@dataclass(frozen=True, slots=True)
class LineReading:
    """One line of the text and what it is read as, in words; blank lines belong to no row."""

    number: int
    text: str
    read_as: str
    row_index: int | None


def report(text: str, document: Document) -> Report:
    prose = [row for row in document.rows if row.layout == "prose"]
    return Report(
        identical=document.text == text,
        rows=dict(sorted(Counter(row.kind for row in document.rows).items())),
        sections=sections(document),
        prose_bytes=sum(len(row.source.encode()) for row in prose),
        questions=sorted(_questions(document), key=lambda question: question.line),
    )


def sections(document: Document) -> list[dict[str, str | None]]:
    return [
        {"heading": _heading(row), "recognised_as": row.key or (row.kind if row.kind != "heading" else None)}
        for row in document.rows
        if row.layout == "heading"
    ]


def _heading(row: Row) -> str:
    return fields("heading", "heading:{title}", row.source)["title"]


def lines(document: Document, say: Callable[[str], str] = str) -> list[LineReading]:
    """Every line of the text, the last one too if it is empty and stands behind a line end only as the file's end.

    `say` translates the words of what a line is read as.
    """
    text = document.text
    owners = list(_owners(document))
    words: dict[int, str] = {}
    found = []
    at = 0
    for number, (start, end) in enumerate(line_spans(text), start=1):
        while at < len(owners) and owners[at][1] <= start:
            at += 1
        owner = owners[at][2] if at < len(owners) and owners[at][0] < max(end, start + 1) else None
        if owner is not None and owner not in words:
            words[owner] = read_as(document, owner, say)
        found.append(LineReading(number, text[start:end], "" if owner is None else words[owner], owner))
    if found and not found[-1].text and len(found) > 1:
        found.pop()
    return found


def _owners(document: Document) -> Iterator[tuple[int, int, int]]:
    """Start, end and index of each row in the text."""
    at = 0
    for index, row in enumerate(document.rows):
        at += len(row.lead)
        yield at, at + len(row.source), index
        at += len(row.source)


def read_as(document: Document, index: int, say: Callable[[str], str] = str) -> str:
    """What a row is, in words: "Requirement FR-1", "Section Goals", "Text"."""
    row = document.rows[index]
    if row.key == "title":
        return say(gettext_noop("Title"))
    if row.kind == "heading":
        name = SECTIONS[row.key].title if row.key else ""
        return say(gettext_noop("Section {title}")).format(title=say(name)) if name else say(gettext_noop("Heading"))
    if row.layout == "delimiter":
        return say(gettext_noop("Metadata"))
    uid = "" if row.kind == "prose" else outline.own_values(document, index).get("uid", "")
    return f"{say(KINDS[row.kind].label)} {uid}".strip()


def _questions(document: Document) -> Iterator[Question]:
    starts = line_numbers(document)
    yield from _repeated_uids(document, starts)
    yield from _second_status(document, starts)
    yield from _unended_code(document, starts)
    if outline.title_row(document) is None:
        yield Question(gettext_noop("There is no title: no heading of the first level."), 1)
    for line, uid, begin in islice(near_misses(document), NEAR):
        yield Question(_NEARLY, line, {"uid": uid, "beginning": begin}, missed=uid)


def _unended_code(document: Document, starts: list[int]) -> Iterator[Question]:
    """A fence that nobody closed turns the headings and lists below it into code: it is told before they are missed."""
    message = gettext_noop("This code block is never closed: all down to line {last} is read as code.")
    for index, row in enumerate(document.rows):
        for line, count in unended_fences(row.source):
            begin = starts[index] + line - 1
            yield Question(message, begin, {"last": str(begin + count)})


def line_numbers(document: Document) -> list[int]:
    """The number of the line at which each row begins."""
    found, line = [], 1
    for row in document.rows:
        line += len(line_spans(row.lead)) - 1
        found.append(line)
        line += len(line_spans(row.source)) - 1
    return found


def _repeated_uids(document: Document, starts: list[int]) -> Iterator[Question]:
    first: dict[str, int] = {}
    for index, row in enumerate(document.rows):
        if row.kind not in ("requirement", "quality", "metric"):
            continue
        uid = outline.own_values(document, index).get("uid", "")
        if uid and uid in first and "Requirement {number}" not in row.dialect:
            values = {"uid": uid, "line": str(starts[first[uid]])}
            yield Question(gettext_noop("{uid} stands twice, first in line {line}."), starts[index], values)
        first.setdefault(uid, index)


def _second_status(document: Document, starts: list[int]) -> Iterator[Question]:
    status = outline.status_row(document)
    for index, row in enumerate(document.rows):
        if row.kind != "meta" or index == status:
            continue
        if outline.canonical(outline.own_values(document, index).get("label", "")) == "status":
            yield Question(gettext_noop("A second status line: only the first follows the review."), starts[index])
