"""The marks inside a row that changed: field by field, table cells one by one, code line by line, each by words.

The stretches of a row join to its source, on both sides: no byte that changed is left without a mark.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise

from specs.document.alignment import Budget, changes
from specs.document.comparing.rows import number_span
from specs.document.diff import Piece, words
from specs.document.fields import Span, cell_spans, spans
from specs.document.rows import Row
from specs.document.tokens import lines


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a row's source before and after. `name` is a field's, NUMBER, digits for a cell, "" between them."""

    name: str
    pieces: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        return any(piece.op != "same" for piece in self.pieces)

    @property
    def before(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.op != "added")

    @property
    def after(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.op != "removed")


WHOLE, NUMBER = "source", "number"


def stretches(before: Row, after: Row, budget: Budget | None = None) -> list[Stretch]:
    """The row in stretches that stand in both its sources; one of the whole where its fields are not the same.

    `budget` is what all the rows of a comparison may take together.
    """
    cut, now_cut = _cut(before), _cut(after)
    if [name for name, _ in cut] != [name for name, _ in now_cut]:
        return [Stretch(WHOLE, tuple(words(before.source, after.source, budget)))]
    code = after.layout == "fence"
    return [
        Stretch(name, tuple(_pieces(was, now, budget, code=code and name == "text")))
        for (name, was), (_, now) in zip(cut, now_cut, strict=True)
    ]


def only(row: Row) -> list[Stretch]:
    """A row that stands in one of the documents alone, or is the same in both."""
    return [Stretch(name, (Piece("same", text),) if text else ()) for name, text in _cut(row)]


def _pieces(before: str, after: str, budget: Budget | None, *, code: bool) -> list[Piece]:
    return by_lines(before, after, budget) if code else words(before, after, budget)


def by_lines(before: str, after: str, budget: Budget | None = None) -> list[Piece]:
    """Code: lines are told apart first; where as many lines changed as came, word by word in each."""
    old, new = lines(before), lines(after)
    out: list[Piece] = []
    at = 0
    budget = budget or Budget()
    with budget.share() as own:
        found = changes(old, new, own)
    for change in found:
        out += _same(old[at : change.start])
        out += _replaced(old[change.start : change.end], new[change.new_start : change.new_end], budget)
        at = change.end
    return [*out, *_same(old[at:])]


def _same(stayed: list[str]) -> list[Piece]:
    return [Piece("same", "".join(stayed))] if stayed else []


def _replaced(gone: list[str], come: list[str], budget: Budget) -> list[Piece]:
    if len(gone) == len(come):
        return [piece for was, now in zip(gone, come, strict=True) for piece in words(was, now, budget)]
    ends = (("removed", "".join(gone)), ("added", "".join(come)))
    return [Piece(op, text) for op, text in ends if text]


def _cut(row: Row) -> list[tuple[str, str]]:
    """Names and texts of the stretches of a source, in order; they join to it."""
    named = _named(row)
    edges = [*accumulate((edge for _, span in named for edge in span), max, initial=0), len(row.source)]
    names = [name for field, _ in named for name in ("", field)] + [""]
    return [(name, row.source[a:b]) for name, (a, b) in zip(names, pairwise(edges), strict=True)]


def _named(row: Row) -> list[tuple[str, Span]]:
    if row.layout == "cell":
        return [(str(column), span) for column, span in enumerate(cell_spans(row.source))]
    found = spans(row.kind, row.dialect, row.source)
    number = number_span(row)
    return sorted((found | ({NUMBER: number} if number else {})).items(), key=lambda item: item[1])
