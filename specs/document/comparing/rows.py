"""Which rows of a document were added, removed, moved or changed, told by their ids and never guessed.

Of the rows that stand in both, the longest run that kept its order stayed; only the others moved. Every byte of both
documents stands in an entry: joining lead and source of all entries by `before`, or by `after`, gives the two texts.
"""

import re
from dataclasses import dataclass
from typing import Literal

from specs.document.alignment import increasing
from specs.document.fields import ITEM
from specs.document.rows import Document, Row

Gap = Literal["", "follows", "changed"]
Op = Literal["same", "added", "removed", "changed", "moved"]
_LINE_ENDS = re.compile(r"[\r\n]*+\Z")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row in either document or both, by its index there.

    `differs`: its own bytes changed, `numbered`: nothing of them but its number in a list. `gap`: what changed of the
    blank lines before it: "" nothing, "follows" what follows from another row that came, went or moved there, "changed"
    anything else.
    """

    before: int | None
    after: int | None
    moved: bool = False
    differs: bool = False
    numbered: bool = False
    gap: Gap = ""

    @property
    def op(self) -> Op:
        if self.before is None:
            return "added"
        if self.after is None:
            return "removed"
        if self.differs or self.gap == "changed":
            return "changed"
        return "moved" if self.moved else "same"


@dataclass(frozen=True, slots=True)
class Difference:
    """All rows of both documents: those of the new one in their order, removed ones where they stood."""

    old: Document
    new: Document
    entries: tuple[Entry, ...]

    def row_before(self, entry: Entry) -> Row | None:
        return None if entry.before is None else self.old.rows[entry.before]

    def row_after(self, entry: Entry) -> Row | None:
        return None if entry.after is None else self.new.rows[entry.after]

    def row(self, entry: Entry) -> Row:
        """The row as it is now, or as it was last."""
        return self.old.rows[entry.before or 0] if entry.after is None else self.new.rows[entry.after]

    @property
    def tail_differs(self) -> bool:
        return self.old.tail != self.new.tail


def difference(old: Document, new: Document) -> Difference:
    """Compares two documents whose rows have ids; a row without one, or a second one with it, stands in one alone."""
    pairs = _pairs(old, new)
    after, before = dict(pairs), {j: i for i, j in pairs}
    stayed = increasing(pairs)
    moved = {i for i, _ in pairs} - {i for i, _ in stayed}
    entries: list[Entry] = []
    at = new_at = 0
    for i, j in [*stayed, (len(old.rows), len(new.rows))]:
        entries += [Entry(k, None) for k in range(at, i) if k not in after]
        entries += [_entry(old, new, before.get(k), k, moved) for k in range(new_at, j)]
        if i < len(old.rows):
            entries.append(_entry(old, new, i, j, moved))
        at, new_at = i + 1, j + 1
    return Difference(old, new, tuple(entries))


def _pairs(old: Document, new: Document) -> list[tuple[int, int]]:
    places = {row.id: j for j, row in reversed(list(enumerate(new.rows)))}
    places.pop(None, None)
    return [(i, places.pop(row.id)) for i, row in enumerate(old.rows) if row.id in places]


def _entry(old: Document, new: Document, i: int | None, j: int, moved: set[int]) -> Entry:
    if i is None:
        return Entry(None, j)
    was, now = old.rows[i], new.rows[j]
    gap: Gap = "" if was.lead == now.lead else _gap(old, new, i, j)
    numbered = was.source != now.source and unnumbered(was) == unnumbered(now)
    return Entry(i, j, i in moved, was.source != now.source and not numbered, numbered, gap)


def number_span(row: Row) -> tuple[int, int] | None:
    """Where the digits of a row's number in a list stand."""
    found = ITEM.match(row.source) if row.layout == "item" else None
    return (found.start("marker"), found.end("marker") - 1) if found and found["marker"][0].isdigit() else None


def unnumbered(row: Row) -> str:
    """The source with nothing but a 0 for its number in a list, which follows from the rows before it."""
    span = number_span(row)
    return f"{row.source[: span[0]]}0{row.source[span[1] :]}" if span else row.source


def _gap(old: Document, new: Document, i: int, j: int) -> Gap:
    """Line ends alone follow from what stands above; anything else, or a gap between the same two rows, was changed."""
    above, now_above = (document.rows[k - 1].id if k else -1 for document, k in ((old, i), (new, j)))
    plain = _LINE_ENDS.match(old.rows[i].lead) and _LINE_ENDS.match(new.rows[j].lead)
    return "follows" if plain and (above is None or above != now_above) else "changed"
