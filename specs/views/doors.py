"""The way in to a view of one spec: who is asking, is the spec theirs to see, and what a refusal becomes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from specs import permissions
from specs.models import Spec
from specs.services.errors import NotAllowed, Refused, WrongStatus

View = Callable[..., HttpResponse]


def spec_view(*methods: str, action: str = "read") -> Callable[[View], View]:
    """A view of one spec: `view(request, spec, **named)`. Another team's spec is a 404, a missing right a 403, a state
    that does not allow it a 409, and a former key leads to the present one (after the rights were looked at)."""

    def decorate(view: View) -> View:
        @login_required
        @require_http_methods([*methods, *(["HEAD"] if "GET" in methods else [])])
        @wraps(view)
        def answer(request: HttpRequest, key: str, **named: Any) -> HttpResponse:
            spec = visible_spec(request, key)
            if spec.key != key:
                return _moved(request, spec, named)
            try:
                permissions.require_role(request.user, action, spec)
                return view(request, spec, **named)
            except NotAllowed as refusal:
                raise _denied(refusal) from refusal
            except WrongStatus as refusal:
                return refused(request, spec, refusal.message, status=409)
            except Refused as refusal:
                return refused(request, spec, str(refusal), status=422)

        return answer

    return decorate


def visible_spec(request: HttpRequest, key: str) -> Spec:
    """The spec with this key or former key, if the person may see it; else `Http404`, whether or not it exists."""
    shown = () if request.method == "POST" else ("changed_by", "in_force")  # what writes reads it anew under the lock
    found = Spec.objects.visible_to(request.user).at_the_door(request.user).select_related("team", *shown)
    spec = found.filter(key=key.upper()).first() or found.known_as(key).first()
    if spec is None:
        raise Http404
    spec.remember_role(request.user, spec.__dict__["role"])
    return spec


def refused(request: HttpRequest, spec: Spec, message: str, *, status: int) -> HttpResponse:
    """What did not happen and why, with the way back; what was typed stands on the page."""
    sent = [(name, str(value)) for name, value in request.POST.items()]
    typed = [value for name, value in sent if name not in NEVER_SHOWN and value.strip()]
    return render(request, "specs/refused.html", {"spec": spec, "message": message, "typed": typed}, status=status)


NEVER_SHOWN = frozenset({"csrfmiddlewaretoken", "sha", "sha256", "seen", "stamp", "base", "next", "password"})


def _denied(refusal: NotAllowed) -> Exception:
    return Http404() if refusal.hidden else PermissionDenied(refusal.message)


def _moved(request: HttpRequest, spec: Spec, named: dict[str, Any]) -> HttpResponse:
    if request.method not in {"GET", "HEAD"} or request.resolver_match is None:
        raise Http404
    return HttpResponseRedirect(reverse(f"specs:{request.resolver_match.url_name}", kwargs={"key": spec.key, **named}))
