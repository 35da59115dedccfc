"""The acts of the workflow, by the names that people use. Each is one change under the spec's lock: a refusal records
nothing, the same act twice records once.

| thought | module |
|---|---|
| asking people: submit, send, changing who is asked | `submitting` |
| what they say: approve, ask for changes, take back, override | `verdicts` |
| the working text and the revision in force: discard, withdraw, revise, abandon, revoke | `versions` |
| what is done of it: coverage, waivers, implement, reopen | `implementing` |
"""

from specs.services.implementing import (
    confirm,
    covered,
    implement,
    lift_waiver,
    offered,
    reopen,
    tick_in_force,
    waive,
)
from specs.services.submitting import change_reviewers, let_writers_count, send, submit
from specs.services.verdicts import MEANINGS, approve, override, own, request_changes, take_back
from specs.services.versions import (
    abandon,
    cancels_out,
    could_be_in_force,
    discard,
    opened,
    revise,
    revoke,
    unsent,
    withdraw,
)

__all__ = [
    "MEANINGS",
    "abandon",
    "approve",
    "cancels_out",
    "change_reviewers",
    "confirm",
    "could_be_in_force",
    "covered",
    "discard",
    "implement",
    "let_writers_count",
    "lift_waiver",
    "offered",
    "opened",
    "override",
    "own",
    "reopen",
    "request_changes",
    "revise",
    "revoke",
    "send",
    "submit",
    "take_back",
    "tick_in_force",
    "unsent",
    "waive",
    "withdraw",
]
