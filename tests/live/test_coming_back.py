"""Lines that are lost or slow, and pages that come back: everything is told once, in its order (rules 17, 19, 25)."""

import asyncio
import time
from threading import Thread
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.services import let_readers_be_seen
from specs import bus
from specs.live import presence, socket
from specs.live.people import Holder
from specs.models import Spec
from specs.services import editing, typing
from tests.live.conftest import Talk
from tests.live.test_events import Watch, save
from tests.services.typists import Typist

pytestmark = pytest.mark.django_db(transaction=True)


def held(user: User) -> Holder:
    return Holder(user.pk, "session", {}, user)


def test_rule_25_two_thousand_messages_wait_for_a_slow_reader_then_it_is_closed_with_4408(editor: User) -> None:
    """What still waits is thrown away: it comes back and asks for it."""
    sent: list[dict[str, Any]] = []

    async def talk() -> None:
        slow, read = socket.Socket(held(editor)), asyncio.Event()

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if message["type"] == "websocket.send":
                await read.wait()

        async def receive() -> dict[str, Any]:
            return await asyncio.get_running_loop().create_future()

        async def answer(_socket: socket.Socket, _said: dict[str, Any]) -> None:
            return

        running = asyncio.create_task(slow.run(receive, send, answer))
        await asyncio.sleep(0)
        for number in range(socket.QUEUE):
            slow.send({"m": "u", "v": number})
        await asyncio.sleep(0)
        assert slow.closing is None
        for number in range(2):
            slow.send({"m": "u", "v": socket.QUEUE + number})
        read.set()
        await running

    thread = Thread(target=lambda: asyncio.run(talk()))  # a browser may have left a loop in this one
    thread.start()
    thread.join()
    assert [message["type"] for message in sent] == ["websocket.send", "websocket.close"]
    assert sent[-1]["code"] == 4408


def test_a_reader_that_was_closed_for_slowness_comes_back_and_is_told_the_rest(
    spec: Spec, editor: User, viewer: User, watch: Watch, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = watch(viewer, spec)
    before = spec.seq
    with monkeypatch.context() as slow:
        slow.setattr(socket, "QUEUE", 0)
        save(spec, editor, "One.")
        assert line.closed() == 4408
    save(spec, editor, "Two.")
    again = talk(viewer)
    again.say("watch", spec=spec.key, after=before)
    assert [again.hear("events")["number"] for _ in range(2)] == [before + 1, before + 2]


def test_rule_17_whoever_missed_more_than_may_wait_gets_all_of_it(
    spec: Spec, editor: User, admin: User, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lunch of others' letters is more than the queue of a slow reader holds: it is sent as fast as it is read."""
    monkeypatch.setattr(socket, "QUEUE", 20)
    monkeypatch.setattr(socket, "PORTION", 10)
    typist = Typist.at(spec.rows.get(uid="FR-1"), admin)
    for _ in range(60):
        typist.type("x")
    line = talk(editor)
    line.say("open", ref="back", text=typist.text, version=0)
    assert [line.hear("u")["v"] for _ in range(60)] == list(range(1, 61))
    line.hear("resumed", text=typist.text)
    line.say("ping")
    line.hear("pong")


def test_what_was_stored_before_is_told_again_behind_what_was_missed(
    spec: Spec, editor: User, admin: User, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tell_again`: another process stored a change of Ada's, then Eve's; she heard of neither, and sends again."""
    line = talk(editor)
    row = spec.rows.get(uid="FR-1")
    line.say("open", ref="r", spec=spec.key, row=row.pk, field="text")
    opened = line.hear("opened")
    push = {"text": opened["text"], "base": 0, "c": "one", "n": 1, "ch": [len(opened["doc"]), [0, " Eve."]]}
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(bus, "publish", lambda _message: None)  # a process whose messages are lost
        Typist.at(row, admin).type(" Ada.")
        (stored,) = typing.push([typing.Push(push["text"], editor, 0, "one", 1, push["ch"])])
        assert isinstance(stored, typing.Pushed)

    line.say("push", **push)
    assert [line.hear("u")["c"] for _ in range(2)] == ["tab", "one"]
    line.say("push", **push)  # now it is known here: acknowledged once more, and nothing stored
    assert (line.hear("u")["v"], typing.entries(push["text"], above=0).version) == (stored.version, 2)


def test_where_no_socket_works_a_page_asks_what_happened_since(spec: Spec, editor: User, viewer: User) -> None:
    client = Client()
    client.force_login(viewer)
    spec.refresh_from_db()
    before = spec.seq
    row = save(spec, editor, "Said anew.")
    editing.remove_row(spec.rows.get(uid="FR-2"), by=editor)
    answer = client.get(f"/{spec.key}/since/{before}").json()
    assert (answer["number"], [event["number"] for event in answer["events"]]) == (before + 2, [before + 1, before + 2])
    first, second = answer["events"]
    assert (first["m"], first["rows"], first["by"]["name"]) == ("events", [row], "Eve Editor")
    assert (len(second["gone"]), second["placed"]) == (2, True), "with the line below it"
    assert client.get(f"/{spec.key}/since/{before + 2}").json()["events"] == []


def test_presence_goes_within_fifteen_seconds_of_a_closed_laptop(
    spec: Spec, editor: User, viewer: User, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its line stands, but nothing is said on it any more."""
    assert presence.SILENT + 1 <= 15, "it is looked once a second"
    monkeypatch.setattr(presence, "SILENT", 1.0)
    gone, stays = watch(editor, spec), watch(viewer, spec)
    gone.say("here", spec=spec.key, section=None, row=None, open=False)
    assert [one["name"] for one in stays.hear("people")["people"]] == ["Eve Editor"]
    began = time.monotonic()
    assert stays.hear("people")["people"] == []
    assert time.monotonic() - began < 4


def test_people_who_only_read_are_shown_as_the_team_says_also_while_they_are_here(
    spec: Spec, editor: User, viewer: User, admin: User, watch: Watch
) -> None:
    reads, writes, line = watch(viewer, spec), watch(editor, spec), watch(admin, spec)
    row = spec.rows.get(uid="FR-1").pk
    reads.say("here", spec=spec.key, section=None, row=None, open=False)
    writes.say("here", spec=spec.key, section=None, row=row, open=True)
    while len(line.hear("people")["people"]) < 2:
        pass
    let_readers_be_seen(spec.team, by=admin, shown=False)
    save(spec, editor, "The next event.")
    assert [one["name"] for one in line.hear("people")["people"]] == ["Eve Editor"]
    late = watch(viewer, spec)
    late.say("here", spec=spec.key, section=None, row=None, open=False)
    assert line.hears_nothing("people")
    let_readers_be_seen(spec.team, by=admin, shown=True)
    save(spec, editor, "And the one after.")
    assert len(line.hear("people")["people"]) == 2
