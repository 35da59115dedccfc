"""What could not be saved stays where it was typed, says so, and is sent in order, once, when it can be."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from accounts.models import User
from specs.models import Spec
from specs.services import editing
from tests.browsers import CHROMIUM_ARGUMENTS, LiveApp, chromium

pytestmark = pytest.mark.browser


@pytest.fixture
def page(window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec) -> Page:
    page = window(ana)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{live_app.url}/{spec.key}/")
    return page


def place_of(spec: Spec, **which: str) -> str:
    return f"#row-{spec.rows.get(**which).pk}"


def type_in(page: Page, spec: Spec, words: str, uid: str = "FR-1") -> str:
    place = place_of(spec, uid=uid)
    page.locator(f"{place} .row-text").click()
    page.locator(f"{place} textarea[name=text]").fill(words)
    return place


def silence(page: Page) -> None:
    page.route("**/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def reads(page: Page, place: str, words: str) -> None:
    """Saved or not."""
    expect(page.locator(f"{place} .row-text")).to_have_text(words, timeout=12_000)


def saved(page: Page, place: str, words: str) -> None:
    expect(page.locator(f"{place}:not([data-held]) .row-text")).to_have_text(words, timeout=12_000)


def says(page: Page, words: str) -> None:
    """In the top bar."""
    expect(page.locator("#saved")).to_contain_text(words)


def hold(page: Page) -> list[Route]:
    """What would be saved from now on, on its way."""
    held: list[Route] = []
    page.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    return held


def test_rows_that_cannot_be_saved_are_left_and_read_as_typed_and_saved_in_order_later(page: Page, spec: Spec) -> None:
    silence(page)
    first = type_in(page, spec, "Typed into the void.")
    page.keyboard.press("Escape")
    line = page.locator(f"{first} .fail")
    expect(line).to_contain_text(
        "Not saved: the server did not answer. Your text is kept in this browser. Trying again in"
    )
    reads(page, first, "Typed into the void.")
    expect(page.locator("#trouble")).to_have_text("1 row not saved")
    expect(page.locator("#saved")).to_be_hidden()
    expect(page.locator(first)).to_be_focused()
    page.keyboard.press("Enter")  # opened again it is the form that was left
    page.locator(f"{first} textarea[name=text]").fill("Typed twice.")
    second = type_in(page, spec, "Another row.", "FR-2")
    page.keyboard.press("Escape")
    reads(page, first, "Typed twice.")
    reads(page, second, "Another row.")
    expect(page.locator("#trouble")).to_have_text("3 rows not saved")
    for words in ("A new goal", "And another"):
        page.locator("[id^=add-] a", has_text="Add goal").click()
        page.locator("[id^=add-] textarea[name=text]").fill(words)
        page.keyboard.press("Escape")
    expect(page.locator("[id^=local-] .row-text")).to_have_text(["A new goal", "And another"])
    page.reload()
    waiting = page.locator("[id^=local-] .row-text")
    expect(waiting).to_have_text(["A new goal", "And another"])
    waiting.last.click()  # without the form that was left: that went with the page
    expect(page.locator("[id^=local-] textarea[name=text]:focus")).to_have_value("And another")
    page.keyboard.type(" one")
    page.keyboard.press("Escape")
    expect(waiting).to_have_text(["A new goal", "And another one"])
    page.reload()
    expect(waiting).to_have_text(["A new goal", "And another one"])
    expect(page.locator(f"{first} .fail")).to_be_visible()
    reads(page, first, "Typed twice.")
    expect(page.locator(f"{second} .fail")).to_be_visible()
    page.unroute("**/*")
    page.locator(f"{second} [data-try]").click()
    expect(page.locator("#trouble")).to_be_hidden(timeout=12_000)
    sources = [event.changes[0]["after"]["source"] for event in spec.events.filter(verb="edited")]
    saved = [source for source in sources if "FR-" in source]
    assert list(spec.rows.filter(kind="goal").values_list("text", flat=True))[-2:] == ["A new goal", "And another one"]
    assert [source.partition(": ")[2].split("\n")[0] for source in saved] == [
        "Typed into the void.",
        "Typed twice.",
        "Another row.",
    ]
    expect(page.locator(".fail")).to_have_count(0)


def test_scripts_that_come_when_they_are_wanted_are_asked_for_again(
    window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec
) -> None:
    """Nothing is broken by a line that fails just then: a form stays a form, and a click says that nothing was done."""
    page = window(ana)
    wanted = re.compile(r"/js/(text-store|text-typing|text-line|talk-panel)\b")
    page.route(wanted, lambda route: route.abort())
    page.goto(f"{live_app.url}/{spec.key}/")
    place = type_in(page, spec, "Written without them")
    page.locator(f"{place} textarea[name=text]").press("Control+Enter")
    saved(page, place, "Written without them")
    page.locator("[data-talk-tab]").click()
    expect(page.locator("#notice")).to_contain_text("Nothing was done: the server did not answer.")
    page.unroute(wanted)
    page.locator("[data-talk-tab]").click()
    expect(page.locator("#comments")).to_be_visible()
    with page.expect_response(re.compile("/js/text-store")):
        page.context.set_offline(True)
        expect(page.locator("#offline")).to_be_visible()
        page.context.set_offline(False)


def test_offline_one_goes_on_writing_and_new_rows_follow_each_other(page: Page, spec: Spec) -> None:
    place = place_of(spec, kind="goal", text="Refunds within a day")
    page.locator(f"{place} .row-text").click()
    expect(page.locator(f"{place} textarea[name=text]")).to_be_focused()
    page.context.set_offline(True)
    page.keyboard.type(" or two")
    for words in ("Written offline", "And one more"):
        page.keyboard.press("Enter")
        expect(page.locator("[id^=after-local] textarea[name=text]")).to_be_focused()
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.locator("[id^=after-local] textarea[name=text]")).to_have_value("")
    page.keyboard.press("Backspace")  # back in the row before, which has no number yet
    expect(page.locator("[id^=local-] textarea[name=text]:focus")).to_have_value("And one more")
    page.keyboard.press("Escape")
    banner = page.locator("#offline")
    expect(banner).to_contain_text(
        "Go on writing: 3 rows are kept in this browser and saved when the connection is back."
    )
    expect(page.locator("[id^=local-] .row-text")).to_have_text(["Written offline", "And one more"])
    other = page.locator(place_of(spec, kind="goal", text="No letters"))
    other.locator(".row-text").click()
    expect(other).to_contain_text("This row cannot be opened without a connection. Its text is safe on the server.")
    goals = ["Refunds within a day or two", "Written offline", "And one more", "No letters"]
    texts = page.locator(".rows", has=page.locator(place)).locator(".row-text")
    expect(texts).to_have_text(goals)
    held = hold(page)
    with page.expect_request(lambda request: request.method == "POST"):
        page.context.set_offline(False)
    for _ in goals[1:3]:  # each stays seen, in its place, until its own turn has come
        expect(texts).to_have_text(goals)
        with page.expect_request(lambda request: request.method == "POST"):
            held.pop().continue_()
    expect(texts).to_have_text(goals)
    expect(page.locator("[id^=local-]")).to_have_count(1)
    held.pop().continue_()
    page.unroute("**/*")
    expect(page.locator("[data-unopened]")).to_have_count(0)
    expect(page.locator("#trouble")).to_be_hidden(timeout=12_000)
    expect(banner).to_be_hidden()
    for words in ("Written offline", "And one more"):
        expect(page.locator("[id^=row-] .row-text", has_text=words)).to_be_visible(timeout=12_000)
    expect(page.locator("[id^=local-]")).to_have_count(0)
    assert list(spec.rows.filter(kind="goal").values_list("text", flat=True)) == goals
    for left in (2, 1, 1):  # each is one step back, also after a reload
        page.locator("main").press("Control+z")
        expect(page.locator(f"{place} ~ .row:not(.head-row)")).to_have_count(left)
        page.reload()
    reads(page, place, "Refunds within a day")
    page.locator("main").press("Control+Shift+z")
    reads(page, place, "Refunds within a day or two")
    page.locator("main").press("Control+y")
    page.locator(".row-text", has_text="Written offline").wait_for()
    page.locator("details.menu summary", has=page.locator("svg")).last.click()
    page.get_by_role("button", name="Redo").click()
    page.locator(".row-text", has_text="And one more").wait_for()
    assert list(spec.rows.filter(kind="goal").values_list("text", flat=True)) == goals


def test_an_answer_that_was_lost_changes_nothing_twice(page: Page, spec: Spec) -> None:
    lost: list[int] = []

    def lose(route: Route) -> None:
        if route.request.method != "POST" or len(lost) > 1:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort()

    page.route("**/*", lose)
    place = place_of(spec, kind="goal", text="No letters")
    page.locator(f"{place} .row-text").click()
    page.locator(f"{place} textarea[name=text]").fill("No letters, ever")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_be_visible()
    page.locator("[data-try]").click()
    expect(page.locator("#trouble")).to_be_hidden(timeout=12_000)
    page.locator("[id^=add-]", has_text="Add goal").locator("a").click()
    lost.clear()
    page.locator("[id^=add-] textarea[name=text]").fill("Added once")
    page.keyboard.press("Escape")
    page.locator("[data-try]").click()
    expect(page.locator("#trouble")).to_be_hidden(timeout=12_000)
    page.locator(".row-text", has_text="Added once").wait_for()
    assert lost == [200, 200]
    assert [event.verb for event in spec.events.filter(number__gt=1)] == ["edited", "added"]


def test_slow_answers_never_touch_what_is_being_typed(page: Page, spec: Spec) -> None:
    slow = page.context.new_cdp_session(page)
    slow.send("Network.enable")
    a_row_that_was_left_reads_as_typed_while_it_is_on_its_way(page, spec)
    first = type_in(page, spec, "Saved slowly.")
    third = place_of(spec, uid="FR-3")
    page.locator(f"{third} .row-text").click()
    page.locator("#trouble").wait_for(state="hidden")
    limits = {"offline": False, "latency": 1_400, "downloadThroughput": -1, "uploadThroughput": -1}
    second = type_in(page, spec, "Also slowly.", "FR-2")
    slow.send("Network.emulateNetworkConditions", limits)
    page.locator(f"{second} textarea[name=text]").press("Control+Enter")
    page.keyboard.type(" And gone on with.")  # into the very form that is being saved
    expect(page.locator(f"{second} .said")).to_have_text("Saving")
    expect(page.locator("#trouble")).to_have_text("Saving")
    expect(page.locator(f"{second} form:not([data-saving])")).to_be_visible(timeout=12_000)
    expect(page.locator(f"{second} textarea[name=text]")).to_be_focused()
    expect(page.locator(f"{second} textarea[name=text]")).to_have_value("Also slowly. And gone on with.")
    page.keyboard.type(" Still.")
    page.keyboard.press("Escape")
    goal = place_of(spec, kind="goal", text="No letters")
    reads(page, second, "Also slowly. And gone on with. Still.")
    slow.send("Network.emulateNetworkConditions", {**limits, "latency": 0})
    page.locator(f"{goal} .row-text").click()
    expect(page.locator(f"{goal} textarea[name=text]")).to_be_focused()
    slow.send("Network.emulateNetworkConditions", limits)
    page.keyboard.press("Enter")
    assert (
        page.locator("[id^=after-local-] textarea[name=text]:focus").count() == 1
    )  # at once, whatever the line is like
    page.keyboard.type("Typed before the answer came")
    expect(page.locator("[id^=after-] textarea[name=text]")).to_have_value("Typed before the answer came")
    expect(page.locator("#trouble")).to_be_hidden(timeout=12_000)
    expect(page.locator("[id^=after-] textarea[name=text]")).to_be_focused()
    page.keyboard.press("Escape")
    page.locator("[id^=row-] .row-text", has_text="Typed before the answer came").wait_for(timeout=12_000)
    saved(page, first, "Saved slowly.")
    assert spec.rows.filter(text="Typed before the answer came").count() == 1


TEXT_AT = """(element) => {
  const { x, y, width, height } = element.getBoundingClientRect();
  const of = (name) => parseFloat(getComputedStyle(element)[name]) || 0;
  const [left, top] = ["Left", "Top"].map((side) => of(`padding${side}`) + of(`border${side}Width`));
  return [x + left, y + top, width - 2 * left, height - 2 * top].map(Math.round);
}"""


def a_row_that_was_left_reads_as_typed_while_it_is_on_its_way(page: Page, spec: Spec) -> None:
    says(page, "Saved")
    place = place_of(spec, section="overview", kind="prose")
    page.locator(f"{place} .row-text").click()
    field = page.locator(f"{place} textarea[name=text]")
    before = field.input_value()
    field.fill("Money comes back.\n\nWithout a letter.")
    says(page, "Not saved yet")
    field.fill(before)
    says(page, "Saved")
    field.fill("Money comes back.\n\nWithout a letter.")
    stood = field.evaluate(TEXT_AT)
    held = hold(page)
    page.keyboard.press("Escape")
    row = page.locator(f"{place}[data-held]")
    expect(row.locator(".row-text")).to_have_text("Money comes back. Without a letter.", timeout=1_500)
    assert row.locator(".row-text").evaluate(TEXT_AT) == stood
    expect(row).to_be_focused()
    expect(row.locator(".note.said")).to_have_text("Saving")
    held.pop().continue_()
    page.unroute("**/*")
    saved(page, place, "Money comes back.\nWithout a letter.")
    says(page, "Saved just now")


def test_a_conflict_is_asked_about_though_its_row_was_left_and_a_deleted_row_can_come_back(
    page: Page, spec: Spec, colleague: Callable[..., User]
) -> None:
    ben = colleague("Ben Cole")
    silence(page)
    first = type_in(page, spec, "A clerk refunds a payment in full within an hour.")
    second = type_in(page, spec, "Words for a deleted row.", "FR-3")
    page.keyboard.press("Escape")
    expect(page.locator("#trouble")).to_have_text("2 rows not saved")
    row = spec.rows.get(uid="FR-1")
    editing.save_row(row, by=ben, values={"text": "A clerk refunds a payment in full within a day."}, stamp=row.stamp)
    editing.remove_row(spec.rows.get(uid="FR-3"), by=ben)
    page.reload()
    page.unroute("**/*")
    asked = page.locator(f"{first}[data-conflict]")
    expect(asked).to_contain_text("You and Ben changed the same words of FR-1. Nothing is lost")
    asked.get_by_role("button", name="Keep yours").click()
    saved(page, first, "A clerk refunds a payment in full within an hour.")
    gone = page.locator(f"{second}[data-conflict]")
    expect(gone).to_contain_text("Words for a deleted row.")
    gone.get_by_role("button", name="Bring it back with my words").click()
    saved(page, second, "Words for a deleted row.")
    assert "within an hour" in spec.document().text


def test_logged_out_while_typing_logging_in_in_another_tab_saves_the_words(
    page: Page, spec: Spec, live_app: LiveApp
) -> None:
    place = type_in(page, spec, "Typed while logged out.")
    page.context.clear_cookies()
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_contain_text("Not saved: you are logged out. Log in in another tab")
    reads(page, place, "Typed while logged out.")
    assert "Typed while logged out." not in spec.document().text
    log_in(page.context.new_page(), live_app, "ana@example.com")
    page.bring_to_front()
    expect(page.locator("#trouble")).to_be_hidden(timeout=12_000)
    assert "Typed while logged out." in spec.document().text


def log_in(page: Page, live_app: LiveApp, email: str) -> None:
    page.goto(f"{live_app.url}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", "correct horse")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_app.url}/")


def test_the_next_person_at_the_browser_finds_and_sends_no_words_of_the_one_before(
    page: Page, live_app: LiveApp, colleague: Callable[..., User], spec: Spec
) -> None:
    colleague("Ben Cole")
    silence(page)
    place = type_in(page, spec, "Ana's words alone.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .fail")).to_be_visible()
    page.unroute("**/*")
    page.context.clear_cookies()
    other = page.context.new_page()
    log_in(other, live_app, "ben@example.com")
    page.locator("[data-try]").click()  # in Ana's tab, while Ben is logged in
    expect(page.locator(f"{place} .fail")).to_contain_text("you are logged out")
    other.goto(f"{live_app.url}/{spec.key}/")
    other.locator(f"{place} .row-text").click()
    expect(other.locator(f"{place} textarea[name=text]")).to_have_value("A clerk refunds a payment in full.")
    assert "Ana's words" not in other.content()
    assert spec.events.count() == 1
    page.context.clear_cookies()
    log_in(other, live_app, "ana@example.com")
    page.close()
    other.goto(f"{live_app.url}/{spec.key}/")
    saved(other, place, "Ana's words alone.")
    assert spec.events.get(number=2).actor.email == "ana@example.com"


@pytest.fixture
def profile(browser: Browser, tmp_path: Path, live_app: LiveApp, ana: User) -> Iterator[Callable[[], BrowserContext]]:
    """profile() starts a browser of its own with Ana's profile, as the last one left it."""
    opened: list[BrowserContext] = []

    def start() -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium(), args=CHROMIUM_ARGUMENTS, viewport={"width": 1440, "height": 900}
        )
        client = Client()
        client.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_app.url}])
        opened.append(context)
        return context

    yield start
    opened[-1].close()


def kill(folder: Path) -> None:
    """The browser that has this profile, at once, with all its processes."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (entry / "cmdline").exists():
            words = (entry / "cmdline").read_bytes().decode(errors="replace")
            if f"--user-data-dir={folder}" in words and "--type=" not in words:
                os.kill(int(entry.name), signal.SIGKILL)


def test_a_crash_or_a_reload_loses_neither_what_was_to_be_sent_nor_what_was_being_typed(
    profile: Callable[[], BrowserContext], tmp_path: Path, live_app: LiveApp, spec: Spec
) -> None:
    page = profile().new_page()
    page.goto(f"{live_app.url}/{spec.key}/")
    silence(page)
    sent = type_in(page, spec, "Left before the crash.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{sent} .fail")).to_be_visible()
    typed = type_in(page, spec, "Typed when it crashed.", "FR-2")
    page.locator(f"{typed} form[data-drafted]").wait_for()
    kill(tmp_path)
    page = profile().new_page()
    page.goto(f"{live_app.url}/{spec.key}/")
    saved(page, sent, "Left before the crash.")
    expect(page.locator(f"{typed} .fail")).to_contain_text("you were typing here when the page went")
    expect(page.locator("#trouble")).to_be_hidden()
    assert "Left before the crash." in spec.document().text
    page.locator(f"{typed} [data-go-on]").click()
    expect(page.locator(f"{typed} textarea[name=text]")).to_have_value("Typed when it crashed.")
    page.keyboard.press("Escape")
    reads(page, typed, "Typed when it crashed.")
    page.locator("[id^=add-] a", has_text="Add goal").click()
    page.locator("[id^=add-] textarea[name=text]").fill("A goal half typed")
    page.locator("form[data-drafted]").wait_for()
    page.reload()
    page.locator("[data-offered] [data-go-on]").click()
    expect(page.locator("[id^=add-] textarea[name=text]")).to_have_value("A goal half typed")
    page.keyboard.press("Escape")
    page.locator("[data-row] .row-text", has_text="A goal half typed").wait_for()
    expect(page.locator(".fail")).to_have_count(0)


def test_an_answer_that_is_no_fragment_is_never_swapped_in(page: Page, spec: Spec) -> None:
    page.route(
        "**/edit",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1 id=foreign>Log in here</h1>"),
    )
    page.locator(f"{place_of(spec, uid='FR-1')} .row-text").click()
    expect(page.locator("#notice")).to_contain_text("not what this page asked for")
    expect(page.locator("#foreign")).to_have_count(0)


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
    before = page.locator("main").inner_text()
    with page.expect_download() as download:
        link.click()
    assert download.value.path().read_bytes().decode() == spec.document().text
    assert page.locator("main").inner_text() == before
