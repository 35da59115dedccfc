"""What every page knows about the person who reads it, and about this server."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Team


def people(request: HttpRequest) -> dict[str, object]:
    """`teams`: the reader's teams, asked for only where a template shows them."""
    reader = getattr(request, "user", None)
    return {
        "teams": SimpleLazyObject(lambda: list(Team.objects.of(reader))) if reader else [],
        "mail_sent": settings.MAIL_SENT,
        "open_signup": settings.OPEN_SIGNUP,
    }
