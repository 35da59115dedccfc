"""Pages of the working text and of the revision in force: withdraw, discard, revise, abandon, revoke, implement."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.models import Spec
from specs.reviewed import review_of
from specs.services import policies, reviewing
from specs.services.errors import Refused
from specs.views.doors import spec_view
from specs.views.reasons import with_reason
from specs.views.signing import signature
from specs.workflow import next_major, next_version


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
    return with_reason(request, spec, words, act, _("{key} is a draft again.").format(key=spec.key))


@spec_view("GET", "POST", action="reopen")
def reopen(request: HttpRequest, spec: Spec) -> HttpResponse:
    words = {
        "title": _("Reopen"),
        "consequence": _("It is approved again instead of implemented, so that tasks can be unticked."),
        "button": _("Reopen"),
    }
    act = lambda reason: reviewing.reopen(spec, by=reader(request), reason=reason)  # noqa: E731
    return with_reason(request, spec, words, act, _("{key} is reopened.").format(key=spec.key))


@spec_view("GET", "POST", action="discard")
def discard(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Puts the text back to the revision under review; says first how many edits, and whose."""
    if request.method == "POST":
        reviewing.discard(spec, by=reader(request))
        messages.success(request, _("The text is what the reviewers read. History has what was discarded."))
        return redirect("specs:spec", key=spec.key)
    context = {"spec": spec, "review": review_of(spec), "cancels_out": reviewing.cancels_out(spec)}
    return render(request, "specs/review/discard.html", context)


@spec_view("POST", action="revise")
def revise(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Opens the next version: 1.1, or 2.0 where `major` is asked for. Whoever comes second hears who opened it."""
    before, major = spec.in_force.version if spec.in_force else "", request.GET.get("major") == "1"
    if reviewing.revise(spec, by=reader(request), major=major) is None:
        messages.info(request, reviewing.opened(spec) or _("The next version is open already: this is its draft."))
    else:
        version = spec.version or (next_major(before) if major else next_version(before))
        messages.success(
            request,
            _("{version} is a draft. {before} stays in force until the next is approved.").format(
                version=version, before=before
            ),
        )
    return redirect("specs:spec", key=spec.key)


@spec_view("GET", "POST", action="abandon")
def abandon(request: HttpRequest, spec: Spec) -> HttpResponse:
    version = spec.in_force.version if spec.in_force else ""
    words = {
        "title": _("Abandon this draft"),
        "consequence": _(
            "The text is that of {version} again. Rows that were added since are deleted, requests for changes are "
            "closed, ticked tasks stay ticked. The history has it all."
        ).format(version=version),
        "button": _("Abandon the draft"),
    }
    act = lambda reason: reviewing.abandon(spec, by=reader(request), reason=reason)  # noqa: E731
    return with_reason(
        request, spec, words, act, _("The draft is abandoned: {version} stands.").format(version=version)
    )


@spec_view("GET", "POST", action="revoke")
def revoke(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Takes the text in force out of force; another one that was approved before may take its place."""
    version = spec.in_force.version if spec.in_force else ""
    before = reviewing.could_be_in_force(spec)
    chosen = request.POST.get("instead", "")
    words = {
        "title": _("Revoke {version}").format(version=version),
        "consequence": _(
            "{version} is no longer in force, and whoever checks it is told so. An open review is closed, and there is "
            "a draft to go on with."
        ).format(version=version),
        "button": _("Revoke {version}").format(version=version),
        "signs": _signs(spec),
        "instead": before,
        "chosen": chosen,
    }

    def act(reason: str) -> object:
        instead = next((revision for revision in before if str(revision.number) == chosen), None)
        if chosen and instead is None:
            raise Refused(_("Choose a revision that was approved before and not revoked."), field="instead")
        signed = signature(request, spec, "revoke")
        return reviewing.revoke(spec, by=reader(request), reason=reason, instead=instead, signed=signed)

    return with_reason(request, spec, words, act, _("{version} is revoked.").format(version=version))


def _signs(spec: Spec) -> bool:
    """Whether the team asks the password again for acts on the text in force."""
    return policies.policy_of_team(spec.team).signing == "confirm"


@spec_view("GET", "POST", action="implement")
def implement(request: HttpRequest, spec: Spec) -> HttpResponse:
    """Lists what is not covered; without such a list, one press, and the password where the team signs with it."""
    refusal, status = "", 200
    if request.method == "POST":
        try:
            reviewing.implement(spec, by=reader(request), signed=signature(request, spec, "implement"))
            messages.success(request, _("{key} is implemented.").format(key=spec.key))
            return redirect("specs:spec", key=spec.key)
        except Refused as refused:
            refusal, status = refused.message, 422
            spec.refresh_from_db()
    context = {"spec": spec, "covered": reviewing.covered(spec), "signs": _signs(spec), "refusal": refusal}
    return render(request, "specs/review/implement.html", context, status=status)
