"""Answers whether bytes are an approved text: by the replayed records, and by a head known from elsewhere. Pure."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from specs.document.alignment import common
from specs.document.compare import Progress, compare
from specs.services.chain import Link, sha256
from specs.services.replay import Act, Approval, Frozen, History

EXACT, ANOTHER, PROGRESS, BROKEN, REVOKED, UNANCHORED = 0, 10, 11, 12, 13, 14
_DIFFED = 2_000  # lines that differ, on either side
_SHOWN = 200  # lines of the difference
_COMMIT = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The proof of one spec: from a bundle, or as the instance itself holds it (`own`). `name` is its key, with the
    title where that is known; `words` open commitments, `texts` are frozen bytes by revision, `broken` is what does not
    fit."""

    name: str
    links: Sequence[Link]
    history: History
    words: Mapping[str, Mapping[str, str]]
    texts: Mapping[int, bytes]
    broken: Sequence[str] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """An exit code and what is printed, line by line, not yet escaped."""

    code: int
    lines: list[str] = field(default_factory=list)


def judge(data: bytes, evidence: Evidence, *, head: str = "", allow_progress: bool = False) -> Answer:
    if evidence.broken:
        return Answer(BROKEN, [f"{evidence.name}: the evidence is broken", *(f"  {line}" for line in evidence.broken)])
    anchor = next((link.n for link in evidence.links if link.hash == head), 0)
    if head and not anchor:
        said = f"{evidence.name}: the evidence is broken: no record has the head that is known from elsewhere"
        return Answer(BROKEN, [said])
    frozen, lines = _found(data, evidence)
    if frozen is None or frozen.number not in evidence.history.approvals:
        return Answer(ANOTHER, list(_another(data, evidence, frozen)))
    approval = evidence.history.approvals[frozen.number]
    code, last = _worth(evidence, approval, lines=bool(lines), allowed=allow_progress, anchor=anchor)
    told = [*described(evidence, approval), *_progress(lines), *_standing(evidence, frozen), *_holds(evidence)]
    return Answer(code, [*told, last])


def _found(data: bytes, evidence: Evidence) -> tuple[Frozen | None, tuple[int, ...]]:
    """The revision whose text this is, and the lines in which progress is another."""
    digest, history = sha256(data), evidence.history
    same = [frozen for frozen in history.revisions.values() if frozen.sha == digest]
    if same:
        return max(same, key=lambda frozen: _rank(history, frozen)), ()
    for number in sorted(evidence.texts, key=lambda number: _rank(history, history.revisions[number]), reverse=True):
        found = compare(evidence.texts[number], _marks(history.revisions[number]), data)
        if found.kind == "progress":
            return history.revisions[number], found.lines
    return None, ()


def _marks(frozen: Frozen) -> list[Progress]:
    return list(frozen.act.data["progress"])


def _rank(history: History, frozen: Frozen) -> tuple[bool, bool, bool, int]:
    """The one in force first, then those approved and not revoked."""
    approved = frozen.number in history.approvals
    return frozen.number == history.in_force, approved, frozen.state != "revoked", frozen.number


def _worth(evidence: Evidence, approval: Approval, *, lines: bool, allowed: bool, anchor: int) -> tuple[int, str]:
    revoked = evidence.history.revoked.get(approval.revision)
    if revoked is not None:
        return REVOKED, f"REVOKED: approved once, revoked {time(revoked.at)}"
    if lines and not allowed:
        return PROGRESS, "EQUAL EXCEPT FOR PROGRESS"
    same, what = ("EQUAL EXCEPT FOR PROGRESS, which is allowed", "this text") if lines else ("EXACT", "these bytes")
    if evidence.own:
        return EXACT, f"{same}: this instance approved {what}"
    if not anchor:
        return UNANCHORED, "NOT ANCHORED: it agrees with itself; give a head that you know from elsewhere (--head)"
    if anchor < approval.act.n:
        said = f"the head is that of record {anchor}, the approval is record {approval.act.n}; give a later one"
        return UNANCHORED, f"NOT ANCHORED: {said}"
    return EXACT, f"{same}: anchored by the head of record {anchor}"


def described(evidence: Evidence, approval: Approval) -> Iterator[str]:
    """Who approved what, when, and with which exceptions."""
    frozen, names = evidence.history.revisions[approval.revision], evidence.words
    yield f"{evidence.name}, revision {frozen.number}, version {frozen.version}"
    yield f"SHA-256 {frozen.sha}"
    yield f"approved {time(approval.act.at)} (record {approval.act.n}) by"
    for verdict in approval.counted:
        signed = f"{person(verdict, names)}, {verdict.role}, {time(verdict.at)}, signed by {verdict.auth}"
        yield f"  {signed}: {verdict.data['meaning']}"
        if verdict in approval.counted_writers:
            yield "    wrote in this text; writers were let count"
    yield from (f"exception: {exception}" for exception in exceptions(evidence, approval))


def exceptions(evidence: Evidence, approval: Approval) -> Iterator[str]:
    """What is shown with the approval for ever: writers let count, requests set aside, findings waived."""
    asked, names = approval.asked, evidence.words
    if asked.writers_count:
        yield f"writers were let count by {person(asked.act, names)}: {said(asked.act.data.get('why'), names)}"
    for override in approval.overrides:
        of = somebody(evidence, override.data["of"])
        why = said(override.data.get("reason"), names)
        yield f"a request of {of} was set aside by {person(override, names)}, {time(override.at)}: {why}"
    for waived in approval.waived:
        by = somebody(evidence, str(waived.get("by")))
        yield f"waived by {by}: {waived.get('finding')}: {said(waived.get('reason'), names)}"


Words = Mapping[str, Mapping[str, str]]


def said(commit: Any, names: Words) -> str:
    """The words behind a commitment; what was erased is not known any more, and some words are in the record itself."""
    if isinstance(commit, str) and _COMMIT.fullmatch(commit):
        return names[commit].get("text", "") if commit in names else f"erased text {commit[:4]}"
    return str(commit or "")


def somebody(evidence: Evidence, uuid: str) -> str:
    """Whom a record names by uuid only, as printed when they last acted."""
    acts = [act for act in evidence.history.acts.values() if act.by == uuid]
    return person(acts[-1], evidence.words) if acts else f"person {uuid[:4]}"


def person(act: Act, names: Words) -> str:
    """As printed at the time of signing."""
    words = names.get(act.commit)
    if words is None:
        return f"erased person {act.by[:4]}"
    return f"{words.get('name') or '?'} <{words.get('email', '')}>"


def time(at: str) -> str:
    """The server's clock, in UTC: 2026-11-23 13:21:59 UTC."""
    return f"{at[:10]} {at[11:19]} UTC"


def _progress(lines: Sequence[int]) -> Iterator[str]:
    if lines:
        shown = ", ".join(str(line) for line in lines[:_SHOWN])
        many = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
        yield f"differs from the approved bytes in progress only, in {many}: {shown}"


def _standing(evidence: Evidence, frozen: Frozen) -> Iterator[str]:
    history = evidence.history
    yield f"state: {frozen.state}"
    if history.in_force is not None and history.in_force != frozen.number:
        other = history.revisions[history.in_force]
        yield f"in force since: revision {other.number}, version {other.version}"


def _holds(evidence: Evidence) -> Iterator[str]:
    last = evidence.links[-1]
    yield f"chain holds: {len(evidence.links)} records, head {last.hash}"


def _another(data: bytes, evidence: Evidence, frozen: Frozen | None) -> Iterator[str]:
    if frozen is not None:
        yield f"NOT AN APPROVED TEXT: it is revision {frozen.number} of {evidence.name}, which was never approved"
        return
    yield "NOT THIS TEXT"
    number = nearest(data, evidence.texts)
    if number is None:
        yield f"there is no approved text of {evidence.name} to compare it with"
        return
    near = evidence.history.revisions[number]
    yield f"nearest: {evidence.name}, revision {near.number}, version {near.version}, {near.state}"
    yield from difference(evidence.texts[number], data)


def nearest(data: bytes, texts: Mapping[int, bytes]) -> int | None:
    """The revision that has most lines in common."""
    lines = set(data.splitlines())
    return max(texts, key=lambda number: (likeness(lines, texts[number]), number), default=None)


def likeness(lines: set[bytes], text: bytes) -> float:
    """From 0, no line in common, to 1."""
    others = set(text.splitlines())
    return len(lines & others) / max(1, len(lines | others))


def difference(ours: bytes, theirs: bytes) -> Iterator[str]:
    """A unified difference, the approved lines first; of very much, how much it is."""
    old, new = _lines(ours), _lines(theirs)
    start = common(old, new)
    end = common(old[start:][::-1], new[start:][::-1])
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    if max(len(before), len(after)) > _DIFFED:
        yield f"lines {start + 1} to {start + len(before)} are {len(after)} other lines"
        return
    context = 3
    found = difflib.unified_diff(
        old[max(0, start - context) : len(old) - end + context],
        new[max(0, start - context) : len(new) - end + context],
        "approved",
        "this file",
        lineterm="",
    )
    for shown, line in enumerate(found):
        if shown == _SHOWN:
            yield "and more"
            return
        yield line


def _lines(text: bytes) -> list[str]:
    """As they are shown: other ends of lines than the usual are part of them, for they may be all that differs."""
    lines = [line.decode("utf-8", "backslashreplace") for line in text.split(b"\n")]
    return lines[:-1] if not lines[-1] else [*lines[:-1], f"{lines[-1]} (no newline at the end)"]


def printable(text: str) -> str:
    """Text for a terminal: control characters, with which a title could repaint the screen, are escaped."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
