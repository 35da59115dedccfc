"""What the spec page shows: rows as lines, lines in sections, sections in the order of the text.

Built from stored rows or, where a frozen text is shown, from the rows of its bytes. It asks the database for nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from specs import forms
from specs.document import rendering
from specs.document.fields import ITEM, cell_spans, fields, head_start, spans
from specs.document.recognition import is_criteria, part_field
from specs.document.template import KINDS, SECTIONS
from specs.models import Row
from specs.views import schema
from specs.views.shape import GROUPS, Entry, placed

#: Kinds that stand in a section by themselves but open more rows below them, and what is added there.
INNER = {"phase": "task"}
#: Kinds that have a file of their own; the others are shown by layout.
OWN_TEMPLATE = {
    "component": "component", "endpoint": "endpoint", "payload": "code", "diagram": "code", "sql": "code", "phase": "phase",
    "task": "task", "check": "task", "prose": "prose", "meta": "labelled", "question": "question", "table": "table",
}
IMPACTS = {1: "hi", 2: "mid", 3: "lo"}


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
    findings: list[object] = field(default_factory=list)
    gone: bool = False
    next_form: object = None
    block_size: str = "full"

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
        return KINDS[self.row.kind].label

    @property
    def name(self) -> str:
        """What a screen reader calls the row: its uid, its name, or its first words."""
        first = next((v for n in ("uid", "label", "title", "path", "text") if (v := self.own.get(n, "").strip())), "")
        return " ".join(first.split())[:80] or self.label

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
        found = [self] if self.inner_kind and not self._shown_children else []
        line: Line = self
        while line.parent is not None and line.parent._shown_children and line.parent._shown_children[-1] is line:
            line = line.parent
            if line.inner_kind:
                found.append(line)
        return found

    @cached_property
    def _shown_children(self) -> list["Line"]:
        taken = {id(line) for line in self.absorbed.values()}
        return [child for child in self.children if id(child) not in taken]

    @property
    def spoken(self) -> str:
        said = [self.own.get("uid", ""), self.label.lower() if self.kind != "heading" else "section", self.values.get("priority", "")]
        return ", ".join(word for word in said if word) + (f": {self.own['title']}" if self.own.get("title") else "")

    @property
    def label_of_rows(self) -> str:
        return f"Table: {self.children[0].label.lower()}s" if self.children else "Table"

    @property
    def tables(self) -> list[tuple[str, str]]:
        return schema.tables(self.own.get("text", "")) if self.kind == "sql" else []

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
            out.append(Detail(name, declared.label, html, nested, code=line.layout == "fence"))
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
        """The row's own text, rendered and sanitised by the engine; kept with the row."""
        return mark_safe(self.row.html)  # noqa: S308

    @cached_property
    def title_html(self) -> SafeString:
        return inline(self.own.get("title", ""), self.definitions)

    @cached_property
    def margin(self) -> str:
        """What hangs on the left: the uid, the number in the file, a dash."""
        if self.own.get("uid"):
            return self.own["uid"]
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
        for child in self._shown_children:
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

    @cached_property
    def cells(self) -> list[Cell]:
        names = self.row.dialect.partition(":")[2].split(",")
        headers = self.parent.headers if self.parent else []
        out = []
        for i, (a, b) in enumerate(cell_spans(self.row.source)):
            value = self.row.source[a:b].replace("\\|", "|")
            name = names[i] if i < len(names) else ""
            out.append(Cell(name, headers[i] if i < len(headers) else "", inline(value, self.definitions), value))
        return out

    @property
    def impact(self) -> str:
        return IMPACTS.get(self.row.impact_rank or 0, "")

    @property
    def advice(self) -> list[str]:
        return forms.advice(self.row.kind, self.values)

    @property
    def inner_kind(self) -> str:
        return INNER.get(self.row.kind, "")

    @property
    def last_child(self) -> int | None:
        return next((line.row.pk for line in reversed(self.children) if line.kind == self.inner_kind), None)


@dataclass(eq=False)
class Block:
    """A section as shown: a heading and the rows that stand in it directly, or one that nobody has written."""

    key: str
    head: Line | None = None
    lines: list[Line] = field(default_factory=list)
    title: str = ""
    continued: bool = False

    @property
    def written(self) -> bool:
        return self.head is not None

    @property
    def anchor(self) -> str:
        return f"section-{self.head.row.pk}" if self.head else f"unwritten-{self.key}"

    @property
    def level(self) -> int:
        if self.head is not None:
            return self.head.row.level
        return SECTIONS[self.key].level if self.key in SECTIONS else 1

    @property
    def size(self) -> str:
        """How its heading is set: the template's groups are quiet, deeper headings smaller."""
        if self.key in GROUPS:
            return "group"
        return "small" if self.key not in SECTIONS and self.level > 2 else "full"

    @property
    def kind(self) -> str:
        return SECTIONS[self.key].kind if self.key in SECTIONS else "prose"

    @property
    def question(self) -> str:
        return SECTIONS[self.key].question if self.key in SECTIONS else ""

    @property
    def guidance(self) -> str:
        return SECTIONS[self.key].guidance if self.key in SECTIONS else ""

    @property
    def noun(self) -> str:
        label = KINDS[self.kind or "prose"].label
        return label[0].lower() + label[1:]

    @property
    def empty(self) -> bool:
        return not self.lines

    @property
    def adds(self) -> bool:
        """Whether a row may be added at its end: a group of sections and a written paragraph need none."""
        return bool(self.kind) and not (self.kind == "prose" and self.lines)

    @property
    def in_table(self) -> int | None:
        """The table that a new row of this section goes into."""
        return next((line.row.pk for line in reversed(self.lines) if line.kind == "table"), None)

    @property
    def parent(self) -> int | None:
        return self.in_table or (self.head.row.pk if self.head else None)

    @property
    def count(self) -> str:
        if self.kind == "phase":
            done, total = (sum(numbers) for numbers in zip(*(line.tasks for line in self.top_lines), strict=True)) if self.lines else (0, 0)
            return f"{done} of {total} done" if total else ""
        if self.kind in ("prose", "diagram", "sql", "") or not self.lines:
            return ""
        rows = [line for line in self.lines if line.kind == self.kind]
        cells = sum(len(line.children) for line in self.lines if line.kind == "table")
        return str(len(rows) + cells or "")

    @property
    def top_lines(self) -> list[Line]:
        return [line for line in self.lines if line.parent is self.head]

    @property
    def list_class(self) -> str:
        ruled = {"requirement", "quality", "question", "component", "endpoint", "labelled", "layer", "stage", "step"}
        return "ruled" if self.kind in ruled else "plain"

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Labels of the template that nobody has used yet, to begin a row with."""
        known = forms.SUGGESTIONS.get(self.key, forms.SUGGESTIONS.get(self.kind, ()))
        if self.kind not in ("quality", "layer", "stage", "labelled", "step"):
            return ()
        used = {line.own.get("label", "").casefold() for line in self.lines}
        return tuple(label for label in known if label.casefold() not in used)[:6]


@dataclass(eq=False)
class Sheet:
    """The whole page's document."""

    title: Line | None
    summary: Line | None
    metadata: list[Line]
    blocks: list[Block]
    editable: bool = False
    tickable: bool = False
    heading_of_metadata: Line | None = None
    lines: list[Line] = field(default_factory=list)
    findings: list[object] = field(default_factory=list)

    def block(self, section_id: int) -> Block | None:
        found = [block for block in self.blocks if block.head and block.head.row.pk == section_id]
        return found[0] if len(found) == 1 else None

    @property
    def front(self) -> list[Line]:
        """Rows before the first section, less the summary."""
        return [line for block in self.blocks if block.key == "title" for line in block.lines]


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


def sheet(rows: Iterable[Row], *, definitions: str = "", unwritten: Iterable[str] = (), gone: int | None = None) -> Sheet:
    """Lays rows out. `gone` is the id of a removed row among them, shown as a line with its undo."""
    lines = tree(rows, definitions)
    for line in lines:
        line.gone = line.row.removed_at is not None
    out = Sheet(None, None, [], [], lines=lines)
    skipped: set[int] = set()
    current: Block | None = None
    blocks: dict[int, Block] = {}
    for line in lines:
        if id(line) in skipped:
            continue
        if line.kind == "heading" and _in_headings(line) and not line.gone:
            current = blocks[line.row.pk] = Block(line.row.key, line)
            line.block_size = current.size
            out.blocks.append(current)
            continue
        current = _continued(line, current, blocks, out)
        shown = list(line.lines()) if not line.gone else [line]
        skipped |= {id(below) for below in line.walk()}
        current.lines += shown
    _lay_lead(out)
    entries = [Entry(b.title, b.key, b.head.row.pk if b.head else 0, b.level if b.head else 1) for b in out.blocks]
    _place_unwritten(out, entries, list(unwritten))
    return out


def _in_headings(line: Line) -> bool:
    above = line.parent
    while above is not None:
        if above.kind != "heading":
            return False
        above = above.parent
    return True


def _continued(line: Line, current: Block | None, blocks: dict[int, Block], out: Sheet) -> Block:
    """The block this line stands in: the current one, or another piece of its own section further down."""
    above = line.parent
    if current is not None and current.head is above:
        return current
    head = blocks[above.row.pk].head if above is not None and above.row.pk in blocks else None
    piece = Block(head.row.key if head else "", head, continued=head is not None)
    if head is None:
        piece.key = "title"
    out.blocks.append(piece)
    return piece


def _lay_lead(out: Sheet) -> None:
    """Takes title, summary and metadata out of the sections: the page's head shows them."""
    for block in list(out.blocks):
        if block.head is not None and block.key == "title" and not block.continued and out.title is None:
            out.title = block.head
            if block.lines and block.lines[0].kind == "prose" and not block.lines[0].gone:
                out.summary = block.lines.pop(0)
            if not block.lines:
                out.blocks.remove(block)
    for block in list(out.blocks):
        for line in list(block.lines):
            if line.kind == "meta":
                out.metadata.append(line)
                block.lines.remove(line)
            elif line.kind == "table" and line.children and all(child.kind == "meta" for child in line.children):
                out.metadata += line.children
                block.lines.remove(line)
            elif line.layout == "delimiter":
                block.lines.remove(line)
        if not block.lines and (block.key == "metadata" or block.head is None):
            out.blocks.remove(block)
            out.heading_of_metadata = block.head or out.heading_of_metadata


def _place_unwritten(out: Sheet, entries: list[Entry], missing: list[str]) -> None:
    """Puts the questions of unwritten sections where the template has them."""
    by_entry = {id(entry): block for entry, block in zip(entries, out.blocks, strict=True)}
    for entry in entries:
        entry.id = entry.id or -1
    merged = placed(entries, [Entry(SECTIONS[key].title, key, level=SECTIONS[key].level) for key in missing])
    out.blocks = [by_entry.get(id(entry)) or Block(entry.key, title=entry.title) for entry in merged]
