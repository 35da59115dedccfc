"""Acceptance criteria as one field of their requirement: a line for each, wherever among its children they stand."""

from specs.document.drafts import Draft, Node
from specs.document.fields import fields
from specs.document.gaps import settle
from specs.document.parts import add_part, change_text, child_of, remove_node
from specs.document.skeletons import Place, line_of, sample_for


def put_criteria(draft: Draft, head: Node, value: str) -> None:
    """Writes the criteria of a requirement; those whose words stay keep their lines and their ids."""
    part = child_of(draft, head, "criteria")
    if not value:
        for node in ([part] if part else []) + _criteria(draft, head):
            if any(node is other for other in draft.nodes):
                remove_node(draft, node)
        return
    lines = [line for line in value.split("\n") if line.strip(" \t")]
    if part is not None and _text(part):
        if lines[0] != _text(part):
            change_text(draft, part, lines[0])
        del lines[0]
    existing = _criteria(draft, head)
    first, kept = _same_first([_text(node) for node in existing], lines)
    lines = lines[kept:]
    last, kept = _same_last([_text(node) for node in existing[first:]], lines)
    lines = lines[: len(lines) - kept]
    _replace(draft, head, existing, (first, len(existing) - last), lines)


def _criteria(draft: Draft, head: Node) -> list[Node]:
    """The criteria anywhere below a requirement, not those of the requirements in it."""
    found = []
    for child in draft.children(head):
        if child.kind in ("criterion", "check"):
            found.append(child)
        if child.kind in ("part", "heading", "criterion", "check"):
            found += _criteria(draft, child)
    return found


def _text(node: Node) -> str:
    return fields(node.kind, node.dialect, node.source).get("text", "")


def _same_first(texts: list[str], lines: list[str]) -> tuple[int, int]:
    """How many texts the lines begin with, and how many lines those are."""
    at = 0
    for count, text in enumerate(texts):
        own = [line for line in text.split("\n") if line.strip(" \t")]
        if lines[at : at + len(own)] != own:
            return count, at
        at += len(own)
    return len(texts), at


def _same_last(texts: list[str], lines: list[str]) -> tuple[int, int]:
    """How many texts the lines end with, and how many lines those are."""
    at = len(lines)
    for count, text in enumerate(reversed(texts)):
        own = [line for line in text.split("\n") if line.strip(" \t")]
        if at < len(own) or lines[at - len(own) : at] != own:
            return count, len(lines) - at
        at -= len(own)
    return len(texts), len(lines) - at


def _replace(draft: Draft, head: Node, existing: list[Node], cut: tuple[int, int], texts: list[str]) -> None:
    start, end = cut
    for node, text in zip(existing[start:end], texts, strict=False):
        change_text(draft, node, text)
    for node in existing[start + len(texts) : end]:
        if any(node is other for other in draft.nodes):
            remove_node(draft, node)
    reused = min(end, start + len(texts))
    last = existing[reused - 1] if reused else None
    for text in texts[end - start :]:
        last = _add(draft, head, last, existing[0] if existing else None, text)


def _add(draft: Draft, head: Node, last: Node | None, before: Node | None, text: str) -> Node:
    """A criterion behind the last, else before the first, else the first in a part of its own."""
    if last is not None:
        place, kind = Place(last.parent, draft.end(draft.place(last))), last.kind
    elif before is not None:
        place, kind = Place(before.parent, draft.place(before)), before.kind
    else:
        part = child_of(draft, head, "criteria") or add_part(draft, head, "criteria", "")
        place, kind = Place(part, draft.place(part) + 1), "criterion"
    values = {"text": text, "done": " "} if kind == "check" else {"text": text}
    node = line_of(draft, kind, values, place, sample_for(draft, kind, place))
    draft.put(place.at, [node])
    settle(draft, place.at, place.at + 1)
    return node
