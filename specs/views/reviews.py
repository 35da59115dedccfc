"""The review page, and what people say there: approve, ask for changes, take back, override."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.models import Spec, Verdict
from specs.reading import reading_of
from specs.reviewed import review_of
from specs.services import reviewing, rounds
from specs.services.errors import Refused, WrongStatus
from specs.views.answers import fragment
from specs.views.doors import spec_view
from specs.views.newest import newest
from specs.views.news import state_of
from specs.views.panels import panel
from specs.views.reasons import with_reason
from specs.views.review_text import text_context
from specs.views.signing import signature
from specs.views.talking import marked


@spec_view("GET")
def review(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The frozen text of the revision under review, and beside it the verdict card; `aside`, what the panel of the
    spec's page shows of it."""
    if request.htmx and "aside" in request.GET:  # type: ignore[attr-defined]
        context = {"spec": spec, "aside": True, **panel(request, spec, first="review")}
        return fragment(request, "specs/review/live.html", context)
    return _review_page(request, spec)


def _review_page(
    request: HttpRequest, spec: Spec, *, refusal: str = "", field: str = "", status: int = 200
) -> HttpResponse:
    found = review_of(spec)
    if found is None:
        spec.refresh_from_db()
        context = {"spec": spec, "refusal": refusal, "comment": request.POST.get("comment", "")}
        return render(request, "specs/review/none.html", context, status=status)
    context = {
        "spec": spec,
        "review": found,
        "reading": reading_of(found.revision),
        "base": reverse("specs:spec", args=[spec.key]),
        "newest": newest(spec),
        **text_context(request, spec, found.revision),
        **panel(request, spec, first="review", found=found),
        **marked(request, spec),
        "findings": [],
        "state": state_of(request, spec),
        "refusal": refusal,
        "of_note": field == "comment",
        "comment": request.POST.get("comment", ""),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return fragment(request, "specs/review/live.html", context)
    return render(request, "specs/review/review.html", context, status=status)


def _verdict(request: HttpRequest, spec: Spec, give: Callable[[], Any], said: str) -> HttpResponse:
    """Gives it, or shows the review page again with the refusal and the comment as typed."""
    try:
        give()
    except WrongStatus as refusal:
        return _review_page(request, spec, refusal=refusal.message, status=409)
    except Refused as refusal:
        return _review_page(request, spec, refusal=refusal.message, field=refusal.field, status=422)
    spec.refresh_from_db()
    if spec.status == "approved" and spec.in_force:
        said = _("{said} {version} is approved and in force.").format(said=said, version=spec.in_force.version)
    messages.success(request, said)
    return redirect("specs:spec", key=spec.key)


@spec_view("POST", action="approve")
def approve(request: HttpRequest, spec: Spec) -> HttpResponse:
    def act() -> object:
        signed = signature(request, spec, "approve")
        return reviewing.approve(spec, by=reader(request), sha=request.POST.get("sha", ""), signed=signed)

    return _verdict(request, spec, act, _("Your approval is recorded."))


@spec_view("POST", action="request")
def request_changes(request: HttpRequest, spec: Spec) -> HttpResponse:
    def act() -> object:
        sha, comment = request.POST.get("sha", ""), request.POST.get("comment", "")
        signed = signature(request, spec, "request")
        return reviewing.request_changes(spec, by=reader(request), sha=sha, comment=comment, signed=signed)

    return _verdict(request, spec, act, _("Your request is recorded. It blocks until you lift it or approve."))


@spec_view("POST", action="take_back")
def take_back(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Lifts one's request or withdraws one's approval, in review and in draft."""
    comment = request.POST.get("comment", "")
    act = lambda: reviewing.take_back(spec, by=reader(request), comment=comment)  # noqa: E731
    return _verdict(request, spec, act, _("Your verdict is taken back."))


@spec_view("GET", "POST", action="override")
def override(request: HttpRequest, spec: Spec, id: int) -> HttpResponse:
    """One request no longer blocks, by an admin's word and reason."""
    found = Verdict.objects.filter(round__spec=spec, word="request", pk=id).select_related("by", "revision").first()
    if found is None:
        raise Http404
    open_ = rounds.open_round(spec)
    words = {
        "title": _("Override the request of {name}").format(name=found.by.get_short_name()),
        "consequence": _(
            "“{comment}” no longer blocks. That you said so, and why, is shown with the approval for ever."
        ).format(comment=found.comment),
        "button": _("Override this request"),
        "signs": open_ is not None and rounds.policy_of(open_).signing == "confirm",
    }

    def act(reason: str) -> object:
        signed = signature(request, spec, "override")
        return reviewing.override(spec, by=reader(request), request=found, reason=reason, signed=signed)

    return with_reason(request, spec, words, act, _("The request is overridden."))
