"""Characters that hide what is written: invisible ones, controls, marks that turn the direction of reading.

What counts is the table of the security rules: what is not seen is not approved. Text is looked at as it stands and
with its entities decoded, since `&#8203;` is as invisible as what it stands for.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from specs.document.checks.findings import Finding, Level
from specs.document.checks.scripts import mixed_word
from specs.document.fields import fields
from specs.document.outline import status_row
from specs.document.rows import Document, Row

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", re.ASCII)
_PLAIN = re.compile(r"[\t\n -~]*+(?:\r\n[\t\n -~]*+)*+")
_LONE_RETURN = re.compile(r"\r(?!\n)")

_FILLERS = frozenset("\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u2800\u3164\uffa0\u2028\u2029")
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MARKS = frozenset("\u200e\u200f\u061c")
_JOINERS = "\u200c\u200d"
_EMOJI_STYLE = "\ufe0f"
_KEYCAP = "\u20e3"
_FLAG, _TAGS, _TAG_END = "\U0001f3f4", range(0xE0020, 0xE0080), 0xE007F
_HIDDEN_CATEGORIES = ("Cc", "Cf", "Co", "Cn", "Cs")

#: Scripts whose letters join, where a joiner is spelling: Arabic, Syriac, the Indic ones, Mongolian and so on.
_JOINING = (
    (0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0E00, 0x109F), (0x1780, 0x18AF), (0xA840, 0xA87F),
    (0xFB50, 0xFDFF), (0xFE70, 0xFEFE),
)  # fmt: skip
_EMOJI = (
    (0x1F000, 0x1FAFF), (0x2190, 0x21FF), (0x2300, 0x23FF), (0x2460, 0x24FF), (0x25A0, 0x27BF),
    (0x2900, 0x297F), (0x2B00, 0x2BFF),
)  # fmt: skip
_EMOJI_SIGNS = frozenset("©®‼⁉™〰〽㊗㊙ℹ#*0123456789")
_EXACT = ("uid", "path")


def characters(document: Document) -> list[Finding]:
    """Findings for hidden characters by row, for what stands between rows, and for uids and paths in mixed scripts."""
    found = [*_between(document), *_returns(document)]
    status = status_row(document)  # no form of ours: the workflow writes it anew at the submit
    for index, row in enumerate(document.rows):
        found += _hidden(row.source, index, "advises" if index == status else "blocks")
        found += _mixed(row, index)
    return found


def _between(document: Document) -> Iterator[Finding]:
    """Between rows stand blanks only, and a byte order mark before the first."""
    leads = [row.lead for row in document.rows] + [document.tail]
    first = leads[0].removeprefix("\ufeff")
    odd = sorted({char for lead in (first, *leads[1:]) for char in lead if char not in " \t\r\n"})
    if odd:
        yield _finding("between", odd, None)


def _returns(document: Document) -> Iterator[Finding]:
    """Carriage returns alone. In the words of a row they can hide what follows, and be edited away: they block.

    Where they are how the file ends its lines, or stand between rows, no form can mend them: one finding advises.
    """
    ends = [*(row.lead for row in document.rows[1:]), document.tail]
    within = [
        len(_LONE_RETURN.findall(row.source + end[: end.startswith("\n")]))
        for row, end in zip(document.rows, ends, strict=False)  # without rows there is a tail
    ]
    fair = "\n" in document.text
    if fair:
        yield from (_return("blocks", "A carriage return alone stands in it", i) for i, n in enumerate(within) if n)
    if len(_LONE_RETURN.findall(document.text)) > (sum(within) if fair else 0):
        yield _return("advises", "Lines end with a carriage return alone", None)


def _return(level: Level, message: str, index: int | None) -> Finding:
    hint = "Many programs show this text as one line."
    hint += " Join the lines where they stand." if level == "blocks" else " Save the file with usual line ends."
    return Finding("hidden.return", level, message, hint, index)


def _hidden(source: str, index: int, level: Level) -> Iterator[Finding]:
    if "&" not in source and _PLAIN.fullmatch(source):
        return
    for check, text in (("raw", source), ("entity", "".join(_decoded(source)))):
        odd = sorted(set(_suspects(text)))
        if odd:
            yield _finding(check, odd, index, level)


def _decoded(source: str) -> Iterator[str]:
    """What the entities of a text stand for. Two of them beside each other stay so."""
    last = None
    for found in _ENTITY.finditer(source):
        if found.start() != last:
            yield " "
        last = found.end()
        yield html.unescape(found[0])


def _finding(check: str, odd: list[str], index: int | None, level: Level = "blocks") -> Finding:
    shown = ", ".join(f"‹U+{ord(char):04X}›" for char in odd)
    return Finding(
        f"hidden.{check}",
        level,
        f"Characters that nobody sees: {shown}",
        "Remove them, so that everybody reads what is written.",
        index,
    )


def _suspects(text: str) -> Iterator[str]:
    """The characters of a text that hide something where they stand."""
    suspects = {char for char in set(text) if _is_suspect(char)}
    if not suspects:
        return
    right_to_left = any(unicodedata.bidirectional(char) in ("R", "AL") for char in set(text) - _MARKS)
    for place, char in enumerate(text):
        if char in suspects and not _is_fair(text, place, right_to_left=right_to_left):
            yield char


def _is_suspect(char: str) -> bool:
    if char in "\t\n\r":
        return False
    if char in _FILLERS or _is_variation(char):
        return True
    return unicodedata.category(char) in _HIDDEN_CATEGORIES


def _is_variation(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef" or "\u180b" <= char <= "\u180d"


def _is_fair(text: str, place: int, *, right_to_left: bool) -> bool:
    """Whether a suspect is spelling where it stands: a joiner, an emoji's style, a flag, a mark in a mixed text."""
    char = text[place]
    if char in _TURNS or char in _FILLERS:
        return False
    if char in _MARKS:
        return right_to_left
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if char in _JOINERS:
        return _joins(before, after) or (char == "\u200d" and _is_emoji(before) and _is_emoji(after))
    if char == _EMOJI_STYLE:
        return _is_emoji(before) or after == _KEYCAP
    return ord(char) in _TAGS and _is_in_flag(text, place)


def _joins(before: str, after: str) -> bool:
    return _within(before, _JOINING) and _within(after, _JOINING)


def _is_emoji(char: str) -> bool:
    return char == _EMOJI_STYLE or char in _EMOJI_SIGNS or _within(char, _EMOJI)


def _within(char: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return bool(char) and any(low <= ord(char) <= high for low, high in ranges)


def _is_in_flag(text: str, place: int) -> bool:
    """Whether a tag character belongs to a flag: a black flag, some tags, the cancel tag."""
    start = place
    while start and ord(text[start - 1]) in _TAGS and place - start < 8:
        start -= 1
    end = place
    while end < len(text) and ord(text[end]) in _TAGS and end - place < 8 and ord(text[end]) != _TAG_END:
        end += 1
    return text[start - 1 : start] == _FLAG and end < len(text) and ord(text[end]) == _TAG_END


def _mixed(row: Row, index: int) -> Iterator[Finding]:
    if row.source.isascii():
        return
    for name, value in fields(row.kind, row.dialect, row.source).items():
        word = mixed_word(value) if name in _EXACT or row.kind in ("sql", "payload") else None
        if word:
            yield Finding(
                f"mixed.{name}",
                "blocks" if name in _EXACT else "advises",  # “Δt” may be meant in code, and is told from nothing
                f"“{word}” mixes letters of several alphabets",
                "Letters that look alike are different characters: type it again.",
                index,
            )
