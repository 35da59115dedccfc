"""Two processes type in one text at the same moment, or one types while the other approves or saves: nothing is lost,
nothing doubled, and nothing slips behind an end."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from specs.document.changesets import apply
from specs.models import SharedText, Spec, TextChange
from specs.services import exchanging, typing
from specs.services import typing_log as log
from specs.services.proving import faults_of
from specs.services.reviewing import revise, send, submit
from tests.factories import make_member, make_review, make_spec, make_team
from tests.services.test_racing import SHORT, tiling
from tests.services.typists import Typist

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database, pytest.mark.no_cover]
Run = Callable[..., list[str]]
ROUNDS = 8


@pytest.fixture
def people() -> tuple[User, User]:
    team = make_team("PAY")
    return make_member(team, name="Ana"), make_member(team, name="Ben")


def asked(typist: Typist, words: str) -> dict[str, Any]:
    """A push for another process: made of the text as this typist knows it."""
    typist.add(words)
    sent = typist.to_send()
    assert sent
    told = [sent.text, sent.base, sent.client, sent.n, sent.changes]
    return {"act": "push", "spec": typist.spec.pk, "by": typist.by.pk, "push": told}


def replays(text: int, first: str) -> str:
    """Invariants 1 and 2: no gap, and the log replayed is the head."""
    entries = list(TextChange.objects.filter(text=text).order_by("version"))
    found = SharedText.objects.get(pk=text)
    assert [entry.version for entry in entries] == list(range(1, found.version + 1))
    words = first
    for entry in entries:
        words = apply(words, log.changes_of(entry.changes))
    log.forget_heads()
    assert words == log.head(found)
    return words


def test_rule_9_pushes_of_two_processes_are_each_stored_once_in_one_order(people: tuple[User, User], run: Run) -> None:
    """And one of them is sent twice at once, as after a lost answer."""
    spec = make_spec(people[0].teams.get(), people[0], SHORT)
    row = spec.rows.get(uid="FR-1")
    ana, ben = (Typist.at(row, by, client=by.name) for by in people)
    first = ana.base
    for number in range(ROUNDS):
        mine, theirs = asked(ana, f" a{number}"), asked(ben, f" b{number}")
        assert run(mine, theirs) == ["done", "done"]
        assert run(mine, mine) == ["done", "done"]
        for typist in (ana, ben):
            typist.catch_up()
        assert ana.doc == ben.doc
    flush = {"act": "flush", "spec": spec.pk, "by": people[0].pk, "text": ana.text}
    assert run(flush, flush) == ["done", "done"]
    words = replays(ana.text, first)
    assert sorted(words.split()[5:]) == sorted(f"{who}{number}" for who in "ab" for number in range(ROUNDS))
    assert TextChange.objects.count() == 2 * ROUNDS
    assert words in tiling(spec)
    assert spec.events.filter(verb="typed").count() == 1


def test_invariants_6_and_8_a_push_beside_an_approval_is_held_or_refused(people: tuple[User, User], run: Run) -> None:
    ana, ben = people
    spec = make_review(ana.teams.get(), ana, ben, SHORT)
    approved = held = 0
    for number in range(ROUNDS):
        typist = Typist.at(spec.rows.get(uid="FR-1"), ana, client=f"tab-{number}")
        seen = spec.revisions.latest("number").sha256
        push = asked(typist, f" word{number}")
        verdict, told = run({"act": "approve", "spec": spec.pk, "by": ben.pk, "sha": seen}, push)
        assert verdict == "done"
        spec = Spec.objects.select_related("in_force", "team").get(pk=spec.pk)
        text = SharedText.objects.get(pk=typist.text)
        if spec.status == "approved":
            approved += 1
            assert (told, text.why) == ("closed", "approved")
            assert not TextChange.objects.filter(client=typist.client).exists()
            assert exchanging.export(spec, by=ana, working=True).data == bytes(spec.in_force.data)
            revise(spec, by=ana)
            again = Typist.at(spec.rows.get(uid="FR-1"), ana, client=f"again-{number}")
            again.type(f" word{number}")
            typing.flush(again.text)
            spec.refresh_from_db()
            submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
        else:
            held += 1
            assert (told, text.is_open) == ("done", True)
            typing.flush_spec(spec)
            assert spec.document().text.count(f"word{number}\n") + spec.document().text.count(f"word{number} ") == 1
            send(spec, by=ana)
    assert approved + held == ROUNDS
    assert faults_of(Spec.objects.select_related("team", "in_force").get(pk=spec.pk)) == []


def test_rules_13_to_15_a_form_saved_beside_a_push_loses_nobodys_words(people: tuple[User, User], run: Run) -> None:
    ana, ben = people
    spec = make_spec(ana.teams.get(), ana, SHORT)
    row = spec.rows.get(uid="FR-1")
    typist = Typist.at(row, ana)
    first = typist.base
    for number in range(ROUNDS):
        row.refresh_from_db()
        form = {"act": "edit", "spec": spec.pk, "by": ben.pk, "base": {"text": row.text}}
        told = run(asked(typist, f" a{number}"), {**form, "text": f"b{number} {row.text}"})
        assert told == ["done", "done"]
        typist.catch_up()
        typing.flush(typist.text)
    words = replays(typist.text, first)
    assert typist.doc == words
    assert sorted(words.replace(first, "").split()) == sorted(f"{who}{n}" for who in "ab" for n in range(ROUNDS))
    assert words in tiling(spec)
    assert TextChange.objects.exclude(client="outside").count() == ROUNDS
