"""A row and what stands around it, read instead of a whole spec: enough for a change inside the row's own lines.

Rule 10 of markdown.md: of structured rows the row above, the row, the row below and their ancestors are enough to prove
a write. Whatever reaches further (headings, prose, rows that come or go, definitions, uids) is written with the whole.
"""

from collections.abc import Callable
from dataclasses import replace

from django.db import connection

from specs.document.drafts import EOL
from specs.document.fields import fields
from specs.document.rows import Document, Narrow, Refused, Window
from specs.document.rows import Row as TextRow
from specs.document.writer import Written
from specs.models import Spec
from specs.services.following import INSIDE
from specs.services.storing import Snapshot

_BEHIND = 40
_WIDE = frozenset({"heading", "prose", "meta", "table", *INSIDE})
#: The row, those behind it, the one before it and the first heading, with all their ancestors.
_AROUND = """
WITH RECURSIVE at(place) AS (
    SELECT place FROM specs_row WHERE id = %(row)s AND spec_id = %(spec)s AND removed_at IS NULL
),
near(id) AS (
    SELECT id FROM (SELECT id FROM specs_row WHERE spec_id = %(spec)s AND removed_at IS NULL
        AND place >= (SELECT place FROM at) ORDER BY place LIMIT %(behind)s) AS below
    UNION SELECT id FROM (SELECT id FROM specs_row WHERE spec_id = %(spec)s AND removed_at IS NULL
        AND place < (SELECT place FROM at) ORDER BY place DESC LIMIT 1) AS above
    UNION SELECT id FROM (SELECT id FROM specs_row WHERE spec_id = %(spec)s AND removed_at IS NULL
        AND kind = 'heading' ORDER BY place LIMIT 1) AS title
    UNION SELECT row.parent_id FROM near JOIN specs_row AS row ON row.id = near.id WHERE row.parent_id IS NOT NULL
)
SELECT id, kind, dialect, lead, source, parent_id, level, key, place, stamp FROM specs_row
WHERE id IN (SELECT id FROM near) ORDER BY place
"""


def window(spec: Spec, pk: int) -> Snapshot | None:
    """The rows around one, or None where only the whole text will do."""
    if spec.definitions is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, {"row": pk, "spec": spec.pk, "behind": _BEHIND})
        found = cursor.fetchall()
    at = {row[0]: i for i, row in enumerate(found)}
    if pk not in at:
        return None
    rows = tuple(
        TextRow(kind, dialect, lead, source, at.get(parent), level, key, id_)
        for id_, kind, dialect, lead, source, parent, level, key, _, _ in found
    )
    end = Document(rows).end(at[pk])
    if rows[at[pk]].kind in _WIDE or end - at[pk] >= _BEHIND or not EOL.search(rows[at[pk]].lead + rows[at[pk]].source):
        return None
    text = Window(rows[: end + 1], "", spec.definitions, found[at[pk]][9])
    return Snapshot(text, {row[0]: row[8] for row in found[: end + 1]}, spec.seq)


def written_in(start: Snapshot, edit: Callable[[Document], Written]) -> Written | None:
    """The edit done in the window, or None where it reaches further, or is refused: the whole text says why."""
    try:
        written = edit(start.document)
    except (Narrow, Refused):
        return None
    if written.document is start.document:
        return written
    before, after = start.document.rows, written.document.rows
    if written.renumbered or [row.id for row in before] != [row.id for row in after]:
        return None
    if not all(old == new or _inside(old, new) for old, new in zip(before, after, strict=True)):
        return None
    assert isinstance(start.document, Window)
    return replace(written, document=replace(start.document, rows=after))


def _inside(old: TextRow, new: TextRow) -> bool:
    """Whether the difference between two states of a row matters to nobody but the row and those it belongs to."""
    if replace(old, source=new.source, dialect=new.dialect) != new or "]:" in old.source + new.source:
        return False
    uids = (fields(row.kind, row.dialect, row.source).get("uid") for row in (old, new))
    return len(set(uids)) == 1
