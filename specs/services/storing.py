"""Stores the difference between two documents, row by row, and says what it was."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from specs.document.outline import metadata, summary, title
from specs.document.rows import Document, Window
from specs.document.rows import Row as TextRow
from specs.models import Row, Spec, UsedUid
from specs.services.chain import sha256
from specs.services.columns import COLUMNS, columns, definitions_of
from specs.services.deadline import Deadline
from specs.services.following import owners, sections
from specs.services.places import settled

_STORED = ("kind", "dialect", "lead", "source", "level", "key", "parent_id", "place", "removed_at", "stamp")
_WRITTEN = (*_STORED, *COLUMNS)
_BATCH = 200
_FEW = 3


@dataclass(slots=True)
class Snapshot:
    """A spec's text at one moment: rows with ids, the place of each, and the number of the last event."""

    document: Document
    places: dict[int, int]
    seq: int


@dataclass(slots=True)
class Stored:
    """`changes` are what an event holds; `stamps` the new stamp of each row it touched."""

    document: Document
    changes: list[dict[str, Any]] = field(default_factory=list)
    stamps: dict[int, int] = field(default_factory=dict)


def snapshot(spec: Spec) -> Snapshot:
    rows = spec.rows
    document = rows.document(spec.tail)
    return Snapshot(document, dict(rows.values_list("pk", "place")), spec.seq)


@dataclass(frozen=True, slots=True)
class Drawn:
    """Columns of rows of one document, by index."""

    document: Document
    columns: dict[int, dict[str, Any]]


def draw(before: Document, after: Document, deadline: Deadline | None = None) -> Drawn:
    """The columns of rows that are new or have another text: the slow part of storing, to be done before the lock.

    Raises Refused once the deadline is over.
    """
    known = {row.id: (row.kind, row.dialect, row.source) for row in before.rows}
    defs = definitions_of(after)
    new = [i for i, row in enumerate(after.rows) if known.get(row.id) != (row.kind, row.dialect, row.source)]
    drawn: dict[int, dict[str, Any]] = {}
    for i in new:
        if deadline is not None:
            deadline.check()
        drawn[i] = columns(after, i, defs)
    return Drawn(after, drawn)


def store(
    spec: Spec,
    before: Snapshot,
    after: Document,
    *,
    at: datetime,
    renumbered: frozenset[int] = frozenset(),
    drawn: Drawn | None = None,
) -> Stored:
    """Writes what differs. The spec is locked by the caller; its mirrored fields are set, but not saved.

    `renumbered` are ids of rows of which only the number changed: they keep stamp and HTML. `drawn` helps if it is of
    this very document.
    """
    ready = drawn.columns if drawn and drawn.document is after else {}
    return _Difference(spec, before, after, at, renumbered, ready).store()


class _Difference:
    def __init__(
        self,
        spec: Spec,
        before: Snapshot,
        after: Document,
        at: datetime,
        renumbered: frozenset[int],
        ready: dict[int, dict[str, Any]],
    ) -> None:
        self.ready = ready
        self.spec, self.before, self.after, self.at, self.renumbered = spec, before, after, at, renumbered
        self.old = {row.id: i for i, row in enumerate(before.document.rows)}
        self.ids = [row.id for row in after.rows]
        self.places = settled([before.places.get(row.id) if row.id is not None else None for row in after.rows])
        self.result = Stored(after)

    def store(self) -> Stored:
        self.defs = definitions_of(self.after)
        redraw = self.defs != definitions_of(self.before.document)
        changed = self.changed()
        self.create(i for i, row in enumerate(self.after.rows) if row.id is None)
        self.result.document = self.after = self.after.with_ids(self.ids)
        self.update(changed, redraw=redraw)
        self.remove()
        self.note_tail()
        self.mirror()
        self.remember_uids()
        self.result.changes.sort(key=lambda item: ((item["after"] or item["before"]).get("place", 0), item["row"] or 0))
        return self.result

    def changed(self) -> list[int]:
        """Indices of rows that were there and differ, or come back after having been removed."""
        out = []
        for i, row in enumerate(self.after.rows):
            if row.id is None:
                continue
            at = self.old.get(row.id)
            if (
                at is None
                or self.places[i] != self.before.places[row.id]
                or not self.same(self.before.document.rows[at], row)
            ):
                out.append(i)
        return out

    def same(self, old: TextRow, new: TextRow) -> bool:
        if (old.source, old.lead, old.kind, old.dialect, old.level, old.key) != (
            new.source,
            new.lead,
            new.kind,
            new.dialect,
            new.level,
            new.key,
        ):
            return False
        above = None if old.parent is None else self.before.document.rows[old.parent].id
        return new.parent is not None and self.ids[new.parent] == above if above is not None else new.parent is None

    def create(self, indices: Iterable[int]) -> None:
        """New rows, parents first: one statement for each depth."""
        waiting = list(indices)
        while waiting:
            ready = [i for i in waiting if (above := self.after.rows[i].parent) is None or self.ids[above] is not None]
            made = Row.objects.bulk_create([self.new_row(i) for i in ready], batch_size=_BATCH)
            for i, row in zip(ready, made, strict=True):
                self.ids[i] = row.pk
                self.result.stamps[row.pk] = 1
                self.result.changes.append({"row": row.pk, "before": None, "after": self.state(row)})
            waiting = [i for i in waiting if self.ids[i] is None]

    def new_row(self, index: int) -> Row:
        row = Row(spec=self.spec, made_at=self.at, **self.columns(index))
        self.fill(row, index)
        return row

    def columns(self, index: int) -> dict[str, Any]:
        return self.ready.get(index) or columns(self.after, index, self.defs)

    def fill(self, row: Row, index: int) -> None:
        text = self.after.rows[index]
        row.kind, row.dialect, row.lead, row.source = text.kind, text.dialect, text.lead, text.source
        row.level, row.key, row.place, row.removed_at = text.level, text.key, self.places[index], None
        row.parent_id = None if text.parent is None else self.ids[text.parent]

    @staticmethod
    def state(row: Row) -> dict[str, Any]:
        return {
            "source": row.source,
            "lead": row.lead,
            "parent": row.parent_id,
            "place": row.place,
            "kind": row.kind,
            "dialect": row.dialect,
            "level": row.level,
            "key": row.key,
        }

    def update(self, changed: list[int], *, redraw: bool) -> None:
        touched = {self.after.rows[i].id: i for i in changed}
        followers = {self.after.rows[i].id: i for i in self.followers(changed, redraw=redraw)}
        rows = Row.objects.in_bulk([pk for pk in {**touched, **followers} if pk is not None])
        was = {pk: {name: getattr(row, name) for name in _WRITTEN} for pk, row in rows.items()}
        for pk, row in rows.items():
            if pk in touched:
                self.note_change(row, touched[pk])
            elif pk in self.owners:
                row.stamp += 1
                self.result.stamps[pk] = row.stamp
            if pk not in self.renumbered or pk in followers:
                index = touched[pk] if pk in touched else followers[pk]
                for name, value in self.columns(index).items():
                    setattr(row, name, value)
        if len(rows) <= _FEW:
            for pk, row in rows.items():
                row.save(update_fields=[name for name in _WRITTEN if getattr(row, name) != was[pk][name]])
        else:
            names = ["parent" if name == "parent_id" else name for name in _WRITTEN]
            Row.objects.bulk_update(list(rows.values()), names, batch_size=_BATCH)

    def note_change(self, row: Row, index: int) -> None:
        """Records a row before and after. A row that only got another place or number keeps its stamp."""
        was = None if row.removed_at else self.state(row)
        self.fill(row, index)
        now = self.state(row)
        change: dict[str, Any] = {"row": row.pk, "before": was, "after": now}
        if was and {**was, "place": now["place"]} == now and not self.moved(row.pk):
            places = {"before": {"place": was["place"]}, "after": {"place": now["place"]}}
            change = {"row": row.pk, **places, "placed": True}
        elif row.pk in self.renumbered:
            change["renumbered"] = True
        else:
            row.stamp += 1
            self.result.stamps[row.pk] = row.stamp
        self.result.changes.append(change)

    def moved(self, pk: int) -> bool:
        """Whether another row stands before it than did, among the rows that were there before and still are."""
        was, now = self.neighbours
        return was[pk] != now[pk]

    @cached_property
    def neighbours(self) -> tuple[dict[int, int | None], dict[int, int | None]]:
        """The row before each row, then and now, of the rows that stand in both."""
        both = set(self.old) & set(self.ids)
        out: list[dict[int, int | None]] = []
        for order in ([row.id for row in self.before.document.rows], self.ids):
            common = [pk for pk in order if pk is not None and pk in both]
            out.append(dict(zip(common, [None, *common], strict=False)))
        return out[0], out[1]

    def followers(self, changed: list[int], *, redraw: bool) -> set[int]:
        """Indices of rows that were there and are the same, but whose columns depend on what was changed."""
        fresh = {i for i, row in enumerate(self.after.rows) if row.id in self.result.stamps}
        gone = self.gone()
        owning = owners(self.before.document, self.after, touched={*changed, *fresh}, gone=gone)
        self.owners = {self.after.rows[i].id for i in owning - fresh}
        found = set(owning)
        if redraw:
            found |= {i for i, row in enumerate(self.after.rows) if "[" in row.source}
        if any(self.after.rows[i].kind == "heading" for i in {*changed, *fresh}) or any(
            r.kind == "heading" for r in gone
        ):
            found |= self.resectioned()
        return found - fresh

    def resectioned(self) -> set[int]:
        """Rows that stand in another section than before."""
        was = dict(zip(self.old, sections(self.before.document), strict=True))
        return {i for i, key in enumerate(sections(self.after)) if was.get(self.after.rows[i].id, key) != key}

    def gone(self) -> list[TextRow]:
        standing = set(self.ids)
        return [row for row in self.before.document.rows if row.id not in standing]

    def remove(self) -> None:
        gone = [row.id for row in self.gone() if row.id is not None]
        rows = list(Row.objects.filter(pk__in=gone).order_by("place")) if gone else []
        for row in rows:
            self.result.changes.append({"row": row.pk, "before": self.state(row), "after": None})
            row.removed_at = self.at
            row.stamp += 1
            self.result.stamps[row.pk] = row.stamp
        if rows:
            Row.objects.bulk_update(rows, ("removed_at", "stamp"), batch_size=_BATCH)

    def note_tail(self) -> None:
        if self.after.tail != self.before.document.tail:
            was, now = {"tail": self.before.document.tail}, {"tail": self.after.tail}
            self.result.changes.append({"row": None, "before": was, "after": now})

    def mirror(self) -> None:
        """The fields of the spec that show in lists. Nothing inside a window stands in any of them."""
        if isinstance(self.before.document, Window):
            self.spec.kept_hash = ""
            return
        spec, found = self.spec, metadata(self.after)
        spec.definitions = self.defs
        spec.tail = self.after.tail
        spec.text_hash = sha256(self.after.text.encode())
        spec.title = title(self.after)[:200] or spec.title or "Untitled"
        spec.summary = summary(self.after)[:500]
        for name in ("version", "author", "created", "target_model"):
            setattr(spec, name, found.get(name, "")[:200])

    def remember_uids(self) -> None:
        if isinstance(self.before.document, Window):
            return  # there no uid changes
        uids = Row.objects.filter(pk__in=list(self.result.stamps)).exclude(uid="").values_list("uid", flat=True)
        UsedUid.objects.bulk_create([UsedUid(spec=self.spec, uid=uid) for uid in set(uids)], ignore_conflicts=True)
