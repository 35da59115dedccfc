"""Starts programs of the project as a person would, and reads what they say."""

import os
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from django.conf import settings

PASSED_ON = ("PATH", "HOME", "LANG", "TMPDIR")


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """What a process needs of this one's environment, without any setting of Specroom."""
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ} | dict(extra)


class Server:
    """A process that serves until the block ends."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], port: int) -> None:
        self.environment = clean_environment(environment)
        self.port = port
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command,
            cwd=Path(settings.BASE_DIR),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def said(self) -> str:
        return "".join(self.lines)

    def wait_for(self, words: str, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while words not in self.said() and self.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        self.reader.join(0.2)
        assert words in self.said(), self.said()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(20)
        self.reader.join(5)
        assert self.process.stdout
        self.process.stdout.close()
