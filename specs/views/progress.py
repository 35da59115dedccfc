"""How far tasks have come, for what stands above a box that was just ticked."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.template.loader import render_to_string

from specs.document.template import SECTIONS
from specs.models import Row

_BELOW = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM specs_row WHERE id = %s
    UNION SELECT row.id FROM below JOIN specs_row AS row ON row.parent_id = below.id WHERE row.removed_at IS NULL
)
SELECT COUNT(CASE WHEN done THEN 1 END), COUNT(*) FROM specs_row
WHERE kind = 'task' AND id IN (SELECT id FROM below) AND id <> %s
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Tasks done and all tasks below a row."""

    row: Row
    done: int
    total: int

    @classmethod
    def below(cls, row: Row) -> "Progress":
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, [row.pk, row.pk])
            done, total = cursor.fetchone()
        return cls(row, done, total)


def above(row: Row) -> list[Progress]:
    """Of the phases and of the section that a task stands in, the nearest first."""
    found: list[Progress] = []
    outer = row.parent
    while outer is not None:
        if outer.kind == "phase" or (outer.kind == "heading" and _counts_tasks(outer)):
            found.append(Progress.below(outer))
        if outer.kind == "heading":
            return found
        outer = outer.parent
    return found


def _counts_tasks(heading: Row) -> bool:
    """Whether the section shows how many of its tasks are done, and not how many rows it has."""
    return heading.section in SECTIONS and SECTIONS[heading.section].kind == "phase"


def progress_html(row: Row) -> str:
    """The meters and counts above a task, swapped out of band."""
    context: dict[str, Any] = {"found": above(row), "oob": True}
    return render_to_string("specs/rows/progress.html", context)
