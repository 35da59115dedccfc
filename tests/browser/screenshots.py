"""`make screenshots`: the pictures of the user guide, taken from the example team on a server of their own."""

import io
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, Route, expect, sync_playwright

from tests.browsers import CHROMIUM_ARGUMENTS, chromium, free_port

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
FILE = ROOT / "tests" / "browser" / "trial-parcels.md"
WRITTEN = ROOT / "tests" / "browser" / "pictures.md"
KEY = "PAY-6"  # of what is written there, behind the five of the example team
WRITER, PASSWORD = "ana@payments.example", "payments-demo"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="specroom-pictures-") as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        environment = {
            **os.environ,
            "SPECROOM_VAR": folder,
            "PORT": str(port),
            "SPECROOM_URL": address,
            "SPECROOM_LOG_LEVEL": "ERROR",
        }
        server = subprocess.Popen([sys.executable, "-m", "config.serve"], cwd=ROOT, env=environment)
        try:
            _wait_for(f"{address}/healthz")
            for command in (["demo"], ["import_spec", str(WRITTEN), "--team", "PAY", "--author", WRITER]):
                subprocess.run(
                    [sys.executable, "manage.py", *command],
                    cwd=ROOT,
                    env=environment,
                    check=True,
                    stdout=subprocess.DEVNULL,
                )
            _take(address)
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5)
        except OSError:  # nothing listens yet, or it is not fast enough
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def _take(address: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        context = browser.new_context(viewport={"width": 1440, "height": 768}, locale="en-GB", timezone_id="UTC")
        page = context.new_page()
        _log_in(page, address)
        _tour(page, address)
        _together(page, browser.new_page(viewport={"width": 1440, "height": 768}, locale="en-GB"), address)
        browser.close()


def _log_in(page: Page, address: str, who: str = WRITER) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")


def _tour(page: Page, address: str) -> None:
    """Each page that the guide speaks of, in the state that it speaks of."""
    _lists(page, address)
    _writing(page, f"{address}/{KEY}/")
    _states(page, f"{address}/{KEY}/")
    _afterwards(page, address)


def _picture(page: Page, name: str, *, blur: bool = False) -> None:
    """What the window shows, with 64 shades of each colour: nobody sees it, and it takes a tenth less room."""
    page.wait_for_load_state("load")
    page.mouse.move(600, 6)
    if blur:
        page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(400)
    seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    seen.point([shade & 0xFC | shade >> 6 for shade in range(256)] * 3).save(IMAGES / f"{name}.png", optimize=True)


def _lists(page: Page, address: str) -> None:
    page.goto(f"{address}/new/")
    page.fill("input[name=title]", "Refund limits per agent")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url("**/PAY-*/**")
    page.locator(".unwritten textarea").wait_for()
    _picture(page, "empty")
    page.goto(f"{address}/import/")
    page.locator("[data-drop-form] input[type=file]").first.set_input_files(FILE)
    page.get_by_role("button", name="Show what is recognised").click()
    _picture(page, "import", blur=True)
    page.goto(f"{address}/")
    _picture(page, "home", blur=True)


def _writing(page: Page, spec: str) -> None:
    page.goto(spec)
    _open(page, "A third of the calls")
    page.keyboard.press("Control+End")
    page.keyboard.type("\n\n")
    chart: FilePayload = {"name": "calls.png", "mimeType": "image/png", "buffer": _chart()}
    page.locator("[data-choose-image]").set_input_files(chart)
    expect(page.locator(".row.open textarea").first).to_have_value(re.compile("images/"))
    page.keyboard.type("Calls about refunds, by month")
    page.keyboard.press("Escape")
    page.locator("#document img").wait_for()
    page.evaluate("document.querySelector('#document img').closest('section').scrollIntoView()")
    _picture(page, "images", blur=True)
    _open(page, "If the push is declined")
    _picture(page, "spec")
    page.keyboard.press("Escape")
    page.get_by_text("Push declined", exact=True).last.click()
    page.locator(".grid textarea, .grid input:not([type=hidden])").first.wait_for()
    _picture(page, "table")
    page.keyboard.press("Escape")
    page.goto(spec)
    page.locator(".code-row, .row:has(.diagram)").first.click()
    page.locator(".cm-content").wait_for()
    page.wait_for_timeout(2_500)
    _picture(page, "code")


def _open(page: Page, words: str) -> None:
    row = page.locator(".row").filter(has_text=words).last
    row.evaluate("row => scrollTo(0, row.getBoundingClientRect().top + scrollY - 320)")
    row.locator(".row-text").first.click(position={"x": 200, "y": 12})
    page.locator(".row.open textarea").first.wait_for()


def _states(page: Page, spec: str) -> None:
    page.goto(f"{spec}?find=refund")
    page.locator("#find:not([hidden])").wait_for()
    _picture(page, "find")
    page.goto(spec)
    page.keyboard.press("Control+k")
    page.keyboard.type("refund")
    page.wait_for_timeout(800)
    _picture(page, "palette")
    page.goto(spec)
    first = page.locator("[data-uid='FR-1']")
    first.evaluate("row => scrollTo(0, row.getBoundingClientRect().top + scrollY - 160)")
    first.focus()
    for key in ("Shift+ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    _picture(page, "selection")
    page.goto(spec)
    page.route("**/*", _no_post)
    _open(page, "A refund is never paid twice")
    page.locator(".row.open label", has_text="Should").click()  # words go another way, letter by letter
    page.keyboard.press("Escape")
    page.locator(".fail:visible").first.wait_for()
    _picture(page, "not-saved")
    page.unroute("**/*", _no_post)
    page.locator(".fail:visible").first.wait_for(state="detached")  # it is tried again by itself
    page.goto(f"{spec}markdown")
    page.locator(".cm-content").wait_for()
    _picture(page, "whole", blur=True)


def _together(page: Page, other: Page, address: str) -> None:
    """Two people in one paragraph, one of whom has marked words of it."""
    _log_in(other, address, "ben@payments.example")
    for each in (other, page):
        each.goto(f"{address}/{KEY}/")
        _open(each, "When a support agent refunds an order")
        each.locator(".row.open textarea[data-shared]").wait_for()
    page.keyboard.press("Control+End")
    other.keyboard.press("Control+Home")
    for key in ["Shift+Control+ArrowRight"] * 4:
        other.keyboard.press(key)
    page.locator(".held").first.wait_for()
    _picture(page, "together")


def _no_post(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def _afterwards(page: Page, address: str) -> None:
    page.goto(f"{address}/PAY-1/history/")
    _picture(page, "history", blur=True)
    page.goto(f"{address}/PAY-1/review")
    _picture(page, "review", blur=True)
    page.goto(f"{address}/PAY-3/read")
    _picture(page, "reading", blur=True)


def _chart() -> bytes:
    """An image as somebody would bring it."""
    months = (2900, 3100, 3300, 3600, 3800, 4100)
    image = Image.new("RGB", (560, 160), "white")
    draw = ImageDraw.Draw(image)
    for i, calls in enumerate(months):
        draw.rectangle((20 + 90 * i, 150 - calls // 32, 80 + 90 * i, 150), fill="#2f4bc0")
        draw.text((34 + 90 * i, 136 - calls // 32), f"{calls:,}", fill="#1a1d23")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


if __name__ == "__main__":
    main()
