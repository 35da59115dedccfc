"""The machine behind a spec's status, as values: what may happen in which state, who counts, and what it comes to.

Nothing here reads or writes; services ask these functions under the spec's lock. The rules are those of the review
design: one working text (draft, review, none), frozen revisions, verdicts that hang on revisions, a round as policy and
reviewers laid over a revision.
"""

from specs.workflow.covering import Covered, Served, uncovered
from specs.workflow.quorum import Outcome, Policy, Rule, at_least, lacking, outcome, reachable, require_distinct
from specs.workflow.states import (
    ACTS,
    STATUSES,
    Act,
    State,
    WrongStatus,
    allows,
    require,
)
from specs.workflow.versions import is_version, next_major, next_version
from specs.workflow.words import Word, approving, blocking, standing_of
from specs.workflow.writing import TextEvent, base, writers

__all__ = [
    "ACTS",
    "STATUSES",
    "Act",
    "Covered",
    "Outcome",
    "Policy",
    "Rule",
    "Served",
    "State",
    "TextEvent",
    "Word",
    "WrongStatus",
    "allows",
    "approving",
    "at_least",
    "base",
    "blocking",
    "is_version",
    "lacking",
    "next_major",
    "next_version",
    "outcome",
    "reachable",
    "require",
    "require_distinct",
    "standing_of",
    "uncovered",
    "writers",
]
