"""What a page weighs and what a key costs in Chromium, by its own record of its main thread."""

import json
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page, Request, sync_playwright

from tests.browsers import CHROMIUM_ARGUMENTS, chromium

PATIENCE = 240_000
KEYS = "The service answers, and says what it waits for if it does not."
CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "toplevel"]


#: Milliseconds after loading in which a page fetches what it needs; a live page is never idle.
SETTLED = 2_000


class Browsing:
    """A person at Chromium, at one address of the served application."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.url, self.cookies = f"http://127.0.0.1:{port}", cookies

    @contextmanager
    def page(self) -> Iterator[Page]:
        with sync_playwright() as player:
            browser = player.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.set_default_timeout(PATIENCE)
            context.add_cookies([{"name": n, "value": value, "url": self.url} for n, value in self.cookies.items()])
            yield context.new_page()
            browser.close()

    def weight(self, address: str) -> float:
        """Kilobytes that the first view brings, as they are sent, images left out."""
        with self.page() as page:
            came: list[Request] = []
            page.on("requestfinished", lambda request: came.append(request))  # noqa: PLW0108 (Playwright marks its handlers)
            page.goto(self.url + address)
            page.wait_for_timeout(SETTLED)
            return sum(one.sizes()["responseBodySize"] for one in came if one.resource_type != "image") / 1000

    def typed(self, address: str, row: int) -> float:
        """Milliseconds that the main thread works for a key: of 20 keys the slowest but one, processor time alone."""
        with self.page() as page:
            page.goto(self.url + address)
            page.wait_for_timeout(SETTLED)  # what loading leaves to be cleared away is not the key's
            _open(page, row)
            browser = page.context.browser
            assert browser is not None
            browser.start_tracing(page=page, categories=CATEGORIES)
            page.keyboard.type(KEYS, delay=60)
            events = json.loads(browser.stop_tracing())["traceEvents"]
        return statistics.quantiles(_costs(events), n=20)[-1]


def _open(page: Page, row: int) -> None:
    page.locator(f"#row-{row}").focus()
    page.keyboard.press("Enter")
    page.locator("[data-open] textarea[name=text]").first.focus()
    page.keyboard.type("Once before. ", delay=60)


def _costs(events: list[dict[str, Any]]) -> list[float]:
    """Of each key the time that the main thread worked from it to the next."""
    keys = [event for event in events if event["name"] == "EventDispatch" and _type(event) == "keydown"]
    thread = keys[0]["pid"], keys[0]["tid"]
    tasks = [
        event
        for event in events
        if (event["pid"], event["tid"]) == thread and event["name"] == "RunTask" and "tdur" in event
    ]
    starts = sorted(key["ts"] for key in keys)
    return [
        sum(task["tdur"] for task in tasks if start <= task["ts"] + task["dur"] and task["ts"] < end) / 1000
        for start, end in pairwise(starts)
    ]


def _type(event: dict[str, Any]) -> object:
    return event.get("args", {}).get("data", {}).get("type")
