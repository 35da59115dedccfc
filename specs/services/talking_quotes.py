"""Finds the words that a comment is about again, after the row was edited. Pure, but for reading what rows show."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

from django.utils.html import strip_tags

from specs.document import rendering
from specs.document.alignment import common
from specs.document.fields import fields
from specs.models import Row
from specs.services.following import INSIDE
from specs.services.reading import html_of

#: The longest quote, and how much of the text on either side is kept with it, in characters.
LONGEST = 2_000
AROUND = 40
#: So much of the words on either side must stand for a quote whose own words are gone.
_EDGE = 16
#: A quote of so many words is known again when this share of them stands together.
_WORDS = 3
_SHARE = 0.75
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they were shown, with what stood before and behind them."""

    words: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a quote stands now: its words, and how many times they stand before that place."""

    words: str
    nth: int = 0


def normal(text: str) -> str:
    """Lines and runs of blanks are one blank: a page shows them so."""
    return " ".join(text.split())


def quote_of(words: str, prefix: str = "", suffix: str = "") -> Quote:
    """A quote as it is kept, cut to what is needed to find it again."""
    return Quote(normal(words)[:LONGEST].strip(), normal(prefix)[-AROUND:], normal(suffix)[:AROUND])


def find(text: str, quote: Quote) -> Found | None:
    """The quote in a text as it is shown now: the very words, else what stands in their place, else most of them."""
    text = normal(text)
    place = _exact(text, quote) or _between(text, quote) or _most(text, quote.words)
    if place is None:
        return None
    words = text[place[0] : place[1]]
    return Found(words, _times(text[: place[0] + len(words) - 1], words))


def _times(text: str, words: str) -> int:
    """How often words stand in a text, overlapping ones too."""
    return sum(1 for _ in _starts(text, words))


def _starts(text: str, words: str) -> Iterable[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _exact(text: str, quote: Quote) -> tuple[int, int] | None:
    """The words themselves; where they stand more than once, where most of what stood around them does too."""
    best = max(_starts(text, quote.words), key=lambda at: _fit(text, at, quote), default=None) if quote.words else None
    return None if best is None else (best, best + len(quote.words))


def _fit(text: str, at: int, quote: Quote) -> int:
    before, behind = text[:at].rstrip(), text[at + len(quote.words) :].lstrip()
    return common(before[::-1], quote.prefix.rstrip()[::-1]) + common(behind, quote.suffix.lstrip())


def _between(text: str, quote: Quote) -> tuple[int, int] | None:
    """What stands now between the words that stood on either side, if it is no longer than a rewording may be."""
    before, behind = quote.prefix.strip()[-_EDGE:], quote.suffix.strip()[:_EDGE]
    if not (before or behind):
        return None
    longest = 2 * len(quote.words) + _EDGE
    begins = [at + len(before) for at in _starts(text, before)] if before else [0]
    for begin in begins:
        end = text.find(behind, begin, begin + longest + len(behind) + 2) if behind else len(text)
        words = text[begin:end].strip() if end >= 0 else ""
        if words and len(words) <= longest:
            start = text.index(words, begin)
            return start, start + len(words)
    return None


def _most(text: str, words: str) -> tuple[int, int] | None:
    """The stretch of as many words that has most of the quote's, if that is nearly all of them."""
    wanted = Counter(words.casefold().split())
    size = wanted.total()
    here = list(_WORD.finditer(text))
    if size < _WORDS or len(here) < size:
        return None
    said = [word[0].casefold() for word in here]
    window: Counter[str] = Counter()
    shared, best, place = 0, 0, 0
    for i, word in enumerate(said):
        window[word] += 1
        shared += window[word] <= wanted[word]
        if i >= size:
            gone = said[i - size]
            shared -= window[gone] <= wanted[gone]
            window[gone] -= 1
        if shared > best:
            best, place = shared, max(0, i - size + 1)
    if best < _SHARE * size:
        return None
    return here[place].start(), here[min(place + size, len(here)) - 1].end()


def shown(row: Row) -> str:
    """The words that the page shows of a row's own line: names and cells, and its text less all marks."""
    own = fields(row.kind, row.dialect, row.source)
    names = [rendering.words(value) for name, value in own.items() if name != "text"]
    return " ".join(filter(None, [*names, unescape(strip_tags(html_of(row, "")))]))


def shown_with_fields(rows: Iterable[Row]) -> dict[int, str]:
    """The words shown of each row, those of the rows that hold its fields too. Two questions, however many rows."""
    texts = {row.pk: [shown(row)] for row in rows}
    owners = {pk: pk for pk in texts}
    for _depth in range(2):
        below = Row.objects.filter(parent__in=owners, kind__in=INSIDE, removed_at=None).order_by("place")
        owners = {row.pk: _belongs(row, owners, texts) for row in below} if owners else {}
    return {pk: " ".join(parts) for pk, parts in texts.items()}


def _belongs(row: Row, owners: dict[int, int], texts: dict[int, list[str]]) -> int:
    owner = owners[row.parent_id or 0]
    texts[owner].append(shown(row))
    return owner
