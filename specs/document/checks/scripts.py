"""Words that mix alphabets, such as a Cyrillic letter among Latin ones."""

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]{2,}")
_ALPHABETS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "FULLWIDTH", "MATHEMATICAL")


def mixed_word(text: str) -> str | None:
    """The first word with letters of two alphabets that look alike, or None."""
    for found in _WORD.finditer(text):
        if not found[0].isascii() and len({_alphabet(char) for char in found[0]} - {""}) > 1:
            return found[0]
    return None


def _alphabet(char: str) -> str:
    first = unicodedata.name(char, "").partition(" ")[0]
    return first if first in _ALPHABETS else ""
