"""What happened to a spec, change by change, and which state each export left in."""

from django.db import models
from django.db.models.functions import Now


class Event(models.Model):
    """`changes` has, for each row, what it was and what it became; `text` says whether it counts as writing.

    `key` is made by whoever asks for the change, so that a request sent twice changes once.
    """

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    actor = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now())
    text = models.BooleanField(default=False)
    changes = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    key = models.CharField(max_length=64, blank=True, default="", db_default="")

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("spec", "number"), name="event_number_in_spec"),
            models.UniqueConstraint(
                fields=("spec", "actor", "key"), name="event_key_once", condition=~models.Q(key="")
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"

    @property
    def people(self) -> frozenset[int]:
        """Ids of everybody whose change this is: several where they typed together."""
        return frozenset(self.data.get("people", ())) or frozenset({self.actor_id})


class EventPerson(models.Model):
    """Finds the events of people who typed together: all of them but the event's own actor. `data["people"]` of the
    event names them all, and is what is proved."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    person = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("person", "event"), name="event_person_once"),)

    def __str__(self) -> str:
        return f"{self.event_id}: {self.person_id}"


class EventRow(models.Model):
    """Finds the events of a row. `stamp` is the row's stamp after the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE)
    row = models.ForeignKey("specs.Row", on_delete=models.CASCADE)
    stamp = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("row", "event"), name="event_row_once"),)

    def __str__(self) -> str:
        return f"{self.event_id}: {self.row_id}"


class Export(models.Model):
    """A text that left the house: when it comes back edited, `event_number` says what it was made from."""

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="exports")
    sha256 = models.CharField(max_length=64)
    event_number = models.PositiveIntegerField()
    revision = models.ForeignKey("specs.Revision", on_delete=models.CASCADE, null=True, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (models.UniqueConstraint(fields=("spec", "sha256", "event_number"), name="export_once"),)

    def __str__(self) -> str:
        return self.sha256
