"""How many tasks below a row are done."""

from dataclasses import dataclass

from django.db import connection

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
