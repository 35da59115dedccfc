"""The chain of records as bytes: canonical form, hash, and the check that nothing in it was changed. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64
_PREFIX = b"specroom-record-1\n"


def canonical(value: Any) -> bytes:
    """RFC 8785 for strings, integers, booleans, null, lists and objects with ASCII keys; text is left as it is.

    Raises ValueError for anything else, lone surrogates included.
    """
    _check(value)
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def _check(value: Any) -> None:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"not an ASCII key: {key!r}")
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    elif not isinstance(value, str | int | None):
        raise ValueError(f"has no canonical form: {value!r}")


def digest(data: bytes) -> str:
    """A record's hash: of its stored bytes, never of anything written again."""
    return hashlib.sha256(_PREFIX + data).hexdigest()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Link:
    """A record as stored: the columns beside the bytes are checked against them."""

    n: int
    kind: str
    data: bytes
    hash: str
    prev: str


@dataclass(frozen=True, slots=True)
class Break:
    n: int
    message: str


def breaks(links: Sequence[Link], *, spec: str, instance: str, head: str = "") -> list[Break]:
    """Everything that does not fit, in order; nothing if the chain holds. `head` is a hash known from elsewhere."""
    out: list[Break] = []
    prev = FIRST
    for expected, link in enumerate(links, start=1):
        out += [Break(expected, message) for message in _faults(link, expected, prev, spec, instance)]
        prev = digest(link.data)
    if head and head not in {link.hash for link in links}:
        out.append(Break(len(links), "the head known from elsewhere is not in this chain"))
    return out


def _faults(link: Link, expected: int, prev: str, spec: str, instance: str) -> Iterable[str]:
    if link.hash != digest(link.data):
        yield "the bytes are not those that were hashed"
    try:
        inside = json.loads(link.data)
        in_form = isinstance(inside, dict) and canonical(inside) == link.data
    except (ValueError, RecursionError):
        in_form = False
    if not in_form:
        yield "the bytes are no record in canonical form"
        return
    claims = (("n", expected), ("kind", link.kind), ("prev", prev), ("spec", spec), ("instance", instance))
    for name, value in claims:
        if inside.get(name) != value:
            yield f"{name} is {inside.get(name)!r}, not {value!r}"
    if link.n != expected or link.prev != prev:
        yield "a record was removed, added or moved"
