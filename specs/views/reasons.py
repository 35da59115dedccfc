"""A page that asks for the reason of an act, which is kept with the record."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from specs.models import Spec
from specs.services.errors import Blocked, Refused

#: The words of such a page: `title`, `consequence`, `button`, and whether it `signs` with the password.
Words = Mapping[str, Any]


def with_reason(request: HttpRequest, spec: Spec, words: Words, act: Callable[[str], Any], said: str) -> HttpResponse:
    """Asks, does it, and tells; a refusal shows the page again with what was typed."""
    reason = request.POST.get("reason", "")
    context = {"spec": spec, "words": words, "reason": reason}
    if request.method != "POST":
        return render(request, "specs/review/reason.html", context)
    try:
        act(reason)
    except Refused as refusal:
        told = {"refusal": refusal.message, "field": refusal.field}
        return render(request, "specs/review/reason.html", context | told, status=422)
    except Blocked as refusal:
        told = {"refusal": str(refusal), "field": ""}
        return render(request, "specs/review/reason.html", context | told, status=422)
    messages.success(request, said)
    return redirect("specs:spec", key=spec.key)
