"""Texts that several people type in at once: a log of change sets beside the row it is written into."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

#: Why a text was closed; it is never opened again, a new one is.
ENDS = ("split", "emptied", "deleted", "kind", "idle", "approved", "abandoned", "archived")
#: The client of entries that follow a change made elsewhere: by a form, an import, an undo.
OUTSIDE = "outside"


class SharedTextQuerySet(models.QuerySet["SharedText"]):
    def standing(self) -> Self:
        """Texts that are open, in the one order in which they are locked."""
        return self.filter(state="open").order_by("pk")

    def unwritten(self) -> Self:
        """Texts with letters that their row does not have yet."""
        return self.filter(version__gt=F("base_version"))


class SharedText(models.Model):
    """The value of one long field of one row while people type in it; LF only.

    Its head is `base` with the entries after `base_version`. `stored` is what the row reads as since the last write,
    None where that is `base` itself. Whoever has seen no more than `oldest` is too far behind to be followed up.
    `failed` says why the last write was refused, `touched` when a letter came, `flushed` since when letters wait.
    """

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="texts")
    row = models.ForeignKey("specs.Row", on_delete=models.CASCADE, related_name="texts")
    field = models.CharField(max_length=24)
    epoch = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, default="open")
    why = models.CharField(max_length=12, blank=True, default="")
    version = models.PositiveIntegerField(default=0)
    base = models.TextField(blank=True)
    base_version = models.PositiveIntegerField(default=0)
    stored = models.TextField(null=True, blank=True)  # noqa: DJ001 (not written otherwise is not the same as empty)
    oldest = models.PositiveIntegerField(default=0)
    failed = models.CharField(max_length=300, blank=True, default="")
    touched = models.DateTimeField(db_default=Now())
    flushed = models.DateTimeField(db_default=Now())

    objects = SharedTextQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=("spec",), name="text_open", condition=Q(state="open")),)
        constraints = (
            models.UniqueConstraint(fields=("row", "field"), name="text_open_once", condition=Q(state="open")),
            models.CheckConstraint(
                condition=Q(state="open", why="") | Q(state="closed", why__in=ENDS), name="text_state"
            ),
            models.CheckConstraint(
                condition=Q(oldest__lte=F("base_version")) & Q(base_version__lte=F("version")), name="text_versions"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}: {self.row_id} {self.field}"

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def unwritten(self) -> bool:
        return self.version > self.base_version


class TextChange(models.Model):
    """One change set as it applies at its version. `changes` is CodeMirror's JSON, as written: no database reads it.

    `client` is made anew whenever a text is opened; `n` counts what it sent, so that nothing is stored twice.
    """

    text = models.ForeignKey(SharedText, on_delete=models.CASCADE, related_name="entries")
    version = models.PositiveIntegerField()
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    client = models.CharField(max_length=40)
    n = models.PositiveIntegerField()
    changes = models.TextField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("text", "version"), name="text_version_once"),
            models.UniqueConstraint(fields=("text", "person", "client", "n"), name="text_change_once"),
        )

    def __str__(self) -> str:
        return f"{self.text_id}: {self.version}"
