"""What stopped a newcomer in the first hour: where the keyboard goes, diagrams drawn, the way to what blocks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

SPEC = """# Instant refunds

## Overview
They wait.

## Functional Requirements
- **FR-1**: Refund a card.
- **FR-1**: Tell the date.
- **FR-3**: [TODO]
"""


def test_the_first_hour(
    window: Callable[..., Page],
    live_app: LiveApp,
    colleague: Callable[..., User],
    imported: Callable[..., Spec],
) -> None:
    spec = imported(colleague("Ana Ruiz"), SPEC)
    page = window(spec.changed_by)
    page.goto(f"{live_app.url}/{spec.key}/")
    focused = page.locator("[data-row]:focus")
    for words in ("Tell the date.", "[TODO]", "Tell the date."):
        page.get_by_role("link", name="Show them").click()
        expect(focused).to_contain_text(words)
        expect(page.locator("[data-row].flash:focus")).to_be_visible()

    page.locator("#unwritten-goals [data-ask]").click()
    expect(page.locator("[data-open] [name=text]")).to_be_focused()
    page.keyboard.type("Fewer letters")
    page.keyboard.press("Enter")
    expect(page.locator("[data-open] [name=text]")).to_have_value("")
    page.keyboard.press("Escape")
    expect(focused).to_contain_text("Fewer letters")

    page.locator("#unwritten-questions [data-ask]").click()
    expect(page.locator("[data-open] [name=text]")).to_be_focused()
    page.keyboard.type("Who pays?")
    page.keyboard.press("Escape")
    expect(focused).to_contain_text("Who pays?")

    page.locator("#unwritten-context [data-ask]").click()
    asked = "What does this talk to? Mermaid is drawn, anything else stays as it is typed."
    expect(page.locator("[data-open] .editor")).to_have_attribute("data-asks", asked)
    page.locator("[data-open] .cm-content").click()
    page.keyboard.type("graph LR\nClerk --> Bank")
    expect(page.locator("[data-open] [name=lang]")).to_have_value("mermaid")
    expect(page.locator("[data-open] figure.diagram img")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-row=diagram] figure.diagram img")).to_be_visible()
    assert "```mermaid\ngraph LR\n" in Spec.objects.get(pk=spec.pk).document().text
