"""The last gate: whatever was built, only the listed tags, attributes, classes and addresses leave it."""

import re
from collections.abc import Callable

import nh3
from pygments.token import STANDARD_TYPES

from specs.document.rendering.links import encoded, is_followed, is_own_image

TAGS = {
    "a", "blockquote", "br", "code", "dd", "del", "details", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4",
    "h5", "h6", "hr", "img", "input", "ins", "kbd", "li", "ol", "p", "pre", "s", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES: dict[str, set[str]] = {
    "*": set(),
    "a": {"href"},
    "img": {"src", "alt"},
    "input": {"type", "checked", "disabled"},
    "ol": {"start"},
    "li": {"id", "value"},
    "sup": {"id"},
    "td": {"align"},
    "th": {"align"},
    "details": {"open"},
    **{f"h{level}": {"id"} for level in range(1, 7)},
}
ALERTS = ("note", "tip", "important", "warning", "caution")
CLASSES = {
    "span": {name for name in STANDARD_TYPES.values() if name} | {"info", "target", "rest", "quiet", "again", "mixed"},
    "p": {"quiet", "surplus", "markdown-alert-title"},
    "div": {"markdown-alert", *(f"markdown-alert-{kind}" for kind in ALERTS)},
    "ul": {"footnotes"},
}
PREFIX = "t-"
_CONDITIONS: dict[str, Callable[[str], object]] = {
    "href": is_followed,
    "src": is_own_image,
    "type": {"checkbox"}.__contains__,
    "align": {"left", "right", "center"}.__contains__,
    "start": re.compile("[0-9]{1,9}").fullmatch,
    "value": re.compile("[0-9]{1,9}").fullmatch,
}


def _filtered(_tag: str, name: str, value: str) -> str | None:
    """An attribute's value as it leaves, or None if it does not."""
    if name == "href" and is_followed(value):
        return f"#{PREFIX}{encoded(value[1:])}" if value[0] == "#" else encoded(value)
    return value if name not in _CONDITIONS or _CONDITIONS[name](value) else None


def sanitised(html: str) -> str:
    """The HTML with everything that is not allowed taken away (security: part 4)."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_filtered,
        clean_content_tags=set(),
        url_schemes={"http", "https", "mailto"},
        allowed_classes=CLASSES,
        id_prefix=PREFIX,
        link_rel="noopener noreferrer nofollow",
    )
