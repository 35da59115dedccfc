"""A served application with specs of each size in it, and a browser's view of it over HTTP."""

import gzip
import html
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

from config.sockets import OPTIONS
from tests.browsers import free_port

FIELD = re.compile(r'<input[^>]*\bname="([^"]+)"[^>]*\bvalue="([^"]*)"')
IDLE = 3
AREA = re.compile(r'<textarea[^>]*\bname="([^"]+)"[^>]*>\n?([^<]*)<')


def requirements(count: int) -> str:
    """A spec of that many requirements, in the template's form."""
    lines = [
        f"{number}. **FR-{number}**: The service answers request {number} within a second, and says `why` if not."
        for number in range(1, count + 1)
    ]
    head = "# A long one\n\n## Overview\n\nIt is long, and *somebody* has to read all of it.\n\n## Requirements\n\n"
    return "\n".join([head + "### Functional Requirements\n", *lines, ""])


@dataclass
class Reader:
    """A person at a browser: one connection, one session."""

    port: int
    cookies: dict[str, str]

    def __post_init__(self) -> None:
        self.connection = HTTPConnection("127.0.0.1", self.port, timeout=300)
        self.asked = time.monotonic()

    def ask(
        self, method: str, address: str, data: dict[str, str] | None = None, status: int = 200, **headers: str
    ) -> tuple[HTTPResponse, bytes]:
        body = urlencode(data) if data is not None else None
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Host": f"127.0.0.1:{self.port}",
            "Accept-Encoding": "gzip",  # as every browser sends it; the floor's answers are compressed too
            **({"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}),
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        if time.monotonic() - self.asked > IDLE:  # the server closes it after five seconds
            self.connection.close()
        self.asked = time.monotonic()
        self.connection.request(method, address, body, headers)
        response = self.connection.getresponse()
        answer = response.read()
        self.sent = len(answer)
        if response.headers.get("Content-Encoding") == "gzip":
            answer = gzip.decompress(answer)
        for line in response.headers.get_all("Set-Cookie") or []:
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        assert response.status == status, (method, address, response.status, answer[:400])
        return response, answer

    def get(self, address: str, **headers: str) -> bytes:
        return self.ask("GET", address, None, 200, **headers)[1]

    def post(self, address: str, data: dict[str, str], status: int = 200) -> bytes:
        return self.ask("POST", address, data, status, X_CSRFToken=self.cookies["csrf"], HX_Request="true")[1]

    def form(self, address: str) -> dict[str, str]:
        """What the form at an address would send back."""
        page = self.get(address, HX_Request="true").decode()
        found = {**dict(FIELD.findall(page)), **dict(AREA.findall(page))}
        return {name: html.unescape(value) for name, value in found.items() if name not in ("next", "preview")}


SERVER: list[int] = []


def worked() -> float:
    """The processor time that the server has used, in milliseconds, counted in steps of ten; else this process's own.

    On a machine that does other work too, it is what can be compared.
    """
    try:
        fields = Path(f"/proc/{SERVER[-1]}/stat").read_text().rpartition(")")[2].split()
    except (OSError, IndexError):
        return 1000 * time.process_time()
    return 1000 * (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served() -> Iterator[int]:
    """Specroom as people run it, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error"]
    command += [f"--{name.replace('_', '-')}={str(value).lower()}" for name, value in OPTIONS.items()]
    server = subprocess.Popen([*command, "--timeout-graceful-shutdown", "1"], env={**os.environ, "PORT": str(port)})
    try:
        _await(port)
        SERVER.append(server.pid)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _await(port: int) -> None:
    for _ in range(200):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz", headers={"Host": f"127.0.0.1:{port}"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
