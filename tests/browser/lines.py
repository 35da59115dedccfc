"""A server that can be killed, and a line to it that can be cut: for journeys through trouble."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from urllib.parse import quote
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

from tests.browsers import free_port


class Server:
    """Specroom in a process of its own, on the test's database."""

    def __init__(self, port: int, url: str) -> None:
        self.port, self.url = port, url
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        found = {"DATABASE_URL": _database(), "SPECROOM_SECRET_KEY": settings.SECRET_KEY, "SPECROOM_DEBUG": "1"}
        found |= {"SPECROOM_URL": self.url, "SPECROOM_LIVE": "1"}
        line = ["uvicorn", "config.asgi:application", "--port", str(self.port), "--log-level", "error"]
        options = ["--ws", "websockets-sansio", "--ws-max-size", "600000"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", *line, *options], cwd=settings.BASE_DIR, env=os.environ | found
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return
            time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(10)
            self.process = None


def _database() -> str:
    known = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{known['NAME']}"
    person = f"{quote(known['USER'])}:{quote(known['PASSWORD'])}@" if known["USER"] else ""
    return f"postgres://{person}{known['HOST'] or 'localhost'}:{known['PORT'] or 5432}/{known['NAME']}"


class Wire:
    """The line to a server: it can be cut, and mended."""

    def __init__(self) -> None:
        self.to = free_port()
        self.cut_off = False
        self.open: list[socket.socket] = []
        self.door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.door.getsockname()[1]}"
        threading.Thread(target=self._let_in, daemon=True).start()

    def cut(self) -> None:
        self.cut_off = True
        for end in self.open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self.open.clear()

    def mend(self) -> None:
        self.cut_off = False

    def end(self) -> None:
        self.cut()
        self.door.close()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.door.accept()
                self._join(near)

    def _join(self, near: socket.socket) -> None:
        try:
            if self.cut_off:
                raise OSError
            far = socket.create_connection(("127.0.0.1", self.to))
        except OSError:
            near.close()
            return
        self.open += [near, far]
        for one, other in ((near, far), (far, near)):
            threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
