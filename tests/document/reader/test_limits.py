"""Rule 1 at the door: strict UTF-8, and a clear refusal with the line for everything that cannot be kept."""

import codecs

import pytest

from specs.document.limits import decode
from specs.document.rows import Unreadable

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"


def refusal(data: bytes, **options: object) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        decode(data, **options)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "é日本שלום🎯",
        "\ufeff# T\r\n",
        "a\x0cb\u2028c\x1b[1m\x7f\x08",
        "a\rb\r\nc\n\n",
        "\u202eabc\u200b\U000e0041",
    ],
)
def test_rule_1_legal_text_is_kept_character_for_character(text: str) -> None:
    assert decode(text.encode()) == text


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a\nb\xe4\n", 2),
        (b"\xff", 1),
        (b"a\r\nb\rc\n\xc3", 4),
        (b"\xed\xa0\x80", 1),
        (b"a\n\xc0\xaf", 2),
        ("é".encode("latin-1"), 1),
    ],
)
def test_rule_1_invalid_bytes_are_refused_with_the_line_and_latin_1_offered(data: bytes, line: int) -> None:
    error = refusal(data)
    assert (error.line, error.offers) == (line, ("latin-1",))
    assert f"line {line}" in error.message
    assert decode(data, encoding="latin-1") == data.decode("latin-1")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("bom", [True, False])
def test_rule_1_utf_16_is_offered_and_read_only_when_asked_for(encoding: str, bom: bool) -> None:
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[encoding] if bom else b""
    data = mark + "# Title\r\n\r\ntext ü\r\n".encode(encoding)
    error = refusal(data)
    assert (error.line, error.offers) == (1, ("utf-16",))
    assert decode(data, encoding="utf-16") == "# Title\r\n\r\ntext ü\r\n"


def test_rule_1_broken_utf_16_is_refused() -> None:
    error = refusal(codecs.BOM_UTF16_LE + b"a\x00\n\x00\x00\xd8b\x00", encoding="utf-16")
    assert (error.line, error.offers) == (2, ("latin-1",))


def test_rule_1_nul_is_refused_with_the_line_in_every_encoding() -> None:
    assert (refusal(b"a\nb\0c").line, refusal(b"a\nb\0c").offers) == (2, ())
    assert refusal(b"a\nb\0c", encoding="latin-1").line == 2
    assert refusal("a\nb\0c".encode("utf-16"), encoding="utf-16").line == 2


@pytest.mark.parametrize("data", [PNG, b"PK\x03\x04rest", b"%PDF-1.7\n", b"\x7fELF\x02", bytes(range(1, 32)) * 4])
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_rule_1_binary_files_are_refused_under_any_name(data: bytes, encoding: str) -> None:
    error = refusal(data, encoding=encoding)
    assert "binary" in error.message
    assert error.offers == ()


def test_rule_1_a_file_over_the_limit_is_refused() -> None:
    assert decode(b"a" * 10, max_bytes=10) == "a" * 10
    assert "11 bytes" in refusal(b"a" * 11, max_bytes=10).message
    assert "5,000,001 bytes; the limit is 5,000,000" in refusal(b"a" * 5_000_001).message


@pytest.mark.parametrize(
    ("data", "lines"), [(b"a\nb\nc", 3), (b"a\nb\nc\n", 3), (b"a\r\nb\rc\r", 3), (b"\n\n\n", 3), (b"", 0)]
)
def test_rule_1_lines_are_counted_by_their_ends(data: bytes, lines: int) -> None:
    assert decode(data, max_lines=lines) == data.decode()
    if lines:
        error = refusal(data, max_lines=lines - 1)
        assert error.line == lines
        assert f"{lines} lines" in error.message


def test_rule_1_other_encodings_are_not_guessed_at() -> None:
    assert "cp1252" in refusal(b"a", encoding="cp1252").message
