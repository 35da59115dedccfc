"""Every document in tests/documents/ joins to its own bytes and is read as the file beside it says."""

from pathlib import Path

import pytest

from specs.document.limits import decode
from specs.document.reader import read
from specs.document.rows import Unreadable
from specs.document.template import KINDS, SECTIONS
from tests.document.expected import FOLDER, documents, expected, rows_file, text_of
from tests.each import each

DOCUMENTS = documents()


def name(path: Path) -> str:
    return path.stem


@each(DOCUMENTS, name)
def test_a_document_joins_to_its_own_bytes(path: Path) -> None:
    text = decode(path.read_bytes())

    assert read(text).text.encode() == path.read_bytes()


@each(DOCUMENTS, name)
def test_a_document_is_read_as_expected(path: Path) -> None:
    assert expected(read(text_of(path))) == rows_file(path).read_text(encoding="utf-8")


@each(DOCUMENTS, name)
def test_every_line_that_is_not_blank_is_in_a_row(path: Path) -> None:
    document = read(text_of(path))

    assert not "".join(row.lead for row in document.rows).removeprefix("\ufeff").strip(" \t\r\n")
    assert not document.tail.strip(" \t\r\n")
    assert all(row.source.strip(" \t\r\n") for row in document.rows)


def test_there_are_at_least_sixty_documents_and_none_without_its_rows() -> None:
    assert len(DOCUMENTS) >= 60
    assert {path.stem for path in DOCUMENTS} == {path.stem for path in FOLDER.glob("*.rows")}


def test_together_they_have_every_kind_and_every_section() -> None:
    rows = [row for path in DOCUMENTS for row in read(text_of(path)).rows]

    assert {row.kind for row in rows} == set(KINDS)
    assert {row.key for row in rows} == {*SECTIONS, "title", ""}


def test_together_they_have_every_dialect_that_is_declared() -> None:
    found = {(row.kind, row.dialect) for path in DOCUMENTS for row in read(text_of(path)).rows}
    declared = {
        (kind.name, f"{layout}:{pattern}")
        for kind in KINDS.values()
        for layout in ("item", "para", "heading", "cell")
        for pattern in kind.patterns.get(layout, ())
    }

    assert len(declared) > 250
    assert declared - found == set()


def test_a_document_of_a_thousand_requirements_is_read_whole() -> None:
    items = "".join(f"{n}. **FR-{n}**: The system keeps value {n}\n   - **Priority**: Must\n" for n in range(1, 1_001))

    document = read(f"# Long\n\n## Functional Requirements\n\n{items}")

    assert [row.kind for row in document.rows].count("requirement") == 1_000
    assert [row.kind for row in document.rows].count("part") == 1_000


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("# Größe\n\nzwei\n".encode("latin-1"), 1),
        (b"# A\n\nfine\n\xff\xfe\n", 4),
        ("# Größe\n".encode("utf-16"), 1),
        (b"# A\n\na\0b\n", 3),
        (b"# A\r\n\r\n\xc3(\r\n", 3),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 1),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_the_line(data: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as refused:
        decode(data)

    assert refused.value.line == line


@pytest.mark.parametrize(
    ("data", "encoding"),
    [("# Größe\r\n".encode("latin-1"), "latin-1"), ("# Größe – 日本\n".encode("utf-16"), "utf-16")],
)
def test_an_encoding_that_was_named_is_taken(data: bytes, encoding: str) -> None:
    assert decode(data, encoding=encoding).startswith("# Größe")


def test_too_long_a_text_is_refused() -> None:
    with pytest.raises(Unreadable):
        decode(b"a" * 5_000_001)
    with pytest.raises(Unreadable):
        decode(b"\n" * 50_001)
