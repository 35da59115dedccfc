"""A row as the page shows it: what templates/specs/rows/ ask of it. It asks the database for nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from specs import forms
from specs.advice import advice
from specs.document import rendering
from specs.document.checks import Finding
from specs.document.fields import ITEM, cell_spans, fields, head_start, spans
from specs.document.recognition import is_criteria, part_field
from specs.document.tables_of_sql import Table, tables
from specs.document.template import KINDS
from specs.models import Row, Tick
from specs.services.reading import html_of
from specs.widgets import BARS

#: Kinds that stand in a section by themselves but open more rows below them, and what is added there.
INNER = {"phase": "task"}
#: Kinds that have a file of their own; the others are shown by layout.
OWN_TEMPLATE = {
    "component": "component",
    "endpoint": "endpoint",
    "payload": "code",
    "diagram": "code",
    "sql": "code",
    "phase": "phase",
    "task": "task",
    "check": "task",
    "prose": "prose",
    "meta": "labelled",
    "question": "question",
    "table": "table",
}


@lru_cache(maxsize=8192)
def inline(text: str, definitions: str = "") -> SafeString:
    """A name or a cell as HTML; many pages ask for the same ones."""
    return mark_safe(rendering.render_inline(text, definitions=definitions)) if text else SafeString("")  # noqa: S308


@dataclass(frozen=True, slots=True)
class Detail:
    """A field of a row that stands in a labelled child of its own."""

    name: str
    label: str
    html: SafeString
    lines: tuple[SafeString, ...] = ()
    code: bool = False


@dataclass(slots=True)
class Cell:
    name: str
    header: str
    html: SafeString
    value: str
    kind: str = ""

    @property
    def question(self) -> str:
        """What an empty cell asks of those who may write in it."""
        asked = (self.kind, self.name) == ("risk", "mitigation") and not self.value.strip()
        return _("How do you make it less likely, or less bad?") if asked else ""

    def clear(self) -> None:
        """What stands there in another row does not stand in a new one."""
        self.html, self.value = SafeString(""), ""


@dataclass(eq=False)
class Line:
    """One row as shown: what templates/specs/rows/ ask for."""

    row: Row
    parent: "Line | None" = None
    children: list["Line"] = field(default_factory=list)
    definitions: str = ""
    findings: list[Finding] = field(default_factory=list)
    gone: bool = False
    next_form: object = None
    block_size: str = "full"
    citation: str = ""  # what names it elsewhere, on pages that offer it
    tick: Tick | None = None  # who ticked it; kept pieces have no names in them

    @cached_property
    def own(self) -> dict[str, str]:
        return fields(self.row.kind, self.row.dialect, self.row.source)

    @cached_property
    def layout(self) -> str:
        return self.row.dialect.partition(":")[0]

    @property
    def kind(self) -> str:
        return self.row.kind

    @property
    def label(self) -> str:
        return _(KINDS[self.row.kind].label)

    @property
    def name(self) -> str:
        """What a screen reader calls the row: its uid, its name, or its first words."""
        first = next((v for n in ("uid", "label", "title", "path", "text") if (v := self.own.get(n, "").strip())), "")
        return " ".join(first.split())[:80] or self.label

    @property
    def first_words(self) -> str:
        """What the row begins with, on one line."""
        said = (self.own.get(name, "").strip() for name in ("label", "title", "path", "text"))
        return " ".join(" ".join(filter(None, said)).split())[:160] or self.label

    @property
    def classes(self) -> str:
        """How it is set, at rest and open."""
        if self.kind == "heading" and self.row.key == "title":
            return "title-row"
        if self.layout == "heading" and self.kind not in forms.ROW_CLASSES:
            return f"head-row {self.block_size if self.kind == 'heading' else 'small'}"
        return forms.ROW_CLASSES.get(self.kind, "")

    @property
    def owner(self) -> "Line":
        """The row that shows this one: itself, or the one it is a field of."""
        above = self.parent
        if above is not None and any(line is self for line in above.absorbed.values()):
            return above.owner
        return self

    @property
    def edit_path(self) -> str:
        """The address of its form, below the spec's own."""
        pk = self.row.pk
        return f"sections/{pk}/rename" if self.kind == "heading" and self.row.key != "title" else f"row/{pk}/edit"

    @property
    def inner(self) -> bool:
        """A heading inside a row, which begins no section."""
        return self.kind == "heading" and self.parent is not None and self.parent.kind != "heading"

    @property
    def closes(self) -> list["Line"]:
        """Rows with a list of their own that ends here, innermost first: behind it more can be added."""
        found = [self] if self.inner_kind and not self.shown_children else []
        line: Line = self
        while line.parent is not None and line.parent.shown_children and line.parent.shown_children[-1] is line:
            line = line.parent
            if line.inner_kind:
                found.append(line)
        return found

    @cached_property
    def shown_children(self) -> list["Line"]:
        taken = {id(line) for line in self.absorbed.values()}
        return [child for child in self.children if id(child) not in taken]

    @property
    def spoken(self) -> str:
        said = [
            self.own.get("uid", ""),
            self.label.lower() if self.kind != "heading" else _("section"),
            self.values.get("priority", ""),
        ]
        return ", ".join(word for word in said if word) + (f": {self.own['title']}" if self.own.get("title") else "")

    @property
    def heading_level(self) -> int:
        """How deep its title stands, as the Markdown says: 3 to 6."""
        return min(max(len(self.row.source) - len(self.row.source.lstrip("#")), 3), 6)

    @property
    def label_of_rows(self) -> str:
        return _("Table: {kind}").format(kind=self.children[0].label.lower()) if self.children else _("Table")

    @property
    def is_art(self) -> bool:
        """Drawn with letters: its lines join, as in a terminal."""
        return self.kind == "diagram" and not self.own.get("lang", "").strip().lower().startswith("mermaid")

    @property
    def tables(self) -> list[Table]:
        return tables(self.own.get("text", "")) if self.kind == "sql" else []

    @property
    def text_below(self) -> Detail | None:
        return self.detail("text")

    @property
    def template(self) -> str:
        if self.gone:
            return "specs/rows/gone.html"
        if self.kind == "heading" and self.row.key == "title":
            return "specs/rows/title.html"
        if self.layout == "cell":
            return "specs/rows/cell.html"
        if self.kind in OWN_TEMPLATE:
            return f"specs/rows/{OWN_TEMPLATE[self.kind]}.html"
        if self.layout == "heading":
            return f"specs/rows/{self.layout}.html"
        return "specs/rows/labelled.html" if "label" in self.own else "specs/rows/item.html"

    @cached_property
    def absorbed(self) -> dict[str, "Line"]:
        """Children that are fields of this row, by field."""
        found: dict[str, Line] = {}
        for child in self.children:
            name = self._field_of(child)
            if name and name not in self.own and name not in found:
                found[name] = child
        return found

    def _field_of(self, child: "Line") -> str:
        """The field of this row that a child holds: a labelled part, or the text below a heading."""
        label = child.own.get("label", "")
        if child.kind == "part":
            return "criteria" if is_criteria(label) and "criteria" in self.declared else part_field(self.kind, label)
        if child.kind == "payload":
            return part_field(self.kind, label.partition(" ")[0])
        below = self.layout == "heading" and child.kind == "prose" and "text" in self.declared
        return "text" if below else ""

    @property
    def declared(self) -> set[str]:
        return {field.name for field in KINDS[self.row.kind].fields}

    @cached_property
    def values(self) -> dict[str, str]:
        """All fields, those in labelled children too."""
        values = {f.name: self.own.get(f.name, "") for f in KINDS[self.row.kind].fields}
        for name, line in self.absorbed.items():
            values[name] = line.part_value
        return values

    @property
    def part_value(self) -> str:
        own = [self.own.get("text", "")] if self.own.get("text", "").strip() else []
        return "\n".join(own + [child.own.get("text", "") for child in self.children if child.kind == "criterion"])

    @cached_property
    def details(self) -> list[Detail]:
        out = []
        for name, line in self.absorbed.items():
            declared = KINDS[self.row.kind].field(name)
            nested = tuple(mark_safe(child.html) for child in line.children)  # noqa: S308 (rendered and sanitised)
            html = line.html if line.own.get("text", "").strip() else SafeString("")
            out.append(Detail(name, _(declared.label), html, nested, code=line.layout == "fence"))
        return out

    @property
    def shown_details(self) -> list[Detail]:
        """Those the row shows in a line of their own: not the priority, which stands in the notes."""
        return [detail for detail in self.details if detail.name not in ("priority", "text")]

    def detail(self, name: str) -> Detail | None:
        return next((detail for detail in self.details if detail.name == name), None)

    @property
    def duration(self) -> Detail | None:
        return self.detail("duration")

    @property
    def dependencies(self) -> Detail | None:
        return self.detail("dependencies")

    @property
    def answer(self) -> Detail | None:
        return self.detail("answer")

    @property
    def html(self) -> SafeString:
        """The row's own text, rendered and sanitised by the engine; kept with the row. What it folds away is open."""
        html = rendering.unfolded(html_of(self.row, self.definitions), _("Folded in the file"))
        return mark_safe(html)  # noqa: S308

    @cached_property
    def title_html(self) -> SafeString:
        return inline(self.own.get("title", ""), self.definitions)

    @cached_property
    def margin(self) -> str:
        """What hangs on the left: the uid, the number in the file, a dash."""
        if self.own.get("uid") or self.kind == "endpoint":
            return self.own.get("uid") or self.own.get("method", "")
        if self.kind == "phase":
            start = spans(self.kind, self.row.dialect, self.row.source).get("title", (len(self.row.source), 0))[0]
            head = self.row.source[head_start(self.layout, self.row.source) : start]
            return head.split("\n")[0].strip().rstrip(" :–—-.(#").strip() if start else ""
        marker = ITEM.match(self.row.source) if self.layout == "item" else None
        if marker is None or self.kind in ("task", "check"):
            return ""
        number = marker["marker"]
        if number[0].isdigit():
            return number[:-1]
        return "" if "label" in self.own else "–"

    @property
    def depth(self) -> int:
        above, depth = self.parent, 0
        while above is not None:
            depth += above.kind not in ("heading", "phase", "table", "endpoint", "component")
            above = above.parent
        return min(depth, 4)

    @property
    def done(self) -> bool:
        return bool(self.row.done)

    @cached_property
    def tasks(self) -> tuple[int, int]:
        """Done and all tasks below."""
        done = total = 0
        for line in self.walk():
            if line.kind == "task":
                total += 1
                done += line.done
        return done, total

    @property
    def progress(self) -> str:
        done, total = self.tasks
        return f"{done}/{total}" if total else ""

    def walk(self) -> Iterator["Line"]:
        for child in self.children:
            yield child
            yield from child.walk()

    def lines(self) -> Iterator["Line"]:
        """This row and those below it, less what it has absorbed; a table's lines stay in the table."""
        yield self
        if self.kind == "table":
            return
        for child in self.shown_children:
            yield from child.lines()

    # tables

    @cached_property
    def headers(self) -> list[str]:
        first = self.row.source.split("\n", 1)[0].rstrip("\r")
        return [first[a:b].replace("\\|", "|") for a, b in cell_spans(first)]

    @property
    def columns(self) -> int:
        return max(len(self.headers), 1)

    @property
    def column_kind(self) -> str:
        return self.children[0].kind if self.children else ""

    @property
    def column_widths(self) -> str:
        """Which of a table's outer columns hold short words only, and may be narrow."""
        names = self.children[0].layout_columns if self.children else [""]
        return " ".join(["by-uid"] * (names[0] == "uid") + ["to-priority"] * (names[-1] == "priority"))

    @property
    def layout_columns(self) -> list[str]:
        """The names of a table line's fields, column by column."""
        return self.row.dialect.partition(":")[2].split(",")

    @cached_property
    def cells(self) -> list[Cell]:
        names = self.layout_columns
        headers = self.parent.headers if self.parent else []
        out = []
        for i, (a, b) in enumerate(cell_spans(self.row.source)):
            value = self.row.source[a:b].replace("\\|", "|")
            name = names[i] if i < len(names) else ""
            header = headers[i] if i < len(headers) else ""
            out.append(Cell(name, header, inline(value, self.definitions), value, self.kind))
        return out

    @property
    def impact(self) -> str:
        return BARS.get(self.row.impact_rank or 0, "")

    @property
    def advice(self) -> list[str]:
        return advice(self.row.kind, self.values)

    @property
    def inner_kind(self) -> str:
        return INNER.get(self.row.kind, "")


def tree(rows: Iterable[Row], definitions: str = "") -> list[Line]:
    """Lines of all rows, in reading order, with their parents and children. A row whose parent is missing has none."""
    by_id: dict[int, Line] = {}
    lines = []
    for row in rows:
        parent = by_id.get(row.parent_id) if row.parent_id is not None else None
        line = Line(row, parent, definitions=definitions)
        if parent is not None:
            parent.children.append(line)
        by_id[row.pk] = line
        lines.append(line)
    return lines
