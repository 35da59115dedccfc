"""Changes fields of a row: splices their spans, or redraws its head where a field appears or vanishes (rule 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from specs.document.cleaning import cleaned, escaped
from specs.document.criteria import put_criteria
from specs.document.drafts import Draft, Node
from specs.document.fields import cell_spans, fields, head_end, head_start, spans
from specs.document.outline import values as values_of
from specs.document.parts import put_part, remove_node, stands_in_part
from specs.document.patterns import names
from specs.document.proof import Terms, Written, proved
from specs.document.rows import Document, Refused, Row
from specs.document.splicing import accepts, fitting, redrawn, spliced, unedited
from specs.document.template import KINDS


def set_fields(document: Document, index: int, values: Mapping[str, str]) -> Written:
    """Writes other values of a row's fields, those in its labelled children too; fields not named stay as they are.

    Raises Refused, with the field's name where one is to blame.
    """
    row = document.rows[index]
    before = values_of(document, index)
    changes = changed_values(row, before, values)
    if not changes:
        return Written(document, index)
    _check(document, row, before, changes)
    if row.kind == "prose" and not changes["text"]:
        return proved(document, lambda draft, _: remove_node(draft, draft.nodes[index]), terms=Terms(whole=True))
    change = Change(index, row.kind, before, changes)
    return proved(document, change, change.reads, Terms(field=next(iter(changes))))


def changed_values(row: Row, before: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    """The values to write, cleaned; those that say what already stands there are left out."""
    known = {known.name for known in KINDS[row.kind].fields}
    out = {}
    for name, value in values.items():
        if name not in known:
            raise Refused(f"{KINDS[row.kind].label} has no field “{name}”.", field=name)
        clean = cleaned if name in spans(row.kind, row.dialect, row.source) else cleaned_field
        new = clean(row.kind, row.layout, name, value)
        if new != before.get(name, "") and value != before.get(name, ""):
            out[name] = new
    return out


def cleaned_field(kind: str, layout: str, name: str, value: str) -> str:
    """A field's value cleaned for where it goes: the row's own line, or the child that holds it."""
    if not stands_in_part(kind, layout, name):
        return cleaned(kind, layout, name, value)
    if name == "criteria":
        lines = cleaned(kind, "item", "text", value).split("\n")
        return "\n".join(line.strip(" \t") for line in lines if line.strip(" \t"))
    if kind == "endpoint":
        return cleaned(kind, "fence", "text", value)
    return cleaned(kind, "prose" if name == "text" else "item", "text", value)


def _check(document: Document, row: Row, before: Mapping[str, str], changes: Mapping[str, str]) -> None:
    """What is refused whatever the new value is."""
    parent = document.rows[row.parent] if row.parent is not None else None
    if row.kind == "requirement" and changes.get("uid") == "" and parent is not None and parent.kind == "requirement":
        raise Refused("A nested requirement needs its id: without it, it would be part of the text above.", field="uid")
    if row.kind == "part" and "label" in changes:
        raise Refused("A part keeps its label; remove it and write another.", field="label")
    if row.kind == "meta" and row.layout == "meta" and ("\n" in row.source or "\r" in row.source):
        raise Refused("Nested metadata is kept as it stands; edit it as Markdown.", field="text")
    if row.layout == "delimiter":
        raise Refused("The lines around metadata stay as they are.", field="text")
    if row.layout == "cell":
        columns = row.dialect.partition(":")[2].split(",")
        missing = next((name for name in changes if name not in columns), None)
        if missing:
            label = KINDS[row.kind].field(missing).label.lower()
            raise Refused(f"The table has no column for {label}.", field=missing)


def put_field(draft: Draft, node: Node, name: str, value: str) -> None:
    """Writes a field that stands in the children of its row."""
    if name == "criteria":
        put_criteria(draft, node, value)
    else:
        put_part(draft, node, name, value)


@dataclass
class Change:
    """One edit of one row's fields, and what it wants to read afterwards."""

    index: int
    kind: str
    before: Mapping[str, str]
    changes: Mapping[str, str]
    wanted: dict[str, str] = field(default_factory=dict)

    def __call__(self, draft: Draft, escape: int) -> Node:
        node = draft.nodes[self.index]
        new = {name: escaped(self.kind, name, value, escape) for name, value in self.changes.items()}
        self.wanted = {**self.before, **new}
        present = spans(node.kind, node.dialect, node.source)
        in_line = {n: v for n, v in new.items() if n in present or not stands_in_part(node.kind, node.layout, n)}
        if in_line:
            rewrite(draft, node, in_line)
            node.fresh = True
        for part in KINDS[node.kind].fields:
            if part.name in new and part.name not in in_line:
                put_field(draft, node, part.name, new[part.name])
        draft.touch(self.index, self.index + 1)
        return node

    def reads(self, document: Document, index: int, /, *, exact: bool) -> bool:
        return reads_as(document, index, self.kind, self.wanted, exact=exact)


def reads_as(document: Document, index: int, kind: str, wanted: Mapping[str, str], *, exact: bool) -> bool:
    """Whether a row reads as these values. What was typed below an item's text may have become its children."""
    if kind == "prose":
        return exact is False or document.rows[index].kind == "prose"
    if document.rows[index].kind != kind:
        return False
    got = values_of(document, index)
    for name in [known.name for known in KINDS[kind].fields]:
        value, meant = got.get(name, ""), wanted.get(name, "")
        if value != meant and not (not exact and name == "text" and meant.startswith(value)):
            return False
    return True


def rewrite(draft: Draft, node: Node, changes: Mapping[str, str]) -> None:
    """Puts values into a row's own line: by splicing where all have their place, else by redrawing its head."""
    eol = draft.eol_near(draft.place(node))
    if node.layout == "cell":
        node.source = _lengthened(node, changes)
    elif node.layout == "fence":
        _recaption(node, changes, eol)
    elif node.layout != "prose" and _needs_redraw(node, changes):
        _redraw(node, changes)
    present = spans(node.kind, node.dialect, node.source)
    node.source = spliced(node.kind, node.dialect, node.source, {n: v for n, v in changes.items() if n in present}, eol)


def _needs_redraw(node: Node, changes: Mapping[str, str]) -> bool:
    if node.layout == "heading" and node.pattern == "{title}":
        return False
    values = {**fields(node.kind, node.dialect, node.source), **changes}
    wanted = frozenset(name for name, value in values.items() if value)
    held = names(node.pattern)
    return held not in (wanted, wanted | {"text"}) or accepts(node.pattern, values) is not None


def _redraw(node: Node, changes: Mapping[str, str]) -> None:
    """The head by the pattern that has exactly these fields; marker and indent stay, and the text as it was."""
    start, end = head_start(node.layout, node.source), head_end(node.layout, node.source)
    values = {**fields(node.kind, node.dialect, node.source), **changes}
    span = spans(node.kind, node.dialect, node.source).get("text")
    pattern = fitting(node.kind, node.layout if node.layout != "quote" else "para", values, node.pattern)
    fixed = unedited(node.pattern, node.source[start:end], whole_line=node.layout == "heading")
    text = node.source[slice(*span)] if span else ""
    head = redrawn(pattern, {**values, **fixed, "text": ""})
    if text:
        head += ("" if head.endswith(" ") or not head else " ") + text
    lead = node.source[:start]
    if head and node.layout == "item" and lead and lead[-1] not in " \t":
        lead += " "
    node.source = lead + head + node.source[end:]
    node.dialect = f"{node.layout}:{pattern}"


def _lengthened(node: Node, changes: Mapping[str, str]) -> str:
    columns = node.pattern.split(",")
    return with_cells(node.source, max(columns.index(name) + 1 for name in changes))


def with_cells(line: str, needed: int) -> str:
    """A table's line with the cells that it lacks for so many columns."""
    source = line.rstrip(" \t")
    missing = needed - len(cell_spans(source))
    if missing <= 0:
        return line
    closed = source.endswith("|") and not source.endswith("\\|")
    return source + ("" if closed else " |") + " |" * missing


def _recaption(node: Node, changes: Mapping[str, str], eol: str) -> None:
    """A payload's caption line appears or goes with its label."""
    if "label" not in changes:
        return
    if changes["label"] and not node.pattern:
        indent = node.source[: len(node.source) - len(node.source.lstrip(" \t"))]
        node.source, node.dialect = f"{indent}{changes['label']}:{eol}{node.source}", "fence:{label}:"
    elif not changes["label"] and node.pattern:
        at = spans("payload", "fence:", node.source)["lang"][0]
        line = max(node.source.rfind("\n", 0, at), node.source.rfind("\r", 0, at)) + 1
        node.source, node.dialect = node.source[line:], "fence:"
