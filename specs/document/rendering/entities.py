"""Character references and backslash escapes in texts that hold no other markup: targets, titles, info strings."""

import re
from html.entities import html5

from specs.document.rendering.invisible import shown_control

ENTITY = re.compile(r"&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));")
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
_ESCAPE_OR_ENTITY = re.compile(rf"\\([{re.escape(PUNCTUATION)}])|{ENTITY.pattern}")


def character(decimal: str | None, hexadecimal: str | None, name: str | None) -> str | None:
    """What a character reference stands for; None if it names nothing. Control characters come as visible marks."""
    if name is not None:
        return html5.get(name + ";")
    code = int(decimal) if decimal else int(hexadecimal or "0", 16)
    if code == 0 or code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return shown_control(chr(code))


def resolved(text: str) -> str:
    """The text with its character references resolved; what names nothing stays."""
    return ENTITY.sub(lambda found: character(*found.groups()) or found[0], text)


def _plain(found: re.Match[str]) -> str:
    if found[1]:
        return found[1]
    decoded = character(found[2], found[3], found[4])
    return found[0] if decoded is None else decoded


def unescaped(text: str) -> str:
    """The text with its escapes and character references resolved."""
    return _ESCAPE_OR_ENTITY.sub(_plain, text) if "\\" in text or "&" in text else text
