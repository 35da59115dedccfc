"""Words that mix alphabets whose letters look alike, such as a Cyrillic letter among Latin ones."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_WORD = re.compile(r"[^\W\d_]{2,}+")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL")
#: Greek letters that nobody takes for Latin ones, as in “Δt” and “λx”.
_SIGNS = frozenset("ΓΔΘΛΞΠΣΦΨΩβγδεζηθλμξπσςφψω")


@cache
def alphabet(char: str) -> str:
    first = unicodedata.name(char, "").partition(" ")[0]
    return first if first in _ALPHABETS else ""


def mixed_words(text: str) -> Iterator[re.Match[str]]:
    """Each word with letters of two alphabets that look alike."""
    if text.isascii() or len({alphabet(char) for char in set(text)} - {""}) < 2:
        return
    for found in _WORD.finditer(text):
        if not found[0].isascii() and len({alphabet(char) for char in found[0]} - {""}) > 1:
            yield found


def deceives(word: str) -> bool:
    """Whether a word that mixes alphabets could be taken for another: all but Greek signs among Latin letters."""
    return len({alphabet(char) for char in word if char not in _SIGNS} - {""}) > 1
