"""Opens and closes rounds, and finds out what the verdicts of the open one come to."""

import json
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document import writer
from specs.document.outline import status_row
from specs.models import Record, Revision, Round, Spec, Verdict
from specs.services.change import Recorder
from specs.services.errors import Refused
from specs.services.freezing import is_unsent, uuids, writers_of
from specs.workflow import Outcome, Policy, Rule, outcome, reachable


def open_round(spec: Spec) -> Round | None:
    return Round.objects.filter(spec=spec, closed_at=None).select_related("revision").first()


def team_policy(reviewers: frozenset[int], *, why: str = "", by: User | None = None) -> Policy:
    """One approval of the people asked; with a reason, writers count."""
    rule = Rule("reviewers", 1, reviewers)
    return Policy((rule,), writers_count=bool(why), why=why, by=by.pk if by and why else None)


def packed_policy(policy: Policy) -> dict[str, Any]:
    return {
        "rules": [{"label": rule.label, "need": rule.need, "people": sorted(rule.people)} for rule in policy.rules],
        "writers_count": policy.writers_count,
        "why": policy.why,
        "by": policy.by,
    }


def policy_of(asked: Round) -> Policy:
    kept = asked.policy
    rules = tuple(Rule(rule["label"], rule["need"], frozenset(rule["people"])) for rule in kept["rules"])
    return Policy(rules, kept["writers_count"], kept["why"], kept["by"])


def require_reachable(policy: Policy, reviewers: frozenset[int], writers: frozenset[int]) -> None:
    if reachable(policy, reviewers=reviewers, writers=writers):
        return
    names = ", ".join(str(user) for user in User.objects.filter(pk__in=reviewers & writers).order_by("name", "email"))
    raise Refused(
        _(
            "{names} wrote in this text, so nobody asked can approve it: name someone else, or an "
            "admin lets writers count."
        ).format(names=names)
    )


def begin_round(
    recorder: Recorder, revision: Revision, policy: Policy, reviewers: frozenset[int], writers: frozenset[int]
) -> Round:
    number = Round.objects.filter(spec=recorder.spec).count() + 1
    begun = Round.objects.create(
        spec=recorder.spec,
        number=number,
        revision=revision,
        policy=packed_policy(policy),
        writers=sorted(writers),
        opened_by=recorder.by,
        opened_at=recorder.at,
    )
    begun.reviewers.set(reviewers)
    rules = [{"label": rule.label, "need": rule.need, "people": uuids(rule.people)} for rule in policy.rules]
    recorder.record(
        "round",
        {
            "round": number,
            "revision": revision.number,
            "sha": revision.sha256,
            "rules": rules,
            "reviewers": uuids(reviewers),
            "writers": uuids(writers),
            "writers_count": policy.writers_count,
            "why": policy.why,
        },
    )
    return begun


def close_round(recorder: Recorder, open_: Round, act: str) -> None:
    open_.closed_at, open_.closed_by_act = recorder.at, act
    open_.save(update_fields=("closed_at", "closed_by_act"))


def approving(revision: Revision) -> frozenset[int]:
    """Whose last word about this very revision is an approval."""
    return frozenset(
        pk for pk, word in _last_words(Verdict.objects.filter(revision=revision)).items() if word == "approve"
    )


def blocking(spec: Spec) -> frozenset[int]:
    """Whose last word since the last approval asks for changes, about whichever revision."""
    said = Verdict.objects.filter(round__spec=spec)
    if spec.in_force and spec.in_force.approved_at:
        said = said.filter(at__gt=spec.in_force.approved_at)
    return frozenset(pk for pk, word in _last_words(said).items() if word == "request")


def _last_words(verdicts: Any) -> dict[int, str]:
    return dict(verdicts.order_by("pk").values_list("by_id", "word"))


def standing(spec: Spec, open_: Round, document: Any) -> Outcome:
    """What the open round's verdicts come to at this moment."""
    revision = open_.revision
    return outcome(
        policy_of(open_),
        reviewers=frozenset(open_.reviewers.values_list("pk", flat=True)),
        writers=frozenset(open_.writers),
        approving=approving(revision),
        blocking=blocking(spec),
        unsent=is_unsent(revision, document),
    )


def evaluate(recorder: Recorder, open_: Round) -> bool:
    """Approves the revision if its round says so. Never called for an edit, only for acts that say it."""
    found = standing(recorder.spec, open_, recorder.document)
    if found.approved:
        _put_in_force(recorder, open_, found)
    return found.approved


def _put_in_force(recorder: Recorder, open_: Round, found: Outcome) -> None:
    spec, revision, former = recorder.spec, open_.revision, recorder.spec.in_force
    if former:
        former.state = "superseded"
        former.save(update_fields=("state",))
    revision.state, revision.approved_at = "approved", recorder.at
    revision.save(update_fields=("state", "approved_at"))
    close_round(recorder, open_, "approved")
    spec.in_force, spec.working, spec.status = revision, "none", "approved"
    write_status(recorder, "approved")
    recorder.note(approved=revision.number, version=revision.version)
    recorder.record(
        "approved",
        lambda: {
            "revision": revision.number,
            "round": open_.number,
            "sha": revision.sha256,
            "version": revision.version,
            "verdicts": _records_of(spec, revision, found.counted),
        },
    )


def _records_of(spec: Spec, revision: Revision, people: frozenset[int]) -> list[int]:
    """Numbers of the records of these people's approvals of the revision."""
    said = Record.objects.filter(spec=spec, kind="verdict", by__in=people).order_by("n")
    return [record.n for record in said if json.loads(bytes(record.data))["data"]["sha"] == revision.sha256]


def write_status(recorder: Recorder, status: str) -> None:
    """The status line as the workflow writes it; a document without one gets none."""
    if status_row(recorder.document) is not None:
        recorder.edit(lambda document: writer.set_metadata(document, "status", status))


def counted_writers(recorder: Recorder) -> frozenset[int]:
    return writers_of(recorder.spec, upto=recorder.number)
