"""Whose teams' specs a person may see: the one place, for every read."""

from typing import Any

from accounts.models import Team


def teams_of(user: Any) -> "Any":
    """The teams the person is a member of now; none for a visitor or a closed account."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return Team.objects.none()
    return Team.objects.filter(memberships__user=user)
