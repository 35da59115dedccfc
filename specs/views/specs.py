"""Specs as wholes: begin one, put it away, take it out again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Team
from accounts.reader import reader
from specs.intake import MODELS, NewSpecForm, writable_teams
from specs.models import Spec
from specs.models.specs import BIN
from specs.services import creating, deleting
from specs.services.errors import Refused
from specs.views.doors import spec_view


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    teams = writable_teams(reader(request))
    if not teams:
        return _in_no_team(request)
    form = NewSpecForm(
        request.POST or None, user=reader(request), teams=teams, initial={"team": _asked_for(request, teams)}
    )
    if request.method == "POST" and request.POST.get("template") == "file":
        return redirect(f"{reverse('specs:import')}?team={_team_key(request, teams)}")
    if form.is_valid():
        spec = _create(request, form)
        if spec is not None:
            return redirect(f"{reverse('specs:spec', args=[spec.key])}#write-overview")
    context = {"form": form, "models": MODELS, "teams": teams, "may_copy": form.may_copy}
    return render(request, "specs/new.html", context, status=422 if request.method == "POST" else 200)


@spec_view("GET", "POST", action="archive")
def archive(request: HttpRequest, spec: Spec) -> HttpResponse:
    if request.method != "POST":
        return render(request, "specs/archive.html", {"spec": spec})
    creating.archive_spec(spec, by=reader(request))
    messages.success(request, _("{key} is archived. Nothing of it is lost.").format(key=spec.key))
    return redirect("specs:spec", key=spec.key)


@spec_view("GET", "POST", action="delete")
def delete(request: HttpRequest, spec: Spec) -> HttpResponse:
    if request.method != "POST":
        deleting.require_never_submitted(spec)
        return render(request, "specs/delete.html", {"spec": spec, "until": timezone.now() + BIN})
    deleting.delete_spec(spec, by=reader(request))
    messages.success(request, _("{key} is deleted. It can be restored for 30 days.").format(key=spec.key))
    return redirect("specs:spec", key=spec.key)


@spec_view("POST", action="restore")
def restore(request: HttpRequest, spec: Spec) -> HttpResponse:
    creating.restore_spec(spec, by=reader(request))
    messages.success(request, _("{key} is back among the specs of {name}.").format(key=spec.key, name=spec.team.name))
    return redirect("specs:spec", key=spec.key)


def _create(request: HttpRequest, form: NewSpecForm) -> Spec | None:
    """The new spec, or None with the refusal on the form."""
    asked = form.cleaned_data
    copy = asked["copy_of"] if asked["template"] == "copy" else None
    try:
        return creating.create_spec(
            by=reader(request),
            team=asked["team"],
            title=asked["title"],
            template="full" if copy else asked["template"],
            target_model=asked["target_model"],
            copy_of=copy,
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def _asked_for(request: HttpRequest, teams: list[Team]) -> int:
    """The team the address names, else the first."""
    wanted = request.GET.get("team", "").upper()
    return next((team.pk for team in teams if team.key == wanted), teams[0].pk)


def _team_key(request: HttpRequest, teams: list[Team]) -> str:
    wanted = request.POST.get("team", "")
    return next((team.key for team in teams if str(team.pk) == wanted), teams[0].key)


def _in_no_team(request: HttpRequest) -> HttpResponse:
    """A viewer may not write; a person in no team is told how to come into one."""
    if Team.objects.of(request.user).exists():
        raise PermissionDenied("As viewer you may not create specs. Ask an admin of the team.")
    return render(request, "specs/no_team.html")
