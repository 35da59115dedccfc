"""Typing together: the log (rules 8 to 12 and 19 of shared texts, each by its number)."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, User
from specs import bus, jobs
from specs.models import Job, Row, SharedText, Spec, TextChange
from specs.services import editing, typing, typing_clearing, typing_log
from specs.services.errors import NotAllowed
from specs.services.typing import Push, Pushed, Refused
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db


@pytest.fixture
def overview(spec: Spec) -> Row:
    return spec.rows.get(kind="prose", section="overview")


@pytest.fixture
def typist(overview: Row, ana: User) -> Typist:
    return Typist.at(overview, ana)


def state(typist: Typist) -> SharedText:
    return SharedText.objects.get(pk=typist.text)


def replayed(text: SharedText) -> str:
    return typing_log.at_version(text, text.version)


def sent(typist: Typist, changes: object, **facts: object) -> Pushed | Refused:
    facts = {"base": typist.version, "client": "tab", "n": 1, **facts}
    (answer,) = typing.push([Push(typist.text, typist.by, changes=changes, **facts)])  # type: ignore[arg-type]
    return answer


def insert(typist: Typist, words: str) -> list[Any]:
    return [[0, words], len(typist.base)]


# Rule 8


def test_rule_8_an_entry_is_one_change_set_as_it_applies_at_its_version(typist: Typist, ben: User) -> None:
    other = Typist.at(Row.objects.get(pk=typist.row), ben)
    typist.replace(0, 9, "We")
    typist.push()
    other.replace(9, 9, ",")
    other.push()
    written = list(TextChange.objects.filter(text=typist.text).values_list("version", "changes"))
    assert [(version, json.loads(changes)) for version, changes in written] == [
        (1, [[9, "We"], 44]),
        (2, [2, [0, ","], 44]),
    ]


def test_rule_8_a_version_and_a_change_stand_once(typist: Typist, ana: User) -> None:
    typist.type("a")
    facts = {"person": ana, "client": "tab", "changes": "[]"}
    for version, n in ((1, 2), (2, 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            TextChange.objects.create(text_id=typist.text, version=version, n=n, **facts)


# Rule 9


def test_rule_9_whoever_is_behind_is_mapped_over_each_entry_since_one_by_one(typist: Typist, ben: User) -> None:
    """Over them composed the letters would stand elsewhere."""
    typist.write("c")
    typist.push()
    other = Typist.at(Row.objects.get(pk=typist.row), ben)
    other.replace(0, 1, "yz")
    typist.write("")
    typist.push()
    typist.write("c")
    typist.push()
    other.push()
    assert other.doc == "cyz"


def test_rule_9_what_was_sent_again_is_answered_by_the_log(typist: Typist) -> None:
    first = sent(typist, insert(typist, "a"))
    assert isinstance(first, Pushed)
    again = sent(typist, insert(typist, "other words"))
    assert isinstance(again, Pushed)
    assert (again.entry, again.known, first.known) == (first.entry, True, False)
    assert (state(typist).version, TextChange.objects.count()) == (1, 1)


def test_rule_9_the_same_number_of_another_client_is_another_change(typist: Typist, ben: User) -> None:
    sent(typist, insert(typist, "a"))
    for facts in ({"client": "other"}, {}):
        by = typist.by if facts else ben
        (answer,) = typing.push([Push(typist.text, by, 0, facts.get("client", "tab"), 1, insert(typist, "b"))])
        assert isinstance(answer, Pushed)
    assert state(typist).version == 3


@pytest.mark.parametrize(
    ("changes", "facts", "why"),
    [
        ([3], {}, "malformed"),
        ("[53]", {}, "malformed"),
        (None, {}, "malformed"),
        ([53], {"base": -1}, "malformed"),
        ([53], {"base": "0"}, "malformed"),
        ([53], {"base": True}, "malformed"),
        ([53], {"n": 2**31}, "malformed"),
        ([53], {"client": "outside"}, "malformed"),
        ([53], {"client": "a b"}, "malformed"),
        ([53], {"client": "a" * 41}, "malformed"),
        ([53], {"client": 7}, "malformed"),
        ([53], {"base": 1}, "ahead"),
        ([[0, "\ud83d"], 53], {}, "unwritable"),
        ([[0, "a\0"], 53], {}, "unwritable"),
        ([[0, "a" * 199_948], 53], {}, "unwritable"),
    ],
    ids=range(15),
)
def test_rule_9_what_does_not_fit_is_not_stored(typist: Typist, changes: object, facts: Any, why: str) -> None:
    assert sent(typist, changes, **facts) == Refused(typist.text, facts.get("n", 1), why)
    assert (state(typist).version, TextChange.objects.count()) == (0, 0)


def test_rule_9_the_role_is_asked_at_each_push(typist: Typist, cai: User) -> None:
    Membership.objects.filter(user=typist.by).update(role="viewer")
    assert sent(typist, insert(typist, "a")) == Refused(typist.text, 1, "rights")
    Membership.objects.filter(user=typist.by).delete()
    assert sent(typist, insert(typist, "a")) == Refused(typist.text, 1, "rights")
    with pytest.raises(NotAllowed):
        typist.catch_up()


def test_rule_9_a_text_that_ended_takes_nothing(spec: Spec, typist: Typist) -> None:
    typing.close_all(spec, "archived")
    assert sent(typist, insert(typist, "a")) == Refused(typist.text, 1, "closed")
    typist.text = 0
    assert sent(typist, insert(typist, "a")) == Refused(0, 1, "gone")


def test_rule_9_nobody_is_more_than_five_thousand_entries_behind(typist: Typist) -> None:
    long_ago = insert(typist, "late ")
    at = timezone.now()
    text = state(typist)
    made = [
        TextChange(text=text, version=v, person=typist.by, client="other", n=v, changes="[53]", at=at)
        for v in range(1, 5_002)
    ]
    TextChange.objects.bulk_create(made)
    SharedText.objects.update(version=5_001)
    assert sent(typist, long_ago, base=0) == Refused(typist.text, 1, "behind")
    assert isinstance(sent(typist, long_ago, base=1), Pushed)


# Rules 10 and 11


@pytest.fixture
def told() -> Iterator[list[object]]:
    heard: list[object] = []
    end = bus.listen(heard.append)
    yield heard
    end()


Commits = Callable[..., Any]


def test_rule_10_nobody_is_told_before_the_commit(
    typist: Typist, told: list[object], django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks() as after:
        typist.type("a")
    assert told == []
    for tell in after:
        tell()
    assert told == [bus.TextMoved(typist.text, 1, typist.spec.pk)]


def test_rule_10_whoever_has_a_text_open_is_told_of_what_comes_from_outside_and_of_its_end(
    spec: Spec, typist: Typist, told: list[object], django_capture_on_commit_callbacks: Commits
) -> None:
    row = Row.objects.get(pk=typist.row)
    with django_capture_on_commit_callbacks(execute=True):
        editing.save_row(row, by=typist.by, values={"text": "Other words."}, stamp=1)
    assert bus.TextMoved(typist.text, 1, spec.pk) in told
    with django_capture_on_commit_callbacks(execute=True):
        editing.remove_row(row, by=typist.by)
    assert told.count(bus.TextMoved(typist.text, 1, spec.pk)) == 2
    assert typist.catch_up().why == "deleted"


def test_rule_11_pushes_that_wait_share_a_transaction_and_refuse_themselves_alone(
    spec: Spec, typist: Typist, fr1: Row, ben: User, cai: User
) -> None:
    other = Typist.at(fr1, ben)
    pushes = [
        Push(other.text, ben, 0, "tab", 1, insert(other, "b")),
        Push(typist.text, typist.by, 0, "tab", 1, insert(typist, "a")),
        Push(typist.text, cai, 0, "tab", 1, insert(typist, "c")),
        Push(typist.text, typist.by, 0, "tab", 2, [3]),
        Push(typist.text, typist.by, 0, "tab", 3, insert(typist, "d")),
        Push(typist.text, typist.by, 0, "tab", 1, insert(typist, "a")),
        Push(99, ben, 0, "tab", 1, []),
    ]
    with CaptureQueriesContext(connection) as queries:
        answers = typing.push(pushes)
    assert [getattr(answer, "version", "") or getattr(answer, "why", "") for answer in answers] == [
        1, 1, "rights", "malformed", 2, 1, "gone",
    ]  # fmt: skip
    assert sum("SAVEPOINT" in query["sql"] for query in queries) == 2, "one transaction, inside that of the test"
    assert replayed(state(typist)).startswith("ad")


def test_rule_11_if_it_fails_nothing_is_stored(typist: Typist, monkeypatch: pytest.MonkeyPatch) -> None:
    TextChange.objects.create(text_id=typist.text, version=1, person=typist.by, client="other", n=1, changes="[53]")
    with pytest.raises(IntegrityError), transaction.atomic():
        typist.type("a")
    assert state(typist).version == 0


def test_a_push_costs_few_queries(
    typist: Typist, django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        typist.type("a")
    with CaptureQueriesContext(connection) as queries:
        sent(typist, insert(typist, "b"), n=2, base=1)
    asked = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 5, asked


# Rule 12


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing_clearing, "RECENT", 3)
    monkeypatch.setattr(typing_clearing, "_PORTION", 2)


@pytest.mark.usefixtures("short")
def test_rule_12_entries_far_behind_the_last_write_go(typist: Typist, ben: User) -> None:
    late = Typist.at(Row.objects.get(pk=typist.row), ben)
    for letter in "abcd":
        typist.type(letter)
    typing.flush(typist.text)
    assert state(typist).oldest == 0, "not yet worth it"
    typist.type("e")
    typing.flush(typist.text)
    kept = TextChange.objects.filter(text=typist.text)
    assert (state(typist).oldest, [entry.version for entry in kept]) == (2, [3, 4, 5])
    assert late.catch_up().state == "lost"
    late.add("late")
    assert late.push() == Refused(late.text, 1, "behind")
    assert typist.type("f") is not None
    assert typist.doc.endswith("abcdef")


@pytest.mark.usefixtures("short")
def test_rule_12_what_a_client_sent_last_is_known_for_ever(typist: Typist, ben: User) -> None:
    other = Typist.at(Row.objects.get(pk=typist.row), ben)
    push = Push(other.text, ben, 0, "tab", 1, insert(other, "b"))
    typing.push([push])
    typist.catch_up()
    for letter in "abcdefg":
        typist.type(letter)
    typing.flush(typist.text)
    assert state(typist).oldest == 5
    (answer,) = typing.push([push])
    assert isinstance(answer, Pushed)
    assert (answer.version, answer.known) == (1, True)


def test_rule_12_a_closed_text_keeps_its_log_for_thirty_days(spec: Spec, typist: Typist) -> None:
    for letter in "abc":
        typist.type(letter)
    SharedText.objects.update(failed="")
    typing.close_all(spec, "archived")
    job = Job.objects.get(kind="text")
    assert timedelta(days=29) < job.due_at - timezone.now() < timedelta(days=31)
    assert jobs.run_due() == 0
    Job.objects.update(due_at=timezone.now())
    assert jobs.run_due() == 1
    text = state(typist)
    assert [entry.n for entry in TextChange.objects.all()] == [3]
    assert (text.base, text.oldest, typing_log.head(text)) == (typist.doc, 3, typist.doc)
    assert sent(typist, [57], n=3) != Refused(typist.text, 3, "closed")
    assert sent(typist, [57], n=4) == Refused(typist.text, 4, "closed")
    spec.delete()
    Job.objects.update(done_at=None, due_at=timezone.now())
    assert jobs.run_due() == 1, "nothing is left of it"


# Rule 19


def test_rule_19_a_process_reads_the_log_above_what_it_has(typist: Typist, ben: User) -> None:
    other = Typist.at(Row.objects.get(pk=typist.row), ben)
    other.type("a")
    other.type("b")
    since = typing.entries(typist.text, above=1)
    assert [(entry.v, entry.by, entry.n) for entry in since.entries] == [(2, ben.pk, 2)]
    assert (since.version, since.state, since.why) == (2, "open", "")
    with pytest.raises(typing.Gone):
        typing.entries(0, above=0)


def test_rule_19_a_head_is_kept_only_once_it_is_committed(
    typist: Typist, django_capture_on_commit_callbacks: Commits
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        typist.type("a")
    with CaptureQueriesContext(connection) as queries:
        assert typing_log.head(state(typist)).endswith("a")
    assert len(queries) == 1
    with transaction.atomic():
        typist.type("never")
        transaction.set_rollback(True)
    (answer,) = typing.push([Push(typist.text, typist.by, 1, "tab", 3, [54, [0, "b"]])])
    assert isinstance(answer, Pushed)
    assert typing_log.head(state(typist)) == replayed(state(typist))
    assert replayed(state(typist)).endswith("ab")


def test_rule_19_only_so_many_heads_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typing_log, "_KEPT", 2)
    monkeypatch.setattr(typing_log, "_heads", typing_log.OrderedDict())
    texts = [SharedText(pk=pk, version=1) for pk in (1, 2, 3)]
    for text in texts:
        typing_log.keep(text, "words")
    assert list(typing_log._heads) == [2, 3]
