"""What could not be saved stays where it was typed, says so, and is tried again."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from specs.models import Spec
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = pytest.mark.browser


@pytest.fixture
def ana(colleague: Callable[..., User]) -> User:
    return colleague("Ana Ruiz")


@pytest.fixture
def spec(ana: User, imported: Callable[..., Spec]) -> Spec:
    return imported(ana, SAMPLE)


@pytest.fixture
def page(window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec) -> Page:
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    return page


def type_in(page: Page, spec: Spec, words: str) -> str:
    place = f"#row-{spec.rows.get(uid='FR-1').pk}"
    page.locator(f"{place} .row-text").click()
    page.locator(f"{place} textarea[name=text]").fill(words)
    return place


def test_a_server_that_does_not_answer_loses_no_word(page: Page, spec: Spec) -> None:
    page.route("**/edit", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    place = type_in(page, spec, "Typed into the void.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_contain_text(
        "Not saved: the server did not answer. Your text is kept in this browser."
    )
    expect(page.locator("#trouble")).to_have_text("1 row not saved")
    expect(page.locator(f"{place} textarea[name=text]")).to_have_value("Typed into the void.")
    page.unroute("**/edit")
    page.locator(f"{place} [data-try]").click()
    expect(page.locator(f"{place} .row-text")).to_have_text("Typed into the void.")
    expect(page.locator("#trouble")).to_be_hidden()


def test_it_is_tried_again_by_itself(page: Page, spec: Spec) -> None:
    answers = iter(["abort", "abort"])

    def once(route: Route) -> None:
        if route.request.method == "POST" and next(answers, "") == "abort":
            route.abort()
        else:
            route.continue_()

    page.route("**/edit", once)
    place = type_in(page, spec, "Saved at the third try.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_contain_text("Trying again in")
    expect(page.locator(f"{place} .row-text")).to_have_text("Saved at the third try.", timeout=20_000)


def test_words_kept_in_the_browser_come_back_after_the_page_was_closed(page: Page, spec: Spec) -> None:
    page.route("**/edit", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    place = type_in(page, spec, "Kept over a crash.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_be_visible()
    page.unroute("**/edit")
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator(f"{place} .row-text").click()
    expect(page.locator(f"{place} textarea[name=text]")).to_have_value("Kept over a crash.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .row-text")).to_have_text("Kept over a crash.")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('specroom:')).length") == 0


def test_logged_out_while_typing_the_words_stay(page: Page, spec: Spec) -> None:
    place = type_in(page, spec, "Typed while logged out.")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="specroom")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_contain_text("you are logged out")
    expect(page.locator(f"{place} textarea[name=text]")).to_have_value("Typed while logged out.")
    assert "Typed while logged out." not in spec.document().text
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "specroom"])
    page.locator(f"{place} [data-try]").click()
    expect(page.locator(f"{place} .row-text")).to_have_text("Typed while logged out.")


def test_an_answer_that_is_no_fragment_is_never_swapped_in(page: Page, spec: Spec) -> None:
    page.route(
        "**/edit",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1 id=foreign>Log in here</h1>"),
    )
    page.locator(f"#row-{spec.rows.get(uid='FR-1').pk} .row-text").click()
    expect(page.locator("#notice")).to_contain_text("not what this page asked for")
    expect(page.locator("#foreign")).to_have_count(0)


def test_the_next_person_at_the_browser_finds_no_words_of_the_one_before(
    page: Page, live_app: LiveApp, colleague: Callable[..., User], spec: Spec
) -> None:
    colleague("Ben Cole")
    page.route("**/edit", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    place = type_in(page, spec, "Ana's words alone.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_be_visible()
    page.unroute("**/edit")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_app.url}/accounts/logout/")
    page.locator("main form button, form[action='/accounts/logout/'] button").last.click()
    page.goto(f"{live_app.url}/accounts/login/?next=/{spec.key}/")
    page.fill("[name=login]", "ben@example.com")
    page.fill("[name=password]", "correct horse")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_app.url}/{spec.key}/")
    assert page.locator("[data-user]").first.get_attribute("data-user")
    page.locator(f"{place} .row-text").click()
    expect(page.locator(f"{place} textarea[name=text]")).to_have_value("A clerk refunds a payment in full.")
    assert "Ana's words" not in page.content()
    assert page.evaluate("Object.values(localStorage).some(kept => kept.includes('words alone'))")


def test_a_link_that_people_wrote_leads_away_and_is_never_swapped_in(
    window: Callable[..., Page], live_app: LiveApp, ana: User, imported: Callable[..., Spec]
) -> None:
    address = f"{live_app.url}/PAY-1/export"
    swaps = f"<a href='{address}' hx-get='/PAY-1/export' hx-target='main'>there</a>"
    spec = imported(ana, f"# Sharp\n\n## Overview\n\n[here]({address}) {swaps}\n")
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    assert page.locator(".md [hx-get], .md [data-hx-get]").count() == 0
    assert page.locator(".md").evaluate_all("all => all.every(md => md.hasAttribute('hx-disable'))")
    link = page.locator(".md a", has_text="here")
    assert link.get_attribute("href") == address
    before = page.locator("main").inner_html()
    with page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes().decode() == spec.document().text
    assert page.locator("main").inner_html() == before
