"""The router in front of Django: hosts, header names, bodies."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from config.bodies import Limits
from config.router import Router
from tests.browsers import LiveApp

SMALL = Limits(max_bytes=100, seconds=0.2)


class Pages:
    """An application that notes what reaches it."""

    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.body: bytes | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.headers, self.body = scope["headers"], b""
        more = True
        while more:
            message = await receive()
            self.body += message["body"]
            more = message["more_body"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def no_lifespan(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError


def ask(
    pages: Pages,
    receive: Callable[[], Awaitable[Any]],
    *,
    headers: tuple[tuple[bytes, bytes], ...] = (),
    host: bytes | None = b"specs.example.org",
    kind: str = "http",
) -> list[Any]:
    """The messages that the router sends."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    router = Router(pages=pages, lifespan=no_lifespan, hosts=lambda: ["specs.example.org", "[::1]"], limits=SMALL)
    own = [(b"host", host)] if host is not None else []
    # In a thread of its own: where a browser was used before, this one has a running loop.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, router({"type": kind, "headers": [*own, *headers]}, receive, send)).result()
    return sent


def pieces(*parts: bytes, then: str = "") -> Callable[[], Awaitable[Any]]:
    """A `receive` that brings the parts one by one; `then` is "hang" or "leave"."""
    left = list(parts)

    async def receive() -> Any:
        if left:
            part = left.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(left) or bool(then)}
        if then == "hang":
            await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    return receive


def test_the_body_arrives_whole() -> None:
    pages = Pages()

    assert ask(pages, pieces(b"one ", b"two ", b"three"))[0]["status"] == 200
    assert pages.body == b"one two three"


def test_without_a_body_the_page_is_asked_with_an_empty_one() -> None:
    pages = Pages()
    ask(pages, pieces(b""))

    assert pages.body == b""


def test_a_body_that_takes_too_long_is_refused() -> None:
    pages = Pages()

    assert ask(pages, pieces(b"one", then="hang"))[0]["status"] == 408
    assert pages.body is None


def test_who_hangs_up_takes_no_thread() -> None:
    pages = Pages()

    assert ask(pages, pieces(b"one", then="leave")) == []
    assert pages.body is None


def test_an_import_may_be_larger_than_other_bodies() -> None:
    large = Limits(max_bytes=1_000, seconds=1)
    router = Router(pages=Pages(), lifespan=no_lifespan, hosts=list, limits=SMALL, limits_of_imports=large)

    assert [router.limits_for(path) for path in ("/import/", "/PAY-1/import", "/PAY-1/imports", "/")] == [
        large,
        large,
        SMALL,
        SMALL,
    ]


def test_a_body_over_the_limit_is_thrown_away_and_the_page_told() -> None:
    pages = Pages()
    ask(pages, pieces(b"x" * 60, b"x" * 60, b"x" * 60), headers=((b"content-length", b"180"),))

    assert pages.body == b""
    assert dict(pages.headers)[b"x-specroom-too-large"] == b"1"
    assert dict(pages.headers)[b"content-length"] == b"0"


def test_a_body_of_exactly_the_limit_passes() -> None:
    pages = Pages()
    ask(pages, pieces(b"x" * 100))

    assert pages.body == b"x" * 100


def test_a_body_without_end_is_not_read_for_ever() -> None:
    pages = Pages()

    ask(pages, pieces(*[b"x" * 90] * 10, then="hang"))

    assert dict(pages.headers)[b"x-specroom-too-large"] == b"1"


@pytest.mark.parametrize("name", [b"x_forwarded_proto", b"x_forwarded-for", b"x-specroom-too-large", b"_"])
def test_names_that_would_pass_for_others_are_dropped(name: bytes) -> None:
    pages = Pages()
    ask(pages, pieces(b""), headers=((name, b"https"), (b"x-kept", b"1")))

    assert dict(pages.headers) == {b"host": b"specs.example.org", b"x-kept": b"1"}


@pytest.mark.parametrize("host", [b"specs.example.org:8000", b"SPECS.example.org", b"[::1]:8000"])
def test_its_own_names_are_answered(host: bytes) -> None:
    assert ask(Pages(), pieces(b""), host=host)[0]["status"] == 200


@pytest.mark.parametrize(
    "host", [None, b"", b"evil.example", b"specs.example.org.evil.example", b"a@specs.example.org", b"\xff"]
)
def test_any_other_name_is_refused(host: bytes | None) -> None:
    pages = Pages()

    assert ask(pages, pieces(b""), host=host)[0]["status"] == 400
    assert pages.body is None


def test_two_hosts_are_refused() -> None:
    assert ask(Pages(), pieces(b""), headers=((b"host", b"specs.example.org"),))[0]["status"] == 400


def test_there_is_no_socket_to_open() -> None:
    assert ask(Pages(), pieces(), kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def slow_upload(live_app: LiveApp) -> socket.socket:
    """Begins an upload and does not go on."""
    host, _, port = live_app.url.removeprefix("http://").partition(":")
    upload = socket.create_connection((host, int(port)), timeout=10)
    upload.sendall(f"POST /accounts/login/ HTTP/1.1\r\nHost: {host}\r\nContent-Length: 5000\r\n\r\nx".encode())
    return upload


def raw(live_app: LiveApp, request: str) -> str:
    """What the server answers to these bytes."""
    host, _, port = live_app.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request.replace("\n", "\r\n").encode("latin-1"))
        answer = b""
        while chunk := connection.recv(65536):
            answer += chunk
    return answer.decode("latin-1")


@pytest.mark.django_db(transaction=True)
def test_slow_uploads_do_not_stop_the_pages(live_app: LiveApp) -> None:
    uploads = [slow_upload(live_app) for _ in range(40)]
    began = time.monotonic()

    page = raw(live_app, "GET /accounts/login/ HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n\n")

    assert page.startswith("HTTP/1.1 200")
    assert time.monotonic() - began < 5
    for upload in uploads:
        upload.close()


@pytest.mark.django_db(transaction=True)
def test_a_forged_proxy_header_changes_nothing(live_app: LiveApp, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = True
    ask_page = "GET /settings/ HTTP/1.1\nHost: 127.0.0.1\nConnection: close\n{}\n"

    assert "https://" not in raw(live_app, ask_page.format("X-Forwarded-Proto: https\n"))
    assert raw(live_app, ask_page.format("X_Forwarded_Proto: https\n")).startswith("HTTP/1.1 302") is True


@pytest.mark.django_db(transaction=True)
def test_a_huge_body_gets_a_page_that_says_so(live_app: LiveApp, settings: Any) -> None:
    size = settings.BODY_MAX_BYTES + 1
    page = raw(
        live_app,
        f"POST /accounts/login/ HTTP/1.1\nHost: 127.0.0.1\nConnection: close\nContent-Length: {size}\n\n" + "x" * size,
    )

    assert page.startswith("HTTP/1.1 413")
    assert "content-security-policy: default-src 'none'; script-src 'self'" in page
