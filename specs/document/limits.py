"""Bytes to text, strictly: what cannot be kept byte for byte is refused, with the line, and nothing is guessed."""

import codecs
import re

from specs.document.rows import Unreadable

ENCODINGS = ("utf-8", "latin-1", "utf-16")
_EOL = re.compile(rb"\r\n|\n|\r")
_TEXT_EOL = re.compile(r"\r\n|\n|\r")
_SIGNATURES = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"\x1f\x8b",
    b"MZ\x90",
    b"\xd0\xcf\x11\xe0",
    b"SQLite format 3\x00",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\x00asm",
    b"RIFF",
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b\b"))


def decode(data: bytes, *, encoding: str = "utf-8", max_bytes: int = 5_000_000, max_lines: int = 50_000) -> str:
    """The text of a file. UTF-16 and Latin-1 only if `encoding` names them. Raises Unreadable; stores nothing."""
    if encoding not in ENCODINGS:
        raise Unreadable(f"“{encoding}” is no encoding this page offers; there are UTF-8, Latin-1 and UTF-16.")
    if len(data) > max_bytes:
        raise Unreadable(f"The file has {len(data):,} bytes; the limit is {max_bytes:,}.")
    text = _decoded(data, encoding)
    nul = text.find("\0")
    if nul >= 0:
        raise Unreadable("The file has a NUL character, which no text has.", line=line_of(text, nul))
    lines = len(_TEXT_EOL.findall(text)) + (not text.endswith(("\n", "\r")) if text else 0)
    if lines > max_lines:
        raise Unreadable(f"The file has {lines:,} lines; the limit is {max_lines:,}.", line=max_lines + 1)
    return text


def line_of(text: str, offset: int) -> int:
    """The number, from 1, of the line in which the character at `offset` stands."""
    return len(_TEXT_EOL.findall(text, 0, offset)) + 1


def _decoded(data: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return _utf8(data)
    _refuse_binary(data)
    if encoding == "latin-1":
        return data.decode("latin-1")
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16")
        return data.decode(_utf16_order(data))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("The file is not UTF-16.", line=line, offers=("latin-1",)) from None


def _utf8(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise Unreadable("The file begins as UTF-16 text does; it is not UTF-8.", line=1, offers=("utf-16",))
    _refuse_binary(data)
    nul = data.find(b"\0")
    if nul >= 0:
        line = len(_EOL.findall(data, 0, nul)) + 1
        offers = ("utf-16",) if _looks_like_utf16(data) else ()
        raise Unreadable("The file has a NUL byte, which no UTF-8 text has.", line=line, offers=offers)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = len(_EOL.findall(data, 0, error.start)) + 1
        value = data[error.start]
        message = f"The file is not UTF-8: byte 0x{value:02X} in line {line} begins no character."
        raise Unreadable(message, line=line, offers=("latin-1",)) from None


def _refuse_binary(data: bytes) -> None:
    """Pictures, archives, programs: by their first bytes, or by control characters that no text is full of."""
    if data.startswith(_SIGNATURES):
        raise Unreadable("The file is binary (a picture, an archive, a program), not text.", line=1)
    sample = data[:8192].replace(b"\0", b"")
    if len(sample) - len(sample.translate(None, _CONTROLS)) > max(16, len(sample) // 10):
        raise Unreadable("The file is binary: it is full of control characters.", line=1)


def _looks_like_utf16(data: bytes) -> bool:
    sample = data[:4096]
    return len(data) % 2 == 0 and sample.count(0) * 5 > len(sample)


def _utf16_order(data: bytes) -> str:
    """Without a mark the order is told by which half of most characters is zero."""
    return "utf-16-be" if data[0:4096:2].count(0) > data[1:4096:2].count(0) else "utf-16-le"
