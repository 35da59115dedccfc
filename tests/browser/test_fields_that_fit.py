"""Fields by keyboard: choices, ids, words that complete, suggestions, criteria, tasks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from specs.services import editing
from tests.browser.test_accessible import violations
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser
Window = Callable[..., Page]


@pytest.fixture
def page(window: Window, live_app: LiveApp, ana: User, spec: Spec) -> Page:
    page = window(ana, axe=True)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_app.url}/{spec.key}/")
    return page


def opened(page: Page, spec: Spec, **named: str) -> str:
    place = f"#row-{spec.rows.get(**named).pk}"
    page.locator(place).focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{place} form[data-row-form]")).to_be_visible()
    expect(page.locator(f"{place} :focus")).to_be_visible()
    return place


def closed(page: Page, place: str) -> None:
    page.keyboard.press("Escape")
    expect(page.locator(f"{place}[data-row]")).to_be_visible()


def stored(page: Page, spec: Spec, *texts: str) -> None:
    """The spec's file holds these lines, at once or when what was left is saved."""
    for text in texts:
        page.wait_for_function(
            "([key, text]) => fetch(`/${key}/export`).then(said => said.text()).then(all => all.includes(text))",
            arg=[spec.key, text],
            polling=200,
        )


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def test_words_complete_at_the_caret_and_the_row_stays_open(page: Page, spec: Spec) -> None:
    place = opened(page, spec, uid="FR-3")
    field, listed = page.locator(f"{place} [name=text]"), page.get_by_role("listbox")
    page.keyboard.type(" See FR-")
    expect(listed.get_by_role("option")).to_have_count(3)
    expect(field).to_have_attribute("aria-activedescendant", "completion-0")
    assert violations(page) == []
    box, caret = listed.bounding_box(), field.bounding_box()
    assert box
    assert caret
    assert caret["y"] < box["y"] < caret["y"] + caret["height"] + 12
    assert box["x"] > caret["x"] + 40
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.type("1")
    page.keyboard.press("Backspace")
    expect(listed).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("The customer is told by mail. See FR-2")
    page.keyboard.type(", ask @ru")
    page.get_by_role("option", name="Ana Ruiz").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.type(f" and {spec.key[:4].lower()}")
    page.get_by_role("option", name=f"{spec.key} Refunds").click()
    page.keyboard.type("/")
    page.get_by_role("option", name=f"{spec.key}/FR-1").wait_for()
    page.keyboard.press("Enter")
    expect(field).to_have_value(f"The customer is told by mail. See FR-2, ask Ana Ruiz and {spec.key}/FR-1")
    expect(listed).to_be_hidden()
    closed(page, place)
    stored(page, spec, f"ask Ana Ruiz and {spec.key}/FR-1")


def test_nothing_completes_while_a_word_is_being_composed_or_is_no_id(page: Page, spec: Spec) -> None:
    place = opened(page, spec, uid="FR-3")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "complete?q" in request.url else None)
    page.keyboard.type(" well-known FRiday F")
    field = page.locator(f"{place} [name=text]")
    field.evaluate(
        """field => {
          field.setRangeText(" FR-", field.value.length, field.value.length, "end");
          field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
        }"""
    )
    page.wait_for_function("() => new Promise(done => setTimeout(() => done(true), 300))")
    assert asked == []
    field.dispatch_event("compositionend")
    expect(page.get_by_role("listbox")).to_be_visible()
    assert len(asked) == 1
    page.keyboard.type("3")
    expect(page.get_by_role("listbox")).to_be_hidden()
    assert len(asked) == 1


def test_a_priority_is_chosen_and_cleared_by_key_and_criteria_are_lines(page: Page, spec: Spec) -> None:
    place = opened(page, spec, uid="FR-1")
    page.keyboard.press("Tab")
    chosen = page.locator(f"{place} [name=priority]:checked")
    for key, value in (("s", "Should"), ("ArrowRight", "Could"), ("4", "Won't"), ("Backspace", ""), ("m", "Must")):
        page.keyboard.press(key)
        expect(chosen).to_have_value(value)
        expect(chosen).to_be_focused()
    page.keyboard.press("Tab")
    paste(page, "- It is booked once\n2. The clerk sees it\n- [ ] It is gone\n")
    lines = page.locator(f"{place} [data-lines] textarea")
    expect(lines).to_have_count(4)
    page.keyboard.press("Home")
    for _ in "It is ":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(lines.nth(3)).to_be_focused()
    expect(lines.nth(3)).to_have_value("gone")
    page.keyboard.press("Delete")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.press("Backspace")
    expect(lines.nth(2)).to_be_focused()
    closed(page, place)
    stored(page, spec, "   - **Priority**: Must\n")
    stored(page, spec, "     - It is booked once\n     - The clerk sees it\n     - It is\n")


def test_an_id_is_shown_before_it_is_saved_and_a_taken_one_is_refused_in_words(page: Page, spec: Spec) -> None:
    section = spec.rows.get(kind="heading", key="functional")
    page.locator(f"#section-{section.pk} [data-add]").last.focus()
    page.keyboard.press("Enter")
    form = page.locator("form[data-kind=requirement]")
    expect(form.locator("[name=uid]")).to_have_value("FR-4")
    expect(form.locator("[name=text]")).to_be_focused()
    page.keyboard.type("A second mail is not sent.")
    form.locator("[name=uid]").fill("FR-2")
    page.keyboard.press("Enter")
    expect(form.get_by_role("alert").first).to_contain_text("The next free one is FR-4.")
    expect(form.locator("[name=text]")).to_have_value("A second mail is not sent.")
    form.locator("[name=uid]").fill("FR-9")
    page.keyboard.press("Enter")
    expect(page.locator(".row[data-row]", has_text="A second mail")).to_contain_text("FR-9")


def test_a_category_is_suggested_and_a_task_ticked_and_tied_to_requirements(page: Page, spec: Spec, ana: User) -> None:
    editing.add_row(spec, by=ana, kind="quality", values={"label": "Latency", "text": "x"}, section="quality")
    place = opened(page, spec, kind="quality", label="Performance")
    label = page.locator(f"{place} [name=label]")
    label.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("lat")
    expect(label).to_have_attribute("role", "combobox")
    page.get_by_role("option", name="Latency").wait_for()
    assert violations(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(label).to_have_value("Latency")
    expect(label).to_be_focused()
    closed(page, place)
    task = spec.rows.filter(kind="task").first()
    assert task
    assert task.parent
    place = f"#row-{task.pk}"
    page.locator(place).focus()
    page.keyboard.press("Space")
    expect(page.locator(f"{place} [role=checkbox]")).to_have_attribute("aria-checked", "true")
    expect(page.locator(f"#progress-{task.parent_id}")).to_contain_text("1/2")
    expect(page.locator(f"#count-{task.parent.parent_id}")).to_have_text("1 of 2 done")
    expect(page.locator(place)).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(f"{place} .serves summary").click()
    choice = page.get_by_role("group", name="Requirements it serves")
    expect(choice.get_by_role("checkbox", name="FR-2")).to_be_checked()
    choice.get_by_role("checkbox", name="FR-1").uncheck()
    choice.get_by_role("checkbox", name="FR-3").check()
    expect(page.locator(f"{place} [name=text]")).to_have_value("Write the ledger (FR-2, FR-3)")
    assert violations(page) == []
    closed(page, place)
    stored(page, spec, "- [x] Write the ledger (FR-2, FR-3)\n")
