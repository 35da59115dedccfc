"""Rows open as forms where they stand, and leaving one saves it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from accounts.models import User
from specs.models import Row, Spec
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

SPEC = """# Instant refunds

The money is back within a minute.

## Metadata
---
version: 1.0
author: Ana Ruiz
status: draft
---

## Overview

When a support agent refunds an order, the customer waits three to five working days, since refunds go by night.

## Goals & Non-Goals

### Goals
1. A refund of up to 500 euros reaches an eligible card within 60 seconds.
2. Repeat contacts about refunds fall by half.

## Requirements

### Functional Requirements
1. **FR-1**: A refund reaches the account of the card holder within sixty seconds of the confirmation of the agent.
2. **FR-2**: If the push is declined, the refund goes out with the nightly batch.
   - **Priority**: Must
   - **Acceptance criteria**:
     - A declined push appears in the batch exactly once.

## Implementation Plan

### Phase 1: Know the cards
- [ ] Look up eligibility (FR-1)
- [x] Show the date
- **Duration**: 2 weeks

## Dependencies & Risks
| Dependency/Risk | Impact | Mitigation |
|---|---|---|
| The network is slow | High | Fall back after 20 s |
"""

Opens = Callable[..., Page]


@pytest.fixture
def spec(ana: User, imported: Callable[..., Spec]) -> Spec:
    return imported(ana, SPEC)


@pytest.fixture
def page(window: Opens, live_app: LiveApp, ana: User, spec: Spec) -> Page:
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    return page


def row(spec: Spec, **where: object) -> Row:
    return spec.rows.get(**where)


def place(page: Page, found: Row) -> str:
    return f"#row-{found.pk}"


def box(page: Page, selector: str) -> tuple[float, float, float]:
    """x, y and width of what holds the words: the text itself, or the inside of its field."""
    return tuple(  # type: ignore[return-value]
        page.evaluate(
            """selector => {
                const e = document.querySelector(selector), b = e.getBoundingClientRect(), s = getComputedStyle(e);
                const n = name => parseFloat(s[name]) || 0;
                const left = n("borderLeftWidth") + n("paddingLeft"), top = n("borderTopWidth") + n("paddingTop");
                return [b.x + left, b.y + top, b.width - left - n("borderRightWidth") - n("paddingRight")];
            }""",
            selector,
        )
    )


def test_leaving_a_row_saves_it_and_says_so(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-1")
    page.locator(f"{place(page, found)} .row-text").click()
    field = page.locator(f"{place(page, found)} textarea[name=text]")
    field.fill("A refund arrives within a minute.")
    page.locator("h1").first.hover()
    page.mouse.click(1090, 700)
    expect(page.locator(place(page, found))).to_contain_text("A refund arrives within a minute.")
    expect(page.locator("#saved")).to_contain_text("Saved")
    assert "1. **FR-1**: A refund arrives within a minute.\n2. **FR-2**" in spec.document().text


@pytest.mark.parametrize(("kind", "text"), [("requirement", "FR-1"), ("goal", ""), ("prose", "")])
@pytest.mark.parametrize("width", [1440, 390])
def test_opening_a_row_does_not_move_its_text(page: Page, spec: Spec, kind: str, text: str, width: int) -> None:
    found = spec.rows.filter(kind=kind, uid=text, section__in=("functional", "goals", "overview")).first()
    assert found
    page.set_viewport_size({"width": width, "height": 900})
    text_at_rest = f"#row-{found.pk} .row-text p"
    page.locator(text_at_rest).scroll_into_view_if_needed()
    page.evaluate("document.fonts.ready")
    before = box(page, text_at_rest)
    page.locator(text_at_rest).click(position={"x": 4, "y": 8})
    page.locator(f"#row-{found.pk} textarea[name=text]").wait_for()
    assert box(page, f"#row-{found.pk} textarea[name=text]") == pytest.approx(before, abs=0.6)
    if width == 390:
        expect(page.locator(f"#row-{found.pk} .handle")).to_be_hidden()  # it would lie on the words


def test_enter_in_a_goal_adds_the_next_one(page: Page, spec: Spec) -> None:
    first = spec.rows.filter(kind="goal").first()
    assert first
    page.locator(f"{place(page, first)} .row-text").click()
    expect(page.locator(f"{place(page, first)} textarea[name=text]")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.locator("[data-open][id^=after-] textarea[name=text]:focus").fill("Finance reconciles the same day.")
    page.keyboard.press("Escape")
    expect(page.locator(".row", has_text="Finance reconciles the same day.").locator(".row-uid")).to_have_text("2")
    assert "\n2. Finance reconciles the same day.\n3. Repeat contacts" in spec.document().text


def test_escape_leaves_and_saves_and_the_keyboard_stays_where_it_was(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-2")
    page.locator(place(page, found)).focus()
    page.keyboard.press("Enter")
    page.locator(f"{place(page, found)} textarea[name=text]").fill("A declined push goes out with the batch.")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place(page, found)}:not([data-held]) .row-text")).to_have_text(
        "A declined push goes out with the batch."
    )
    expect(page.locator(place(page, found))).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(place(page, found))).not_to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(place(page, found))).to_be_focused()


def test_escape_on_a_button_of_the_form_does_not_press_it(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-2")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for typed in ("", " Twice."):
        page.locator(f"{place(page, found)} .row-text").click()
        field = page.locator(f"{place(page, found)} textarea[name=text]")
        field.press_sequentially(typed)
        field.press("End")
        page.locator(f"{place(page, found)} button[data-remove]").focus()
        page.keyboard.press("Escape")
        expect(page.locator(f"{place(page, found)}:not([data-held]) .row-text")).to_be_visible()
    expect(page.locator(f"{place(page, found)}:not([data-held]) .row-text")).to_contain_text("Twice.")
    assert not [url for url in asked if "/delete" in url or "?" in url]


def test_words_typed_before_the_form_is_there_are_saved_though_escape_follows(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-2")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/edit", hold, times=1)
    with page.expect_request("**/edit"):
        page.locator(f"{place(page, found)} .row-uid").click()
    paste(page, " Pasted.")
    page.keyboard.type(" Soon.")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    held[0].continue_()
    expect(page.locator(f"{place(page, found)}:not([data-held]) .row-text")).to_contain_text("Pasted. Soon.")
    expect(page.locator("[data-open]")).to_have_count(0)
    words_composed_when_the_form_comes_are_finished_first(page, spec)


def paste(page: Page, words: str) -> None:
    page.evaluate(
        """words => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", words);
            const options = { clipboardData, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        words,
    )


def words_composed_when_the_form_comes_are_finished_first(page: Page, spec: Spec) -> None:
    form, method = place(page, row(spec, uid="FR-1")), page.context.new_cdp_session(page)
    held: list[Route] = []
    page.route("**/edit", lambda route: held.append(route), times=1)  # noqa: PLW0108 (Playwright marks what it is given)
    with page.expect_request("**/edit"):
        page.locator(f"{form} .row-uid").click()
    method.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    held[0].continue_()
    expect(page.locator(f"{form} textarea[name=text]")).to_be_visible()
    expect(page.locator(".early")).to_be_focused()
    method.send("Input.insertText", {"text": "日本"})
    expect(page.locator(f"{form} textarea[name=text]")).to_be_focused()
    expect(page.locator(f"{form} textarea[name=text]")).to_have_value(re.compile("日本$"))
    expect(page.locator(".early")).to_have_count(0)
    page.keyboard.press("Escape")
    expect(page.locator(f"{form}:not([data-held]) .row-text")).to_contain_text("日本")


def test_rows_typed_faster_than_their_forms_come_are_rows_in_order(page: Page, spec: Spec) -> None:
    first = spec.rows.filter(kind="goal").first()
    assert first
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/edit", hold, times=1)
    with page.expect_request("**/edit"):
        page.locator(f"{place(page, first)} .row-uid").click()
    page.keyboard.insert_text("あ")  # without a key: an input method, dictation
    page.keyboard.press("Home")
    page.keyboard.type("So ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")
    page.keyboard.press("End")
    for words in (" Beta..", "Gamma", "Delta"):
        page.keyboard.type(words)
        page.keyboard.press("Backspace")
        page.keyboard.press("Enter")
    page.keyboard.type("Last")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("line")
    page.keyboard.press("Escape")
    held[0].continue_()
    expect(page.locator(".row", has_text="Last line").locator(".row-uid")).to_have_text("4", timeout=12_000)
    expect(page.locator("[data-open]")).to_have_count(0)
    assert "\n1. So Arefund of up" in spec.document().text
    assert " within 60 seconds.あ Beta.\n2. Gamm\n3. Delt\n4. Last" in spec.document().text


def test_a_row_that_was_not_changed_records_nothing(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-2")
    before = spec.seq
    page.locator(f"{place(page, found)} .row-text").click()
    page.locator(f"{place(page, found)} textarea[name=text]").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(f"{place(page, found)}:not([data-held]) .row-text")).to_be_visible()
    spec.refresh_from_db()
    assert spec.seq == before


def test_priority_and_criteria_are_written_where_the_document_has_them(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-2")
    page.locator(f"{place(page, found)} .row-text").click()
    page.locator(f"{place(page, found)} label", has_text="Should").click()
    page.locator(f"{place(page, found)} [data-lines] textarea").last.fill("The customer is told the new date.")
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator(f"{place(page, found)}:not([data-held]) .pr")).to_have_text("Should")
    next_text = page.locator("[data-open] textarea[name=text]")
    expect(next_text).to_be_focused()
    expect(next_text).to_have_value("")
    assert "   - **Priority**: Should\n" in spec.document().text
    assert "exactly once.\n     - The customer is told the new date.\n" in spec.document().text


def test_a_box_is_ticked_and_the_progress_follows(page: Page, spec: Spec) -> None:
    task = spec.rows.filter(kind="task").first()
    assert task
    page.locator(f"#tick-{task.pk}").click()
    expect(page.locator(f"#tick-{task.pk}")).to_have_attribute("aria-checked", "true")
    expect(page.locator(".row.phase")).to_contain_text("2/2")
    expect(page.locator("#outline")).to_contain_text("2/2")
    assert "- [x] Look up eligibility (FR-1)" in spec.document().text


def test_a_deleted_row_leaves_a_line_with_its_undo(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-1")
    before = spec.document().text
    page.locator(f"{place(page, found)} .row-text").click()
    page.locator(place(page, found)).get_by_role("button", name="Delete").click()
    expect(page.locator(f"{place(page, found)}.gone")).to_contain_text("Deleted")
    assert "FR-1**" not in spec.document().text
    page.locator(place(page, found)).get_by_role("button", name="Undo").click()
    expect(page.locator(f"{place(page, found)}:not([data-held]) .row-text")).to_contain_text(
        "A refund reaches the account"
    )
    assert spec.document().text == before
    assert row(spec, uid="FR-1").pk == found.pk


def test_a_cell_opens_in_its_table(page: Page, spec: Spec) -> None:
    found = row(spec, kind="risk")
    page.locator(f"{place(page, found)} [data-cell]").nth(2).click()
    expect(page.locator(f"{place(page, found)} textarea[name=mitigation]")).to_be_focused()
    page.locator(f"{place(page, found)} textarea[name=mitigation]").fill("Fall back | after 10 s")
    page.locator(f"{place(page, found)} select[name=impact]").select_option("Medium")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{place(page, found)} .impact.mid")).to_be_visible()
    assert "| The network is slow | Medium | Fall back \\| after 10 s |" in spec.document().text


def test_metadata_is_written_in_place(page: Page, spec: Spec) -> None:
    page.locator("#meta-version a").click()
    page.locator("#meta-version input[name=value]").fill("1.1")
    page.keyboard.press("Enter")
    expect(page.locator("#meta-version")).to_contain_text("1.1")
    page.locator("#meta-target_model a").click()
    page.locator("#meta-target_model input[name=value]").fill("Claude Sonnet")
    page.keyboard.press("Escape")
    expect(page.locator("#meta-target_model:not([data-held])")).to_contain_text("Claude Sonnet")
    assert "version: 1.1\nauthor: Ana Ruiz\nstatus: draft\ntarget_model: Claude Sonnet\n---" in spec.document().text


def test_the_first_words_of_an_unwritten_section_bring_its_heading(page: Page, spec: Spec) -> None:
    assert "Open Questions" not in spec.document().text
    page.locator("#unwritten-questions [data-add]").click()
    page.locator("#add-questions textarea[name=text]").fill("Which cards take pushes?")
    page.keyboard.press("Escape")
    expect(page.locator(".sec", has_text="Open Questions").locator("[id^=row-] .row-text")).to_have_text(
        "Which cards take pushes?"
    )
    expect(page.locator("#unwritten-questions")).to_have_count(0)
    assert "## Open Questions\n1. Which cards take pushes?" in spec.document().text


def test_markdown_is_previewed_before_it_is_saved(page: Page, spec: Spec) -> None:
    found = row(spec, kind="prose", section="overview")
    page.locator(f"{place(page, found)} .row-text").click()
    page.locator(f"{place(page, found)} textarea[name=text]").fill("Money is **back** at once.")
    page.locator(place(page, found)).get_by_role("button", name="Preview").click()
    expect(page.locator(f"{place(page, found)} .preview strong")).to_have_text("back")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place(page, found)} .row-text strong")).to_have_text("back")


def test_a_section_is_added_renamed_and_removed_with_its_undo(page: Page, spec: Spec) -> None:
    page.locator("#add-section a", has_text="Add section").click()
    page.locator("#add-section input[name=title]").fill("Glossary")
    page.keyboard.press("Enter")
    expect(page.locator("#outline")).to_contain_text("Glossary")
    heading = row(spec, kind="heading", title="Glossary")
    page.locator(f"#row-{heading.pk} h2, #row-{heading.pk} h3").click()
    page.locator(f"#row-{heading.pk} input[name=title]").fill("Words we use")
    page.keyboard.press("Enter")
    expect(page.locator("#outline")).to_contain_text("Words we use")
    page.locator(f"#row-{heading.pk} h2, #row-{heading.pk} h3").click()
    page.get_by_role("button", name="Remove section").click()
    expect(page.locator("#outline")).not_to_contain_text("Words we use")
    expect(page.locator("#notice")).to_contain_text("Section Words we use removed.")
    page.locator("#notice").get_by_role("button", name="Undo").click()
    expect(page.locator("#outline")).to_contain_text("Words we use")


def test_a_name_by_which_a_section_is_known_no_more_is_confirmed(page: Page, spec: Spec) -> None:
    heading = row(spec, kind="heading", key="goals")
    page.locator(f"#row-{heading.pk} h2").click()
    page.locator(f"#row-{heading.pk} input[name=title]").fill("Wishes")
    page.keyboard.press("Enter")
    expect(page.locator(f"#row-{heading.pk} [role=alert]")).to_be_visible()
    assert "### Goals\n" in spec.document().text
    page.get_by_role("button", name="Rename all the same").click()
    expect(page.locator("#outline")).to_contain_text("Wishes")
    assert "### Wishes\n1. A refund" in spec.document().text


def test_the_markdown_of_a_row_is_edited_and_recognised_again(page: Page, spec: Spec) -> None:
    found = row(spec, uid="FR-1")
    page.locator(f"{place(page, found)} .row-text").click()
    page.locator(place(page, found)).get_by_role("link", name="Markdown").click()
    field = page.locator(f"{place(page, found)} textarea[name=source]")
    assert field.input_value().startswith("1. **FR-1**: A refund reaches")
    field.fill("1. **FR-1** (Must): It arrives at once.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{place(page, found)} .pr")).to_have_text("Must")
    assert row(spec, uid="FR-1").priority == "Must"


def test_control_z_takes_the_last_change_back_also_after_leaving(page: Page, spec: Spec) -> None:
    before = spec.document().text
    found = row(spec, uid="FR-1")
    page.locator(f"{place(page, found)} .row-text").click()
    page.locator(f"{place(page, found)} textarea[name=text]").fill("Gone in a moment.")
    page.keyboard.press("Escape")
    expect(page.locator(place(page, found))).to_contain_text("Gone in a moment.")
    page.locator("body").press("Control+z")
    expect(page.locator(place(page, found))).to_contain_text("A refund reaches the account")
    assert spec.document().text == before


def presses(page: Page, what: Locator, closes: Locator) -> None:
    """The button stays down until a form above is closed: another thing is under it when it is let go."""
    box = what.bounding_box()
    assert box
    page.mouse.move(box["x"] + 12, box["y"] + box["height"] / 2)
    page.mouse.down()
    expect(closes).to_have_count(1)
    page.mouse.up()


def test_a_press_means_what_stood_under_it_when_it_began(page: Page, spec: Spec) -> None:
    first, second = (place(page, row(spec, uid=uid)) for uid in ("FR-1", "FR-2"))
    field = page.locator(f"{first} textarea[name=text]")
    page.locator(f"{first} .row-text").click()
    expect(field).to_be_focused()
    presses(page, page.locator(f"{second} .row-text"), page.locator(f"{first} .row-text"))
    below = page.locator(f"{second} textarea[name=text]")
    expect(below).to_be_focused()
    assert below.evaluate("field => field.selectionStart") < 4

    page.locator(f"{first} .row-text").click()
    expect(field).to_be_focused()
    field.fill("Changed, then left.")
    add = page.locator("[id^=add-] a", has_text="Add requirement")
    presses(page, add, page.locator(f"{first} .row-text"))
    expect(page.locator("[data-open][id^=add-] textarea[name=text]")).to_be_focused()
    expect(page.locator(f"{first} .row-text")).to_have_text("Changed, then left.")
