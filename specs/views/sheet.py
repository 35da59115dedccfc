"""What the spec page shows: lines in sections, sections in the order of the text.

Built from stored rows or, where a frozen text is shown, from the rows of its bytes. It asks the database for nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from specs import forms
from specs.document.checks import Finding
from specs.document.template import KINDS, SECTIONS
from specs.models import Row
from specs.views.lines import Line, tree
from specs.views.shape import GROUPS, Entry, asked, placed

#: Kinds of which a section can take another, whatever it is called.
_ADDED = ({section.kind for section in SECTIONS.values()} | {"task", "check", "criterion"}) - {"", "prose", "meta"}
#: How the template numbers the first row of a kind.
_FIRST = {"goal": "1", "nongoal": "–", "requirement": "FR-1", "question": "1", "step": "1", "stage": "1"}
#: A text of at least so many rows elsewhere, with fewer sections of the template, was not begun from the template.
_FOREIGN_ROWS, _OWN_SECTIONS = 3, 4
#: So many lines are laid out with the page; what stands further down, in parts, when it comes near.
_NEAR, _PART, _SHORT = 60, 50, 10


@dataclass(eq=False)
class Block:
    """A section as shown: a heading and the rows that stand in it directly, or one that nobody has written."""

    key: str
    head: Line | None = None
    lines: list[Line] = field(default_factory=list)
    title: str = ""
    continued: bool = False
    parted: bool = False  # into sections of its own
    far: bool = False  # below what a reader sees first

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
        """How its heading is set: groups of sections are quiet, unless rows stand in them; deeper headings smaller."""
        if self.key in GROUPS and not self.lines:
            return "group"
        return "small" if self.key not in SECTIONS and self.level > 2 else "full"

    @property
    def kind(self) -> str:
        """The kind of the section's rows: the template's, else that of the rows which stand here already."""
        own = SECTIONS[self.key].kind if self.key in SECTIONS else ""
        return own or self._kind_here or ("" if self.key in GROUPS else "prose")

    @property
    def _kind_here(self) -> str:
        """The kind of the last row that is more than text."""
        for line in reversed(self.top_lines):
            kind = line.children[-1].kind if line.kind == "table" and line.children else line.kind
            if kind in _ADDED:
                return kind
        return ""

    @property
    def question(self) -> str:
        return _(SECTIONS[self.key].question) if self.key in SECTIONS else ""

    @property
    def first_margin(self) -> str:
        """What hangs beside the section's first row."""
        return _FIRST.get(self.kind, "")

    @property
    def guidance(self) -> str:
        return SECTIONS[self.key].guidance if self.key in SECTIONS else ""

    @property
    def noun(self) -> str:
        label = _(KINDS[self.kind or "prose"].label)
        return label[0].lower() + label[1:]

    @property
    def empty(self) -> bool:
        return not self.lines and not self.parted

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
            done, total = (
                (sum(numbers) for numbers in zip(*(line.tasks for line in self.top_lines), strict=True))
                if self.lines
                else (0, 0)
            )
            return _("{done} of {total} done").format(done=done, total=total) if total else ""
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
    def parts(self) -> list[tuple[list[Line], str]]:
        """Its lines, with the classes of each part: a browser that lays out one part need not go through the others."""
        step = len(self.lines) if len(self.lines) <= _NEAR else _PART
        cut = [self.lines[i : i + step] for i in range(0, len(self.lines), step or 1)] or [[]]
        return [(lines, self._class_of(lines, i)) for i, lines in enumerate(cut)]

    def _class_of(self, lines: list[Line], number: int) -> str:
        names = [self.list_class]
        if number:
            names.append("on")
        if (number or self.far) and len(lines) >= _SHORT:
            names.append("far long" if len(lines) == _PART else "far")
        return " ".join(names)

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
    folded: list[Block] = field(default_factory=list)  # unwritten sections in one line, not each in its place
    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def block(self, section_id: int) -> Block | None:
        found = [block for block in self.blocks if block.head and block.head.row.pk == section_id]
        return found[0] if len(found) == 1 else None

    @property
    def front(self) -> list[Line]:
        """Rows before the first section, less the summary."""
        return [line for block in self.blocks if block.key == "title" for line in block.lines]


def sheet(
    rows: Iterable[Row], *, definitions: str = "", unwritten: Iterable[str] = (), template: str = "full"
) -> Sheet:
    """Lays rows out. Removed ones among them are shown as a line with its undo."""
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
            out.blocks.append(current)
            if line.parent is not None and line.parent.row.pk in blocks:
                blocks[line.parent.row.pk].parted = True
            continue
        current = _continued(line, current, blocks, out)
        shown = list(line.lines()) if not line.gone else [line]
        skipped |= {id(below) for below in line.walk()}
        current.lines += shown
    for block in blocks.values():
        if block.head is not None:
            block.head.block_size = block.size
    _lay_lead(out)
    entries = [Entry(b.title, b.key, b.head.row.pk if b.head else 0, b.level if b.head else 1) for b in out.blocks]
    _place_unwritten(out, entries, list(unwritten), template)
    _mark_far(out.blocks)
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
        for line in list(block.lines):
            if _goes_to_lead(line):
                out.metadata += line.children if line.kind == "table" else [line] if line.kind == "meta" else []
                block.lines.remove(line)
        if not block.lines and (block.key in ("title", "metadata") or block.head is None):
            out.blocks.remove(block)


def _goes_to_lead(line: Line) -> bool:
    """Metadata, in whatever form, and the bars around it."""
    if line.kind == "table":
        return bool(line.children) and all(child.kind == "meta" for child in line.children)
    return line.kind == "meta" or line.layout == "delimiter"


def _place_unwritten(out: Sheet, entries: list[Entry], missing: list[str], template: str) -> None:
    """Puts the questions of unwritten sections where the template has them; what is not asked for yet at the end."""
    by_entry = {id(entry): block for entry, block in zip(entries, out.blocks, strict=True)}
    for entry in entries:
        entry.id = entry.id or -1
    now = [] if _is_foreign(out) else asked(missing, template)
    out.folded = [Block(key, title=SECTIONS[key].title) for key in missing if key not in now]
    if not now:
        return
    merged = placed(entries, [Entry(SECTIONS[key].title, key, level=SECTIONS[key].level) for key in now])
    out.blocks = [by_entry.get(id(entry)) or Block(entry.key, title=entry.title) for entry in merged]


def _mark_far(blocks: list[Block]) -> None:
    above = 0
    for block in blocks:
        block.far = above > _NEAR
        above += len(block.lines)


def _is_foreign(out: Sheet) -> bool:
    """Whether the text was written in another order than the template's: its questions would only stand in the way."""
    own = {block.key for block in out.blocks if block.written and block.key in SECTIONS and SECTIONS[block.key].kind}
    elsewhere = sum(len(block.lines) for block in out.blocks if block.key not in SECTIONS)
    return len(own - {"metadata"}) < _OWN_SECTIONS and elsewhere >= _FOREIGN_ROWS
