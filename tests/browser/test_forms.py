"""Forms of rows in a browser: on a page of their own, as a link opened in another tab gives it, and with long texts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from specs.models import Spec
from specs.services import exchanging
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


def test_raw_markdown_saved_on_its_own_page_leads_back_to_the_spec(
    window: Window, live_app: LiveApp, ana: User, spec: Spec
) -> None:
    row = spec.rows.filter(kind="requirement").first()
    assert row
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/row/{row.pk}/source")
    page.locator("textarea").fill("- **FR-1**: Written raw.\n- **FR-2**: And another.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page).to_have_url(f"{live_app.url}/{spec.key}/#row-{row.pk}")
    expect(page.locator("main")).to_contain_text("And another.")


def test_a_row_is_saved_or_left_on_its_own_page_by_buttons(
    window: Window, live_app: LiveApp, ana: User, spec: Spec
) -> None:
    row = spec.rows.filter(kind="requirement").first()
    assert row
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/row/{row.pk}/edit")
    expect(page.get_by_text("leaves and saves")).to_be_hidden()
    page.locator("[name=text]").first.fill("Typed and left.")
    page.get_by_role("link", name="Cancel").click()
    expect(page).to_have_url(f"{live_app.url}/{spec.key}/#row-{row.pk}")
    assert "Typed and left." not in spec.document().text
    page.goto(f"{live_app.url}/{spec.key}/row/{row.pk}/edit")
    page.locator("[name=text]").first.fill("Typed and saved.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("Typed and saved.")


LONG = "A sentence that goes on over several lines of a field of any width. " * 6
WITH_LONG = f"""# Long

## Functional Requirements

### Requirement: In heading form

{LONG}

## Non-Functional Requirements

| ID | Requirement |
|---|---|
| NFR-1 | {LONG}|
"""


@pytest.mark.parametrize("kind", ["requirement", "quality"])
def test_an_open_field_shows_the_whole_of_a_long_text(
    window: Window, live_app: LiveApp, payments: Team, ana: User, kind: str
) -> None:
    spec = exchanging.import_spec(by=ana, team=payments, data=WITH_LONG.encode(), name="long.md")
    row = spec.rows.get(kind=kind)
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    page.locator(f"#row-{row.pk}").focus()
    page.keyboard.press("Enter")
    field = page.locator(f"#row-{row.pk} textarea[name=text]")
    expect(field).to_be_visible()
    assert field.evaluate("field => field.scrollHeight - field.clientHeight") <= 1
    assert field.evaluate("field => field.clientHeight") > 40
