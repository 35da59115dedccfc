"""A document of hundreds of rows is laid out in parts as they come near; nothing else about it is different."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

COUNT = 230
BOX = """id => {
  const text = document.querySelector(`#${id} .row-text`), box = text.getBoundingClientRect();
  return [box.x, box.width];
}"""
IN_VIEW = """id => {
  const box = document.getElementById(id).getBoundingClientRect();
  return box.height > 20 && box.top >= 48 && box.bottom <= innerHeight;
}"""
LINES = """() => [...document.querySelectorAll("[data-row=requirement]")].map(
  row => getComputedStyle(row, "::after").borderTopWidth)"""
LAID = "() => [...document.querySelectorAll('.rows.far')].map(part => getComputedStyle(part).contentVisibility)"


def text() -> str:
    lines = [f"{i}. **FR-{i}**: The service answers request {i} within a second." for i in range(1, COUNT + 1)]
    return "\n".join(["# Long\n\n## Requirements\n\n### Functional Requirements\n", *lines, ""])


def test_a_long_document(
    window: Callable[..., Page],
    live_app: LiveApp,
    colleague: Callable[..., User],
    imported: Callable[..., Spec],
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana, text())
    near, far, last = (f"row-{spec.rows.get(uid=uid).pk}" for uid in ("FR-2", "FR-151", f"FR-{COUNT}"))
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    assert page.evaluate(LAID) == ["auto"] * 4
    assert page.evaluate(LINES) == ["0px", *["1px"] * (COUNT - 1)]

    # its address leads to the row, which stands where the others stand
    page.goto(f"{live_app.url}/{spec.key}/#{far}")
    page.wait_for_function(IN_VIEW, arg=far)
    assert page.evaluate(BOX, far) == page.evaluate(BOX, near)

    # it opens in place by a click, and its menu is not cut off where the part ends
    row = page.locator(f"#{far}")
    row.locator(".row-text").click()
    field = row.locator("textarea[name=text]")
    expect(field).to_be_focused()
    assert page.evaluate(LAID)[2] == "visible"
    page.keyboard.press("End")
    page.keyboard.type(" Even far down.")
    page.keyboard.press("Escape")
    expect(row.locator(".row-text")).to_contain_text("Even far down.")
    expect(row).to_be_focused()
    page.keyboard.press("k")  # the last row of the part above
    above = page.locator("[data-row]:focus")
    above.hover()
    above.locator(".handle").click()
    item = page.get_by_role("menuitem").last
    expect(item).to_be_visible()
    assert item.evaluate("""item => {
      const box = item.getBoundingClientRect();
      return item.contains(document.elementFromPoint(box.x + 8, box.y + box.height / 2));
    }""")
    page.keyboard.press("Escape")

    # the pen, which the page knows nothing of until it is pressed, opens it as well
    pen = page.locator(f"#{last} a[data-edit]")
    assert pen.get_attribute("hx-get") is None
    pen.focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"#{last} textarea[name=text]")).to_be_focused()
    page.keyboard.press("Escape")

    # find reaches what has not been laid out yet; on paper everything is
    page.reload()
    page.keyboard.press("f")
    page.keyboard.type("request 199 ")
    page.keyboard.press("Enter")
    page.wait_for_function(IN_VIEW, arg=f"row-{spec.rows.get(uid='FR-199').pk}")
    page.emulate_media(media="print")
    assert set(page.evaluate(LAID)) == {"visible"}
