"""A served application and a real browser, for journeys (marker `browser`)."""

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from config.sockets import OPTIONS

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class LiveApp:
    """A running server; `url` has no slash at its end."""

    url: str


def chromium() -> str:
    """The browser to use: $CHROMIUM, else what PATH has; a test without one fails and says what to do."""
    for candidate in (os.environ.get("CHROMIUM"), *CHROMIUM_NAMES):
        if candidate and (found := shutil.which(candidate)):
            return found
    pytest.fail("No Chromium found. Install it with: apt-get install chromium  (or set CHROMIUM to its path)")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def live_app(transactional_db: None, settings: Any) -> Iterator[LiveApp]:
    """Specroom as people run it: uvicorn in a thread, on the test's own database, at a free port."""
    import uvicorn  # noqa: PLC0415 (the application needs Django's settings first)

    from config.asgi import application  # noqa: PLC0415

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings.SPECROOM_URL = url  # sockets are opened by pages of this very address
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            host="127.0.0.1",
            port=port,
            log_config=None,
            lifespan="on",
            timeout_graceful_shutdown=1,
            **OPTIONS,  # type: ignore[arg-type]
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 10
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert server.started, "the server did not start"
    yield LiveApp(url)
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="session")
def browser(django_db_setup: None, django_db_blocker: Any) -> Iterator[Browser]:
    # Playwright's loop runs in this thread, and Django would take every query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()
    with django_db_blocker.unblock():
        _end_sessions()


def _end_sessions() -> None:
    """Threads of the servers keep their sessions for a minute, and PostgreSQL drops no database that has some."""
    from django.db import connection  # noqa: PLC0415 (needs Django's settings)

    if connection.vendor == "postgresql":
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh window, 1440 by 900, with nobody logged in."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
    yield context.new_page()
    context.close()
