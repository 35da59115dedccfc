"""The rules of a team's reviews: read by its members, set by its admins."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Team, User
from accounts.reader import reader
from specs import permissions
from specs.document.template import SECTIONS
from specs.models import PolicyChange, TeamPolicy
from specs.services import policies
from specs.services.errors import Refused
from specs.workflow import Rule

LATEST = 20


@dataclass(frozen=True, slots=True)
class Written:
    """A rule as it stands in the form, right or wrong. `number` tells its fields from those of the others."""

    number: int
    label: str = ""
    need: str = "1"
    people: frozenset[int] = frozenset()

    def rule(self) -> Rule:
        return Rule(self.label.strip(), int(self.need) if self.need.isdigit() else 0, self.people)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was sent, or as the policy fills it."""

    quorum: str = "1"
    rules: list[Written] = field(default_factory=list)
    writers_count: bool = False
    signing: str = "session"
    required: frozenset[str] = frozenset()

    @classmethod
    def by(cls, policy: TeamPolicy) -> "Filled":
        rules = [
            Written(i, rule["label"], str(rule["need"]), frozenset(rule["people"]))
            for i, rule in enumerate(policy.rules)
        ]
        required = frozenset(policy.required)
        return cls(str(policy.quorum), rules, policy.writers_count, policy.signing, required)

    @classmethod
    def of(cls, sent: QueryDict) -> "Filled":
        """A rule without name and people was never begun, or is to go."""
        labels = enumerate(sent.getlist("rule"))
        rules = [_rule(sent, i, label) for i, label in labels if f"rule-{i}-remove" not in sent]
        return cls(
            sent.get("quorum", ""),
            [rule for rule in rules if rule.label.strip() or rule.people],
            "writers_count" in sent,
            sent.get("signing", ""),
            frozenset(sent.getlist("required")),
        )

    @property
    def shown(self) -> list[Written]:
        """The rules with an empty one behind them."""
        return [*(Written(i, r.label, r.need, r.people) for i, r in enumerate(self.rules)), Written(len(self.rules))]

    def store(self, team: Team, by: User) -> None:
        policies.change(
            team,
            by=by,
            quorum=int(self.quorum) if self.quorum.isdigit() else 0,
            rules=[rule.rule() for rule in self.rules],
            writers_count=self.writers_count,
            signing=self.signing,
            required=sorted(self.required),
        )


def _rule(sent: QueryDict, number: int, label: str) -> Written:
    people = frozenset(int(one) for one in sent.getlist(f"rule-{number}-people") if one.isdigit())
    return Written(number, label, sent.get(f"rule-{number}-need", ""), people)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest, key: str) -> HttpResponse:
    """What the settings mean, in sentences; for admins the form, for all what was changed when and by whom."""
    team = get_object_or_404(Team.objects.of(request.user), key=key)
    may = permissions.can(team.role_of(request.user), "policy")
    if request.method != "POST":
        return _page(request, team, Filled.by(policies.policy_of_team(team)) if may else None)
    if not may:
        raise PermissionDenied
    filled = Filled.of(request.POST)
    try:
        filled.store(team, reader(request))
    except Refused as refusal:
        return _page(request, team, filled, refusal=refusal, status=422)
    messages.success(request, _("The rules are saved. A review that is open keeps those it began with."))
    return redirect("specs:policy", team.key)


def _page(
    request: HttpRequest, team: Team, filled: Filled | None, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    changes = PolicyChange.objects.filter(team=team).select_related("by").order_by("-pk")[:LATEST]
    context = {
        "team": team,
        "filled": filled,
        "refusal": refusal,
        "said": policies.in_words(policies.policy_of_team(team)),
        "members": User.objects.filter(memberships__team=team, is_active=True).order_by("name", "email"),
        "sections": [(key, _(section.title)) for key, section in SECTIONS.items()],
        "changes": [(change, _difference(team, change)) for change in changes],
    }
    return render(request, "specs/policy.html", context, status=status)


def _difference(team: Team, change: PolicyChange) -> list[tuple[str, str]]:
    """The sentences that went and those that came."""
    before, after = (policies.in_words(TeamPolicy(team=team, **facts)) for facts in (change.before, change.after))
    went: list[Any] = [("went", said) for said in before if said not in after]
    return went + [("came", said) for said in after if said not in before]
