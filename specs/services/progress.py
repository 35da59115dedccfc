"""Boxes of tasks: what is a mere tick, and which may not be taken back."""

from typing import Any

from django.utils.translation import gettext as _

from specs.document.fields import fields, spans
from specs.models import Spec
from specs.services.errors import WrongStatus

Item = dict[str, Any]


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
        raise WrongStatus(_("{version} is implemented. Reopen it first.").format(version=revision.version))


def _is_unticked(item: Item) -> bool:
    was, now = item["before"], item["after"]
    return bool(was and now and "source" in was and _done(was) and not _done(now))


def _done(state: dict[str, Any]) -> bool:
    return state["kind"] == "task" and fields(state["kind"], state["dialect"], state["source"])["done"] == "x"
