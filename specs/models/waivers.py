"""What was let pass by name and reason: a finding at a submit, a requirement nobody's task serves; and what is known
of tasks: ticks, and who does them."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class FindingWaiver(models.Model):
    """A finding that does not block this revision. `finding` names the check, the row and the words it found."""

    revision = models.ForeignKey("specs.Revision", on_delete=models.CASCADE, related_name="waivers")
    finding = models.CharField(max_length=200)
    row = models.ForeignKey("specs.Row", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    message = models.TextField()
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("revision", "finding"), name="finding_waived_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="finding_waiver_says_why"),
        )

    def __str__(self) -> str:
        return self.finding


class CoverageWaiver(models.Model):
    """A requirement that needs no task in this version."""

    revision = models.ForeignKey("specs.Revision", on_delete=models.CASCADE, related_name="coverage_waivers")
    row = models.ForeignKey("specs.Row", on_delete=models.CASCADE, related_name="+")
    reason = models.TextField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("revision", "row"), name="requirement_waived_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="coverage_waiver_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.row_id} in {self.revision_id}"


class Tick(models.Model):
    """What is known of a task's box: who set it and when, with what evidence, and what the texts said then.

    One for a task, shared by the text in force and the draft. `requirements` maps the id of each requirement that the
    task served to its text. Where task or requirement say something else now, the tick is to be confirmed.
    """

    row = models.OneToOneField("specs.Row", on_delete=models.CASCADE, primary_key=True, related_name="tick")
    done = models.BooleanField()
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    evidence = models.CharField(max_length=500, blank=True)
    task_text = models.TextField()
    requirements = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.row_id}: {'done' if self.done else 'open'}"


class Assignment(models.Model):
    """Who does a task, and may tick it whatever their role; no part of the text, and nothing waits for it."""

    row = models.OneToOneField("specs.Row", on_delete=models.CASCADE, primary_key=True, related_name="assignment")
    to = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="assignments")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.row_id}: {self.to_id}"
