"""Who reads a page."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User


def reader(request: HttpRequest) -> User:
    """The person who asks, on a page that only somebody logged in reaches."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
