"""Acceptance criteria as one field of their requirement: a line for each, wherever among its children they stand."""

from specs.document.drafts import Draft, Node
from specs.document.fields import fields
from specs.document.gaps import settle_all
from specs.document.parts import add_part, change_text, child_of, remove_node
from specs.document.skeletons import Place, line_of, sample_for


def put_criteria(draft: Draft, head: Node, value: str) -> None:
    """Writes the criteria of a requirement; those whose words stay keep their lines and their ids."""
    part = child_of(draft, head, "criteria")
    if not value:
        for node in ([part] if part else []) + _criteria(draft, head):
            if node in draft.nodes:
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
        if node in draft.nodes:
            remove_node(draft, node)
    if more := texts[end - start :]:
        reused = min(end, start + len(texts))
        _add(draft, head, existing[:reused], existing[reused:], more)


def _add(draft: Draft, head: Node, above: list[Node], below: list[Node], texts: list[str]) -> None:
    """Criteria behind those above, else before those below, else the first in a part of their own."""
    if above:
        last = above[-1]
        place, kind = Place(last.parent, draft.end(draft.place(last))), last.kind
    elif below:
        place, kind = Place(below[0].parent, draft.place(below[0])), below[0].kind
    else:
        part = child_of(draft, head, "criteria") or add_part(draft, head, "criteria", "")
        place, kind = Place(part, draft.place(part) + 1), "criterion"
    like = sample_for(draft, kind, place)
    more = {"done": " "} if kind == "check" else {}
    draft.put(place.at, [line_of(draft, kind, {"text": text, **more}, place, like) for text in texts])
    settle_all(draft, place.at, place.at + len(texts))
