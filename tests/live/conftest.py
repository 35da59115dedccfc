"""People with sockets, to the real server."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.conf import settings as given
from django.test import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from accounts.models import Team, User
from specs.models import Spec
from tests.browsers import LiveApp
from tests.factories import make_spec


class Talker:
    """A page without a page."""

    def __init__(self, line: ClientConnection, key: str = "") -> None:
        self.line, self.key = line, key

    def say(self, kind: str, **fields: Any) -> None:
        self.line.send(json.dumps({"m": kind, **fields}))

    def hear(self, kind: str, *, within: float = 5, **fields: Any) -> dict[str, Any]:
        """The next message of that kind with these fields; others are passed over."""
        while True:
            said: dict[str, Any] = json.loads(self.line.recv(timeout=within))
            if said["m"] == kind and all(said.get(name) == value for name, value in fields.items()):
                return said

    def hears_nothing(self, kind: str, *, within: float = 0.4) -> bool:
        try:
            self.hear(kind, within=within)
        except TimeoutError:
            return True
        return False

    def closed(self, *, within: float = 5) -> int:
        """The code that the server ends the connection with."""
        try:
            while True:
                self.line.recv(timeout=within)
        except ConnectionClosed as end:
            return end.rcvd.code if end.rcvd else 0


def session(user: User) -> str:
    client = Client()
    client.force_login(user, backend=given.AUTHENTICATION_BACKENDS[0])
    return client.cookies[given.SESSION_COOKIE_NAME].value


Talk = Callable[..., Talker]


@pytest.fixture
def talk(live_app: LiveApp) -> Iterator[Talk]:
    """talk(user) opens a connection as a page of that person does."""
    lines = ExitStack()

    def make(
        user: User | None, *, origin: str | None = None, key: str = "", headers: dict[str, str] | None = None
    ) -> Talker:
        cookie = key or (session(user) if user else "")
        wanted = connect(
            live_app.url.replace("http", "ws") + "/live",
            origin=live_app.url if origin is None else origin,  # type: ignore[arg-type]
            additional_headers={
                **({"Cookie": f"{given.SESSION_COOKIE_NAME}={cookie}"} if cookie else {}),
                **(headers or {}),
            },
            compression=None,
            max_size=None,
        )
        return Talker(lines.enter_context(wanted), cookie)

    with lines:
        yield make


@pytest.fixture
def watch(talk: Talk) -> Callable[[User, Spec], Talker]:
    """watch(user, spec) opens a connection that is told of the spec from now on."""

    def make(user: User, spec: Spec) -> Talker:
        talker = talk(user)
        spec.refresh_from_db()
        talker.say("watch", spec=spec.key, after=spec.seq)
        talker.hear("people")
        return talker

    return make


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)
