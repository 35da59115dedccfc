"""Threads as a page shows them: those of a place, those of a spec, and how many stand where; only what one may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from specs.document.template import KINDS, SECTIONS
from specs.models import Comment, Event, Row, Spec, Suggestion, Thread
from specs.services.talking_quotes import Found, Quote, find, shown_with_fields

#: So many of a thread's comments are shown unfolded, the newest.
NEWEST = 2


@dataclass(eq=False)
class Talk:
    """A thread with the comments that its reader may see. `found`: where the words it is about stand now."""

    thread: Thread
    comments: list[Comment] = field(default_factory=list)
    name: str = ""
    found: Found | None = None

    @property
    def folded(self) -> list[Comment]:
        return self.comments[:-NEWEST]

    @property
    def unfolded(self) -> list[Comment]:
        return self.comments[-NEWEST:]

    @property
    def first(self) -> Comment:
        return self.comments[0]

    @property
    def resolved(self) -> bool:
        return self.thread.resolved_at is not None

    @property
    def detached(self) -> bool:
        """Whether what it stood on is not in the text any more."""
        return self.thread.row is not None and self.thread.row.removed_at is not None

    @property
    def draft(self) -> bool:
        """Whether nobody but its writer sees it."""
        return self.thread.opened_at is None

    @property
    def place(self) -> str:
        return str(self.thread.row_id or self.thread.section or "spec")

    @property
    def form(self) -> str:
        """What its form for an answer is called."""
        return f"thread-{self.thread.pk}"

    @cached_property
    def said(self) -> str:
        """What it begins with, on one line."""
        body = next((comment.body for comment in self.comments if comment.body), "")
        return " ".join(body.split())[:160] or _("Other words are suggested.")


@dataclass(frozen=True, slots=True)
class Listed:
    """The threads of a spec: open ones in the order of the text, those whose row is gone, those that are done with."""

    open: list[Talk]
    detached: list[Talk]
    resolved: list[Talk]


@dataclass(frozen=True, slots=True)
class Mark:
    """How many comments of open threads stand at a place: a row's id, else a section's key, else the whole spec."""

    row: int | None
    section: str
    count: int
    name: str

    @property
    def place(self) -> str:
        return str(self.row or self.section or "spec")

    @property
    def words(self) -> str:
        said = ngettext("{count} comment on {name}", "{count} comments on {name}", self.count)
        return said.format(count=self.count, name=self.name)


def at_place(spec: Spec, by: User, *, row: Row | None = None, section: str = "") -> list[Talk]:
    """The threads of a row, those on its section too where it is the heading, or of a section, or of the spec."""
    threads = _threads(spec, by)
    if row is not None:
        keyed = Q(row=None, section=row.key) if row.kind == "heading" and row.key not in ("", "title") else Q(pk=None)
        return _talks(threads.filter(Q(row=row) | keyed), by)
    return _talks(threads.filter(row=None, section=section), by)


def listed(spec: Spec, by: User) -> Listed:
    """All of a spec."""
    talks = sorted(_talks(_threads(spec, by), by), key=_order)
    here = [talk for talk in talks if not talk.resolved]
    done = [talk for talk in talks if talk.resolved]
    done.sort(key=lambda talk: talk.thread.resolved_at.timestamp() if talk.thread.resolved_at else 0, reverse=True)
    return Listed([talk for talk in here if not talk.detached], [talk for talk in here if talk.detached], done)


def one(spec: Spec, by: User, comment: int) -> Comment | None:
    """A comment of this spec, if the person may see it."""
    found = Comment.objects.seen_by(by).filter(pk=comment, thread__spec=spec)
    return found.select_related("thread__row", "thread__spec__team", "by", "suggestion").first()


def thread_of(spec: Spec, by: User, thread: int) -> Thread | None:
    found = Thread.objects.seen_by(by).filter(pk=thread, spec=spec)
    return found.select_related("row", "spec__team").first()


def drafts(spec: Spec, by: User) -> int:
    """How many of this person's comments are not sent."""
    return Comment.objects.drafts_of(by).filter(thread__spec=spec).count()


def suggestion_of(comment: Comment) -> Suggestion | None:
    return getattr(comment, "suggestion", None)


def marks(spec: Spec, by: User) -> list[Mark]:
    """Where open threads stand, with the reader's own drafts. Two questions."""
    seen = Q(comments__sent_at__isnull=False) | Q(comments__by=by)
    open_ = Thread.objects.seen_by(by).open().filter(spec=spec).exclude(row__removed_at__isnull=False)
    found = open_.order_by().values("row", "section").annotate(count=Count("comments", filter=seen))
    places = [(each["row"], each["section"], each["count"]) for each in found]
    keys = {section for _row, section, _count in places if section}
    rows = {row for row, _section, _count in places if row}
    named = Row.objects.filter(Q(pk__in=rows) | Q(spec=spec, kind="heading", key__in=keys, removed_at=None))
    known = {row.pk: row for row in named.defer("html")} if places else {}
    heads = {row.key: row.pk for row in reversed(known.values()) if row.kind == "heading"}
    return _joined(places, heads, known)


def _joined(places: Iterable[tuple[int | None, str, int]], heads: dict[str, int], known: dict[int, Row]) -> list[Mark]:
    """A section's threads stand at its heading, with the heading's own."""
    counts: dict[tuple[int | None, str], int] = {}
    for row, section, count in places:
        place = (row or heads.get(section), "" if row or section in heads else section)
        counts[place] = counts.get(place, 0) + count
    return [
        Mark(row, section, count, name_of(known.get(row or 0), section)) for (row, section), count in counts.items()
    ]


def name_of(row: Row | None, section: str = "") -> str:
    """What people call the place of a thread."""
    if row is None:
        return SECTIONS[section].title if section in SECTIONS else _("the whole spec")
    name = row.uid or row.title or row.label
    return name if name.strip() else " ".join(row.text.split())[:60] or _(KINDS[row.kind].label)


@dataclass(frozen=True, slots=True)
class Told:
    """What an event about a thread says in words: what the thread is on, and whose words were decided about."""

    name: str
    suggester: User | None = None


def spoken(events: Iterable[Event]) -> dict[int, Told]:
    """What is said of those events that are about threads, by the event's id."""
    said = {event.pk: event.data for event in events if "thread" in event.data}
    if not said:
        return {}
    threads = Thread.objects.filter(pk__in={data["thread"] for data in said.values()}).select_related("row")
    names = {thread.pk: name_of(thread.row, thread.section) for thread in threads}
    people = User.objects.in_bulk({data["suggester"] for data in said.values() if "suggester" in data})
    return {pk: Told(names.get(data["thread"], ""), people.get(data.get("suggester"))) for pk, data in said.items()}


def _threads(spec: Spec, by: User) -> Any:
    found = Thread.objects.seen_by(by).filter(spec=spec)
    return found.select_related("row", "by", "resolved_by", "revision")


def _talks(threads: Any, by: User) -> list[Talk]:
    talks = {thread.pk: Talk(thread, name=name_of(thread.row, thread.section)) for thread in threads}
    comments = Comment.objects.seen_by(by).filter(thread__in=talks).order_by("pk")
    for comment in comments.select_related("by", "suggestion__decided_by").prefetch_related("earlier"):
        talks[comment.thread_id].comments.append(comment)
    _find_quotes(list(talks.values()))
    return [talk for talk in talks.values() if talk.comments]


def _find_quotes(talks: Sequence[Talk]) -> None:
    quoted = [talk for talk in talks if talk.thread.quote and talk.thread.row and not talk.detached]
    texts = shown_with_fields(talk.thread.row for talk in quoted if talk.thread.row)
    for talk in quoted:
        thread = talk.thread
        talk.found = find(texts[thread.row_id or 0], Quote(thread.quote, thread.prefix, thread.suffix))


def _order(talk: Talk) -> tuple[int, int]:
    row = talk.thread.row
    return (row.place if row else -1, talk.thread.pk)
