"""An open review as pages show it: who is asked, how each one's word stands, what is missing, what is unsent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from specs.models import EventRow, Revision, Round, Spec, Verdict
from specs.services import reviewing, rounds
from specs.services.freezing import base_of
from specs.services.policies import REVIEWERS, members_of
from specs.workflow import Outcome, Rule


def names(people: Sequence[str]) -> str:
    return _(" and ").join(people)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person's word stands: approve, uncounted (approved, and wrote), request, overridden, left, wrote, outdated
    or waiting. `wrote` names what they wrote; `required`: nobody else can stand in."""

    person: User
    state: str
    last: Verdict | None
    required: bool
    wrote: str


def _of_all(rules: Sequence[Rule]) -> set[int]:
    return {person for rule in rules for person in rule.people}


def _wrote(open_: Round) -> dict[int, str]:
    """What each writer wrote since the text in force, by the uids of the rows; the first three."""
    base = base_of(open_.spec)
    found = EventRow.objects.filter(event__spec=open_.spec, event__text=True)
    since = base.upto if base else 0
    rows = found.filter(event__number__gt=since, event__number__lte=open_.revision.upto).exclude(row__uid="")
    named: dict[int, list[str]] = {}
    for who in ("event__actor", "event__eventperson__person"):
        for person, uid in (
            rows.filter(**{f"{who}__in": open_.writers}).order_by("row__place").values_list(who, "row__uid")
        ):
            if uid not in named.setdefault(person, []):
                named[person].append(uid)
    return {person: ", ".join(uids[:3]) + ("…" if len(uids) > 3 else "") for person, uids in named.items()}


@dataclass(slots=True)
class Review:
    """An open review, with everything that is shown of it."""

    round: Round
    revision: Revision
    reviewers: list[User]
    outcome: Outcome
    verdicts: list[Verdict]
    unsent: list[Any]
    blockers: list[User]

    @property
    def counts(self) -> dict[str, int]:
        """How many approvals count, of how many that are needed."""
        needed = max(rule.need for rule in rounds.policy_of(self.round).rules)
        return {"count": len(self.outcome.counted), "needed": needed}

    @property
    def held(self) -> bool:
        """Whether it would be approved, were it not for edits that nobody sent."""
        outcome = self.outcome
        return bool(outcome.counted) and not (outcome.missing or outcome.blocked_by)

    @property
    def left(self) -> list[User]:
        """Who is asked, said nothing, and is not in the team any more."""
        members = set(members_of(self.round.spec.team))
        return [person for person in self.reviewers if person.pk not in members and not self.word_of(person)]

    @property
    def gone(self) -> bool:
        """Whether others must be asked: somebody left, or nobody is left who counts."""
        return bool(self.left) or not rounds.is_reachable(self.round)

    @property
    def rule_words(self) -> str:
        """`2 approvals, Mei among them`: what the round asks for, in a line."""
        first, *others = rounds.policy_of(self.round).rules
        known = {person.pk: person.get_short_name() for person in User.objects.filter(pk__in=_of_all(others))}
        said = [ngettext("{count} approval", "{count} approvals", first.need).format(count=first.need)]
        for rule in others:
            if len(rule.people) == 1:
                said.append(_("{name} among them").format(name=known.get(next(iter(rule.people)), rule.label)))
            else:
                said.append(_("{count} of “{label}”").format(count=rule.need, label=rule.label))
        return ", ".join(said)

    @property
    def lacks(self) -> list[str]:
        """`1 more`, `1 more from Security`: what is missing to the approval."""
        return [
            ngettext("{count} more approval", "{count} more approvals", many).format(count=many)
            if label == REVIEWERS
            else _("{count} more from {label}").format(count=many, label=label)
            for label, many in self.outcome.missing.items()
        ]

    @property
    def standing(self) -> list["Standing"]:
        """Each person asked, and each who blocks, with how their word stands now."""
        rules = rounds.policy_of(self.round).rules[1:]
        members = set(members_of(self.round.spec.team))
        wrote = _wrote(self.round)
        return [
            Standing(
                person,
                self._state(person, members),
                self.last_of(person),
                any(rule.people == frozenset({person.pk}) for rule in rules),
                wrote.get(person.pk, ""),
            )
            for person in self.people
        ]

    def _state(self, person: User, members: set[int]) -> str:
        word, last, outcome = self.word_of(person), self.last_of(person), self.outcome
        if person.pk in outcome.blocked_by:
            return "request"
        if word == "approve":
            return "uncounted" if person.pk in outcome.not_counted else "approve"
        if last and last.word == "request" and hasattr(last, "override"):
            return "overridden"
        if person.pk not in members:
            return "left"
        if person.pk in self.round.writers and not self.round.policy["writers_count"]:
            return "wrote"
        return "outdated" if last and last.word == "approve" else "waiting"

    @property
    def people(self) -> list[User]:
        known = {person.pk for person in self.reviewers}
        return [*self.reviewers, *(person for person in self.blockers if person.pk not in known)]

    def word_of(self, person: Any) -> str:
        """The person's last word about this revision: approve, request or nothing."""
        said = [
            verdict.word
            for verdict in self.verdicts
            if verdict.by_id == person.pk and verdict.revision_id == self.revision.pk
        ]
        return said[-1] if said and said[-1] in ("approve", "request") else ""

    def last_of(self, person: Any) -> Verdict | None:
        """The person's last verdict about any revision of this spec."""
        said = [verdict for verdict in self.verdicts if verdict.by_id == person.pk]
        return said[-1] if said else None

    def discard_words(self, user: Any) -> str:
        others = [event.actor for event in self.unsent if event.actor_id != user.pk]
        whom = sorted({person.get_short_name() for person in others})
        whose = _(" ({count} by {people})").format(count=len(others), people=names(whom)) if whom else ""
        count = len(self.unsent)
        return ngettext("Discard {count} edit{whose}…", "Discard {count} edits{whose}…", count).format(
            count=count, whose=whose
        )


def review_of(spec: Spec) -> Review | None:
    """The open round of a spec with its people, verdicts and unsent edits; None if no review is open."""
    open_ = rounds.open_round(spec)
    if open_ is None:
        return None
    outcome = rounds.standing(spec, open_, spec.document())
    verdicts = list(
        Verdict.objects.filter(round__spec=spec).select_related("by", "revision", "override__by").order_by("pk")
    )
    return Review(
        open_,
        open_.revision,
        list(open_.reviewers.order_by("name", "email")),
        outcome,
        verdicts,
        reviewing.unsent(spec),
        list(User.objects.filter(pk__in=outcome.blocked_by)),
    )
