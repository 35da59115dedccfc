"""How often a person may save and import: one place, before any view."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string

IMPORTS = {"import", "import_over"}
MINUTE = 60


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
        what, most = (
            ("import", settings.IMPORTS_A_MINUTE) if match.url_name in IMPORTS else ("save", settings.SAVES_A_MINUTE)
        )
        return too_many(request, MINUTE) if exceeded(what, person, most, MINUTE) else None


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
