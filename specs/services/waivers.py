"""Findings that are let pass: by name and reason, for the words they found and no others, in the version in work."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from specs.document.checks import Finding
from specs.document.rows import Document
from specs.models import FindingWaiver, Revision, Spec
from specs.services import recording
from specs.services.chain import canonical, sha256
from specs.services.change import Recorder
from specs.services.checking import findings_of
from specs.services.errors import Blocked
from specs.services.freezing import settled
from specs.services.saying import said

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Stopper:
    """A finding that blocks. `key` names it in forms; `offered` is the reason for which it was waived before."""

    key: str
    finding: Finding
    row: int | None
    offered: str = ""


def stoppers(spec: Spec, document: Document) -> list[Stopper]:
    """What blocks a submit of this text and was not waived in this version, in the order of the document."""
    passed = {waiver.finding for waiver in standing(spec)}
    return [stopper for stopper in _stoppers(spec, document) if stopper.key not in passed]


def _stoppers(spec: Spec, document: Document) -> list[Stopper]:
    found = [finding for finding in findings_of(spec, document) if finding.level == "blocks"]
    keys = [key_of(finding, document) for finding in found]
    before = FindingWaiver.objects.filter(revision__spec=spec, finding__in=keys) if keys else []
    reasons = {waiver.finding: waiver.reason for waiver in before}
    return [
        Stopper(key, finding, _row_id(finding, document), reasons.get(key, ""))
        for key, finding in zip(keys, found, strict=True)
    ]


def key_of(finding: Finding, document: Document) -> str:
    """Names the check, the row and the words: a waiver ends where any of these is another."""
    row = None if finding.row is None else document.rows[finding.row]
    words = sha256(canonical([finding.message, dict(finding.values), row.source if row else ""]))[:32]
    return f"{finding.id}:{row.id if row else 0}:{words}"[-_LONGEST:]


def _row_id(finding: Finding, document: Document) -> int | None:
    return None if finding.row is None else document.rows[finding.row].id


def standing(spec: Spec) -> list[FindingWaiver]:
    """The waivers given since the last approval or abandoning; each finding's newest."""
    since = settled(spec)
    found = FindingWaiver.objects.filter(revision__spec=spec, revision__upto__gt=since).select_related("by")
    return list({waiver.finding: waiver for waiver in found}.values())


@dataclass(frozen=True, slots=True)
class Passed:
    """A finding let pass at this act: new, or carried over from an earlier revision of this version."""

    stopper: Stopper
    reason: str
    before: FindingWaiver | None


def passed(recorder: Recorder, waived: Mapping[str, str]) -> list[Passed]:
    """Every blocking finding of the text with the reason for which it is let pass. Raises Blocked with those that have
    none. `waived` are new reasons, by the findings' keys."""
    spec, document = recorder.spec, recorder.document
    known = {waiver.finding: waiver for waiver in standing(spec)}
    reasons = {key: said(reason, "waived") for key, reason in waived.items() if reason.strip()}
    found = _stoppers(spec, document)
    open_ = [stopper.finding for stopper in found if stopper.key not in known and stopper.key not in reasons]
    if open_:
        raise Blocked(open_)
    return [
        Passed(
            stopper, known[stopper.key].reason if stopper.key in known else reasons[stopper.key], known.get(stopper.key)
        )
        for stopper in found
    ]


def keep(recorder: Recorder, revision: Revision, let: Iterable[Passed]) -> list[dict[str, str]]:
    """Stores the waivers with the revision; what the revision's and the round's record say of them."""
    facts = []
    for item in let:
        before = item.before
        by = before.by if before else recorder.by
        FindingWaiver.objects.get_or_create(
            revision=revision,
            finding=item.stopper.key,
            defaults={
                "row_id": item.stopper.row,
                "message": item.stopper.finding.text,
                "reason": item.reason,
                "by": by,
                "at": before.at if before else recorder.at,
            },
        )
        facts.append(
            {"finding": item.stopper.key, "by": str(by.uuid), "reason": recording.text(recorder.spec, item.reason)}
        )
    return facts
