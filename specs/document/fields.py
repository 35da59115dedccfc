"""Fields of a row as spans of its source, and their values.

The source is the truth. `spans` finds where each field stands, `fields` reads it, `spliced` puts another value there.
A row's `dialect` is `layout:pattern`, so that a stored row can be read without its document.
"""

import re
from functools import lru_cache
from itertools import pairwise

from specs.document.patterns import compiled

ITEM = re.compile(r"(?P<indent>[ \t]*)(?P<marker>[-*+]|[0-9]{1,9}[.)])(?P<pad>[ \t]+|(?=[\r\n]|\Z))")
_HEADING = re.compile(r"[ \t]{0,3}(?P<hashes>#{1,6})(?:[ \t]+|(?=[\r\n]|\Z))")
_CLOSING = re.compile(r"[ \t]#+[ \t]*\Z")
_FENCE = re.compile(r"(?P<indent>[ \t]*)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>[^\r\n]*)")
_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?(?:[-*+][ \t]+)?")
_PICTURE = "[\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff\ufe0f\u200d\u20e3]"
_OUTLINE = re.compile(
    rf"(?:{_PICTURE}+[ \t]*)?(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{0,4}}[.):]?[ \t]+)?(?:{_PICTURE}+[ \t]*)?(?=[^ \t])",
    re.ASCII,
)
_EOL = re.compile(r"\r\n|\n|\r")
_BREAK = re.compile(r"[ \t]*+(?:\\|<br[ \t]*/?>)\Z", re.I)
_BLANKS = " \t\r\n"

Span = tuple[int, int]


def width(text: str, column: int = 0) -> int:
    """The column after `text`, tabs being stops of four."""
    for char in text:
        column = column + 4 - column % 4 if char == "\t" else column + 1
    return column


def _trimmed(source: str, start: int, end: int) -> Span:
    while end > start and source[end - 1] in _BLANKS:
        end -= 1
    while start < end and source[start] in _BLANKS:
        start += 1
    return start, end


def _line_end(source: str, start: int) -> int:
    found = _EOL.search(source, start)
    return found.start() if found else len(source)


def content_column(source: str) -> int:
    """The column at which an item's content stands."""
    found = ITEM.match(source)
    if not found:
        return 0
    column = width(found["indent"] + found["marker"])
    pad = width(found["pad"], column) - column
    return column + (pad if 1 <= pad <= 4 else 1)


def indent_of(source: str) -> int:
    return width(source[: len(source) - len(source.lstrip(" \t"))])


def head_start(layout: str, source: str) -> int:
    """Where the pattern of a row begins: behind marker, quote sign, or hashes and a heading's number and picture."""
    if layout == "item":
        found = ITEM.match(source)
        return found.end() if found else 0
    if layout == "heading":
        start = title_start(source)
        return start + outlined(source[start : start + 200])
    if layout == "quote":
        found = _QUOTE.match(source)
        return found.end() if found else 0
    return len(source) - len(source.lstrip(" \t"))


def title_start(source: str) -> int:
    """Where the words of a heading begin."""
    found = _HEADING.match(source)
    return found.end() if found else len(source) - len(source.lstrip(" \t"))


def outlined(title: str) -> int:
    """How much of a heading is its number in the outline, such as `3.1`, or a picture before its words."""
    found = _OUTLINE.match(title, 0, 200)
    return found.end() if found else 0


def head_end(layout: str, source: str) -> int:
    """Where it ends: the source's end, but the line's in a heading, less its closing hashes."""
    if layout != "heading":
        return len(source)
    end = _line_end(source, 0)
    start = title_start(source)
    if _HEADING.match(source):
        closing = _CLOSING.search(source, start, end)
        if closing:
            return closing.start()
        if source[start:end].strip(" \t#") == "":
            return start
    else:  # setext: the paragraph above the underline
        lines = [m.start() for m in _EOL.finditer(source)]
        return lines[-1] if lines else end
    return end


def _pattern_spans(layout: str, pattern: str, source: str) -> dict[str, Span]:
    start, end = head_start(layout, source), head_end(layout, source)
    if layout == "heading" and pattern == "{title}":
        return {"title": _trimmed(source, title_start(source), end)}
    found = compiled(pattern, whole_line=layout == "heading").match(source, start, end)
    if not found:
        return {}
    spans = {name: found.span(name) for name in found.groupdict() if name not in ("n", "word")}
    return {name: span if name == "done" else _trimmed(source, *span) for name, span in spans.items()}


def cell_spans(line: str) -> list[Span]:
    """The cells of a table's line, split at pipes that are not escaped, trimmed."""
    start, end = _trimmed(line, 0, len(line))
    if start < end and line[start] == "|":
        start += 1
    cuts, at = [start], start
    escaped = False
    while at < end:
        char = line[at]
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "|":
            cuts.append(at + 1)
        at += 1
    if cuts[-1] >= end and len(cuts) > 1:
        cuts.pop()
        end -= 1
        cuts.append(end + 1)
    else:
        cuts.append(end + 1)
    return [_trimmed(line, a, b - 1) for a, b in pairwise(cuts)]


def _cells(columns: str, source: str) -> dict[str, Span]:
    spans = cell_spans(source)
    found = {name: spans[i] for i, name in enumerate(columns.split(",")) if name and i < len(spans)}
    if "uid" in found:
        found["uid"] = _unmarked(source, *found["uid"])
    return found


def _unmarked(source: str, start: int, end: int) -> Span:
    """A cell less the emphasis, code marks or brackets around all of it."""
    while end - start > 2 and source[start] + source[end - 1] in ("**", "__", "``", "[]"):
        start, end = start + 1, end - 1
    return start, end


def line_spans(source: str) -> list[Span]:
    """Start and end of each line, without its terminator."""
    out, at = [], 0
    for found in _EOL.finditer(source):
        out.append((at, found.start()))
        at = found.end()
    out.append((at, len(source)))
    return out


def _fence(pattern: str, source: str) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    lines = line_spans(source)
    if pattern:
        found = caption().match(source, *lines[0])
        if found:
            spans["label"] = _trimmed(source, *found.span("label"))
    for at, (start, end) in enumerate(lines):
        opening = _FENCE.match(source, start, end)
        if opening:
            spans |= _fence_spans(source, opening, lines[at + 1 :])
            break
    return spans


def _fence_spans(source: str, opening: re.Match[str], body: list[Span]) -> dict[str, Span]:
    """Language and code; an empty fence has its code, without a line of its own, where the closing mark begins."""
    begin = opening.start("info")
    language = (begin, begin + len(opening["info"].split(None, 1)[0]) if opening["info"].strip() else begin)
    if not body:
        return {"lang": language, "text": (len(source), len(source))}
    closing = source[slice(*body[-1])].strip(" \t")
    closed = set(closing) == {opening["mark"][0]} and len(closing) >= len(opening["mark"])
    if not closed:
        return {"lang": language, "text": (body[0][0], body[-1][1])}
    if len(body) == 1:
        return {"lang": language, "text": (body[0][0], body[0][0])}
    return {"lang": language, "text": (body[0][0], body[-2][1])}


@lru_cache(maxsize=1)
def caption() -> re.Pattern[str]:
    """`Request:`, `**Response 200**:`, `*Body*:`, also without a colon in bold."""
    return re.compile(
        r"[ \t]*(?:#{4,6}[ \t]+)?[*_]{0,3}(?P<label>[^*_:：\r\n`]{1,60}?)"
        r"(?:[ \t]*[:：][*_]{0,3}|[*_]{1,3}[ \t]*[:：]?)[ \t]*\Z"
    )


def _prose(source: str) -> dict[str, Span]:
    end = len(source)
    while end and source[end - 1] in _BLANKS:
        end -= 1
    return {"text": (0, end)}


def spans(kind: str, dialect: str, source: str) -> dict[str, Span]:
    """Where each field of the row stands in its source; fields it has none of are missing."""
    layout, _, pattern = dialect.partition(":")
    if layout == "prose":
        return _prose(source)
    if layout == "cell":
        return _cells(pattern, source)
    if layout == "fence":
        return _fence(pattern, source)
    if layout in ("table", "delimiter"):
        return {}
    found = _pattern_spans(layout, pattern, source)
    return _unbroken(found, source) if kind == "meta" else found


def _unbroken(found: dict[str, Span], source: str) -> dict[str, Span]:
    """A metadata line's value less the hard line break (`\\` or `<br>`) that keeps it off the next line."""
    if "text" in found:
        start, end = found["text"]
        # A value of nothing but a break stays as it is.
        ending = _BREAK.search(source, max(start, end - 12), end)
        if ending and ending.start() > start:
            found["text"] = (start, ending.start())
    return found


def _undented(raw: str, column: int) -> str:
    """Lines after the first less up to `column` columns of indentation; line ends become LF."""
    first, *others = _EOL.split(raw)
    return "\n".join([first, *(_less_indent(line, column) for line in others)])


def _less_indent(line: str, column: int) -> str:
    """A line less that many columns of blanks; a tab that reaches further leaves its rest as spaces."""
    taken = at = 0
    while at < len(line) and line[at] in " \t" and taken < column:
        taken = width(line[at], taken)
        at += 1
    return " " * (taken - column) + line[at:]


def text_column(dialect: str, source: str) -> int:
    """The column at which lines of a row's text after the first are indented."""
    layout, _, pattern = dialect.partition(":")
    if layout == "item":
        return content_column(source)
    if layout == "prose":
        return int(pattern or 0)
    if layout == "fence":
        return _fence_indent(source)
    return indent_of(source) if layout == "para" else 0


def _fence_indent(source: str) -> int:
    for line in _EOL.split(source):
        found = _FENCE.match(line)
        if found:
            return width(found["indent"])
    return 0


def value_of(dialect: str, source: str, name: str, span: Span) -> str:
    """The value of the field at `span`, as a person would type it."""
    raw = source[span[0] : span[1]]
    layout = dialect.partition(":")[0]
    if layout == "cell":
        return raw.replace("\\|", "|")
    if name != "text":
        return _EOL.sub(" ", raw)
    if layout == "quote":
        return _EOL.sub("\n", raw)
    column = text_column(dialect, source)
    if layout in ("prose", "fence"):
        return _undented("\n" + raw, column)[1:]
    return _undented(raw, column)


def fields(kind: str, dialect: str, source: str) -> dict[str, str]:
    """The values of a row's fields, by name; a field without a place in the line is missing."""
    found = spans(kind, dialect, source)
    values = {name: value_of(dialect, source, name, span) for name, span in found.items()}
    if "done" in values:
        values["done"] = "x" if values["done"].lower() == "x" else " "
    return values
