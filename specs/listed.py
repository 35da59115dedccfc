"""What a list says of each of its specs: tasks, review, people. Asked for all of them at once, however many."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext as _

from accounts.models import User
from specs.models import Event, Round, Row, Spec, Thread, Verdict
from specs.models.talk import open_threads
from specs.services.rounds import policy_of
from specs.workflow import outcome

SHOWN_PEOPLE = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """How the review of a spec stands, in words; `asks`: somebody asks for changes; `none`: nobody was asked yet."""

    words: str
    asks: bool = False
    none: bool = False


def describe(specs: Sequence[Spec]) -> None:
    """Gives each spec `tasks`, `tasks_done`, `talks`, `standing`, `writers` and `more_writers`."""
    _add_progress(specs)
    _add_threads(specs)
    _add_standing(specs)
    _add_people(specs)


def _add_progress(specs: Sequence[Spec]) -> None:
    tasks = Row.objects.filter(spec__in=specs, kind="task", removed_at=None).order_by().values_list("spec_id")
    counted = tasks.annotate(all=Count("pk"), ticked=Count("pk", filter=Q(done=True)))
    found = {pk: (everything, ticked) for pk, everything, ticked in counted}
    for spec in specs:
        spec.tasks, spec.tasks_done = found.get(spec.pk, (0, 0))  # type: ignore[attr-defined]


def _add_threads(specs: Sequence[Spec]) -> None:
    """How many threads are open, without those that only their writer sees."""
    counted = Thread.objects.filter(open_threads(), spec__in=specs).order_by().values_list("spec_id")
    found = dict(counted.annotate(many=Count("pk")))
    for spec in specs:
        spec.talks = found.get(spec.pk, 0)  # type: ignore[attr-defined]


def _add_standing(specs: Sequence[Spec]) -> None:
    """By the open round of each, else by the one that approved what is in force."""
    approved = Q(closed_by_act="approved", revision=F("spec__in_force"))
    rounds = Round.objects.filter(Q(closed_at=None) | approved, spec__in=specs).select_related("revision")
    found = sorted(rounds.prefetch_related("reviewers"), key=lambda asked: asked.closed_at is None)
    of = {asked.spec_id: asked for asked in found}
    said: dict[int, list[Verdict]] = defaultdict(list)
    for verdict in Verdict.objects.filter(round__spec__in=specs).select_related("by", "round").order_by("pk"):
        said[verdict.round.spec_id].append(verdict)
    for spec in specs:
        asked = None if spec.status == "draft" else of.get(spec.pk)
        spec.standing = standing(spec, asked, said[spec.pk]) if asked else Standing(_("Not asked yet"), none=True)  # type: ignore[attr-defined]


def standing(spec: Spec, asked: Round, verdicts: Sequence[Verdict]) -> Standing:
    """What the verdicts of a round come to, by the same rules as the review itself."""
    policy, reviewers = policy_of(asked), list(asked.reviewers.all())
    on_this = {verdict.by_id: verdict.word for verdict in verdicts if verdict.revision_id == asked.revision_id}
    since = spec.in_force.approved_at if spec.in_force and asked.closed_at is None else None
    last = {verdict.by: verdict.word for verdict in verdicts if since is None or verdict.at > since}
    asking = [person for person, word in last.items() if word == "request"] if asked.closed_at is None else []
    if asking:
        return Standing(_asks(asking), asks=True)
    counted = outcome(
        policy,
        reviewers=frozenset(person.pk for person in reviewers),
        writers=frozenset(asked.writers),
        approving=frozenset(pk for pk, word in on_this.items() if word == "approve"),
        unsent=False,
    ).counted
    words = _("{given} of {needed}").format(given=len(counted), needed=sum(rule.need for rule in policy.rules))
    if asked.closed_at is not None:
        return Standing(_("{words}, version {version}").format(words=words, version=asked.revision.version))
    waiting = [person for person in reviewers if person.pk not in on_this]
    if len(waiting) == 1:
        words = _("{words}, waits for {name}").format(words=words, name=waiting[0].get_short_name())
    return Standing(words)


def _asks(people: Sequence[User]) -> str:
    names = [person.get_short_name() for person in people]
    if len(names) == 1:
        return _("{name} asks for changes").format(name=names[0])
    return _("{names} ask for changes").format(names=_(" and ").join(names))


def _add_people(specs: Sequence[Spec]) -> None:
    """The people who changed it, the latest first."""
    latest = Event.objects.filter(spec__in=specs).order_by().values_list("spec_id", "actor_id")
    found: list[Any] = list(latest.annotate(last=Max("number")).order_by("-last"))
    people = User.objects.in_bulk({actor for _spec, actor, _last in found})
    for spec in specs:
        writers = [people[actor] for of, actor, _last in found if of == spec.pk]
        spec.writers, spec.more_writers = writers[:SHOWN_PEOPLE], max(0, len(writers) - SHOWN_PEOPLE)  # type: ignore[attr-defined]
