"""From approved to implemented: coverage of the text in force, its waivers, ticks to be confirmed, and reopening."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document.rows import Document
from specs.models import CoverageWaiver, Event, Revision, Row, Spec, Tick
from specs.services import policies, recording
from specs.services.assigning import action_of, require_own
from specs.services.change import Recorder, change
from specs.services.coverage import Coverage, Need, coverage
from specs.services.errors import Refused
from specs.services.progress import boxes_of, evidence_of, keep_ticks, require_tickable
from specs.services.rounds import write_status
from specs.services.saying import reason as reason_of
from specs.services.signing import LOGGED_IN, Signature, require_signature
from specs.services.states import unpacked


def covered(spec: Spec) -> Coverage:
    """Which requirements of the text in force have their tasks done, for the words they have now, or are waived.

    Raises Refused where nothing is in force.
    """
    revision = _in_force(spec)
    frozen = unpacked(revision.rows, revision.tail)
    waived = set(CoverageWaiver.objects.filter(revision=revision).values_list("row_id", flat=True))
    return coverage(frozen, boxes_of(spec, _tasks(frozen)), waived)


def _in_force(spec: Spec) -> Revision:
    if spec.in_force is None:
        raise Refused(_("Nothing is approved yet."))
    return spec.in_force


def _tasks(document: Document) -> list[int]:
    return [row.id for row in document.rows if row.kind == "task" and row.id is not None]


def implement(spec: Spec, *, by: User, signed: Signature = LOGGED_IN) -> Event | None:
    """Calls the text in force implemented, if every functional requirement is covered; else Refused with those open."""

    def act(recorder: Recorder) -> None:
        revision, found = _in_force(recorder.spec), covered(recorder.spec)
        if found.open:
            raise Refused(_not_yet(found))
        require_signature(policies.policy_of_team(recorder.spec.team).signing, signed)
        recorder.signed = signed
        _set_state(recorder, revision, "implemented")
        recorder.note(revision=revision.number)
        facts = {"revision": revision.number, "sha": revision.sha256}
        recorder.record("implement", {**facts, "requirements": _facts(recorder.spec, revision, found)})

    return change(spec, by=by, action="implement", verb="implemented", text=False, act=act)


def _not_yet(found: Coverage) -> str:
    """The uncovered requirements, by what they lack."""
    bare = [need.uid for need in found.needs if need.why and need.why != "to be confirmed"]
    stale = [need.uid for need in found.needs if need.why == "to be confirmed"]
    said = [_("no finished task names {value}").format(value=", ".join(bare))] if bare else []
    if stale:
        said.append(
            _("the text changed since the tasks of {value} were ticked: confirm them").format(value=", ".join(stale))
        )
    return _("Not yet: {why}.").format(why="; ".join(said))


def _facts(spec: Spec, revision: Revision, found: Coverage) -> list[dict[str, Any]]:
    """Each requirement with its tasks, who ticked them, when and with what evidence; or why it is waived."""
    ticks = {tick.row_id: tick for tick in Tick.objects.filter(row__spec=spec).select_related("by")}
    waivers = {
        waiver.row_id: waiver for waiver in CoverageWaiver.objects.filter(revision=revision).select_related("by")
    }
    return [_fact(spec, need, ticks, waivers.get(need.row)) for need in found.needs]


def _fact(spec: Spec, need: Need, ticks: dict[int, Tick], waiver: CoverageWaiver | None) -> dict[str, Any]:
    tasks = [_tick_fact(ticks[task.task]) for task in need.tasks if task.task in ticks]
    waived = {"by": str(waiver.by.uuid), "reason": recording.text(spec, waiver.reason)} if waiver else None
    return {"row": need.row, "uid": need.uid, "tasks": tasks, "waived": waived}


def _tick_fact(tick: Tick) -> dict[str, Any]:
    at = tick.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return {"row": tick.row_id, "done": tick.done, "by": str(tick.by.uuid), "at": at, "evidence": tick.evidence}


def reopen(spec: Spec, *, by: User, reason: str) -> Event | None:
    """Back to approved, so that boxes can be unticked."""
    why = reason_of(reason)

    def act(recorder: Recorder) -> None:
        revision = _in_force(recorder.spec)
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


def waive(spec: Spec, *, by: User, requirement: int, reason: str) -> Event | None:
    """Says that a requirement (its row's id) of the text in force needs no task in this version, and why."""
    why = reason_of(reason)

    def act(recorder: Recorder) -> None:
        revision = _in_force(recorder.spec)
        need = next((need for need in covered(recorder.spec).needs if need.row == requirement), None)
        if need is None:
            raise Refused(_("This is no requirement of the text in force."))
        if need.waived:
            raise Refused(_("{uid} is waived already.").format(uid=need.uid))
        CoverageWaiver.objects.create(revision=revision, row_id=requirement, reason=why, by=by, at=recorder.at)
        recorder.note(uid=need.uid, reason=why, revision=revision.number)
        said = recording.text(recorder.spec, why)
        facts = {"revision": revision.number, "requirement": requirement, "uid": need.uid, "reason": said}
        recorder.record("waiver", facts)

    return change(spec, by=by, action="waive", verb="waived", text=False, act=act)


def lift_waiver(spec: Spec, *, by: User, requirement: int) -> Event | None:
    """Takes a waiver of this version back: the requirement needs its tasks again. Not while it is implemented."""

    def act(recorder: Recorder) -> None:
        revision = _in_force(recorder.spec)
        found = CoverageWaiver.objects.filter(revision=revision, row=requirement)
        if not found.exists():
            raise Refused(_("This requirement is not waived."))
        found.delete()
        need = next(need for need in covered(recorder.spec).needs if need.row == requirement)
        recorder.note(uid=need.uid, revision=revision.number)
        facts = {"revision": revision.number, "requirement": requirement, "uid": need.uid, "reason": None}
        recorder.record("waiver", {**facts, "lifted": True})

    return change(spec, by=by, action="waive", verb="took back a waiver", text=False, act=act)


def offered(spec: Spec) -> dict[int, str]:
    """Why requirements were waived in earlier versions, by row: offered again, never taken for granted."""
    found = CoverageWaiver.objects.filter(revision__spec=spec)
    if spec.in_force is not None:
        found = found.exclude(revision=spec.in_force)
    return dict(found.order_by("pk").values_list("row_id", "reason"))


def confirm(spec: Spec, *, by: User, tasks: Iterable[int]) -> Event | None:
    """Says that these ticked tasks (ids of rows) are done for the words that they and their requirements have now."""
    wanted = set(tasks)

    def act(recorder: Recorder) -> None:
        stale = wanted & set(covered(recorder.spec).to_confirm)
        if not stale:
            raise Refused(_("Nothing is to be confirmed."))
        keep_ticks(recorder, dict.fromkeys(sorted(stale), True), recorder.document)
        recorder.note(tasks=sorted(stale))

    return change(spec, by=by, action="tick", verb="confirmed", text=False, act=act)


def tick_in_force(task: Row, *, by: User, done: bool, evidence: str = "") -> Event | None:
    """Sets the box of a task that the draft no longer has, for the text in force."""
    link = evidence_of(evidence)

    action = action_of(task, by)

    def act(recorder: Recorder) -> None:
        require_own(task, recorder, action)
        require_tickable(recorder.spec, task.pk, done=done)
        if boxes_of(recorder.spec, [task.pk])[task.pk].done is done:
            return
        recorder.note(task=task.pk, evidence=link)
        keep_ticks(recorder, {task.pk: done}, recorder.document)

    verb = "ticked" if done else "unticked"
    return change(task.spec, by=by, action=action, verb=verb, text=False, act=act)
