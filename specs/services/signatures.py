"""The signatures beside an approved text: who put which name under which bytes, as lines for reading. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from specs.services.replay import Act, Approval
from specs.services.verifying import Evidence, described, person, printable, said, somebody, time

_HEAD = (
    "Signatures",
    "",
    "Made for reading, from the records in chain.jsonl; it is no part of the approved bytes, and no evidence itself.",
    "",
)


def page(evidence: Evidence, number: int) -> str:
    """The signature page of an approved revision. Times are those of the server's clock, in UTC."""
    return "".join(f"{printable(line)}\n" for line in (*_HEAD, *_signed(evidence, number)))


def _signed(evidence: Evidence, number: int) -> Iterator[str]:
    yield from described(evidence, evidence.history.approvals[number])
    last = evidence.links[-1]
    yield ""
    yield f"as of record {last.n}, head {last.hash}"


@dataclass(frozen=True, slots=True)
class Signature:
    """A person's name under an approved text. `at` is in the server's clock, with zone; `wrote` says that the person
    wrote in the text and was let count."""

    name: str
    email: str
    role: str
    meaning: str
    at: str
    method: str
    wrote: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is shown with an approval for ever: who allowed it, what, and why. `of` is whose request was set aside."""

    kind: str
    by: str
    what: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Signatures:
    """Everything that stands beside an approved text. `head` is that of the last record, `revoked` when it was."""

    approval: Approval
    at: str
    signatures: list[Signature]
    exceptions: list[Allowed]
    state: str
    revoked: str
    records: int
    head: str


def signatures(evidence: Evidence, number: int) -> Signatures:
    """Of the revision with this number. Raises KeyError where it was never approved."""
    history = evidence.history
    approval = history.approvals[number]
    revoked = history.revoked.get(number)
    return Signatures(
        approval,
        time(approval.act.at),
        [_signature(evidence, approval, verdict) for verdict in approval.counted],
        list(_exceptions(evidence, approval)),
        history.revisions[number].state,
        time(revoked.at) if revoked else "",
        len(evidence.links),
        evidence.links[-1].hash,
    )


def _signature(evidence: Evidence, approval: Approval, act: Act) -> Signature:
    words = evidence.words.get(act.commit, {})
    name = words.get("name") or words.get("email") or f"erased person {act.by[:4]}"
    wrote = act in approval.counted_writers
    meaning = str(act.data["meaning"])
    return Signature(name, words.get("email", ""), act.role, meaning, time(act.at), act.auth, wrote)


def _exceptions(evidence: Evidence, approval: Approval) -> Iterator[Allowed]:
    asked, names = approval.asked, evidence.words
    if asked.writers_count:
        why = said(asked.act.data.get("why"), names)
        yield Allowed("writers", person(asked.act, names), "", why, time(asked.act.at))
    for override in approval.overrides:
        of, why = somebody(evidence, override.data["of"]), said(override.data.get("reason"), names)
        yield Allowed("override", person(override, names), of, why, time(override.at))
    for waived in approval.waived:
        by, why = somebody(evidence, str(waived.get("by"))), said(waived.get("reason"), names)
        yield Allowed("waiver", by, str(waived["finding"]), why, "")
