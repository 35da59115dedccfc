"""Faults that the kit must find, seeded into a process on purpose: never part of the product."""

from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

from django.db import transaction

from specs.document.changesets import apply, compose, map_over, parse, size
from specs.models import SharedText, TextChange
from specs.services import typing, typing_push, typing_writing
from specs.services import typing_log as log

NAMES = ("acknowledged before stored", "mapped over a composed set", "no unique n", "base moved")


def seeded(name: str) -> ExitStack:
    """The fault, until the block ends."""
    stack = ExitStack()
    for change in _CHANGES[name]():
        stack.enter_context(change)
    return stack


def _acknowledged_before_stored() -> list[Any]:
    """Answers are given, and one in twenty is lost with the process before it was stored."""
    real, count = typing.push, iter(range(1, 1 << 30))

    def push(pushes: Any) -> Any:
        with transaction.atomic():
            answers = real(pushes)
            if next(count) % 20 == 0:
                transaction.set_rollback(True)
        return answers

    return [patch.object(typing, "push", push)]


def _mapped_over_a_composed_set() -> list[Any]:
    def put(self: Any, each: Any, at: Any) -> TextChange:
        text = self.text
        self.require_place(each.base)
        since = [log.changes_of(self.entries[v].changes) for v in range(each.base + 1, text.version + 1)]
        changes = parse(each.changes, since[0].length_before if since else size(self.head))
        if since:
            whole = since[0]
            for other in since[1:]:
                whole = compose(whole, other)
            changes = map_over(changes, whole)
        self._head = apply(self.head, changes)
        entry = log.append(text, changes, person=each.by.pk, client=each.client, n=each.n, at=at)
        self.entries[entry.version] = self.sent[each.by.pk, each.client, each.n] = entry
        return entry

    return [patch.object(typing_push._Log, "put", put)]


def _no_unique_n() -> list[Any]:
    """What is sent again is stored again. The table's own constraint is evaded by another client's name."""
    real = typing_push._Log.put

    def put(self: Any, each: Any, at: Any) -> TextChange:
        entry = real(self, each, at)
        if TextChange.objects.filter(text=self.text, person=each.by, client=each.client, n=each.n).exists():
            entry.client = f"{each.client}-{entry.version}"[-40:]
        return entry

    return [patch.object(typing_push._Log, "put", put), patch.object(typing_push._Log, "known", lambda *_: None)]


def _base_moved() -> list[Any]:
    real = typing_writing._bring

    def bring(text: SharedText, value: str, person: int) -> None:
        real(text, value, person)
        text.base, text.base_version, text.stored = value, text.version, None
        text.save(update_fields=("base", "base_version", "stored"))

    return [patch.object(typing_writing, "_bring", bring)]


_CHANGES = dict(
    zip(NAMES, (_acknowledged_before_stored, _mapped_over_a_composed_set, _no_unique_n, _base_moved), strict=True)
)
