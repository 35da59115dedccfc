"""The working text and the revision in force: discard, withdraw, revise, abandon, revoke."""

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document import writer
from specs.document.outline import status_row, version_row
from specs.document.rows import Document
from specs.document.writer import Written
from specs.models import Event, Revision, Round, Spec
from specs.services import policies, recording
from specs.services.change import Recorder, change
from specs.services.errors import Refused, WrongStatus
from specs.services.freezing import back_to, is_unsent, next_free_version
from specs.services.progress import boxes_of
from specs.services.rounds import close_round, evaluate, open_round, the_open_round, write_status
from specs.services.saying import reason as reason_of
from specs.services.signing import LOGGED_IN, Signature, require_signature


def withdraw(spec: Spec, *, by: User, reason: str) -> Event | None:
    """Back to draft. Requests stand; approvals keep for the same revision."""
    why = reason_of(reason)

    def act(recorder: Recorder) -> None:
        open_ = the_open_round(recorder)
        _to_draft(recorder, open_, "withdrawn")
        recorder.note(reason=why)
        recorder.record("withdraw", {"round": open_.number, "reason": recording.text(recorder.spec, why)})

    return change(spec, by=by, action="withdraw", verb="withdrew", text=False, act=act)


def _to_draft(recorder: Recorder, open_: Round | None, act: str) -> None:
    if open_ is not None:
        close_round(recorder, open_, act)
    recorder.spec.working = recorder.spec.status = "draft"
    write_status(recorder, "draft")


def unsent(spec: Spec) -> list[Event]:
    """The changes of the text since the revision under review was cut, or since its round began."""
    open_ = open_round(spec)
    if open_ is None:
        return []
    began = max(open_.revision.upto, open_.begun)
    since = Event.objects.filter(spec=spec, text=True, number__gt=began).select_related("actor").order_by("number")
    discarded = max((event.number for event in since if "restores" in event.data), default=0)
    return [event for event in since if event.number > discarded]


def cancels_out(spec: Spec) -> bool:
    """Whether there are unsent edits, but the text is the revision's again: then discarding is called "Finish"."""
    open_ = open_round(spec)
    return open_ is not None and bool(unsent(spec)) and not is_unsent(open_.revision, spec.document())


def discard(spec: Spec, *, by: User) -> Event | None:
    """Puts the rows back to the revision under review, ids too; boxes stay as they are. Then counts the verdicts."""

    def act(recorder: Recorder) -> None:
        open_ = the_open_round(recorder)
        edits = unsent(recorder.spec)
        if not edits:
            raise Refused(_("Nothing to discard."))
        recorder.write(Written(_restored(recorder, open_.revision), None))
        recorder.note(restores=open_.revision.upto, discarded=len(edits))
        evaluate(recorder, open_)

    return change(spec, by=by, action="discard", verb="discarded", act=act)


def _restored(recorder: Recorder, revision: Revision) -> Document:
    """The revision's rows, with progress as it is, also of tasks that were deleted meanwhile."""
    standing = {row.id for row in recorder.document.rows}
    gone = [row["id"] for row in revision.rows if row["kind"] == "task" and row["id"] not in standing]
    boxes = boxes_of(recorder.spec, gone) if gone else {}
    return back_to(revision, recorder.document, {pk: box.done for pk, box in boxes.items()})


def revise(spec: Spec, *, by: User, major: bool = False) -> Event | None:
    """Opens the draft of the next version: 1.1 after 1.0, or 2.0 with `major`. None if that draft is open already."""

    def act(recorder: Recorder) -> None:
        revision = recorder.spec.in_force
        assert revision is not None, "a spec without a working text has a revision in force"
        version = _open_next(recorder, revision.version, major=major)
        recorder.record("revise", {"revision": revision.number, "version": version})

    try:
        return change(spec, by=by, action="revise", verb="revised", text=False, act=act)
    except WrongStatus:
        fresh = Spec.objects.get(pk=spec.pk)
        if fresh.status == "draft" and fresh.in_force:
            return None
        raise


def opened(spec: Spec) -> str:
    """Who opened the draft of the next version, and when, to whoever clicked second."""
    last = Event.objects.filter(spec=spec, verb__in=("revised", "revoked")).select_related("actor").last()
    if last is None or "version" not in last.data:
        return ""
    return _("{name} opened {version} at {at:%H:%M} UTC.").format(
        name=last.actor, version=last.data["version"], at=last.at
    )


def _open_next(recorder: Recorder, version: str, *, major: bool = False) -> str:
    following = next_free_version(recorder.spec, version, major=major)
    recorder.spec.working = recorder.spec.status = "draft"
    recorder.edit(lambda document: _bumped(document, following))
    recorder.note(version=following)
    return following


def _bumped(document: Document, version: str) -> Written:
    """The lines that the workflow writes, where the document has them."""
    written = Written(document, None)
    for key, value, row in (("version", version, version_row(document)), ("status", "draft", status_row(document))):
        if row is not None:
            written = writer.set_metadata(written.document, key, value)
    return written


def abandon(spec: Spec, *, by: User, reason: str) -> Event | None:
    """Gives the draft up: text and row ids are those of the text in force again, progress stays; requests are closed.

    Rows made in between are deleted; their comments are listed as detached.
    """
    why = reason_of(reason)

    def act(recorder: Recorder) -> None:
        spec = recorder.spec
        revision = spec.in_force
        assert revision is not None, "a draft is abandoned where something is in force"
        recorder.write(Written(_restored(recorder, revision), None))
        spec.working, spec.status = "none", revision.state
        write_status(recorder, revision.state)
        recorder.note(restores=revision.upto, reason=why, revision=revision.number)
        recorder.record("abandon", {"revision": revision.number, "reason": recording.text(spec, why)})

    return change(spec, by=by, action="abandon", verb="abandoned", act=act)


def could_be_in_force(spec: Spec) -> list[Revision]:
    """Revisions that were approved once and not revoked, newest first: revoking may put one in force again."""
    return list(Revision.objects.filter(spec=spec, state="superseded").order_by("-number"))


def revoke(
    spec: Spec, *, by: User, reason: str, instead: Revision | None = None, signed: Signature = LOGGED_IN
) -> Event | None:
    """Takes the text in force out of force; `instead` is in force again, else nothing is.

    An open review is closed. Where there is no working text, the draft of the next version opens with this text.
    """
    why = reason_of(reason)

    def act(recorder: Recorder) -> None:
        require_signature(policies.policy_of_team(recorder.spec.team).signing, signed)
        recorder.signed = signed
        _revoke(recorder, instead, why)

    return change(spec, by=by, action="revoke", verb="revoked", text=False, act=act)


def _revoke(recorder: Recorder, instead: Revision | None, why: str) -> None:
    spec = recorder.spec
    revoked = spec.in_force
    assert revoked is not None, "what is revoked is in force"
    if instead is not None:
        _put_back(spec, instead)
    revoked.state = "revoked"
    revoked.save(update_fields=("state",))
    spec.in_force = instead
    if spec.working == "none":
        _open_next(recorder, revoked.version)
    else:
        _to_draft(recorder, open_round(spec), "revoked")
    back = instead.number if instead else None
    recorder.note(reason=why, revoked=revoked.number, in_force=back)
    reason = recording.text(spec, why)
    recorder.record("revoke", {"revision": revoked.number, "in_force": back, "reason": reason})


def _put_back(spec: Spec, revision: Revision) -> None:
    found = next((one for one in could_be_in_force(spec) if one.pk == revision.pk), None)
    if found is None:
        raise Refused(_("Choose a revision that was approved before and not revoked."), field="instead")
    revision.state = "approved"
    revision.save(update_fields=("state",))
