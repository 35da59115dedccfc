"""Which changes a person has seen: one's own marks, shown to nobody else."""

from datetime import timedelta

from django.db import models

from specs.models.specs import Spec

#: How long a mark is kept although nothing says any more what was seen.
KEPT = timedelta(days=30)


class SeenMark(models.Model):
    """A person looked at what a row says now. `sha` is of exactly that: other words, and the mark does not count.

    `row` is the row's id, or 0 for what stands behind the last row; `since` the revision it was compared with, if it
    was one.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    spec = models.ForeignKey(Spec, on_delete=models.CASCADE, related_name="+")
    row = models.PositiveBigIntegerField()
    sha = models.CharField(max_length=64)
    since = models.ForeignKey("specs.Revision", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "spec", "row", "sha"), name="seen_once"),)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.row}"
