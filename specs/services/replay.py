"""Replays a chain of records: what the acts recorded come to, each asked whether it was allowed when it was recorded.

Hashes that fit say that nothing was changed; the replay says that it was earned: an approval counts only if the rules
of its round, applied to the verdicts recorded before it, give one. Pure: records in, history out. The shapes that it
reads stand in `services/recording.py`.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from specs.services.chain import Break, Link
from specs.workflow import Policy, Rule, outcome

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_SHAPES = (LookupError, TypeError, ValueError, AttributeError, RecursionError)
_ONCE_APPROVED = ("approved", "implemented", "superseded")


class Unearned(Exception):
    """A record that its kind's rules do not allow where it stands."""


@dataclass(frozen=True, slots=True)
class Act:
    """A record, read. `by` is the person's uuid, `commit` the commitment to the name."""

    n: int
    at: str
    kind: str
    by: str
    role: str
    commit: str
    auth: str
    data: Mapping[str, Any]


@dataclass(slots=True)
class Frozen:
    """A revision as its record describes it, with the state that later records gave it."""

    act: Act
    number: int
    sha: str
    version: str
    base: int | None
    writers: frozenset[str]
    state: str = "frozen"


@dataclass(frozen=True, slots=True)
class Asked:
    """An open round. `base` is the revision since which its writers are counted."""

    act: Act
    number: int
    revision: int
    sha: str
    base: int | None
    rules: tuple[tuple[str, int, frozenset[str]], ...]
    reviewers: frozenset[str]
    writers: frozenset[str]
    writers_count: bool


@dataclass(frozen=True, slots=True)
class Approval:
    """`counted` are the verdicts that made it; `overrides` the requests for changes that an admin set aside, `waived`
    the findings that stood in the way."""

    act: Act
    revision: int
    asked: Asked
    counted: tuple[Act, ...]
    overrides: tuple[Act, ...]
    waived: tuple[Mapping[str, Any], ...]

    @property
    def counted_writers(self) -> tuple[Act, ...]:
        """Verdicts of people who wrote in the text and were let count."""
        return tuple(act for act in self.counted if act.by in self.asked.writers)


@dataclass(slots=True)
class History:
    """What the records come to. `broken` is the first record that is not allowed where it stands; what follows it is
    not read."""

    working: str = "draft"
    archived: bool = False
    revisions: dict[int, Frozen] = field(default_factory=dict)
    rounds: dict[int, Asked] = field(default_factory=dict)
    open: Asked | None = None
    in_force: int | None = None
    approvals: dict[int, Approval] = field(default_factory=dict)
    revoked: dict[int, Act] = field(default_factory=dict)
    waivers: list[Act] = field(default_factory=list)
    acts: dict[int, Act] = field(default_factory=dict)
    broken: Break | None = None
    #: by revision, whose last word about it is an approval
    approving: dict[int, dict[str, Act]] = field(default_factory=dict)
    #: whose last word since the last approval is a request, not set aside
    requests: dict[str, Act] = field(default_factory=dict)
    overrides: list[Act] = field(default_factory=list)

    @property
    def latest(self) -> Frozen | None:
        return self.revisions.get(len(self.revisions))

    @property
    def status(self) -> str:
        """As it is shown: of the working text; where there is none, of the revision in force."""
        if self.working != "none" or self.in_force is None:
            return self.working
        return self.revisions[self.in_force].state

    def base(self) -> int | None:
        """From where writers are counted."""
        if self.in_force is not None:
            return self.in_force
        once = [number for number, frozen in self.revisions.items() if frozen.state in _ONCE_APPROVED]
        return max(once, default=None)


def replay(links: Sequence[Link]) -> History:
    """The history of a chain whose bytes were checked (`chain.breaks`)."""
    history = History()
    for link in links:
        try:
            _step(history, _read(json.loads(link.data)))
        except Unearned as fault:
            history.broken = Break(link.n, str(fault))
        except _SHAPES:
            history.broken = Break(link.n, f"it lacks what a record of its kind holds: {link.kind}")
        if history.broken:
            break
    return history


def _read(record: Mapping[str, Any]) -> Act:
    by = record["by"]
    _require(record["v"] == 1, "it is of a form that is not known")
    _require(_TIME.fullmatch(record["at"]) is not None, "its time is not one")
    return Act(
        record["n"], record["at"], record["kind"], by["id"], by["role"], by["commit"], by["auth"], record["data"]
    )


def _step(history: History, act: Act) -> None:
    step = _STEPS.get(act.kind)
    _require(step is not None, f"a record of a kind that is not known: {act.kind}")
    _require(not history.archived or act.kind == "restore", "it was recorded while the spec was archived")
    before = history.acts.get(act.n - 1)
    _require(before is None or before.at <= act.at, "its time is before that of the record before")
    assert step is not None
    step(history, act)
    history.acts[act.n] = act


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001 (said as a sentence)
    if not holds:
        raise Unearned(otherwise)


def _people(found: Iterable[str]) -> frozenset[str]:
    people = list(found)
    _require(all(isinstance(person, str) for person in people), "it names people who are none")
    return frozenset(people)


def _count(found: Any) -> int:
    if type(found) is not int or found < 1:
        raise ValueError(found)
    return found


def _revision(history: History, act: Act) -> None:
    data = act.data
    number, taken = len(history.revisions) + 1, {history.revisions[n].version for n in history.approvals}
    _require(history.working != "none", "a text was frozen while there was no working text")
    _require(data["revision"] == number, f"revision {data['revision']} was frozen where {number} was due")
    _require(data["version"] not in taken, f"version {data['version']} was approved before")
    _require(data["base"] == history.base(), "its writers are counted from another revision than the one in force")
    for line, start, end, kind in data["progress"]:
        _require(_count(line) > 0 and 0 <= start <= end and kind in ("status", "task"), "its progress is nowhere")
    _people(data["images"])  # hashes, that is
    _waived(data)
    history.revisions[number] = Frozen(
        act, number, data["sha"], data["version"], data["base"], _people(data["writers"])
    )


def _waived(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The findings that were let pass, each with a name and a reason."""
    found: list[Mapping[str, Any]] = list(data.get("waived", ()))
    _require(all(isinstance(item["finding"], str) for item in found), "it waives nothing that has a name")
    return found


def _round(history: History, act: Act) -> None:
    data, frozen, number = act.data, history.latest, len(history.rounds) + 1
    _require(history.working != "none", "a round was opened while there was no working text")
    _require(data["round"] == number, f"round {data['round']} was opened where {number} was due")
    if frozen is None or (data["revision"], data["sha"]) != (frozen.number, frozen.sha):
        raise Unearned("it asks about a text that is not the latest revision")
    _require(frozen.state == "frozen", "it asks about a text that was approved before")
    rules = tuple((str(rule["label"]), _count(rule["need"]), _people(rule["people"])) for rule in data["rules"])
    _require(bool(rules), "its rules ask for nobody")
    _require(len({label for label, *_ in rules}) == len(rules), "two of its rules have one name")
    asked = Asked(
        act,
        number,
        frozen.number,
        frozen.sha,
        history.base(),
        rules,
        _people(data["reviewers"]),
        _people(data["writers"]),
        data["writers_count"] is True,
    )
    _waived(data)
    _require(frozen.writers <= asked.writers, "it leaves out somebody who wrote in the text")
    history.rounds[number] = history.open = asked
    history.working = "review"


def _verdict(history: History, act: Act) -> None:
    word, said = act.data["verdict"], history.approving.setdefault(act.data["revision"], {})
    if word in ("lift", "retract"):
        given = history.requests if word == "lift" else said
        _require(act.by in given, "it takes back a word that did not stand")
        _require(history.working != "none", "it takes back a word about a text that was approved")
        del given[act.by]
        return
    asked = _open(history)
    told = (act.data["round"], act.data["revision"], act.data["sha"])
    _require(told == (asked.number, asked.revision, asked.sha), "it is about another text than the one in review")
    _require(act.by in asked.reviewers, "it is a verdict of somebody who was not asked")
    _require(word in ("approve", "request") and act.data["meaning"] != "", "it says neither yes nor no")
    said.pop(act.by, None)
    history.requests.pop(act.by, None)
    (said if word == "approve" else history.requests)[act.by] = act


def _open(history: History) -> Asked:
    if history.open is None:
        raise Unearned("no review was open")
    return history.open


def _override(history: History, act: Act) -> None:
    asked, of = _open(history), act.data["of"]
    _require(act.role == "admin", "only an admin sets a request aside")
    _require(asked.writers_count or act.by not in asked.writers, "a request was set aside by somebody who wrote")
    _require(of in history.requests, "it sets aside a request that did not stand")
    del history.requests[of]
    history.overrides.append(act)


def _withdraw(history: History, act: Act) -> None:
    _require(act.data["round"] == _open(history).number, "it withdraws another round than the open one")
    history.open, history.working = None, "draft"


def _approved(history: History, act: Act) -> None:
    asked, data = _open(history), act.data
    frozen = history.revisions[asked.revision]
    told = (data["round"], data["revision"], data["sha"], data["version"])
    due = (asked.number, frozen.number, frozen.sha, frozen.version)
    _require(told == due, "it approves another text than the one in review")
    counted = _counted(history, asked)
    named = {n for n in data["verdicts"] if history.acts[n].data["verdict"] == "approve"}
    _require(named == {verdict.n for verdict in counted}, "it names other verdicts than those that count")
    if history.in_force is not None:
        history.revisions[history.in_force].state = "superseded"
    let = _waived(frozen.act.data)
    let += [item for item in _waived(asked.act.data) if item not in let]
    history.approvals[frozen.number] = Approval(
        act, frozen.number, asked, counted, tuple(history.overrides), tuple(let)
    )
    frozen.state, history.in_force = "approved", frozen.number
    history.open, history.working = None, "none"
    _start_anew(history)


def _counted(history: History, asked: Asked) -> tuple[Act, ...]:
    """The verdicts that make the approval; raises Unearned where they make none."""
    said = history.approving.get(asked.revision, {})
    numbers = {person: i for i, person in enumerate(sorted({*_everybody(asked), *said, *history.requests}))}
    people = {i: person for person, i in numbers.items()}

    def known(some: Iterable[str]) -> frozenset[int]:
        return frozenset(numbers[person] for person in some)

    rules = tuple(Rule(label, need, known(some)) for label, need, some in asked.rules)
    found = outcome(
        Policy(rules, writers_count=asked.writers_count),
        reviewers=known(asked.reviewers),
        writers=known(asked.writers),
        approving=known(said),
        blocking=known(history.requests),
        unsent=False,
    )
    if not found.approved:
        lacks = ", ".join(f"{label} lacks {need}" for label, need in found.missing.items())
        raise Unearned(f"the approval was not earned: {lacks or 'a request for changes stands'}")
    return tuple(sorted((said[people[i]] for i in found.counted), key=lambda verdict: verdict.n))


def _everybody(asked: Asked) -> set[str]:
    return {*asked.reviewers, *asked.writers, *(person for _, _, people in asked.rules for person in people)}


def _start_anew(history: History) -> None:
    """What was asked for in the version before does not stand against the next."""
    history.requests.clear()
    history.overrides.clear()


def _revise(history: History, act: Act) -> None:
    _require(history.working == "none", "a next version was opened while one was open")
    _require(act.data["revision"] == history.in_force, "it revises another text than the one in force")
    history.working = "draft"


def _abandon(history: History, act: Act) -> None:
    _require(history.working == "draft", "a draft was given up where there was none")
    back = act.data["revision"]
    _require(back is not None and back == history.in_force, "it goes back to another text than the one in force")
    history.working = "none"
    _start_anew(history)


def _implement(history: History, act: Act) -> None:
    _in_force(history, act, "approved").state = "implemented"


def _reopen(history: History, act: Act) -> None:
    _in_force(history, act, "implemented").state = "approved"


def _in_force(history: History, act: Act, state: str) -> Frozen:
    """The revision that an act is about, if it is in force and in this state."""
    frozen = history.revisions[act.data["revision"]]
    _require(frozen.number == history.in_force, "it is about another text than the one in force")
    _require(frozen.state == state, f"the text in force was {frozen.state}, not {state}")
    return frozen


def _revoke(history: History, act: Act) -> None:
    frozen, instead = history.revisions[act.data["revision"]], act.data["in_force"]
    _require(act.role == "admin", "only an admin revokes")
    _require(frozen.number == history.in_force, "it revokes another text than the one in force")
    frozen.state, history.in_force = "revoked", None
    history.revoked[frozen.number] = act
    if instead is not None:
        _require(history.revisions[instead].state == "superseded", "it puts a text in force that was not approved")
        history.revisions[instead].state, history.in_force = "approved", instead
    history.open, history.working = None, "draft"


def _waiver(history: History, act: Act) -> None:
    """One that is lifted takes away what was waived before."""
    if act.data.get("lifted"):
        history.waivers = [one for one in history.waivers if not _same_waiver(one.data, act.data)]
    else:
        history.waivers.append(act)


def _same_waiver(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("revision", "requirement"))


def _archive(history: History, act: Act) -> None:
    _require(history.open is None, "it was archived while a review was open")
    history.archived = True


def _restore(history: History, act: Act) -> None:
    _require(history.archived, "it was brought back without having been archived")
    history.archived = False


_STEPS: dict[str, Callable[[History, Act], None]] = {
    "revision": _revision,
    "round": _round,
    "verdict": _verdict,
    "override": _override,
    "withdraw": _withdraw,
    "approved": _approved,
    "revise": _revise,
    "abandon": _abandon,
    "implement": _implement,
    "reopen": _reopen,
    "revoke": _revoke,
    "waiver": _waiver,
    "archive": _archive,
    "restore": _restore,
}
