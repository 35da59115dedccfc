"""Addresses that become links without any markup (GFM 6.9)."""

import re

_URL = re.compile(r"(?:https?|ftp)://([^\s<]*+)", re.I)
_WWW = re.compile(r"www\.([^\s<]*+)", re.I)
_DOMAIN = re.compile(r"[\w-]++(?:\.[\w-]++)*+")
_ENTITY_END = re.compile(r"&[A-Za-z]+;\Z")
MAIL = re.compile(r"(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]++@(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))++")
_ENTITY_LONGEST = 40
_LAST = "?!.,:*_~'\""


def address_at(text: str, at: int) -> str | None:
    """The address that begins there, without the punctuation that ends its sentence."""
    is_www = text[at] in "wW"
    found = (_WWW if is_www else _URL).match(text, at)
    if found is None:
        return None
    domain = _DOMAIN.match(text, at if is_www else found.start(1))
    if domain is None or "_" in "".join(domain[0].split(".")[-2:]) or (is_www and "." not in domain[0][4:]):
        return None
    return trimmed(found[0])


def trimmed(address: str) -> str:
    """The address less the characters at its end that belong to the text around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while end:
        last = address[end - 1]
        if last in _LAST:
            end -= 1
        elif last == ")" and surplus > 0:
            end, surplus = end - 1, surplus - 1
        elif last == ";":
            found = _ENTITY_END.search(address, max(0, end - _ENTITY_LONGEST), end)
            end = found.start() if found else end - 1
        else:
            break
    return address[:end]


def is_mail(address: str) -> bool:
    """Whether what looks like a mail address has a domain with a dot and ends with a letter."""
    return "." in address.partition("@")[2] and address[-1].isalpha()
