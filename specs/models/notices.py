"""What a person is told: in the app as a notice, by mail too unless they chose otherwise."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

#: In the order of the page of settings.
KINDS = (
    "asked",
    "outdated",
    "mentioned",
    "replied",
    "answered",
    "commented",
    "verdict",
    "approved",
    "unsent",
    "left",
    "assigned",
)
MODES = ("watch", "mute")


class Notice(models.Model):
    """One thing that happened and concerns `user`. `data` holds numbers and ids only: words are made when shown."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="notices")
    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="+")
    event = models.ForeignKey("specs.Event", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("user",), name="notice_unread", condition=Q(read_at=None)),)
        constraints = (
            models.UniqueConstraint(fields=("user", "event", "kind"), name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="notice_kind"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.spec_id}"


class Watch(models.Model):
    """A person's wish about one spec: everything said on it, or nothing but what is asked of them."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="watches")
    mode = models.CharField(max_length=5)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "spec"), name="watch_once"),
            models.CheckConstraint(condition=Q(mode__in=MODES), name="watch_mode"),
        )

    def __str__(self) -> str:
        return self.mode


class NoMail(models.Model):
    """This person wants no mail of this kind; without a line they get it at once."""

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "kind"), name="no_mail_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="no_mail_kind"),
        )

    def __str__(self) -> str:
        return self.kind
