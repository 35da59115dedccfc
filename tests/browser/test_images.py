"""Images on the spec page: pasted into a field, dropped on a row, refused, and seen by their team alone."""

import base64
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Image, Spec
from tests.browsers import LiveApp
from tests.factories import SAMPLE, png

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CARRY = """([selector, type, files]) => {
  const carried = new DataTransfer();
  for (const [name, kind, data] of files) {
    const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type: kind }));
  }
  const place = document.querySelector(selector);
  const options = { bubbles: true, cancelable: true };
  place.dispatchEvent(type === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: carried })
    : new DragEvent(type, { ...options, dataTransfer: carried }));
}"""


def carry(page: Page, selector: str, how: str, *files: tuple[str, str, bytes]) -> None:
    """Pastes or drops files as a browser would."""
    packed = [[name, kind, base64.b64encode(data).decode()] for name, kind, data in files]
    page.evaluate(CARRY, [selector, how, packed])


def test_an_image_is_pasted_dropped_refused_and_shown(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana, SAMPLE)
    overview = spec.rows.get(section="overview", kind="prose")
    row, field = f"#row-{overview.pk}", f"#row-{overview.pk} .main-field textarea"
    page = window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")

    page.locator(f"{row} .row-text").click()
    page.locator(field).press("End")
    page.locator(field).press_sequentially(" See")
    carry(page, field, "paste", ("image.png", "image/png", png()))
    expect(page.locator(f"{row} .image-way")).to_contain_text("Say between the brackets")
    page.keyboard.type("The way back")
    first = Image.objects.get()
    expect(page.locator(field)).to_have_value(
        f"Customers get their money back without writing to us. See ![The way back]({first.file.path})"
    )

    carry(page, field, "paste", ("bad.png", "image/png", b"no picture"))
    expect(page.locator(f"{row} .image-way.bad")).to_contain_text("It is no PNG")
    assert page.locator(field).input_value().count("![") == 1

    page.keyboard.press("Escape")
    shown = page.locator(f"{row} img")
    expect(shown).to_have_attribute("alt", "The way back")
    assert shown.evaluate("async (img) => { await img.decode(); return img.naturalWidth; }") == 8

    carry(page, f"{row} .row-text", "drop", ("login-flow.png", "image/png", png((5, 5))))
    expect(page.locator(f"{row} .image-way")).to_contain_text("Say between the brackets")
    second = Image.objects.latest("pk")
    assert page.locator(field).input_value().endswith(f"\n\n![login flow]({second.file.path})")
    chosen = {"name": "way-back.png", "mimeType": "image/png", "buffer": png((6, 6))}
    page.locator(f"{row} [data-choose-image]").set_input_files([chosen])
    expect(page.locator(field)).to_have_value(re.compile(r" !\[way back\]\(images/[0-9a-f]{64}\.png\)$"))
    carry(page, "#outline", "drop", ("notes.pdf", "application/pdf", b"%PDF"))
    expect(page.locator("#notice")).to_contain_text("Only PNG, JPEG")

    page.goto(f"{live_app.url}/{spec.key}/markdown?working")
    page.locator(".cm-content").click()
    carry(page, ".cm-line", "paste", ("way.png", "image/png", png((4, 4))))
    expect(page.locator(".image-way")).to_contain_text("Say between the brackets")
    expect(page.locator(".cm-content")).to_contain_text(f"![way]({Image.objects.latest('pk').file.path})")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#whole-said")).not_to_have_text("Not saved yet")

    page.goto(f"{live_app.url}/{spec.key}/images")
    expect(page.locator(".image-list > li")).to_have_count(4)
