"""What is stored. `specs` and `rows` hold the text as it is, `events` what happened, `reviews` what was frozen."""

from specs.models.events import Event, EventRow, Export
from specs.models.jobs import Job
from specs.models.records import Instance, Opening, Record
from specs.models.reviews import Revision, Round, Verdict
from specs.models.rows import (
    Check,
    Component,
    Criterion,
    Diagram,
    Endpoint,
    ErrorCase,
    Goal,
    Labelled,
    Layer,
    Metadata,
    Metric,
    NonGoal,
    Part,
    Payload,
    Phase,
    Prose,
    Quality,
    Question,
    Reference,
    Requirement,
    Risk,
    Row,
    Schema,
    Section,
    Stage,
    Step,
    Table,
    Task,
)
from specs.models.specs import FormerKey, KeySeries, Spec, UsedUid

__all__ = [
    "Check", "Component", "Criterion", "Diagram", "Endpoint", "ErrorCase", "Event", "EventRow", "Export", "FormerKey",
    "Goal", "Instance", "Job", "KeySeries", "Labelled", "Layer", "Metadata", "Metric", "NonGoal", "Opening", "Part",
    "Payload", "Phase", "Prose", "Quality", "Question", "Record", "Reference", "Requirement", "Revision", "Risk",
    "Round", "Row", "Schema", "Section", "Spec", "Stage", "Step", "Table", "Task", "UsedUid", "Verdict",
]
