"""Answers to what is being typed: how a word goes on, and what the team writes in a field."""

from django.http import HttpRequest, HttpResponse, JsonResponse

from specs import completing
from specs.forms import SUGGESTIONS
from specs.models import Spec
from specs.views.answers import fragment
from specs.views.doors import spec_view


@spec_view("GET")
def complete(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The ways a word goes on; without one, what the words begin with that can be completed."""
    typed = request.GET.get("q")
    if typed is None:
        return JsonResponse({"prefixes": completing.prefixes(request.user, spec)})
    items = completing.completions(request.user, spec, typed)
    return JsonResponse({"items": [{"insert": item.insert, "detail": item.detail} for item in items]})


@spec_view("GET")
def suggest(request: HttpRequest, spec: Spec) -> HttpResponse:
    """What the team's specs say in such a field, then what the template suggests."""
    kind, field, section = (request.GET.get(name, "")[:40] for name in ("kind", "field", "section"))
    used = completing.suggestions(request.user, spec, kind=kind, field=field, section=section)
    known = SUGGESTIONS.get(field) or SUGGESTIONS.get(section) or SUGGESTIONS.get(kind, ())
    said = {value.casefold() for value in used}
    return JsonResponse({"items": [*used, *(value for value in known if value.casefold() not in said)]})


@spec_view("GET")
def serves(request: HttpRequest, spec: Spec) -> HttpResponse:
    """The requirements that a task may serve, to choose from."""
    items = completing.requirements(spec)
    rows = [(item.insert, item.detail) for item in items[: completing.LISTED]]
    return fragment(request, "specs/rows/serves.html", {"rows": rows, "more": len(items) > len(rows)})
