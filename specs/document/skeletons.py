"""How a new row is written (rule 7): as its nearest sibling, else in the document's dialect, else as the template."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from specs.document.drafts import Draft, Node, with_eol
from specs.document.fields import ITEM, cell_spans, content_column, head_end, head_start, indent_of
from specs.document.numbers import digits_of
from specs.document.patterns import names
from specs.document.rows import Refused
from specs.document.splicing import fitting, redrawn, spliced, unedited, with_pipes_escaped
from specs.document.template import KINDS

_FENCE_MARK = re.compile(r"(?m)^[ \t]*(`{3,}|~{3,})")
_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?(?:[-*+][ \t]+)?")
_CAPTION = re.compile(r"(?P<before>[*_]{0,3})(?P<label>[^*_:：]+)(?P<after>[ \t]*[:：]?[*_]{0,3}[:：]?)")
_NUMBERED = re.compile(r"[0-9]+")

#: The template's own table heads, by the kind of their lines.
TABLE_HEADS = {
    "error": ("Error Type", "Handling Strategy", "User Message"),
    "risk": ("Dependency/Risk", "Impact", "Mitigation"),
    "requirement": ("ID", "Requirement", "Priority"),
    "quality": ("ID", "Category", "Requirement"),
    "layer": ("Layer", "Choice"),
    "meta": ("Field", "Value"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new row goes: below which parent, at which place among the nodes."""

    parent: Node | None
    at: int

    @property
    def column(self) -> int:
        """The column at which what stands in the parent begins: behind its marker, if it is an item."""
        inside = self.parent is not None and self.parent.layout == "item"
        return content_column(self.parent.source) if self.parent is not None and inside else 0


def sample_for(draft: Draft, kind: str, place: Place, layout: str = "") -> Node | None:
    """The row to follow: the nearest sibling of the kind (and layout), else the nearest anywhere, else none."""
    rows = [
        (i, node)
        for i, node in enumerate(draft.nodes)
        if node.kind == kind and node.layout != "delimiter" and layout in ("", node.layout)
    ]
    siblings = [found for found in rows if found[1].origin is not None]
    if not siblings:
        return None

    def distance(found: tuple[int, Node]) -> tuple[bool, bool, bool, bool, int]:
        i, node = found
        below = place.parent is not None and node.within(place.parent)
        same_section = draft.section(node) == draft.section(place.parent)
        return (node.parent is not place.parent, not below, not same_section, i >= place.at, abs(i - place.at))

    return min(siblings, key=distance)[1]


def line_of(draft: Draft, kind: str, values: Mapping[str, str], place: Place, like: Node | None) -> Node:
    """A new node of a kind with these values in its line, drawn like another row, or as the template draws it."""
    eol = draft.eol_near(place.at - 1)
    layout = like.layout if like else KINDS[kind].layout
    if layout == "cell" or (place.parent is not None and place.parent.kind == "table"):
        return _cell_line(draft, kind, values, place, like)
    if layout == "prose":
        return _prose(values, place, eol)
    pattern, source = _DRAW[layout](draft, kind, values, place, like)
    node = Node(kind, f"{layout}:{pattern}", "", with_eol(source, eol), place.parent, fresh=True)
    if layout == "heading":
        node.level = len(source) - len(source.lstrip("#"))
    elif layout != "meta" and values.get("text"):
        node.source = spliced(kind, node.dialect, node.source, {"text": values["text"]}, eol)
    return node


def style_of(draft: Draft, kind: str, layout: str, like: Node | None, wanted: frozenset[str]) -> str:
    """The pattern to follow: the sample's, else one the document uses for rows of the same fields, else the first."""
    if like is not None and like.layout == layout:
        return like.pattern
    patterns = KINDS[kind].patterns.get(layout, ("",))
    for node in draft.nodes:
        if node.layout == layout and node.pattern in patterns and names(node.pattern) == wanted and len(wanted) > 1:
            return node.pattern
    return patterns[0]


def _wanted(values: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name, value in values.items() if value)


def _head(draft: Draft, kind: str, layout: str, values: Mapping[str, str], like: Node | None) -> tuple[str, str]:
    pattern = fitting(kind, layout, values, style_of(draft, kind, layout, like, _wanted(values)))
    return pattern, redrawn(pattern, _with_place_for_text(values))


def _with_place_for_text(values: Mapping[str, str]) -> dict[str, str]:
    """The values with a letter where the text is to be spliced in, all its lines."""
    return {name: "x" if name == "text" and value else value for name, value in values.items()}


def _item(draft: Draft, kind: str, values: Mapping[str, str], place: Place, like: Node | None) -> tuple[str, str]:
    pattern, head = _head(draft, kind, "item", values, like)
    return pattern, marker_for(kind, place, like) + head


def marker_for(kind: str, place: Place, like: Node | None) -> str:
    """Indent, marker and blanks before an item's head. A new list starts at 1; a list's number is set afterwards."""
    column = place.column
    found = ITEM.match(like.source) if like is not None else None
    if like is None or found is None:
        return " " * column + (KINDS[kind].marker or "-") + " "
    sibling = like.parent is place.parent
    marker = found["marker"]
    if not sibling and digits_of(like):
        marker = "1" + marker[-1]
    return (found["indent"] if sibling else " " * column) + marker + (found["pad"] or " ")


def _para(draft: Draft, kind: str, values: Mapping[str, str], place: Place, like: Node | None) -> tuple[str, str]:
    pattern, head = _head(draft, kind, "para", values, like)
    indent = " " * (indent_of(like.source) if like and like.layout == "para" and like.parent is place.parent else 0)
    return pattern, (indent or " " * place.column) + head


def _heading(draft: Draft, kind: str, values: Mapping[str, str], place: Place, like: Node | None) -> tuple[str, str]:
    pattern = fitting(kind, "heading", values, style_of(draft, kind, "heading", like, _wanted(values)))
    fixed = _counted(draft, kind, place, like)
    level = like.level if like and like.parent is place.parent else (place.parent.level if place.parent else 0) + 1
    if level > 6:
        raise Refused("Headings go to level 6; there is no level below.")
    closing = ""
    if like is not None and like.source.lstrip(" ").startswith("#"):
        closing = like.source[head_end("heading", like.source) :].rstrip(" \t")
    return pattern, "#" * level + " " + redrawn(pattern, {**values, **fixed}) + closing


def _counted(draft: Draft, kind: str, place: Place, like: Node | None) -> dict[str, str]:
    """Word and number of a new phase: one more than the phase before it, or than the highest if that is taken."""
    word, above, taken = "Phase", 0, set()
    for i, node in enumerate(draft.nodes):
        if node.kind != kind or node.layout != "heading":
            continue
        head = node.source[head_start("heading", node.source) : head_end("heading", node.source)]
        found = unedited(node.pattern, head, whole_line=True)
        if node is like:
            word = found.get("word", word)
        if node.parent is place.parent and _NUMBERED.fullmatch(found.get("n", "")):
            taken.add(int(found["n"]))
            above = int(found["n"]) if i < place.at else above
    number = above + 1 if above + 1 not in taken else max(taken) + 1
    return {"word": word, "n": str(number)}


def _fence(_draft: Draft, kind: str, values: Mapping[str, str], place: Place, like: Node | None) -> tuple[str, str]:
    mark = "```"
    if like is not None and (found := _FENCE_MARK.search(like.source)):
        mark = found[1][0] * 3
    lang = values.get("lang", "")
    if mark[0] == "`" and "`" in lang:
        raise Refused("A language has no backquote.", field="lang")
    indent = " " * place.column
    source = f"{indent}{mark}{lang}\n{indent}{mark}"
    label = values.get("label", "")
    if kind == "payload" and label:
        return "{label}:", f"{indent}{_captioned(like, label)}\n{source}"
    return "", source


def _captioned(like: Node | None, label: str) -> str:
    """The caption line of a payload, in bold or with a colon as the one it follows."""
    first = re.split(r"[\r\n]", like.source)[0].strip(" \t") if like is not None and like.pattern else ""
    found = _CAPTION.fullmatch(first)
    return f"{found['before']}{label}{found['after']}" if found else f"{label}:"


def _meta(_draft: Draft, _kind: str, values: Mapping[str, str], _place: Place, _like: Node | None) -> tuple[str, str]:
    pattern = fitting("meta", "meta", values, "{key}: {text}")
    return pattern, redrawn(pattern, values)


def _quote(_draft: Draft, kind: str, values: Mapping[str, str], _place: Place, like: Node | None) -> tuple[str, str]:
    like_pattern = like.pattern if like else "**{key}**: {text}"
    layout = "para" if like_pattern in KINDS[kind].patterns["para"] else "item"
    pattern = fitting(kind, layout, values, like_pattern)
    found = _QUOTE.match(like.source) if like else None
    return pattern, (found[0] if found else "> ") + redrawn(pattern, _with_place_for_text(values))


def _prose(values: Mapping[str, str], place: Place, eol: str) -> Node:
    column = place.column
    lines = values.get("text", "").split("\n")
    source = eol.join(" " * column + line if line else "" for line in lines)
    return Node("prose", f"prose:{column or ''}", "", source, place.parent, fresh=True)


_DRAW = {"item": _item, "para": _para, "heading": _heading, "fence": _fence, "meta": _meta, "quote": _quote}


# Tables


def _cell_line(draft: Draft, kind: str, values: Mapping[str, str], place: Place, like: Node | None) -> Node:
    table = place.parent or Node("table", "table:", "", "")
    line = next((n for n in draft.children(table)[::-1] if n.layout == "cell"), like)
    columns = (line.pattern if line is not None else ",".join(columns_of(table, kind))).split(",")
    missing = next((name for name, value in values.items() if value and name not in columns), None)
    if missing:
        raise Refused(f"The table has no column for {KINDS[kind].field(missing).label.lower()}.", field=missing)
    cells = [with_pipes_escaped(values.get(name, "")) for name in columns]
    shape = line.source if line is not None else table.source.split("\n")[0].rstrip("\r")
    return Node(kind, "cell:" + ",".join(columns), "", _shaped(shape, cells), table, fresh=True)


def _shaped(like: str, cells: list[str]) -> str:
    """A table's line with or without the outer pipes of the one it follows."""
    stripped = like.strip(" \t")
    indent = like[: len(like) - len(like.lstrip(" \t"))]
    left = "| " if stripped.startswith("|") or not cells[0] else ""
    right = " |" if stripped.endswith("|") and not stripped.endswith("\\|") else ""
    return indent + (left + " | ".join(cells) + right).rstrip(" ")


def columns_of(table: Node, kind: str) -> list[str]:
    """The fields a table's columns hold, by its header; unknown ones are empty. Each field is held once."""
    header = re.split(r"\r\n|\n|\r", table.source)[0]
    synonyms = KINDS[kind].columns or {}
    out: list[str] = []
    for span in cell_spans(header):
        title = header[slice(*span)].strip("*_` ").casefold()
        out.append(next((name for name, known in synonyms.items() if title in known and name not in out), ""))
    return out


def table_of(kind: str, parent: Node | None, eol: str) -> Node:
    """An empty table as the template has it for the kind."""
    head = TABLE_HEADS[kind]
    lines = "| " + " | ".join(head) + " |", "|" + "|".join("-" * (len(title) + 2) for title in head) + "|"
    return Node("table", "table:", "", eol.join(lines), parent, fresh=True)
