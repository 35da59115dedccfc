"""The whole workflow in memory, put together of the pure functions of `specs.workflow` as the services put them
together, with ghosts beside it: what really happened, kept without those functions.

A text is a list of (row id, words); every edit makes words of its own, so the ghost knows whose they are. A hole is the
name of one condition that is left out on purpose.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from specs import workflow
from specs.workflow import Covered, Policy, Rule, Served, State, TextEvent, Word

ADMIN, EVE, ED, VIC, VAL = range(5)
PEOPLE = (ADMIN, EVE, ED, VIC, VAL)
ROLE = {ADMIN: "admin", EVE: "editor", ED: "editor", VIC: "viewer", VAL: "viewer"}
RANK = {"viewer": 1, "editor": 2, "admin": 3}
ALL = frozenset(PEOPLE)
Rows = tuple[tuple[int, str], ...]


class Refused(Exception):
    """Nothing happened."""


class Hole(AssertionError):
    """A property does not hold."""


@dataclass
class Rev:
    number: int
    rows: Rows
    version: str
    upto: int
    writers: frozenset[int]
    state: str = "frozen"


@dataclass(frozen=True)
class Asked:
    revision: int
    policy: Policy
    reviewers: frozenset[int]
    writers: frozenset[int]


def holds(condition: object, otherwise: str) -> None:
    if not condition:
        raise Hole(otherwise)


@dataclass
class Machine:
    holes: frozenset[str] = frozenset()
    quorum: int = 1
    seq: int = 1
    rows: Rows = ((1, "x1"), (2, "x2"))
    version: str = "1.0"
    working: str = "draft"
    in_force: int | None = None
    archived: bool = False
    asked: Asked | None = None
    since: int = 0
    revisions: list[Rev] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    events: list[TextEvent] = field(default_factory=list)
    ticks: dict[int, tuple[bool, str]] = field(default_factory=dict)
    waived: set[tuple[int, int]] = field(default_factory=set)
    records: list[tuple[str, Any]] = field(default_factory=list)
    shown: dict[int, int] = field(default_factory=dict)
    next_row: int = 3
    # ghosts
    author: dict[tuple[int, str], int] = field(default_factory=lambda: {(1, "x1"): EVE, (2, "x2"): EVE})
    asks: set[int] = field(default_factory=set)
    frozen: dict[int, Rows] = field(default_factory=dict)
    cuts: int = 0
    approvals: int = 0
    first: bool = True

    def __post_init__(self) -> None:
        self.events.append(TextEvent(1, frozenset({EVE}), {1: (None, "x1"), 2: (None, "x2")}))

    # What is known

    @property
    def latest(self) -> Rev | None:
        return self.revisions[-1] if self.revisions else None

    def rev(self, number: int) -> Rev:
        return self.revisions[number - 1]

    @property
    def state(self) -> State:
        found = self.rev(self.in_force) if self.in_force else None
        return State(self.working, found.state if found else "", found.version if found else "", self.archived)

    def fingerprint(self) -> tuple[Any, ...]:
        return (
            self.seq, self.rows, self.version, self.state, self.asked, self.in_force, tuple(map(repr, self.revisions)),
            tuple(self.words), len(self.events), tuple(self.ticks.items()), len(self.records), tuple(self.waived),
        )  # fmt: skip

    def differs(self, rev: Rev) -> bool:
        """Whether the working text is another than the revision, or its rows are others."""
        if "ids" in self.holes:
            return [words for _, words in self.rows] != [words for _, words in rev.rows]
        return self.rows != rev.rows

    def unsent(self) -> bool:
        assert self.asked
        return "unsent" not in self.holes and self.differs(self.rev(self.asked.revision))

    def writers(self) -> frozenset[int]:
        states = [(rev.number, rev.state) for rev in self.revisions]
        in_force = None if "latest approved" in self.holes else self.in_force
        base = workflow.base(states, in_force)
        since = self.rev(base).upto if base else 0
        if "writers" in self.holes:
            return frozenset()
        return workflow.writers(self.events, base=since, upto=self.seq + 1)

    def author_of(self, pk: int, words: str) -> int:
        """Who first gave the row these words; of words older than the base, who first brought them back after it."""
        given = [event for event in self.events if event.rows.get(pk, (None, None))[1] == words]
        if given[0].number > self.since_base():
            return self.author[pk, words]
        return min(next(event for event in given if event.number > self.since_base()).actors)

    def since_base(self) -> int:
        """After which event the edits count, told without asking the workflow."""
        once = [rev for rev in self.revisions if rev.state in ("approved", "implemented", "superseded")]
        found = self.rev(self.in_force) if self.in_force else once[-1] if once else None
        return found.upto if found else 0

    def blocking(self) -> frozenset[int]:
        return frozenset(workflow.blocking(self.words, since=self.since))

    def coverage(self) -> list[int]:
        assert self.in_force
        found = [
            Covered(pk, None, (Served(pk, self.ticks.get(pk, (False, ""))[0], self.is_fresh(pk, words)),))
            for pk, words in self.rev(self.in_force).rows
        ]
        return workflow.uncovered(found, {pk for revision, pk in self.waived if revision == self.in_force})

    def is_fresh(self, pk: int, words: str) -> bool:
        return "fresh" in self.holes or self.ticks.get(pk, (False, ""))[1] == words

    # Doing

    def require(self, act: str, by: int) -> None:
        if RANK[ROLE[by]] < RANK[workflow.ACTS[act].who] or not self.state.takes(act):
            raise Refused(act)

    def record(self, kind: str, **data: Any) -> None:
        self.records.append((kind, data))

    def write(self, by: int, rows: Rows, **more: Any) -> None:
        was, now = dict(self.rows), dict(rows)
        changed = {pk: (was.get(pk), now.get(pk)) for pk in sorted({*was, *now}) if was.get(pk) != now.get(pk)}
        self.seq += 1
        self.rows = rows
        self.events.append(TextEvent(self.seq, frozenset({by}), changed, **more))

    def mint(self, by: int, pk: int) -> str:
        words = f"{'abcde'[by]}{self.seq}"
        self.author[pk, words] = by
        return words

    def edit(self, by: int, at: int) -> None:
        self.require("edit", by)
        if not self.rows:
            raise Refused
        pk, _ = self.rows[at % len(self.rows)]
        self.write(by, tuple((row, self.mint(by, row) if row == pk else words) for row, words in self.rows))
        self.evaluate_on_edit()

    def evaluate_on_edit(self) -> None:
        if "evaluate on edits" in self.holes and self.asked:
            self.evaluate()

    def undo_last(self, by: int, at: int) -> None:
        """Takes back the last edit of a row, or the last event if it was a discard."""
        self.require("edit", by)
        found = next((event for event in reversed(self.events) if event.rows), None)
        if found is None or found.number == 1 or found.number <= at % 2:
            raise Refused
        now = dict(self.rows)
        if any(now.get(pk) != after for pk, (_, after) in found.rows.items()):
            raise Refused
        back = {pk: before for pk, (before, _) in found.rows.items()}
        rows = [(pk, back.get(pk, words)) for pk, words in self.rows]
        rows += [(pk, before) for pk, before in back.items() if pk not in now]
        self.write(by, tuple((pk, words) for pk, words in rows if words is not None), revives=found.number)
        self.evaluate_on_edit()

    def retype(self, by: int, at: int) -> None:
        """Deletes the last row and types the same words again."""
        self.require("edit", by)
        if not self.rows:
            raise Refused
        *rest, (_, words) = self.rows
        self.write(by, tuple(rest))
        self.write(by, (*rest, (self.next_row, words)))
        self.next_row += 1
        self.author[self.next_row - 1, words] = by

    def remove(self, by: int, at: int) -> None:
        self.require("edit", by)
        if len(self.rows) <= 1:
            raise Refused
        gone = self.rows[at % len(self.rows)][0]
        self.write(by, tuple(row for row in self.rows if row[0] != gone))

    def add(self, by: int, at: int) -> None:
        self.require("edit", by)
        if len(self.rows) > 3:
            raise Refused
        self.write(by, (*self.rows, (self.next_row, self.mint(by, self.next_row))))
        self.next_row += 1

    def set_version(self, by: int, at: int) -> None:
        self.require("edit", by)
        self.version = "1.0"

    def tick(self, by: int, at: int) -> None:
        self.require("tick", by)
        known = {**dict(self.rows), **(dict(self.rev(self.in_force).rows) if self.in_force else {})}
        if not known:
            raise Refused
        pk = sorted(known)[at % len(known)]
        done = not self.ticks.get(pk, (False, ""))[0] or not self.is_fresh(pk, known[pk])
        in_force = self.in_force and pk in dict(self.rev(self.in_force).rows)
        if not done and in_force and self.state.in_force == "implemented" and "untick" not in self.holes:
            raise Refused
        self.ticks[pk] = (done, known[pk])

    def submit(self, by: int, at: int, reviewers: frozenset[int], *, lenient: bool = False) -> None:
        self.require("submit", by)
        if lenient:
            self.require_role("count_writers", by)
        if not reviewers or (self.in_force and self.rev(self.in_force).rows == self.rows):
            raise Refused
        self.require_free()
        writers, people = self.writers(), reviewers | self.blocking()
        policy = self.policy(people, at, lenient=lenient, by=by)
        if not workflow.reachable(policy, reviewers=people, writers=writers):
            raise Refused
        self.cut(writers)
        self.ask(people, policy)
        self.evaluate()

    def require_role(self, act: str, by: int) -> None:
        if RANK[ROLE[by]] < RANK[workflow.ACTS[act].who]:
            raise Refused(act)

    def require_free(self) -> None:
        taken = {rev.version for rev in self.revisions if rev.state != "frozen"}
        if self.version in taken and "versions" not in self.holes:
            raise Refused

    def policy(self, people: frozenset[int], at: int, *, lenient: bool, by: int) -> Policy:
        need = self.quorum + (at % 5 == 0)
        rules = [Rule("reviewers", need, people)]
        return Policy(tuple(rules), writers_count=lenient, why="few" if lenient else "", by=by if lenient else None)

    def cut(self, writers: frozenset[int]) -> Rev:
        self.cuts += 1
        last = self.latest
        if last and last.state == "frozen" and last.version == self.version and not self.differs(last):
            return last
        rev = Rev(len(self.revisions) + 1, self.rows, self.version, self.seq, writers)
        self.revisions.append(rev)
        self.frozen[rev.number] = self.rows
        self.record("revision", revision=rev.number)
        return rev

    def ask(self, people: frozenset[int], policy: Policy) -> None:
        assert self.latest
        self.asked = Asked(self.latest.number, policy, people, self.writers())
        self.working = "review"
        self.record("round", revision=self.latest.number)

    def look(self, by: int, at: int) -> None:
        """Opens the page of the latest revision."""
        if self.latest:
            self.shown[by] = self.latest.number

    def asked_about(self, by: int) -> int:
        assert self.asked
        revision = self.shown.get(by)
        if revision is None or (by not in self.asked.reviewers and "asked" not in self.holes):
            raise Refused
        if revision != self.asked.revision and "hash" not in self.holes:
            raise Refused
        return revision

    def approve(self, by: int, at: int) -> None:
        self.require("approve", by)
        revision = self.asked_about(by)
        assert self.asked
        if by in workflow.approving(self.words, revision=revision):
            raise Refused
        holds(revision == len(self.revisions), "a verdict of another revision than the latest (5)")
        holds(self.shown[by] == revision, "a verdict of what was not shown (5)")
        holds(by in self.asked.reviewers, "a verdict of somebody who was not asked (4)")
        self.say(by, "approve", revision)
        self.asks.discard(by)
        self.evaluate()

    def request(self, by: int, at: int) -> None:
        self.require("request", by)
        revision = self.asked_about(by)
        holds(revision == len(self.revisions), "a verdict of another revision than the latest (5)")
        self.say(by, "request", revision)
        self.asks.add(by)

    def say(self, by: int, word: str, revision: int) -> None:
        self.seq += 1
        self.words.append(Word(self.seq, by, revision, word))
        self.record("verdict", word=word)

    def take_back(self, by: int, at: int) -> None:
        self.require("take_back", by)
        last = self.latest
        found = workflow.standing_of(by, self.words, revision=last.number, since=self.since) if last else None
        if found is None:
            raise Refused
        self.say(by, "lift" if found.word == "request" else "retract", found.revision)
        self.asks.discard(by)
        if self.asked:
            self.evaluate()

    def override(self, by: int, at: int) -> None:
        self.require("override", by)
        assert self.asked
        if by in self.asked.writers and not self.asked.policy.writers_count and "own override" not in self.holes:
            raise Refused
        standing = workflow.blocking(self.words, since=self.since)
        if not standing:
            raise Refused
        holds(self.asked.policy.writers_count or by not in self.asked.writers, "a writer overrode a request (4)")
        giver = sorted(standing)[at % len(standing)]
        gone = set(standing.values()) if "override all" in self.holes else {standing[giver]}
        self.words = [replace(word, overridden=True) if word in gone else word for word in self.words]
        self.asks.discard(giver)
        self.seq += 1
        self.record("override", of=giver)
        self.evaluate()

    def change_reviewers(self, by: int, at: int, reviewers: frozenset[int]) -> None:
        self.require("change_reviewers", by)
        if self.unsent() or not reviewers:
            raise Refused
        people = reviewers | self.blocking()
        policy = self.policy(people, at, lenient=False, by=by)
        if not workflow.reachable(policy, reviewers=people, writers=self.writers()):
            raise Refused
        if "reviewers clear requests" in self.holes:
            self.since = self.seq
        self.ask(people, policy)
        self.evaluate()

    def count_writers(self, by: int, at: int) -> None:
        self.require("count_writers", by)
        assert self.asked
        if self.unsent() or self.asked.policy.writers_count:
            raise Refused
        people = self.asked.reviewers | self.blocking()
        self.ask(people, replace(self.asked.policy, writers_count=True, why="few", by=by))
        self.evaluate()

    def send(self, by: int, at: int) -> None:
        self.require("send", by)
        assert self.asked
        if not self.unsent():
            raise Refused
        self.require_free()
        people, policy = self.asked.reviewers, self.asked.policy
        self.cut(self.writers())
        if "send clears requests" in self.holes:
            self.since = self.seq
        self.ask(people, policy)

    def discard(self, by: int, at: int) -> None:
        self.require("discard", by)
        assert self.asked
        rev = self.rev(self.asked.revision)
        if not any(event.number > rev.upto for event in self.events):
            raise Refused
        rows = rev.rows
        if "discard by words" in self.holes:
            rows = tuple((self.next_row + i, words) for i, (_, words) in enumerate(rows))
            self.author |= dict.fromkeys(rows, by)
            self.next_row += len(rows)
        self.write(by, rows, restores=rev.upto)
        holds(self.rows == self.frozen[rev.number], "a discard left another text (17)")
        self.evaluate()

    def withdraw(self, by: int, at: int) -> None:
        self.require("withdraw", by)
        if "withdraw clears requests" in self.holes:
            self.since = self.seq
        self.asked, self.working = None, "draft"
        self.record("withdraw")

    def revise(self, by: int, at: int) -> None:
        self.require("revise", by)
        assert self.in_force
        self.working = "draft"
        self.version = self.next_free(self.rev(self.in_force).version)
        self.record("revise")

    def next_free(self, version: str) -> str:
        taken = {rev.version for rev in self.revisions if rev.state != "frozen"}
        while version in taken:
            version = workflow.next_version(version)
        return version

    def abandon(self, by: int, at: int) -> None:
        self.require("abandon", by)
        assert self.in_force
        rev = self.rev(self.in_force)
        if "abandon keeps the text" not in self.holes:
            self.write(by, rev.rows, restores=rev.upto)
        self.working, self.version = "none", rev.version
        if "abandon keeps requests" not in self.holes:
            self.since = self.seq
        self.asks.clear()
        self.record("abandon")
        holds(self.rows == self.frozen[rev.number], "abandoning left another text (17)")

    def waive(self, by: int, at: int) -> None:
        self.require("waive", by)
        assert self.in_force
        rows = self.rev(self.in_force).rows
        if not rows:
            raise Refused
        self.waived.add((self.in_force, rows[at % len(rows)][0]))

    def implement(self, by: int, at: int) -> None:
        self.require("implement", by)
        assert self.in_force
        if self.coverage() and "coverage" not in self.holes:
            raise Refused
        self.rev(self.in_force).state = "implemented"
        self.record("implement")

    def reopen(self, by: int, at: int) -> None:
        self.require("reopen", by)
        assert self.in_force
        self.rev(self.in_force).state = "approved"
        self.record("reopen")

    def revoke(self, by: int, at: int) -> None:
        self.require("revoke", by)
        assert self.in_force
        once = [rev.number for rev in self.revisions if rev.state == "superseded"]
        instead = once[at // 2 % len(once)] if once and at % 2 else None
        revoked = self.rev(self.in_force)
        revoked.state = "revoked"
        if instead:
            self.rev(instead).state = "approved"
        self.in_force = instead
        if "revoke leaves the round" not in self.holes or not self.asked:
            self.asked = None
            if self.working == "none":
                self.version = self.next_free(revoked.version)
            self.working = "draft"
        self.record("revoke", instead=instead)

    def archive(self, by: int, at: int) -> None:
        self.require("archive", by)
        self.archived = True

    def restore(self, by: int, at: int) -> None:
        self.require("restore", by)
        self.archived = False

    # Counting

    def evaluate(self) -> None:
        assert self.asked
        asked = self.asked
        approving = workflow.approving(self.words, revision=asked.revision)
        if "carried approvals" in self.holes:
            approving = frozenset(word.person for word in self.words if word.word == "approve")
        found = workflow.outcome(
            asked.policy,
            reviewers=ALL if "asked" in self.holes else asked.reviewers,
            writers=asked.writers,
            approving=approving,
            blocking=() if "blocking" in self.holes else self.blocking(),
            unsent=self.unsent(),
        )
        if found.approved:
            self.check_approval(asked, found.counted)
            self.put_in_force(asked.revision)

    def put_in_force(self, number: int) -> None:
        if self.in_force:
            self.rev(self.in_force).state = "superseded"
        self.rev(number).state = "approved"
        self.in_force, self.working, self.asked = number, "none", None
        self.since = self.seq
        self.approvals += 1
        self.record("approved", revision=number)

    def check_approval(self, asked: Asked, counted: Iterable[int]) -> None:
        rev = self.rev(asked.revision)
        holds(rev.rows == self.rows, "approved over an edit that was not sent (6)")
        holds(not self.asks, "approved over a request that stands (7)")
        said = {word.person: word for word in self.words}
        count = {
            person
            for person, word in said.items()
            if word.word == "approve" and word.revision == rev.number and person in asked.reviewers
        }
        if not asked.policy.writers_count:
            wrote = self.provenance(rev)
            holds(not wrote & set(counted), "approved by somebody whose words stand in it (9)")
            count -= asked.writers
        for rule in asked.policy.rules:
            holds(len(count & rule.people) >= rule.need, "approved by fewer than the rules ask (4)")

    def provenance(self, rev: Rev) -> set[int]:
        """Whose words stand in rows that differ from the text in force, which is what the approval replaces."""
        base = next((one for one in self.revisions if one.upto == self.since_base()), None)
        old = dict(base.rows) if base else {}
        return {self.author_of(pk, words) for pk, words in rev.rows if old.get(pk) != words}

    # Properties that hold after every step

    def check(self) -> None:
        holds((self.asked is not None) == (self.working == "review"), "a round is open outside of a review (12)")
        for number, rows in self.frozen.items():
            holds(self.rev(number).rows == rows, "a frozen text changed (3)")
        holds(self.blocking() == frozenset(self.asks), "requests ended or stood without a reason (8)")
        if self.working == "none":
            holds(self.in_force and self.frozen[self.in_force] == self.rows, "another text than in force (10)")
        once = [rev.version for rev in self.revisions if rev.state != "frozen"]
        holds(len(once) == len(set(once)), "a version was given twice (14)")
        holds(len(self.revisions) <= self.cuts, "a revision nobody asked for (18)")
        holds(self.replayed() == self.states(), "the records tell another story (2)")
        if self.state.in_force == "implemented":
            holds(self.is_covered(), "implemented, but not covered (13)")
        if self.asked and self.in_force:
            holds(self.rev(self.in_force).state != "revoked", "a revoked text is in force (12)")
        if self.asked and not self.asked.policy.writers_count:
            holds(self.writers_of_present() <= self.asked.writers, "a writer is not counted as one (9)")

    def writers_of_present(self) -> set[int]:
        assert self.asked
        return self.provenance(self.rev(self.asked.revision))

    def is_covered(self) -> bool:
        assert self.in_force
        return all(
            self.ticks.get(pk) == (True, words) or (self.in_force, pk) in self.waived
            for pk, words in self.frozen[self.in_force]
        )

    def states(self) -> tuple[Any, ...]:
        return {rev.number: rev.state for rev in self.revisions}, self.in_force, self.working

    def replayed(self) -> tuple[Any, ...]:
        states: dict[int, str] = {}
        in_force: int | None = None
        working = "draft"
        for kind, data in self.records:
            if kind == "revision":
                states[data["revision"]] = "frozen"
            elif kind == "round":
                working = "review"
            elif kind == "approved":
                states |= {in_force: "superseded"} if in_force else {}
                in_force = data["revision"]
                states[in_force], working = "approved", "none"
            elif kind in ("withdraw", "revise"):
                working = "draft"
            elif kind == "abandon":
                working = "none"
            elif kind in ("implement", "reopen"):
                states[in_force] = "implemented" if kind == "implement" else "approved"
            elif kind == "revoke":
                states[in_force] = "revoked"
                in_force = data["instead"]
                states |= {in_force: "approved"} if in_force else {}
                working = "draft"
        return states, in_force, working

    def ways_out(self) -> None:
        """From every review leads a way to draft, and one to approved by an admin's acts and one able signer (23)."""
        if self.working != "review":
            return
        holds(self.state.takes("withdraw"), "no way back to draft (23)")
        self.shown[ADMIN] = len(self.revisions)
        way: list[Callable[[], None]] = [lambda: self.discard(ADMIN, 0), lambda: self.count_writers(ADMIN, 0)]
        way += [lambda: self.override(ADMIN, 0)] * len(self.asks)
        for act in way:
            if self.working == "review":
                self.attempt(act)
        if self.working == "review":
            self.quorum = 1
            self.attempt(lambda: self.withdraw(ADMIN, 1))
            self.attempt(lambda: self.submit(ADMIN, 1, frozenset({ADMIN}), lenient=True))
            if self.working == "review":
                self.attempt(lambda: self.approve(ADMIN, 0))
        holds(self.working != "review", "no way to approved (23)")

    def attempt(self, act: Callable[[], None]) -> bool:
        """Does it and looks at every property; what is refused must have changed nothing (1)."""
        before = self.fingerprint()
        try:
            act()
        except Refused:
            holds(self.fingerprint() == before, "a refused act changed something (1)")
            return False
        self.check()
        return True


#: How often each act is tried, by what the working text is: an approval is where the holes are.
WEIGHTS: dict[str, dict[str, int]] = {
    "draft": {
        "edit": 6, "undo_last": 2, "retype": 1, "remove": 1, "add": 1, "set_version": 1, "tick": 2, "submit": 14,
        "take_back": 2, "abandon": 3, "implement": 1, "reopen": 1, "revoke": 1, "waive": 1, "archive": 1, "restore": 1,
    },
    "review": {
        "edit": 4, "undo_last": 4, "retype": 1, "remove": 1, "add": 1, "tick": 1, "look": 10, "approve": 16,
        "request": 4, "take_back": 3, "override": 3, "change_reviewers": 3, "count_writers": 1, "send": 5, "discard": 5,
        "withdraw": 3, "revoke": 2, "set_version": 1, "archive": 1, "implement": 1, "abandon": 1,
    },
    "none": {
        "revise": 10, "tick": 8, "implement": 6, "reopen": 2, "revoke": 2, "waive": 2, "edit": 1, "approve": 1,
        "archive": 1, "restore": 2, "abandon": 1, "take_back": 1,
    },
}  # fmt: skip
CHOICES = {state: [name for name, times in acts.items() for _ in range(times)] for state, acts in WEIGHTS.items()}


def step(machine: Machine, choice: int, by: int, at: int, people: frozenset[int]) -> None:
    """One try of an act, chosen by the state of the working text."""
    acts = ["restore"] if machine.archived else CHOICES[machine.working]
    name = acts[choice % len(acts)]
    more = {"reviewers": people} if name in ("submit", "change_reviewers") else {}
    if name == "submit":
        more["lenient"] = by == ADMIN and at % 3 == 0
    before = (machine.revisions[:], machine.words[:], machine.events[:])
    machine.attempt(lambda: getattr(machine, name)(by, at, **more))
    if name == "tick":
        holds((machine.revisions, machine.words, machine.events) == before, "a tick changed more than a box (19)")
