"""Two people in two browsers: two rows at once, then the same one."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from specs.services.reviewing import submit
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = pytest.mark.browser

Two = tuple[Page, Page, Spec]


@pytest.fixture
def two(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> Two:
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = imported(ana, SAMPLE)
    pages = window(ana), window(ben)
    for page in pages:
        page.goto(f"{live_app.url}/{spec.key}/")
    return *pages, spec


def open_row(page: Page, spec: Spec, uid: str) -> str:
    place = f"#row-{spec.rows.get(uid=uid).pk}"
    page.locator(f"{place} .row-text").click()
    page.locator(f"{place} textarea[name=text]").wait_for()
    return place


def test_two_rows_at_once(two: Two) -> None:
    ana, ben, spec = two
    first, second = open_row(ana, spec, "FR-1"), open_row(ben, spec, "FR-2")
    ana.locator(f"{first} textarea[name=text]").fill("Written by Ana.")
    ben.locator(f"{second} textarea[name=text]").fill("Written by Ben.")
    for page, place in ((ana, first), (ben, second)):
        page.keyboard.press("Escape")
        expect(page.locator(f"{place}:not([data-held]) .row-text")).to_contain_text("Written by")
    assert "1. **FR-1**: Written by Ana.\n2. **FR-2**: Written by Ben.\n" in spec.document().text


def test_words_apart_in_the_same_row_are_merged(two: Two) -> None:
    ana, ben, spec = two
    place = open_row(ana, spec, "FR-1")
    open_row(ben, spec, "FR-1")
    ana.locator(f"{place} textarea[name=text]").fill("A manager refunds a payment in full.")
    ben.locator(f"{place} textarea[name=text]").fill("A clerk refunds a payment in full at once.")
    ana.keyboard.press("Escape")
    expect(ana.locator(f"{place}:not([data-held]) .row-text")).to_contain_text("A manager")
    ben.keyboard.press("Escape")
    expect(ben.locator(f"{place}:not([data-held]) .row-text")).to_have_text(
        "A manager refunds a payment in full at once."
    )
    assert "**FR-1**: A manager refunds a payment in full at once." in spec.document().text


@pytest.mark.parametrize(
    ("button", "kept"),
    [("Keep yours", "three times"), ("Keep Ana’s", "twice"), ("Edit by hand", "twice or thrice")],
)
def test_the_same_words_conflict_and_nothing_is_lost(two: Two, button: str, kept: str) -> None:
    ana, ben, spec = two
    place = open_row(ana, spec, "FR-1")
    open_row(ben, spec, "FR-1")
    ana.locator(f"{place} textarea[name=text]").fill("A clerk refunds a payment twice.")
    ben.locator(f"{place} textarea[name=text]").fill("A clerk refunds a payment three times.")
    ana.keyboard.press("Escape")
    expect(ana.locator(f"{place}:not([data-held]) .row-text")).to_contain_text("twice")
    ben.keyboard.press("Escape")
    conflict = ben.locator(f"{place}[data-conflict]")
    expect(conflict).to_contain_text("You and Ana changed the same words of FR-1.")
    for words in ("three times", "twice", "in full"):
        expect(conflict).to_contain_text(words)
    ben.get_by_role("button", name=button).click()
    if button == "Edit by hand":
        field = ben.locator(f"{place} textarea[name=text]")
        expect(field).to_have_value("A clerk refunds a payment three times.")
        field.fill(f"A clerk refunds a payment {kept}.")
        ben.keyboard.press("Escape")
    expect(ben.locator(f"{place}:not([data-held]) .row-text")).to_have_text(f"A clerk refunds a payment {kept}.")
    assert f"**FR-1**: A clerk refunds a payment {kept}." in spec.document().text


def test_one_row_is_saved_while_the_next_is_being_typed_in(two: Two) -> None:
    ana, _, spec = two
    place = open_row(ana, spec, "FR-1")
    ana.locator(f"{place} textarea[name=text]").fill("First words.")
    second = f"#row-{spec.rows.get(uid='FR-2').pk}"
    third = f"#row-{spec.rows.get(uid='FR-3').pk}"
    ana.locator(f"{second} .row-text").click()
    field = ana.locator(f"{second} textarea[name=text]")
    field.wait_for()
    field.fill("Half typed")
    expect(ana.locator(f"{place}:not([data-held]) .row-text")).to_have_text("First words.")
    expect(field).to_have_value("Half typed")
    ana.locator(f"{third} .row-text").click()
    expect(ana.locator(f"{second} .row-text")).to_have_text("Half typed")


def test_a_reviewer_is_told_at_the_first_key_that_the_approval_wont_count(two: Two) -> None:
    ana, ben, spec = two
    reviewer = User.objects.get(name="Ben Cole")
    submit(spec, by=User.objects.get(name="Ana Ruiz"), reviewers=[reviewer], seen=spec.text_hash)
    ben.goto(f"{ben.url}?working")
    place = open_row(ben, spec, "FR-1")
    expect(ben.locator(".warn-vote")).to_have_count(0)
    ben.keyboard.type("A")
    said = ben.locator(f"{place} .warn-vote")
    expect(said).to_contain_text("If you change the text, your approval won’t count. Suggest instead?")
    expect(ben.locator(f"{place} textarea[name=text]")).to_be_focused()
    ben.keyboard.type("gain")
    expect(ben.locator(".warn-vote")).to_have_count(1)
    said.get_by_role("link").click()
    expect(ben).to_have_url(re.compile(rf"/row/{place.removeprefix('#row-')}/threads$"))
    ana.goto(f"{ana.url}?working")
    open_row(ana, spec, "FR-2")
    ana.keyboard.type("A")
    expect(ana.locator(".warn-vote")).to_have_count(0)
