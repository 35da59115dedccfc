"""Characters that a reader would not see, shown as their number: `‹U+200B›`. Checks ask here too."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from specs.document.rendering.alphabets import deceives, mixed_words

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
_SIGNS = frozenset("©®‼⁉™ℹ↔↕↖↗↘↙↩↪〰〽")
_KEYS, _KEYCAP = frozenset("0123456789#*"), "\u20e3"
_PICTURES = (0x1F000, 0x1FAFF)
MARKS_SHOWN, BLANKS_SHOWN, COLUMNS = 3, 40, 80
_LONE_RETURN = re.compile(r"\r(?!\n)")
_CODE_BLANKS = re.compile(r"(?<![ \t])[ \t]{41,}+(?=[^ \t])")
_BLANK_LINES = re.compile(r"(\n)(?:[ \t]*+\n){41,}+")
_BREAKS = re.compile(r"(?:<br>\s*+){41,}+")
_TAG = re.compile(r"""(<[^>"]*+(?:"[^"]*+"[^>"]*+)*+>)""")


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


def hidden_places(text: str) -> Iterator[int]:
    """Where in a text stand characters that show nothing and do no proper work: spelling, an emoji, a flag."""
    hidden = "".join(sorted(filter(is_invisible, set(text))))
    if not hidden:
        return
    flags = {at for found in _FLAG.finditer(text) for at in range(*found.span())}
    for found in re.finditer(f"[{re.escape(hidden)}]", text):
        at = found.start()
        if at not in flags and not _is_in_place(text, at):
            yield at


def _mark(text: str) -> str:
    parts, end = [], 0
    for at in hidden_places(text):
        parts += [text[end:at], numbered(text[at])]
        end = at + 1
    return "".join([*parts, text[end:]])


def _count_marks(text: str, marks: str) -> str:
    """More than three combining marks on one letter are counted, not drawn over the lines around."""
    many = re.compile(f"([{re.escape(marks)}]{{{MARKS_SHOWN}}})([{re.escape(marks)}]++)")
    return many.sub(lambda found: f"{found[1]}‹+{len(found[2])} marks›", text)


def _count_blanks(text: str) -> str:
    """Blanks that do not collapse could push what follows out of sight: more than forty are counted."""

    def counted(found: re.Match[str]) -> str:
        blanks = len(found[0].replace("&nbsp;", " "))
        return found[0] if blanks <= BLANKS_SHOWN else f"‹{blanks} blanks›"

    text = _BREAKS.sub(lambda found: f"<br>‹{found[0].count('<br>')} blank lines›<br>", text)
    return _BLANKS.sub(counted, text)


def invisible_shown(html: str) -> str:
    """The HTML with every character that shows nothing replaced by its number, but where it does its proper work."""
    return mixed_shown(invisible_marked(_count_blanks(html)))


def invisible_marked(text: str) -> str:
    """The same for a text that is no HTML."""
    text = controls_shown(text)
    if text.isascii():
        return text
    text = _mark(text)
    marks = {char for char in set(text) if unicodedata.category(char) in ("Mn", "Me") and not is_invisible(char)}
    if marks:
        text = _count_marks(text, "".join(sorted(marks)))
    return text


def mixed_shown(html: str) -> str:
    """The HTML with each word underlined that mixes alphabets whose letters look alike."""
    if not any(deceives(found[0]) for found in mixed_words(html)):
        return html
    pieces = _TAG.split(html)
    pieces[::2] = [_mixed_underlined(piece) for piece in pieces[::2]]
    return "".join(pieces)


def _mixed_underlined(text: str) -> str:
    parts, end = [], 0
    for found in filter(lambda found: deceives(found[0]), mixed_words(text)):
        parts += [text[end : found.start()], f'<span class="mixed">{found[0]}</span>']
        end = found.end()
    return "".join([*parts, text[end:]])


def returns_shown(text: str) -> str:
    """The text with a mark before each carriage return that stands alone, which ends a line where few would see one."""
    return _LONE_RETURN.sub("‹U+000D›\r", text) if "\r" in text else text


def blanks_counted(code: str) -> str:
    """Code in which blanks cannot push what follows out of sight: long runs of them, and of blank lines, are counted.

    The count stands in place of some of the blanks, so that a drawing keeps its shape; what ends within the columns
    that a page shows is left alone.
    """
    if len(code) <= BLANKS_SHOWN:
        return code
    code = _BLANK_LINES.sub(lambda found: f"{found[1]}‹{found[0].count(chr(10)) - 1} blank lines›\n", code)
    return "\n".join(map(_line_counted, code.split("\n"))) if " " * BLANKS_SHOWN in code or "\t" in code else code


def _line_counted(line: str) -> str:
    def counted(found: re.Match[str]) -> str:
        mark = f"‹{len(found[0])} blanks›"
        return found[0] if found.end() <= COLUMNS else mark + found[0][len(mark) :]

    return _CODE_BLANKS.sub(counted, line)
