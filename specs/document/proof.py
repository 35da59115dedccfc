"""Proves a write by reading it again (rule 10): plain, then with blank lines at the seams, then with escapes, else not.

A write is accepted if the text reads as the rows that were meant, or differs only inside the rows that the edit wrote
and leaves their other fields alone. Every other row keeps its kind, its text, its parent and its id.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from specs.document.cleaning import open_fence
from specs.document.drafts import Draft, Node
from specs.document.gaps import part_with_blank_lines
from specs.document.numbers import renumber
from specs.document.reader import read
from specs.document.rows import Document, Narrow, Refused, Row, Window

#: Changes a draft, given how much to escape; returns the node that the edit is about, if it is still there.
Edit = Callable[[Draft, int], "Node | None"]

PROSE_LIMIT = 32_000
WINDOW = 60
_ATTEMPTS = tuple((escape, blank) for escape in (0, 1, 2, 3) for blank in (False, True))


class Accept(Protocol):
    """Whether the row at an index reads as was meant; `exact` if the document reads as drafted, row by row."""

    def __call__(self, document: Document, index: int, /, *, exact: bool) -> bool: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """How a write is proved.

    `escapes`: backslashes may be tried. `whole`: the whole document is read, not a window. `moved` are the indices of
    rows that the edit moves. Lists are numbered as in `lists`, where that is another document than the one changed.
    `field` is named in a refusal.
    """

    escapes: bool = True
    whole: bool = False
    moved: frozenset[int] = frozenset()
    lists: Document | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A document after a write: the row it was about, and the rows whose numbers, or indents for them, moved along."""

    document: Document
    index: int | None
    renumbered: tuple[int, ...] = ()


def anything(_document: Document, _index: int, /, *, exact: bool) -> bool:
    return True


def proved(document: Document, edit: Edit, accept: Accept = anything, terms: Terms = Terms()) -> Written:
    """The document with the edit done, or Refused with the reason."""
    tried: set[str] = set()
    draft = Draft.of(document)
    for escape, blank in _ATTEMPTS:
        if escape and not terms.escapes:
            break
        draft = Draft.of(document)
        node = edit(draft, escape)
        finish(draft, terms.lists or document, terms.moved, blank=blank)
        trial = "\0".join(part.lead + part.source for part in draft.nodes if part.fresh or part.near)
        if trial in tried:
            continue
        tried.add(trial)
        written = _verified(document, draft, node, accept, whole=terms.whole)
        if written is not None:
            return written
    raise Refused(reason(draft), field=terms.field)


def finish(draft: Draft, lists: Document, moved: frozenset[int], *, blank: bool) -> None:
    """What follows from an edit: prose that now adjoins is one row, lists are numbered, seams parted if asked."""
    _fuse(draft)
    if any(node.layout == "item" and (node.near or node.fresh) for node in draft.nodes):
        renumber(draft, Draft.of(lists), moved)
    if blank:
        part_with_blank_lines(draft)


def _fuse(draft: Draft) -> None:
    """Makes one row of prose rows that have come to stand next to each other; the one that was there keeps its id."""
    i = 1
    while i < len(draft.nodes):
        above, node = draft.nodes[i - 1], draft.nodes[i]
        if _adjoin(above, node):
            kept = above if above.id is not None or node.id is None else node
            kept.source, kept.lead = above.source + node.lead + node.source, above.lead
            kept.fresh = True
            kept.origin = above.origin if above.origin is not None else node.origin
            del draft.nodes[i - 1 + (kept is above)]
        else:
            i += 1


def _adjoin(above: Node, node: Node) -> bool:
    if node.layout != "prose" or (node.parent, node.dialect) != (above.parent, above.dialect):
        return False
    if above.origin is not None and node.origin is not None and node.origin == above.origin + 1:
        return False
    return len(above.source) + len(node.source) < PROSE_LIMIT


def _verified(document: Document, draft: Draft, node: Node | None, accept: Accept, *, whole: bool) -> Written | None:
    node = node if node is None or node in draft.nodes else _fused_into(draft)
    expected = draft.document()
    place = None if node is None else draft.place(node)
    renumbered = tuple(i for i, other in enumerate(draft.nodes) if other.renumbered)
    if not whole and _window_reads(document, draft, expected, place, accept):
        return Written(expected, place, renumbered)
    if isinstance(document, Window):
        raise Narrow
    result = _read_again(draft, expected, place, accept)
    if result is None:
        return None
    got, at, shift = result
    fresh = _span(draft)
    moved_on = tuple(i if i < fresh[1] else i + shift for i in renumbered)
    return Written(got, at, moved_on)


def _fused_into(draft: Draft) -> Node | None:
    return next((node for node in draft.nodes if node.fresh and node.kind == "prose"), None)


# Reading the whole document


def _span(draft: Draft) -> tuple[int, int]:
    """The places from the first to behind the last row that the edit wrote."""
    fresh = [i for i, node in enumerate(draft.nodes) if node.fresh]
    return (fresh[0], fresh[-1] + 1) if fresh else (len(draft.nodes), len(draft.nodes))


def _read_again(
    draft: Draft, expected: Document, place: int | None, accept: Accept
) -> tuple[Document, int | None, int] | None:
    got = read(expected.text)
    if same(expected, got):
        return (expected, place, 0) if place is None or accept(expected, place, exact=True) else None
    return _differs_inside(expected, got, _span(draft), place, accept)


def same(one: Document, other: Document) -> bool:
    """Whether two documents have the same rows, whatever their ids."""
    if len(one.rows) != len(other.rows) or one.tail != other.tail:
        return False
    return all(a == b or a == replace(b, id=a.id) for a, b in zip(one.rows, other.rows, strict=True))


def _differs_inside(
    expected: Document, got: Document, span: tuple[int, int], place: int | None, accept: Accept
) -> tuple[Document, int | None, int] | None:
    """The document as read, with ids, if only rows inside the span are other than expected."""
    start, end = span
    shift = len(got.rows) - len(expected.rows)
    if start >= end or end + shift < start or got.tail != expected.tail:
        return None
    to_got = _by_offset(expected, got, start, end, shift)
    ids: list[int | None] = [None] * len(got.rows)
    for i, row in enumerate(expected.rows):
        j = to_got[i]
        if j is not None and (not start <= i < end or got.rows[j].kind == row.kind):
            ids[j] = row.id
        if not start <= i < end and not _alike(row, got.rows[i if i < start else i + shift], to_got):
            return None
    at = None if place is None else to_got[place]
    result = got.with_ids(ids)
    if place is not None and (at is None or not accept(result, at, exact=False)):
        return None
    return result, at, shift


def _alike(row: Row, got: Row, to_got: list[int | None]) -> bool:
    """Whether a row that the edit did not write reads as before, below the same parent."""
    parent = None if row.parent is None else to_got[row.parent]
    orphaned = parent is None and row.parent is not None
    return not orphaned and got == replace(row, parent=parent, id=None)


def _by_offset(expected: Document, got: Document, start: int, end: int, shift: int) -> list[int | None]:
    """For each expected row the read one: by count outside the span, by where its text begins inside."""
    places: dict[int, int] = {}
    at = sum(len(row.lead) + len(row.source) for row in got.rows[:start])
    for j in range(start, min(end + shift, len(got.rows))):
        at += len(got.rows[j].lead)
        places[at] = j
        at += len(got.rows[j].source)
    out: list[int | None] = list(range(start))
    at = sum(len(row.lead) + len(row.source) for row in expected.rows[:start])
    for i in range(start, end):
        at += len(expected.rows[i].lead)
        out.append(places.get(at))
        at += len(expected.rows[i].source)
    return out + [i + shift for i in range(end, len(expected.rows))]


# Reading a window


def _window_reads(document: Document, draft: Draft, expected: Document, place: int | None, accept: Accept) -> bool:
    """Whether the few rows around the edit read as expected, in a window that shows them as the document does."""
    window = _window(draft)
    if window is None or (place is not None and place not in window):
        return False
    origins = sorted(o for o in (draft.nodes[i].origin for i in window) if o is not None)
    before = _excerpt(document, _with_ancestors(document, origins))
    if not same(before, read(before.text)):
        return False
    after = _excerpt(expected, window)
    if not same(after, read(after.text)):
        return False
    return place is None or accept(after, window.index(place), exact=True)


def _window(draft: Draft) -> list[int] | None:
    """The places to read again, or none if the edit wants the whole document read."""
    chosen: set[int] = set()
    last = len(draft.nodes) - 1
    places = {id(node): i for i, node in enumerate(draft.nodes)}
    for i, node in enumerate(draft.nodes):
        if node.fresh and (node.layout in ("heading", "prose", "table") or node.kind == "meta"):
            return None
        if node.fresh or node.renumbered:
            chosen.update(range(max(0, i - 1), min(last, draft.end(i)) + 1))
        elif node.near:
            chosen.add(i)
        if len(chosen) > WINDOW:
            return None
    first_heading = next((i for i, node in enumerate(draft.nodes) if node.layout == "heading"), None)
    if first_heading is not None:
        chosen.add(first_heading)
    for i in tuple(chosen):
        parent = draft.nodes[i].parent
        while parent is not None:
            chosen.add(places[id(parent)])
            parent = parent.parent
    return sorted(chosen)


def _with_ancestors(document: Document, places: list[int]) -> list[int]:
    chosen = set(places)
    for i in places:
        chosen.update(document.ancestors(i))
    return sorted(chosen)


def _excerpt(document: Document, places: list[int]) -> Document:
    to_window = {place: i for i, place in enumerate(places)}
    rows: list[Row] = []
    for place in places:
        row = document.rows[place]
        lead = row.lead if rows else row.lead.lstrip("\r\n \t")
        rows.append(replace(row, lead=lead, parent=None if row.parent is None else to_window[row.parent]))
    return Document(tuple(rows))


# Saying why not


def reason(draft: Draft) -> str:
    """Why a write was refused, in words that help."""
    first = next((i for i, node in enumerate(draft.nodes) if node.fresh or node.near), 0)
    for node in draft.nodes[max(0, first - 1) : first + 2]:
        if node.fresh:
            continue
        if open_fence(node.source.replace("\r\n", "\n").replace("\r", "\n")):
            return "The text above opens a fence that is never closed; close it first."
        if node.source.count("<!--") > node.source.count("-->"):
            return "The text above opens a comment that is never closed; close it first."
    if any(node.fresh and node.kind == "criterion" for node in draft.nodes):
        return "There a criterion begins with **Given**, **When** or **Then**; other words would be no criterion."
    return "Written there, this text would change how the lines around it are read."
