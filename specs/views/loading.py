"""Fetches what the spec page shows: the working rows, or the rows of a frozen text, in a fixed number of queries."""

from collections.abc import Iterable, Iterator

from django.db.models import Min
from django.http import Http404

from specs.document import reader, rendering
from specs.document.checks import Finding
from specs.document.checks.tasks import CITED, named_by, series_of, unknown
from specs.document.checks.uids import twice
from specs.document.numbering import prefix_of
from specs.document.rows import Document
from specs.document.rows import Row as TextRow
from specs.models import Revision, Row, Spec, Tick
from specs.services.checking import findings_of
from specs.services.columns import columns
from specs.services.states import unpacked
from specs.views.lines import Line, tree
from specs.views.shape import Shape, unwritten
from specs.views.sheet import Block, Sheet, sheet


def frozen_revision(spec: Spec) -> Revision | None:
    """The text that everybody reads while the spec is not a draft."""
    if spec.working == "review":
        return Revision.objects.filter(spec=spec).order_by("number").last()
    return spec.in_force if spec.working == "none" else None


def document_sheet(spec: Spec, *, gone: Row | None = None, editable: bool = True) -> Sheet:
    """The working text as it is now."""
    rows = _with_gone(list(spec.rows), gone)
    shape = Shape.of_rows(rows)
    missing = unwritten(shape) if editable else []
    out = sheet(rows, definitions=stored_definitions(spec), unwritten=missing, template=spec.template)
    out.editable = editable
    name_hands(out.lines)
    standing = [row for row in rows if row.removed_at is None]
    out.findings = findings_of(spec, text_of(standing, spec.tail))
    _hang(out.lines, out.findings, [row.pk for row in standing])
    return out


def text_of(rows: list[Row], tail: str = "") -> Document:
    """Stored rows, parents before children, as the engine's document; a parent that is not among them is none."""
    places = {row.pk: i for i, row in enumerate(rows)}
    return Document(
        tuple(
            TextRow(
                row.kind, row.dialect, row.lead, row.source, places.get(row.parent_id or 0), row.level, row.key, row.pk
            )
            for row in rows
        ),
        tail,
    )


def all_findings(spec: Spec) -> list[Finding]:
    return findings_of(spec, spec.document())


def _hang(lines: Iterable[Line], found: list[Finding], ids: list[int]) -> None:
    """Puts each finding under its row."""
    by_id = {line.row.pk: line for line in lines}
    for finding in found:
        line = by_id.get(ids[finding.row]) if finding.row is not None else None
        if line is not None:
            line.owner.findings.append(finding)


def frozen_sheet(spec: Spec, revision: Revision) -> tuple[Sheet, Shape]:
    """A frozen text as its bytes have it; boxes are as ticked now."""
    document = reader.read(bytes(revision.data).decode())
    snapshot = unpacked(revision.rows, revision.tail)
    if [row.kind for row in snapshot.rows] == [row.kind for row in document.rows]:
        document = document.with_ids([row.id for row in snapshot.rows])
    ticks = dict(Row.objects.filter(spec=spec, kind="task").values_list("pk", "done"))
    rows = rows_of(document)
    for row in rows:
        row.done = ticks.get(row.pk, row.done)
    out = sheet(rows, definitions=definitions(rows))
    name_hands(out.lines)
    return out, Shape.of_rows(rows)


def name_hands(lines: Iterable[Line]) -> None:
    """Gives each task that is done what is known of its tick: by whom, when, with what proof."""
    done = {line.row.pk: line for line in lines if line.kind == "task" and line.done}
    for tick in Tick.objects.filter(row__in=done, done=True).select_related("by") if done else ():
        done[tick.row_id].tick = tick


def rows_of(document: Document) -> list[Row]:
    """Rows of a text that is not the working one, as the page needs them; those without an id get one below zero."""
    defined = rendering.definitions(document.text)
    ids = [row.id or -1 - i for i, row in enumerate(document.rows)]
    return [
        Row(
            pk=ids[i],
            parent_id=None if row.parent is None else ids[row.parent],
            kind=row.kind,
            dialect=row.dialect,
            source=row.source,
            lead=row.lead,
            level=row.level,
            key=row.key,
            **columns(document, i, defined),
        )
        for i, row in enumerate(document.rows)
    ]


def unit(spec: Spec, shape: Shape, row_id: int) -> Line:
    """One row with what stands above and below it, or 404."""
    if row_id not in shape.by_id:
        raise Http404
    return _line(spec, shape, row_id)


def family(spec: Spec, row_id: int) -> Line | None:
    """A row of the text with what stands above and below it, without a look at the others."""
    rows = list(Row.objects.raw(_FAMILY, {"row": row_id, "spec": spec.pk}))
    again = [i for i, row in enumerate(rows) if getattr(row, "named_before", False)]
    return _among(spec, rows, row_id, again) if rows else None


_FAMILY = """
WITH RECURSIVE own(id, parent_id) AS (
    SELECT id, parent_id FROM specs_row WHERE id = %(row)s AND spec_id = %(spec)s AND removed_at IS NULL
), above(id, parent_id) AS (
    SELECT id, parent_id FROM own
    UNION SELECT row.id, row.parent_id FROM above JOIN specs_row AS row ON row.id = above.parent_id
), below(id) AS (
    SELECT id FROM own
    UNION SELECT row.id FROM below JOIN specs_row AS row ON row.parent_id = below.id WHERE row.removed_at IS NULL
)
SELECT *, uid <> '' AND EXISTS (
    SELECT 1 FROM specs_row AS first WHERE first.spec_id = %(spec)s AND first.uid = specs_row.uid
    AND first.removed_at IS NULL AND first.place + 0 < specs_row.place
) AS named_before
FROM specs_row WHERE id IN (SELECT id FROM above UNION SELECT id FROM below) ORDER BY place
"""


def _line(spec: Spec, shape: Shape, row_id: int) -> Line:
    above = [point.id for point in shape.ancestors(shape.by_id[row_id])]
    rows = list(spec.rows.filter(pk__in=[*above, *shape.below(row_id)]))
    return _among(spec, rows, row_id, _named_before(spec, rows))


def _among(spec: Spec, rows: list[Row], row_id: int, again: Iterable[int]) -> Line:
    """A row among those above and below it; `again` are the places of those whose uid stands before them."""
    lines = {line.row.pk: line for line in tree(rows, stored_definitions(spec))}
    line = lines[row_id]
    text = text_of(rows, f"\n\n{spec.definitions}" if spec.definitions else "")
    _hang([line, *line.walk()], _findings_among(spec, rows, text, again), [row.pk for row in rows])
    name_hands([line, *line.walk()])
    if line.kind == "heading":
        line.block_size = Block(line.row.key, line, [row for row in line.children if row.kind != "heading"]).size
    return line


def _findings_among(spec: Spec, rows: list[Row], text: Document, again: Iterable[int]) -> list[Finding]:
    """The findings of some rows of a text; what depends on the others is asked of them."""
    found = [finding for finding in findings_of(spec, text, required=()) if finding.id not in _OF_ALL]
    return [*found, *(twice(rows[i].uid, rows[i].kind, i) for i in again), *_unknown(spec, text)]


_OF_ALL = ("duplicate.uid", "unknown.uid")


def _unknown(spec: Spec, text: Document) -> Iterator[Finding]:
    """Which uids the tasks among some rows name that no requirement of the text has."""
    named = [(index, uid) for index, row in enumerate(text.rows) for uid in named_by(row) if series_of([uid])]
    cited = spec.rows.filter(kind__in=CITED)
    known = set(cited.filter(uid__in={uid for _, uid in named}).values_list("uid", flat=True)) if named else set()
    missing = [(index, uid) for index, uid in named if uid not in known]
    begun = {prefix: cited.filter(uid__startswith=prefix) for prefix in series_of([uid for _, uid in missing])}
    series = {prefix for prefix, rows in begun.items() if prefix in series_of(rows.values_list("uid", flat=True))}
    yield from (unknown(uid, index) for index, uid in missing if prefix_of(uid) in series)


def _named_before(spec: Spec, rows: list[Row]) -> list[int]:
    """Which of some rows, by their places among them, have the uid of a row that stands before them in the text."""
    uids = {row.uid for row in rows if row.uid}
    named = spec.rows.filter(uid__in=uids).order_by().values_list("uid").annotate(first=Min("place")) if uids else ()
    first = dict(named)
    return [i for i, row in enumerate(rows) if row.uid and first.get(row.uid, row.place) < row.place]


def section_sheet(spec: Spec, shape: Shape, heading: int, *, gone: Row | None = None) -> Block | None:
    """One section, or None where its rows stand in more than one piece."""
    above = [point.id for point in shape.ancestors(shape.by_id[heading])]
    rows = _with_gone(list(spec.rows.filter(pk__in=[*above, *shape.below(heading)])), gone)
    out = sheet(rows, definitions=stored_definitions(spec))
    name_hands(out.lines)
    standing = [row for row in rows if row.removed_at is None]
    _hang(
        out.lines,
        _findings_among(spec, standing, text_of(standing), _named_before(spec, standing)),
        [row.pk for row in standing],
    )
    return out.block(heading)


def _with_gone(rows: list[Row], gone: Row | None) -> list[Row]:
    """A removed row among the others, where it stood."""
    if gone is None or gone.removed_at is None:
        return rows
    return sorted([*rows, gone], key=lambda row: row.place)


def definitions(rows: Iterable[Row]) -> str:
    return rendering.definitions("\n\n".join(row.source for row in rows if row.kind == "prose" and "]:" in row.source))


def stored_definitions(spec: Spec) -> str:
    if spec.definitions is not None:
        return spec.definitions
    return definitions(spec.rows.filter(kind="prose", source__contains="]:"))
