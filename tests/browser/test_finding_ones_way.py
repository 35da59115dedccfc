"""Finding one's way by keyboard alone: palette, search, find, keys; home without scripts. Axe looks at each."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from specs.services import reviewing
from tests.browser.test_accessible import violations
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = pytest.mark.browser

Window = Callable[..., Page]
Colleague = Callable[..., User]
Imported = Callable[..., Spec]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def marks(page: Page) -> list[str]:
    """The words that are marked in the document, which has no element for it."""
    return list(page.evaluate("[...CSS.highlights.get('find')].map(String)"))


def test_the_palette_by_keyboard(window: Window, live_app: LiveApp, colleague: Colleague, imported: Imported) -> None:
    ana = colleague("Ana Ruiz")
    spec, other = imported(ana, SAMPLE), imported(ana, SAMPLE.replace("# Refunds", "# Payouts"))
    page = window(ana, axe=True)
    page.goto(f"{live_app.url}/{other.key}/")
    page.goto(f"{live_app.url}/{spec.key}/")
    row = spec.rows.get(uid="FR-3")
    page.locator(f"#row-{row.pk}").focus()
    dialog, field = page.locator("#palette"), page.get_by_role("combobox", name="Search specs")

    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    expect(dialog.get_by_role("option").first).to_have_text(f"{other.key} Payouts")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert focused(page) == f"row-{row.pk}"

    # what is typed is found; the arrows choose; how many there are is said
    page.keyboard.press("/")
    page.keyboard.type("told")
    expect(dialog.get_by_role("status")).to_have_text(re.compile(r"^\d+ results$"))
    chosen = dialog.locator("[aria-selected=true]")
    expect(chosen).to_have_text(re.compile("Find “told” in this spec"))
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text(re.compile("FR-3 The customer is told by mail"))
    assert field.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(chosen).to_have_text("Search everything for “told”")
    assert violations(page) == []

    # Enter does not wait for the answer to what was typed last, and a row gone to has the keyboard
    field.fill("")
    page.keyboard.type("FR-2")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"#row-\d+$"))
    assert focused(page) == f"row-{spec.rows.get(uid='FR-2').pk}"
    page.keyboard.press("Enter")
    page.locator("form[data-row-form]").wait_for()
    page.keyboard.press("Control+k")
    page.keyboard.press("Escape")
    expect(page.locator("form[data-row-form]")).to_have_count(0)


def test_what_the_palette_does(window: Window, live_app: LiveApp, colleague: Colleague, imported: Imported) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana, SAMPLE)
    page = window(ana, axe=True)
    page.goto(f"{live_app.url}/{spec.key}/")
    dialog, field = page.locator("#palette"), page.get_by_role("combobox", name="Search specs")

    page.keyboard.press("Control+k")
    page.keyboard.type("look dark")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    assert violations(page) == []
    page.keyboard.type("ledger")
    expect(dialog.get_by_role("option").filter(has_text="Write the ledger")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("history")
    page.keyboard.press("Enter")
    dialog.evaluate("dialog => dialog.dispatchEvent(new Event('close'))")  # as a busy browser tells of the Escape
    expect(page).to_have_title(f"History of {spec.key} · Specroom")
    page.go_back()
    expect(page).to_have_title(f"Refunds · {spec.key} · Specroom")


def test_words_are_found_in_a_spec(window: Window, live_app: LiveApp, colleague: Colleague, imported: Imported) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana, SAMPLE.replace("A clerk refunds a part", "A clerk re**funds** a part"))
    page = window(ana, axe=True)
    page.goto(f"{live_app.url}/{spec.key}/")
    before = page.locator("#document").inner_html()
    said = page.locator("[data-find-said]")

    page.keyboard.press("f")
    page.keyboard.type("REFUNDS")
    expect(said).to_have_text(re.compile("^1 of 4"))
    assert [words.lower() for words in marks(page)] == ["refunds"] * 4
    assert page.locator("#document").inner_html() == before
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(said).to_have_text("3 of 4: FR-1")
    page.keyboard.press("Shift+Enter")
    expect(said).to_have_text(re.compile("^2 of 4"))
    assert page.url.endswith("?find=REFUNDS")

    # outside the field the letters go on, and the row one was led to has the keyboard afterwards
    page.locator(f"#row-{spec.rows.get(uid='FR-1').pk}").focus()
    page.keyboard.press("n")
    page.keyboard.press("n")
    expect(said).to_have_text("4 of 4: FR-2")
    page.keyboard.press("p")
    page.locator("#find input").focus()
    page.keyboard.press("Escape")
    assert focused(page) == f"row-{spec.rows.get(uid='FR-1').pk}"
    assert marks(page) == []
    assert "find=" not in page.url

    # a folded section opens for what is found in it; the address opens with the words
    heading = (
        page.locator(".sec", has=page.locator(f"#row-{spec.rows.get(uid='FR-3').pk}")).locator("[data-fold]").first
    )
    heading.click()
    row = page.locator(f"#row-{spec.rows.get(uid='FR-3').pk}")
    expect(row).to_be_hidden()
    page.goto(f"{live_app.url}/{spec.key}/?find=told+by")
    expect(said).to_have_text("1 of 1: FR-3")
    expect(row).to_be_visible()
    page.locator("#find input").fill("a(b")
    expect(said).to_have_text("Not found")


def test_keys_are_listed_and_can_be_switched_off(
    window: Window, live_app: LiveApp, colleague: Colleague, imported: Imported
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana, SAMPLE)
    page = window(ana, axe=True)
    page.goto(f"{live_app.url}/{spec.key}/")

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Next row, previous row")
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus")).to_have_count(1)

    page.goto(f"{live_app.url}/settings/")
    page.get_by_label("Single letters act as keys").uncheck()
    page.get_by_role("button", name="Save the keys").click()
    expect(page.get_by_text("Single-letter keys are off.")).to_be_visible()
    page.goto(f"{live_app.url}/{spec.key}/")
    for letter in ("j", "?", "/", "f"):
        page.keyboard.press(letter)
    expect(page.locator("[data-row]:focus, dialog[open], #find:not([hidden])")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()


def test_home_and_search_without_scripts(
    window: Window, live_app: LiveApp, colleague: Colleague, imported: Imported
) -> None:
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = imported(ana, SAMPLE)
    imported(ana, SAMPLE.replace("# Refunds", "# Payouts").replace("Ana Ruiz", "Cai Lin"))
    reviewing.submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    page = window(ben, scripts=False)
    page.goto(live_app.url)

    expect(page.get_by_text("Ana asks for your first verdict, on revision 1; 3 requirements")).to_be_visible()
    page.get_by_text("Columns", exact=True).first.click()
    page.get_by_role("checkbox", name="Author").check()
    page.get_by_role("checkbox", name="Tasks done").uncheck()
    page.get_by_role("checkbox", name="Findings").uncheck()
    page.get_by_label("Sort by").select_option("title")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("th[aria-sort=ascending]")).to_have_text("Title")
    heads = ["Key", "Title", "Status", "Review", "Threads", "Author", "Last change"]
    expect(page.get_by_role("columnheader")).to_have_text(heads)
    page.get_by_role("link", name="Cai Lin").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("columnheader")).to_have_count(7)

    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Words, a key or an id").fill("told")
    page.get_by_role("button", name="Search").click()
    expect(page.locator("mark").first).to_have_text("told")
    page.get_by_role("link", name="FR-3").first.click()
    expect(page).to_have_url(re.compile(rf"/{spec.team.key}-\d/#row-\d+$"))


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_pages_of_finding_have_nothing_against_them(
    window: Window, live_app: LiveApp, colleague: Colleague, imported: Imported, width: int, dark: bool
) -> None:
    ana = colleague("Ana Ruiz")
    imported(ana, SAMPLE)
    page = window(ana, width=width, dark=dark, axe=True)
    for address in ("/", "/?col=title&col=author&col=people&q=ref", "/search?q=refund", "/keys", "/settings/"):
        page.goto(live_app.url + address)
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
