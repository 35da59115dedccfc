"""The rows expected of each document in tests/documents/, in a form that people can check by eye.

`python -m tests.document.expected [NAME...]` writes them as the reader reads them now. Look at the difference before
you keep it: where the reader is wrong, it is the reader that changes.
"""

import sys
from pathlib import Path

from specs.document.fields import fields
from specs.document.reader import read
from specs.document.rows import Document

FOLDER = Path(__file__).parents[1] / "documents"
LONGEST = 60


def documents() -> list[Path]:
    return sorted(FOLDER.glob("*.md"))


def text_of(path: Path) -> str:
    """The file as it is: no line end is translated."""
    return path.read_bytes().decode()


def rows_file(path: Path) -> Path:
    return path.with_suffix(".rows")


def expected(document: Document) -> str:
    """One line a row: indented by depth, its kind, dialect, section key or level, and what its fields hold."""
    return "".join(f"{'  ' * _depth(document, index)}{_line(document, index)}\n" for index in range(len(document.rows)))


def _depth(document: Document, index: int) -> int:
    return len(list(document.ancestors(index)))


def _line(document: Document, index: int) -> str:
    row = document.rows[index]
    marks = [row.kind, f"<{row.dialect}>"]
    if row.level:
        marks.append(f"h{row.level}")
    if row.key:
        marks.append(f"#{row.key}")
    values = fields(row.kind, row.dialect, row.source)
    return " ".join([*marks, *(f"{name}={_shown(value)}" for name, value in values.items())])


def _shown(value: str) -> str:
    """A value in quotes, escaped so that every character can be seen, cut in the middle if long."""
    if len(value) > LONGEST:
        value = f"{value[: LONGEST // 2]}…{value[-LONGEST // 3 :]} ({len(value)})"
    return '"' + "".join(char if char.isprintable() else _escape(char) for char in value) + '"'


def _escape(char: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(char, f"\\u{ord(char):04x}")


def write(names: list[str]) -> None:
    for path in documents():
        if not names or path.stem in names:
            rows_file(path).write_text(expected(read(text_of(path))), encoding="utf-8")


if __name__ == "__main__":
    write(sys.argv[1:])
