"""A comparison in a browser: by keys and by buttons, what was seen, on wide and narrow screens, without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Row, Spec
from specs.services.editing import save_row
from specs.services.removing import remove_row
from specs.services.reviewing import send, submit
from tests.browser.test_accessible import violations
from tests.browsers import LiveApp

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def twice(ana: User, spec: Spec, colleague: Callable[..., User]) -> Spec:
    """In review for the second time, with three changes: FR-1, FR-2 and the overview."""
    submit(spec, by=ana, reviewers=[colleague("Ben Cole")], seen=spec.text_hash)
    for uid, text in (("FR-1", "A clerk refunds a payment in part."), ("FR-2", "A clerk refunds any part.")):
        row = Row.objects.get(spec=spec, uid=uid)
        save_row(row, by=ana, values={"text": text}, base={"text": row.text}, stamp=row.stamp)
    remove_row(Row.objects.get(spec=spec, kind="question"), by=ana)
    send(spec, by=ana)
    return spec


def here(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('aria-label')"))


def test_from_change_to_change_marking_what_was_seen(
    window: Callable[..., Page], live_app: LiveApp, ana: User, twice: Spec
) -> None:
    page = window(ana, axe=True)
    page.goto(f"{live_app.url}/{twice.key}/compare?from=1&to=2")
    assert violations(page) == []
    progress = page.locator("#compare-progress")
    expect(progress).to_have_text("0 of 3 changes seen")
    page.keyboard.press("n")
    assert here(page) == "FR-1, Changed"
    page.keyboard.press("n")
    assert here(page) == "FR-2, Changed"
    page.keyboard.press("p")
    assert here(page) == "FR-1, Changed"
    page.keyboard.press("e")
    expect(progress).to_have_text("1 of 3 changes seen")
    assert here(page) == "FR-2, Changed"
    page.get_by_role("button", name="Next", exact=True).click()
    assert here(page) == "What about gift cards?, Removed"
    page.get_by_role("button", name="Mark as seen").last.click()
    expect(progress).to_have_text("2 of 3 changes seen")
    page.keyboard.press("p")
    page.keyboard.press("e")
    expect(progress).to_have_text("3 of 3 changes seen")
    page.get_by_role("button", name="Seen; take the mark away").first.click()
    expect(progress).to_have_text("2 of 3 changes seen")

    expect(page.locator(".cmp-row .l").first).to_be_visible()
    expect(page.locator(".cmp-row .both").first).to_be_hidden()
    page.get_by_role("link", name="In one text").click()
    expect(page.locator(".cmp-row .both").first).to_contain_text("removed full")
    assert page.locator(".cmp-row .l").count() == 0
    page.get_by_label("From").select_option("now")
    expect(page.get_by_text("They say the same.")).to_be_visible()
    assert "from=now&to=2" in page.url.replace("view=one&", "")


def test_on_a_phone_both_texts_are_one(window: Callable[..., Page], live_app: LiveApp, ana: User, twice: Spec) -> None:
    page = window(ana, width=390, dark=True, axe=True)
    page.goto(f"{live_app.url}/{twice.key}/compare?from=1&to=2")
    expect(page.locator(".cmp-row .l").first).to_be_hidden()
    expect(page.locator(".cmp-row .both").first).to_contain_text("removed full")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []
    page.goto(f"{live_app.url}/{twice.key}/changelog?from=1&to=2")
    assert violations(page) == []


def test_without_javascript_every_form_works(
    window: Callable[..., Page], live_app: LiveApp, ana: User, twice: Spec
) -> None:
    page = window(ana, scripts=False)
    page.goto(f"{live_app.url}/{twice.key}/compare?from=1&to=2&view=one")
    page.get_by_role("button", name="Mark as seen").first.click()
    expect(page.locator("#compare-progress")).to_have_text("1 of 3 changes seen")
    assert page.url.endswith(f"view=one#change-{Row.objects.get(spec=twice, uid='FR-2').pk}")
    page.get_by_label("To").select_option("now")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("link", name="Whole document").click()
    expect(page.get_by_text("Bank is down")).to_be_visible()
    expect(page.get_by_role("button", name="Next", exact=True)).to_be_hidden()
