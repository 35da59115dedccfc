"""What the command palette offers: in this spec, among the rows and specs one may see, and what one may do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.models import Membership
from specs import permissions
from specs.folding import fold, with_words
from specs.models import Row, Section, Spec, opened_by
from specs.search import Query, marked, name_of, named, row_named, rows_with, snippet, titles, within
from specs.steps import steps

RECENT, SECTIONS, ROWS, SPECS = 7, 5, 6, 7
SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `press` names what the page does by itself: `find`, `theme-dark`, `log-out`; else `href` is gone to."""

    icon: str
    words: SafeString | str
    href: str = ""
    press: str = ""
    hint: str = ""
    keys: str = ""


@dataclass(slots=True)
class Group:
    name: str
    entries: list[Entry] = field(default_factory=list)


def offers(user: Any, text: str, spec: Spec | None) -> list[Group]:
    """The groups for these words, those that are empty left out. Raises TooLong."""
    query = Query.of(text)
    actions = Group(_("Actions"), _chosen(_actions(user, spec), query))
    if not query.words:
        groups = [Group(_("Recent"), _recent(user, spec)), Group(_("Here"), list(_here(query, spec))), actions]
        return [group for group in groups if group.entries]
    with within(SECONDS):
        groups = [
            Group(_("Here"), [*_cited(user, query, spec), *_sections(query, spec), *_here(query, spec)]),
            Group(_("Rows"), _rows(user, query, spec)),
            Group(_("Specs"), _specs(user, query)),
        ]
    return [group for group in [actions, *groups] if group.entries]


def _recent(user: Any, spec: Spec | None) -> list[Entry]:
    """What one opened last, but for where one is; who has opened nothing yet is shown what changed last."""
    others = opened_by(user).exclude(pk=spec.pk if spec else 0).current()
    found = list(others[:RECENT]) or list(Spec.objects.visible_to(user).current().order_by("-changed_at")[:RECENT])
    return [_of(one, ()) for one in found if spec is None or one.pk != spec.pk]


def _of(spec: Spec, words: tuple[str, ...]) -> Entry:
    name = format_html('<span class="k">{}</span> {}', marked(spec.key, words), marked(spec.title, words))
    return Entry("file-text", name, reverse("specs:spec", args=[spec.key]))


def _cited(user: Any, query: Query, spec: Spec | None) -> Iterator[Entry]:
    """What the words name: a row of this spec by its uid, else what `search.named` leads to."""
    place = (spec and row_named(spec, query.text)) or named(user, query)
    if place:
        yield Entry("corner-down-right", _("Go to {name}").format(name=query.text), place)


def _here(query: Query, spec: Spec | None) -> Iterator[Entry]:
    if spec is not None:
        words = _("Find “{words}” in this spec").format(words=query.text) if query.words else _("Find in this spec…")
        yield Entry("search", words, press="find", keys="f")


def _sections(query: Query, spec: Spec | None) -> Iterator[Entry]:
    if spec is None:
        return
    for row in with_words(Section.objects.filter(spec=spec), "source", query.words).order_by("place")[:SECTIONS]:
        words = format_html(_("Go to {}"), snippet(row.source, query.words))
        yield Entry("corner-down-right", words, _place(spec, row))


def _rows(user: Any, query: Query, spec: Spec | None) -> list[Entry]:
    """Of this spec first, then of the others one may see."""
    mine = Row.objects.filter(spec__in=Spec.objects.visible_to(user).current()).exclude(kind="heading")
    found = list(rows_with(mine.filter(spec=spec), query)[:ROWS]) if spec else []
    elsewhere = mine.exclude(spec=spec) if spec else mine
    found += list(rows_with(elsewhere, query)[: max(2, ROWS - len(found))])
    return [_row(row, query, spec) for row in found]


def _row(row: Row, query: Query, spec: Spec | None) -> Entry:
    name = name_of(row) if spec and row.spec_id == spec.pk else f"{row.spec.key}/{name_of(row)}"
    words = format_html(
        '<span class="k">{}</span> {}', marked(name, query.words), snippet(row.source, query.words, row.uid)
    )
    return Entry("rows", words, _place(row.spec, row))


def _place(spec: Spec, row: Row) -> str:
    return f"{reverse('specs:spec', args=[spec.key])}#row-{row.pk}"


def _specs(user: Any, query: Query) -> list[Entry]:
    found = [_of(spec, query.words) for spec in titles(Spec.objects.visible_to(user).current(), query)[:SPECS]]
    everywhere = _("Search everything for “{words}”").format(words=query.text)
    return [*found, Entry("search", everywhere, f"{reverse('specs:search')}?{query.address}")]


def _chosen(entries: Iterator[Entry], query: Query) -> list[Entry]:
    """The actions that have a word beginning with each that was typed; one letter names none."""
    if not query.words:
        return list(entries)
    if len(query.text) < 2:
        return []
    wanted = [fold(word) for word in query.words]
    return [
        Entry(one.icon, marked(str(one.words), query.words), one.href, one.press, one.hint, one.keys)
        for one in entries
        if all(any(part.startswith(word) for part in fold(str(one.words)).split()) for word in wanted)
    ]


def _actions(user: Any, spec: Spec | None) -> Iterator[Entry]:
    if spec is not None:
        yield from _on_spec(user, spec)
    roles = Membership.objects.filter(user=user).values_list("role", flat=True)
    if any(permissions.can(role, "create") for role in roles):
        yield Entry("plus", _("New spec"), reverse("specs:new"))
        yield Entry("file-up", _("Import Markdown"), reverse("specs:import"))
    yield Entry("house", _("Home"), reverse("specs:home"))
    yield Entry("search", _("Search"), reverse("specs:search"))
    yield Entry("sun", _("Look: light"), press="theme-light")
    yield Entry("moon", _("Look: dark"), press="theme-dark")
    yield Entry("monitor", _("Look: as the system"), press="theme-system")
    yield Entry("keyboard", _("Keys"), reverse("specs:keys"), press="keys", keys="?")
    yield Entry("settings", _("Settings"), reverse("accounts:settings"))
    yield Entry("log-out", _("Log out"), press="log-out")


def _on_spec(user: Any, spec: Spec) -> Iterator[Entry]:
    """What can be done with this spec; an act that happens at once stays where its consequence is read."""
    way = steps(spec, user, ())
    acts = [step.act for step in way.steps if step.act] + way.acts
    for act in acts:
        if not act.post and not act.off:
            yield Entry("arrow-right", act.words, reverse(f"specs:{act.name}", args=[spec.key]) + act.query)
    yield Entry("history", _("History"), reverse("specs:history", args=[spec.key]))
    yield Entry("download", _("Download Markdown"), reverse("specs:export", args=[spec.key]))
    yield Entry("copy", _("Copy Markdown"), reverse("specs:markdown", args=[spec.key]))
    if spec.allows(user, "import"):
        yield Entry("file-up", _("Import over it…"), reverse("specs:import_over", args=[spec.key]))
    if spec.allows(user, "archive"):
        yield Entry("archive", _("Archive…"), reverse("specs:archive", args=[spec.key]))
