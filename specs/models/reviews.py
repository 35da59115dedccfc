"""Frozen texts, the rounds in which people are asked about them, and what they said."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

STATES = ("frozen", "approved", "implemented", "superseded", "revoked")


class Revision(models.Model):
    """Exact bytes with a number. `progress` are the byte spans that may differ; `rows` the rows with their ids."""

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, default="frozen")
    version = models.CharField(max_length=32)
    data = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    progress = models.JSONField()
    rows = models.JSONField()
    tail = models.TextField(blank=True)
    upto = models.PositiveIntegerField()
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cut_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    cut_at = models.DateTimeField(db_default=Now())
    approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("spec", "number"), name="revision_number_in_spec"),
            models.UniqueConstraint(
                fields=("spec", "version"), condition=~Q(state="frozen"), name="revision_version_once"
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="revision_state"),
        )

    def __str__(self) -> str:
        return f"revision {self.number}"

    @property
    def short_hash(self) -> str:
        return self.sha256[:12]


class Round(models.Model):
    """Asks these people about a revision, under rules that never change; changing them closes it and opens the next.

    `begun` is the number of the event that opened it.
    """

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="rounds")
    reviewers = models.ManyToManyField("accounts.User", related_name="+")
    policy = models.JSONField()
    writers = models.JSONField()
    begun = models.PositiveIntegerField(default=0, db_default=0)
    opened_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(db_default=Now())
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_act = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("spec", "number"), name="round_number_in_spec"),
            models.UniqueConstraint(fields=("spec",), condition=Q(closed_at=None), name="one_open_round"),
        )

    def __str__(self) -> str:
        return f"round {self.number}"


WORDS = ("approve", "request", "lift", "retract")


class Verdict(models.Model):
    """A person's word about a revision, by its hash. A request blocks until it is lifted or its giver approves.

    `lift` takes the giver's request back, `retract` an approval. `number` is that of the event.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="verdicts")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="verdicts")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    word = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    comment = models.TextField(blank=True)
    number = models.PositiveIntegerField(default=0, db_default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(word__in=WORDS), name="verdict_word"),
            models.CheckConstraint(condition=~Q(word="request") | ~Q(comment=""), name="request_says_why"),
        )

    def __str__(self) -> str:
        return self.word


class Override(models.Model):
    """An admin's word that one request no longer blocks; shown with the approval for ever."""

    verdict = models.OneToOneField(Verdict, on_delete=models.CASCADE, related_name="override")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="override_says_why"),)

    def __str__(self) -> str:
        return f"override of {self.verdict_id}"
