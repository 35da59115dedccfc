"""The panel beside a spec: Review, Checks, Comments, History; one at a time, chosen in the address."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs import permissions
from specs.document.checks import Finding
from specs.models import Spec
from specs.reviewed import Review, review_of
from specs.services import policies, reviewing, rounds, talking_lists, typing
from specs.services.checking import findings_of
from specs.views.covering import Matrix, matrix_of


@dataclass(frozen=True, slots=True)
class Tab:
    """`query` is the address of the page with this panel; `on` the one that is shown."""

    name: str
    words: str
    query: str
    on: bool


def panel(request: HttpRequest, spec: Spec, *, first: str, found: Review | None = None) -> dict[str, Any]:
    """The tabs of this spec and what the chosen one shows; `first` is chosen where the address says nothing."""
    words = {"review": _("Review"), "checks": _("Checks"), "comments": _("Comments"), "history": _("History")}
    if not spec.__dict__["reviewed"]:  # asked for with the spec, at the door
        del words["review"]
    asked = request.GET.get("panel", "")
    chosen = asked if asked in words else first if first in words else "history"
    tabs = [Tab(name, word, _query(request, name), name == chosen) for name, word in words.items()]
    return {"tabs": tabs, "panel": chosen, **_SHOWN[chosen](request, spec, found)}


def _query(request: HttpRequest, name: str) -> str:
    asked = request.GET.copy()
    asked["panel"] = name
    return "?" + asked.urlencode()


def _review(request: HttpRequest, spec: Spec, found: Review | None) -> dict[str, Any]:
    found = found or review_of(spec)
    role, by = spec.role_of(request.user), reader(request)
    shown: dict[str, Any] = {"review": found, "own": reviewing.own(spec, by), "requests": rounds.requests(spec)}
    if found is None:
        return shown
    return shown | {
        "may_override": permissions.can(role, "override"),
        "may_change_reviewers": permissions.can(role, "change_reviewers"),
        "policy_changed": policies.has_changed_since(found.round),
        "drafts": talking_lists.drafts(spec, by),
        "hands": typing.hands(spec, but=by),
    }


@dataclass(frozen=True, slots=True)
class Checks:
    """`found` are the findings with their rows' ids, those that block first."""

    found: list[tuple[Finding, int | None]]
    matrix: Matrix
    working: bool

    @property
    def gaps(self) -> int:
        return len(self.matrix.lines) - self.matrix.covered


def checks_of(spec: Spec) -> Checks:
    """Of the working text; of the text in force where nobody is writing."""
    document = spec.document()
    found = [(one, None if one.row is None else document.rows[one.row].id) for one in findings_of(spec, document)]
    working = spec.working != "none"
    return Checks(sorted(found, key=lambda one: one[0].level != "blocks"), matrix_of(spec, working=working), working)


def _checks(request: HttpRequest, spec: Spec, found: Review | None) -> dict[str, Any]:
    return {"checks": checks_of(spec)}


def _comments(request: HttpRequest, spec: Spec, found: Review | None) -> dict[str, Any]:
    return {"listed": talking_lists.listed(spec, reader(request))}


def _history(request: HttpRequest, spec: Spec, found: Review | None) -> dict[str, Any]:
    return {}


_SHOWN = {"review": _review, "checks": _checks, "comments": _comments, "history": _history}
