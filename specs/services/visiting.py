"""Remembers which specs a person opened, cheaply: at most one write for a spec and minute."""

from django.core.cache import cache
from django.utils import timezone

from accounts.models import User
from specs.models import Spec, Visit

KEPT = 40
SECONDS = 60


def remember_visit(spec: Spec, *, by: User) -> None:
    """Notes that the person opened the spec now; of each person the latest few are kept."""
    if not cache.add(f"visit:{by.pk}:{spec.pk}", 1, timeout=SECONDS):
        return
    _, is_new = Visit.objects.update_or_create(user=by, spec=spec, defaults={"at": timezone.now()})
    if is_new:
        _forget_oldest(by)


def _forget_oldest(user: User) -> None:
    mine = Visit.objects.filter(user=user).order_by("-at", "-pk")
    Visit.objects.filter(pk__in=list(mine.values_list("pk", flat=True)[KEPT:])).delete()
