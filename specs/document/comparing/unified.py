"""The difference of two texts in the form that `patch` and `git apply` read."""

import re
from collections.abc import Iterator

from specs.document.alignment import Change, changes

CONTEXT = 3
_LINE = re.compile(r"[^\n]*+\n|[^\n]++")
_NO_END = "\n\\ No newline at end of file\n"


def unified(before: str, after: str, *, names: tuple[str, str]) -> str:
    """Hunks with three lines around them; "" for equal texts. Lines end with LF; a CR before it is part of the line."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    hunks = "".join(text for group in _groups(changes(old, new)) for text in _hunk(old, new, group))
    return f"--- {names[0]}\n+++ {names[1]}\n{hunks}" if hunks else ""


def _groups(found: list[Change]) -> Iterator[list[Change]]:
    """Changes whose lines around them touch stand in one hunk."""
    group: list[Change] = []
    for change in found:
        if group and change.start - group[-1].end > 2 * CONTEXT:
            yield group
            group = []
        group.append(change)
    if group:
        yield group


def _hunk(old: list[str], new: list[str], group: list[Change]) -> Iterator[str]:
    start = max(0, group[0].start - CONTEXT)
    end = min(len(old), group[-1].end + CONTEXT)
    new_start = group[0].new_start - (group[0].start - start)
    new_end = group[-1].new_end + (end - group[-1].end)
    yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
    at = start
    for change in group:
        yield from _lines(" ", old[at : change.start])
        yield from _lines("-", old[change.start : change.end])
        yield from _lines("+", new[change.new_start : change.new_end])
        at = change.end
    yield from _lines(" ", old[at:end])


def _range(start: int, end: int) -> str:
    """The first line, counted from 1, and how many; of none, the line before."""
    return f"{start + (end > start)},{end - start}"


def _lines(sign: str, found: list[str]) -> Iterator[str]:
    for line in found:
        yield sign + line if line.endswith("\n") else sign + line + _NO_END
