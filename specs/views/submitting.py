"""Asking the people of an open review anew: send, other reviewers, letting writers count."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.models import Round, Spec
from specs.services import policies, reviewing, rounds, typing
from specs.services.errors import Blocked, Refused, WrongStatus
from specs.services.freezing import latest
from specs.views import asking
from specs.views.doors import spec_view
from specs.views.reasons import with_reason


@spec_view("GET", "POST", action="send")
def send(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Sends the edits; what blocks is listed with a field for why it may pass."""
    if request.method != "POST":
        typing.settle(spec, reader(request))
        return _send_page(request, spec)
    try:
        reviewing.send(spec, by=reader(request), waived=asking.waived_in(request.POST))
    except Blocked:
        return _send_page(request, spec, status=422)
    revision = latest(spec)
    number = revision.number if revision else 1
    messages.success(
        request, _("Revision {number} is sent. Approvals of earlier revisions are outdated.").format(number=number)
    )
    open_ = rounds.open_round(spec)
    if open_ and not rounds.is_reachable(open_):
        messages.warning(request, _("Nobody left who counts: change reviewers."))
    return redirect("specs:spec", key=spec.key)


def _send_page(request: HttpRequest, spec: Spec, *, status: int = 200) -> HttpResponse:
    last = latest(spec)
    context = {
        "spec": spec,
        "blocks": asking.blocking(spec, request.POST),
        "next": last.number + 1 if last else 1,
        "hands": typing.hands(spec, but=reader(request)),
    }
    return render(request, "specs/review/send.html", context, status=status)


@spec_view("GET", "POST", action="change_reviewers")
def reviewers(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Other people, or another number of approvals, on the same revision."""
    open_ = rounds.open_round(spec)
    if open_ is None:
        raise WrongStatus(_("This spec is not in review: it is {status}.").format(status=spec.status))
    if request.method != "POST":
        return _reviewers_page(request, spec, open_)
    chosen = request.POST.getlist("reviewers")
    try:
        reviewing.change_reviewers(
            spec,
            by=reader(request),
            reviewers=[person for person in asking.members(spec) if str(person.pk) in chosen],
            reason=request.POST.get("reason", ""),
            quorum=asking.quorum_in(request.POST),
            waived=asking.waived_in(request.POST),
        )
    except Blocked:
        return _reviewers_page(request, spec, open_, status=422)
    except Refused as refusal:
        return _reviewers_page(request, spec, open_, refusal=refusal, status=422)
    messages.success(request, _("The reviewers are changed. Approvals of this revision keep counting."))
    return redirect("specs:spec", key=spec.key)


def _reviewers_page(
    request: HttpRequest, spec: Spec, open_: Round, *, refusal: Refused | None = None, status: int = 200
) -> HttpResponse:
    posted, now = request.method == "POST", {str(pk) for pk in rounds.asked_in(open_)}
    chosen = set(request.POST.getlist("reviewers")) if posted else now
    people = frozenset(person.pk for person in asking.members(spec) if str(person.pk) in chosen)
    policy, changed = policies.policy_of_team(spec.team), policies.has_changed_since(open_)
    quorum = policy.quorum if changed else open_.policy["rules"][0]["need"]
    context: dict[str, Any] = {
        "spec": spec,
        "round": open_,
        "candidates": asking.candidates(spec, people, writers=frozenset(open_.writers)),
        "blocks": asking.blocking(spec, request.POST) if posted else [],
        "policy": policy,
        "words": policies.in_words(policy),
        "policy_changed": changed,
        "quorum": request.POST.get("quorum", quorum),
        "reason": request.POST.get("reason", ""),
        "refusal": refusal,
    }
    return render(request, "specs/review/reviewers.html", context, status=status)


@spec_view("GET", "POST", action="count_writers")
def count_writers(request: HttpRequest, spec: Spec) -> HttpResponse:
    words = {
        "title": _("Let writers count"),
        "consequence": _(
            "In this review the approvals of people who wrote in the text count too. The approval says so, and why, "
            "for ever."
        ),
        "button": _("Let writers count"),
    }
    act = lambda reason: reviewing.let_writers_count(spec, by=reader(request), reason=reason)  # noqa: E731
    return with_reason(request, spec, words, act, _("Writers count in this review."))
