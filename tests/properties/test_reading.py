"""Reading: rows tile their text, whatever the text is."""

from hypothesis import given
from hypothesis import strategies as st

from specs.document.cleaning import cleaned, closed
from specs.document.fields import fields
from specs.document.reader import read
from specs.document.rows import Document
from tests.properties.strategies import documents


def tiles(document: Document, text: str) -> None:
    assert document.text == text
    for index, row in enumerate(document.rows):
        assert row.lead.strip("\ufeff \t\r\n") == ""
        assert row.source
        assert row.source[-1] not in "\r\n"
        assert row.parent is None or 0 <= row.parent < index
        if row.parent is not None:
            assert document.end(row.parent) > index


@given(documents())
def test_rows_join_to_the_bytes_of_any_document(text: str) -> None:
    tiles(read(text), text)


@given(st.text(alphabet="#-*1.)|`~>:[ ]x\n\r\t=_FR\ufeff\u2028\x0b", max_size=80))
def test_rows_join_to_the_bytes_of_any_text(text: str) -> None:
    tiles(read(text), text)


@given(documents())
def test_what_is_read_is_read_again_the_same(text: str) -> None:
    assert read(read(text).text) == read(text)


@given(documents())
def test_what_is_read_is_clean(text: str) -> None:
    """`clean(read(x)) == read(x)`, save that an open fence or comment of a file is not ours to close."""
    for row in read(text.replace("\x00", "")).rows:
        for name, value in fields(row.kind, row.dialect, row.source).items():
            if row.layout == "delimiter" or (row.layout == "prose" and closed(value) != value):
                continue
            assert cleaned(row.kind, row.layout, name, value) == value
