"""Boxes of tasks: what is a mere tick, which may not be taken back, and what is known of each: by whom, when, for which
words, with what evidence."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document.fields import fields, spans
from specs.document.rows import Document, Window
from specs.models import Row, Spec, Tick
from specs.services.coverage import Done, facts_of
from specs.services.errors import Refused, WrongStatus
from specs.services.states import unpacked
from specs.services.storing import Snapshot

Item = dict[str, Any]
_LONGEST = 500


def is_tick(item: Item) -> bool:
    """Whether a change of a row is a task's box and nothing else."""
    was, now = item["before"], item["after"]
    if not was or not now or now.get("kind") != "task" or {**was, "source": now["source"]} != now:
        return False
    return _unticked(was) == _unticked(now)


def _unticked(state: dict[str, Any]) -> str:
    source: str = state["source"]
    start, end = spans(state["kind"], state["dialect"], source)["done"]
    return source[:start] + " " + source[end:]


def require_kept(spec: Spec, changes: list[Item]) -> None:
    """What is implemented stays so until it is reopened: no box of the text in force is unticked."""
    revision = spec.in_force
    if revision is None or revision.state != "implemented":
        return
    in_force = {row["id"] for row in revision.rows}
    if any(item["row"] in in_force and _is_unticked(item) for item in changes):
        raise _reopen_first(revision.version)


def _reopen_first(version: str) -> WrongStatus:
    return WrongStatus(_("{version} is implemented. Reopen first.").format(version=version))


def _is_unticked(item: Item) -> bool:
    was, now = item["before"], item["after"]
    return bool(was and now and "source" in was and _done(was) and not _done(now))


def _done(state: dict[str, Any]) -> bool:
    return state["kind"] == "task" and fields(state["kind"], state["dialect"], state["source"])["done"] == "x"


class Act(Protocol):
    """Of a change under the spec's lock, what a tick needs to know."""

    @property
    def spec(self) -> Spec: ...
    @property
    def by(self) -> User: ...
    @property
    def at(self) -> datetime: ...
    @property
    def data(self) -> dict[str, Any]: ...
    @property
    def start(self) -> Snapshot: ...


def note_ticks(act: Act, document: Document, changes: Iterable[Item]) -> None:
    """Keeps what is known of each box that a change set. `document` is the text as it was stored, or a part of it."""
    boxes = {item["row"]: _done(item["after"]) for item in changes if _sets_a_box(item)}
    if not boxes:
        return
    known = dict(Tick.objects.filter(row__in=boxes).values_list("row", "done"))
    new = {pk: done for pk, done in boxes.items() if known.get(pk, False) is not done}
    if new:
        keep_ticks(act, new, document)


def _sets_a_box(item: Item) -> bool:
    was, now = item["before"], item["after"]
    if not now or now.get("kind") != "task":
        return False
    return was is None or was.get("kind") != "task" or _done(was) is not _done(now)


def keep_ticks(act: Act, boxes: dict[int, bool], document: Document) -> None:
    """Of a task in the text in force, the words of that text are kept; of another, those of the working text.

    The evidence is that of the act; one that only confirms leaves the evidence there was.
    """
    frozen = in_force(act.spec)
    links = dict(Tick.objects.filter(row__in=boxes, done=True).values_list("row", "evidence"))
    if isinstance(act.start.document, Window) and any(not _stands(frozen, pk) for pk in boxes):
        document = act.spec.document()
    ticks = []
    for pk, done in boxes.items():
        text, said = facts_of(frozen if frozen and _stands(frozen, pk) else document, pk)
        link = str(act.data.get("evidence") or links.get(pk, "")) if done else ""
        ticks.append(Tick(row_id=pk, done=done, by=act.by, at=act.at, evidence=link, task_text=text, requirements=said))
    names = [field.name for field in Tick._meta.fields if field.name != "row"]  # noqa: SLF001 (Django's own door)
    Tick.objects.bulk_create(ticks, update_conflicts=True, unique_fields=["row"], update_fields=names)


def in_force(spec: Spec) -> Document | None:
    """The text in force with its rows' ids."""
    return unpacked(spec.in_force.rows, spec.in_force.tail) if spec.in_force else None


def _stands(document: Document | None, pk: int) -> bool:
    try:
        return document is not None and document.rows[document.place(pk)].kind == "task"
    except LookupError:
        return False


def require_tickable(spec: Spec, pk: int, *, done: bool) -> None:
    """That a task which is not in the working text is in the text in force, and may be set so."""
    frozen = in_force(spec)
    if frozen is None or not _stands(frozen, pk):
        raise Refused(_("This task is neither in the text in force nor in the draft."))
    assert spec.in_force is not None
    if not done and spec.in_force.state == "implemented":
        raise _reopen_first(spec.in_force.version)


def boxes_of(spec: Spec, tasks: Collection[int]) -> dict[int, Done]:
    """The boxes of these rows as they are now, with what each task and its requirements said when it was set.

    A box set before such things were kept is known to be set, and no more: it is to be confirmed.
    """
    found = {
        pk: Done(bool(done))
        for pk, done in Row.objects.filter(spec=spec, pk__in=tasks, kind="task").values_list("pk", "done")
    }
    for tick in Tick.objects.filter(row__spec=spec, row__in=tasks):
        found[tick.row_id] = Done(tick.done, tick.task_text, tick.requirements)
    return found


def evidence_of(address: str) -> str:
    """The address of a proof that a task is done, as it is kept. Refused if it is none."""
    found = address.strip()
    if not found:
        return ""
    try:
        parts = urlsplit(found)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or len(found) > _LONGEST or not found.isascii() or " " in found:
        raise Refused(_("Give the whole address, beginning with https://."), field="evidence")
    return found
