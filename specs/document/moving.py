"""Moves rows with all that stands below them, and takes them out (rules 11 to 13)."""

from specs.document.drafts import Draft, Node
from specs.document.fields import cell_spans, content_column, fields, head_start
from specs.document.gaps import close_up, settle
from specs.document.numbers import digits_of, set_number, shift, shifted, stands
from specs.document.outline import part_of
from specs.document.outline import values as values_of
from specs.document.placing import Addition, behind_own_rows, place_for
from specs.document.proof import Terms, Written, proved
from specs.document.rows import Document, Refused
from specs.document.skeletons import Place, marker_for
from specs.document.template import KINDS, SECTIONS


def remove(document: Document, index: int) -> Written:
    """Takes out a row and all below it; the last line of a table with its head, where that could not stand alone."""
    start, end = index, document.end(index)
    try:
        return _removed(document, start, end)
    except Refused:
        frame = _frame(document, index)
        if frame is None:
            raise
    return _removed(document, *frame)


def _removed(document: Document, start: int, end: int) -> Written:
    def take(draft: Draft, _escape: int) -> None:
        taken = draft.take(start, end)
        close_up(draft, start, taken)

    return proved(document, take, terms=Terms(escapes=False, whole=_wide(document, start, end)))


def _frame(document: Document, index: int) -> tuple[int, int] | None:
    """What goes with a row that is the last of its kind: the head of its table, the dashes around metadata."""
    rows, parent = document.rows, document.rows[index].parent
    if parent is not None and rows[parent].kind == "table" and len(document.children(parent)) == 1:
        return parent, document.end(parent)
    around = rows[index - 1 : index + 2] if index else ()
    if len(around) == 3 and around[0].layout == around[2].layout == "delimiter":
        return index - 1, index + 2
    return None


def _wide(document: Document, start: int, end: int) -> bool:
    """Whether taking the rows out may change how rows far from them are read."""
    around = document.rows[max(0, start - 1) : end + 1]
    return end - start > 30 or any(row.layout not in ("item", "cell", "table") for row in around)


def move(document: Document, index: int, *, parent: int | None, after: int | None) -> Written:
    """Moves a row and all below it behind `after`, or to be the first below `parent`; drawn as the rows there are."""
    _check(document, index, parent, after)
    if after == index:
        return Written(document, index)
    row = document.rows[index]
    if row.layout == "heading":
        return _move_heading(document, index, parent, after)
    run = _unbroken(document, index, parent, after)
    if run:
        return _move_within(document, index, run, after)
    if row.kind == "prose" or _same_layout(document, index, parent, after):
        return _move_as_it_is(document, index, parent, after)
    return _move_redrawn(document, index, parent, after)


def _check(document: Document, index: int, parent: int | None, after: int | None) -> None:
    inside = range(index, document.end(index))
    if (parent is not None and parent in inside) or (after is not None and after in inside and after != index):
        raise Refused("A row cannot be moved into itself.")
    row = document.rows[index]
    if row.kind in ("prose", "heading", "table", "check"):
        return
    if document.section(index) != document.section(parent) and not _kept_there(document, index, parent):
        raise Refused("There the row would become something else; it can move between sections of the same kind.")


def _kept_there(document: Document, index: int, parent: int | None) -> bool:
    """Whether rows of the kind stand in the other section already, or there is none yet to say otherwise."""
    section = SECTIONS.get(document.section(parent))
    kind = document.rows[index].kind
    below = range(len(document.rows)) if parent is None else range(parent + 1, document.end(parent))
    return (section is not None and section.kind == kind) or any(document.rows[i].kind == kind for i in below)


# Inside one list: contents change places, blank lines and numbers keep their order


def _unbroken(document: Document, index: int, parent: int | None, after: int | None) -> list[int]:
    """The heads of the list that holds both the row and its new place, or nothing if there is none such."""
    rows = document.rows
    if rows[index].parent != parent or rows[index].layout not in ("item", "cell", "meta", "quote"):
        return []
    siblings = document.children(parent)
    first = last = siblings.index(index)
    while first > 0 and rows[siblings[first - 1]].layout == rows[index].layout:
        first -= 1
    while last + 1 < len(siblings) and rows[siblings[last + 1]].layout == rows[index].layout:
        last += 1
    run = siblings[first : last + 1]
    if after is None:
        return run if first == 0 or (first == 1 and rows[siblings[0]].layout == "delimiter") else []
    return run if after in run or after in siblings[max(first - 1, 0) : first] else []


def _move_within(document: Document, index: int, run: list[int], after: int | None) -> Written:
    order = [i for i in run if i != index]
    order.insert(order.index(after) + 1 if after in order else 0, index)

    def reorder(draft: Draft, _escape: int) -> Node:
        heads = [draft.nodes[i] for i in run]
        moved = draft.nodes[index]
        leads, digits = [node.lead for node in heads], [digits_of(node) for node in heads]
        blocks = {i: draft.nodes[i : draft.end(i)] for i in run}
        start, end = run[0], draft.end(run[-1])
        draft.nodes[start:end] = [node for i in order for node in blocks[i]]
        ordered = [draft_node[0] for draft_node in (blocks[i] for i in order)]
        columns = stands(ordered)
        for i, lead, number in zip(order, leads, digits, strict=True):
            blocks[i][0].lead = lead
            if digits_of(blocks[i][0]) and number:
                set_number(blocks[i][0], number, blocks[i][1:], columns)
        draft.touch(start, end)
        moved.renumbered = False
        return moved

    return proved(document, reorder, terms=Terms(escapes=False, whole=True))


# To another place


def _same_layout(document: Document, index: int, parent: int | None, after: int | None) -> bool:
    draft = Draft.of(document)
    kind = document.rows[index].kind
    node = draft.nodes[index]
    place = place_for(draft, kind, parent, after)
    near = _neighbour(draft, node, place)
    return near is None or (near.layout == node.layout and node.layout != "cell")


def _neighbour(draft: Draft, node: Node, place: Place) -> Node | None:
    """The row of the same kind that stands where another is to go."""
    there = [other for other in draft.nodes if other.kind == node.kind and other is not node and not other.within(node)]
    beside = [other for other in there if other.parent is place.parent]
    if not beside and place.parent is not None:
        beside = [other for other in there if other.within(place.parent)]
    return min(beside, key=lambda other: abs(draft.place(other) - place.at), default=None)


def _move_as_it_is(document: Document, index: int, parent: int | None, after: int | None) -> Written:
    def carry(draft: Draft, _escape: int) -> Node:
        node = draft.nodes[index]
        place = place_for(draft, node.kind, parent, after)
        return _carry(draft, node, place)

    return proved(document, carry, terms=Terms(escapes=False, whole=True, moved=frozenset({index})))


def _carry(draft: Draft, node: Node, place: Place) -> Node:
    like = _neighbour(draft, node, place)
    behind = draft.nodes[place.at] if place.at < len(draft.nodes) else None
    start = draft.place(node)
    subtree = draft.take(start, draft.end(start))
    close_up(draft, start, subtree)
    at = len(draft.nodes) if behind is None else (start if behind in subtree else draft.place(behind))
    node.parent = place.parent
    if node.layout == "item":
        _fit_in(node, subtree, Place(place.parent, at), like)
    draft.put(at, subtree)
    settle(draft, at, at + len(subtree))
    return node


def _fit_in(node: Node, subtree: list[Node], place: Place, like: Node | None) -> None:
    """Marker and indent as the new neighbours have them; what is nested moves along."""
    cut = head_start("item", node.source)
    beside = like if like is not None and like.parent is place.parent and like.layout == "item" else None
    if beside is None:
        head = " " * place.column + node.source[:cut].lstrip(" \t")
    else:
        head = marker_for(node.kind, place, beside)
        if digits_of(node) and digits_of(beside):
            head = head.replace(digits_of(beside), digits_of(node), 1)
    old_column = content_column(node.source)
    delta = content_column(head + node.source[cut:]) - old_column
    node.source = head + shifted(node.source, delta, old_column, first=False)[cut:]
    for nested in subtree[1:]:
        shift(nested, delta)


def _move_redrawn(document: Document, index: int, parent: int | None, after: int | None) -> Written:
    """To where rows of the kind look otherwise: written anew from its values, with its id and those of its parts."""
    row = document.rows[index]
    if not _said_by_its_values(document, index):
        raise Refused("It holds more than the rows there have a place for; move or remove that first.")
    values = {name: value for name, value in values_of(document, index).items() if value}
    addition = Addition(row.kind, values, parent, after)

    def redraw(draft: Draft, escape: int) -> Node:
        node = draft.nodes[index]
        place = place_for(draft, row.kind, parent, after)
        behind = draft.nodes[place.at] if place.at < len(draft.nodes) else None
        subtree = draft.take(index, draft.end(index))
        close_up(draft, index, subtree)
        at = len(draft.nodes) if behind is None else next((i for i, n in enumerate(draft.nodes) if n is behind), index)
        new = addition.add(draft, Place(place.parent, at), escape)
        new.id = node.id
        _keep_ids(subtree, draft.subtree(new))
        return new

    return proved(document, redraw, addition.reads, Terms(whole=True, moved=frozenset({index})))


def _said_by_its_values(document: Document, index: int) -> bool:
    """Whether a row and those below it hold nothing but its fields, so that writing these anew loses no word."""
    row = document.rows[index]
    if row.layout == "cell":
        columns = row.dialect.partition(":")[2].split(",")
        spans = cell_spans(row.source)
        unknown = [span for i, span in enumerate(spans) if i >= len(columns) or not columns[i]]
        return all(start == end for start, end in unknown)
    held = {part_of(document, index, known.name) for known in KINDS[row.kind].fields if known.part}
    return all(
        i in held or (document.rows[i].kind == "criterion" and document.rows[i].parent in held)
        for i in range(index + 1, document.end(index))
    )


def _keep_ids(old: list[Node], new: list[Node]) -> None:
    """Parts that were written anew with the same words are the same rows."""
    words = {(node.kind, _text(node)): node.id for node in old[1:]}
    for node in new[1:]:
        node.id = words.pop((node.kind, _text(node)), None)


def _text(node: Node) -> str:
    return fields(node.kind, node.dialect, node.source).get("text", "")


def _move_heading(document: Document, index: int, parent: int | None, after: int | None) -> Written:
    row = document.rows[index]
    above = 0 if parent is None else document.rows[parent].level
    if row.level <= above:
        raise Refused("A heading moves among headings of its own level.")

    def carry(draft: Draft, _escape: int) -> Node:
        node = draft.nodes[index]
        place = behind_own_rows(draft, place_for(draft, node.kind, parent, after))
        return _carry(draft, node, place)

    return proved(document, carry, terms=Terms(escapes=False, whole=True))
