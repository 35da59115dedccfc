"""What a team asks of its reviews, every change of it, and tries to sign that failed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

SIGNING = ("session", "confirm")


def functional() -> list[str]:
    """The section that must be written before a submit, unless the team says otherwise."""
    return ["functional"]


class TeamPolicy(models.Model):
    """`rules` are required persons and groups: {label, need, people}. A team without a row has the defaults."""

    team = models.OneToOneField("accounts.Team", on_delete=models.CASCADE, primary_key=True, related_name="policy")
    quorum = models.PositiveSmallIntegerField(default=1)
    rules = models.JSONField(default=list)
    writers_count = models.BooleanField(default=False)
    signing = models.CharField(max_length=8, default="session")
    required = models.JSONField(default=functional)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(quorum__gte=1), name="policy_asks_for_one"),
            models.CheckConstraint(condition=Q(signing__in=SIGNING), name="policy_signing"),
        )

    def __str__(self) -> str:
        return f"policy of {self.team_id}"


class PolicyChange(models.Model):
    """Who changed a team's policy, from what to what. Never changed itself."""

    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="policy_changes")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.team_id} at {self.at:%Y-%m-%d %H:%M}"


class FailedSigning(models.Model):
    """A password that was wrong where an act asked for it again; counted with failed log-ins."""

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="failed_signings")
    by = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    act = models.CharField(max_length=20)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.act} by {self.by_id}"
