"""The headers that every answer carries."""

import secrets
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; frame-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


#: Static files of the frame that draws diagrams: it has no origin, so that our own server is a stranger to it.
FRAMED = tuple(f"{settings.STATIC_URL}{name}" for name in ("vendor/mermaid/", "js/frame."))


def _readers(path: str) -> str:
    return "cross-origin" if path.startswith(FRAMED) else "same-origin"


class SecurityHeaders:
    """Content Security Policy, cross-origin and cache headers; a view may bring a policy of its own."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.style_nonce = secrets.token_urlsafe(16)  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.style_nonce))  # type: ignore[attr-defined]
        response.headers.setdefault("Cross-Origin-Resource-Policy", _readers(request.path))
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        )
        if not request.path.startswith(settings.STATIC_URL):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def style_nonce(request: HttpRequest) -> dict[str, str]:
    """The nonce of this answer's style elements, as `style_nonce` in templates."""
    return {"style_nonce": getattr(request, "style_nonce", "")}
