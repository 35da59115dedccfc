"""What people say about a spec: threads, their comments, and the words they suggest.

Nothing here is in the text. What a comment says stands in no event and no record, so that it can be taken back.
"""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from specs.document.diff import Piece, words

STATES = ("open", "accepted", "declined")
COMMENT_BYTES = 20 * 1024


def open_threads(prefix: str = "") -> Q:
    """Those that were sent and are not resolved, from a model that reaches threads by `prefix`."""
    return Q(**{f"{prefix}opened_at__isnull": False, f"{prefix}resolved_at": None})


class ThreadQuerySet(models.QuerySet["Thread"]):
    def seen_by(self, user: Any) -> Self:
        """Threads that were sent, and this person's own that were not."""
        return self.filter(Q(opened_at__isnull=False) | Q(by=user))

    def open(self) -> Self:
        return self.filter(resolved_at=None)


class Thread(models.Model):
    """Hangs on a row, on a section by its key, or on the spec as a whole.

    `quote` are the words it is about, as they were shown at the row's `stamp`, between `prefix` and `suffix`;
    `revision` is the frozen text that was read then. `opened_at` is empty until its first comment is sent.
    """

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE, related_name="threads")
    row = models.ForeignKey("specs.Row", on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    section = models.CharField(max_length=16, blank=True)
    quote = models.TextField(blank=True)
    prefix = models.TextField(blank=True)
    suffix = models.TextField(blank=True)
    stamp = models.PositiveIntegerField(default=0)
    revision = models.ForeignKey("specs.Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = (models.Index(fields=("spec", "row"), name="thread_on_row"),)
        constraints = (
            models.CheckConstraint(condition=Q(row=None) | Q(section=""), name="thread_has_one_place"),
            models.CheckConstraint(
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_resolved_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"thread {self.pk}"


class CommentQuerySet(models.QuerySet["Comment"]):
    def seen_by(self, user: Any) -> Self:
        """Comments that were sent, and this person's own drafts."""
        return self.filter(Q(sent_at__isnull=False) | Q(by=user))

    def drafts_of(self, user: Any) -> Self:
        return self.filter(sent_at=None, by=user)


class Comment(models.Model):
    """Markdown. A draft (`sent_at` is empty) is its writer's alone; of a deleted one only the line stays."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=Q(deleted_at=None) | Q(body=""), name="comment_deleted_says_nothing"),
        )

    def __str__(self) -> str:
        return f"comment {self.pk}"

    @property
    def is_draft(self) -> bool:
        return self.sent_at is None


class EarlierBody(models.Model):
    """What a comment said before it was edited, until `at`."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="earlier")
    body = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.comment_id} until {self.at}"


class Suggestion(models.Model):
    """Words for a row's `field`: for all of it, or for the `piece` at `place` of `base`, which it said at `stamp`."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="suggestion")
    field = models.CharField(max_length=16)
    base = models.TextField(blank=True)
    piece = models.TextField(blank=True)
    place = models.PositiveIntegerField(default=0)
    replacement = models.TextField(blank=True)
    stamp = models.PositiveIntegerField()
    state = models.CharField(max_length=8, default="open")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    word = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=STATES), name="suggestion_state"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by=None) | (~Q(state="open") & Q(decided_by__isnull=False)),
                name="suggestion_decided_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return f"suggestion {self.pk}, {self.state}"

    @property
    def wanted(self) -> str:
        """The whole field as it would be."""
        if not self.piece:
            return self.replacement
        return self.base[: self.place] + self.replacement + self.base[self.place + len(self.piece) :]

    @property
    def pieces(self) -> list[Piece]:
        """What it changes, word by word."""
        return words(self.base, self.wanted)
