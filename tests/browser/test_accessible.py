"""Axe finds nothing: at rest, with rows open, light and dark, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from specs.services import creating
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe finds on the page, or within one part of it."""
    page.evaluate("document.fonts.ready")
    found = Axe().run(page, context=within, options={"preload": False}).response["violations"]
    return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"][:3]]


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (1440, True), (390, False)])
def test_the_page_of_a_full_spec(
    window: Callable[..., Page],
    live_app: LiveApp,
    colleague: Callable[..., User],
    imported: Callable[..., Spec],
    width: int,
    dark: bool,
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana)
    page = window(ana, width=width, dark=dark, axe=True)
    page.goto(f"{live_app.url}/{spec.key}/")
    assert violations(page) == []


def test_open_rows_of_every_shape(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana)
    page = window(ana, axe=True)
    page.goto(f"{live_app.url}/{spec.key}/")
    for kind in ("requirement", "prose", "component", "endpoint", "phase", "task", "risk", "question", "layer"):
        row = spec.rows.filter(kind=kind).last()
        assert row
        page.locator(f"#row-{row.pk}").focus()
        page.keyboard.press("Enter")
        page.locator(f"#row-{row.pk} form[data-row-form]").wait_for()
        assert violations(page, f"#row-{row.pk}") == [], kind
        page.keyboard.press("Escape")
        expect(page.locator(f"#row-{row.pk}[data-row]")).to_be_visible()


def test_a_spec_with_nothing_written(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User]
) -> None:
    ana = colleague("Ana Ruiz")
    spec = creating.create_spec(by=ana, team=ana.teams.get(), title="Refund limits", template="full")
    page = window(ana, axe=True)
    page.goto(f"{live_app.url}/{spec.key}/")
    assert violations(page) == []
