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
    now = timezone.now()
    if Visit.objects.filter(user=by, spec=spec).update(at=now):
        return
    visit = Visit(user=by, spec=spec, at=now)
    Visit.objects.bulk_create([visit], update_conflicts=True, unique_fields=("user", "spec"), update_fields=("at",))
    _forget_oldest(by)


def _forget_oldest(user: User) -> None:
    oldest = list(Visit.objects.filter(user=user).order_by("-at", "-pk").values_list("pk", flat=True)[KEPT:])
    if oldest:
        Visit.objects.filter(pk__in=oldest).delete()
