"""How people come in: the first administrator's link and invitations."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import FirstAdministratorForm, JoinForm
from accounts.models import Invitation, User
from accounts.reader import reader

GONE = 410


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest, token: str) -> HttpResponse:
    """Makes the first administrator of this server."""
    form = FirstAdministratorForm(request.POST or None)
    try:
        services.find_first_login(token)
        if form.is_valid():
            _enter(request, services.create_administrator(token, **form.cleaned_data))
            return redirect(settings.LOGIN_REDIRECT_URL)
    except services.LinkOver:
        return render(request, "accounts/first_over.html", status=GONE)
    return render(request, "accounts/first.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites whom to what, and lets that person join: with their account, or with a new one."""
    try:
        found = services.find_invitation(token)
        if request.user.is_authenticated:
            return _join_as_member(request, found)
        return _join_as_newcomer(request, found)
    except services.InvitationOver as over:
        return render(request, "accounts/invitation_over.html", {"reason": over}, status=GONE)


def _join_as_member(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.method == "POST":
        services.accept(found, by=reader(request))
        messages.success(request, f"You are in {found.team.name} now.")
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(
        request, "accounts/invitation.html", {"invitation": found, "mine": found.email == reader(request).email}
    )


def _join_as_newcomer(request: HttpRequest, found: Invitation) -> HttpResponse:
    form = JoinForm(request.POST or None, initial={"email": found.email})
    known = User.objects.filter(email=found.email).exists()
    if not known and form.is_valid():
        _enter(request, services.join(found, **form.cleaned_data))
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"invitation": found, "form": form, "known": known}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)


def _enter(request: HttpRequest, user: User) -> None:
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
