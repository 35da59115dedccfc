"""Cells as spreadsheets copy them: tabs between them, quotes around what holds tabs, line ends or quotes."""

import csv
import re
from collections.abc import Iterable

from specs.document.fields import cell_spans

_EOL = re.compile(r"\r\n|\r")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*")


def cells_of(text: str) -> list[list[str]]:
    """Rows of cells, out of a spreadsheet or a table in Markdown; such a table's head is left out."""
    lines = _EOL.sub("\n", text).removesuffix("\n").split("\n")
    if all(line.lstrip(" \t").startswith("|") for line in lines):
        return _of_markdown(lines)
    if text.count('"') % 2:
        return [line.split("\t") for line in lines]
    return [row or [""] for row in csv.reader(_ended(lines), delimiter="\t")]


def _ended(lines: list[str]) -> Iterable[str]:
    """Lines with their ends, which count inside quotes."""
    return (f"{line}\n" for line in lines)


def _of_markdown(lines: list[str]) -> list[list[str]]:
    delimiter = next((i for i, line in enumerate(lines[:2]) if _DELIMITER.fullmatch(line)), -1)
    return [[line[a:b].replace("\\|", "|") for a, b in cell_spans(line)] for line in lines[delimiter + 1 :]]
