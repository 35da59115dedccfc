"""Which specs a list shows, in which order: read from the address, so that a view can be kept and passed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, FloatField, Max, Q
from django.db.models.functions import Cast, NullIf

from accounts.models import User
from specs.models import Event, Spec
from specs.models.specs import STATUSES, SpecQuerySet

PAGE = 25
SHOWN_PEOPLE = 4
BY_KEY = ("team__key", "number")
#: What each heading sorts by; among equals the key decides, always upwards.
ORDERS = {
    "key": BY_KEY,
    "title": ("title",),
    "status": ("status",),
    "progress": ("share_done",),
    "changed": ("changed_at",),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """What the address asks for. Anything it says that makes no sense is as if it were not there."""

    team: str = ""
    status: str = ""
    words: str = ""
    sort: str = "-changed"
    page: int = 1
    archived: bool = False

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Listing":
        sort = asked.get("sort", "")
        return cls(
            team=asked.get("team", "").upper(),
            status=asked.get("status", "") if asked.get("status") in STATUSES else "",
            words=asked.get("q", "").strip()[:200],
            sort=sort if sort.removeprefix("-") in ORDERS else "-changed",
            page=_number(asked.get("page", "")),
            archived=asked.get("archived") == "1",
        )

    def among(self, specs: SpecQuerySet) -> SpecQuerySet:
        """Those the list is about: everything but the status, whose tabs count what each would show."""
        specs = specs.archived() if self.archived else specs.current()
        if self.team:
            specs = specs.filter(team__key=self.team)
        for word in self.words.split():
            specs = specs.filter(Q(title__icontains=word) | Q(key__icontains=word))
        return specs

    def counts(self, user: Any) -> dict[str, int]:
        """How many specs stand in each status, and `all`."""
        found = self.among(Spec.objects.visible_to(user)).order_by().values_list("status").annotate(Count("pk"))
        counts = dict.fromkeys(STATUSES, 0) | dict(found)
        return counts | {"all": sum(counts.values())}

    def shown(self, user: Any) -> "Page[Spec]":
        """One page of specs, each with its progress and the people who wrote in it."""
        specs = self.among(Spec.objects.visible_to(user))
        if self.status:
            specs = specs.filter(status=self.status)
        share = Cast(F("tasks_done"), FloatField()) / NullIf(Cast(F("tasks"), FloatField()), 0.0)
        ordered = specs.with_progress().annotate(share_done=share).order_by(*self._order())
        page = Paginator(ordered, PAGE).get_page(self.page)
        page.object_list = list(page.object_list)
        _add_people(page.object_list)
        return page  # type: ignore[return-value]

    def _order(self) -> list[Any]:
        sorted_by = [F(name) for name in ORDERS[self.sort.removeprefix("-")]]
        if self.sort.startswith("-"):
            return [*(name.desc(nulls_last=True) for name in sorted_by), *BY_KEY]
        return [*(name.asc(nulls_last=True) for name in sorted_by), *BY_KEY]


@dataclass(frozen=True, slots=True)
class Column:
    """A heading of the table: what a press on it sorts by, and how it is sorted now."""

    name: str
    title: str
    sort: str
    direction: str = field(default="")


def columns(sort: str) -> list[Column]:
    """The table's headings. Pressing the one it is sorted by turns the order round."""
    titles = {
        "key": "Key",
        "title": "Title",
        "status": "Status",
        "progress": "Tasks done",
        "people": "People",
        "changed": "Last change",
    }
    return [_column(name, title, sort) for name, title in titles.items()]


def _column(name: str, title: str, sort: str) -> Column:
    if name not in ORDERS:
        return Column(name, title, "")
    if sort == name:
        return Column(name, title, f"-{name}", "ascending")
    if sort == f"-{name}":
        return Column(name, title, name, "descending")
    return Column(name, title, "-changed" if name == "changed" else name)


def _add_people(specs: Sequence[Spec]) -> None:
    """Gives each spec `writers`: the people who changed it, the latest first, found in two queries for all."""
    latest = (
        Event.objects.filter(spec__in=specs)
        .order_by()
        .values_list("spec_id", "actor_id")
        .annotate(last=Max("number"))
        .order_by("-last")
    )
    found = list(latest)
    people = User.objects.in_bulk({actor for _, actor, _ in found})
    for spec in specs:
        writers = [people[actor] for of, actor, _ in found if of == spec.pk]
        spec.writers, spec.more_writers = writers[:SHOWN_PEOPLE], max(0, len(writers) - SHOWN_PEOPLE)  # type: ignore[attr-defined]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1
