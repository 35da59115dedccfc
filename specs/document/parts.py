"""Labelled children that are fields of their parent (rule 9), and the text of a row in heading form."""

from specs.document.drafts import Draft, Node
from specs.document.fields import fields
from specs.document.gaps import close_up, settle
from specs.document.kinds import Field
from specs.document.recognition import is_criteria, part_field
from specs.document.skeletons import Place, line_of, sample_for
from specs.document.splicing import spliced
from specs.document.template import KINDS


def part_fields(kind: str) -> dict[str, Field]:
    return {field.name: field for field in KINDS[kind].fields if field.part}


def stands_in_part(node_kind: str, layout: str, name: str) -> bool:
    """Whether a field has its place in a child of the row: a labelled part, or the prose below a heading."""
    if (node_kind, layout, name) == ("requirement", "para", "priority"):
        return False  # a list below a paragraph is no child of it
    return name in part_fields(node_kind) or (layout == "heading" and name == "text")


def child_of(draft: Draft, head: Node, name: str) -> Node | None:
    """The child that holds a field of its parent."""
    for child in draft.children(head):
        if name == "text" and child.kind == "prose":
            return child
        label = _label(child)
        criteria = name == "criteria" and is_criteria(label)
        if child.kind == "part" and (criteria or part_field(head.kind, label) == name):
            return child
        if child.kind == "payload" and part_field(head.kind, label.partition(" ")[0]) == name:
            return child
    return None


def _label(child: Node) -> str:
    return fields(child.kind, child.dialect, child.source).get("label", "")


def put_part(draft: Draft, head: Node, name: str, value: str) -> None:
    """Gives a field that stands in a child another value: written anew, changed in place, or taken away."""
    child = child_of(draft, head, name)
    if child is not None and not value:
        remove_node(draft, child)
    elif child is not None:
        change_text(draft, child, value)
    else:
        add_part(draft, head, name, value)


def change_text(draft: Draft, child: Node, value: str) -> None:
    eol = draft.eol_near(draft.place(child))
    child.source = spliced(child.kind, child.dialect, child.source, {"text": value}, eol)
    child.fresh = True


def remove_node(draft: Draft, node: Node) -> None:
    start = draft.place(node)
    taken = draft.take(start, draft.end(start))
    close_up(draft, start, taken)


def add_part(draft: Draft, head: Node, name: str, value: str) -> Node:
    """Writes a new part: prose and payloads behind their like, labelled items behind the last list child."""
    place = _part_place(draft, head, name)
    node = _drawn(draft, head, name, value, place)
    draft.put(place.at, [node])
    settle(draft, place.at, place.at + 1)
    return node


def _drawn(draft: Draft, head: Node, name: str, value: str, place: Place) -> Node:
    if name == "text":
        return line_of(draft, "prose", {"text": value}, place, Node("prose", "prose:", "", ""))
    field = part_fields(head.kind)[name]
    like = _like(draft, head, name, place)
    label = _label(like) if like is not None and part_field(head.kind, _label(like)) == name else field.part
    if head.kind == "endpoint":
        language = fields(like.kind, like.dialect, like.source).get("lang", "json") if like is not None else "json"
        return line_of(draft, "payload", {"label": label, "lang": language, "text": value}, place, like)
    return line_of(draft, "part", {"label": label, "text": value}, place, like)


def _like(draft: Draft, head: Node, name: str, place: Place) -> Node | None:
    """The part to follow: of the same field under a row of the same kind, else any of the parts near."""
    kind = "payload" if head.kind == "endpoint" else "part"
    for other in draft.nodes:
        above = other.parent
        if other.kind != kind or above is None or (above.kind, above.layout) != (head.kind, head.layout):
            continue
        if part_field(head.kind, _label(other)) == name:
            return other
    return sample_for(draft, kind, place, "item" if kind == "part" else "")


def _part_place(draft: Draft, head: Node, name: str) -> Place:
    children = [child for child in draft.children(head) if child.layout != "heading" or child.kind == "payload"]
    if name == "text":
        return Place(head, draft.place(head) + 1)
    if head.kind == "endpoint" and name == "request":
        before = child_of(draft, head, "response")
        if before is not None:
            return Place(head, draft.place(before))
    items = [child for child in children if child.layout == "item"] or children
    if head.kind == "endpoint":
        items = children
    if not items:
        return Place(head, draft.place(head) + 1)
    return Place(head, draft.end(draft.place(items[-1])))
