"""Addresses that become links without any markup (GFM 6.9)."""

import re

_ADDRESS = re.compile(r"(?:(?:https?|ftp)://|www\.)(?P<domain>[^\W_][\w-]*+(?:\.[\w-]++)*+)[^\s<]*+", re.I)
_ENTITY_END = re.compile(r"&[A-Za-z]+;\Z")
MAIL = re.compile(r"(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]++@(?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9]))++")
_ENTITY_LONGEST = 40
_LAST = "?!.,:*_~'\""


def address_at(text: str, at: int) -> str | None:
    """The address that begins there, without the punctuation that ends its sentence."""
    found = _ADDRESS.match(text, at)
    if found is None or "_" in "".join(found["domain"].split(".")[-2:]):
        return None
    return trimmed(found[0])


def trimmed(address: str) -> str:
    """The address less the characters at its end that belong to the text around it."""
    surplus = address.count(")") - address.count("(")
    end = len(address)
    while True:
        last = address[end - 1]
        if last in _LAST:
            end -= 1
        elif last == ")" and surplus > 0:
            end, surplus = end - 1, surplus - 1
        elif last == ";":
            found = _ENTITY_END.search(address, max(0, end - _ENTITY_LONGEST), end)
            end = found.start() if found else end - 1
        else:
            return address[:end]


def is_mail(address: str) -> bool:
    """Whether what looks like a mail address has a domain with a dot and ends with a letter."""
    return "." in address.partition("@")[2] and address[-1].isalpha()
