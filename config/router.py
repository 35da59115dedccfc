"""Decides who answers: the lifespan, the sockets, or Django's pages behind limits that Django comes too late for."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http.request import split_domain_port, validate_host

from config.bodies import Gone, Limits, Message, Receive, read_body

Scope = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

TOO_LARGE = b"x-specroom-too-large"
PRIVATE = {TOO_LARGE}  # names that only this router may set


@dataclass(frozen=True)
class Router:
    pages: Application
    lifespan: Application
    hosts: Callable[[], Sequence[str]]
    limits: Limits
    limits_of_imports: Limits | None = None
    live: Application | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.lifespan(scope, receive, send)
        elif scope["type"] == "http":
            await self.page(scope, receive, send)
        elif self.live is not None and known_host(scope["headers"], self.hosts()):
            await self.live(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})

    def limits_for(self, path: str) -> Limits:
        """An import may be a zip with images; everything else is smaller."""
        return self.limits_of_imports or self.limits if path.rstrip("/").endswith("/import") else self.limits

    async def page(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = without_forgeries(scope["headers"])
        if not known_host(headers, self.hosts()):
            await refuse(send, 400, "This server does not answer under that name.")
            return
        try:
            body = await read_body(receive, self.limits_for(scope.get("path", "")))
        except TimeoutError:
            await refuse(send, 408, "The request took too long to arrive.")
            return
        except Gone:
            return
        if body.too_large:
            headers = [
                *(header for header in headers if header[0] != b"content-length"),
                (b"content-length", b"0"),
                (TOO_LARGE, b"1"),
            ]
        try:
            await self.pages({**scope, "headers": headers}, body.receiver(receive), send)
        finally:
            body.close()


def without_forgeries(headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Leaves out what WSGI would take for another header: to it `X_Forwarded_Proto` is `X-Forwarded-Proto`."""
    return [(name, value) for name, value in headers if b"_" not in name and name not in PRIVATE]


def known_host(headers: Sequence[tuple[bytes, bytes]], hosts: Sequence[str]) -> bool:
    """True for exactly one Host header that names this server."""
    named = [value.decode("latin-1") for name, value in headers if name == b"host"]
    return len(named) == 1 and validate_host(split_domain_port(named[0])[0], list(hosts))


async def refuse(send: Send, status: int, words: str) -> None:
    body = (words + "\n").encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"private, no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
