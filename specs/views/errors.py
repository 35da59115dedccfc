"""Pages for the errors people meet: what happened, what was kept, what to do."""

from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.utils.translation import gettext as _

#: Fields whose value is never shown again: secrets, and what only a machine reads.
SECRET = ("password", "token", "code", "key", "data", "sha", "stamp", "seen", "next")
SHOWN = 200_000
#: Of its own: a library of templates that cannot be imported takes the settings' engine with it.
_ENGINE = Engine(dirs=[str(settings.BASE_DIR / "templates")])


@dataclass(frozen=True, slots=True)
class Trouble:
    """One page: `again` offers to send the same form once more."""

    status: int
    title: str
    happened: str
    todo: str = ""
    again: bool = False


@dataclass(slots=True)
class Typed:
    """What the form held: the words a person typed, and all of it, to be sent again."""

    words: list[str] = field(default_factory=list)
    all: list[tuple[str, str]] = field(default_factory=list)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return too_large(request)
    return _plain(
        Trouble(
            400,
            _("This request makes no sense here"),
            _("Nothing was changed."),
            _("Go back, load the page again and try once more."),
        )
    )


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    said = (
        str(exception) if isinstance(exception, PermissionDenied) and str(exception) else _("You may not do this here.")
    )
    return _page(
        request,
        Trouble(
            403, _("Not yours to do"), said, _("Nothing was changed. An admin of the team can give you the right.")
        ),
    )


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    happened = _("There is nothing at this address, or it is not for you to see.")
    return _page(request, Trouble(404, _("Not found"), happened, _("Look at the address once more, or begin at home.")))


def too_large(request: HttpRequest) -> HttpResponse:
    happened = _("What was sent is larger than this server takes, so it was not read and nothing was changed.")
    return _page(
        request,
        Trouble(
            413,
            _("Too large"),
            happened,
            _("Go back: your browser still has the form as you left it. Send less at once."),
        ),
    )


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    happened = _("That was more in a minute than this server takes from one person. Nothing was changed.")
    return _page(
        request, Trouble(429, _("A little slower, please"), happened, _("Wait a minute and send it again."), again=True)
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    happened = _(
        "It was open for long, or you logged in again meanwhile: its key is not valid any more. Nothing was changed."
    )
    return _page(
        request,
        Trouble(
            403,
            _("This form has expired"),
            happened,
            _("Send it once more from here, or go back and load the page again."),
            again=True,
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request, the database, the other templates and the manifest: each may be what broke."""
    return _plain(
        Trouble(
            500,
            _("Something broke on our side"),
            _("It is written down with the time. What was saved before is safe; this change was not made."),
            _("Try again in a minute."),
        ),
        _typed(request),
    )


def _page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    typed = _typed(request)
    again = trouble.again and bool(typed.all) and request.user.is_authenticated
    return render(
        request, "errors/page.html", {"trouble": trouble, "typed": typed, "again": again}, status=trouble.status
    )


def _plain(trouble: Trouble, typed: Typed | None = None) -> HttpResponse:
    shown = {"trouble": trouble, "typed": typed or Typed(), "stylesheet": f"{settings.STATIC_URL}css/plain.css"}
    return HttpResponse(_ENGINE.get_template("errors/plain.html").render(Context(shown)), status=trouble.status)


def _typed(request: HttpRequest) -> Typed:
    """The form's words, but only if our own page sent them: another site must not put its text beside our name."""
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return Typed()
    try:
        sent = [(name, value) for name, values in request.POST.lists() for value in values if isinstance(value, str)]
    except (SuspiciousOperation, OSError):
        return Typed()
    kept = [(name, value) for name, value in sent if name != "csrfmiddlewaretoken" and "password" not in name]
    words = [value for name, value in kept if not name.startswith(SECRET) and _is_written(value)]
    small = sum(len(value) for _, value in kept) <= SHOWN
    return Typed([word[:SHOWN] for word in words], kept if small else [])


def _is_written(value: str) -> bool:
    """More than one word: a choice or a number is no text to be sorry for."""
    return len(value.split()) > 1
