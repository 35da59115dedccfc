"""Characters that hide what is written: invisible ones, controls, marks that turn the direction of reading.

What counts is the table of the security rules: what is not seen is not approved. Text is looked at as it stands and
with its entities decoded, since `&#8203;` is as invisible as what it stands for.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from specs.document.checks.findings import Finding, Level
from specs.document.checks.findings import gettext_noop as _
from specs.document.fields import fields
from specs.document.outline import status_row
from specs.document.rendering.alphabets import deceives, mixed_words
from specs.document.rendering.invisible import hidden_places
from specs.document.rows import Document, Row

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});", re.ASCII)
_PLAIN = re.compile(r"[\t\n -~]*+(?:\r\n[\t\n -~]*+)*+")
_LONE_RETURN = re.compile(r"\r(?!\n)")

_MARKS = frozenset("\u200e\u200f\u061c")
_EXACT = ("uid", "path")
_CODE = ("sql", "payload", "diagram")


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
        yield from (_return("blocks", _("A carriage return alone stands in it"), i) for i, n in enumerate(within) if n)
    if len(_LONE_RETURN.findall(document.text)) > (sum(within) if fair else 0):
        yield _return("advises", _("Lines end with a carriage return alone"), None)


def _return(level: Level, message: str, index: int | None) -> Finding:
    hint = (
        _("Many programs show this text as one line. Join the lines where they stand.")
        if level == "blocks"
        else _("Many programs show this text as one line. Save the file with usual line ends.")
    )
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
        _("Characters that nobody sees: {characters}"),
        _("Remove them, so that everybody reads what is written."),
        index,
        {"characters": shown},
    )


def _suspects(text: str) -> Iterator[str]:
    """The characters of a text that hide something where they stand. Marks of direction are spelling in mixed text."""
    right_to_left: bool | None = None
    for char in (text[place] for place in hidden_places(text) if text[place] != "\r"):
        if char in _MARKS:
            if right_to_left is None:
                right_to_left = any(unicodedata.bidirectional(other) in ("R", "AL") for other in set(text) - _MARKS)
            if right_to_left:
                continue
        yield char


def _mixed(row: Row, index: int) -> Iterator[Finding]:
    if row.source.isascii():
        return
    for name, value in fields(row.kind, row.dialect, row.source).items():
        exact = name in _EXACT or row.kind in _CODE
        words = sorted((found[0] for found in mixed_words(value)), key=deceives) if exact else []
        for word in words[-1:]:
            yield Finding(
                f"mixed.{name}",
                "blocks" if name in _EXACT or deceives(word) else "advises",  # “Δt” may be meant in code
                _("“{word}” mixes letters of several alphabets"),
                _("Letters that look alike are different characters: type it again."),
                index,
                {"word": word},
            )
