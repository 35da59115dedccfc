"""A table by keyboard: from cell to cell, into a text and out of it, new lines, and cells of a spreadsheet."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from specs.models import Spec
from tests.browser.test_accessible import violations
from tests.browser.test_fields_that_fit import paste, stored
from tests.browser.test_nothing_is_lost import hold
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = pytest.mark.browser

IN_CELL = """wanted => {
  const now = document.activeElement;
  const cell = now.closest("[data-cell]");
  const line = cell?.closest(".grid-row");
  if (!line) return false;
  const lines = [...line.parentElement.querySelectorAll(":scope > .grid-row")];
  const cells = [...line.querySelectorAll("[data-cell]")];
  return String([lines.indexOf(line), cells.indexOf(cell), now !== cell]) === wanted;
}"""


@pytest.fixture
def page(window: Callable[..., Page], live_app: LiveApp, spec: Spec) -> Page:
    page = window(spec.changed_by, axe=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_app.url}/{spec.key}/")
    return page


def stands(page: Page, line: int, cell: int, *, typing: bool = False) -> None:
    """The keyboard is in that cell: on it, or in its text."""
    page.wait_for_function(IN_CELL, arg=f"{line},{cell},{str(typing).lower()}")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_cells_are_walked_written_added_and_removed_by_key(page: Page, spec: Spec) -> None:
    first = spec.rows.get(kind="error", title="Validation")
    expect(page.get_by_role("grid", name="Table: error case")).to_be_visible()
    page.locator(f"#row-{first.pk}").focus()
    press(page, "ArrowRight")
    stands(page, 0, 0)
    press(page, "ArrowDown", "ArrowRight", "End", "Home", "ArrowUp", "ArrowRight")
    stands(page, 0, 1)
    page.keyboard.type("!? never")
    stands(page, 0, 1, typing=True)
    assert violations(page) == []
    press(page, "ArrowRight")
    stands(page, 0, 2, typing=True)
    press(page, "ArrowLeft")
    stands(page, 0, 1, typing=True)
    press(page, "Shift+Enter")
    page.keyboard.type("a | b")
    press(page, "Enter")
    stands(page, 1, 1, typing=True)
    expect(page.locator(f"#row-{first.pk}[data-row]")).to_contain_text("Say which field!? never")
    press(page, "Enter")
    stands(page, 2, 0, typing=True)
    page.keyboard.type("Down")
    press(page, "Tab")
    page.keyboard.type("Wait")
    press(page, "Enter")
    stands(page, 3, 0, typing=True)
    press(page, "Backspace")
    stands(page, 2, 0)
    stored(page, spec, '| Validation | Say which field!? never<br>a \\| b | "Amount too large" |')
    stored(page, spec, '"Log in first" |\n| Down | Wait |  |\n')
    grid = page.get_by_role("grid", name="Table: error case")
    expect(grid.locator(".grid-row[data-row]:not([data-held])", has_text="Down")).to_be_visible()
    press(page, "F2")
    stands(page, 2, 0, typing=True)
    press(page, "Control+Shift+Backspace")
    stands(page, 1, 0)
    expect(page.locator(".row.gone")).to_contain_text("Deleted")
    assert "| Down |" not in spec.document().text


def test_a_line_that_is_on_its_way_is_deleted_as_one_that_is_there(page: Page, spec: Spec) -> None:
    last = spec.rows.filter(kind="error").last()
    assert last
    page.locator(f"#row-{last.pk}").focus()
    press(page, "ArrowRight", "F2")
    hold(page)
    press(page, "Enter")
    stands(page, 2, 0, typing=True)
    page.keyboard.type("Down")
    press(page, "Enter")
    stands(page, 3, 0, typing=True)
    press(page, "Backspace")
    stands(page, 2, 0)
    press(page, "F2")
    stands(page, 2, 0, typing=True)
    page.keyboard.type("wards")
    press(page, "Control+Shift+Backspace")
    stands(page, 1, 0)
    page.unroute("**/*")  # what was held goes on
    gone = page.locator(".row.gone")
    expect(gone).to_contain_text("Deleted")
    assert "| Down" not in spec.document().text
    gone.get_by_role("button", name="Undo").click()
    stored(page, spec, "| Downwards |  |  |\n")


def test_tab_goes_on_in_the_next_line_and_from_the_last_to_what_adds_one(page: Page, spec: Spec) -> None:
    grid = page.get_by_role("grid", name="Table: error case")
    last = grid.locator(".grid-row").count() - 1
    page.locator(f"#row-{spec.rows.get(kind='error', title='Validation').pk}").focus()
    press(page, "ArrowRight", "End", "F2")
    stands(page, 0, 2, typing=True)
    page.keyboard.type(" Now")
    press(page, "Tab")
    stands(page, 1, 0, typing=True)
    expect(grid.locator(".grid-row").first).to_contain_text("Now")
    press(page, "F6")
    expect(grid.locator("[data-up]")).to_be_focused()
    assert violations(page) == []
    grid.locator("textarea").first.focus()
    for line in range(1, last + 1):
        stands(page, line, 0, typing=True)
        press(page, "Tab", "Tab")
        stands(page, line, 2, typing=True)
        press(page, "Tab")
    expect(page.locator("a[data-add]:focus")).to_contain_text("Add error case")
    expect(page.locator("[data-open]")).to_have_count(0)


def test_cells_of_a_spreadsheet_fill_lines_and_add_them_and_one_undo_takes_all_back(page: Page, spec: Spec) -> None:
    risk = spec.rows.get(kind="risk")
    page.locator(f"#row-{risk.pk}").focus()
    press(page, "ArrowRight", "ArrowRight", "F2")
    stands(page, 0, 1, typing=True)
    press(page, "3")
    expect(page.locator(f"#row-{risk.pk} select")).to_have_value("Low")
    press(page, "ArrowLeft", "End")
    page.keyboard.type(" again")
    paste(page, 'Bank is slow\tMedium\t"Wait,\nthen ask"\r\nFire\tHigh\ta|b\r\n')
    stands(page, 0, 0)
    expect(page.get_by_role("grid", name="Table: risk")).to_contain_text("then ask")
    stored(page, spec, "| Bank is slow | Medium | Wait,<br>then ask |\n| Fire | High | a\\|b |\n")
    press(page, "Control+z")
    expect(page.get_by_role("grid", name="Table: risk")).not_to_contain_text("Fire")
    stored(page, spec, SAMPLE[SAMPLE.index("## Dependencies") :])
