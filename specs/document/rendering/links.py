"""Where links may lead, and how their targets are written into the page."""

import re
from urllib.parse import quote

_FOLLOWED = re.compile(r"(?:https?://[^/?#]|mailto:[^/?#]|#)", re.I)
_OWN_IMAGE = re.compile(r"images/[0-9a-f]{64}\.(?:png|jpe?g|gif|webp|svg)\Z")
_SAFE = "!#$%&'()*+,-./:;=?@_~"


def encoded(target: str) -> str:
    """The target as ASCII: everything an address may not hold is percent-encoded; `%` stays as written."""
    return quote(target, safe=_SAFE, errors="replace")


def is_followed(target: str) -> bool:
    """Whether the page links there: http, https, mailto, or a place in the same text."""
    return _FOLLOWED.match(encoded(target)) is not None


def is_own_image(target: str) -> bool:
    """Whether the target names an image that was uploaded here: by its hash, beside the text."""
    return _OWN_IMAGE.match(target) is not None


def name_of(target: str) -> str:
    """The last part of a target's path, by which a picture is named."""
    path = re.split("[?#]", target, maxsplit=1)[0]
    return path.rstrip("/").rsplit("/", 1)[-1] or target
