"""`make screenshots`: the pictures of the user guide, taken from the example team on a server of their own."""

import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browsers import CHROMIUM_ARGUMENTS, chromium, free_port

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
FILE = ROOT / "tests" / "browser" / "trial-parcels.md"
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
            subprocess.run(
                [sys.executable, "manage.py", "demo"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
            )
            _take(address)
        finally:
            server.terminate()
            server.wait(10)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=1)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The server did not start.")


def _take(address: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGUMENTS)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
        page = context.new_page()
        _log_in(page, address)
        _tour(page, address)
        browser.close()


def _log_in(page: Page, address: str) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("input[name=login]", WRITER)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(f"{address}/")


def _tour(page: Page, address: str) -> None:
    """Each page that the guide speaks of; the specs are found by their status on the home page."""

    def picture(name: str) -> None:
        page.wait_for_load_state("networkidle")
        page.evaluate("document.activeElement?.blur()")
        page.screenshot(path=IMAGES / f"{name}.png")

    picture("home")
    page.goto(f"{address}/new/")
    picture("new")
    page.goto(f"{address}/import/")
    page.locator("[data-drop-form] input[type=file]").first.set_input_files(FILE)
    page.get_by_role("button", name="Show what is recognised").click()
    picture("import")
    page.goto(f"{address}/?status=draft&sort=-progress")
    page.locator(".tbl.team td.title a").first.click()
    picture("spec")
    page.goto(f"{page.url.split('#')[0].split('?')[0]}history/")
    picture("history")
    page.goto(f"{address}/?status=review")
    page.locator(".tbl.team td.title a").first.click()
    page.goto(f"{page.url.split('#')[0].split('?')[0]}review")
    picture("review")


if __name__ == "__main__":
    main()
