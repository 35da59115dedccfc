"""Who asks for reviews, approves and revises, and brings files over, while others write."""

import random
import time
from collections.abc import Callable
from typing import Any

from django.db import Error, connections

from accounts.models import User
from specs.models import Spec
from specs.services import exchanging, reviewing, typing, waivers
from specs.services.errors import Blocked, Conflict, NotAllowed, Refused, WrongStatus
from specs.services.exchanging import Overwrites
from tests.durability.client import WORD
from tests.durability.stage import Stage

NO = (Refused, Blocked, WrongStatus, Conflict, NotAllowed, Overwrites, LookupError)
#: So often an act is tried that others' letters made stale.
TRIES = 12


class WorkflowPerson:
    """Uses the services, in a process of its own beside the servers."""

    def __init__(self, stage: Stage, writer: User, reviewer: User) -> None:
        self.stage, self.writer, self.reviewer = stage, writer, reviewer
        self.chance = random.Random(f"{stage.seed}-workflow")
        self.count = 0

    @property
    def spec(self) -> Spec:
        return Spec.objects.select_related("team", "in_force").get(pk=self.stage.spec)

    def run(self) -> None:
        next_ = time.monotonic() + 2
        while self.stage.typing:
            time.sleep(0.3)
            self.quietly(self.look)
            if time.monotonic() > next_:
                self.quietly(self.chance.choice((self.review, self.review, self.import_over)))
                next_ = time.monotonic() + self.chance.uniform(0.5, 3)
        connections.close_all()

    def quietly(self, act: Callable[[], Any]) -> bool:
        """Whether it was done."""
        try:
            act()
        except NO as no:
            self.stage.witness.counts[f"{act.__name__} refused: {type(no).__name__}"] += 1
        except Error:
            self.stage.witness.counts[f"{act.__name__}: no database"] += 1
            connections.close_all()
            time.sleep(0.2)
        else:
            return True
        return False

    def look(self) -> None:
        """Which rows there are to type in."""
        rows = self.spec.rows.filter(kind__in=("prose", "requirement")).values_list("pk", flat=True)
        if found := [(row, "text") for row in rows]:
            self.stage.rows = found
        self.stage.tasks = list(self.spec.rows.filter(kind="task").values_list("pk", flat=True)) or self.stage.tasks

    def review(self) -> None:
        """As a team does, in the middle of the typing or in a moment in which nobody types."""
        self.stage.hush = self.chance.random() < 0.6
        try:
            for _ in range(TRIES):
                working = self.spec.working
                if working == "none":
                    break
                self.quietly(self.submit if working == "draft" else self.approve)
        finally:
            self.stage.hush = False
        self.rest()

    def submit(self) -> None:
        spec = self.spec
        typing.settle(spec, self.writer)
        reviewing.submit(
            spec, by=self.writer, reviewers=[self.reviewer], seen=self.spec.text_hash, waived=self.waived(spec)
        )
        self.stage.witness.counts["submitted"] += 1

    def waived(self, spec: Spec) -> dict[str, str]:
        return {stopper.key: "It is only a trial." for stopper in waivers.stoppers(spec, spec.document())}

    def approve(self) -> None:
        """What was typed since it was sent is sent first, or sent on after an approval that did not count for it."""
        spec = self.spec
        reviewing.approve(spec, by=self.reviewer, sha=spec.revisions.latest("number").sha256)
        spec = self.spec
        if spec.working != "none":
            reviewing.send(spec, by=self.writer, waived=self.waived(spec))
            self.stage.witness.counts["sent again"] += 1

    def rest(self) -> None:
        """6: between an approval and the revision after it the export is the same, whatever others try."""
        spec = self.spec
        if spec.working != "none":
            return
        self.stage.witness.counts["approved"] += 1
        seen = set()
        for _ in range(self.chance.randint(3, 9)):
            working = exchanging.exported(self.spec, working=True).data
            seen.add((exchanging.exported(self.spec).data, working.replace(b"[x]", b"[ ]")))  # tasks may be ticked
            time.sleep(0.15)
        if len(seen) > 1:
            self.stage.witness.kept.append("6: an export changed after the approval")
        reviewing.revise(self.spec, by=self.writer)
        self.stage.witness.counts["revised"] += 1

    def import_over(self) -> None:
        """A file taken out, with one more word, is brought over while others type: a paragraph, or in one of theirs."""
        file = exchanging.export(self.spec, by=self.writer, working=True)
        time.sleep(self.chance.uniform(0, 0.3))
        self.count += 1
        word, text = f"w200x{self.count}q", file.data.decode()
        theirs = list(WORD.finditer(text))
        if theirs and self.chance.random() < 0.5:
            at = self.chance.choice(theirs).end()
            text = f"{text[:at]} {word}{text[at:]}"
        else:
            text = text.replace("## Dependencies", f"Imported {word}.\n\n## Dependencies", 1)
        event = exchanging.import_over(self.spec, by=self.writer, data=text.encode(), base=file.sha256)
        if event and word in text:
            self.stage.witness.words.add(word)
            self.stage.witness.counts["imported"] += 1
