"""What axe finds on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

_SCRIPT = Axe().axe_script
_RUN = "([within, options]) => axe.run(within ?? document, options).then((found) => found.violations)"


def broken(page: Page, within: str | None = None, **options: object) -> list[dict[str, Any]]:
    """The rules that are broken on the page, or within one part of it.

    Only these are asked for: places where a rule is kept are thousands, and bringing them over takes most of the time.
    """
    page.evaluate("document.fonts.ready")
    if not page.evaluate("'axe' in window"):
        page.evaluate(_SCRIPT)
    found: list[dict[str, Any]] = page.evaluate(
        _RUN, [within, {**options, "preload": False, "resultTypes": ["violations"]}]
    )
    return found
