"""What a reviewer needs before anything else, and which of it a draft has: the first five minutes of a new spec."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from specs.document.template import SECTIONS
from specs.lately import Lately
from specs.models import Spec

_ASKED = {"overview": "prose", "goals": "goal", "functional": "requirement", "nongoals": "nongoal"}
#: Requirements right below "Requirements" are the functional ones.
_GROUPS = {SECTIONS["functional"].parent: "functional"}


@dataclass(frozen=True, slots=True)
class Need:
    """One of the four things; `anchor` is the id of the place on the page where it is written."""

    words: str
    place: str
    anchor: str
    done: bool


#: By the number and the moment of the last change.
_NEEDS: Lately[list[Need]] = Lately(500)


def needs(spec: Spec, *, editable: bool) -> list[Need]:
    """The four things, done or not; none once all are there, or where nothing can be written."""
    if not editable or spec.working != "draft":
        return []
    return _NEEDS.of((spec.uuid, spec.seq, spec.changed_at, get_language()), lambda: _needs(spec))


def _needs(spec: Spec) -> list[Need]:
    there = {
        (_GROUPS.get(key, key), kind) for key, kind in spec.rows.order_by().values_list("section", "kind").distinct()
    }
    if there.issuperset(_ASKED.items()):
        return []
    headings = dict(spec.rows.filter(kind="heading", key__in=(*_ASKED, *_GROUPS)).values_list("key", "pk"))
    grouped = next((headings[group] for group in _GROUPS if group in headings), None)
    if grouped is not None and ("functional", "requirement") in there:
        headings.setdefault("functional", grouped)
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
