"""What a page may say, field by field. Anything else closes its connection."""

import json
import re
from collections.abc import Callable
from typing import Any, NoReturn

from specs.live.closing import MALFORMED, SIZE, Closing

Said = dict[str, Any]
Check = Callable[[Any], bool]
#: Bytes of one message.
LARGEST = 300_000
_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8}", re.ASCII)
_HIGHEST = 2**53


def _number(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _HIGHEST


def _key(value: Any) -> bool:
    return isinstance(value, str) and _KEY.fullmatch(value) is not None


def _word(longest: int) -> Check:
    return lambda value: isinstance(value, str) and 0 < len(value) <= longest


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _flag(value: Any) -> bool:
    return type(value) is bool


def _ref(value: Any) -> bool:
    return _number(value) or _word(64)(value)


def _list(value: Any) -> bool:
    return isinstance(value, list)


def _at(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {"anchor", "head"} and all(map(_number, value.values()))


Fields = tuple[dict[str, Check], dict[str, Check]]
#: By kind, the fields it must have, and those it may have besides.
KINDS: dict[str, Fields] = {
    "ping": ({}, {}),
    "watch": ({"spec": _key, "after": _number}, {}),
    "unwatch": ({"spec": _key}, {}),
    "list": ({}, {}),
    "unlist": ({}, {}),
    "here": ({"spec": _key}, {"section": _or_null(_word(80)), "row": _or_null(_number), "open": _flag}),
    "push": ({"text": _number, "base": _number, "c": _word(64), "n": _number, "ch": _list}, {}),
    "leave": ({"text": _number}, {}),
    "caret": ({"text": _number, "version": _number, "at": _or_null(_at)}, {}),
}
_OPEN_ROW: Fields = ({"ref": _ref, "spec": _key, "row": _number, "field": _word(40)}, {"carry": _or_null(_ref)})
_OPEN_TEXT: Fields = ({"ref": _ref, "text": _number, "version": _number}, {})


def parse(text: str) -> Said:
    """The message as it was sent. Raises Closing for what is none, or is too large."""
    if len(text) > LARGEST or len(text.encode("utf-8", "surrogatepass")) > LARGEST:
        raise Closing(SIZE, "a message over 300 kB")
    try:
        said = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise Closing(MALFORMED, "not JSON") from error
    if not isinstance(said, dict) or not isinstance(said.get("m"), str):
        raise Closing(MALFORMED, "not a message")
    _check_fields(said)
    if "\\u" in text:
        _check_surrogates(said)
    return said


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _check_fields(said: Said) -> None:
    kind = said["m"]
    known = KINDS.get(kind)
    if kind == "open":
        known = _OPEN_TEXT if "text" in said else _OPEN_ROW
    if known is None:
        raise Closing(MALFORMED, "an unknown kind of message")
    needed, besides = known
    for name, value in said.items():
        check = needed.get(name) or besides.get(name)
        if name != "m" and (check is None or not check(value)):
            raise Closing(MALFORMED, f"{kind}: a field that is wrong or not known")
    if not needed.keys() <= said.keys():
        raise Closing(MALFORMED, f"{kind}: a field is missing")


def _check_surrogates(said: Said) -> None:
    try:
        json.dumps(said, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise Closing(MALFORMED, "half a character") from error
