"""The whole document as text: two people in it, the same words, a lost line, a closed page, no script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from specs.services import editing
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = pytest.mark.browser


def write(spec: Spec, uid: str, text: str, by: User) -> None:
    row = spec.rows.get(uid=uid)
    editing.save_row(row, by=by, values={"text": text}, stamp=row.stamp, base={"text": row.text})


def replace(page: Page, line: int, text: str) -> None:
    """Writes a line of the text anew, by keyboard."""
    page.locator(".cm-content").focus()
    page.keyboard.press("Control+Home")
    for _ in range(line - 1):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text(text)


def line_of(uid: str) -> int:
    return next(i for i, line in enumerate(SAMPLE.split("\n"), start=1) if f"**{uid}**" in line)


def test_the_whole_text_is_written_beside_others(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = imported(ana, SAMPLE)
    page = window(ana)
    address = f"{live_app.url}/{spec.key}/markdown"
    said, content = page.locator("#whole-said"), page.locator(".cm-content")

    # from a row to its line; saving brings in what Ben wrote meanwhile
    page.goto(f"{address}?row={spec.rows.get(uid='FR-2').pk}")
    expect(page.locator(".cm-activeLine")).to_contain_text("FR-2")
    write(spec, "FR-3", "The customer is told by post.", ben)
    replace(page, line_of("FR-1"), "1. **FR-1**: A clerk refunds at once.")
    expect(said).to_have_text("Not saved yet")
    page.keyboard.press("Control+s")
    expect(said).to_have_text("Saved. 1 row changed.")
    expect(content).to_contain_text("told by post")
    text = spec.document().text
    assert "refunds at once" in text
    assert "told by post" in text

    # the same words: of each row it is asked whose stay
    write(spec, "FR-2", "Ben's words.", ben)
    replace(page, line_of("FR-2"), "2. **FR-2**: Ana's words.")
    page.get_by_role("button", name="What it changes").click()
    expect(page.locator(".whole-asked")).to_contain_text("you are asked about it when you save")
    page.keyboard.press("Control+s")
    asked = page.locator(".whole-asked")
    expect(asked.get_by_role("heading")).to_be_focused()
    expect(asked).to_contain_text("Nothing is lost and nothing is saved yet.")
    assert "Ben's words." in spec.document().text
    asked.get_by_role("radio", name="Keep yours").check()
    page.get_by_role("button", name="Save").click()
    expect(said).to_have_text("Saved. 1 row changed.")
    expect(asked).to_have_count(0)
    assert "Ana's words." in spec.document().text

    # one save is one undo; a line leads to its row
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#document")).to_contain_text("A clerk refunds at once.")
    page.goto(f"{address}?row={spec.rows.get(uid='FR-2').pk}")
    expect(page.locator(".cm-activeLine")).to_contain_text("FR-2")
    page.get_by_role("link", name="To the document").click()
    page.wait_for_url(f"**/{spec.key}/#row-{spec.rows.get(uid='FR-2').pk}")


def test_lines_are_told_words_found_and_nothing_is_lost(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana, SAMPLE.replace("\n", "\r\n", 5))
    page = window(ana)
    address = f"{live_app.url}/{spec.key}/markdown"
    said, content = page.locator("#whole-said"), page.locator(".cm-content")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto(address)
    content.click()
    page.keyboard.press("ArrowDown")
    page.goto("about:blank")
    assert not asked  # nothing was typed, whatever its line ends are
    page.goto(address)
    page.get_by_role("button", name="What each line is read as").click()
    expect(page.locator(".cm-read-as")).to_contain_text("Requirement FR-1")
    page.get_by_role("button", name="Find").click()
    page.keyboard.type("told by mail")
    expect(page.locator(".cm-searchMatch")).to_have_count(1)
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    replace(page, line_of("FR-1"), "1. **FR-1**: Kept through the dark.")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("alert")).to_contain_text("Your text is kept in this browser.")
    page.context.set_offline(False)
    page.goto("about:blank")
    assert asked == ["beforeunload"]
    page.goto(address)
    expect(content).to_contain_text("Kept through the dark.")
    expect(said).to_contain_text("What you had not saved is back.")
    page.keyboard.press("Control+s")
    expect(said).to_have_text("Saved. 1 row changed.")
    expect(page.get_by_role("alert")).to_be_hidden()
    assert "Kept through the dark." in spec.document().text


def test_without_a_script_it_is_a_form(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = imported(ana, SAMPLE)
    page = window(ana, scripts=False)
    page.goto(f"{live_app.url}/{spec.key}/markdown")
    field = page.get_by_label("The whole text, in Markdown")
    assert field.input_value() == SAMPLE
    write(spec, "FR-1", "Ben's words.", ben)
    field.fill(SAMPLE.replace("A clerk refunds a payment in full.", "Ana's words."))
    page.get_by_role("button", name="What each line is read as").click()
    expect(page.get_by_role("cell", name="Requirement FR-1")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Keep theirs")).to_be_visible()
    page.get_by_role("radio", name="Keep yours").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#document")).to_contain_text("Ana's words.")
