"""The reading view in a browser, and what paper shows of it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from specs.models import Spec
from specs.services import reviewing
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MORE = """\

See [the manual](https://gateway.example/docs?a=1).

<details>
<summary>More</summary>

Folded words.

</details>
"""


def test_it_is_cited_ticked_and_printed(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = imported(ana, SAMPLE.replace("\n## Goals", MORE + "\n## Goals"))
    reviewing.submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    revision = spec.revisions.get()
    reviewing.approve(spec, by=ben, sha=revision.sha256)
    page = window(ben)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{live_app.url}/{spec.key}/read")

    page.get_by_role("link", name=f"Copy {spec.key}/FR-2").click()
    expect(page.locator("#copied")).to_have_text(f"Copied {spec.key}/FR-2")
    assert page.evaluate("navigator.clipboard.readText()") == f"{spec.key}/FR-2"
    page.get_by_text("A clerk refunds a payment in full.").click()
    assert page.locator("[data-open]").count() == 0

    box = page.get_by_role("checkbox", name="Write the ledger")
    box.scroll_into_view_if_needed()
    at = page.evaluate("scrollY")
    box.click()
    expect(box).to_be_checked()
    expect(page.locator("#outline")).to_contain_text("1/2")
    assert page.evaluate("scrollY") == at
    assert spec.rows.filter(kind="task", done=True).count() == 1

    page.emulate_media(media="print")
    for chrome in (".bar", ".outline", ".phonebar", "a[data-cite]"):
        expect(page.locator(chrome).first).to_be_hidden()
    for words in ("https://", "/docs?a=1", "Folded words.", "Version 1.0, revision 1", revision.sha256):
        expect(page.get_by_text(words).first).to_be_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
