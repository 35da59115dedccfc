"""What people say of a revision: approve, ask for changes, take either back; and an admin's override of a request."""

from django.utils.translation import gettext as _

from accounts.models import User
from specs.models import Event, Override, Record, Revision, Round, Spec, Verdict
from specs.services import recording
from specs.services.chain import sha256
from specs.services.change import Recorder, change
from specs.services.errors import Refused, WrongStatus
from specs.services.freezing import latest, settled
from specs.services.rounds import approving, evaluate, open_round, policy_of, requests, the_open_round, words_of
from specs.services.saying import reason as reason_of
from specs.services.saying import said
from specs.services.signing import LOGGED_IN, Signature, require_signature
from specs.services.talking import send_drafts
from specs.workflow import standing_of

MEANINGS = {
    "approve": "I approve this text.",
    "request": "I ask for changes to this text.",
    "lift": "I lift my request for changes.",
    "retract": "I withdraw my approval.",
}


def approve(spec: Spec, *, by: User, sha: str, signed: Signature = LOGGED_IN) -> Event | None:
    """Gives an approval of the latest revision, named by its hash. Perhaps it becomes approved with that.

    None if the person's approval stands already. Raises Refused (not asked; the password is needed), WrongStatus.
    """

    def act(recorder: Recorder) -> None:
        open_ = _asked(recorder, sha, signed)
        if _last_word(open_.revision, by) != "approve":
            _give(recorder, open_, "approve", "")
            evaluate(recorder, open_)

    try:
        return change(spec, by=by, action="approve", verb="approved", text=False, act=act)
    except WrongStatus:
        if _has_approved(spec, by, sha):
            return None
        raise _too_late(spec, sha) from None


def request_changes(spec: Spec, *, by: User, sha: str, comment: str, signed: Signature = LOGGED_IN) -> Event | None:
    """Blocks until its giver lifts it or approves, or an admin overrides it. Needs a comment; raises as `approve`."""
    words = said(comment, "comment", _("Say what must change; then press again. Nothing is sent yet."))

    def act(recorder: Recorder) -> None:
        _give(recorder, _asked(recorder, sha, signed), "request", words)

    try:
        return change(spec, by=by, action="request", verb="asked for changes", text=False, act=act)
    except WrongStatus:
        raise _too_late(spec, sha) from None


def _has_approved(spec: Spec, by: User, sha: str) -> bool:
    fresh = Spec.objects.get(pk=spec.pk)
    revision = fresh.in_force
    return bool(
        fresh.working == "none" and revision and revision.sha256 == sha and _last_word(revision, by) == "approve"
    )


def _too_late(spec: Spec, sha: str) -> WrongStatus:
    """What to say to a verdict that came after the round had closed, or for a text that is no more the latest."""
    fresh = Spec.objects.get(pk=spec.pk)
    if fresh.working == "none" and fresh.in_force and fresh.in_force.approved_at:
        people = User.objects.filter(pk__in=approving(fresh.in_force)).order_by("name", "email")
        names = _(" and ").join(str(person) for person in people)
        return WrongStatus(
            _("Approved at {approved_at:%H:%M} UTC by {names}: nothing was recorded.").format(
                approved_at=fresh.in_force.approved_at, names=names
            )
        )
    last, shown = latest(fresh), Revision.objects.filter(spec=fresh, sha256=sha).order_by("number").last()
    if fresh.working == "review" and last and shown and shown.number < last.number:
        return WrongStatus(
            _("Revision {number} replaced {before} at {cut_at:%H:%M} UTC: look at what changed.").format(
                number=last.number, before=shown.number, cut_at=last.cut_at
            )
        )
    if fresh.working == "review":
        return WrongStatus(_("That was another text than the one in review. Nothing was recorded."))
    return WrongStatus(
        _("This spec is not in review: it is {status}. Nothing was recorded.").format(status=fresh.status)
    )


def _asked(recorder: Recorder, sha: str, signed: Signature) -> Round:
    """The open round, if this person is asked, saw its revision and signs as its policy asks."""
    open_ = the_open_round(recorder)
    if not open_.reviewers.filter(pk=recorder.by.pk).exists():
        raise Refused(_("You are not asked in this round."))
    if open_.revision.sha256 != sha:
        raise WrongStatus(_("Another revision is the latest."))
    if sha256(bytes(open_.revision.data)) != sha:
        problem = _("The frozen text is not the one that was hashed: nothing was recorded. Tell who runs the server.")
        raise Refused(problem)
    require_signature(policy_of(open_).signing, signed)
    recorder.signed = signed
    return open_


def _last_word(revision: Revision, by: User) -> str:
    found = Verdict.objects.filter(revision=revision, by=by).order_by("pk").last()
    return found.word if found else ""


def _give(recorder: Recorder, open_: Round, word: str, comment: str) -> None:
    _say(recorder, open_, open_.revision, word, comment)
    send_drafts(recorder)


def _say(recorder: Recorder, asked: Round, revision: Revision, word: str, comment: str) -> None:
    spec = recorder.spec
    Verdict.objects.create(
        revision=revision,
        round=asked,
        by=recorder.by,
        word=word,
        sha256=revision.sha256,
        comment=comment,
        number=recorder.number,
        at=recorder.at,
    )
    recorder.note(revision=revision.number, word=word, comment=comment)
    recorder.record(
        "verdict",
        {
            "meaning": MEANINGS[word],
            "revision": revision.number,
            "round": asked.number,
            "sha": revision.sha256,
            "verdict": word,
            "comment": recording.text(spec, comment) if comment else None,
        },
    )


def own(spec: Spec, person: User) -> Verdict | None:
    """The verdict of this person's that stands and could be taken back: a request that blocks, an approval of the
    latest revision."""
    last = latest(spec)
    if last is None:
        return None
    words = words_of(spec)
    found = standing_of(person.pk, words, revision=last.number, since=settled(spec))
    return None if found is None else Verdict.objects.select_related("round", "revision").get(pk=words[found])


def take_back(spec: Spec, *, by: User, comment: str = "") -> Event | None:
    """Lifts one's request, or withdraws one's approval, in review or in draft; then the verdicts are counted."""
    words = said(comment, "comment")

    def act(recorder: Recorder) -> None:
        given = own(recorder.spec, by)
        if given is None:
            raise Refused(_("Nothing of yours stands that could be taken back."))
        word = "lift" if given.word == "request" else "retract"
        _say(recorder, given.round, given.revision, word, words)
        open_ = open_round(recorder.spec)
        if open_ is not None:
            evaluate(recorder, open_)

    return change(spec, by=by, action="take_back", verb="took back", text=False, act=act)


def override(spec: Spec, *, by: User, request: Verdict, reason: str, signed: Signature = LOGGED_IN) -> Event | None:
    """An admin's word that one request no longer blocks; shown with the approval for ever. Then counts the verdicts."""
    why = reason_of(reason)

    def act(recorder: Recorder) -> None:
        open_ = the_open_round(recorder)
        policy = policy_of(open_)
        if by.pk in open_.writers and not policy.writers_count:
            raise Refused(_("You wrote in this text: ask another admin, or let writers count in this round."))
        if request.pk not in {standing.pk for standing in requests(recorder.spec)}:
            raise Refused(_("This request does not stand any more."))
        require_signature(policy.signing, signed)
        recorder.signed = signed
        _override(recorder, open_, request, why)
        evaluate(recorder, open_)

    return change(spec, by=by, action="override", verb="overrode a request", text=False, act=act)


def _override(recorder: Recorder, open_: Round, request: Verdict, why: str) -> None:
    spec = recorder.spec
    Override.objects.create(verdict=request, by=recorder.by, reason=why, at=recorder.at)
    recorder.note(of=request.by_id, revision=request.revision.number, reason=why)
    record = Record.objects.filter(spec=spec, kind="verdict", event__number=request.number).first()
    facts = {"round": open_.number, "of": str(request.by.uuid), "request": record.n if record else None}
    recorder.record("override", {**facts, "reason": recording.text(spec, why)})
