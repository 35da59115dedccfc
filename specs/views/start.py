"""What a reviewer needs before anything else, and which of it a draft has: the first five minutes of a new spec."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from specs.models import Spec

_ASKED = {"overview": "prose", "goals": "goal", "functional": "requirement", "nongoals": "nongoal"}


@dataclass(frozen=True, slots=True)
class Need:
    """One of the four things; `anchor` is the id of the place on the page where it is written."""

    words: str
    place: str
    anchor: str
    done: bool


def needs(spec: Spec, *, editable: bool) -> list[Need]:
    """The four things, done or not; none once all are there, or where nothing can be written."""
    if not editable or spec.working != "draft":
        return []
    there = set(spec.rows.filter(section__in=_ASKED).values_list("section", "kind").distinct())
    if set(_ASKED.items()) <= there:
        return []
    headings = dict(spec.rows.filter(kind="heading", key__in=_ASKED).values_list("key", "pk"))
    said = {
        "overview": (_("What and why, in three sentences"), _("Overview")),
        "goals": (_("One goal"), _("Goals")),
        "functional": (_("One requirement that can be tested"), _("FR-1")),
        "nongoals": (_("One thing you will not do"), _("Non-goals")),
    }
    return [
        Need(*said[key], f"section-{headings[key]}" if key in headings else f"unwritten-{key}", (key, kind) in there)
        for key, kind in _ASKED.items()
    ]


def started(spec: Spec, *, editable: bool) -> dict[str, Any]:
    """What the panel's template asks for."""
    found = needs(spec, editable=editable)
    return {"needs": found, "needs_met": sum(need.done for need in found)}
