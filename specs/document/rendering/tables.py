"""Tables as GitHub reads them: a header, a delimiter row with as many cells, rows."""

import re
from itertools import pairwise

_DELIMITER = re.compile(r"\|?+[ \t]*+:?+-++:?+[ \t]*+(?:\|[ \t]*+:?+-++:?+[ \t]*+)*+\|?+[ \t]*+\Z")
_PIPE = re.compile(r"(?<!\\)\|")
_ALIGNMENTS = {(True, True): "center", (True, False): "left", (False, True): "right", (False, False): ""}


def cells(line: str) -> list[str]:
    """The cells of a table's line: cut at pipes that no backslash precedes, not even an escaped one; trimmed."""
    text = line.strip(" \t")
    cuts = [found.start() for found in _PIPE.finditer(text)]
    bounds = [-1, *cuts, len(text)]
    found = [text[left + 1 : right].strip(" \t").replace("\\|", "|") for left, right in pairwise(bounds)]
    if cuts and cuts[0] == 0:
        del found[0]
    if cuts and cuts[-1] == len(text) - 1 and found:
        del found[-1]
    return found


def alignments(line: str) -> list[str] | None:
    """The alignment of each column if the line is a delimiter row."""
    text = line.strip(" \t")
    if not _DELIMITER.match(text):
        return None
    return [_ALIGNMENTS[cell[0] == ":", cell[-1] == ":"] for cell in cells(text)]
