"""Characters that a reader would not see, shown as their number: `‹U+200B›`."""

import re
import unicodedata
from functools import cache

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef]")
_BLANKS = re.compile("(?:&nbsp;|[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]){2,}+")
_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_FLAGS = ("gbeng", "gbsct", "gbwls")  # the three that emoji know, written as a black flag and tag characters
_TAGGED = ("".join(chr(0xE0000 + ord(letter)) for letter in name) for name in _FLAGS)
_FLAG = re.compile(f"\U0001f3f4(?:{'|'.join(_TAGGED)})\U000e007f")
_JOINING = (  # scripts whose letters join, where a joiner is spelling
    (0x0600, 0x08FF), (0x0900, 0x0DFF), (0x0F00, 0x109F), (0x1780, 0x18AF), (0x1A20, 0x1CFF), (0xA840, 0xABFF),
    (0xFB50, 0xFDFF), (0xFE70, 0xFEFC), (0x10A00, 0x11FFF), (0x1E900, 0x1E95F),
)  # fmt: skip
_SIGNS = frozenset("©®‼⁉™ℹ↔↕↖↗↘↙↩↪")
_KEYS, _KEYCAP = frozenset("0123456789#*"), "\u20e3"
_PICTURES = (0x1F000, 0x1FAFF)
MARKS_SHOWN, BLANKS_SHOWN = 3, 40


def numbered(char: str) -> str:
    """The visible mark that stands for a character."""
    return f"‹U+{ord(char):04X}›"


def shown_control(char: str) -> str:
    """A control character's mark; any other character as it is. Tab and newline are text."""
    return numbered(char) if _CONTROL.match(char) else char


def controls_shown(text: str) -> str:
    """The text with control characters, line separators, lone surrogates and noncharacters shown as their numbers."""
    return _CONTROL.sub(lambda found: numbered(found[0]), text)


@cache
def is_invisible(char: str) -> bool:
    """Whether the character shows nothing of itself, whatever stands around it."""
    code = ord(char)
    if char in _FILLERS or 0xFE00 <= code <= 0xFE0F or 0xE0000 <= code <= 0xE0FFF:
        return True
    category = unicodedata.category(char)
    if category == "Cn" and _PICTURES[0] <= code <= _PICTURES[1]:
        return False  # emoji newer than this Python
    return category in _CATEGORIES and char not in "\n\t"


@cache
def _is_picture(char: str) -> bool:
    code = ord(char)
    return _PICTURES[0] <= code <= _PICTURES[1] or (code >= 0x2000 and unicodedata.category(char) == "So")


def _joins(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _JOINING)


def _is_in_place(text: str, at: int) -> bool:
    """Whether an invisible character does its proper work: joins letters or emoji, or chooses an emoji's look."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if not before:
        return False
    if char == "\u200d" and (_is_picture(before) or before == "\ufe0f"):
        return bool(after) and _is_picture(after)
    if char in "\u200c\u200d":
        return _joins(before)
    is_emoji = _is_picture(before) or before in _SIGNS or (before in _KEYS and after == _KEYCAP)
    return char == "\ufe0f" and is_emoji


def _mark(text: str, hidden: str) -> str:
    flags = {at for found in _FLAG.finditer(text) for at in range(*found.span())}

    def shown(found: re.Match[str]) -> str:
        at = found.start()
        return found[0] if at in flags or _is_in_place(text, at) else numbered(found[0])

    return re.sub(f"[{re.escape(hidden)}]", shown, text)


def _count_marks(text: str, marks: str) -> str:
    """More than three combining marks on one letter are counted, not drawn over the lines around."""
    many = re.compile(f"([{re.escape(marks)}]{{{MARKS_SHOWN}}})([{re.escape(marks)}]++)")
    return many.sub(lambda found: f"{found[1]}‹+{len(found[2])} marks›", text)


def _count_blanks(text: str) -> str:
    """Blanks that do not collapse could push what follows out of sight: more than forty are counted."""

    def counted(found: re.Match[str]) -> str:
        blanks = len(found[0].replace("&nbsp;", " "))
        return found[0] if blanks <= BLANKS_SHOWN else f"‹{blanks} blanks›"

    return _BLANKS.sub(counted, text)


def invisible_shown(html: str) -> str:
    """The HTML with every character that shows nothing replaced by its number, but where it does its proper work."""
    text = controls_shown(_count_blanks(html))
    if text.isascii():
        return text
    characters = set(text)
    if hidden := "".join(sorted(filter(is_invisible, characters))):
        text = _mark(text, hidden)
    marks = {char for char in characters if unicodedata.category(char) in ("Mn", "Me")}.difference(hidden)
    if marks:
        text = _count_marks(text, "".join(sorted(marks)))
    return text
