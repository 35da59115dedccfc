"""What completes a word that somebody types: rows of the spec, people of its team, specs they may see.

Everything is asked through `visible_to`, and nothing is longer than a list one can look over.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from accounts.models import User
from specs.document.template import KINDS
from specs.models import Row, Spec

MOST = 12
SUGGESTED = 20
LONGEST = 60
CHOICES = 6
LISTED = 200

_PREFIX = re.compile(r"[^\W\d_]+[-_]?")
#: Metadata whose values the team's other specs suggest.
_MIRRORED = ("author", "target_model", "version")


@dataclass(frozen=True, slots=True)
class Item:
    """What is put in, and what tells it from the others."""

    insert: str
    detail: str = ""


def prefixes(user: Any, spec: Spec) -> list[str]:
    """What the words begin with that can be completed: the uids of this spec, the keys of specs, `@`."""
    uids = Row.objects.filter(spec=spec, removed_at=None).exclude(uid="").values_list("uid", flat=True)
    own = {found[0] for uid in uids if (found := _PREFIX.match(uid))}
    keys = Spec.objects.visible_to(user).current().values_list("team__key", flat=True).distinct().order_by()
    return ["@", *sorted(own)[:SUGGESTED], *sorted(f"{key}-" for key in keys)]


def completions(user: Any, spec: Spec, typed: str) -> list[Item]:
    """At most `MOST` ways to go on from what is typed."""
    typed = typed[:LONGEST]
    if typed.startswith("@"):
        return people(spec, typed[1:])
    key, slash, uid = typed.partition("/")
    if slash:
        other = Spec.objects.visible_to(user).current().filter(key__iexact=key).first()
        return [Item(f"{other.key}/{item.insert}", item.detail) for item in rows(other, uid)] if other else []
    return (rows(spec, typed) + specs(user, typed))[:MOST] if typed else []


def rows(spec: Spec, typed: str) -> list[Item]:
    """Rows of the spec whose uid begins so, in reading order, one that is called just so first."""
    found = Row.objects.filter(spec=spec, uid__istartswith=typed).standing().exclude(uid="")
    items = [Item(uid, _words(title or text)) for uid, title, text in found.values_list("uid", "title", "text")[:MOST]]
    return sorted(items, key=lambda item: item.insert.casefold() != typed.casefold())


def requirements(spec: Spec) -> list[Item]:
    """The spec's requirements with ids, in reading order; one more than are listed, if there are."""
    found = spec.rows.filter(kind="requirement").exclude(uid="").values_list("uid", "title", "text")
    return [Item(uid, _words(title or text)) for uid, title, text in found[: LISTED + 1]]


def specs(user: Any, typed: str) -> list[Item]:
    found = Spec.objects.visible_to(user).current().filter(key__istartswith=typed).order_by("team", "number")
    return [Item(key, _words(title)) for key, title in found.values_list("key", "title")[:MOST]]


def people(spec: Spec, typed: str) -> list[Item]:
    """Members of the spec's team; their names as the document writes them, with the sign if it writes so."""
    found = User.objects.filter(memberships__team=spec.team, is_active=True).order_by("name")
    if typed:
        found = found.filter(Q(name__istartswith=typed) | Q(name__icontains=f" {typed}"))
    names = [name for name in found.values_list("name", flat=True)[:MOST] if name]
    sources = Row.objects.filter(spec=spec, removed_at=None, source__contains="@").values_list("source", flat=True)
    signed = "\n".join(sources[:200]).casefold() if names else ""
    return [Item(_as_written(name, signed), name) for name in names]


def _as_written(name: str, signed: str) -> str:
    for way in (name, name.replace(" ", "."), name.split(maxsplit=1)[0]):
        if re.search(rf"@{re.escape(way.casefold())}(?!\w)", signed):
            return f"@{way}"
    return name


def used_choices(spec: Spec, kind: str) -> dict[str, list[str]]:
    """The words that the spec's rows of this kind have for a priority, an impact or a method, highest rank first."""
    found = {}
    for field in KINDS[kind].fields:
        if field.widget == "choice":
            rank = f"{field.name}_rank" if field.name != "method" else "method"
            used = Row.objects.filter(spec=spec, removed_at=None, kind=kind).exclude(**{field.name: ""})
            ranked = (
                used.order_by(F(rank).asc(nulls_last=True), field.name).values_list(field.name, flat=True).distinct()
            )
            found[field.name] = [word for word in ranked[:CHOICES] if len(word) <= LONGEST]
    return found


def suggestions(user: Any, spec: Spec, *, kind: str, field: str, section: str = "") -> list[str]:
    """What the team's specs say in this field of rows of this kind, most used first."""
    if kind == "meta":
        return _metadata(user, spec, field)
    if field not in ("label", "lang", "priority", "impact"):
        return []
    found = Row.objects.visible_to(user).filter(
        spec__team=spec.team, spec__archived_at=None, removed_at=None, kind=kind
    )
    found = found.filter(section=section) if section else found
    return _by_use(found.exclude(**{field: ""}), field)


def _metadata(user: Any, spec: Spec, field: str) -> list[str]:
    if field not in _MIRRORED:
        return []
    found = _by_use(Spec.objects.visible_to(user).filter(team=spec.team).current().exclude(**{field: ""}), field)
    return _once([*found, *(item.detail for item in people(spec, ""))]) if field == "author" else found


def _by_use(found: Any, field: str) -> list[str]:
    used = found.order_by().values(field).annotate(count=Count("pk")).order_by("-count", field)
    return _once(line[field] for line in used[: SUGGESTED * 2] if len(line[field]) <= LONGEST)


def _once(values: Iterable[str]) -> list[str]:
    """Without those that differ only in case; the first, which is the most used, stands for them."""
    found: dict[str, str] = {}
    for value in values:
        found.setdefault(value.casefold(), value)
    return list(found.values())[:SUGGESTED]


def _words(text: str) -> str:
    words = " ".join(text.split())
    return f"{words[:79]}…" if len(words) > 80 else words
