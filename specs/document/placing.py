"""Puts rows into a document: new ones from values (rule 7), pasted Markdown, and rows that were removed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from specs.document.changing import cleaned_field, put_field, reads_as
from specs.document.cleaning import cleaned, escaped, title_line
from specs.document.drafts import Draft, Node, with_eol
from specs.document.fields import ITEM, content_column
from specs.document.gaps import newlines, settle
from specs.document.numbers import shift
from specs.document.parts import stands_in_part
from specs.document.patterns import names
from specs.document.proof import Terms, Written, proved
from specs.document.reader import read
from specs.document.rows import Document, Refused, Row
from specs.document.skeletons import Place, line_of, sample_for, table_of
from specs.document.template import KINDS

_TABLE_KINDS = ("error", "risk")

#: What a new row has where nobody says otherwise.
_DEFAULTS = {"task": {"done": " "}, "check": {"done": " "}, "sql": {"lang": "sql"}, "payload": {"lang": "json"}}


def insert(
    document: Document, kind: str, values: Mapping[str, str], *, parent: int | None, after: int | None
) -> Written:
    """A new row below `parent`, behind its child `after`, or as the first. Raises Refused."""
    addition = Addition(kind, clean_values(kind, values), parent, after)
    return proved(document, addition, addition.reads, Terms(field=addition.first_field))


def clean_values(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values as they are typed, less the empty ones. Layouts that ask for more clean again when they write."""
    known = {field.name for field in KINDS[kind].fields}
    unknown = next((name for name in values if name not in known), None)
    if unknown:
        raise Refused(f"{KINDS[kind].label} has no field “{unknown}”.", field=unknown)
    if not KINDS[kind].fields:
        raise Refused(f"A {KINDS[kind].label.lower()} is written with its first line.")
    if kind == "heading":
        title_line(values.get("title", ""))
    return {name: value for name, value in values.items() if value.strip(" \t\r\n") or (name == "done")}


@dataclass
class Addition:
    """A row to come, and what it should read as."""

    kind: str
    values: Mapping[str, str]
    parent: int | None
    after: int | None
    wanted: dict[str, str] = field(default_factory=dict)

    @property
    def first_field(self) -> str:
        return next(iter(self.values), "")

    def __call__(self, draft: Draft, escape: int) -> Node:
        place = place_for(draft, self.kind, self.parent, self.after)
        return self.add(draft, place, escape)

    def add(self, draft: Draft, place: Place, escape: int) -> Node:
        like = sample_for(draft, self.kind, place)
        place = in_table(draft, self.kind, place, like)
        layout = layout_at(self.kind, place, like)
        self.wanted = {
            name: escaped(self.kind, name, cleaned_field(self.kind, layout, name, value), escape)
            for name, value in self.values.items()
        }
        for name, value in _DEFAULTS.get(self.kind, {}).items():
            self.wanted.setdefault(name, value)
        in_line = self._in_line(layout, like)
        node = line_of(draft, self.kind, in_line, place, like)
        draft.put(place.at, [node])
        settle(draft, place.at, place.at + 1)
        for part in KINDS[self.kind].fields:
            if self.wanted.get(part.name) and part.name not in in_line:
                put_field(draft, node, part.name, self.wanted[part.name])
        return node

    def _in_line(self, layout: str, like: Node | None) -> dict[str, str]:
        held = names(like.pattern) if like is not None and layout not in ("cell", "fence", "prose") else frozenset()
        columns = like.pattern.split(",") if like is not None and layout == "cell" else []
        return {
            name: value
            for name, value in self.wanted.items()
            if not stands_in_part(self.kind, layout, name) or name in held or name in columns
        }

    def reads(self, document: Document, index: int, /, *, exact: bool) -> bool:
        return reads_as(document, index, self.kind, self.wanted, exact=exact)


def place_for(draft: Draft, kind: str, parent: int | None, after: int | None) -> Place:
    """Where a row goes: behind the subtree of `after`, or first below its parent. Headings go behind the own rows."""
    above = None if parent is None else draft.nodes[parent]
    if after is None:
        at = 0 if above is None else draft.place(above) + 1
        framed = kind == "meta" and at < len(draft.nodes) and draft.nodes[at].layout == "delimiter"
        return Place(above, at + framed)
    sibling = draft.nodes[after]
    if sibling.parent is not above and not (above is not None and sibling.within(above)):
        raise Refused("The row to follow stands somewhere else.")
    return Place(above, draft.end(after))


def behind_own_rows(draft: Draft, place: Place) -> Place:
    """The place for a heading: behind its parent's own rows, never before them (rule 13)."""
    at = place.at
    while at < len(draft.nodes) and draft.nodes[at].layout != "heading" and _belongs(draft.nodes[at], place.parent):
        at += 1
    return Place(place.parent, at)


def _belongs(node: Node, parent: Node | None) -> bool:
    return True if parent is None else node.within(parent)


def layout_at(kind: str, place: Place, like: Node | None) -> str:
    if place.parent is not None and place.parent.kind == "table":
        return "cell"
    return like.layout if like is not None else KINDS[kind].layout


def in_table(draft: Draft, kind: str, place: Place, like: Node | None) -> Place:
    """The place inside a table, where rows of the kind are lines of one; the table is written if there is none."""
    in_cells = like.layout == "cell" if like is not None else kind in _TABLE_KINDS
    if place.parent is not None and place.parent.kind == "table":
        return place
    if not in_cells:
        return _behind_own_if_heading(draft, kind, place, like)
    tables = [node for node in draft.children(place.parent) if node.kind == "table"]
    if tables:
        above = [node for node in tables if draft.place(node) < place.at]
        table = (above or tables)[-1 if above else 0]
        end = draft.end(draft.place(table))
        return Place(table, end if above else draft.place(table) + 1)
    eol = draft.eol_near(place.at - 1)
    table = table_of(kind, place.parent, eol)
    draft.put(place.at, [table])
    settle(draft, place.at, place.at + 1)
    return Place(table, place.at + 1)


def _behind_own_if_heading(draft: Draft, kind: str, place: Place, like: Node | None) -> Place:
    return behind_own_rows(draft, place) if layout_at(kind, place, like) == "heading" else place


# Text and rows that come as they are


def insert_markdown(document: Document, text: str, *, parent: int | None, after: int | None) -> Written:
    """Pasted Markdown, read as whatever it is; rows that stand there already stay what they are, or it is refused."""
    body = trimmed(text)
    if not body:
        raise Refused("There is nothing to paste.")

    def paste(draft: Draft, _escape: int) -> Node:
        place = place_for(draft, "prose", parent, after)
        node = _pasted(draft, place, body)
        if node.layout == "heading" and place.parent is not None and node.level > place.parent.level:
            place = behind_own_rows(draft, place)
        draft.put(place.at, [node])
        settle(draft, place.at, place.at + 1)
        return node

    written = proved(document, paste, terms=Terms(escapes=False, whole=True))
    return _numbered(document, written)


def trimmed(text: str) -> str:
    """Markdown as typed, with LF, less blank lines around it."""
    cleaned_text = cleaned("prose", "fence", "text", text)
    lines = cleaned_text.split("\n")
    while lines and not lines[0].strip(" \t\ufeff"):
        lines.pop(0)
    return "\n".join(lines).rstrip(" \t\n")


def _nested(body: str, parent: Node | None) -> str:
    if parent is None or parent.layout != "item":
        return body
    indent = " " * content_column(parent.source)
    return "\n".join(indent + line if line else "" for line in body.split("\n"))


def _pasted(draft: Draft, place: Place, body: str) -> Node:
    """A node for the whole text, of the kind of its first row; items among items stand as those do."""
    first = read(body).rows[0]
    source = with_eol(_nested(body, place.parent), draft.eol_near(place.at - 1))
    siblings = [node for node in draft.children(place.parent) if node.layout in ("item", "cell")]
    like = siblings[0] if siblings and (ITEM.match(body) or siblings[0].layout == "cell") else None
    kind, dialect = (like.kind, like.dialect) if like is not None else (first.kind, first.dialect)
    return Node(kind, dialect, "", source, place.parent, first.level, fresh=True, raw=True)


def _numbered(before: Document, written: Written) -> Written:
    """Pasted items numbered along with the list they came into, where that reads as well."""
    shift_by = len(written.document.rows) - len(before.rows)
    if written.index is None or shift_by <= 0:
        return written
    start = written.index

    def mark(draft: Draft, _escape: int) -> Node:
        for i, node in enumerate(draft.nodes):
            node.origin = i if i < start else (None if i < start + shift_by else i - shift_by)
            node.near = start - 1 <= i <= start + shift_by
        return draft.nodes[start]

    try:
        numbered = proved(written.document, mark, terms=Terms(escapes=False, whole=True, lists=before))
    except Refused:
        return written
    return numbered


def insert_rows(document: Document, rows: Sequence[Row], *, parent: int | None, after: int | None) -> Written:
    """Rows that were removed come back, ids and all. Parents in `rows` count from their first; none is `parent`."""
    if not rows:
        raise Refused("There is nothing to bring back.")

    def revive(draft: Draft, _escape: int) -> Node:
        place = place_for(draft, rows[0].kind, parent, after)
        if rows[0].layout == "heading":
            place = behind_own_rows(draft, place)
        nodes = nodes_of(rows, place.parent)
        draft.put(place.at, nodes)
        settle_revived(draft, place.at, place.at + len(nodes), rows[0].lead)
        return nodes[0]

    return proved(document, revive, terms=Terms(escapes=False, whole=True))


def nodes_of(rows: Sequence[Row], parent: Node | None) -> list[Node]:
    nodes: list[Node] = []
    for row in rows:
        above = parent if row.parent is None else nodes[row.parent]
        nodes.append(Node(row.kind, row.dialect, row.lead, row.source, above, row.level, row.key, row.id, fresh=True))
    column = content_column(parent.source) if parent is not None and parent.layout == "item" else 0
    first = nodes[0]
    if first.layout == "item" and parent is not None and parent.layout == "item":
        indent = len(first.source) - len(first.source.lstrip(" "))
        for node in nodes:
            shift(node, max(0, column - indent))
    return nodes


def settle_revived(draft: Draft, first: int, last: int, lead: str) -> None:
    """Rows that come back keep the gap they had, unless they come back as the first."""
    settle(draft, first, last)
    above = draft.nodes[first - 1] if first else None
    node = draft.nodes[first]
    if above is not None and above is not node.parent and newlines(lead):
        node.lead = lead
