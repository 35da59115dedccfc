"""Who counts, what is missing, what blocks."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """`need` of these people must approve."""

    label: str
    need: int
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class Policy:
    """The rules of a round. `why` and `by` tell who let writers count; without them the team does.

    `signing` is "session" (being logged in is enough) or "confirm" (the password again, each time).
    """

    rules: tuple[Rule, ...]
    writers_count: bool = False
    why: str = ""
    by: int | None = None
    signing: str = "session"


@dataclass(frozen=True, slots=True)
class Outcome:
    """`missing` says how many approvals each unmet rule still lacks; `not_counted` approved, but wrote."""

    approved: bool
    counted: frozenset[int]
    missing: Mapping[str, int]
    blocked_by: frozenset[int]
    not_counted: frozenset[int]


def outcome(
    policy: Policy,
    *,
    reviewers: AbstractSet[int],
    writers: AbstractSet[int],
    approving: AbstractSet[int],
    blocking: Iterable[int] = (),
    unsent: bool,
) -> Outcome:
    """What the verdicts given come to; nobody's approval is none, whatever the rules.

    `unsent`: the working text differs from the revision, so nothing is approved.
    """
    asked = frozenset(approving & reviewers)
    counted = asked if policy.writers_count else asked - writers
    missing = lacking(policy.rules, counted)
    blocked_by = frozenset(blocking)
    approved = bool(counted) and not missing and not blocked_by and not unsent
    return Outcome(approved, counted, missing, blocked_by, asked - counted)


def lacking(rules: Iterable[Rule], counted: AbstractSet[int]) -> dict[str, int]:
    """How many approvals each unmet rule still lacks. Rules of one name are never taken for one another."""
    out: dict[str, int] = {}
    for rule in rules:
        lacks = rule.need - len(rule.people & counted)
        if lacks > 0:
            out[rule.label] = max(lacks, out.get(rule.label, 0))
    return out


def reachable(policy: Policy, *, reviewers: AbstractSet[int], writers: AbstractSet[int]) -> bool:
    """Whether these reviewers could approve at all."""
    return outcome(policy, reviewers=reviewers, writers=writers, approving=reviewers, unsent=False).approved


def at_least(policy: Policy, team: Policy) -> bool:
    """Whether a round's policy asks for no less than the team's: each rule, by the same people, and the signing."""
    rules = {rule.label: rule for rule in policy.rules}
    kept = all(
        rule.label in rules and rules[rule.label].need >= rule.need and rules[rule.label].people <= rule.people
        for rule in team.rules
    )
    return kept and (policy.signing == "confirm" or team.signing == "session")


def require_distinct(labels: Iterable[str]) -> None:
    """Raises ValueError with a name that two rules have: what is missing is told by it."""
    seen: set[str] = set()
    for label in labels:
        if label.casefold() in seen:
            raise ValueError(label)
        seen.add(label.casefold())
