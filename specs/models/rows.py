"""One table for all rows of all kinds, and a name for each kind.

`spec` to `source` carry the text; the other columns are an index of it, as people wrote it, with a normalised value
beside where queries need one. Rows of different kinds differ only in which columns they use.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from specs.document.rows import Document
from specs.document.rows import Row as TextRow
from specs.document.template import KINDS
from specs.models.access import teams_of

GAP = 1024
_TEXT_COLUMNS = ("id", "kind", "dialect", "lead", "source", "parent_id", "level", "key")


class RowQuerySet(models.QuerySet["Row"]):
    def standing(self) -> Self:
        """Rows that are in the text, in reading order."""
        return self.filter(removed_at=None).order_by("place")

    def removed(self) -> Self:
        return self.exclude(removed_at=None)

    def visible_to(self, user: Any) -> Self:
        return self.filter(spec__team__in=teams_of(user))

    def open(self) -> Self:
        """Tasks and checks not ticked, questions not answered."""
        return self.exclude(done=True)

    def text(self, tail: str) -> str:
        """The file that these rows, in reading order, are cut of."""
        return "".join(part for row in self.values_list("lead", "source") for part in row) + tail

    def document(self, tail: str) -> Document:
        """These rows, in reading order, as the engine's document; a parent must stand before its children."""
        places: dict[int, int] = {}
        rows: list[TextRow] = []
        for pk, kind, dialect, lead, source, parent, level, key in self.values_list(*_TEXT_COLUMNS):
            places[pk] = len(rows)
            above = None if parent is None else places[parent]
            rows.append(TextRow(kind, dialect, lead, source, above, level, key, pk))
        return Document(tuple(rows), tail)


class Row(models.Model):
    """`place` orders a spec's rows, with gaps; `stamp` counts the row's changes; `removed_at` keeps removed ones."""

    spec = models.ForeignKey("specs.Spec", on_delete=models.CASCADE)
    parent = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="children")
    place = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    dialect = models.TextField()
    lead = models.TextField(blank=True)
    source = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=16, blank=True)
    section = models.CharField(max_length=16, blank=True)
    stamp = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    uid = models.CharField(max_length=80, blank=True)
    title = models.TextField(blank=True)
    label = models.TextField(blank=True)
    text = models.TextField(blank=True)
    done = models.BooleanField(null=True, blank=True)
    priority = models.TextField(blank=True)
    method = models.TextField(blank=True)
    path = models.TextField(blank=True)
    lang = models.TextField(blank=True)
    impact = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)
    message = models.TextField(blank=True)
    priority_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    impact_rank = models.PositiveSmallIntegerField(null=True, blank=True)

    html = models.TextField(blank=True)
    html_version = models.PositiveIntegerField(default=0)

    objects = RowQuerySet.as_manager()

    class Meta:
        indexes = (
            models.Index(fields=("spec", "place"), name="row_reading_order", condition=Q(removed_at=None)),
            models.Index(fields=("spec", "kind"), name="row_kind", condition=Q(removed_at=None)),
            models.Index(fields=("spec", "uid"), name="row_uid"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=tuple(KINDS)), name="row_kind_known"),
            models.CheckConstraint(condition=Q(level__lte=6), name="row_level"),
            models.CheckConstraint(condition=Q(stamp__gte=1), name="row_stamp"),
            models.CheckConstraint(condition=Q(priority_rank=None) | Q(priority_rank__lte=4), name="row_priority_rank"),
            models.CheckConstraint(condition=Q(impact_rank=None) | Q(impact_rank__lte=3), name="row_impact_rank"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uid or self.pk}"


class _OfKind(models.Manager.from_queryset(RowQuerySet)):  # type: ignore[misc]
    """The standing rows of one kind."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.kind = kind

    def get_queryset(self) -> RowQuerySet:
        return super().get_queryset().filter(kind=self.kind, removed_at=None)


class _Headings(_OfKind):
    """Headings but for the document's title, which is no section."""

    def get_queryset(self) -> RowQuerySet:
        return super().get_queryset().exclude(key="title")


class Section(Row):
    objects: ClassVar[_OfKind] = _Headings("heading")

    class Meta:
        proxy = True


class Prose(Row):
    objects: ClassVar[_OfKind] = _OfKind("prose")

    class Meta:
        proxy = True


class Metadata(Row):
    objects: ClassVar[_OfKind] = _OfKind("meta")

    class Meta:
        proxy = True


class Goal(Row):
    objects: ClassVar[_OfKind] = _OfKind("goal")

    class Meta:
        proxy = True


class NonGoal(Row):
    objects: ClassVar[_OfKind] = _OfKind("nongoal")

    class Meta:
        proxy = True


class Reference(Row):
    objects: ClassVar[_OfKind] = _OfKind("reference")

    class Meta:
        proxy = True


class Requirement(Row):
    objects: ClassVar[_OfKind] = _OfKind("requirement")

    class Meta:
        proxy = True


class Criterion(Row):
    objects: ClassVar[_OfKind] = _OfKind("criterion")

    class Meta:
        proxy = True


class Quality(Row):
    objects: ClassVar[_OfKind] = _OfKind("quality")

    class Meta:
        proxy = True


class Diagram(Row):
    objects: ClassVar[_OfKind] = _OfKind("diagram")

    class Meta:
        proxy = True


class Schema(Row):
    objects: ClassVar[_OfKind] = _OfKind("sql")

    class Meta:
        proxy = True


class Component(Row):
    objects: ClassVar[_OfKind] = _OfKind("component")

    class Meta:
        proxy = True


class Endpoint(Row):
    objects: ClassVar[_OfKind] = _OfKind("endpoint")

    class Meta:
        proxy = True


class Payload(Row):
    objects: ClassVar[_OfKind] = _OfKind("payload")

    class Meta:
        proxy = True


class Part(Row):
    objects: ClassVar[_OfKind] = _OfKind("part")

    class Meta:
        proxy = True


class Layer(Row):
    objects: ClassVar[_OfKind] = _OfKind("layer")

    class Meta:
        proxy = True


class Stage(Row):
    objects: ClassVar[_OfKind] = _OfKind("stage")

    class Meta:
        proxy = True


class Labelled(Row):
    objects: ClassVar[_OfKind] = _OfKind("labelled")

    class Meta:
        proxy = True


class Phase(Row):
    objects: ClassVar[_OfKind] = _OfKind("phase")

    class Meta:
        proxy = True


class Task(Row):
    objects: ClassVar[_OfKind] = _OfKind("task")

    class Meta:
        proxy = True


class Check(Row):
    objects: ClassVar[_OfKind] = _OfKind("check")

    class Meta:
        proxy = True


class Step(Row):
    objects: ClassVar[_OfKind] = _OfKind("step")

    class Meta:
        proxy = True


class Table(Row):
    objects: ClassVar[_OfKind] = _OfKind("table")

    class Meta:
        proxy = True


class ErrorCase(Row):
    objects: ClassVar[_OfKind] = _OfKind("error")

    class Meta:
        proxy = True


class Risk(Row):
    objects: ClassVar[_OfKind] = _OfKind("risk")

    class Meta:
        proxy = True


class Question(Row):
    objects: ClassVar[_OfKind] = _OfKind("question")

    class Meta:
        proxy = True


class Metric(Row):
    objects: ClassVar[_OfKind] = _OfKind("metric")

    class Meta:
        proxy = True


PROXIES: dict[str, type[Row]] = {
    model.objects.kind: model
    for model in (
        Section,
        Prose,
        Metadata,
        Goal,
        NonGoal,
        Reference,
        Requirement,
        Criterion,
        Quality,
        Diagram,
        Schema,
        Component,
        Endpoint,
        Payload,
        Part,
        Layer,
        Stage,
        Labelled,
        Phase,
        Task,
        Check,
        Step,
        Table,
        ErrorCase,
        Risk,
        Question,
        Metric,
    )
}
