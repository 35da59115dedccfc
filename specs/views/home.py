"""Home: what waits for me, and my teams' specs."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Membership, Team
from specs import permissions
from specs.listing import Listing, columns
from specs.models import Round


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.GET)
    teams = list(Team.objects.of(request.user))
    context = {
        "listing": listing,
        "teams": teams,
        "team": next((team for team in teams if team.key == listing.team), None),
        "page": listing.shown(request.user),
        "counts": listing.counts(request.user),
        "columns": columns(listing.sort),
        "waits": [] if listing.archived else waiting_for(request.user),
        "may_create": _may_create(request.user),
        "here": "archived" if listing.archived else listing.team or "home",
    }
    return render(request, "specs/home.html", context)


def waiting_for(user: Any) -> list[Round]:
    """Open reviews in which this person is asked and has said nothing yet about the latest revision."""
    asked = Round.objects.filter(
        reviewers=user, closed_at=None, spec__archived_at=None, spec__team__in=Team.objects.of(user)
    )
    return list(
        asked.exclude(revision__verdicts__by=user)
        .select_related("spec__team", "revision", "opened_by")
        .order_by("-opened_at")
    )


def _may_create(user: Any) -> bool:
    roles = Membership.objects.filter(user=user).values_list("role", flat=True)
    return any(permissions.can(role, "create") for role in roles)
