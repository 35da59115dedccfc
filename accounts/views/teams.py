"""Teams: members, roles, invitations."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import services
from accounts.forms import InviteForm, RoleForm, TeamForm, TeamNameForm, TeamPresenceForm, TeamTalkForm
from accounts.models import Membership, Role, Team
from accounts.reader import reader


def _team(request: HttpRequest, key: str) -> Team:
    """The team, if the reader is in it: to everybody else it does not exist."""
    return get_object_or_404(Team.objects.of(request.user), key=key)


def _administered(request: HttpRequest, key: str) -> Team:
    team = _team(request, key)
    if team.role_of(request.user) != Role.ADMIN:
        raise PermissionDenied
    return team


def _page(request: HttpRequest, team: Team, *, status: int = 200, **context: object) -> HttpResponse:
    """The team's page; `context` brings a form with errors, or what just happened."""
    context = {
        "team": team,
        "memberships": team.memberships.select_related("user"),
        "invitations": team.invitations.open().select_related("invited_by"),
        "is_admin": team.role_of(request.user) == Role.ADMIN,
        "roles": Role.choices,
        "invite_form": InviteForm(),
        "name_form": TeamNameForm(instance=team),
        "talk_form": TeamTalkForm(instance=team),
        "presence_form": TeamPresenceForm(instance=team),
        **context,
    }
    return render(request, "accounts/team.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_new(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = services.create_team(by=reader(request), **form.cleaned_data)
        except services.TeamRefusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("accounts:team", team.key)
    context = {"form": form, "may": services.may_create_teams(reader(request))}
    return render(request, "accounts/team_new.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def team(request: HttpRequest, key: str) -> HttpResponse:
    return _page(request, _team(request, key))


@login_required
@require_POST
def team_rename(request: HttpRequest, key: str) -> HttpResponse:
    team = _administered(request, key)
    form = TeamNameForm(request.POST, instance=team)
    if not form.is_valid():
        return _page(request, _team(request, key), status=422, name_form=form)
    services.rename_team(team, by=reader(request), name=form.cleaned_data["name"])
    messages.success(request, _("The name is saved."))
    return redirect("accounts:team", key)


@login_required
@require_POST
def team_talk(request: HttpRequest, key: str) -> HttpResponse:
    """Who may suggest other words."""
    team = _administered(request, key)
    services.let_viewers_suggest(team, by=reader(request), may="viewers_suggest" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("accounts:team", key)


@login_required
@require_POST
def team_presence(request: HttpRequest, key: str) -> HttpResponse:
    """Whether people who only read are shown as being here."""
    team = _administered(request, key)
    services.let_readers_be_seen(team, by=reader(request), shown="show_readers" in request.POST)
    messages.success(request, _("Saved."))
    return redirect("accounts:team", key)


@login_required
@require_POST
def team_invite(request: HttpRequest, key: str) -> HttpResponse:
    """Answers with the page itself, which shows the link to pass on: only its hash is kept."""
    team = _administered(request, key)
    form = InviteForm(request.POST)
    if form.is_valid():
        try:
            invited = services.invite(team, by=reader(request), **form.cleaned_data)
        except services.TeamRefusal as refusal:
            form.add_error("email", str(refusal))
        else:
            return _page(request, team, invited=invited)
    return _page(request, team, status=422, invite_form=form)


@login_required
@require_POST
def invitation_take_back(request: HttpRequest, key: str, invitation: int) -> HttpResponse:
    team = _administered(request, key)
    found = get_object_or_404(team.invitations.filter(accepted_by=None), pk=invitation)
    services.take_back(found, by=reader(request))
    messages.success(
        request, _("The invitation of {email} is taken back; its link no longer works.").format(email=found.email)
    )
    return redirect("accounts:team", key)


@login_required
@require_POST
def member_role(request: HttpRequest, key: str, membership: int) -> HttpResponse:
    team = _administered(request, key)
    found = get_object_or_404(team.memberships, pk=membership)
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _page(request, team, status=422, refusal=_("Choose viewer, editor or admin."))
    try:
        services.change_role(found, by=reader(request), role=form.cleaned_data["role"])
    except services.LastAdmin as refusal:
        return _page(request, team, status=409, refusal=str(refusal))
    messages.success(request, _("{user} is {role} now.").format(user=found.user, role=form.cleaned_data["role"]))
    return redirect("accounts:team", key)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request: HttpRequest, key: str, membership: int) -> HttpResponse:
    """Asks first; an admin removes anybody, everybody may leave."""
    team = _team(request, key)
    found: Membership = get_object_or_404(team.memberships.select_related("user"), pk=membership)
    if found.user_id != request.user.pk and team.role_of(request.user) != Role.ADMIN:
        raise PermissionDenied
    context = {"team": team, "membership": found, "leaving": found.user_id == request.user.pk}
    if request.method != "POST":
        return render(request, "accounts/member_remove.html", context)
    try:
        services.remove_member(found, by=reader(request))
    except services.LastAdmin as refusal:
        return render(request, "accounts/member_remove.html", {**context, "refusal": str(refusal)}, status=409)
    if context["leaving"]:
        messages.success(request, _("You have left {name}.").format(name=team.name))
        return redirect("accounts:settings")
    messages.success(request, _("{user} is no longer in {name}.").format(user=found.user, name=team.name))
    return redirect("accounts:team", key)
