"""How often a person may save and import: one place, before any view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

IMPORTS = {"import", "import_over"}
MINUTE = 60
#: How often a file may be looked at for each time it may be imported.
PREVIEWS = 3


def exceeded(what: str, person: int, most: int, seconds: int) -> bool:
    """Counts one more `what` of this person; True when that is more than `most` in the window of `seconds`."""
    key = f"limit:{what}:{person}"
    if cache.add(key, 1, timeout=seconds):
        return most < 1
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # the window ended in between
        cache.set(key, 1, timeout=seconds)
        return most < 1


class Limits:
    """Answers 429 to a person who saves or imports faster than a person can."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        if settings.UNLIMITED or request.method != "POST" or not match or match.namespace != "specs":
            return None
        person = request.user.pk
        if person is None:
            return None
        what, most = counted(request, match.url_name or "")
        return too_many(request, MINUTE) if exceeded(what, person, most, MINUTE) else None


def counted(request: HttpRequest, name: str) -> tuple[str, int]:
    """What a POST counts as, and how many of it a person has a minute. An import is looked at before it is made."""
    if name == "images":
        return "image", settings.IMAGES_A_MINUTE
    if name not in IMPORTS:
        return "save", settings.SAVES_A_MINUTE
    if "step" in request.POST:
        return "import", settings.IMPORTS_A_MINUTE
    return "preview", PREVIEWS * settings.IMPORTS_A_MINUTE


class TooLarge:
    """Answers 413 where the router threw a body away."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "HTTP_X_SPECROOM_TOO_LARGE" in request.META:
            answer: HttpResponse = import_string(settings.TOO_LARGE_VIEW)(request)
            return answer
        return self.get_response(request)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    answer: HttpResponse = import_string(settings.TOO_MANY_VIEW)(request)
    answer.headers["Retry-After"] = str(seconds)
    return answer
