"""Random sequences of services never break a text: it re-reads to its rows, every moment of it is known, and what was
refused changed nothing."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Role, User
from specs.document.compare import compare
from specs.document.reader import read
from specs.document.template import KINDS, SECTIONS
from specs.document.writer import Unconfirmed
from specs.models import Revision, Row, Spec
from specs.services import editing, exchanging, proving, reviewing
from specs.services.chain import sha256
from specs.services.errors import Blocked, Conflict, NotAllowed, Refused, Unreadable, WrongStatus
from specs.services.states import state_at
from tests.factories import SAMPLE, make_member, make_spec, make_team

REFUSALS = (Refused, WrongStatus, Blocked, Conflict, NotAllowed, Unconfirmed, Unreadable)
PIECES = (
    "word",
    "- item",
    "1. one",
    "# Goals",
    "## Risks",
    "**bold**",
    "FR-7",
    "**FR-1**: x",
    "[ ]",
    "- [x] done",
    "| a | b |",
    "|---|---|",
    "```",
    "~~~",
    "<!--",
    "-->",
    "  ",
    "\t",
    "\n",
    "\r\n",
    "\n\n",
    ": ",
    "|",
    "\\",
    "`",
    "---",
    "===",
    "> q",
    "\u2028",
    "\x0c",
    "é",
    "１",
    "Priority",
    "- **Priority**: Must",
    "status: approved",
    "&lt;",
    "***",
    "1)",
    "10.",
)
TEXTS = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
WORDS = st.sampled_from(["plain words", "Other", "New text (FR-1)", "x"])
ANY_TEXT = st.one_of(WORDS, TEXTS)
PLACES = st.integers(0, 200)
SECTION_KEYS = st.sampled_from([section.key for section in SECTIONS.values() if section.kind])

STARTS = (SAMPLE, "", "# T\n", SAMPLE.replace("\n", "\r\n"), "Words.\n\n- **FR-1**: a\n- **FR-1**: b\n\n```\nopen")


class Writing(RuleBasedStateMachine):
    """Two people write one spec, and a third reviews it."""

    def __init__(self) -> None:
        super().__init__()
        self.team = make_team()
        self.people = [make_member(self.team, name=name) for name in ("Ana", "Ben", "Cai")]
        self.ada = make_member(self.team, Role.ADMIN, "Ada")

    @initialize(text=st.sampled_from(STARTS))
    def begin(self, text: str) -> None:
        self.spec = make_spec(self.team, self.people[0], text)
        self.frozen: dict[int, str] = {}

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Does it; what is refused must have changed nothing."""
        before = Spec.objects.get(pk=self.spec.pk)
        try:
            return act()
        except Conflict:
            return None
        except REFUSALS:
            after = Spec.objects.get(pk=self.spec.pk)
            assert (after.seq, after.text_hash, after.status) == (before.seq, before.text_hash, before.status)
            return None
        finally:
            self.spec.refresh_from_db()

    def row(self, place: int) -> Row | None:
        rows = list(self.spec.rows)
        return rows[place % len(rows)] if rows else None

    def by(self, place: int) -> User:
        return self.people[place % 2]

    @rule(at=PLACES, text=ANY_TEXT, late=st.booleans())
    def save(self, at: int, text: str, *, late: bool) -> None:
        row = self.row(at)
        fields = [field.name for field in KINDS[row.kind].fields if field.name != "done"] if row else []
        if row and fields:
            name = fields[at % len(fields)]
            stamp = max(1, row.stamp - 1) if late else row.stamp
            self.attempt(lambda: editing.save_row(row, by=self.by(at), values={name: text}, stamp=stamp))

    @rule(at=PLACES, key=SECTION_KEYS, text=ANY_TEXT)
    def add(self, at: int, key: str, text: str) -> None:
        kind = KINDS[SECTIONS[key].kind]
        name = next((field.name for field in kind.fields if field.name in ("text", "title", "path")), "text")
        self.attempt(
            lambda: editing.add_row(self.spec, by=self.by(at), kind=kind.name, values={name: text}, section=key)
        )

    @rule(at=PLACES, text=ANY_TEXT)
    def add_behind(self, at: int, text: str) -> None:
        row = self.row(at)
        if row:
            values = {"text": text, "title": text}
            wanted = {field.name: values[field.name] for field in KINDS[row.kind].fields if field.name in values}
            self.attempt(lambda: editing.add_row(self.spec, by=self.by(at), kind=row.kind, values=wanted, after=row))

    @rule(at=PLACES)
    def remove(self, at: int) -> None:
        row = self.row(at)
        if row:
            self.attempt(lambda: editing.remove_row(row, by=self.by(at)))

    @rule(at=PLACES, up=st.booleans())
    def move(self, at: int, *, up: bool) -> None:
        row = self.row(at)
        if row:
            self.attempt(lambda: (editing.move_up if up else editing.move_down)(row, by=self.by(at)))

    @rule(at=PLACES, to=PLACES, behind=st.booleans())
    def move_far(self, at: int, to: int, *, behind: bool) -> None:
        row, other = self.row(at), self.row(to)
        if row and other:
            after, parent = (other, None) if behind else (None, other)
            self.attempt(lambda: editing.move_row(row, by=self.by(at), parent=parent, after=after))

    @rule(at=PLACES, text=ANY_TEXT, whole=st.booleans())
    def rewrite(self, at: int, text: str, *, whole: bool) -> None:
        row = self.row(at)
        if row:
            self.attempt(lambda: editing.save_source(row, by=self.by(at), source=text, stamp=row.stamp, whole=whole))

    @rule(at=PLACES, text=ANY_TEXT)
    def paste(self, at: int, text: str) -> None:
        row = self.row(at)
        if row:
            self.attempt(lambda: editing.paste_rows(self.spec, by=self.by(at), text=text, after=row))

    @rule(at=PLACES, done=st.booleans())
    def tick(self, at: int, *, done: bool) -> None:
        tasks = list(self.spec.rows.filter(kind__in=("task", "check")))
        if tasks:
            self.attempt(lambda: editing.tick(tasks[at % len(tasks)], by=self.by(at), done=done))

    @rule(at=PLACES, back=st.integers(0, 5))
    def undo(self, at: int, back: int) -> None:
        event = self.spec.events.get(number=max(1, self.spec.seq - back))
        self.attempt(lambda: editing.undo(event, by=self.by(at)))

    @rule(at=PLACES)
    def bring_back(self, at: int) -> None:
        gone = list(Row.objects.removed().filter(spec=self.spec).order_by("pk"))
        if gone:
            self.attempt(lambda: editing.restore_row(self.spec, by=self.by(at), row_id=gone[at % len(gone)].pk))

    @rule(at=PLACES, back=st.integers(0, 8))
    def restore_version(self, at: int, back: int) -> None:
        row = self.row(at)
        if row:
            number = max(1, self.spec.seq - back)
            self.attempt(lambda: editing.restore_version(row, by=self.by(at), event=number))

    @rule(at=PLACES, key=st.sampled_from(["version", "author", "created", "target_model"]), value=ANY_TEXT)
    def metadata(self, at: int, key: str, value: str) -> None:
        self.attempt(lambda: editing.set_metadata(self.spec, by=self.by(at), key=key, value=value))

    @rule(at=PLACES, title=ANY_TEXT, confirmed=st.booleans())
    def section(self, at: int, title: str, *, confirmed: bool) -> None:
        headings = list(self.spec.rows.filter(kind="heading"))
        if headings:
            heading = headings[at % len(headings)]
            self.attempt(lambda: editing.rename_section(heading, by=self.by(at), title=title, confirmed=confirmed))
        self.attempt(lambda: editing.add_section(self.spec, by=self.by(at), title=title))

    @rule(at=PLACES, text=WORDS)
    def bring_a_file_back(self, at: int, text: str) -> None:
        base = exchanging.export(self.spec, by=self.by(at), working=True)
        lines = base.data.decode().split("\n")
        lines[at % len(lines)] += text
        data = "\n".join(lines).encode()
        self.attempt(lambda: exchanging.import_over(self.spec, by=self.by(at), data=data, base=base.sha256))

    @rule(at=PLACES)
    def submit(self, at: int) -> None:
        by, seen = self.by(at), self.spec.text_hash
        self.attempt(lambda: reviewing.submit(self.spec, by=by, reviewers=[self.people[2]], seen=seen))

    @precondition(lambda self: self.spec.status == "review")
    @rule(
        at=PLACES,
        act=st.sampled_from(["approve", "approve", "send", "discard", "withdraw", "request", "take back", "others"]),
    )
    def review(self, at: int, act: str) -> None:
        sha = self.spec.revisions.latest("number").sha256
        acts: dict[str, Callable[[], object]] = {
            "approve": lambda: reviewing.approve(self.spec, by=self.people[2], sha=sha),
            "send": lambda: reviewing.send(self.spec, by=self.by(at)),
            "discard": lambda: reviewing.discard(self.spec, by=self.by(at)),
            "withdraw": lambda: reviewing.withdraw(self.spec, by=self.by(at), reason="Because"),
            "request": lambda: reviewing.request_changes(self.spec, by=self.people[2], sha=sha, comment="No."),
            "take back": lambda: reviewing.take_back(self.spec, by=self.people[2]),
            "others": lambda: reviewing.change_reviewers(
                self.spec, by=self.by(at), reviewers=self.people[2:], reason="Because"
            ),
        }
        self.attempt(acts[act])

    @precondition(lambda self: self.spec.in_force_id is not None)
    @rule(at=PLACES, act=st.sampled_from(["revise", "implement", "reopen", "abandon", "revoke"]))
    def text_in_force(self, at: int, act: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "revise": lambda: reviewing.revise(self.spec, by=self.by(at)),
            "implement": lambda: reviewing.implement(self.spec, by=self.by(at)),
            "reopen": lambda: reviewing.reopen(self.spec, by=self.by(at), reason="Because"),
            "abandon": lambda: reviewing.abandon(self.spec, by=self.by(at), reason="Because"),
            "revoke": lambda: reviewing.revoke(self.spec, by=self.ada, reason="Because"),
        }
        self.attempt(acts[act])

    def teardown(self) -> None:
        """The records of it all are whole, and every approval was earned."""
        if hasattr(self, "spec"):
            assert proving.faults_of(Spec.objects.select_related("team", "in_force").get(pk=self.spec.pk)) == []

    @invariant()
    def the_export_reads_back_to_the_rows(self) -> None:
        document = self.spec.document()
        ids = [row.id for row in document.rows]
        again = read(document.text)
        assert len(again.rows) == len(ids)
        assert again.with_ids(ids) == document
        assert sha256(document.text.encode()) == self.spec.text_hash

    @invariant()
    def rows_are_in_order_and_know_their_sections(self) -> None:
        rows = list(self.spec.rows)
        assert all(one.place < two.place for one, two in pairwise(rows))
        document = self.spec.document()
        assert [row.section for row in rows] == [document.section(i) for i in range(len(rows))]

    @invariant()
    def every_moment_is_known(self) -> None:
        assert list(self.spec.events.values_list("number", flat=True)) == list(range(1, self.spec.seq + 1))
        assert state_at(self.spec, self.spec.seq) == self.spec.document()
        self.frozen.setdefault(self.spec.seq, self.spec.document().text)
        for number in (1, self.spec.seq // 2 or 1):
            if number in self.frozen:
                assert state_at(self.spec, number).text == self.frozen[number]

    @invariant()
    def the_review_is_in_one_of_its_states(self) -> None:
        assert self.spec.rounds.filter(closed_at=None).count() == int(self.spec.working == "review")
        for revision in Revision.objects.filter(spec=self.spec):
            assert sha256(bytes(revision.data)) == revision.sha256
        if self.spec.working == "none":
            self.nothing_but_progress_differs(self.spec.in_force)

    @invariant()
    def the_live_export_of_the_text_in_force_is_that_text_but_for_progress(self) -> None:
        """Property 11, whatever is in work beside it."""
        if self.spec.in_force:
            live, revision = exchanging.exported(self.spec, progress=True).data, self.spec.in_force
            assert compare(bytes(revision.data), revision.progress, live).kind != "different"

    def nothing_but_progress_differs(self, revision: Revision) -> None:
        assert compare(bytes(revision.data), revision.progress, self.spec.document().text.encode()).kind != "different"


@pytest.mark.fuzz
@pytest.mark.django_db
def test_random_sequences_of_services_never_break_the_text() -> None:
    many = max(10, settings.default.max_examples // 4)
    run_state_machine_as_test(Writing, settings=settings(max_examples=many, stateful_step_count=25, deadline=None))
