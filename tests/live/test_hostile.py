"""Whoever speaks wrongly is let go with a reason, alone: the others hear nothing of it and go on."""

import json
import os
import random
from contextlib import suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from accounts.models import Membership, Team, User
from specs.live.closing import Closing
from specs.live.messages import parse
from specs.models import Spec, TextChange
from tests.factories import make_spec
from tests.live.conftest import Talk

LONE = '{"m":"push","text":1,"base":0,"c":"a","n":1,"ch":[0,["\\ud83d"]]}'
MALFORMED = [
    "",
    "null",
    "[]",
    "{}",
    '{"m":7}',
    '{"m":"ping"',
    '{"m":"fly"}',
    '{"m":"ping","m2":1}',
    '{"m":"watch","spec":"PAY-1"}',
    '{"m":"watch","spec":"PAY-1","after":-1}',
    '{"m":"watch","spec":"PAY-1","after":true}',
    '{"m":"watch","spec":"PAY-1","after":1e400}',
    '{"m":"watch","spec":"PAY-1","after":NaN}',
    '{"m":"watch","spec":"pay-1; DROP","after":1}',
    '{"m":"here","spec":"PAY-1","name":"Ana Ruiz"}',
    '{"m":"here","spec":"PAY-1","section":"' + "x" * 81 + '"}',
    '{"m":"caret","text":1,"version":1,"at":{"anchor":1,"head":2,"by":"Ana"}}',
    '{"m":"push","text":1,"base":0,"c":"a","n":1,"ch":[],"by":3}',
    '{"m":"push","text":1,"base":0,"c":"","n":1,"ch":[]}',
    '{"m":"open","ref":"r","spec":"PAY-1","row":1}',
    '{"m":"open","ref":"r","text":1}',
    "[" * 100_000,
    '{"m":"push","ch":' + "[" * 50_000,
    LONE,
]


@pytest.mark.parametrize("text", MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_no_message_is_named(text: str) -> None:
    with pytest.raises(Closing) as refused:
        parse(text)
    assert refused.value.code == 4400


def test_random_bytes_and_truncated_messages_never_do_anything_else() -> None:
    chance = random.Random(6)
    whole = json.dumps({"m": "push", "text": 1, "base": 0, "c": "a", "n": 1, "ch": [3, [0, "é"]]})
    tries = [whole[: chance.randrange(len(whole))] for _ in range(200)]
    tries += [chance.randbytes(chance.randrange(300)).decode("utf-8", "replace") for _ in range(200)]
    for text in tries:
        with pytest.raises(Closing):
            parse(text)
    assert parse(whole)["ch"] == [3, [0, "é"]]
    with pytest.raises(Closing) as large:
        parse(whole + " " * 300_000)
    assert large.value.code == 4413


@pytest.fixture
def people(editor: User, admin: User, viewer: User, stranger: User) -> dict[str, User]:
    return {"editor": editor, "admin": admin, "viewer": viewer, "stranger": stranger}


@pytest.mark.django_db(transaction=True)
def test_each_is_closed_with_its_reason_and_harms_nobody(
    spec: Spec, people: dict[str, User], talk: Talk, settings: Any
) -> None:
    settings.UNLIMITED = True  # more connections than a person has
    editor, viewer, stranger = people["editor"], people["viewer"], people["stranger"]
    row = spec.rows.get(uid="FR-1").pk
    good = talk(people["admin"])
    good.say("open", ref="r", spec=spec.key, row=row, field="text")
    text = good.hear("opened")
    push = {"text": text["text"], "base": text["version"], "c": "bad", "n": 1}
    length = len(text["doc"])

    def closes(user: User, *messages: str | bytes | dict[str, Any]) -> int:
        line = talk(user)
        for message in messages:
            line.line.send(json.dumps(message) if isinstance(message, dict) else message)
        return line.closed()

    assert closes(editor, os.urandom(200)) == 4400
    assert closes(editor, "{") == 4400
    assert closes(editor, json.dumps({"m": "ping", "x": "y" * 310_000})) == 4413
    assert closes(editor, json.dumps({"m": "ping", "x": "y" * 700_000})) == 1009
    assert closes(editor, LONE) == 4400
    assert closes(editor, {"m": "push", **push, "ch": [length + 7, [0, "x"]]}) == 4400  # another length
    assert closes(editor, {"m": "push", **push, "ch": [-length]}) == 4400
    assert closes(viewer, {"m": "push", **push, "ch": [length, [0, "x"]]}) == 4403
    assert closes(stranger, {"m": "push", **push, "ch": [length, [0, "x"]]}) == 4403
    assert closes(stranger, *({"m": "watch", "spec": f"PAY-{n}", "after": 0} for n in range(1, 30))) == 4403
    assert TextChange.objects.count() == 0
    good.say("push", **{**push, "c": "good"}, ch=[length, [0, "!"]])
    assert good.hear("u")["v"] == text["version"] + 1


@pytest.mark.django_db(transaction=True)
def test_too_fast_and_too_many_are_let_go(spec: Spec, editor: User, admin: User, talk: Talk) -> None:
    fast, letters = talk(admin), talk(admin)
    with suppress(ConnectionClosed):  # it may be let go before the last is said
        for _ in range(300):
            fast.say("ping")
    assert fast.closed() == 4429
    with suppress(ConnectionClosed):
        for n in range(70):
            letters.say("push", text=9, base=0, c="a", n=n, ch=[])
    assert letters.closed() == 4429
    lines = [talk(editor) for _ in range(10)]
    for line in lines:
        line.hear("hello")
    assert talk(editor).closed() == 4429
    lines[0].say("ping")
    lines[0].hear("pong")


@pytest.mark.django_db(transaction=True)
def test_only_this_servers_pages_and_who_is_logged_in_come_in(
    spec: Spec, editor: User, viewer: User, talk: Talk
) -> None:
    for origin in ("https://evil.example", "null", ""):
        with pytest.raises(InvalidStatus):
            talk(editor, origin=origin)
    with pytest.raises(InvalidStatus):
        talk(editor, headers={"Host": "evil.example"})
    assert talk(None).closed() == 4403
    assert talk(None, key="made-up").closed() == 4403
    viewer.is_active = False
    viewer.save()
    assert talk(viewer).closed() == 4403
    line = talk(editor)
    assert line.hear("hello")["person"] == {
        "id": editor.pk,
        "name": "Eve Editor",
        "initials": "EE",
        "colour": editor.colour,
    }


def test_the_others_team_has_nothing_to_hear(
    transactional_db: None, spec: Spec, editor: User, viewer: User, stranger: User, talk: Talk
) -> None:
    other = Team.objects.create(key="OPS", name="Operations")
    Membership.objects.create(team=other, user=stranger, role="editor")
    theirs = make_spec(other, stranger)
    line = talk(editor)
    line.say("watch", spec=theirs.key, after=0)
    assert line.hear("left") == {"m": "left", "spec": theirs.key, "why": "missing"}
    line.say("open", ref=1, spec=theirs.key, row=theirs.rows.first().pk, field="text")
    assert line.hear("no") == {"m": "no", "ref": 1, "text": None, "why": "rights"}
    line = talk(viewer)
    line.say("open", ref=2, spec=spec.key, row=spec.rows.get(uid="FR-1").pk, field="text")
    assert line.hear("no")["why"] == "rights"
