"""How people come in: the first administrator's link and invitations.

A link's address carries a token. It is opened once: the session keeps the token's hash, and the browser is led to an
address without it, so that no history, log or Referer of what follows has the token.
"""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.forms import FirstAdministratorForm, JoinForm
from accounts.models import Invitation, User
from accounts.reader import reader

GONE = 410
#: Where the session keeps the hash of the token whose link was opened.
FIRST, INVITATION = "first_login", "invitation"


@sensitive_variables()
@require_safe
def first_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opens the link of the first administrator."""
    try:
        request.session[FIRST] = services.find_first_login(token).token_hash
    except services.LinkOver:
        return _first_over(request)
    return redirect("accounts:first")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Makes the first administrator of this server."""
    form = FirstAdministratorForm(request.POST or None)
    try:
        link = services.opened_first_login(request.session.get(FIRST, ""))
        if form.is_valid():
            _enter(request, services.create_administrator(link, **form.cleaned_data), FIRST)
            return redirect(settings.LOGIN_REDIRECT_URL)
    except services.LinkOver:
        return _first_over(request)
    return render(request, "accounts/first.html", {"form": form}, status=422 if form.errors else 200)


def _first_over(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/first_over.html", status=GONE)


@sensitive_variables()
@require_safe
def invitation_link(request: HttpRequest, token: str) -> HttpResponse:
    """Opens the link of an invitation."""
    try:
        request.session[INVITATION] = services.find_invitation(token).token_hash
    except services.InvitationOver as over:
        return _invitation_over(request, over)
    return redirect("accounts:invite")


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Shows who invites whom to what, and lets that person join: with their account, or with a new one."""
    try:
        found = services.opened_invitation(request.session.get(INVITATION, ""))
        if request.method == "POST" and request.POST.get("invitation") != str(found.pk):
            return redirect("accounts:invite")  # another one was opened meanwhile; nobody joins what they do not see
        if request.user.is_authenticated:
            return _join_as_member(request, found)
        return _join_as_newcomer(request, found)
    except services.InvitationOver as over:
        return _invitation_over(request, over)


def _invitation_over(request: HttpRequest, over: services.InvitationOver) -> HttpResponse:
    return render(request, "accounts/invitation_over.html", {"reason": over}, status=GONE)


def _join_as_member(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        services.accept(found, by=reader(request))
        request.session.pop(INVITATION)
        messages.success(request, _("You are in {name} now.").format(name=found.team.name))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(
        request, "accounts/invitation.html", {"invitation": found, "mine": found.email == reader(request).email}
    )


def _join_as_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, initial={"email": found.email})
    known = User.objects.filter(email=found.email).exists()
    if not known and form.is_valid():
        _enter(request, services.join(found, **form.cleaned_data), INVITATION)
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"invitation": found, "form": form, "known": known}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, user: User, opened: str) -> None:
    request.session.pop(opened)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
