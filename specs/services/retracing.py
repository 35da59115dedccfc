"""Walks through the edits of a spec from the first to the last: each must begin where the one before it ended."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from specs.models import Event, Row, Spec

_COLUMNS = ("source", "lead", "place", "kind", "dialect", "level", "key")
Line = tuple[int, str, str]  # of a text: a row's id, lead and source


@dataclass(slots=True)
class Walk:
    """`rows` are the rows as the edits so far left them, `jumps` the numbers of edits that begin otherwise."""

    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    tail: str = ""
    jumps: list[int] = field(default_factory=list)

    def step(self, event: Event) -> None:
        fitting = [self.fits(item) for item in event.changes]
        if not all(fitting):
            self.jumps.append(event.number)

    def fits(self, item: dict[str, Any]) -> bool:
        """Makes one change; whether it began with what was there."""
        pk, before, after = item["row"], item["before"], item["after"]
        if pk is None:
            was, self.tail = self.tail, after["tail"]
            return bool(was == before["tail"])
        known = self.rows.get(pk)
        if after is None:
            self.rows.pop(pk, None)
        else:
            self.rows[pk] = {**(known or {}), **after}
        if before is None or known is None:
            return before is known
        return all(known.get(name) == value for name, value in before.items())

    def text(self) -> tuple[list[Line], str]:
        order = sorted(self.rows, key=lambda pk: self.rows[pk].get("place", 0))
        return [(pk, self.rows[pk].get("lead", ""), self.rows[pk].get("source", "")) for pk in order], self.tail


def walked(events: Iterable[Event], upto: Iterable[int]) -> tuple[Walk, dict[int, tuple[list[Line], str]]]:
    """The walk to the last edit, and the text as it was after each of these."""
    walk, wanted, found = Walk(), set(upto), {}
    for event in events:
        walk.step(event)
        if event.number in wanted:
            found[event.number] = walk.text()
    return walk, found


def standing(spec: Spec) -> dict[int, dict[str, Any]]:
    """The rows of today as edits write them down."""
    rows = Row.objects.filter(spec=spec, removed_at=None).values("pk", "parent_id", *_COLUMNS)
    return {row["pk"]: {"parent": row["parent_id"], **{name: row[name] for name in _COLUMNS}} for row in rows}


def differing(walk: Walk, spec: Spec) -> Iterator[str]:
    """Where the text of today is not what the edits come to."""
    now = standing(spec)
    for pk in sorted(now.keys() | walk.rows.keys()):
        if now.get(pk) != walk.rows.get(pk):
            source = (now.get(pk) or walk.rows[pk])["source"]
            yield f"a row is not what the edits left: {source.strip()[:60]}"
    if spec.tail != walk.tail:
        yield "its end is not what the edits left"
