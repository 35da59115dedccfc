"""Opens and closes rounds, and finds out what the verdicts of the open one come to."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from specs import jobs
from specs.document import writer
from specs.document.outline import status_row
from specs.models import Override, Record, Revision, Round, Spec, Verdict
from specs.models.seen import KEPT
from specs.services import policies, recording
from specs.services.change import Recorder
from specs.services.errors import Refused
from specs.services.freezing import is_unsent, settled, uuids, writers_of
from specs.workflow import Outcome, Policy, Rule, Word, lacking, outcome, reachable
from specs.workflow import approving as approving_of
from specs.workflow import blocking as blocking_of


def open_round(spec: Spec) -> Round | None:
    return Round.objects.filter(spec=spec, closed_at=None).select_related("revision").first()


def the_open_round(recorder: Recorder) -> Round:
    """The open round of a spec in review, under its lock."""
    found = open_round(recorder.spec)
    assert found is not None, "a round is open when the working text is in review"
    return found


def packed_policy(policy: Policy) -> dict[str, Any]:
    return {
        "rules": [{"label": rule.label, "need": rule.need, "people": sorted(rule.people)} for rule in policy.rules],
        "writers_count": policy.writers_count,
        "why": policy.why,
        "by": policy.by,
        "signing": policy.signing,
    }


def policy_of(asked: Round) -> Policy:
    kept = asked.policy
    rules = tuple(Rule(rule["label"], rule["need"], frozenset(rule["people"])) for rule in kept["rules"])
    return Policy(rules, kept["writers_count"], kept["why"], kept["by"], kept.get("signing", "session"))


def asked_in(open_: Round) -> frozenset[int]:
    return frozenset(open_.reviewers.values_list("pk", flat=True))


def require_reachable(policy: Policy, reviewers: frozenset[int], writers: frozenset[int]) -> None:
    """That these reviewers could approve; refused with who is missing, or who wrote."""
    if reachable(policy, reviewers=reviewers, writers=writers):
        return
    missing = lacking(policy.rules, reviewers)
    if missing:
        raise Refused(_who_is_missing(policy, missing), field="reviewers")
    wrote = reviewers & writers
    names = _names(wrote)
    if wrote == reviewers and len(wrote) == 1:
        said = _("{names}, the only reviewer, wrote in this text: name someone else, or an admin lets writers count.")
    else:
        said = _("{names} wrote in this text, so too few count: name someone else, or an admin lets writers count.")
    raise Refused(said.format(names=names), field="reviewers")


def _who_is_missing(policy: Policy, missing: dict[str, int]) -> str:
    """Which rule the people asked can't meet, and who could."""
    rule = next(rule for rule in policy.rules if rule.label in missing)
    if rule.label == policies.REVIEWERS:
        said = ngettext(
            "{count} approval is needed: name more reviewers.",
            "{count} approvals are needed: name more reviewers.",
            rule.need,
        )
        return said.format(count=rule.need)
    if len(rule.people) < rule.need:
        return _("Too few people of “{label}” are in the team: an admin changes the policy.").format(label=rule.label)
    return _("“{label}” must approve: ask {need} of {names}.").format(
        label=rule.label, need=rule.need, names=_names(rule.people)
    )


def _names(people: Iterable[int]) -> str:
    return ", ".join(str(user) for user in User.objects.filter(pk__in=people).order_by("name", "email"))


def is_reachable(open_: Round) -> bool:
    """Whether the people asked in this round could still approve; after a send they may all have written."""
    return reachable(policy_of(open_), reviewers=asked_in(open_), writers=frozenset(open_.writers))


def begin_round(
    recorder: Recorder,
    revision: Revision,
    policy: Policy,
    reviewers: frozenset[int],
    writers: frozenset[int],
    *,
    waived: list[dict[str, str]],
    reason: str = "",
) -> Round:
    """Opens a round. `waived` and `reason` (why it follows another on the same revision) are for its record."""
    number = Round.objects.filter(spec=recorder.spec).count() + 1
    begun = Round.objects.create(
        spec=recorder.spec,
        number=number,
        revision=revision,
        policy=packed_policy(policy),
        writers=sorted(writers),
        begun=recorder.number,
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
            "why": recording.text(recorder.spec, policy.why) if policy.why else "",
            "signing": policy.signing,
            "waived": waived,
            "reason": recording.text(recorder.spec, reason) if reason else None,
        },
    )
    return begun


def close_round(recorder: Recorder, open_: Round, act: str) -> None:
    open_.closed_at, open_.closed_by_act = recorder.at, act
    open_.save(update_fields=("closed_at", "closed_by_act"))


def words_of(spec: Spec) -> dict[Word, int]:
    """Everything that was said of the spec's revisions, with the verdict's id; a revision is told by its number."""
    overridden = set(Override.objects.filter(verdict__round__spec=spec).values_list("verdict_id", flat=True))
    found = Verdict.objects.filter(round__spec=spec).order_by("pk")
    values = found.values_list("pk", "number", "by_id", "revision__number", "word")
    return {Word(number, by, revision, word, pk in overridden): pk for pk, number, by, revision, word in values}


def approving(revision: Revision) -> frozenset[int]:
    """Whose last word is an approval, of this very revision."""
    return approving_of(words_of(revision.spec), revision=revision.number)


def blocking(spec: Spec) -> frozenset[int]:
    """Whose last word in this version is a request that nobody overrode, of whichever revision."""
    return frozenset(blocking_of(words_of(spec), since=settled(spec)))


def requests(spec: Spec) -> list[Verdict]:
    """The requests that block now, oldest first."""
    words = words_of(spec)
    ids = [words[word] for word in blocking_of(words, since=settled(spec)).values()]
    return list(Verdict.objects.filter(pk__in=ids).select_related("by", "revision").order_by("pk"))


def standing(spec: Spec, open_: Round, document: Any) -> Outcome:
    """What the open round's verdicts come to at this moment."""
    words, revision = words_of(spec), open_.revision
    return outcome(
        policy_of(open_),
        reviewers=asked_in(open_),
        writers=frozenset(open_.writers),
        approving=approving_of(words, revision=revision.number),
        blocking=blocking_of(words, since=settled(spec)),
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
    name, forgotten = f"seen-{spec.pk}-{revision.number}", recorder.at + KEPT
    jobs.enqueue("seen", name=name, payload={"spec": spec.pk}, due=forgotten)
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
    """Numbers of the records of these people's approvals of the revision: of each the last word."""
    numbers = [word.number for word in words_of(spec) if word.word == "approve" and word.revision == revision.number]
    said = Record.objects.filter(spec=spec, kind="verdict", by__in=people, event__number__in=numbers).order_by("n")
    return sorted({record.by_id: record.n for record in said}.values())


def write_status(recorder: Recorder, status: str) -> None:
    """The status line as the workflow writes it; a document without one gets none."""
    if status_row(recorder.document) is not None:
        recorder.edit(lambda document: writer.set_metadata(document, "status", status))


def counted_writers(recorder: Recorder) -> frozenset[int]:
    return writers_of(recorder.spec, upto=recorder.number)
