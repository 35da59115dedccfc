"""Which specs a person opened last: what the palette offers before anything is typed."""

from typing import Any

from django.db import models

from specs.models.specs import Spec, SpecQuerySet


class Visit(models.Model):
    """The last time a person opened a spec. Nobody else is shown it; the oldest of a person's are forgotten."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    spec = models.ForeignKey(Spec, on_delete=models.CASCADE, related_name="visits")
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("user", "-at"), name="visit_latest"),)
        constraints = (models.UniqueConstraint(fields=("user", "spec"), name="visit_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.spec_id}"


def opened_by(user: Any) -> SpecQuerySet:
    """The specs the person opened and may still see, the latest first."""
    return Spec.objects.visible_to(user).filter(visits__user=user).order_by("-visits__at")
