"""Notes which spec a person opens, when it is the person who opens it."""

from django.http import HttpRequest

from accounts.reader import reader
from specs.models import Spec
from specs.services.visiting import remember_visit


def note_visit(request: HttpRequest, spec: Spec) -> None:
    """A page that the browser fetches ahead, or looks at the head of, nobody has opened."""
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        remember_visit(spec, by=reader(request))
