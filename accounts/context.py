"""What every page knows about the person who reads it."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from accounts.models import Team


def people(request: HttpRequest) -> dict[str, object]:
    """`teams`: the reader's teams, asked for only where a template shows them."""
    return {"teams": SimpleLazyObject(lambda: list(Team.objects.of(request.user))) if hasattr(request, "user") else []}
