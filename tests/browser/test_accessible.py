"""Axe finds nothing: at rest, with rows open, light and dark, on a desk and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from specs.services import creating
from tests.browser.axe import broken
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe finds on the page, or within one part of it."""
    return [f"{item['id']}: {node['html'][:160]}" for item in broken(page, within) for node in item["nodes"][:3]]


#: What is pressed and is smaller than it should be, its ground taken in; words in a text are no targets of their own.
SMALL = """least => [...document.querySelectorAll("a[href], button, summary, select")].flatMap(target => {
  const { width, height } = target.getBoundingClientRect();
  const skipped = width <= 1 || target.closest(".md, .sr, .skip, p, [hidden]");
  if (skipped || getComputedStyle(target).visibility === "hidden") return [];
  const grounds = ["::before", "::after"].map(part => getComputedStyle(target, part))
    .filter(({ position, content }) => position === "absolute" && content !== "none");
  const sizes = [[width, height], ...grounds.map(ground => [parseFloat(ground.width), parseFloat(ground.height)])];
  const [wide, high] = [0, 1].map(side => Math.max(...sizes.map(size => size[side])));
  return Math.min(wide, high) < least - 0.5 ? [`${wide} x ${high}: ${target.outerHTML.slice(0, 120)}`] : [];
})"""


@pytest.mark.long
def test_the_page_of_a_full_spec_and_open_rows_of_every_shape(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana)
    page = window(ana, axe=True)
    page.emulate_media(reduced_motion="reduce")  # colours are not measured half way from one to the other
    page.goto(f"{live_app.url}/{spec.key}/")
    for width, dark in ((1440, True), (390, False), (1440, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        assert violations(page) == [], (width, dark)
        assert page.evaluate(SMALL, 24) == [], width
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
    for path in ("/", "/PAY-1/history/", f"/{spec.key}/"):
        page.goto(live_app.url + path)
        assert page.evaluate(SMALL, 24) == [], path
    assert violations(page) == []
