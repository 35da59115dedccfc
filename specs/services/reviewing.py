"""The acts of the workflow: submit, approve, ask for changes, send, discard, withdraw, revise, implement, reopen.

Each is one change under the spec's lock. A refusal records nothing; the same act twice records once.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions
from specs.document import writer
from specs.document.outline import status_row, version_row
from specs.document.rows import Document
from specs.document.writer import Written
from specs.models import Event, Revision, Round, Row, Spec, Verdict
from specs.services import recording
from specs.services.chain import sha256
from specs.services.change import Recorder, change
from specs.services.checking import findings_of
from specs.services.coverage import Coverage, coverage
from specs.services.errors import Blocked, Refused, WrongStatus
from specs.services.freezing import back_to, cut, is_unsent, latest, next_free_version, says_the_same
from specs.services.rounds import (
    begin_round,
    close_round,
    counted_writers,
    evaluate,
    open_round,
    policy_of,
    require_reachable,
    team_policy,
    write_status,
)
from specs.services.states import unpacked

_REASON = "Give a reason; it is kept with the record."
MEANINGS = {"approve": "I approve this text.", "request": "I ask for changes to this text."}


def submit(spec: Spec, *, by: User, reviewers: Iterable[User], seen: str, count_writers: str = "") -> Round:
    """Freezes the text and asks `reviewers` about it. `seen` is the hash of the text as the person saw it.

    `count_writers` is an admin's reason to let writers count. The same submit again gives the open round. Raises
    Blocked with the findings in the way, Refused with the way out, WrongStatus.
    """
    asked = frozenset(user.pk for user in reviewers)
    act = _submission(by, asked, seen, count_writers.strip())
    try:
        change(spec, by=by, action="submit", verb="submitted", text=False, act=act)
    except WrongStatus:
        again = _submitted(spec, seen, asked)
        if again is None:
            raise
        return again
    return Round.objects.filter(spec=spec).latest("number")


def _submitted(spec: Spec, seen: str, asked: frozenset[int]) -> Round | None:
    """The open round, if this very submit opened it; refused if another did."""
    open_ = open_round(spec)
    if open_ is None:
        return None
    event = Event.objects.filter(spec=spec, verb="submitted").latest("number")
    if event.data.get("seen") == seen and set(event.data.get("reviewers", ())) == asked:
        return open_
    raise WrongStatus(
        _("{opened_by} submitted this at {opened_at:%H:%M} UTC.").format(
            opened_by=open_.opened_by, opened_at=open_.opened_at
        )
    )


class _submission:  # noqa: N801 (an act with its arguments, called like a function)
    def __init__(self, by: User, asked: frozenset[int], seen: str, why: str) -> None:
        self.by, self.asked, self.seen, self.why = by, asked, seen, why

    def __call__(self, recorder: Recorder) -> None:
        spec = recorder.spec
        if self.why:
            permissions.require(self.by, "count_writers", spec)
        self.check(recorder)
        writers = counted_writers(recorder)
        policy = team_policy(self.asked, why=self.why, by=self.by)
        require_reachable(policy, self.asked, writers)
        spec.working = spec.status = "review"
        write_status(recorder, "review")
        revision = cut(recorder, writers)
        open_ = begin_round(recorder, revision, policy, self.asked, writers)
        recorder.note(revision=revision.number, round=open_.number, seen=self.seen, reviewers=sorted(self.asked))
        evaluate(recorder, open_)

    def check(self, recorder: Recorder) -> None:
        spec, document = recorder.spec, recorder.document
        if self.seen != sha256(document.text.encode()):
            last = Event.objects.filter(spec=spec).latest("number")
            raise WrongStatus(_("{actor} changed this spec since you opened it; look again.").format(actor=last.actor))
        _require_members(spec, self.asked)
        found = [finding for finding in findings_of(spec, document) if finding.level == "blocks"]
        if found:
            raise Blocked(found)
        if spec.in_force and says_the_same(spec.in_force, document):
            raise Refused(_("Nothing changed since {version} was approved.").format(version=spec.in_force.version))


def _require_members(spec: Spec, asked: frozenset[int]) -> None:
    if not asked:
        raise Refused(_("Name at least one reviewer."), field="reviewers")
    members = spec.team.memberships.filter(user__in=asked, user__is_active=True).count()
    if members != len(asked):
        raise Refused(_("Reviewers must be members of the team."), field="reviewers")


def approve(spec: Spec, *, by: User, sha: str) -> Event | None:
    """Gives an approval of the latest revision, named by its hash. Perhaps it becomes approved with that."""

    def act(recorder: Recorder) -> None:
        open_ = _asked(recorder, sha)
        if _last_word(open_.revision, by) != "approve":
            _give(recorder, open_, "approve", "")
            evaluate(recorder, open_)

    try:
        return change(spec, by=by, action="approve", verb="approved", text=False, act=act)
    except WrongStatus:
        if _has_approved(spec, by, sha):
            return None
        raise _too_late(spec) from None


def _has_approved(spec: Spec, by: User, sha: str) -> bool:
    fresh = Spec.objects.get(pk=spec.pk)
    revision = fresh.in_force
    return bool(
        fresh.working == "none" and revision and revision.sha256 == sha and _last_word(revision, by) == "approve"
    )


def _too_late(spec: Spec) -> WrongStatus:
    """What to say to a verdict that came after the round had closed, or for a text that is no more the latest."""
    fresh = Spec.objects.get(pk=spec.pk)
    if fresh.working == "none" and fresh.in_force and fresh.in_force.approved_at:
        people = Verdict.objects.filter(revision=fresh.in_force, word="approve").select_related("by")
        names = " and ".join(sorted({str(verdict.by) for verdict in people}))
        return WrongStatus(
            _("Approved at {approved_at:%H:%M} UTC by {names}: nothing was recorded.").format(
                approved_at=fresh.in_force.approved_at, names=names
            )
        )
    last = latest(fresh)
    if fresh.working == "review" and last and last.number > 1:
        return WrongStatus(
            _("Revision {number} replaced {number2} at {cut_at:%H:%M} UTC: look at what changed.").format(
                number=last.number, number2=last.number - 1, cut_at=last.cut_at
            )
        )
    if fresh.working == "review":
        return WrongStatus(_("That was another text than the one in review. Nothing was recorded."))
    return WrongStatus(
        _("This spec is not in review: it is {status}. Nothing was recorded.").format(status=fresh.status)
    )


def _asked(recorder: Recorder, sha: str) -> Round:
    """The open round, if this person is asked and saw its revision."""
    open_ = open_round(recorder.spec)
    assert open_ is not None, "a round is open when the working text is in review"
    if not open_.reviewers.filter(pk=recorder.by.pk).exists():
        raise Refused(_("You are not asked in this round."))
    if open_.revision.sha256 != sha:
        raise WrongStatus(_("Another revision is the latest."))
    return open_


def _last_word(revision: Revision, by: User) -> str:
    said = Verdict.objects.filter(revision=revision, by=by).order_by("pk").last()
    return said.word if said else ""


def _give(recorder: Recorder, open_: Round, word: str, comment: str) -> None:
    revision, spec = open_.revision, recorder.spec
    Verdict.objects.create(
        revision=revision,
        round=open_,
        by=recorder.by,
        word=word,
        sha256=revision.sha256,
        comment=comment,
        at=recorder.at,
    )
    recorder.note(revision=revision.number, word=word, comment=comment)
    recorder.record(
        "verdict",
        {
            "meaning": MEANINGS[word],
            "revision": revision.number,
            "round": open_.number,
            "sha": revision.sha256,
            "verdict": word,
            "comment": recording.text(spec, comment) if comment else None,
        },
    )


def request_changes(spec: Spec, *, by: User, sha: str, comment: str) -> Event | None:
    """Blocks until its giver approves. Needs a comment; raises as `approve` does."""
    said = _said(comment, "comment", "Say what should change.")

    def act(recorder: Recorder) -> None:
        _give(recorder, _asked(recorder, sha), "request", said)

    try:
        return change(spec, by=by, action="request", verb="asked for changes", text=False, act=act)
    except WrongStatus:
        raise _too_late(spec) from None


def withdraw(spec: Spec, *, by: User, reason: str) -> Event | None:
    """Back to draft. Requests stand; approvals keep for the same revision."""
    why = _said(reason, "reason", _REASON)

    def act(recorder: Recorder) -> None:
        open_ = _open(recorder)
        close_round(recorder, open_, "withdrawn")
        recorder.spec.working = recorder.spec.status = "draft"
        write_status(recorder, "draft")
        recorder.note(reason=why)
        recorder.record("withdraw", {"round": open_.number, "reason": recording.text(recorder.spec, why)})

    return change(spec, by=by, action="withdraw", verb="withdrew", text=False, act=act)


def _said(text: str, field: str, missing: str) -> str:
    """What a person wrote to be kept with the record."""
    said = text.strip()
    if not said:
        raise Refused(missing, field=field)
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in said):
        raise Refused(_("It holds a character that cannot be kept."), field=field)
    if len(said.encode()) > 20_000:
        raise Refused(_("At most 20 KB."), field=field)
    return said


def _open(recorder: Recorder) -> Round:
    found = open_round(recorder.spec)
    assert found is not None, "a round is open when the working text is in review"
    return found


def send(spec: Spec, *, by: User) -> Event | None:
    """Cuts the next revision of the text under review and asks the same people again; approvals are outdated."""

    def act(recorder: Recorder) -> None:
        open_ = _open(recorder)
        if not is_unsent(open_.revision, recorder.document):
            raise Refused(_("Nothing to send."))
        people = frozenset(open_.reviewers.values_list("pk", flat=True))
        writers = counted_writers(recorder)
        revision = cut(recorder, writers)
        close_round(recorder, open_, "sent")
        begun = begin_round(recorder, revision, policy_of(open_), people, writers)
        recorder.note(revision=revision.number, round=begun.number)

    return change(spec, by=by, action="send", verb="sent", text=False, act=act)


def unsent(spec: Spec) -> list[Event]:
    """The changes of the text since the revision under review was cut."""
    open_ = open_round(spec)
    if open_ is None:
        return []
    since = Event.objects.filter(spec=spec, text=True, number__gt=open_.revision.upto).select_related("actor")
    discarded = max((event.number for event in since if "restores" in event.data), default=0)
    return [event for event in since if event.number > discarded]


def discard(spec: Spec, *, by: User) -> Event | None:
    """Puts the rows back to the revision under review, ids too; boxes stay as they are. Then counts the verdicts."""

    def act(recorder: Recorder) -> None:
        open_ = _open(recorder)
        edits = unsent(recorder.spec)
        if not edits:
            raise Refused(_("Nothing to discard."))
        recorder.write(Written(back_to(open_.revision, recorder.document), None))
        recorder.note(restores=open_.revision.upto, discarded=len(edits))
        evaluate(recorder, open_)

    return change(spec, by=by, action="discard", verb="discarded", act=act)


def revise(spec: Spec, *, by: User) -> Event | None:
    """Opens the draft of the next version. Done twice, it gives None: the draft is open."""

    def act(recorder: Recorder) -> None:
        revision = recorder.spec.in_force
        assert revision is not None, "a spec without a working text has a revision in force"
        version = next_free_version(recorder.spec, revision.version)
        recorder.spec.working = recorder.spec.status = "draft"
        recorder.edit(lambda document: _bumped(document, version))
        recorder.note(version=version)
        recorder.record("revise", {"revision": revision.number, "version": version})

    try:
        return change(spec, by=by, action="revise", verb="revised", text=False, act=act)
    except WrongStatus:
        fresh = Spec.objects.get(pk=spec.pk)
        if fresh.status == "draft" and fresh.in_force:
            return None
        raise


def _bumped(document: Document, version: str) -> Written:
    """The lines that the workflow writes, where the document has them."""
    written = Written(document, None)
    for key, value, row in (("version", version, version_row(document)), ("status", "draft", status_row(document))):
        if row is not None:
            written = writer.set_metadata(written.document, key, value)
    return written


def covered(spec: Spec) -> Coverage:
    """Which requirements of the text in force have their tasks done. Raises Refused where nothing is in force."""
    if spec.in_force is None:
        raise Refused(_("Nothing is approved yet."))
    boxes = dict(Row.objects.filter(spec=spec, kind="task").values_list("pk", "done"))
    return coverage(unpacked(spec.in_force.rows, spec.in_force.tail), {pk: bool(done) for pk, done in boxes.items()})


def implement(spec: Spec, *, by: User) -> Event | None:
    """Calls the text in force implemented, if every functional requirement has its tasks, all done."""

    def act(recorder: Recorder) -> None:
        revision = recorder.spec.in_force
        found = covered(recorder.spec)
        if found.open:
            raise Refused(_("Not yet: no finished task names {value}.").format(value=", ".join(found.open)))
        assert revision is not None
        _set_state(recorder, revision, "implemented")
        recorder.note(revision=revision.number)
        requirements = [{"uid": uid, "tasks": tasks} for uid, tasks in found.tasks.items()]
        recorder.record(
            "implement", {"revision": revision.number, "sha": revision.sha256, "requirements": requirements}
        )

    return change(spec, by=by, action="implement", verb="implemented", text=False, act=act)


def reopen(spec: Spec, *, by: User, reason: str) -> Event | None:
    """Back to approved, so that boxes can be unticked."""
    why = _said(reason, "reason", _REASON)

    def act(recorder: Recorder) -> None:
        revision = recorder.spec.in_force
        assert revision is not None, "an implemented spec has a revision in force"
        _set_state(recorder, revision, "approved")
        recorder.note(reason=why, revision=revision.number)
        recorder.record("reopen", {"revision": revision.number, "reason": recording.text(recorder.spec, why)})

    return change(spec, by=by, action="reopen", verb="reopened", text=False, act=act)


def _set_state(recorder: Recorder, revision: Revision, state: str) -> None:
    revision.state = state
    revision.save(update_fields=("state",))
    if recorder.spec.working == "none":
        recorder.spec.status = state
        write_status(recorder, state)
