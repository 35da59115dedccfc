"""A row's form on a page of its own, as a link opened in another tab gives it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from specs.models import Spec
from tests.browsers import LiveApp
from tests.factories import make_spec

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def ana(colleague: Callable[..., User]) -> User:
    return colleague("Ana Ruiz")


@pytest.fixture
def spec(payments: Team, ana: User) -> Spec:
    return make_spec(payments, ana)


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
