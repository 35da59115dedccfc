"""Which requirements are implemented: their tasks done, for the words they have now; or waived."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Served:
    """A task that serves a requirement. `fresh`: it was ticked for the present words of both."""

    task: int
    done: bool
    fresh: bool = True

    @property
    def counts(self) -> bool:
        return self.done and self.fresh


@dataclass(frozen=True, slots=True)
class Covered:
    """A functional requirement by its row's id, its parent's, and what serves it."""

    row: int
    parent: int | None
    tasks: tuple[Served, ...] = ()


def uncovered(requirements: Sequence[Covered], waived: Collection[int] = ()) -> list[int]:
    """Requirements that are not implemented: no task, or one that is not done or was ticked for other words.

    A parent counts as covered by its children. One that is waived needs nothing; its children still do.
    """
    parents = {item.parent for item in requirements if item.parent is not None}
    return [item.row for item in requirements if item.row not in waived and not _is_covered(item, parents)]


def _is_covered(item: Covered, parents: Collection[int]) -> bool:
    return all(task.counts for task in item.tasks) if item.tasks else item.row in parents
