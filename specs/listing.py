"""Which specs a list shows, in which order and columns: read from the address, so that a view can be passed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, NullIf
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from specs.folding import Folded, with_word
from specs.models import Round, Spec
from specs.models.specs import STATUSES, SpecQuerySet
from specs.models.talk import open_threads

PAGE = 25
STUCK = timedelta(days=7)
BY_KEY = ("team__key", "number")
#: What each heading sorts by; among equals the key decides, always upwards.
ORDERS: dict[str, tuple[Any, ...]] = {
    "key": (F("team__key"), F("number")),
    "title": (Folded(F("title")),),
    "status": (F("status"),),
    "review": (F("asked_at"),),
    "progress": (F("share_done"),),
    "findings": (F("blocking"),),
    "threads": (F("talks"),),
    "author": (Folded(F("author")),),
    "version": (F("version"),),
    "people": (Folded(F("changed_by__name")),),
    "changed": (F("changed_at"),),
}
TITLES: dict[str, str | Promise] = {
    "key": _("Key"),
    "title": _("Title"),
    "status": _("Status"),
    "review": _("Review"),
    "progress": _("Tasks done"),
    "findings": _("Findings"),
    "threads": _("Threads"),
    "author": _("Author"),
    "version": _("Version"),
    "people": _("People"),
    "changed": _("Last change"),
}
#: Always there; and there unless the address says otherwise.
FIXED = ("key", "title")
USUAL = (*FIXED, "status", "review", "progress", "findings", "threads", "changed")


@dataclass(frozen=True, slots=True)
class Listing:
    """What the address asks for. Anything it says that makes no sense is as if it were not there."""

    team: str = ""
    status: str = ""
    words: str = ""
    author: str = ""
    mine: bool = False
    sort: str = "-changed"
    page: int = 1
    archived: bool = False
    shown_columns: tuple[str, ...] = USUAL

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Listing":
        sort = asked.get("sort", "")
        return cls(
            team=asked.get("team", "").upper(),
            status=asked.get("status", "") if asked.get("status") in {*STATUSES, "stuck"} else "",
            words=asked.get("q", "").strip()[:200],
            author=asked.get("author", "").strip()[:200],
            mine=asked.get("mine") == "1",
            sort=sort if sort.removeprefix("-") in ORDERS else "-changed",
            page=_number(asked.get("page", "")),
            archived=asked.get("archived") == "1",
            shown_columns=_columns(asked),
        )

    @property
    def narrowed(self) -> bool:
        """Whether the address asks for a part of home, which then is a page of its own."""
        return bool(self.team or self.status or self.words or self.author or self.mine or self.archived)

    def among(self, user: Any) -> SpecQuerySet:
        """Those the list is about: everything but the status, whose tabs count what each would show."""
        specs = Spec.objects.visible_to(user)
        specs = specs.archived() if self.archived else specs.current()
        if self.team:
            specs = specs.filter(team__key=self.team)
        if self.mine:
            specs = specs.written_by(user)
        if self.author:
            specs = specs.filter(with_word("author", self.author))
        for word in self.words.split()[:8]:
            specs = specs.filter(with_word("title", word) | with_word("key", word) | with_word("author", word))
        return specs

    def counts(self, user: Any) -> dict[str, int]:
        """How many specs stand in each status, `all`, and of those in review how many are stuck."""
        found = self.among(user).order_by().values_list("status")
        rows = list(found.annotate(many=Count("pk"), waiting=Count("pk", filter=_stuck())))
        counts = dict.fromkeys(STATUSES, 0) | {status: many for status, many, _stuck_ones in rows}
        return counts | {"all": sum(counts.values()), "stuck": sum(stuck for *_others, stuck in rows)}

    def shown(self, user: Any) -> "Page[Spec]":
        """One page of specs."""
        specs = self.among(user)
        if self.status == "stuck":
            specs = specs.filter(_stuck())
        elif self.status:
            specs = specs.filter(status=self.status)
        ordered = _with_order(specs.select_related("team", "changed_by", "in_force"), self.sort)
        page = Paginator(ordered, PAGE).get_page(self.page)
        page.object_list = list(page.object_list)
        return page


def _with_order(specs: SpecQuerySet, sort: str) -> SpecQuerySet:
    name = sort.removeprefix("-")
    if name == "progress":
        share = Cast(F("tasks_done"), FloatField()) / NullIf(Cast(F("tasks"), FloatField()), 0.0)
        specs = specs.with_progress().annotate(share_done=share)
    if name == "review":
        opened = Round.objects.filter(spec=OuterRef("pk"), closed_at=None).values("opened_at")[:1]
        specs = specs.annotate(asked_at=Subquery(opened))
    if name == "threads":
        specs = specs.annotate(talks=Count("threads", filter=open_threads("threads__")))
    down = sort.startswith("-")
    turned = [part.desc(nulls_last=True) if down else part.asc(nulls_last=True) for part in ORDERS[name]]
    return specs.order_by(*turned, *BY_KEY)


def _stuck() -> Q:
    """In review for over a week."""
    opened = Round.objects.filter(spec=OuterRef("pk"), closed_at=None, opened_at__lt=timezone.now() - STUCK)
    return Q(Exists(opened))


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the table: what a press on it sorts by, and how it is sorted now. `chosen`: it is shown."""

    name: str
    title: str | Promise
    sort: str
    direction: str = field(default="")
    chosen: bool = True
    fixed: bool = False


def columns(listing: Listing) -> list[Column]:
    """Every column there is. Pressing the one the list is sorted by turns the order round."""
    return [_column(name, listing) for name in TITLES]


def _column(name: str, listing: Listing) -> Column:
    title, chosen, fixed = TITLES[name], name in listing.shown_columns, name in FIXED
    if listing.sort == name:
        return Column(name, title, f"-{name}", "ascending", chosen, fixed)
    if listing.sort == f"-{name}":
        return Column(name, title, name, "descending", chosen, fixed)
    return Column(name, title, "-changed" if name == "changed" else name, "", chosen, fixed)


def _columns(asked: Mapping[str, str]) -> tuple[str, ...]:
    """Those named by `col`; a form in which none is ticked still sends the fixed ones."""
    named: Sequence[str] = asked.getlist("col") if isinstance(asked, QueryDict) else ()
    return tuple(name for name in TITLES if name in FIXED or name in named) if named else USUAL


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
