"""Submitting: who is asked, under which rules, and what stands in the way, each with the way to it or past it."""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reader import reader
from specs import permissions
from specs.document.checks import Finding
from specs.models import Round, Spec, TeamPolicy
from specs.services import policies, reviewing, typing, waivers
from specs.services.errors import Blocked, Refused, WrongStatus
from specs.services.freezing import latest, writers_of
from specs.views.doors import spec_view
from specs.workflow import Rule

_WAIVE = "waive-"
_MOST = 20


@spec_view("GET", "POST", action="submit")
def submit(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Who is asked. What stands in the way is listed, each with the way to it; what was chosen and typed is kept."""
    if request.method != "POST":
        typing.settle(spec, reader(request))
        return _ask_whom(request, spec)
    seen = request.POST.get("seen", "")
    if "as_it_stands" in request.POST:  # others are typing: what they wrote until now is in it
        typing.settle(spec, reader(request))
        seen = Spec.objects.get(pk=spec.pk).text_hash
    asked = [person for person in members(spec) if str(person.pk) in request.POST.getlist("reviewers")]
    try:
        reviewing.submit(
            spec,
            by=reader(request),
            reviewers=asked,
            seen=seen,
            count_writers=request.POST.get("count_writers", ""),
            quorum=quorum_in(request.POST),
            waived=waived_in(request.POST),
            key=request.POST.get("key", ""),
        )
    except Blocked:
        return _ask_whom(request, spec, status=422)
    except Refused as refusal:
        return _ask_whom(request, spec, refusal=refusal, status=422)
    except WrongStatus as refusal:
        return _ask_whom(request, spec, refusal=Refused(refusal.message), status=409)
    _tell(request, spec, asked)
    return redirect("specs:spec", key=spec.key)


def _tell(request: HttpRequest, spec: Spec, asked: list[User]) -> None:
    revision = latest(spec)
    names = _(" and ").join(person.get_short_name() for person in asked)
    messages.success(
        request,
        _("Submitted as revision {revision}. {names} can read it now.").format(
            revision=revision.number if revision else 1, names=names
        ),
    )


def quorum_in(sent: Mapping[str, str]) -> int | None:
    """A number of approvals as typed; none where the team's is meant, zero (which is refused) for what is no number."""
    typed = sent.get("quorum", "").strip()
    if not typed:
        return None
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def waived_in(sent: Mapping[str, str]) -> dict[str, str]:
    """The reasons typed beside findings, by the findings' keys."""
    return {name.removeprefix(_WAIVE): sent[name] for name in sent if name.startswith(_WAIVE) and sent[name].strip()}


def members(spec: Spec) -> list[User]:
    return list(User.objects.filter(memberships__team=spec.team, is_active=True).order_by("name", "email"))


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be asked. `rules` are the team's rules the person is needed for; `wrote`: does not count."""

    person: User
    chosen: bool
    rules: list[str]
    wrote: bool


def candidates(spec: Spec, chosen: frozenset[int], *, writers: frozenset[int]) -> list[Candidate]:
    rules = policies.rules_of(policies.policy_of_team(spec.team))
    return [
        Candidate(
            person,
            person.pk in chosen,
            [rule.label for rule in rules if person.pk in rule.people],
            person.pk in writers,
        )
        for person in members(spec)
    ]


def first_choice(spec: Spec) -> frozenset[int]:
    """Whom the last round asked, and whoever must approve in any case."""
    last = Round.objects.filter(spec=spec).order_by("number").last()
    asked = frozenset(last.reviewers.values_list("pk", flat=True)) if last else frozenset()
    rules = policies.rules_of(policies.policy_of_team(spec.team))
    return asked.union(*(rule.people for rule in rules if _all_needed(rule)))


def last_quorum(spec: Spec) -> int:
    """How many approvals the last round asked for, unless fewer people are chosen by now."""
    last = Round.objects.filter(spec=spec).order_by("number").last()
    return min(last.policy["rules"][0]["need"], len(first_choice(spec))) if last else 0


def _all_needed(rule: Rule) -> bool:
    return len(rule.people) == rule.need


@dataclass(frozen=True, slots=True)
class Blocking:
    """A finding in the way with the name of its field for a reason, and what is typed there."""

    finding: Finding
    row: int | None
    field: str
    reason: str
    again: bool


def blocking(spec: Spec, sent: Mapping[str, str]) -> list[Blocking]:
    found = waivers.stoppers(spec, spec.document())
    return [
        Blocking(
            one.finding, one.row, _WAIVE + one.key, sent.get(_WAIVE + one.key, one.offered), again=bool(one.offered)
        )
        for one in found
    ]


def _ask_whom(request: HttpRequest, spec: Spec, *, refusal: Refused | None = None, status: int = 200) -> HttpResponse:
    typed = request.POST.getlist("reviewers")
    chosen = frozenset(int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 19)
    if request.method != "POST":
        chosen = first_choice(spec)
    policy = policies.policy_of_team(spec.team)
    writers = writers_of(spec, upto=spec.seq)
    context = {
        "spec": spec,
        "candidates": candidates(spec, chosen, writers=writers),
        "blocks": blocking(spec, request.POST),
        "waived": waivers.standing(spec),
        "may_count_writers": permissions.can(spec.team.role_of(request.user), "count_writers"),
        "count_writers": request.POST.get("count_writers", ""),
        "key": request.POST.get("key") or token_hex(8),
        "refusal": refusal,
        "hands": typing.hands(spec, but=reader(request)),
        **_rules(request, spec, policy),
    }
    return render(request, "specs/review/submit.html", context, status=status)


def _rules(request: HttpRequest, spec: Spec, policy: TeamPolicy) -> dict[str, Any]:
    """What a round that began now would ask for, in words, and what it would be called."""
    last = latest(spec)
    return {
        "policy": policy,
        "words": policies.in_words(policy),
        "quorum": request.POST.get("quorum", max(policy.quorum, last_quorum(spec))),
        "most": _MOST,
        "number": last.number + 1 if last else 1,
    }
