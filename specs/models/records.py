"""The chain of proof: each act of the workflow as the bytes that were hashed, and what opens its commitments."""

import uuid

from django.db import models
from django.db.models.functions import Now


class Instance(models.Model):
    """This installation's name in its records, so that no record can be taken from one to another."""

    only = models.BooleanField(default=True, unique=True)
    uuid = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(only=True), name="one_instance"),)

    def __str__(self) -> str:
        return str(self.uuid)


class Record(models.Model):
    """One link. `data` are the canonical bytes as hashed; the other columns are an index of them, never evidence."""

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="records")
    n = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    data = models.BinaryField()
    hash = models.CharField(max_length=64, unique=True)
    prev = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("specs.Event", on_delete=models.PROTECT, null=True, blank=True)

    class Meta:
        ordering = ("n",)
        constraints = (
            models.UniqueConstraint(fields=("spec", "n"), name="record_n_in_spec"),
            models.UniqueConstraint(fields=("spec", "prev"), name="record_prev_in_spec"),
        )

    def __str__(self) -> str:
        return f"{self.n} {self.kind}"


class Opening(models.Model):
    """Opens a commitment: the salt and the words that a record holds only the hash of, so that they can be erased."""

    commit = models.CharField(max_length=64, unique=True)
    salt = models.CharField(max_length=64, default="")
    words = models.JSONField()
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.commit
