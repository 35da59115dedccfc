"""Blank lines between rows: what a row brings along when it comes, and what it leaves when it goes (rule 11)."""

from collections import Counter

from specs.document.drafts import EOL, Draft, Node

#: Layouts whose rows stand line below line; all others are parted by a blank line at least.
TIGHT = frozenset({"item", "cell", "meta", "quote", "delimiter"})
BOM = "\ufeff"


def newlines(lead: str) -> int:
    return len(EOL.findall(lead))


def apart(lead: str, eol: str) -> str:
    """The lead with a blank line at least."""
    missing = 2 - newlines(lead)
    return lead + eol * missing if missing > 0 else lead


def is_tight(node: Node) -> bool:
    return node.layout in TIGHT or (node.layout == "para" and node.kind == "meta")


def usual(draft: Draft, node: Node, eol: str) -> str:
    """The gap before a row like this one behind a sibling: its siblings' most usual, else the document's."""
    leads: Counter[str] = Counter()
    for near in (True, False):
        for i, other in enumerate(draft.nodes[1:], 1):
            if other is node or other.layout != node.layout or (near and other.parent is not node.parent):
                continue
            if other.kind == node.kind and newlines(other.lead) and _follows_sibling(draft, i):
                leads[other.lead] += 1
        if leads:
            break
    lead = leads.most_common(1)[0][0] if leads else eol
    return lead if is_tight(node) else apart(lead, eol)


def _follows_sibling(draft: Draft, place: int) -> bool:
    """Whether the row comes behind another of its layout under the same parent."""
    node, above = draft.nodes[place], draft.nodes[place - 1]
    other: Node | None = above
    while other is not None and other.parent is not node.parent:
        other = other.parent
    return other is not None and other.layout == node.layout


def below_heading(draft: Draft, node: Node, eol: str) -> str:
    """The document's usual gap between a heading and the row below it."""
    leads: Counter[str] = Counter()
    for above, other in zip(draft.nodes, draft.nodes[1:], strict=False):
        if above.layout == "heading" and other.parent is above and other is not node:
            leads[other.lead] += 1 if other.layout != "heading" else 0
    found = [lead for lead, count in leads.most_common(1) if count]
    return found[0] if found else eol


def settle(draft: Draft, first: int, last: int) -> None:
    """Gives nodes just put in at `first` to `last` their gap, and the node behind them the one it needs."""
    node = draft.nodes[first]
    eol = draft.eol_near(first)
    behind = draft.nodes[last] if last < len(draft.nodes) else None
    sibling_behind = behind is not None and behind.parent is node.parent and behind.layout != "heading"
    if first == 0:
        _begin_with(draft, node, behind, eol)
    elif draft.nodes[first - 1] is node.parent:
        _settle_first(draft, node, behind if sibling_behind else None, eol)
    else:
        node.lead = usual(draft, node, eol)
        _keep_apart(draft, first, eol)
    if behind is not None:
        _keep_apart(draft, last, eol)


def settle_all(draft: Draft, first: int, last: int) -> None:
    """Gives several new siblings their gaps: the first that of its place, the others the usual one between them."""
    settle(draft, first, last)
    if last - first > 1:
        usual_lead = usual(draft, draft.nodes[first], draft.eol_near(first))
        for node in draft.nodes[first + 1 : last]:
            node.lead = usual_lead


def _begin_with(draft: Draft, node: Node, behind: Node | None, eol: str) -> None:
    if behind is None:
        node.lead = BOM if draft.tail.startswith(BOM) else ""
        draft.tail = eol
        return
    node.lead, behind.lead = behind.lead, ""
    behind.lead = usual(draft, behind, eol)


def _settle_first(draft: Draft, node: Node, behind: Node | None, eol: str) -> None:
    """The first row below its parent takes the gap of the row that was the first."""
    if behind is not None:
        node.lead = behind.lead
        behind.lead = usual(draft, behind, eol)
    elif node.parent is not None and node.parent.layout == "heading":
        node.lead = below_heading(draft, node, eol)
    elif is_tight(node):
        node.lead = eol
    else:
        node.lead = eol * 2
    if node.layout == "heading":
        node.lead = apart(node.lead, eol)


def _keep_apart(draft: Draft, place: int, eol: str) -> None:
    """A blank line where two rows meet that would run into each other."""
    above, node = draft.nodes[place - 1], draft.nodes[place]
    nested = above is node.parent and (is_tight(node) or above.layout == "heading")
    if node.layout == "cell" or nested or (is_tight(node) and is_tight(above)):
        return
    node.lead = apart(node.lead, eol)


def close_up(draft: Draft, place: int, taken: list[Node]) -> None:
    """Mends the gap where rows were taken out: the first of a list passes its own on, others take theirs along."""
    gone = taken[0]
    if place >= len(draft.nodes):
        if not draft.nodes:
            draft.tail = gone.lead + draft.tail
        return
    behind = draft.nodes[place]
    if place == 0:
        behind.lead = gone.lead
        return
    above = draft.nodes[place - 1]
    same_list = behind.parent is gone.parent and behind.layout == gone.layout
    if same_list and not _continues(draft, place - 1, gone):
        behind.lead = gone.lead
    elif above.layout != "heading" and not (is_tight(above) and is_tight(behind)):
        behind.lead = apart(behind.lead, draft.eol_near(place)) if behind.layout != "cell" else behind.lead


def _continues(draft: Draft, place: int, gone: Node) -> bool:
    """Whether the row that is gone came behind a sibling of its own layout."""
    other: Node | None = draft.nodes[place]
    while other is not None and other.parent is not gone.parent:
        other = other.parent
    return other is not None and other.layout == gone.layout


def part_with_blank_lines(draft: Draft) -> None:
    """A blank line at the seams, around each row that the edit wrote: the second try of rule 10."""
    for i, node in enumerate(draft.nodes):
        written = node.fresh or draft.nodes[i - 1].fresh or node in draft.seams
        if i and written and node.layout != "cell":
            node.lead = apart(node.lead, draft.eol_near(i))
