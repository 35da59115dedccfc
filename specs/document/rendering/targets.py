"""Link definitions and the targets and titles of links (CommonMark 0.31, sections 4.7 and 6.3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from specs.document.rendering.entities import unescaped

_LABEL = re.compile(r"\[((?:[^\\\[\]]|\\.){0,999}+)\]", re.S)
_POINTED = re.compile(r"<((?:[^<>\n\\]|\\.)*+)>")
_PLAIN = re.compile(r"[^ \x00-\x1f\x7f()\\]++|\\[^ \x00-\x1f\x7f]|[()\\]")
_TITLE = re.compile(r""""((?:[^"\\]|\\.)*+)"|'((?:[^'\\]|\\.)*+)'|\(((?:[^()\\]|\\.)*+)\)""", re.S)
_SPACE = re.compile(r"[ \t]*+(?:\n[ \t]*+)?+")
_LINE_END = re.compile(r"[ \t]*+(?:\n|\Z)")
PARENTHESES = 32


def folded(label: str) -> str:
    """A link's label as it is compared: blanks collapsed, case folded."""
    return " ".join(label.split()).casefold()


def label_at(text: str, position: int) -> re.Match[str] | None:
    """The label in square brackets that begins there; it is not blank and has at most 999 characters."""
    found = _LABEL.match(text, position)
    return found if found and found[1].strip() else None


def destination_at(text: str, position: int) -> tuple[str, int] | None:
    """The target that begins there and the place behind it."""
    if text.startswith("<", position):
        found = _POINTED.match(text, position)
        return (unescaped(found[1]), found.end()) if found else None
    depth, end = 0, position
    while found := _PLAIN.match(text, end):
        if found[0] == "(":
            depth += 1
            if depth > PARENTHESES:
                return None
        elif found[0] == ")":
            if depth == 0:
                break
            depth -= 1
        end = found.end()
    return None if depth else (unescaped(text[position:end]), end)


def title_at(text: str, position: int) -> tuple[str, int] | None:
    """The title in quotes or parentheses that begins there and the place behind it."""
    found = _TITLE.match(text, position)
    return (unescaped(found[found.lastindex or 0]), found.end()) if found else None


def space_at(text: str, position: int) -> int:
    """The place behind the blanks there, of which one may be a line's end."""
    found = _SPACE.match(text, position)
    return found.end() if found else position


@dataclass(frozen=True, slots=True)
class Definition:
    """`[label]: target "title"`, and the place behind it in the text it was read from."""

    label: str
    target: str
    title: str
    end: int


def definition_at(text: str, position: int) -> Definition | None:
    """The link definition that begins there."""
    label = label_at(text, position)
    if label is None or not text.startswith(":", label.end()):
        return None
    start = space_at(text, label.end() + 1)
    found = destination_at(text, start)
    if found is None or found[1] == start:
        return None
    target, end = found
    line_end = _LINE_END.match(text, end)
    behind = space_at(text, end)
    title = title_at(text, behind) if behind > end else None
    title_end = _LINE_END.match(text, title[1]) if title else None
    if title and title_end:
        return Definition(folded(label[1]), target, title[0], title_end.end())
    return Definition(folded(label[1]), target, "", line_end.end()) if line_end else None


def leading_definitions(text: str) -> Iterator[Definition]:
    """The link definitions a paragraph begins with."""
    position = 0
    while found := definition_at(text, position):
        yield found
        position = found.end
