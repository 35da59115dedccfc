"""A file that was edited elsewhere brought back over its document: merged three ways, row by row.

`base` is what the file began as, `theirs` the document as it is now, `mine` the file. What only the file changed is
taken, what only others changed since stays. Where both changed the same words, or one removed what the other changed,
the document's own state stays and the change is listed in `overwrites`, until somebody confirms it by name.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Literal

from specs.document.drafts import Draft
from specs.document.fields import fields, spans
from specs.document.identity import matched, pairs, renamed
from specs.document.merge import merge_text
from specs.document.numbers import renumber
from specs.document.outline import status_row
from specs.document.reader import read
from specs.document.rows import Document, Row
from specs.document.tiles import BOM
from specs.document.weaving import Entity, Woven, entities, woven

_NOTHING = Row("prose", "prose:", "", "")
#: Documents with more rows keep the numbers as they come: numbering looks for each item from the top.
RENUMBERED = 5_000
_EOL = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class RowChange:
    """What the file would do to one row. `before` is the document's text now, `after` the file's.

    `row` is the id of the row in the document; of a row that others removed meanwhile, its id at the base. `key` names
    the change where it is confirmed: the row's id, where it has one. `base` is the text both began with.
    """

    op: Literal["added", "changed", "removed", "moved", "revived"]
    key: str
    row: int | None
    kind: str
    name: str
    before: str
    after: str
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Overlay:
    """The merged document, whose rows keep the ids they have now, and what the file does to it.

    `overwrites` are changes that would destroy a later edit: made only if confirmed (then also among `changes`).
    """

    document: Document
    changes: list[RowChange]
    overwrites: list[RowChange]
    notes: list[str] = field(default_factory=list)


def overlay(
    base: Document | None, theirs: Document, mine: Document, *, overwrite: Collection[int | str] = ()
) -> Overlay:
    """The file `mine` over the document `theirs`. `overwrite` holds the keys of the overwrites that were confirmed.

    Without a base any difference may be a later edit: whatever the file would change or remove has to be confirmed.
    The file's word for the status is never taken.
    """
    return _Laying(base, theirs, _fitted(mine, theirs), frozenset(map(str, overwrite))).laid()


def _fitted(mine: Document, theirs: Document) -> Document:
    """The file with the document's line ends and status, which are not its to change."""
    ends, wanted = set(_EOL.findall(mine.text)), set(_EOL.findall(theirs.text))
    if len(wanted) == 1 and ends - wanted:
        mine = read(_EOL.sub(wanted.pop(), mine.text))
    ours, own = status_row(theirs), status_row(mine)
    if ours is None or own is None:
        return mine
    row, value, kept = mine.rows[own], _status(mine.rows[own]), _status(theirs.rows[ours])
    if value is None or kept is None or value == kept or pairs(theirs, mine)[own] != ours:
        return mine
    start, end = spans(row.kind, row.dialect, row.source)["text"]
    kept_row = replace(row, source=row.source[:start] + kept + row.source[end:])
    return Document((*mine.rows[:own], kept_row, *mine.rows[own + 1 :]), mine.tail)


def _status(row: Row) -> str | None:
    return fields(row.kind, row.dialect, row.source).get("text")


class _Laying:
    """The state of one overlay: every entity is decided once, then those that stay are put in order and read again."""

    def __init__(self, base: Document | None, theirs: Document, mine: Document, confirmed: frozenset[str]) -> None:
        self.base, self.theirs, self.mine = base, theirs, mine
        self.confirmed = confirmed
        self.entities = entities(base, theirs, mine)
        self.sources: dict[Entity, str] = {}
        self.changes: dict[tuple[str, str], RowChange] = {}
        self.overwrites: dict[tuple[str, str], RowChange] = {}
        self.notes: list[str] = []

    def laid(self) -> Overlay:
        for entity in self.entities:
            self.decide(entity)
        self.keep_parents()
        self.drop_orphans()
        order = woven(self.base, self.theirs, self.mine, self.entities, set(self.sources))
        self.note_moves(order)
        pieces = self.pieces(order.entities)
        document = _read_again(pieces, self.merged_tail(), order.seams)
        if self.both_restructured() and len(document.rows) <= RENUMBERED:
            document = _renumbered(document, self.theirs)
        self.note_names(document)
        if order.undecided:
            self.notes.append("Rows were moved both here and in the file: their order here was kept")
        return Overlay(document, [*self.changes.values()], [*self.overwrites.values()], self.notes)

    # What becomes of one row

    def rows(self, entity: Entity) -> tuple[Row | None, Row | None, Row | None]:
        """The row as it was at the base, as it is, and as the file has it."""
        base = self.base.rows[entity.base] if self.base is not None and entity.base is not None else None
        theirs = self.theirs.rows[entity.theirs] if entity.theirs is not None else None
        return base, theirs, self.mine.rows[entity.mine] if entity.mine is not None else None

    def decide(self, entity: Entity) -> None:
        base, theirs, mine = self.rows(entity)
        if theirs is not None and mine is not None:
            self.decide_both(entity, base, theirs, mine)
        elif theirs is not None:
            self.decide_missing(entity, base, theirs)
        elif mine is not None:
            self.decide_new(entity, base, mine)

    def decide_both(self, entity: Entity, base: Row | None, theirs: Row, mine: Row) -> None:
        self.sources[entity] = theirs.source
        if mine.source in (theirs.source, base.source if base else None):
            return
        if base is None:
            self.ask(self.change("changed", entity), entity, mine.source)
            return
        merged = merge_text(base.source, mine.source, theirs.source)
        if merged.conflict:
            self.ask(self.change("changed", entity), entity, mine.source)
        else:
            self.sources[entity] = merged.text
            self.make(replace(self.change("changed", entity), after=merged.text))

    def decide_missing(self, entity: Entity, base: Row | None, theirs: Row) -> None:
        """The file does not have the row: it removed it, or others wrote it since."""
        if base is None and self.base is not None:
            self.sources[entity] = theirs.source
        elif base is not None and base.source == theirs.source:
            self.make(self.change("removed", entity))
        else:
            self.sources[entity] = theirs.source
            self.ask(self.change("removed", entity), entity, None)

    def decide_new(self, entity: Entity, base: Row | None, mine: Row) -> None:
        """The document does not have the row: the file added it, or others removed it since."""
        if base is None:
            self.sources[entity] = mine.source
            self.make(self.change("added", entity))
        elif base.source != mine.source:
            self.ask(self.change("revived", entity), entity, mine.source)

    def make(self, change: RowChange) -> None:
        self.changes[change.op, change.key] = change

    def note_overwrite(self, change: RowChange, place: str = "") -> None:
        """Lists an overwrite; what is confirmed along with another row is listed under that row's key."""
        self.overwrites[change.key, place] = change

    def ask(self, change: RowChange, entity: Entity, source: str | None) -> None:
        """Lists an overwrite, and makes it if it was confirmed."""
        self.note_overwrite(change)
        if change.key not in self.confirmed:
            return
        self.make(change)
        if source is None:
            del self.sources[entity]
        else:
            self.sources[entity] = source

    def change(self, op: Literal["added", "changed", "removed", "moved", "revived"], entity: Entity) -> RowChange:
        base, theirs, mine = self.rows(entity)
        known = theirs or base
        row = known.id if known else None
        place = next(index for index in (entity.mine, entity.theirs, entity.base) if index is not None)
        key = str(row) if row is not None else f"{op}-{place}"
        shown = mine or theirs or base or _NOTHING
        return RowChange(
            op, key, row, shown.kind, _name(shown), theirs.source if theirs else "", mine.source if mine else "",
            base.source if base else None,
        )  # fmt: skip

    # What hangs on it

    def keep_parents(self) -> None:
        """A row that the file removes stays while later rows of others stand below it, unless that was confirmed."""
        by_place = {entity.theirs: entity for entity in self.entities if entity.theirs is not None}
        for place, entity in by_place.items():
            for above in self.theirs.ancestors(place) if entity.mine is None and entity in self.sources else ():
                parent = by_place[above]
                if parent in self.sources:
                    continue
                change = self.change("removed", parent)
                if change.key in self.confirmed:
                    self.sources.pop(entity, None)
                    continue
                self.sources[parent] = self.theirs.rows[above].source
                self.changes.pop((change.op, change.key), None)
                self.note_overwrite(change)

    def drop_orphans(self) -> None:
        """What the file adds below a row that others removed goes with it, unless its return was confirmed."""
        by_place = {entity.mine: entity for entity in self.entities if entity.mine is not None}
        for place, entity in by_place.items():
            if entity.theirs is not None or entity not in self.sources:
                continue
            for parent in [by_place[i] for i in self.mine.ancestors(place) if by_place[i] not in self.sources]:
                self.drop_orphan(entity, self.change("revived", parent), parent)

    def drop_orphan(self, entity: Entity, change: RowChange, parent: Entity) -> None:
        """`change` brings `parent` back. A row whose own return was confirmed brings it along."""
        if entity.base is not None or change.key in self.confirmed:
            self.sources[parent] = change.after
            self.make(change)
        elif self.sources.pop(entity, None) is not None:
            own = self.change("added", entity)
            self.changes.pop((own.op, own.key), None)
            self.note_overwrite(replace(own, key=change.key), own.key)
        if entity.base is None:
            self.note_overwrite(change)

    # Putting it together

    def note_moves(self, order: Woven) -> None:
        for entity in order.moved:
            self.make(self.change("moved", entity))

    def note_names(self, document: Document) -> None:
        places = {row.id: i for i, row in enumerate(self.theirs.rows) if row.id is not None}
        found = [places.get(row.id) if row.id is not None else None for row in document.rows]
        self.notes += renamed(self.theirs, document, found)

    def both_restructured(self) -> bool:
        """Whether rows came or went on both sides, so that no side's numbers are right."""
        theirs = any(
            (e.theirs is None) != (e.base is None) for e in self.entities if e.mine is None or e.base is not None
        )
        mine = any(
            (e.mine is None) != (e.base is None) for e in self.entities if e.theirs is None or e.base is not None
        )
        return theirs and mine

    def pieces(self, order: list[Entity]) -> list[Row]:
        return [self.piece(entity, first=n == 0) for n, entity in enumerate(order)]

    def piece(self, entity: Entity, *, first: bool) -> Row:
        base, theirs, mine = self.rows(entity)
        shown = theirs or mine or _NOTHING
        known = theirs or base
        lead = self.lead(base, theirs, mine)
        if first and 0 not in (entity.theirs, entity.mine):
            lead = BOM if self.theirs.text.startswith(BOM) else ""
        elif not first and not _EOL.search(lead):
            lead = _newline(self.theirs.text) * 2
        return replace(shown, lead=lead, source=self.sources[entity], parent=None, id=known.id if known else None)

    def lead(self, base: Row | None, theirs: Row | None, mine: Row | None) -> str:
        if theirs is None or mine is None:
            return (theirs or mine or _NOTHING).lead
        return mine.lead if base is not None and theirs.lead == base.lead else theirs.lead

    def merged_tail(self) -> str:
        return self.mine.tail if self.base is not None and self.base.tail == self.theirs.tail else self.theirs.tail


def _newline(text: str) -> str:
    found = _EOL.search(text)
    return found[0] if found else "\n"


def _name(row: Row) -> str:
    """What people call the row: its uid, else its first words."""
    values = fields(row.kind, row.dialect, row.source)
    words = values.get("uid") or values.get("title") or values.get("label") or values.get("text") or row.source
    line = words.strip().split("\n", 1)[0]
    return line if len(line) <= 60 else line[:59] + "…"


def _read_again(pieces: list[Row], tail: str, seams: set[int]) -> Document:
    """The merged rows as a document that was read: with blank lines at new seams where they would run together."""
    drawn = Document(tuple(pieces), tail)
    found = read(drawn.text)
    if not _tiled_alike(found, drawn):
        newline = _newline(drawn.text)
        spaced = [
            replace(row, lead=newline * 2) if n in seams and len(_EOL.findall(row.lead)) < 2 else row
            for n, row in enumerate(pieces)
        ]
        drawn = Document(tuple(spaced), tail)
        found = read(drawn.text)
    if _tiled_alike(found, drawn):
        return found.with_ids([row.id for row in drawn.rows])
    return found.with_ids(matched(drawn, found).ids)


def _renumbered(document: Document, before: Document) -> Document:
    """The document with its ordered lists numbered as they were before, where rows came or went."""
    places = {row.id: i for i, row in enumerate(before.rows) if row.id is not None}
    draft = Draft.of(document)
    for node in draft.nodes:
        node.origin = places.get(node.id) if node.id is not None else None
    renumber(draft, Draft.of(before))
    numbered = draft.document()
    found = read(numbered.text)
    return found.with_ids([row.id for row in numbered.rows]) if _tiled_alike(found, numbered) else document


def _tiled_alike(found: Document, drawn: Document) -> bool:
    return [row.source for row in found.rows] == [row.source for row in drawn.rows]
