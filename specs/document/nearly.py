"""Lines that look like a requirement with its number and are not read as one: a blank, a star or a bullet is missing.

They are text on GitHub too, so they are left as they are; whoever imports them is told what to type.
"""

import re
from collections.abc import Iterator

from specs.document import outline
from specs.document.fields import line_spans
from specs.document.recognition import LONGEST, uid_strength
from specs.document.rows import Document, Row

#: A marker with its blank or without, signs of emphasis, a uid in any case, emphasis again, and what parts it from the
#: text. Without a colon or a dash only bold letters behind a marker say that a number is meant, not running text.
_LINE = re.compile(
    r"(?P<indent>[ \t]{0,12})(?P<mark>\+|-(?!-)|\*(?!\*)|[•·–—‣]|\d{1,4}[.)])?[ \t\u00a0]{0,4}"
    r"(?P<open>(?:\\?[*_`]|[ \u00a0]){0,6})"
    r"(?P<stem>[A-Za-z]{2,8}(?:-[A-Za-z]{2,8})?)[-_ \u2010-\u2015]?"
    r"(?P<number>[0-9]{1,6}(?:\.[0-9]{1,4}){0,3}[a-z]?)(?![\w-]*[A-Za-z0-9])"
    r"(?:\\?[*_`]|[ \u00a0]){0,6}(?P<part>[:：]|[–—-](?=[ \t](?![A-Z]+-?[0-9])))?"
)
_FENCE = re.compile(r"[ \t>]*(?:```|~~~)")
#: Kinds in whose own lines such a line may hide.
_KINDS = frozenset(("prose", "requirement", "quality", "goal", "labelled"))


def near_misses(document: Document) -> Iterator[tuple[int, str, str]]:
    """Line from 1, the uid that it seems to have, and how to begin it: 7, "FR-15", "- **FR-15**: "."""
    line = 1
    for index, row in enumerate(document.rows):
        line += len(line_spans(row.lead)) - 1
        spans = line_spans(row.source)
        if row.kind in _KINDS and not row.source.startswith("<"):
            named = row.kind != "prose" and bool(outline.own_values(document, index).get("uid"))
            for at in range(named, len(spans)):
                if meant := _meant(row, spans, at):
                    yield line + at, *meant
        line += len(spans) - 1


def _meant(row: Row, spans: list[tuple[int, int]], at: int) -> tuple[str, str] | None:
    """The uid of a line and the beginning that would be read, if it has one that names a requirement anywhere."""
    start, end = spans[at]
    found = _LINE.match(row.source, start, end) if end - start <= LONGEST else None
    if found is None or (row.kind == "prose" and len(found["indent"].expandtabs(4)) > 3):
        return None
    uid = f"{found['stem'].upper()}-{found['number']}"
    said = found["part"] or (found["mark"] and "**" in found["open"])
    if not said or uid_strength(uid) < 3 or _in_code(row.source[:start]):
        return None
    return uid, f"{'1. ' if (found['mark'] or '')[:1].isdigit() else '- '}**{uid}**: "


def _in_code(before: str) -> bool:
    return sum(bool(_FENCE.match(line)) for line in before.splitlines()) % 2 == 1
