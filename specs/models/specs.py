"""A spec: its key, its state, what lists show of it, and the way from its rows to its text."""

import uuid
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from specs import permissions
from specs.document.rows import Document
from specs.models.access import teams_of
from specs.models.events import Event, EventPerson
from specs.models.rows import Row, RowQuerySet
from specs.workflow import State

WORKING = ("draft", "review", "none")
STATUSES = ("draft", "review", "approved", "implemented")
TEMPLATES = ("full", "short", "empty")
#: How long what was deleted can be brought back.
BIN = timedelta(days=30)

_ROLE = "SELECT m.role FROM accounts_membership m WHERE m.team_id = specs_spec.team_id AND m.user_id = %s"
_REVIEWED = "SELECT EXISTS (SELECT 1 FROM specs_round r WHERE r.spec_id = specs_spec.id)"


class SpecQuerySet(models.QuerySet["Spec"]):
    def visible_to(self, user: Any) -> Self:
        """Specs of the teams the person is a member of now; every read begins here."""
        return self.filter(team__in=teams_of(user))

    def at_the_door(self, user: Any) -> Self:
        """Adds `role`, the person's, and `reviewed`, whether it ever was.

        Written out: it is asked at each request, and Django would put it together anew each time, which takes longer.
        """
        return self.annotate(role=RawSQL(_ROLE, (user.pk,)), reviewed=RawSQL(_REVIEWED, ()))  # noqa: S611

    def current(self) -> Self:
        return self.filter(archived_at=None)

    def archived(self) -> Self:
        return self.exclude(archived_at=None)

    def known_as(self, key: str) -> Self:
        """The spec with this key, or that had it once."""
        return self.filter(Q(key=key.upper()) | Q(former_keys__key=key.upper())).distinct()

    def written_by(self, user: Any) -> Self:
        """The specs in whose text the person wrote."""
        alone = Event.objects.filter(spec=OuterRef("pk"), actor=user, text=True)
        together = EventPerson.objects.filter(event__spec=OuterRef("pk"), person=user)
        return self.filter(Exists(alone) | Exists(together))

    def with_progress(self) -> Self:
        """Adds `tasks` and `tasks_done`, and the last writer's name costs no query of its own."""
        standing = Q(row__kind="task", row__removed_at=None)
        return self.select_related("team", "changed_by", "in_force").annotate(
            tasks=Count("row", filter=standing), tasks_done=Count("row", filter=standing & Q(row__done=True))
        )


class Spec(models.Model):
    """`seq` is the number of the last event. Title to target model mirror the text for lists; the text is the truth.

    `definitions` are the text's link and footnote definitions, None where nobody has gathered them yet. `blocking` is
    how many findings stood in the way of a submit when the page was drawn last, None where it never was. `epoch`
    counts approvals, abandonings and archivings: each of them ends all typing. What is deleted is archived too, until
    it goes for good.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey("accounts.Team", on_delete=models.PROTECT)
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=24, unique=True)
    title = models.CharField(max_length=200)
    summary = models.CharField(max_length=500, blank=True)
    version = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=200, blank=True)
    created = models.CharField(max_length=200, blank=True)
    target_model = models.CharField(max_length=200, blank=True)
    template = models.CharField(max_length=8, default="full")
    working = models.CharField(max_length=8, default="draft")
    status = models.CharField(max_length=12, default="draft")
    in_force = models.ForeignKey("specs.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    tail = models.TextField(blank=True)
    kept_hash = models.CharField(max_length=64, blank=True, db_column="text_hash")
    definitions = models.TextField(null=True, blank=True)  # noqa: DJ001 (not gathered is not the same as none)
    seq = models.PositiveIntegerField(default=0)
    epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(db_default=Now())
    changed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    archived_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    blocking = models.PositiveIntegerField(null=True, blank=True)

    objects = SpecQuerySet.as_manager()

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="spec_number_in_team"),
            models.CheckConstraint(condition=Q(working__in=WORKING), name="spec_working"),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="spec_status"),
            models.CheckConstraint(condition=Q(template__in=TEMPLATES), name="spec_template"),
            models.CheckConstraint(
                condition=Q(working="none", in_force__isnull=False) | Q(working=F("status")), name="spec_status_shown"
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.title}"

    @property
    def rows(self) -> RowQuerySet:
        """The standing rows in reading order."""
        return Row.objects.filter(spec=self).standing()

    def document(self) -> Document:
        """The text as rows with their ids, in one query."""
        return self.rows.document(self.tail)

    @property
    def text_hash(self) -> str:
        """The SHA-256 of the text. A change inside one row leaves it to be found out here."""
        if not self.kept_hash:
            self.kept_hash = sha256(self.rows.text(self.tail).encode()).hexdigest()
        return self.kept_hash

    @text_hash.setter
    def text_hash(self, digest: str) -> None:
        self.kept_hash = digest

    @property
    def gone_at(self) -> datetime | None:
        """When it goes for good, if it was deleted."""
        return self.deleted_at and self.deleted_at + BIN

    @property
    def state(self) -> State:
        revision = self.in_force
        return State(
            self.working,
            revision.state if revision else "",
            revision.version if revision else "",
            bool(self.archived_at),
        )

    def allows(self, user: Any, action: str) -> bool:
        """Whether this person may do it to this spec as it stands: what decides whether a page shows a button."""
        return permissions.can(self.role_of(user), action) and self.state.takes(action)

    def role_of(self, user: Any) -> str | None:
        """The role this person had when this object was first asked: for what is shown, never for what is done."""
        known: dict[int | None, str | None] = self.__dict__.setdefault("_roles", {})
        if user.pk not in known:
            known[user.pk] = self.team.role_of(user)
        return known[user.pk]

    def remember_role(self, user: Any, role: str) -> None:
        """What was asked a moment ago for what is done will do for what is shown."""
        self.__dict__.setdefault("_roles", {})[user.pk] = role


class KeySeries(models.Model):
    """Counts a team's specs, so that a key is never given twice, also after a spec was deleted."""

    team = models.OneToOneField("accounts.Team", on_delete=models.CASCADE)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.team_id}: {self.last}"


class FormerKey(models.Model):
    """A key that a spec had in another team; it leads to the spec for ever."""

    spec = models.ForeignKey(Spec, on_delete=models.CASCADE, related_name="former_keys")
    key = models.CharField(max_length=24, unique=True)

    def __str__(self) -> str:
        return self.key


class UsedUid(models.Model):
    """A uid that stands or once stood in a spec; none of these is given out again."""

    spec = models.ForeignKey(Spec, on_delete=models.CASCADE)
    uid = models.CharField(max_length=80)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("spec", "uid"), name="used_uid_once"),)

    def __str__(self) -> str:
        return self.uid
