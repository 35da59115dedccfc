"""Words of a text, as differences and merges know them: cut so that the pieces join to the text."""

import re
from collections.abc import Mapping
from functools import lru_cache

_ALONE = "぀-ヿ㐀-鿿豈-﫿฀-๿"  # written without blanks between words: each character is one
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u200c\u200d"
_TOKEN = re.compile(rf"[{_ALONE}]|(?:(?![{_ALONE}])[\w{_MARKS}])++|\r\n|[ \t]++|(?s:.)")
_LINE = re.compile(r"[^\r\n]*+(?:\r\n|\r|\n)|[^\r\n]++")

#: Texts up to this length have so few words that their letters are compared as well.
SHORT = 12


def tokens(text: str) -> list[str]:
    """Words, runs of blanks, line ends and single signs, in order."""
    return _TOKEN.findall(text)


def lines(text: str) -> list[str]:
    """Lines with their terminators, which are `\\n`, `\\r\\n` and `\\r` only."""
    return _LINE.findall(text)


@lru_cache(maxsize=8192)
def vocabulary(text: str) -> frozenset[str]:
    """Words and signs of a text (of its first 4,000 characters), folded; of a short one pairs of letters too."""
    folded = text[:4000].casefold()
    found = {token for token in tokens(folded) if not token.isspace()}
    if len(folded) <= SHORT:
        found.update(folded[i : i + 2] for i in range(len(folded) - 1))
    return frozenset(found)


def similarity(one: str, other: str, weights: Mapping[str, float] | None = None) -> float:
    """0 to 1: the share of words two texts have in common (Dice), at a cost in proportion to their lengths.

    `weights` says what each word counts; without them each counts alike.
    """
    if one == other:
        return 1.0
    a, b = vocabulary(one), vocabulary(other)
    if weights is None:
        return 2 * len(a & b) / max(1, len(a) + len(b))
    common, every = (sum(weights.get(word, 1.0) for word in words) for words in (a & b, a ^ b))
    return 2 * common / max(1e-9, 2 * common + every)
