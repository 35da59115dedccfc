"""Random sequences of typing and of everything else that changes a text: the invariants of shared texts, each by its
number, hold at each step."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run

from accounts.models import User
from specs.document.changesets import apply, size
from specs.document.reader import read
from specs.models import Event, Row, SharedText, Spec, TextChange
from specs.services import editing, exchanging, reviewing, typing
from specs.services import typing_log as log
from specs.services.errors import Blocked, Conflict, Refused, WrongStatus
from specs.services.proving import faults_of
from tests.factories import make_member, make_spec, make_team
from tests.services.typists import Typist

TEXT = """# Refunds

## Overview

Customers get their money back without writing to us.

## Functional Requirements

- **FR-1**: A clerk refunds a payment in full.
- **FR-2**: A clerk refunds a part of it.

## Implementation Plan

### Phase 1: Ledger
- [ ] Write the ledger
"""
REFUSALS = (Blocked, Conflict, Refused, WrongStatus)
#: What is typed behind a word that stands once: also what makes rows, or looks like it.
BEHIND = st.sampled_from(["", ".", "\n", "\n\n", "\n\n- ", "\n\n## ", " **", " [ ] ", " |", "\n> ", " 😀"])
PLACES = st.integers(0, 60)
HANDS = st.integers(0, 2)
WORD = re.compile(r"w\d+z")


@dataclass
class Hand:
    """Somebody at one window: what is open there, and what was sent from it last."""

    by: User
    typist: Typist | None = None
    sent: tuple[typing.Push, typing.Pushed] | None = None


class Together(RuleBasedStateMachine):
    """Ana in two windows and Ben type in one spec, forms and files change it too, and Cai reviews it."""

    def __init__(self) -> None:
        super().__init__()
        self.team = make_team()
        self.ana, self.ben, self.cai = (make_member(self.team, name=name) for name in ("Ana", "Ben", "Cai"))
        self.hands = [Hand(self.ana), Hand(self.ben), Hand(self.ana)]
        self.numbers = count(1)
        self.said: dict[tuple[int, int], log.Entry] = {}  # what was acknowledged, by text and version
        self.began: dict[int, str] = {}  # each text as it was at its version 0
        self.ended: dict[int, int] = {}  # the version at which each text was closed
        self.stored: set[str] = set()  # words that were acknowledged, and that nobody took away
        self.gone: set[str] = set()  # words that somebody took away
        self.frozen: bytes | None = None

    @initialize()
    def begin(self) -> None:
        self.spec = make_spec(self.team, self.ana, TEXT)
        rows = self.spec.rows
        self.rows = [rows.get(kind="prose", section="overview"), rows.get(uid="FR-1"), rows.get(kind="task")]
        for hand, row in zip(self.hands, (0, 0, 2), strict=True):
            self.come(hand, self.rows[row].pk)

    def attempt(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except REFUSALS:
            return None
        finally:
            self.spec.refresh_from_db()
            self.frozen = self.frozen if self.spec.status == "approved" and self.spec.working != "draft" else None

    def word(self) -> str:
        return f"w{next(self.numbers)}z"

    # typing

    def open(self, at: int) -> None:
        """For whoever has nothing open."""
        for hand in self.hands:
            if hand.typist is None:
                self.come(hand, self.rows[at % len(self.rows)].pk)

    def come(self, hand: Hand, row: int) -> None:
        typist = Typist(self.spec, hand.by, row, client=f"tab-{next(self.numbers)}")
        try:
            hand.typist = typist.open()
        except (typing.Gone, WrongStatus):
            return
        self.began.setdefault(typist.text, typist.base)

    @rule(runs=st.lists(st.tuples(HANDS, PLACES, BEHIND, st.sampled_from([True, True, False])), min_size=3, max_size=6))
    def write(self, runs: list[tuple[int, int, str, bool]]) -> None:
        """Behind words, so that what others wrote is not torn; some of it is sent at once."""
        self.open(runs[0][1])
        for who, at, behind, sends in runs:
            if typist := self.hands[who].typist:
                doc = typist.doc
                ends = [found.start() for found in re.finditer(r"(?<=\S)(?=\s)|$", doc)]
                place = size(doc[: ends[at % len(ends)]])
                typist.replace(place, place, f" {self.word()}{behind}")
                if sends:
                    self.send([who])

    @rule()
    def write_what_its_row_cannot_hold(self) -> None:
        """Rule 7: a task's text does not begin with its own number."""
        for who, hand in enumerate(self.hands):
            if hand.typist and hand.typist.row == self.rows[2].pk:
                self.take(hand.typist.doc)
                hand.typist.write(f"T1 {self.word()}")
                self.send([who])

    @rule(who=HANDS, at=PLACES)
    def take_away(self, who: int, at: int) -> None:
        """A word and the blank before it: whoever took it away, it need not be there any more."""
        if typist := self.hands[who].typist:
            doc = typist.doc
            words = list(re.finditer(r" \S+", doc))
            if words:
                found = words[at % len(words)]
                self.take(found[0])
                typist.replace(size(doc[: found.start()]), size(doc[: found.end()]), "")

    @rule(who=st.lists(HANDS, min_size=1, max_size=3, unique=True))
    def send(self, who: list[int]) -> None:
        """One's own change, or those of several in one transaction."""
        hands = [self.hands[at] for at in who]
        pushes = [(hand, hand.typist, hand.typist.to_send()) for hand in hands if hand.typist]
        waiting = [(hand, typist, sent) for hand, typist, sent in pushes if sent]
        for (hand, typist, sent), answer in zip(waiting, typing.push([sent for _, _, sent in waiting]), strict=True):
            if isinstance(answer, typing.Pushed):
                self.acknowledge(hand, sent, answer)
                typist.catch_up()
            else:
                assert answer.why == "closed", answer
                self.go_on(hand, typist)

    def acknowledge(self, hand: Hand, sent: typing.Push, answer: typing.Pushed) -> None:
        assert not answer.known
        hand.sent = sent, answer
        self.said[answer.text, answer.version] = answer.entry
        self.stored |= set(WORD.findall(str(answer.entry.ch))) - self.gone

    def go_on(self, hand: Hand, typist: Typist) -> None:
        """In the text that stands there now; across an approval, or where the row went, one is asked and drops it."""
        ended = typist.catch_up()
        typist.lose_line()
        old, typist.client = typist.text, f"tab-{next(self.numbers)}"
        typist.n = 0
        try:
            if ended.why not in ("split", "emptied", "kind", "idle"):
                typist.pending = None
            typist.open(carry=old if typist.pending else None)
        except (typing.Gone, WrongStatus):
            hand.typist = None
        else:
            self.began.setdefault(typist.text, typist.base if typist.version == 0 else self.began.get(typist.text, ""))

    @rule(who=HANDS)
    def send_again(self, who: int) -> None:
        """Whoever did not hear the answer: it is stored once, and answered as it was."""
        if self.hands[who].sent:
            sent, answer = self.hands[who].sent
            (again,) = typing.push([sent])
            assert again == typing.Pushed(answer.text, answer.version, answer.entry, known=True)

    @rule(who=HANDS)
    def listen(self, who: int) -> None:
        hand = self.hands[who]
        if hand.typist and hand.typist.catch_up().state == "closed":
            self.go_on(hand, hand.typist)

    @rule(who=HANDS)
    def leave(self, who: int) -> None:
        hand = self.hands[who]
        if hand.typist:
            self.send([who])
        if hand.typist:
            typing.leave(hand.typist.text, hand.by)
            hand.typist = None

    @rule(minutes=st.sampled_from([3, 0.1]))
    def sweep(self, minutes: float) -> None:
        typing.sweep(timezone.now() + timedelta(minutes=minutes))

    @rule(who=HANDS, act=st.sampled_from([typing.flush, "settle"]))
    def write_down(self, who: int, act: Any) -> None:
        if act == "settle":
            self.attempt(lambda: typing.settle(self.spec, self.ana))
        elif typist := self.hands[who].typist:
            typing.flush(typist.text)

    # everything else

    @rule(at=PLACES, before=st.booleans(), takes=st.booleans())
    def save_a_form(self, at: int, *, before: bool, takes: bool) -> None:
        """Opened just now, or before what was typed since came into the row."""
        row = Row.objects.filter(pk=self.rows[at % len(self.rows)].pk, removed_at=None).first()
        if row is None:
            return
        base = row.text
        if not before:
            typing.flush_spec(self.spec)
            base = Row.objects.get(pk=row.pk).text
        words = base.split(" ")
        cut, new = (words.pop(at % len(words)) if takes and len(words) > 2 else ""), self.word()
        mine = " ".join([*words, new])
        self.take(cut)
        values = {"text": mine}, {"text": base}
        if self.attempt(lambda: editing.save_row(row, by=self.ben, values=values[0], stamp=row.stamp, base=values[1])):
            self.stored.add(new)

    def take(self, words: str) -> None:
        """Whoever takes a word away: it need not be there any more, and undoing may bring it back."""
        taken = set(WORD.findall(words))
        self.stored, self.gone = self.stored - taken, self.gone | taken

    @rule(at=PLACES)
    def import_over(self, at: int) -> None:
        if self.spec.status == "approved" and self.spec.working != "draft":
            return
        exported = exchanging.export(self.spec, by=self.ben, working=True)
        self.spec.refresh_from_db()
        lines = exported.data.decode().split("\n")
        full = [number for number, line in enumerate(lines) if line.startswith(("- **FR", "Customers"))]
        if full:
            new = self.word()
            lines[full[at % len(full)]] += f" {new}"
            data = "\n".join(lines).encode()
            if self.attempt(lambda: exchanging.import_over(self.spec, by=self.ben, data=data, base=exported.sha256)):
                self.stored.add(new)

    @rule(moves=st.booleans())
    def save_another_row(self, *, moves: bool) -> None:
        """Invariant 7: a change with nothing outside appends nothing."""
        row = self.spec.rows.filter(uid="FR-2").first()
        if row is None:
            return
        before = self.outside()
        if moves:
            self.attempt(lambda: editing.move_up(row, by=self.ben))
        else:
            self.attempt(lambda: editing.save_row(row, by=self.ben, values={"priority": "Must"}, stamp=row.stamp))
        assert self.outside() == before, "invariant 7"

    def outside(self) -> int:
        return TextChange.objects.filter(text__spec=self.spec, client="outside").count()

    @rule(at=HANDS)
    def remove_or_bring_back(self, at: int) -> None:
        row = Row.objects.filter(pk=self.rows[at].pk).first()
        if row and row.removed_at is None:
            self.attempt(lambda: editing.remove_row(row, by=self.ben))
        else:
            self.attempt(lambda: editing.restore_row(self.spec, by=self.ben, row_id=self.rows[at].pk))

    @rule()
    def submit(self) -> None:
        self.attempt(lambda: typing.settle(self.spec, self.ana))
        seen = self.spec.text_hash
        self.attempt(lambda: reviewing.submit(self.spec, by=self.ana, reviewers=[self.cai], seen=seen))

    @precondition(lambda self: self.spec.working == "review")
    @rule(act=st.sampled_from(["approve", "approve", "send", "withdraw"]))
    def review(self, act: str) -> None:
        sha = self.spec.revisions.latest("number").sha256
        acts: dict[str, Callable[[], object]] = {
            "approve": lambda: reviewing.approve(self.spec, by=self.cai, sha=sha),
            "send": lambda: reviewing.send(self.spec, by=self.ana),
            "withdraw": lambda: reviewing.withdraw(self.spec, by=self.ana, reason="Because"),
        }
        self.attempt(acts[act])

    @precondition(lambda self: self.spec.in_force_id is not None)
    @rule()
    def revise(self) -> None:
        self.attempt(lambda: reviewing.revise(self.spec, by=self.ana))

    # what holds at each step

    def texts(self) -> list[tuple[SharedText, list[TextChange]]]:
        logs: dict[int, list[TextChange]] = {}
        for entry in TextChange.objects.filter(text__spec=self.spec).order_by("text", "version"):
            logs.setdefault(entry.text_id, []).append(entry)
        return [(text, logs.get(text.pk, [])) for text in SharedText.objects.filter(spec=self.spec)]

    @invariant()
    def what_the_logs_say_holds(self) -> None:
        heads: dict[int, list[str]] = {}
        for text, entries in self.texts():
            assert [entry.version for entry in entries] == list(range(1, text.version + 1)), "invariant 2: no gap"
            heads[text.pk] = [self.began[text.pk]]
            for entry in entries:
                heads[text.pk].append(apply(heads[text.pk][-1], log.changes_of(entry.changes)))
                told = self.said.get((text.pk, entry.version))
                assert told in (None, log.entry_of(entry)), "invariant 1: exactly so"
            assert heads[text.pk][-1] == log.head(text), "invariant 2: the log replayed is the head"
            assert heads[text.pk][text.base_version] == text.base, "rule 3: the base is the text at its version"
            if not text.is_open:
                assert self.ended.setdefault(text.pk, text.version) == text.version, (
                    "invariant 8: nothing after the end"
                )
        stored = {(text, v) for text, words in heads.items() for v in range(len(words))}
        assert set(self.said) <= stored, "invariant 1: every acknowledged change is stored"
        for hand in self.hands:
            if typist := hand.typist:
                assert typist.base == heads[typist.text][typist.version], "invariant 3: clients are at their version"

    @invariant()
    def what_is_exported_holds(self) -> None:
        """As it would be exported now; nothing of this look stays."""
        if self.spec.status == "approved" and self.spec.working != "draft":
            self.the_text_in_force_stays()
            return
        with transaction.atomic():
            first, second = (exchanging.export(self.spec, by=self.ana, working=True).data for _ in range(2))
            assert first == second, "invariant 5: twice the same bytes"
            spec = Spec.objects.get(pk=self.spec.pk)
            document, again = spec.document(), read(first.decode())
            assert [row.source for row in again.rows] == [row.source for row in document.rows], "invariant 5: it joins"
            found = WORD.findall(first.decode())
            elsewhere = self.words_elsewhere()
            transaction.set_rollback(True)
        for word in self.stored:
            assert found.count(word) <= 1, f"invariant 4: {word} stands there once"
            assert word in found or word in elsewhere, f"invariant 4: {word} is there"

    def words_elsewhere(self) -> set[str]:
        """In rows that were deleted, in what the history keeps, and in letters that no row can hold."""
        kept = [str(event.data) for event in Event.objects.filter(spec=self.spec, verb="kept")]
        gone = [row.source for row in Row.objects.removed().filter(spec=self.spec)]
        held = [log.head(text) for text in SharedText.objects.standing().filter(spec=self.spec) if text.unwritten]
        return set(WORD.findall(" ".join([*kept, *gone, *held])))

    def the_text_in_force_stays(self) -> None:
        data = exchanging.export(self.spec, by=self.ana, working=True).data
        assert data == exchanging.export(self.spec, by=self.ana).data
        self.frozen = self.frozen or data
        assert data == self.frozen, "invariant 6: from approval to revise the export never changes"

    def teardown(self) -> None:
        """Everybody sends what waits and hears the rest: all have the same (invariant 3); the history can be proved."""
        if not hasattr(self, "spec"):
            return
        for _ in range(2):
            self.send([0, 1, 2])
            for who in range(3):
                self.listen(who)
        for hand in self.hands:
            if typist := hand.typist:
                head = log.head(SharedText.objects.get(pk=typist.text))
                assert (typist.base, typist.inflight) == (head, None), "invariant 3: all have the head"
        assert faults_of(Spec.objects.select_related("team", "in_force").get(pk=self.spec.pk)) == []
        typing.close_all(self.spec, "archived")


@pytest.mark.long
@pytest.mark.fuzz
@pytest.mark.django_db
def test_invariants_1_to_8_hold_whatever_is_typed_and_done_beside_it() -> None:
    many = max(10, settings.default.max_examples // 8)
    run(Together, settings=settings(max_examples=many, stateful_step_count=30, deadline=None))
