"""A table's head is edited in place, by keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from tests.browser.test_accessible import violations
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [1440, 390])
def test_the_head_of_a_table_is_edited_by_keyboard(
    window: Callable[..., Page],
    live_app: LiveApp,
    colleague: Callable[..., User],
    imported: Callable[..., Spec],
    width: int,
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana)
    before = spec.document().text
    table = spec.rows.filter(kind="table", source__contains="Handling Strategy").first()
    assert table
    word = "Handling Strategy"
    page = window(ana, width=width, axe=True)
    page.goto(f"{live_app.url}/{spec.key}/")
    link = page.locator(f"#row-{table.pk}").get_by_role("link", name="Markdown")
    link.focus()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    field = page.locator(f"#table-{table.pk} textarea[name=source]")
    expect(field).to_be_focused()
    assert violations(page) == []
    field.press("Escape")
    expect(page.locator(f"#table-{table.pk} #row-{table.pk}")).to_have_count(1)
    expect(page.locator(f"#table-{table.pk}")).to_be_focused()
    link.press("Enter")
    field.fill(field.input_value().replace(word, "Our Strategy", 1))
    field.press("Control+Enter")
    expect(page.locator(f"#row-{table.pk} [role=columnheader]").nth(1)).to_have_text("Our Strategy")
    assert spec.document().text == before.replace(word, "Our Strategy", 1)
