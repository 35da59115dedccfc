"""Rows made, split, removed, moved, selected, folded and cited by keyboard and by hand."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from specs.models import Spec
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

SPEC = """# Instant refunds

## Goals
1. Fast refunds
2. Fewer calls
3. No letters

## Functional Requirements
1. **FR-1**: Refund a card.
2. **FR-2**: Tell the date.

## Implementation Plan

### Phase 1: Cards
- [ ] Look up the card
- [ ] Show the date

### Phase 2: Push
- [ ] Push

## Rollout Plan
1. **Development**: Behind a switch.
"""

PASTE = """text => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    const pasted = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
    document.activeElement.dispatchEvent(pasted);
}"""


@pytest.fixture
def spec(colleague: Callable[..., User], imported: Callable[..., Spec]) -> Spec:
    return imported(colleague("Ana Ruiz"), SPEC)


@pytest.fixture
def page(window: Callable[..., Page], live_app: LiveApp, spec: Spec) -> Page:
    page = window(spec.changed_by)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_app.url}/{spec.key}/")
    return page


def row(page: Page, words: str) -> Locator:
    """A row that is saved."""
    return page.locator("[data-row]:not([data-held])", has_text=words)


def typing(page: Page) -> Locator:
    return page.locator("form textarea:focus")


def goals(spec: Spec) -> str:
    return spec.document().text.partition("## Goals\n")[2].partition("\n\n##")[0]


def empty_and_remove(page: Page, words: str) -> None:
    row(page, words).locator(".row-text").click()
    typing(page).fill("")
    page.keyboard.press("Backspace")


def slow(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


def the_label_has_a_field_of_its_own(page: Page) -> None:
    row(page, "Behind a switch").locator(".md").click()
    assert page.locator(".runin-field .field").input_value() == "Development"
    page.keyboard.press("Escape")


def test_lines_are_split_left_removed_and_pasted(page: Page, spec: Spec) -> None:
    row(page, "Fewer calls").locator(".row-text").click()
    typing(page).press("Home")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.keyboard.type("angry ")  # at once: before the new row is there
    expect(typing(page)).to_have_value("angry calls")
    page.keyboard.press("ArrowUp")
    expect(typing(page)).to_have_value("Fewer")
    expect(row(page, "angry calls")).to_have_count(1)
    assert goals(spec) == "1. Fast refunds\n2. Fewer\n3. angry calls\n4. No letters"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(typing(page)).to_have_value("")
    page.keyboard.press("Backspace")
    expect(typing(page)).to_have_value("Fewer")
    page.evaluate(PASTE, " visits\n- of clerks\n- of customers\n  - or their children\n")
    expect(typing(page)).to_have_value("of customers\n- or their children")
    page.keyboard.press("Escape")
    expect(row(page, "of clerks")).to_have_count(1)
    assert "2. Fewer visits\n3. of clerks\n4. of customers\n   - or their children\n5. angry" in spec.document().text
    row(page, "of clerks").locator(".row-text").click()
    typing(page).press("End")
    page.evaluate(PASTE, "- of guests\n- of nobody\n")
    expect(typing(page)).to_have_value("of nobody")
    page.keyboard.press("Escape")
    expect(row(page, "of nobody")).to_have_count(1)
    assert "3. of clerks\n4. of guests\n5. of nobody\n6. of customers" in spec.document().text
    page.keyboard.press("Control+z")
    expect(row(page, "of guests")).to_have_count(0)
    expect(page.locator("[data-row]:focus")).to_have_count(1)
    page.route("**/edit", slow, times=2)  # the form of the row before comes after the section was drawn anew
    empty_and_remove(page, "angry calls")
    expect(page.locator(".gone")).to_contain_text("Deleted")
    assert "angry" not in spec.document().text
    expect(typing(page)).to_have_value("of customers\n- or their children")
    page.keyboard.press("Escape")
    expect(row(page, "of customers")).to_be_focused()
    row(page, "Show the date").locator(".md").click()
    typing(page).press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("Tell the clerk")
    page.keyboard.press("Escape")
    expect(row(page, "Tell the clerk")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(row(page, "Tell the clerk")).to_have_count(0)
    expect(row(page, "Show the date")).to_be_focused()
    page.keyboard.press("Control+Shift+z")
    expect(row(page, "Tell the clerk")).to_have_count(1)
    expect(row(page, "Show the date")).to_be_focused()
    the_label_has_a_field_of_its_own(page)


def test_enter_at_the_end_of_a_requirement_adds_the_next_and_within_it_is_a_new_line(page: Page, spec: Spec) -> None:
    row(page, "Refund a card").locator(".row-text").click()
    typing(page).press("Home")
    page.keyboard.press("Enter")
    expect(typing(page)).to_have_value("\nRefund a card.")
    page.keyboard.press("Backspace")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(typing(page)).to_have_value("")
    page.keyboard.type("Say so.")
    page.keyboard.press("Enter")
    expect(typing(page)).to_have_value("")
    page.keyboard.press("Backspace")
    expect(typing(page)).to_have_value("Say so.")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Twice.")
    page.keyboard.press("Enter")
    page.keyboard.type("At least.")
    page.keyboard.press("Escape")
    expect(row(page, "At least.")).to_have_count(1)
    numbered = "1. **FR-1**: Refund a card.\n2. **FR-3**: Say so.\n   Twice.\n   At least.\n3. **FR-2**: Tell the date."
    assert numbered in spec.document().text


def delete_together(page: Page, *rows: str) -> None:
    for words in rows:
        row(page, words).focus()
        page.keyboard.press("x")
    page.keyboard.press("Delete")


def test_rows_are_selected_moved_and_taken_back(page: Page, spec: Spec) -> None:
    row(page, "Fast refunds").focus()
    page.keyboard.press("Shift+ArrowDown")
    bar = page.locator("#selection")
    expect(bar).to_contain_text("2 rows selected")
    page.keyboard.press("Alt+ArrowDown")
    expect(row(page, "No letters").locator(".row-uid")).to_have_text("1")
    assert goals(spec) == "1. No letters\n2. Fast refunds\n3. Fewer calls"
    page.keyboard.press("Escape")
    expect(bar).to_be_hidden()
    row(page, "Refund a card").click(modifiers=["Control"])
    row(page, "Tell the date").click(modifiers=["Shift"])
    bar.locator("summary", has_text="Priority").click()
    bar.get_by_role("button", name="Must").click()
    expect(page.locator(".pr", has_text="Must")).to_have_count(2)
    row(page, "Show the date").hover()
    page.locator(".handle").click()
    page.get_by_role("menuitem", name="Move to…").click()
    expect(bar.locator("option")).to_have_text(["Push"])
    bar.get_by_role("button", name="Move", exact=True).click()
    expect(bar).to_be_hidden()
    expect(page.locator("[data-row=phase]", has_text="Push")).to_contain_text("0/2")
    assert spec.document().text.count("### Phase 2: Push\n- [ ] Push\n- [ ] Show the date\n") == 1
    delete_together(page, "Fast refunds", "No letters")
    toast = page.locator("#notice")
    expect(toast).to_contain_text("2 rows deleted.")
    assert goals(spec) == "1. Fewer calls"
    toast.get_by_role("button", name="Undo").click()
    expect(row(page, "No letters")).to_be_visible()
    assert goals(spec) == "1. No letters\n2. Fast refunds\n3. Fewer calls"
    # Where the server does not answer the first of them says so, and it is done when asked again.
    page.route("**/rows", lambda route: route.abort())
    delete_together(page, "Fast refunds", "No letters")
    failed = page.locator(".fail")
    expect(failed).to_contain_text("Not saved: the server did not answer.")
    expect(failed.get_by_role("button", name="Copy text")).to_be_hidden()
    page.unroute("**/rows")
    failed.get_by_role("button", name="Try now").click()
    expect(toast).to_contain_text("2 rows deleted.")
    assert goals(spec) == "1. Fewer calls"


def test_a_row_is_dragged_and_put_back(page: Page, spec: Spec) -> None:
    def lift(words: str, to: str) -> None:
        row(page, words).hover()
        handle = page.locator(".handle").bounding_box()
        there = row(page, to).bounding_box()
        assert handle
        assert there
        page.mouse.move(handle["x"] + 8, handle["y"] + 8)
        page.mouse.down()
        page.mouse.move(handle["x"] + 8, there["y"] - 2, steps=5)

    lift("No letters", "Fast refunds")
    expect(page.locator(".drop-line")).to_be_visible()
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator("#said")).to_have_text("Put back.")
    lift("No letters", "Fast refunds")
    page.mouse.up()
    expect(page.locator("#said")).to_contain_text("Moved")
    assert goals(spec) == "1. No letters\n2. Fast refunds\n3. Fewer calls"


def test_sections_fold_and_an_address_opens_them(page: Page, spec: Spec, live_app: LiveApp) -> None:
    heading = row(page, "Functional Requirements")
    heading.hover()
    heading.locator(".fold").click()
    expect(row(page, "Refund a card")).to_be_hidden()
    page.reload()
    expect(row(page, "Refund a card")).to_be_hidden()
    expect(heading.locator(".fold")).to_have_attribute("aria-expanded", "false")
    found = spec.rows.get(uid="FR-1")
    page.goto(f"{live_app.url}/{spec.key}/FR-1")
    expect(page.locator(f"#row-{found.pk}")).to_be_focused()
    expect(page.locator(f"#row-{found.pk}")).to_be_in_viewport()
    page.keyboard.press("y")
    expect(page.locator("#said")).to_contain_text(f"/{spec.key}/FR-1")
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_app.url}/{spec.key}/FR-1"
    goal = spec.rows.get(text="Fast refunds")
    page.locator(f"#row-{goal.pk}").focus()
    page.keyboard.press("y")
    expect(page.locator("#said")).to_contain_text(f"#row-{goal.pk}")
