"""The plain review path: submit, verdicts, send, discard, withdraw, revise, implement, reopen."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.reader import reader
from specs import permissions
from specs.models import Spec
from specs.reading import reading_of
from specs.services import reviewing, rounds
from specs.services.checking import findings_of
from specs.services.errors import Blocked, Refused, WrongStatus
from specs.services.freezing import latest
from specs.steps import review_of
from specs.views.doors import spec_view
from specs.views.talking import beside_verdict
from specs.workflow import next_version, reachable


@spec_view("GET", "POST", action="submit")
def submit(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Who is asked. What stands in the way is listed, each with the way to it."""
    if request.method != "POST":
        return _ask_whom(request, spec)
    asked = [person for person in _members(spec) if str(person.pk) in request.POST.getlist("reviewers")]
    why = request.POST.get("count_writers", "")
    try:
        reviewing.submit(
            spec, by=reader(request), reviewers=asked, seen=request.POST.get("seen", ""), count_writers=why
        )
    except Blocked:
        return _ask_whom(request, spec, status=422)
    except Refused as refusal:
        return _ask_whom(request, spec, refusal=refusal.message, status=422)
    except WrongStatus as refusal:
        return _ask_whom(request, spec, refusal=refusal.message, status=409)
    spec.refresh_from_db()
    revision = latest(spec)
    names = _(" and ").join(person.get_short_name() for person in asked)
    messages.success(
        request,
        _("Submitted as revision {revision}. {names} can read it now.").format(
            revision=revision.number if revision else 1, names=names
        ),
    )
    return redirect("specs:spec", key=spec.key)


def _ask_whom(request: HttpRequest, spec: Spec, *, refusal: str = "", status: int = 200) -> HttpResponse:
    document = spec.document()
    found = [finding for finding in findings_of(spec, document) if finding.level == "blocks"]
    context = {
        "spec": spec,
        "members": _members(spec),
        "asked": request.POST.getlist("reviewers"),
        "blocks": [(finding, None if finding.row is None else document.rows[finding.row].id) for finding in found],
        "may_count_writers": permissions.can(spec.team.role_of(request.user), "count_writers"),
        "count_writers": request.POST.get("count_writers", ""),
        "refusal": refusal,
    }
    return render(request, "specs/review/submit.html", context, status=status)


def _members(spec: Spec) -> list[User]:
    return list(User.objects.filter(memberships__team=spec.team, is_active=True).order_by("name", "email"))


@spec_view("GET")
def review(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The frozen text of the revision under review, and beside it the verdict card."""
    return _review_page(request, spec)


def _review_page(request: HttpRequest, spec: Spec, *, refusal: str = "", status: int = 200) -> HttpResponse:
    found = review_of(spec)
    if found is None:
        spec.refresh_from_db()
        context = {"spec": spec, "refusal": refusal, "comment": request.POST.get("comment", "")}
        return render(request, "specs/review/none.html", context, status=status)
    context = {
        "spec": spec,
        "review": found,
        "reading": reading_of(found.revision),
        **beside_verdict(request, spec),
        "refusal": refusal,
        "comment": request.POST.get("comment", ""),
    }
    return render(request, "specs/review/review.html", context, status=status)


def _verdict(request: HttpRequest, spec: Spec, give: Callable[[], Any], said: str) -> HttpResponse:
    """Gives it, or shows the review page again with the refusal and the comment as typed."""
    try:
        give()
    except WrongStatus as refusal:
        return _review_page(request, spec, refusal=refusal.message, status=409)
    except Refused as refusal:
        return _review_page(request, spec, refusal=refusal.message, status=422)
    spec.refresh_from_db()
    if spec.status == "approved" and spec.in_force:
        said = _("{said} {version} is approved and in force.").format(said=said, version=spec.in_force.version)
    messages.success(request, said)
    return redirect("specs:spec", key=spec.key)


@spec_view("POST", action="approve")
def approve(request: HttpRequest, spec: Spec) -> HttpResponse:
    sha = request.POST.get("sha", "")
    return _verdict(
        request, spec, lambda: reviewing.approve(spec, by=reader(request), sha=sha), _("Your approval is recorded.")
    )


@spec_view("POST", action="request")
def request_changes(request: HttpRequest, spec: Spec) -> HttpResponse:
    sha, comment = request.POST.get("sha", ""), request.POST.get("comment", "")
    act = lambda: reviewing.request_changes(spec, by=reader(request), sha=sha, comment=comment)  # noqa: E731 (said once, beside its words)
    return _verdict(request, spec, act, _("Your request is recorded. It blocks until you approve."))


@spec_view("GET", "POST", action="withdraw")
def withdraw(request: HttpRequest, spec: Spec) -> HttpResponse:
    words = {
        "title": _("Withdraw from review"),
        "consequence": _(
            "The review is closed and the spec is a draft again. Requests for changes stand; "
            "approvals keep for this same text."
        ),
        "button": _("Withdraw"),
    }
    act = lambda reason: reviewing.withdraw(spec, by=reader(request), reason=reason)  # noqa: E731
    return _with_reason(request, spec, words, act, _("{key} is a draft again.").format(key=spec.key))


@spec_view("GET", "POST", action="reopen")
def reopen(request: HttpRequest, spec: Spec) -> HttpResponse:
    words = {
        "title": _("Reopen"),
        "consequence": _("It is approved again instead of implemented, so that tasks can be unticked."),
        "button": _("Reopen"),
    }
    act = lambda reason: reviewing.reopen(spec, by=reader(request), reason=reason)  # noqa: E731
    return _with_reason(request, spec, words, act, _("{key} is reopened.").format(key=spec.key))


def _with_reason(
    request: HttpRequest, spec: Spec, words: dict[str, str], act: Callable[[str], Any], said: str
) -> HttpResponse:
    """A page that asks for the reason, which is kept with the record."""
    reason = request.POST.get("reason", "")
    context = {"spec": spec, "words": words, "reason": reason}
    if request.method != "POST":
        return render(request, "specs/review/reason.html", context)
    try:
        act(reason)
    except Refused as refusal:
        return render(request, "specs/review/reason.html", context | {"refusal": refusal.message}, status=422)
    messages.success(request, said)
    return redirect("specs:spec", key=spec.key)


@spec_view("POST", action="send")
def send(request: HttpRequest, spec: Spec) -> HttpResponse:
    reviewing.send(spec, by=reader(request))
    revision = latest(spec)
    number = revision.number if revision else 1
    messages.success(
        request, _("Revision {number} is sent. Approvals of earlier revisions are outdated.").format(number=number)
    )
    open_ = rounds.open_round(spec)
    if open_ and not _reachable(open_):
        messages.warning(request, _("Nobody left who counts: withdraw, and name reviewers who did not write."))
    return redirect("specs:spec", key=spec.key)


def _reachable(open_: Any) -> bool:
    people = frozenset(open_.reviewers.values_list("pk", flat=True))
    return reachable(rounds.policy_of(open_), reviewers=people, writers=frozenset(open_.writers))


@spec_view("GET", "POST", action="discard")
def discard(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Puts the text back to the revision under review; says first how many edits, and whose."""
    if request.method == "POST":
        reviewing.discard(spec, by=reader(request))
        messages.success(request, _("The text is what the reviewers read. History has what was discarded."))
        return redirect("specs:spec", key=spec.key)
    return render(request, "specs/review/discard.html", {"spec": spec, "review": review_of(spec)})


@spec_view("POST", action="revise")
def revise(request: HttpRequest, spec: Spec) -> HttpResponse:
    before = spec.in_force.version if spec.in_force else ""
    if reviewing.revise(spec, by=reader(request)) is None:
        messages.info(request, _("The next version is open already: this is its draft."))
    else:
        version = spec.version or next_version(before)
        messages.success(
            request,
            _("{version} is a draft. {before} stays in force until the next is approved.").format(
                version=version, before=before
            ),
        )
    return redirect("specs:spec", key=spec.key)


@spec_view("GET", "POST", action="implement")
def implement(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Lists what is not covered; without such a list, one press."""
    if request.method == "POST":
        reviewing.implement(spec, by=reader(request))
        messages.success(request, _("{key} is implemented.").format(key=spec.key))
        return redirect("specs:spec", key=spec.key)
    return render(request, "specs/review/implement.html", {"spec": spec, "covered": reviewing.covered(spec)})
