"""What changed between two texts, word by word, in a time that no input makes long."""

from dataclasses import dataclass
from itertools import accumulate

from specs.document.alignment import Budget, changes
from specs.document.tokens import lines, tokens

#: Texts with more words than this are compared line by line first, then word by word inside the lines that differ,
#: all within one budget; what it does not cover is shown as replaced whole, never left out.
WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stands in both ("same"), only before ("removed") or only after ("added")."""

    op: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Characters `start` to `end` of a text give way to `text`. Both ends are word edges."""

    start: int
    end: int
    text: str


def edits(before: str, after: str, budget: Budget | None = None) -> list[Edit]:
    """What turns `before` into `after`, in order, not touching one another. `budget`: what many may take together."""
    if before == after:
        return []
    old, new = tokens(before), tokens(after)
    with (budget or Budget()).share() as own:
        if len(old) <= WORDS and len(new) <= WORDS:
            return _changed(old, new, own)
        return _by_line(before, after, own)


def _changed(old: list[str], new: list[str], budget: Budget, base: int = 0) -> list[Edit]:
    places = [base, *accumulate((len(item) for item in old), initial=base)][1:]
    return [
        Edit(places[change.start], places[change.end], "".join(new[change.new_start : change.new_end]))
        for change in changes(old, new, budget)
    ]


def _by_line(before: str, after: str, budget: Budget) -> list[Edit]:
    old, new = lines(before), lines(after)
    places = list(accumulate((len(line) for line in old), initial=0))
    out: list[Edit] = []
    for change in changes(old, new, budget):
        removed = tokens("".join(old[change.start : change.end]))
        added = tokens("".join(new[change.new_start : change.new_end]))
        out += _changed(removed, added, budget, places[change.start])
    return out


def applied(text: str, changed: list[Edit]) -> str:
    """The text with these edits made, which are in order and do not overlap."""
    out, at = [], 0
    for edit in changed:
        out += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*out, text[at:]])


def words(before: str, after: str, budget: Budget | None = None) -> list[Piece]:
    """The difference for people. Pieces that are not "added" join to `before`, those not "removed" to `after`."""
    pieces: list[Piece] = []
    at = 0
    for edit in _readable(before, edits(before, after, budget)):
        _put(pieces, "same", before[at : edit.start])
        _put(pieces, "removed", before[edit.start : edit.end])
        _put(pieces, "added", edit.text)
        at = edit.end
    _put(pieces, "same", before[at:])
    return pieces


def near(pieces: list[Piece], reach: int = 60) -> list[Piece]:
    """The changes with the words beside them: of longer stretches that stayed, `reach` characters on either side."""
    out: list[Piece] = []
    for at, piece in enumerate(pieces):
        text = piece.text
        if piece.op == "same" and len(text) > 2 * reach + 20:
            head = _cut(text[:reach], end=True) + " " if at else ""
            tail = " " + _cut(text[-reach:], end=False) if at + 1 < len(pieces) else ""
            text = f"{head}…{tail}"
        out.append(Piece(piece.op, text))
    return out


def _cut(text: str, *, end: bool) -> str:
    """A piece of a text without the word that was cut through."""
    words_of = text.split(" ")
    return " ".join(words_of[:-1] if end else words_of[1:]) or text


def _put(pieces: list[Piece], op: str, text: str) -> None:
    if text:
        pieces.append(Piece(op, text))


def _readable(before: str, changed: list[Edit]) -> list[Edit]:
    """Replacements with nothing but blanks between them become one: "old words" against "new ones", not four pieces."""
    out: list[Edit] = []
    for edit in changed:
        last = out[-1] if out else None
        if last and _replaces(last) and _replaces(edit) and not before[last.end : edit.start].strip(" \t"):
            out[-1] = Edit(last.start, edit.end, last.text + before[last.end : edit.start] + edit.text)
        else:
            out.append(edit)
    return out


def _replaces(edit: Edit) -> bool:
    return edit.end > edit.start and bool(edit.text)
