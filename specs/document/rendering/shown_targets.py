"""Where links lead, said behind their text: what is approved is what is read, and a text may say anything.

The parts that a calm page may leave out have the class `rest`: in a draft the page shows a foreign host alone, where a
text is approved it shows everything.
"""

import re
from collections.abc import Iterator

from specs.document.rendering.links import is_followed
from specs.document.rendering.slugs import slug

TARGET, REST = "target", "target rest"
_WEB = re.compile(r"(https?://)([^/?#\\]*)(.*)", re.I | re.S)
_SCHEME = re.compile(r"https?://(?:www\.)?|mailto:", re.I)


def pieces(target: str, title: str, text: str, *, lead: str = " (", close: str = ")") -> Iterator[tuple[str, str]]:
    """What stands behind a link with this text: pieces, each with its class. None where the text says it all."""
    where = "" if _says(text, target) else target
    words = f'"{title}"' if title else ""
    if not where and not words:
        return
    web = _WEB.match(where)
    host = web[2] if web else ""
    if web and host.lower() not in text.lower():
        yield TARGET, lead
        yield REST, web[1]
        yield TARGET, host + _punycode(host)
        yield from ((REST, rest) for rest in [" ".join(filter(None, (web[3], words)))] if rest)
        yield TARGET, close
        return
    quiet = is_followed(target)
    whole = " ".join(filter(None, (where + _punycode(host), words)))
    yield REST if quiet else TARGET, f"{lead}{whole}{close}"


def _says(text: str, target: str) -> bool:
    """Whether the text of a link is its target, as far as a reader cares."""
    return _bare(text) == _bare(target) or (target[:1] == "#" and slug(text) == target[1:])


def _bare(address: str) -> str:
    return _SCHEME.sub("", address.strip(), count=1).removesuffix("/")


def _punycode(host: str) -> str:
    """A host of other letters than a to z, as it is asked for: `аpple.example` is `xn--pple-43d.example`."""
    if host.isascii():
        return ""
    return f" ‹{'.'.join(map(_label, host.split('.')))}›"


def _label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.lower().encode("punycode", "replace").decode("ascii")
