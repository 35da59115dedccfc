"""Asking people: submit, send, and the changes of a round that is open."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions
from specs.models import Event, Revision, Round, Spec
from specs.services import policies, waivers
from specs.services.chain import sha256
from specs.services.change import Recorder, change
from specs.services.errors import Refused, WrongStatus
from specs.services.freezing import cut, is_unsent, says_the_same
from specs.services.repeating import asked_with, done_before
from specs.services.rounds import (
    asked_in,
    begin_round,
    close_round,
    counted_writers,
    evaluate,
    open_round,
    policy_of,
    requests,
    require_reachable,
    the_open_round,
    write_status,
)
from specs.services.saying import reason as reason_of
from specs.services.saying import said

_NONE: Mapping[str, str] = {}


def submit(
    spec: Spec,
    *,
    by: User,
    reviewers: Iterable[User],
    seen: str,
    count_writers: str = "",
    quorum: int | None = None,
    waived: Mapping[str, str] = _NONE,
    key: str = "",
) -> Round:
    """Freezes the text and asks `reviewers` about it. `seen` is the hash of the text as the person saw it.

    `count_writers` is an admin's reason to let writers count; `quorum` a higher number of approvals than the team's;
    `waived` has a reason for each finding (by `Stopper.key`) that is let pass. The same submit again, by its `key` or
    by hash and reviewers, gives the open round. Raises Blocked with the findings in the way, Refused with the way out,
    WrongStatus.
    """
    asked = frozenset(user.pk for user in reviewers)
    act = _Submission(by, asked, seen, said(count_writers, "count_writers"), quorum, waived)
    stale = done_before(spec, by=by, key=key) is not None  # a form sent before, withdrawn, and sent once more
    try:
        with asked_with("" if stale else key):
            change(spec, by=by, action="submit", verb="submitted", text=False, act=act)
    except WrongStatus:
        again = _submitted(spec, by, seen, asked, key)
        if again is None:
            raise
        return again
    return Round.objects.filter(spec=spec).latest("number")


def _submitted(spec: Spec, by: User, seen: str, asked: frozenset[int], key: str) -> Round | None:
    """The open round, if this very submit opened it; refused if another did."""
    open_ = open_round(spec)
    if open_ is None:
        return None
    event = Event.objects.filter(spec=spec, verb="submitted").select_related("actor").latest("number")
    if key and (event.key, event.actor_id) == (key, by.pk):
        return open_
    if event.data.get("seen") == seen and set(event.data.get("reviewers", ())) == asked:
        return open_
    raise WrongStatus(
        _("{opened_by} submitted this at {opened_at:%H:%M} UTC.").format(opened_by=event.actor, opened_at=event.at)
    )


class _Submission:
    """A submit with what it was asked for; called as an act."""

    def __init__(
        self, by: User, asked: frozenset[int], seen: str, why: str, quorum: int | None, waived: Mapping[str, str]
    ) -> None:
        self.by, self.asked, self.seen, self.why, self.quorum, self.waived = by, asked, seen, why, quorum, waived

    def __call__(self, recorder: Recorder) -> None:
        spec = recorder.spec
        if self.why:
            permissions.require(self.by, "count_writers", spec)
        self.require_seen(recorder)
        require_members(spec, self.asked)
        let = waivers.passed(recorder, self.waived)
        if spec.in_force and says_the_same(spec.in_force, recorder.document):
            raise Refused(_("Nothing changed since {version} was approved.").format(version=spec.in_force.version))
        writers, people = counted_writers(recorder), self.asked | staying(spec)
        policy = policies.for_round(spec.team, people, quorum=self.quorum, why=self.why, by=self.by)
        require_reachable(policy, people, writers)
        spec.working = spec.status = "review"
        write_status(recorder, "review")
        freeze = _Freeze(recorder, let)
        revision = cut(recorder, writers, freeze)
        open_ = begin_round(recorder, revision, policy, people, writers, waived=freeze.facts(revision))
        recorder.note(revision=revision.number, round=open_.number, seen=self.seen, reviewers=sorted(self.asked))
        evaluate(recorder, open_)

    def require_seen(self, recorder: Recorder) -> None:
        if self.seen != sha256(recorder.document.text.encode()):
            last = Event.objects.filter(spec=recorder.spec).select_related("actor").latest("number")
            raise WrongStatus(_("{actor} changed this spec since you opened it; look again.").format(actor=last.actor))


class _Freeze:
    """Keeps the waivers with the revision: with a new one as it is cut, with one that is used again afterwards."""

    def __init__(self, recorder: Recorder, let: list[waivers.Passed]) -> None:
        self.recorder, self.let = recorder, let
        self.told: list[dict[str, str]] | None = None

    def __call__(self, revision: Revision) -> list[dict[str, str]]:
        self.told = waivers.keep(self.recorder, revision, self.let)
        return self.told

    def facts(self, revision: Revision) -> list[dict[str, str]]:
        return self(revision) if self.told is None else self.told


def staying(spec: Spec) -> frozenset[int]:
    """Who asked for changes that stand, and is in the team: asked in each round until they lift it."""
    return frozenset(request.by_id for request in requests(spec)) & frozenset(policies.members_of(spec.team))


def require_members(spec: Spec, asked: frozenset[int]) -> None:
    """That somebody is asked, and that they are in the team."""
    if not asked:
        raise Refused(_("Name at least one reviewer."), field="reviewers")
    if not asked <= set(policies.members_of(spec.team)):
        raise Refused(_("Reviewers must be members of the team."), field="reviewers")


def send(spec: Spec, *, by: User, waived: Mapping[str, str] = _NONE) -> Event | None:
    """Cuts the next revision of the text under review and asks the same people again; approvals are outdated.

    Where nobody asked counts any more it is sent all the same: `rounds.is_reachable` tells. Raises Blocked with the
    findings that were not let pass, Refused if nothing is to be sent or the version is taken.
    """

    def act(recorder: Recorder) -> None:
        open_ = the_open_round(recorder)
        if not is_unsent(open_.revision, recorder.document):
            raise Refused(_("Nothing to send."))
        freeze = _Freeze(recorder, waivers.passed(recorder, waived))
        people, writers = asked_in(open_), counted_writers(recorder)
        revision = cut(recorder, writers, freeze)
        close_round(recorder, open_, "sent")
        begun = begin_round(recorder, revision, policy_of(open_), people, writers, waived=freeze.facts(revision))
        recorder.note(revision=revision.number, round=begun.number)

    return change(spec, by=by, action="send", verb="sent", text=False, act=act)


def change_reviewers(
    spec: Spec,
    *,
    by: User,
    reviewers: Iterable[User],
    reason: str,
    quorum: int | None = None,
    waived: Mapping[str, str] = _NONE,
) -> Event | None:
    """Asks these people instead, on the same revision, under the team's policy of today.

    Adding, removing, replacing and another quorum are one act: `reviewers` are all who are asked from now on; whoever
    asked for changes that stand stays in. Approvals of this revision keep counting, so it may be approved with it.
    """
    wanted = frozenset(user.pk for user in reviewers)

    def act(recorder: Recorder) -> None:
        require_members(recorder.spec, wanted)
        _ask_anew(recorder, "change_reviewers", wanted, why, quorum=quorum, waived=waived)

    why = reason_of(reason)
    return change(spec, by=by, action="change_reviewers", verb="changed the reviewers", text=False, act=act)


def let_writers_count(spec: Spec, *, by: User, reason: str) -> Event | None:
    """An admin lets writers count in the review that is open; the approval says so for ever."""

    def act(recorder: Recorder) -> None:
        open_ = the_open_round(recorder)
        if open_.policy["writers_count"]:
            raise Refused(_("Writers count in this round already."))
        _ask_anew(recorder, "count_writers", asked_in(open_), why, lenient=True)

    why = reason_of(reason)
    return change(spec, by=by, action="count_writers", verb="let writers count", text=False, act=act)


def _nothing_changes(staying_in: frozenset[int]) -> str:
    if not staying_in:
        return _("These people are asked already, under these rules.")
    names = ", ".join(str(person) for person in User.objects.filter(pk__in=staying_in).order_by("name", "email"))
    return _("{names} asked for changes, and stays in until that is lifted or overridden.").format(names=names)


def _ask_anew(
    recorder: Recorder,
    closing: str,
    wanted: frozenset[int],
    why: str,
    *,
    quorum: int | None = None,
    waived: Mapping[str, str] = _NONE,
    lenient: bool = False,
) -> None:
    """Closes the open round and opens the next on the same revision; then counts the verdicts."""
    spec, open_ = recorder.spec, the_open_round(recorder)
    if is_unsent(open_.revision, recorder.document):
        raise Refused(_("Send or discard the unsent edits first."))
    people, writers = wanted | staying(spec), counted_writers(recorder)
    if lenient:
        quorum = max(open_.policy["rules"][0]["need"], policies.policy_of_team(spec.team).quorum)
    policy = policies.for_round(
        spec.team, people, quorum=quorum, why=why if lenient else "", by=recorder.by if lenient else None
    )
    if not lenient:
        if people == asked_in(open_) and policy == policy_of(open_):
            raise Refused(_nothing_changes(people - wanted), field="reviewers")
        require_reachable(policy, people, writers)
    let = waivers.passed(recorder, waived)
    close_round(recorder, open_, closing)
    facts = waivers.keep(recorder, open_.revision, let)
    begun = begin_round(recorder, open_.revision, policy, people, writers, waived=facts, reason=why)
    recorder.note(round=begun.number, reviewers=sorted(people), reason=why)
    evaluate(recorder, begun)
