"""Finding: the page of results, the palette's lines, and the list of keys."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from specs import search as searching
from specs.models import Spec
from specs.palette import offers


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """The rows and specs that have the words; what names one thing leads there, unless `all` is asked for."""
    query = searching.Query.of(request.GET.get("q", ""))
    archived = request.GET.get("archived") == "1"
    place = "" if archived or "all" in request.GET else searching.named(request.user, query)
    if place:
        return redirect(place)
    context: dict[str, Any] = {"query": query, "archived": archived, "here": "search"}
    try:
        context["results"] = searching.search(request.user, query.text, archived=archived)
    except searching.TooLong:
        context["too_long"] = True
    return render(request, "specs/search.html", {**context, "most": searching.ROWS, "seconds": int(searching.SECONDS)})


@login_required
@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """The lines of the palette for what is typed, on the page of the spec `on`, if that may be seen."""
    spec = _spec(request)
    try:
        groups, too_long = offers(request.user, request.GET.get("q", ""), spec), False
    except searching.TooLong:
        groups, too_long = [], True
    context = {"groups": groups, "too_long": too_long, "count": sum(len(group.entries) for group in groups)}
    response = render(request, "specs/palette.html", context)
    response.headers["X-Fragment"] = "1"
    return response


def _spec(request: HttpRequest) -> Spec | None:
    key = request.GET.get("on", "")[:24]
    return (
        Spec.objects.visible_to(request.user).filter(key=key).select_related("team", "in_force").first()
        if key
        else None
    )


@login_required
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Every key there is: a page, and the same list for the dialog."""
    if "part" not in request.GET:
        return render(request, "specs/keys.html", {"here": "keys"})
    response = render(request, "specs/keys/list.html")
    response.headers["X-Fragment"] = "1"
    return response
