"""Numbers of ordered lists after an edit (rule 12), and the indents that a number's width decides."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from specs.document.drafts import EOL, Draft, Node
from specs.document.fields import ITEM, content_column, width

_ORDERED = re.compile(r"(?P<indent>[ \t]*)(?P<digits>[0-9]{1,9})(?P<mark>[.)])")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How a list is numbered: `sequential` from `first`, all `equal`, or neither."""

    first: int
    sequential: bool
    equal: bool
    zeros: int

    @classmethod
    def of(cls, digits: list[str]) -> "Numbers":
        values = [int(number) for number in digits]
        steps = {b - a for a, b in pairwise(values)}
        zeros = len(digits[0]) if digits[0][0] == "0" and len(digits[0]) > 1 else 0
        return cls(values[0], sequential=steps <= {1}, equal=steps == {0}, zeros=zeros)

    def written(self, number: int) -> str:
        return str(number).zfill(self.zeros)


def digits_of(node: Node) -> str:
    """The digits before an ordered item, or nothing."""
    found = _ORDERED.match(node.source) if node.layout == "item" and not node.raw else None
    return found["digits"] if found else ""


def _mark(node: Node) -> str:
    found = _ORDERED.match(node.source)
    return found["mark"] if found else ""


def runs(draft: Draft) -> list[list[Node]]:
    """The ordered lists of a draft: siblings in a row with the same mark behind their numbers."""
    out: list[list[Node]] = []
    last: dict[int, Node] = {}
    open_run: dict[int, list[Node]] = {}
    for node in draft.nodes:
        parent = id(node.parent)
        run = open_run.get(parent)
        if digits_of(node):
            if run is None or _mark(last[parent]) != _mark(node):
                run = open_run[parent] = []
                out.append(run)
            run.append(node)
        else:
            open_run.pop(parent, None)
        last[parent] = node
    return out


def renumber(draft: Draft, before: Draft, moved: frozenset[int] = frozenset()) -> None:
    """Numbers the lists that rows came into, moved in or left; every other list is left as it stands.

    `moved` are the origins of rows that were moved. Rows whose number or indent changes on the way are marked.
    """
    old_runs = runs(before)
    places = {id(node): i for i, node in enumerate(draft.nodes)}
    where = {node.origin: run for run in old_runs for node in run}
    present = {node.origin for node in draft.nodes if node.origin not in moved}
    for run in runs(draft):
        old = next((where[n.origin] for n in run if n.origin in where and n.origin not in moved), None)
        if old is None:
            continue
        newcomers = [n for n in run if n.origin is None or n.origin in moved or n.origin not in where]
        lost = any(n.origin not in present for n in old)
        if newcomers or lost:
            below = {id(n): draft.nodes[places[id(n)] + 1 : draft.end(places[id(n)])] for n in run}
            _number(run, Numbers.of([digits_of(n) for n in old]), newcomers, below)


def _number(run: list[Node], numbers: Numbers, newcomers: list[Node], below: dict[int, list[Node]]) -> None:
    new = {id(node) for node in newcomers}
    columns = stands(run)
    for i, node in enumerate(run):
        if numbers.equal or not numbers.sequential:
            if id(node) not in new:
                continue
            before = int(digits_of(run[i - 1])) if i else numbers.first - 1
            wanted = numbers.first if numbers.equal else before + 1
        else:
            wanted = numbers.first + i
        set_number(node, numbers.written(max(wanted, 0)), below[id(node)], columns)


def stands(run: list[Node]) -> dict[tuple[int, int], int]:
    """How many items of a list have a marker of this width and their content at this column."""
    return Counter((len(found["marker"]), content_column(n.source)) for n in run if (found := ITEM.match(n.source)))


def set_number(node: Node, digits: str, below: list[Node], columns: Mapping[tuple[int, int], int]) -> None:
    """Writes a number before an item; what is nested by its content column moves along where the width changes.

    `columns` say how the list's items stand: where others with as wide a number keep the column, so does this one.
    """
    found = _ORDERED.match(node.source)
    if found is None or found["digits"] == digits:
        return
    old_column = content_column(node.source)
    source = node.source[: found.start("digits")] + digits + node.source[found.end("digits") :]
    delta = len(digits) - len(found["digits"])
    if delta:
        source = _as_the_others_stand(source, old_column, delta, columns)
    delta = content_column(source) - old_column
    node.source = shifted(source, delta, old_column, first=False)
    node.renumbered = not node.fresh
    for nested in below:
        shift(nested, delta, old_column)


def _as_the_others_stand(source: str, column: int, delta: int, columns: Mapping[tuple[int, int], int]) -> str:
    """Keeps the content's column by taking from the blanks behind the number, where the list's other items do so."""
    found = ITEM.match(source)
    if found is None or not columns.get((len(found["marker"]), column)):
        return source
    pad = len(found["pad"]) - delta
    if "\t" in found["pad"] or pad < 1:
        return source
    return source[: found.start("pad")] + " " * pad + source[found.end() :]


def shift(node: Node, delta: int, column: int = 0) -> None:
    """Moves a nested row's lines by some columns, where they are indented to `column` at least."""
    if not delta:
        return
    source = shifted(node.source, delta, column, first=True)
    if source == node.source:
        return
    node.source = source
    node.renumbered = not node.fresh
    if node.layout == "prose" and node.pattern.isdigit():
        node.dialect = f"prose:{max(0, int(node.pattern) + delta)}"


def shifted(source: str, delta: int, column: int, *, first: bool) -> str:
    """The lines of a source indented by `delta` columns more, those at `column` or behind it; blank ones never."""
    if not delta:
        return source
    lines, eols = EOL.split(source), [*EOL.findall(source), ""]
    out = []
    for i, line in enumerate(lines):
        text = line.lstrip(" \t")
        indent = width(line[: len(line) - len(text)])
        kept = not text or (not i and not first) or indent < column
        out.append((line if kept else " " * max(0, indent + delta) + text) + eols[i])
    return "".join(out)
