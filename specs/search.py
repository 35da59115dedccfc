"""Search in titles, keys, the texts of rows and comments that a person may see: plain, and correct in any script.

`PAY-12/FR-3` and `PAY-12` name one thing; `FR-3` names the rows with that uid; any other words are looked for, all of
them, in titles and in each row's own lines. Everything begins at `visible_to`.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.db import OperationalError, connection, transaction
from django.db.models import Case, QuerySet, When
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from specs.document.template import KINDS
from specs.folding import fold, with_word, with_words
from specs.models import Comment, Row, Spec
from specs.models.rows import RowQuerySet
from specs.models.specs import SpecQuerySet

ROWS, SPECS, A_SPEC = 100, 50, 8
SECONDS = 2.0
LONGEST, WORDS = 200, 8
BEFORE, AROUND = 40, 220

#: What a list shows of a row: others (its HTML) are long, and the database sorts what it reads.
_SHOWN = ("kind", "key", "uid", "source", "spec__key", "spec__title", "spec__changed_at")

_CITED = re.compile(r"([A-Za-z][A-Za-z0-9]{1,9}-[1-9][0-9]{0,8})(?:/(\S{1,80}))?", re.ASCII)
_MARKER = re.compile(r"^\s*(?:>\s*)*(?:[-*+]|[0-9]{1,9}[.)]|#{1,6})\s+(?:\[[ xX]\]\s+)?")
_MARKUP = re.compile(r"\*\*|__|`+|<!--|-->|\\(?=[^\w\s])")
_BLANK = re.compile(r"\s+")


class TooLong(Exception):
    """The search was ended before it had looked everywhere."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, cut to what is looked for."""

    text: str
    words: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Query":
        text = _BLANK.sub(" ", text.replace("\0", "")).strip()[:LONGEST]
        return cls(text, tuple(text.split(" ")[:WORDS]) if text else ())

    @property
    def address(self) -> str:
        """The query as it stands in an address; `all` asks for the list also where the words name one thing."""
        return urlencode({"q": self.text, "all": 1})

    @property
    def cited(self) -> tuple[str, str]:
        """The key and the uid of `PAY-12/FR-3`; of `PAY-12` the key; else nothing."""
        found = _CITED.fullmatch(self.text)
        return (found[1].upper(), found[2] or "") if found else ("", "")


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that has the words; `snippet` is safe HTML, the words in <mark>."""

    row: Row
    name: SafeString
    snippet: SafeString


@dataclass(frozen=True, slots=True)
class Said:
    """A comment that has the words."""

    comment: Comment
    snippet: SafeString


@dataclass(slots=True)
class Found:
    """A spec with its rows and comments that have the words; `more` says how many of them are not shown."""

    spec: Spec
    title: SafeString
    hits: list[Hit] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    more: int = 0


@dataclass(frozen=True, slots=True)
class Results:
    """How many rows and comments have the words. `cut`: there are more than were looked at."""

    query: Query
    specs: list[Found]
    rows: int = 0
    comments: int = 0
    cut: bool = False


def search(user: Any, text: str, *, archived: bool = False) -> Results:
    """All that has the words, by spec: those named first, then those whose title has the words, then the latest."""
    query = Query.of(text)
    if not query.words:
        return Results(query, [])
    specs = Spec.objects.visible_to(user)
    specs = specs.archived() if archived else specs.current()
    with within(SECONDS):
        titled = list(titles(specs, query).select_related("team")[:SPECS])
        rows = list(rows_with(Row.objects.filter(spec__in=specs), query)[: ROWS + 1])
        comments = list(comments_with(specs, query)[: ROWS + 1])
    return _grouped(query, titled, rows, comments)


def titles(specs: SpecQuerySet, query: Query) -> SpecQuerySet:
    """The specs whose title or key has all the words, the latest first."""
    for word in query.words:
        specs = specs.filter(with_word("title", word) | with_word("key", word))
    return specs.order_by("-changed_at", "pk")


def rows_with(rows: RowQuerySet, query: Query) -> RowQuerySet:
    """The standing rows that have the words or the uid; those with the uid first."""
    standing = rows.filter(removed_at=None).exclude(kind="meta").exclude(key="title")
    found = with_words(standing, "source", query.words)
    others = Case(When(uid__iexact=query.text, then=0), default=1)
    return found.select_related("spec").only(*_SHOWN).order_by(others, "-spec__changed_at", "spec_id", "place")  # type: ignore[return-value]


def comments_with(specs: SpecQuerySet, query: Query) -> "QuerySet[Comment]":
    """What was said on these specs and has the words, the newest first; a draft is nobody's to find, not its writer's
    either."""
    sent = Comment.objects.filter(thread__spec__in=specs, sent_at__isnull=False, deleted_at=None)
    return with_words(sent, "body", query.words).select_related("by", "thread__spec").order_by("-sent_at", "-pk")


def named(user: Any, query: Query) -> str:
    """Where `PAY-12/FR-3`, `PAY-12` or a uid that one row only has leads to; else nothing."""
    key, uid = query.cited
    specs = Spec.objects.visible_to(user)
    spec = specs.known_as(key).first() if key else None
    if spec is not None:
        return row_named(spec, uid) if uid else f"/{spec.key}/"
    if uid or len(query.words) != 1:
        return ""
    rows = list(
        Row.objects.filter(spec__in=specs.current(), removed_at=None, uid=query.text).select_related("spec")[:2]
    )
    return f"/{rows[0].spec.key}/#row-{rows[0].pk}" if len(rows) == 1 else ""


def row_named(spec: Spec, uid: str) -> str:
    """Where the one row of this spec with this uid stands, the letters small or capital; else nothing."""
    rows = list(Row.objects.filter(spec=spec, removed_at=None, uid__iexact=uid).values_list("pk", flat=True)[:2])
    return f"/{spec.key}/#row-{rows[0]}" if uid and len(rows) == 1 else ""


def _grouped(query: Query, titled: list[Spec], rows: list[Row], comments: list[Comment]) -> Results:
    shown, spoken = rows[:ROWS], comments[:ROWS]
    of_uid = [row.spec for row in shown if fold(row.uid) == fold(query.text)]
    found: dict[int, Found] = {}
    for spec in [*of_uid, *titled, *(row.spec for row in shown), *(one.thread.spec for one in spoken)]:
        found.setdefault(spec.pk, Found(spec, marked(spec.title, query.words)))
    for row in shown:
        _add(found[row.spec_id], row, query)
    for one in spoken:
        _add_said(found[one.thread.spec_id], one, query)
    return Results(query, list(found.values()), len(shown), len(spoken), len(rows) > ROWS or len(comments) > ROWS)


def _add(found: Found, row: Row, query: Query) -> None:
    if len(found.hits) < A_SPEC:
        found.hits.append(Hit(row, marked(name_of(row), query.words), snippet(row.source, query.words, row.uid)))
    else:
        found.more += 1


def _add_said(found: Found, comment: Comment, query: Query) -> None:
    if len(found.said) < A_SPEC:
        found.said.append(Said(comment, snippet(comment.body, query.words)))
    else:
        found.more += 1


def name_of(row: Row) -> str:
    """What a row is called in a list: its uid, else what kind of row it is."""
    return row.uid or (_("Section") if row.kind == "heading" else _(KINDS[row.kind].label))


def snippet(source: str, words: tuple[str, ...], uid: str = "") -> SafeString:
    """The row's own words, less its uid, around the first that was looked for: escaped, then marked."""
    text = _BLANK.sub(" ", _MARKUP.sub("", _MARKER.sub("", source[:200_000]))).strip(" |")
    text = text[len(uid) :].lstrip(" :|.)–-") if uid and text.startswith(uid) else text
    folded, places = _places(text[:20_000])
    first = min((at for at in (folded.find(fold(word)) for word in words) if at >= 0), default=0)
    start = max(0, (places[first] if places else 0) - BEFORE)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = start + AROUND
    piece = text[start:end]
    return mark_safe(  # noqa: S308 (marked escapes)
        ("… " if start else "") + marked(piece, words) + (" …" if end < len(text) else "")
    )


def marked(text: str, words: tuple[str, ...]) -> SafeString:
    """The text escaped, each of the words in it in <mark>."""
    folded, places = _places(text)
    spans: list[list[int]] = []
    for start, end in sorted(_found(folded, words)):
        begin, stop = places[start], places[end - 1] + 1
        if spans and begin <= spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], stop)
        else:
            spans.append([begin, stop])
    out, at = [], 0
    for begin, stop in spans:
        out += [escape(text[at:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        at = stop
    return mark_safe("".join([*out, escape(text[at:])]))  # noqa: S308 (every piece is escaped)


def _found(folded: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for word in filter(None, map(fold, words)):
        at = folded.find(word)
        while at >= 0:
            yield at, at + len(word)
            at = folded.find(word, at + len(word))


def _places(text: str) -> tuple[str, list[int]]:
    """The text folded letter by letter, and of each of its letters where it stood."""
    letters = [(part, at) for at, letter in enumerate(text) for part in fold(letter)]
    return "".join(part for part, _ in letters), [at for _, at in letters]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Ends a query inside that takes longer: raises TooLong."""
    end = time.monotonic() + seconds
    try:
        with _sqlite_until(end) if connection.vendor == "sqlite" else _statement_timeout(seconds):
            yield
    except OperationalError as error:
        if time.monotonic() < end:
            raise
        raise TooLong from error


@contextmanager
def _sqlite_until(end: float) -> Iterator[None]:
    connection.ensure_connection()
    connection.connection.set_progress_handler(lambda: time.monotonic() > end, 1_000)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


@contextmanager
def _statement_timeout(seconds: float) -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = %s", [int(seconds * 1000)])
        yield
