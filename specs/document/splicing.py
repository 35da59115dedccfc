"""Puts another value where a field stands in a row's source (rule 6), and nothing else."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from specs.document.alignment import common
from specs.document.drafts import EOL, with_ends_of
from specs.document.fields import fields, spans, text_column, value_of, width
from specs.document.patterns import FIELDS, STORED, compiled, filled, names
from specs.document.rows import Refused
from specs.document.template import KINDS

Span = tuple[int, int]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FENCE_MARK = re.compile(r"(?m)^[ \t]*(`{3,}|~{3,})")
_PIPE = re.compile(r"(?<!\\)((?:\\\\)*)\|")


def spliced(kind: str, dialect: str, source: str, changes: Mapping[str, str], eol: str) -> str:
    """The source with other values in the spans of the changed fields, from right to left; all have a span."""
    found = spans(kind, dialect, source)
    before = fields(kind, dialect, source)
    layout = dialect.partition(":")[0]
    wanted = {name: value for name, value in changes.items() if before.get(name) != value}
    for name in sorted(wanted, key=lambda name: found[name], reverse=True):
        raw = _encoded(_Spot(dialect, source, found[name], eol), name, wanted[name])
        source = source[: found[name][0]] + raw + source[found[name][1] :]
    if layout == "fence" and "text" in wanted:
        return outgrown(source, wanted["text"])
    return source if layout == "cell" or all(wanted.values()) else source.rstrip(" \t")


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a value goes: a span of a source of some dialect, among lines that end like `eol`."""

    dialect: str
    source: str
    span: Span
    eol: str


def _encoded(spot: _Spot, name: str, value: str) -> str:
    layout = spot.dialect.partition(":")[0]
    source, span = spot.source, spot.span
    if layout == "cell":
        return padded(source, span, with_pipes_escaped(value))
    if name == "done":
        return value
    if name != "text" or layout in ("heading", "quote", "meta"):
        return _apart(source, span, value) if name == "text" else value
    if layout == "fence":
        return _code(spot, value)
    raw = _lines(spot, value)
    return _apart(source, span, raw) if layout != "prose" else raw


def with_pipes_escaped(value: str) -> str:
    """A cell's text as it stands in its line."""
    return _PIPE.sub(r"\1\\|", value)


def padded(source: str, span: Span, cell: str) -> str:
    """A cell's text with the blanks it needs where its pipes stand close."""
    empty = cell and span[0] == span[1]
    left = " " if empty and source[span[0] - 1 : span[0]] == "|" else ""
    right = " " if (empty or cell.endswith("\\")) and source[span[1] : span[1] + 1] == "|" else ""
    return left + cell + right


def _apart(source: str, span: Span, text: str) -> str:
    """Text after its label or marker, with the blank between them that an empty text may have lacked."""
    before = source[span[0] - 1 : span[0]]
    return f" {text}" if text and before and before not in " \t\r\n>" else text


def _code(spot: _Spot, value: str) -> str:
    source, span, eol = spot.source, spot.span, spot.eol
    raw = _lines(spot, value) if value else ""
    at_line_start = not span[0] or source[span[0] - 1] in "\r\n"
    if value and span[0] == span[1]:
        if not at_line_start:
            return eol + raw
        if source[span[1] : span[1] + 1] not in ("\r", "\n", ""):
            return raw + eol
    return raw


def outgrown(source: str, code: str) -> str:
    """The fence with longer marks, where its code holds a line of marks as long."""
    marks = list(_FENCE_MARK.finditer(source.replace("\r", "\n")))
    mark = marks[0][1]
    inner = [found[1] for found in _FENCE_MARK.finditer(code) if found[1][0] == mark[0]]
    longest = max(map(len, inner), default=0)
    if longest < len(mark):
        return source
    more = mark[0] * (longest + 1 - len(mark))
    closing = marks[-1] if len(marks) >= len(inner) + 2 else None
    if closing is not None:
        source = source[: closing.end(1)] + more + source[closing.end(1) :]
    return source[: marks[0].end(1)] + more + source[marks[0].end(1) :]


def _lines(spot: _Spot, value: str) -> str:
    """A text of several lines, indented as its row needs it. Lines that stay keep their own bytes."""
    raw = spot.source[slice(*spot.span)]
    old_raw = EOL.split(raw)
    old, new = value_of(spot.dialect, spot.source, "text", spot.span).split("\n"), value.split("\n")
    indent = _indent(old_raw, text_column(spot.dialect, spot.source))
    whole = spot.dialect.startswith(("prose", "fence"))
    fixed = 0 if whole else 1
    head = common(old, new)
    tail = common(old[max(head, fixed) :][::-1], new[max(head, fixed) :][::-1])
    out = [indent + line if line and (i or whole) else line for i, line in enumerate(new)]
    out[:head] = old_raw[:head]
    if tail:
        out[-tail:] = old_raw[-tail:]
    return with_ends_of(raw, "\n".join(out), spot.eol)


def _indent(lines: list[str], column: int) -> str:
    """The indent of the text's own further lines, tabs and all, where it is just as wide; else spaces."""
    for line in lines[1:]:
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if line.strip(" \t") and width(indent) == column:
            return indent
    return " " * column


def placeholders(pattern: str) -> dict[str, str]:
    """The placeholders of a pattern by the field they hold."""
    return {STORED.get(name, name): name for name in _PLACEHOLDER.findall(pattern)}


def accepts(pattern: str, values: Mapping[str, str]) -> str | None:
    """The first field whose value does not fit its place in the pattern."""
    for name, placeholder in placeholders(pattern).items():
        if name in ("n", "word", "text"):
            continue
        if not re.fullmatch(FIELDS[placeholder], values.get(name, ""), re.ASCII):
            return name
    return None


def fitting(kind: str, layout: str, values: Mapping[str, str], like: str) -> str:
    """The pattern that has places for exactly these values, the most like the one at hand.

    Raises Refused naming the field that does not fit where there is none.
    """
    wanted = frozenset(name for name, value in values.items() if value)
    patterns = KINDS[kind].patterns.get(layout, ())
    holding = [p for p in patterns if names(p) == wanted or names(p) == wanted | {"text"}]
    fits = [p for p in holding if accepts(p, values) is None]
    if fits:
        return max(fits, key=lambda p: (p == like, _likeness(p, like), names(p) == wanted))
    bad = accepts(holding[0], values) if holding else None
    if bad is None:
        raise Refused(_unwritable(kind, wanted))
    raise Refused(_misfit(kind, bad, values[bad]), field=bad)


def _unwritable(kind: str, wanted: frozenset[str]) -> str:
    label = KINDS[kind].label
    if not wanted:
        return f"{label}: nothing is filled in yet."
    named = ", ".join(field.label.lower() for field in KINDS[kind].fields if field.name in wanted)
    return f"{label}: there is no line that holds {named} and nothing else."


def _likeness(pattern: str, like: str) -> int:
    """How many of the marks before the first field and before the text two patterns have in common."""
    return 0 if like == "{text}" else sum(a == b for a, b in zip(_marks(pattern), _marks(like), strict=True))


def _marks(pattern: str) -> tuple[str, str]:
    last = pattern.rindex("{") if "{" in pattern else 0
    return pattern.partition("{")[0], pattern[pattern.rfind("}", 0, last) + 1 :]


def _misfit(kind: str, name: str, value: str) -> str:
    label = KINDS[kind].field(name).label
    if name == "uid":
        return f"“{value}” is no id: write letters and a number, such as FR-1."
    if name == "method":
        return f"“{value}” is no HTTP method."
    if name == "path":
        return "A path has no blanks, backquotes or asterisks."
    return f"{label} “{value}” cannot stand in that line: too long, or a colon, star, pipe or backquote in it."


def unedited(pattern: str, head: str, *, whole_line: bool) -> dict[str, str]:
    """What stands in the places of a pattern that are read but never edited: the number and word of a phase."""
    found = compiled(pattern, whole_line=whole_line).match(head)
    groups = found.groupdict() if found else {}
    return {name: groups[name] for name in ("n", "word") if name in groups}


def redrawn(pattern: str, values: Mapping[str, str]) -> str:
    """The head of a row by the pattern; an empty text leaves no blank behind."""
    return filled(pattern, values)
