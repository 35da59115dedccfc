"""Which raw HTML survives: well-formed tags that are listed, with listed attributes. All else is shown as text."""

import html
import re
from collections.abc import Callable

from specs.document.rendering.entities import resolved
from specs.document.rendering.escaping import literal
from specs.document.rendering.invisible import blanks_counted
from specs.document.rendering.links import is_followed
from specs.document.rendering.starts import CLOSING_TAG, OPENING_TAG

INLINE = frozenset({"a", "br", "code", "del", "em", "ins", "kbd", "s", "strong", "sub", "sup"})
BLOCKS = frozenset({
    "blockquote", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p",
    "pre", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
})  # fmt: skip
VOID = frozenset({"br", "hr"})
DEPTH = 100
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}, "details": {"open"}}
_VALUES: dict[str, Callable[[str], object]] = {
    "href": is_followed,
    "start": re.compile("[0-9]{1,9}").fullmatch,
    "align": {"left", "right", "center"}.__contains__,
    "open": {"", "open"}.__contains__,
}
_TAG = re.compile(f"{OPENING_TAG}|{CLOSING_TAG}")
_COMMENT = re.compile(r"\s*+<!--(?:(?!-->).)*+-->\s*+", re.S)
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")
_ATTRIBUTE = re.compile(
    r"""[ \t\n]++([a-zA-Z_:][a-zA-Z0-9_.:-]*+)(?:[ \t\n]*+=[ \t\n]*+(?:([^ \t\n"'=<>`]++)|'([^']*+)'|"([^"]*+)"))?+"""
)


class RawTags:
    """Follows the raw tags of one text from its beginning, so that closing tags only close what raw tags opened."""

    def __init__(self, *, blocks: bool = True) -> None:
        self.allowed = INLINE | BLOCKS if blocks else INLINE
        self.open: list[str] = []

    def shown(self, tag: str) -> str:
        """A tag as it goes into the page: itself in a plain form, or its text."""
        found = _NAME.match(tag)
        name = found[1].lower() if found else ""
        if found is None or name not in self.allowed:
            return literal(tag)
        if tag[1] == "/":
            return self.closing(name, tag)
        attributes = allowed_attributes(name, tag[found.end() :])
        if attributes is None or len(self.open) >= DEPTH:
            return literal(tag)
        if name not in VOID:
            self.open.append(name)
        return f"<{name}{attributes}>{_target(attributes)}"

    def shows(self, tag: str) -> bool:
        """Whether this is a tag that is not shown itself, at its beginning or its end."""
        return self.shown(tag.replace("</", "<", 1))[0] == "<"

    def closing(self, name: str, tag: str) -> str:
        if name not in self.open:
            return literal(tag)
        while self.open.pop() != name:
            pass
        return f"</{name}>"

    def block(self, text: str) -> str:
        """An HTML block as it goes into the page. Without any tag that survives it is a paragraph of its lines."""
        parts, end, survived = [], 0, False
        while (at := text.find("<", end)) >= 0:
            found, before = _TAG.match(text, at), self.text(text[end:at])
            shown = self.shown(found[0]) if found else literal("<")
            survived = survived or shown[0] == "<"
            parts += [before, shown]
            end = found.end() if found else at + 1
        whole = "".join([*parts, self.text(text[end:])])
        if survived:
            return whole
        quiet = ' class="quiet"' if _COMMENT.fullmatch(text) else ""
        return f"<p{quiet}>" + whole.replace("\n", "<br>\n") + "</p>"

    def text(self, text: str) -> str:
        """The text between tags; within `<pre>` no blanks collapse, so long runs are counted."""
        found = resolved(text)
        return literal(blanks_counted(found) if "pre" in self.open else found)


def allowed_attributes(name: str, text: str) -> str | None:
    """The attributes of a tag in plain form, or None if one of them is not allowed or would not be seen."""
    shown: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        key = found[1].lower()
        value = resolved(found[2] or found[3] or found[4] or "")
        if key in shown or key not in _ATTRIBUTES.get(name, set()) or not _VALUES[key](value):
            return None
        shown[key] = f' {key}="{html.escape(value)}"'
    return "".join(shown.values())


def _target(attributes: str) -> str:
    """Where a raw link leads, said at its beginning: its end may never come."""
    if not attributes.startswith(' href="'):
        return ""
    target = html.unescape(attributes[7:-1])
    return f'<span class="target rest">{literal(f"({target})")}</span> '
