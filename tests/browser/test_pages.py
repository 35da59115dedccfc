"""The pages around a spec, in a real browser: whole at every width, complete without scripts."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, Team, User
from specs.models import Spec
from specs.services import editing, reviewing
from tests.browsers import LiveApp
from tests.factories import make_approved, make_review, make_spec

pytestmark = pytest.mark.browser
Window = Callable[..., Page]
FILE = Path(__file__).parent / "trial-parcels.md"
WIDTHS = (1440, 1024, 390)
DARK = "rgb(21, 23, 27)"


@pytest.fixture
def ben(colleague: Callable[..., User]) -> User:
    return colleague("Ben Cole", Role.VIEWER)


@pytest.fixture
def specs(payments: Team, ana: User, ben: User) -> list[Spec]:
    """A draft, one in review, one approved."""
    return [make_spec(payments, ana), make_review(payments, ana, ben), make_approved(payments, ana, ben)]


def preview(page: Page, url: str) -> None:
    page.goto(f"{url}/import/")
    page.locator("[data-drop-form] input[type=file]").first.set_input_files(FILE)
    page.get_by_role("button", name="Show what is recognised").click()
    expect(page.get_by_text("Nothing is created until you say so.")).to_be_visible()


PAGES = [
    "/", "/?archived=1", "/?q=nothing", "/new/", "/import/", "/PAY-1/submit", "/PAY-2/review", "/PAY-2/withdraw",
    "/PAY-3/implement", "/PAY-1/history/", "/PAY-1/markdown", "/PAY-1/import", "/PAY-1/archive", "/nowhere",
]  # fmt: skip


def pages(page: Page, url: str) -> Iterator[str]:
    """Each page, open; its address."""
    for address in PAGES:
        page.goto(url + address)
        yield address
    preview(page, url)
    yield "preview"


def test_nothing_is_wider_than_the_window(window: Window, live_app: LiveApp, ana: User, specs: list[Spec]) -> None:
    page = window(ana)

    wide = []
    for address in pages(page, live_app.url):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            wide += [(address, width)] if page.evaluate("document.documentElement.scrollWidth") > width else []

    assert wide == []


def test_what_one_presses_on_a_phone_is_large_enough(
    window: Window, live_app: LiveApp, ana: User, specs: list[Spec]
) -> None:
    page = window(ana, width=390)

    small = []
    for address in ("/", "/new/", "/import/", "/PAY-1/submit", "/PAY-2/review"):
        page.goto(live_app.url + address)
        for box in page.locator("a.btn:visible, button.btn:visible, .field:visible").all():
            size = box.bounding_box()
            small += [f"{address} {box.inner_text()}"] if size and size["height"] < 44 else []

    assert small == []


def test_the_look_changes_at_once_and_stays(window: Window, live_app: LiveApp, ana: User) -> None:
    page = window(ana)
    page.goto(f"{live_app.url}/")
    page.get_by_label("Your account and settings").click()

    page.get_by_role("button", name="Dark").click()

    assert page.url == f"{live_app.url}/"
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == DARK
    page.goto(f"{live_app.url}/new/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_menu_closes_at_escape_and_gives_the_focus_back(window: Window, live_app: LiveApp, ana: User) -> None:
    page = window(ana)
    page.goto(f"{live_app.url}/")
    page.get_by_label("Your account and settings").press("Enter")
    expect(page.get_by_role("link", name="Settings").last).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("address", ["/import/", "/new/"])
def test_a_file_dropped_anywhere_is_previewed(window: Window, live_app: LiveApp, ana: User, address: str) -> None:
    page = window(ana)
    page.goto(live_app.url + address)

    page.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.items.add(new File(["# Dropped\\n\\nText.\\n"], "dropped.md", {type: "text/markdown"}));
            const drop = new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true});
            document.body.dispatchEvent(drop);
        }"""
    )

    expect(page.get_by_role("heading", name="dropped.md")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Create PAY-")).click()
    expect(page.get_by_role("heading", name="Dropped")).to_be_visible()


def test_the_text_is_copied_by_who_writes_and_who_reads(
    window: Window, live_app: LiveApp, ana: User, ben: User, specs: list[Spec]
) -> None:
    for user, name in ((ana, "Copy"), (ben, "Copy text")):
        page = window(user)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{live_app.url}/PAY-1/markdown")

        page.get_by_role("button", name=name, exact=True).click()

        expect(page.get_by_text("Copied")).to_be_visible()
        assert page.evaluate("navigator.clipboard.readText()") == specs[0].document().text
        page.evaluate("navigator.clipboard.writeText('')")


def test_pages_beside_the_text_slide_over_it_on_small_windows(
    window: Window, live_app: LiveApp, ana: User, specs: list[Spec]
) -> None:
    page = window(ana, width=390)
    page.goto(f"{live_app.url}/")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()

    page.get_by_label("Pages").first.click()
    expect(page.get_by_role("link", name="Archived")).to_be_visible()
    page.get_by_role("link", name="Close").click()
    expect(page.get_by_role("link", name="Archived")).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_whole_path_of_a_review(
    window: Window, live_app: LiveApp, payments: Team, ana: User, ben: User, scripts: bool
) -> None:
    make_spec(payments, ana)
    writer, reader = window(ana, scripts=scripts), window(ben, scripts=scripts)

    writer.goto(f"{live_app.url}/PAY-1/")
    writer.get_by_role("link", name="Submit for review…").click()
    writer.get_by_label("Ben Cole").check()
    writer.get_by_role("button", name="Submit for review").click()
    expect(writer.get_by_text("In review, revision 1")).to_be_visible()

    reader.goto(f"{live_app.url}/")
    reader.get_by_role("link", name="Review PAY-1").click()
    reader.get_by_role("button", name="Ask for changes").click()
    expect(reader.get_by_text("Say what must change;")).to_be_visible()
    reader.get_by_label("Note to the author").fill("Say how long a clerk waits.")
    reader.get_by_role("button", name="Ask for changes").click()
    expect(reader.get_by_text("Your request is recorded.")).to_be_visible()

    reader.goto(f"{live_app.url}/PAY-1/review")
    expect(reader.get_by_text("“Say how long a clerk waits.” Blocks until Ben lifts it or approves.")).to_be_visible()
    reader.get_by_role("button", name="Approve revision 1").click()
    expect(reader.get_by_text("1.0 is approved and in force.")).to_be_visible()

    writer.goto(f"{live_app.url}/PAY-1/")
    writer.get_by_role("button", name="Revise as 1.1").click()
    expect(writer.get_by_text("1.1 is a draft. 1.0 stays in force")).to_be_visible()


def test_an_import_without_scripts(window: Window, live_app: LiveApp, payments: Team, ana: User) -> None:
    page = window(ana, scripts=False)
    preview(page, live_app.url)

    page.get_by_role("button", name=re.compile("^Create PAY-1")).click()

    expect(page.get_by_text("PAY-1 is created as a draft.")).to_be_visible()
    assert Spec.objects.get().document().text.encode() == FILE.read_bytes()


def test_an_expired_form_is_sent_again(window: Window, live_app: LiveApp, payments: Team, ana: User) -> None:
    page = window(ana)
    page.goto(f"{live_app.url}/new/")
    page.get_by_label("What will be built?").fill("Refund limits per agent")
    page.evaluate(
        "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((field) => { field.value = 'x'.repeat(64); })"
    )

    page.get_by_role("button", name="Create PAY-1").click()
    expect(page.get_by_role("heading", name="This form has expired")).to_be_visible()
    page.get_by_role("button", name="Send it again").click()

    expect(page.get_by_role("heading", name="Refund limits per agent")).to_be_visible()
    begins_at_its_top(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    begins_at_its_top(page)


def begins_at_its_top(page: Page) -> None:
    """A new spec, in its first question."""
    expect(page.locator("#unwritten-overview textarea")).to_be_focused()
    expect(page.locator("#unwritten-overview textarea")).to_be_in_viewport(ratio=1)
    assert page.evaluate("scrollY") == 0


def test_sending_marks_earlier_approvals_as_outdated(
    window: Window, live_app: LiveApp, payments: Team, ana: User, ben: User, colleague: Callable[..., User]
) -> None:
    cai = colleague("Cai Lin")
    spec = make_spec(payments, ana)
    reviewing.submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash)
    reviewing.request_changes(spec, by=cai, sha=spec.revisions.get().sha256, comment="Two payments are possible.")
    reviewing.approve(spec, by=ben, sha=spec.revisions.get().sha256)
    editing.remove_row(spec.rows.get(uid="FR-3"), by=ana)
    page = window(ana)

    page.goto(f"{live_app.url}/PAY-1/")
    page.get_by_role("button", name="Send revision 2").click()

    expect(page.get_by_text("Approvals of earlier revisions are outdated.")).to_be_visible()
    page.goto(f"{live_app.url}/PAY-1/review")
    expect(page.get_by_text("Outdated")).to_be_visible()
