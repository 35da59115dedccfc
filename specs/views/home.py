"""Home: what waits for me, and my teams' specs."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Membership, Team
from specs import permissions
from specs.listed import describe
from specs.listing import Listing, columns
from specs.views.answers import fragment
from specs.waiting import waits as waiting_for


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.GET)
    teams = _teams(request.user)
    page = listing.shown(request.user)
    describe(page.object_list)  # type: ignore[arg-type]
    all_columns = columns(listing)
    context = {
        "listing": listing,
        "teams": teams,
        "team": next((team for team in teams if team.key == listing.team), None),
        "only_team": teams[0] if len(teams) == 1 else None,
        "page": page,
        "counts": listing.counts(request.user),
        "columns": [column for column in all_columns if column.chosen],
        "all_columns": all_columns,
        "waits": waiting_for(request.user),
        "mine": Listing(mine=True).among(request.user).count(),
        "may_create": _may_create(request.user),
        "here": _here(listing),
    }
    if request.htmx:  # type: ignore[attr-defined]
        return fragment(request, "specs/home/live.html", {**context, "alone": True})
    return render(request, "specs/home.html", context)


def _here(listing: Listing) -> str:
    """The entry of the navigation that leads to this view."""
    if listing.archived:
        return "archived"
    return "mine" if listing.mine else listing.team or "home"


def _teams(user: Any) -> list[Team]:
    """The person's teams, each with how many current specs it has."""
    current = Count("spec", filter=Q(spec__archived_at=None))
    return list(Team.objects.of(user).annotate(specs=current).order_by("key"))


def _may_create(user: Any) -> bool:
    roles = Membership.objects.filter(user=user).values_list("role", flat=True)
    return any(permissions.can(role, "create") for role in roles)
