"""How the first characters of a line tell which block begins there (CommonMark 0.31, sections 4 and 5; GFM, 4.10)."""

import re
from dataclasses import dataclass

ATX = re.compile(r"(#{1,6})(?:[ \t]++|\Z)")
ATX_END = re.compile(r"(?:\A|(?<=[ \t]))#++\Z")
FENCE = re.compile(r"(`{3,}+)([^`]*+)\Z|(~{3,}+)(.*+)\Z")
FENCE_END = re.compile(r"(`{3,}+|~{3,}+)[ \t]*+\Z")
RULE = re.compile(r"(?:(?:\*[ \t]*+){3,}+|(?:-[ \t]*+){3,}+|(?:_[ \t]*+){3,}+)\Z")
SETEXT = re.compile(r"(?:=++|-++)[ \t]*+\Z")
BULLET = re.compile(r"[-+*](?=[ \t]|\Z)")
NUMBER = re.compile(r"([0-9]{1,9})([.)])(?=[ \t]|\Z)")
NOTE = re.compile(r"\[\^([^\] \t\x00]+)\]:")
TASK = re.compile(r"[ \t]*+(?:[-+*]|[0-9]++[.)])[ \t]++\[([ xX])\](?=[ \t])")

_ELEMENTS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset"
    "|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav"
    "|noframes|ol|optgroup|option|p|param|section|source|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul"
)
_ATTRIBUTE = r"""[ \t\n]++[a-zA-Z_:][a-zA-Z0-9_.:-]*+(?:[ \t\n]*+=[ \t\n]*+(?:[^ \t\n"'=<>`]++|'[^']*+'|"[^"]*+"))?+"""
OPENING_TAG = rf"<[A-Za-z][A-Za-z0-9-]*+(?:{_ATTRIBUTE})*+[ \t\n]*+/?>"
CLOSING_TAG = r"</[A-Za-z][A-Za-z0-9-]*+[ \t\n]*+>"
_HTML_STARTS = (
    re.compile(r"<(?:script|pre|style|textarea)(?=[ \t>]|\Z)", re.I),
    re.compile(r"<!--"),
    re.compile(r"<\?"),
    re.compile(r"<![A-Za-z]"),
    re.compile(r"<!\[CDATA\["),
    re.compile(rf"</?(?:{_ELEMENTS})(?=[ \t]|/?>|\Z)", re.I),
    re.compile(rf"(?:{OPENING_TAG}|{CLOSING_TAG})[ \t]*+\Z"),
)
HTML_ENDS = (
    re.compile(r"</(?:script|pre|style|textarea)>", re.I),
    re.compile(r"-->"),
    re.compile(r"\?>"),
    re.compile(r">"),
    re.compile(r"\]\]>"),
)


def html_kind(text: str, *, in_paragraph: bool) -> int:
    """Which of the seven kinds of HTML block begins with this text, or 0. The seventh interrupts no paragraph."""
    if text[:1] != "<":
        return 0
    for kind, start in enumerate(_HTML_STARTS, 1):
        if start.match(text):
            return 0 if kind == 7 and in_paragraph else kind
    return 0


@dataclass(frozen=True, slots=True)
class Marker:
    """A list item's marker: its character, the number before it, and its width."""

    character: str
    number: int
    width: int


def list_marker(text: str, *, in_paragraph: bool) -> Marker | None:
    """The marker at the beginning of the text. Only an item that has content and number 1 interrupts a paragraph."""
    if found := BULLET.match(text):
        marker = Marker(found[0], 1, 1)
    elif found := NUMBER.match(text):
        marker = Marker(found[2], int(found[1]), found.end())
    else:
        return None
    if in_paragraph and (marker.number != 1 or not text[found.end() :].strip(" \t")):
        return None
    return marker
