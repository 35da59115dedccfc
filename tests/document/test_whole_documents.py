"""Checks, published bytes, identity and import over hold for every document in tests/documents/."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from specs.document import checks
from specs.document.checks import findings
from specs.document.compare import compare, published
from specs.document.diff import words
from specs.document.identity import matched
from specs.document.outline import status_row
from specs.document.overlay import overlay
from specs.document.reader import read
from specs.document.rows import Document
from specs.document.template import SECTIONS
from tests.document.expected import documents, text_of
from tests.each import each

pytestmark = pytest.mark.no_cover
DOCUMENTS = documents()
EVERY = each(DOCUMENTS, lambda path: path.stem)


def marked() -> Iterator[str]:
    """What the checks say and is in the catalogue of translations: the words of their `_("…")`."""
    for path in Path(checks.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_":
                yield ast.literal_eval(node.args[0])


MARKED = set(marked())
QUESTIONS = {section.question for section in SECTIONS.values()}


def stored(path: Path) -> Document:
    document = read(text_of(path))
    return document.with_ids(list(range(1, len(document.rows) + 1)))


@EVERY
def test_marks_of_progress_stand_on_the_status_and_on_boxes(path: Path) -> None:
    found = published(stored(path))
    lines = found.data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")

    for line, start, end, kind in found.progress:
        marked = lines[line - 1][start:end].decode()
        assert marked == "approved" if kind == "status" else marked in (" ", "x", "X")


@EVERY
def test_publishing_changes_the_status_only(path: Path) -> None:
    document = stored(path)
    found = published(document)
    again = read(found.text)

    changed = [i for i, (a, b) in enumerate(zip(document.rows, again.rows, strict=True)) if a.source != b.source]
    assert changed in ([], [status_row(document)])
    assert published(again) == found


@EVERY
def test_ticking_every_task_is_progress(path: Path) -> None:
    found = published(stored(path))
    lines = found.data.splitlines(keepends=True) if b"\r" not in found.data else None
    boxes = [mark for mark in found.progress if mark[3] == "task"]
    if lines is None or not boxes:
        assert compare(found.data, found.progress, found.data).kind == "exact"
        return
    for line, start, end, _ in boxes:
        lines[line - 1] = lines[line - 1][:start] + b"X" + lines[line - 1][end:]

    assert compare(found.data, found.progress, b"".join(lines)).kind == "progress"


@EVERY
def test_a_document_is_matched_with_itself_and_laid_over_itself(path: Path) -> None:
    document = stored(path)

    assert matched(document, read(document.text)).ids == [row.id for row in document.rows]
    assert overlay(document, document, read(document.text)).document == document
    assert overlay(None, document, read(document.text)).overwrites == []


@EVERY
def test_every_row_can_be_removed_from_the_file(path: Path) -> None:
    document = stored(path)
    for index in range(0, len(document.rows), max(1, len(document.rows) // 6)):
        rest = (*document.rows[:index], *document.rows[document.end(index) :])
        file = read(Document(rest, document.tail).text)

        found = overlay(document, document, file)

        assert found.document.text == file.text
        assert found.overwrites == []


@EVERY
def test_findings_name_rows_of_the_document(path: Path) -> None:
    document = stored(path)

    for finding in findings(document):
        assert finding.row is None or 0 <= finding.row < len(document.rows)
        assert finding.level in ("blocks", "advises")
        assert finding.text
        assert finding.message in MARKED
        assert finding.hint in MARKED or finding.hint in QUESTIONS


def test_real_documents_in_the_templates_form_have_no_findings() -> None:
    names = ("template-order-tracking", "template-short", "de-lagerverwaltung", "requirements-in-headings", "zh-shifts")

    for path in DOCUMENTS:
        if path.stem in names:
            assert findings(stored(path)) == [], path.stem


@EVERY
def test_a_difference_shows_both_documents_whole(path: Path) -> None:
    before = text_of(path)
    after = before.replace("e", "ee").replace("\n- ", "\n- new ")
    pieces = words(before, after)

    assert "".join(piece.text for piece in pieces if piece.op != "added") == before
    assert "".join(piece.text for piece in pieces if piece.op != "removed") == after
