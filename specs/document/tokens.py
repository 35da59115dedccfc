"""Words of a text, as differences and merges know them: cut so that the pieces join to the text."""

import re
from functools import lru_cache

_ALONE = "぀-ヿ㐀-鿿豈-﫿฀-๿"  # written without blanks between words: each character is one
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u200c\u200d"
_TOKEN = re.compile(rf"[{_ALONE}]|(?:(?![{_ALONE}])[\w{_MARKS}])++|\r\n|[ \t]++|(?s:.)")
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")


def tokens(text: str) -> list[str]:
    """Words, runs of blanks, line ends and single signs, in order."""
    return _TOKEN.findall(text)


def lines(text: str) -> list[str]:
    """Lines with their terminators, which are `\\n`, `\\r\\n` and `\\r` only."""
    return _LINE.findall(text)


@lru_cache(maxsize=8192)
def vocabulary(text: str) -> frozenset[str]:
    """The words and signs of a text (the first 4,000 characters of it), folded; pairs of characters of a short one."""
    found = frozenset(token.casefold() for token in tokens(text[:4000]) if not token.isspace())
    if len(found) > 2:
        return found
    short = text[:200].casefold()
    return frozenset(short[i : i + 2] for i in range(max(1, len(short) - 1)))


def similarity(one: str, other: str) -> float:
    """0 to 1: the share of words two texts have in common (Dice), at a cost in proportion to their lengths."""
    if one == other:
        return 1.0
    a, b = vocabulary(one), vocabulary(other)
    return 2 * len(a & b) / (len(a) + len(b))
