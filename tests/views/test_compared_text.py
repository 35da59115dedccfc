"""Nothing of a text is out of sight where it is drawn by rows: what you see is what you approve."""

import html
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from specs.compared import Drawing, Fold, chosen, sections
from specs.document import reader
from specs.document.comparing.items import Comparison
from specs.document.rows import Document, Row

DOCUMENTS = sorted((Path(__file__).parents[1] / "documents").glob("*.md"))[::4]
TAG = re.compile(r"<[^>]*>")


def numbered(document: Document, first: int = 1) -> Document:
    return document.with_ids(list(range(first, first + len(document.rows))))


def drawn(old: Document, new: Document, *, side: int = 2) -> str:
    """All that is read of a comparison on one of its sides."""
    comparison = Comparison(old, new)
    shown = sections(Drawing(comparison, removed={}), chosen(comparison, whole=True))
    lines = [line for section in shown for item in section.shown for line in item.lines]
    return html.unescape(TAG.sub("", "".join(line.margin[side] + line.body[side] for line in lines)))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_a_word_put_anywhere_is_read(path: Path) -> None:
    """Security rules, section 3: insert ZQX at any offset of any document, and the page shows it."""
    text = path.read_bytes().decode()
    places = random.Random(path.stem)
    start = numbered(reader.read(text))
    for word, seen in (("ZQX", "ZQX"), ("Z\u200bQX", "Z‹U+200B›QX")):
        for at in (places.randrange(len(text) + 1) for _ in range(3)):
            document = numbered(reader.read(text[:at] + word + text[at:]))
            assert seen in drawn(document, document) + document.tail, at
            if len(document.rows) == len(start.rows):  # compared with the text as it was, it is there and marked
                assert "ZQX"[-2:] in drawn(start, document, side=1) + document.tail, at


def test_what_stands_before_a_row_is_shown_if_it_is_no_blank_line() -> None:
    """A byte order mark is marked (security rules, section 3)."""
    bare = numbered(reader.read("# One\n"))
    marked = numbered(reader.read("\ufeff# One\n"))
    other = numbered(reader.read("\ufeff# Two\n"), first=50)
    for pair in ((marked, marked), (bare, marked), (bare, other), (other, bare)):
        assert "‹U+FEFF›" in drawn(*pair)


def test_what_stands_between_fields_is_shown_if_it_is_no_markup() -> None:
    row = Row("phase", "heading:Phase {n}: {title}", "", "## Phase 1: Ledger", level=2, id=1)
    document = Document((row,))
    assert "Phase 1" in drawn(document, document)


def told(old: Document, new: Document) -> list[str]:
    """The folds between changes, and where rows that moved stood and stand."""
    comparison = Comparison(old, new)
    items = [item for s in sections(Drawing(comparison, removed={}), chosen(comparison)) for item in s.items]
    return [item.words if isinstance(item, Fold) else f"{item.was} -> {item.now}" for item in items]


def test_what_is_the_same_is_named() -> None:
    lines = "".join(f"{n}. **FR-{n}**: It does {n}.\n" for n in range(1, 9))
    old = numbered(reader.read(f"# One\n\n## Functional Requirements\n\n{lines}"))
    changed = [
        replace(row, source=row.source.replace("does 3", "did 3").replace("does 7", "did 7")) for row in old.rows
    ]
    assert [words for words in told(old, Document(tuple(changed), old.tail)) if "same" in words] == [
        "FR-1 and FR-2 are the same",
        "FR-4 to FR-6 are the same",
        "FR-8 is the same",
    ]


def test_a_row_below_no_heading_moved_from_or_to_the_beginning() -> None:
    rows = tuple(Row("prose", "prose:", "\n\n", text, id=number) for number, text in enumerate(("aa", "bb", "cc"), 1))
    assert "at the beginning -> after cc" in told(Document(rows), Document((*rows[1:], rows[0])))
    assert "after bb -> at the beginning" in told(Document(rows), Document((rows[2], *rows[:2])))
