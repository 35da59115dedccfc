"""Work to be done outside a request, written in the transaction that wants it."""

from django.db import models
from django.db.models.functions import Now


class Job(models.Model):
    """Runs at least once. `name` is unique for what must not be queued twice, and makes a stable Message-ID."""

    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=120, unique=True)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=("due_at",), name="job_due", condition=models.Q(done_at=None)),)

    def __str__(self) -> str:
        return self.name
