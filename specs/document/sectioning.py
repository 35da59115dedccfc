"""Headings and the sections below them (rule 13): written where the template has them, added, renamed."""

from collections.abc import Mapping
from dataclasses import dataclass

from specs.document.cleaning import escaped, title_line
from specs.document.drafts import Draft, Node
from specs.document.fields import fields, spans
from specs.document.gaps import apart, settle
from specs.document.kinds import Section
from specs.document.placing import Addition, behind_own_rows, clean_values, place_for
from specs.document.proof import Terms, Written, proved
from specs.document.rows import Document, Refused, Row
from specs.document.skeletons import Place
from specs.document.splicing import spliced
from specs.document.template import KINDS, SECTIONS

_ORDER = {key: place for place, key in enumerate(SECTIONS)}


class Unconfirmed(Exception):
    """A change with a consequence that its author has to confirm: rows that would be recognised no more."""

    def __init__(self, consequence: str) -> None:
        super().__init__(consequence)
        self.consequence = consequence


# Headings by hand


def add_heading(document: Document, title: str, level: int, *, parent: int | None, after: int | None) -> Written:
    """A heading behind its parent's own rows, and behind `after` with its section. Raises Refused."""
    line = title_line(title)
    if not line:
        raise Refused("A heading needs a title.", field="title")
    above = 0 if parent is None else document.rows[parent].level
    if not above < level <= 6:
        raise Refused(f"Below that heading, levels {above + 1} to 6 are possible.")

    def add(draft: Draft, escape: int) -> Node:
        place = behind_own_rows(draft, place_for(draft, "heading", parent, after))
        return put_heading(draft, place, escaped("heading", "title", line, escape), level)

    try:
        return proved(document, add, terms=Terms(whole=True, field="title"))
    except Refused as refused:
        raise Refused("There this heading would take the sections behind it along.", field="title") from refused


def put_heading(draft: Draft, place: Place, title: str, level: int, key: str = "") -> Node:
    eol = draft.eol_near(place.at - 1)
    node = Node("heading", "heading:{title}", "", "#" * level + " " + title, place.parent, level, key, fresh=True)
    draft.put(place.at, [node])
    settle(draft, place.at, place.at + 1)
    if place.at:
        node.lead = apart(node.lead, eol)
    return node


def rename_heading(document: Document, index: int, title: str, *, confirmed: bool = False) -> Written:
    """Writes another title. Raises Unconfirmed if rows below would no longer be what they are, Refused if empty."""
    row = document.rows[index]
    if row.kind != "heading":
        raise Refused("Only a heading is renamed like this; this row has fields of its own.")
    if title == fields(row.kind, row.dialect, row.source)["title"]:
        return Written(document, index)
    line = title_line(title)
    if not line:
        raise Refused("A heading needs a title; remove it if it is to go.", field="title")
    if line == fields(row.kind, row.dialect, row.source)["title"]:
        return Written(document, index)

    def rename(draft: Draft, escape: int) -> Node:
        node = draft.nodes[index]
        value = escaped("heading", "title", line, escape)
        node.source = spliced("heading", node.dialect, node.source, {"title": value}, draft.eol_near(index))
        for inside in draft.subtree(node):
            inside.fresh = True
        return node

    def stays(now: Document, at: int, /, *, exact: bool) -> bool:
        return now.rows[at].layout == "heading" and bool(spans("heading", "heading:{title}", now.rows[at].source))

    written = proved(document, rename, stays, Terms(whole=True, field="title"))
    lost = _consequence(document, index, written)
    if lost and not confirmed:
        raise Unconfirmed(lost)
    return written


def _consequence(before: Document, index: int, written: Written) -> str:
    """What becomes of the rows below a renamed heading, if they do not stay what they were."""
    end = written.document.end(index)
    now = {(row.kind, row.source) for row in written.document.rows[index:end]}
    lost = [row for row in before.rows[index + 1 : before.end(index)] if not _still(row, now)]
    if not lost:
        return ""
    kind = max({row.kind for row in lost}, key=lambda name: sum(row.kind == name for row in lost))
    rest = written.document.rows[index + 1 : end]
    new = next((other.kind for other in rest if any(row.source in other.source for row in lost)), "prose")
    count = sum(row.kind == kind for row in lost)
    becoming = "become" if count != 1 else "becomes"
    what = "prose" if new == "prose" else _counted(new, count)
    return f"{count} {_counted(kind, count)} {becoming} {what}"


def _counted(kind: str, count: int) -> str:
    label = KINDS[kind].label.lower()
    if count == 1:
        return label
    if label.endswith("y"):
        return f"{label[:-1]}ies"
    if label.endswith("criterion"):
        return f"{label[:-2]}a"
    return label + ("es" if label.endswith("x") else "s")


def _still(row: Row, now: set[tuple[str, str]]) -> bool:
    return row.kind == "prose" or (row.kind, row.source) in now


# Sections of the template


def insert_in_section(document: Document, key: str, kind: str, values: Mapping[str, str]) -> Written:
    """A new row at the end of a section, with the headings it needs where nobody has written them yet."""
    if key not in SECTIONS:
        raise Refused(f"The template has no section “{key}”.")
    addition = _InSection(kind, clean_values(kind, values), None, None, key=key)
    headed = all(row.key != key for row in document.rows)
    return proved(document, addition, addition.reads, Terms(whole=headed, field=addition.first_field))


def insert_section(document: Document, key: str) -> Written:
    """The template's own heading for a section, where the template has it. Refused if it stands in the text already."""
    if any(row.kind == "heading" and row.key == key for row in document.rows):
        raise Refused(f"“{SECTIONS[key].title}” stands in the text already.")
    return proved(document, lambda draft, _escape: section_heading(draft, SECTIONS[key]), terms=Terms(whole=True))


@dataclass
class _InSection(Addition):
    key: str = ""

    def __call__(self, draft: Draft, escape: int) -> Node:
        heading = section_heading(draft, SECTIONS[self.key])
        return self.add(draft, end_of_section(draft, heading, self.kind), escape)


def end_of_section(draft: Draft, heading: Node, kind: str) -> Place:
    """Behind the last row of the kind directly below the heading, else behind the heading's own rows."""
    children = draft.children(heading)
    same = [child for child in children if child.kind == kind]
    own = [child for child in children if child.layout != "heading"]
    if not same and not own:
        return Place(heading, draft.place(heading) + 1)
    return Place(heading, draft.end(draft.place((same or own)[-1])))


def section_heading(draft: Draft, section: Section) -> Node:
    """The heading of a section; written, with its parent's, where the template has it, if nobody has."""
    found = next((node for node in draft.nodes if node.kind == "heading" and node.key == section.key), None)
    if found is not None:
        return found
    beside = [node for node in draft.nodes if node.kind == "heading" and node.key in _siblings(section)]
    if section.parent and not any(node.key == section.parent for node in draft.nodes) and not beside:
        section_heading(draft, SECTIONS[section.parent])
    place, level = section_place(draft, section, beside)
    return put_heading(draft, place, section.title, level, section.key)


def _siblings(section: Section) -> set[str]:
    return {other.key for other in SECTIONS.values() if other.parent == section.parent and other is not section}


def section_place(draft: Draft, section: Section, beside: list[Node]) -> tuple[Place, int]:
    """Where a section of the template goes, and the level of its heading: by the sections that are there."""
    parent = next((node for node in draft.nodes if section.parent and node.key == section.parent), None)
    if parent is not None:
        beside = [node for node in beside if node.within(parent)]
    above = [node for node in beside if _ORDER[node.key] < _ORDER[section.key]]
    below = [node for node in beside if _ORDER[node.key] > _ORDER[section.key]]
    if above:
        last = max(above, key=lambda node: _ORDER[node.key])
        return Place(last.parent, draft.end(draft.place(last))), last.level
    if below:
        first = min(below, key=lambda node: _ORDER[node.key])
        return Place(first.parent, draft.place(first)), first.level
    if parent is not None:
        return behind_own_rows(draft, Place(parent, draft.place(parent) + 1)), min(parent.level + 1, 6)
    return _first_section(draft, section)


def _first_section(draft: Draft, section: Section) -> tuple[Place, int]:
    """In a document without sections beside it: below the title, behind what stands there."""
    title = next((node for node in draft.nodes if node.key == "title"), None)
    level = min(section.level, 2)
    if title is not None and title.level >= level:
        level = min(title.level + 1, 6)
    parent = title
    if section.key == "metadata":
        at = 0 if title is None else draft.place(title) + 1
        return behind_own_rows(draft, Place(parent, at)), level
    return Place(parent, len(draft.nodes)), level
