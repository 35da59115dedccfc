"""Views by name, so that addresses stand before the view modules do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string


class _Module:
    def __init__(self, name: str) -> None:
        self.name = name

    def __getattr__(self, view: str) -> Any:
        def answer(request: HttpRequest, **named: Any) -> HttpResponse:
            return import_string(f"specs.views.{self.name}.{view}")(request, **named)

        return answer


exchange, history, home, page, reviews, rows, sections, specs = (
    _Module(name) for name in ("exchange", "history", "home", "page", "reviews", "rows", "sections", "specs")
)
