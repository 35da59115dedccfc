"""What versions look like, and how they count on."""

import re

_LONGEST = 32
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,32}", re.ASCII)


def is_version(text: str) -> bool:
    return bool(_VERSION.fullmatch(text))


def next_version(version: str) -> str:
    """1.0 gives 1.1, 2.3.9 gives 2.3.10, v2 gives v3; what ends in no number gets `.1`. Never longer than a version."""
    following = _next(version)
    return following if len(following) <= _LONGEST else next_version(following[: _LONGEST // 2])


def _next(version: str) -> str:
    found = re.fullmatch(r"(.*?)([0-9]+)", version, re.ASCII)
    if not found:
        return f"{version or '1'}.1"
    if "." not in version and found[1] == "":
        return f"{version}.1"
    return f"{found[1]}{int(found[2]) + 1}"


def next_major(version: str) -> str:
    """1.3 gives 2.0, v2 gives v3.0; what begins with no number counts on as ever."""
    found = re.match(r"([^0-9]*)([0-9]+)", version, re.ASCII)
    return f"{found[1]}{int(found[2]) + 1}.0" if found else next_version(version)
