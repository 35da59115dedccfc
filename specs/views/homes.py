"""Where rows may be moved to: sections of their kind, phases for tasks, tables of the same columns."""

from collections.abc import Collection
from dataclasses import dataclass

from specs.document.template import SECTIONS
from specs.models import Row, Spec

_GROUPS = ("goals_nongoals", "requirements", "architecture")


@dataclass(frozen=True, slots=True)
class Home:
    """A place for rows: the id of what they would stand below, and its name."""

    id: int
    title: str


def homes(spec: Spec, rows: Collection[Row]) -> list[Home]:
    """The places that can take all of the rows, less the one where all of them stand already."""
    kinds = {(row.kind, _columns(row)) for row in rows}
    if len(kinds) != 1:
        return []
    (kind, columns), here = kinds.pop(), {row.parent_id for row in rows if row.parent_id is not None}
    above = spec.rows.filter(pk__in=here).values_list("kind", flat=True).first()
    if columns:
        found = _tables(spec, columns)
    elif above == "heading":
        found = [Home(row.pk, row.title) for row in spec.rows.filter(kind="heading") if _takes(row, kind)]
    else:
        found = [Home(row.pk, row.title or row.uid or row.text[:60]) for row in spec.rows.filter(kind=above or "")]
    return [home for home in found if {home.id} != here]


def every_home(spec: Spec) -> list[Home]:
    """All sections and phases, for a page that does not know yet what will be moved."""
    rows = spec.rows.filter(kind__in=("heading", "phase")).exclude(key__in=("title", "metadata"))
    return [Home(row.pk, row.title) for row in rows]


def _columns(row: Row) -> str:
    layout, _, columns = row.dialect.partition(":")
    return columns if layout == "cell" else ""


def _tables(spec: Spec, columns: str) -> list[Home]:
    """Tables whose lines have the same columns, by the section in which they stand."""
    like = spec.rows.filter(dialect=f"cell:{columns}").values_list("parent_id", flat=True)
    tables = spec.rows.filter(kind="table", pk__in=set(like)).select_related("parent")
    return [Home(table.pk, table.parent.title if table.parent else "") for table in tables]


def _takes(heading: Row, kind: str) -> bool:
    """Whether rows of this kind belong in the section: its own kind, and prose anywhere."""
    if heading.key in ("title", "metadata"):
        return False
    key = heading.key or heading.section
    if kind == "prose":
        return key not in _GROUPS
    return key in SECTIONS and SECTIONS[key].kind == kind
