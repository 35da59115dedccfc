"""Axe finds nothing on any page and in any state: light and dark, on a desk and on a phone."""

from collections.abc import Callable, Sequence

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import Role, Team, User
from specs.models import Spec
from specs.services import creating, editing
from tests.browser.axe import broken
from tests.browser.test_pages import preview
from tests.browsers import LiveApp
from tests.factories import SAMPLE, make_approved, make_review, make_spec

pytestmark = pytest.mark.browser

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What width and colours decide; the other rules find the same in every look.
BY_LOOK = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "heading-order", "region"]
LOOKS = ((1440, True), (390, True), (390, False))
STATES = (
    SAMPLE.replace(
        "3. **FR-3**: The customer is told by mail.",
        "3. **FR-3**: The customer is told quickly by mail.\n4. **FR-4**: [What is refunded, and how?]",
    ).replace(
        "1. What about gift cards?\n",
        "1. What about gift cards?\n2. Does it count?\n   - **Answer**: No. It counts as a batch.\n",
    )
    + "\n## Data Model\n\n```sql\nCREATE TABLE refunds (id bigint);\n```\n"
)


def violations(page: Page, **options: object) -> list[str]:
    run = options or {"runOnly": {"type": "tag", "values": STANDARD}}
    seen = [(item["id"], node) for item in broken(page, **run) for node in item["nodes"][:3]]
    return [f"{rule}: {node['html'][:160]} {node['failureSummary'].splitlines()[1:]}" for rule, node in seen]


def in_every_look(page: Page, looks: Sequence[tuple[int, bool]] = LOOKS) -> list[str]:
    """All rules as the page stands; those that a look decides also dark, and on a phone, where nothing is cut."""
    found = violations(page)
    for width, dark in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light")
        found += [f"{width} {dark} {item}" for item in violations(page, runOnly=BY_LOOK)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"wider than {width}")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    return found


def told(found: dict[str, list[str]]) -> str:
    return "\n".join(f"{name}: {item}" for name, items in found.items() for item in items)


@pytest.fixture
def ana(colleague: Callable[..., User]) -> User:
    return colleague("Ana Ruiz", Role.ADMIN)


@pytest.fixture
def page(window: Callable[..., Page], ana: User) -> Page:
    page = window(ana, axe=True)
    page.emulate_media(reduced_motion="reduce")  # colours are not measured half way from one to the other
    return page


@pytest.fixture
def sheet(page: Page, live_app: LiveApp, payments: Team, ana: User) -> tuple[Page, Spec]:
    spec = make_spec(payments, ana, STATES)
    page.goto(f"{live_app.url}/{spec.key}/")
    return page, spec


def place_of(spec: Spec, **known: str) -> str:
    return f"#row-{spec.rows.get(**known).pk}"


def opened(page: Page, place: str, field: str = "[name=text]") -> None:
    page.locator(place).focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{place} {field}").first).to_be_focused()


def hold(page: Page, answer: Callable[[Route], None] = lambda route: None) -> None:
    """What is sent from now on meets this instead of the server; without more, silence."""
    page.route("**/*", lambda route: answer(route) if route.request.method == "POST" else route.continue_())


def test_what_a_row_can_be(sheet: tuple[Page, Spec]) -> None:
    page, spec = sheet
    first, second = place_of(spec, uid="FR-1"), place_of(spec, uid="FR-2")
    found = {}

    expect(page.locator(".find.block").first).to_be_visible()
    expect(page.locator(".row.answered")).to_be_visible()
    page.locator(first).hover()
    page.locator(".handle").click()
    expect(page.get_by_role("menu")).to_be_visible()
    found["findings, an answer, a row's menu"] = violations(page, runOnly=BY_LOOK)  # it lies over targets
    page.keyboard.press("Escape")
    page.locator(first).focus()
    page.keyboard.press("x")
    expect(page.get_by_role("form", name="Selected rows")).to_be_visible()
    found["selected"] = in_every_look(page)
    page.keyboard.press("Escape")

    opened(page, second)
    found["open, with a choice"] = in_every_look(page)
    page.locator(f"{second} [name=text]").fill("A clerk refunds a part of a payment, once.")
    silent = True
    hold(page, lambda route: None if silent else route.continue_())
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"{second} .said")).to_have_text("Saving")
    found["saving"] = in_every_look(page)
    silent = False
    page.reload()  # what was under way ends with the page that sent it, and is sent again
    expect(page.locator(f"{second} .row-text")).to_have_text("A clerk refunds a part of a payment, once.")

    assert told(found) == ""


def test_what_is_not_saved_or_saved_by_two(sheet: tuple[Page, Spec], colleague: Callable[..., User]) -> None:
    page, spec = sheet
    first, second, third = (place_of(spec, uid=uid) for uid in ("FR-1", "FR-2", "FR-3"))
    found = {}

    hold(page, lambda route: route.abort())
    opened(page, first)
    page.locator(f"{first} [name=text]").fill("Typed into the void.")
    page.keyboard.press("Escape")
    failed = page.locator(f"{first} .fail")
    expect(failed).to_contain_text("Your text is kept in this browser.")
    expect(page.get_by_role("alert")).to_have_text("FR-1 not saved, text kept.")
    assert page.locator("#trouble").get_attribute("role") == "status"
    found["not saved"] = in_every_look(page)
    ben, row = colleague("Ben Cole"), spec.rows.get(uid="FR-1")
    editing.save_row(row, by=ben, values={"text": "Typed by Ben at the same time."}, stamp=row.stamp)
    page.unroute("**/*")
    page.locator(f"{first} [data-try]").click()
    expect(page.get_by_role("alert")).to_contain_text("You and Ben changed the same words of FR-1.")
    found["a conflict"] = in_every_look(page)
    page.get_by_role("button", name="Keep yours").click()
    expect(page.locator(f"{first} .row-text")).to_have_text("Typed into the void.")

    opened(page, third)
    page.locator(third).get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(f"{third}.gone")).to_contain_text("Deleted")
    page.goto(f"{page.url.split('#')[0]}{second}")
    expect(page.locator(f"{second}.flash")).to_be_visible()
    found["just arrived at"] = in_every_look(page)
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_contain_text("You are offline since")
    found["offline"] = in_every_look(page)
    page.context.set_offline(False)

    assert told(found) == ""


@pytest.mark.long
def test_what_a_page_can_show(sheet: tuple[Page, Spec]) -> None:
    page, spec = sheet
    second = place_of(spec, uid="FR-2")
    found = {}

    opened(page, second)
    page.keyboard.press("Control+End")
    page.keyboard.type(" See FR-")
    expect(page.get_by_role("listbox")).to_be_visible()
    found["completion"] = violations(page)
    page.emulate_media(color_scheme="dark")
    found["completion, dark"] = violations(page, runOnly=BY_LOOK)
    page.emulate_media(color_scheme="light")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    page.keyboard.press("Escape")

    opened(page, place_of(spec, kind="sql"), ".cm-content")
    page.keyboard.type("CREATE (")
    found["code"] = in_every_look(page)
    page.keyboard.press("Escape")
    risk = place_of(spec, kind="risk")
    page.locator(risk).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("F2")
    expect(page.locator(f"{risk} :focus")).to_be_visible()
    found["an open cell"] = in_every_look(page)
    page.keyboard.press("Escape")
    question = place_of(spec, text="Does it count?")
    page.locator(f"{question} summary").click()
    found["an answer unfolded"] = in_every_look(page)

    goal = place_of(spec, text="No letters")
    page.locator(goal).focus()
    page.keyboard.press("x")
    page.keyboard.press("Delete")
    expect(page.locator("#notice, .row.gone").get_by_role("button", name="Undo").first).to_be_visible()
    found["deleted"] = in_every_look(page)
    page.keyboard.press("f")
    page.keyboard.type("refund")
    expect(page.locator("#find")).to_be_visible()
    found["find"] = in_every_look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("ref")
    expect(page.locator("#palette [aria-selected=true]")).to_be_visible()
    found["palette"] = in_every_look(page)

    assert told(found) == ""


PAGES = [
    "/", "/?archived=1", "/?q=nothing", "/new/", "/import/", "/search?q=refund", "/keys", "/settings/", "/teams/PAY/",
    "/PAY-1/submit", "/PAY-1/history/", "/PAY-1/markdown", "/PAY-1/import", "/PAY-1/archive", "/PAY-1/images",
    "/PAY-1/rows", "/PAY-1/read", "/PAY-2/", "/PAY-2/?working", "/PAY-2/review", "/PAY-2/withdraw", "/PAY-3/",
    "/PAY-3/read", "/PAY-3/implement", "/PAY-4/", "/nowhere",
]  # fmt: skip
OUTSIDE = ["/accounts/login/", "/accounts/password/reset/", "/first/", "/invite/"]


@pytest.mark.long
def test_every_page(page: Page, live_app: LiveApp, payments: Team, ana: User, colleague: Callable[..., User]) -> None:
    ben = colleague("Ben Cole")
    make_spec(payments, ana, STATES), make_review(payments, ana, ben), make_approved(payments, ana, ben)
    creating.create_spec(by=ana, team=payments, title="Refund limits", template="full")
    found = {}
    for address in PAGES:
        page.goto(live_app.url + address)
        found[address] = in_every_look(page, [(390, True)])
    preview(page, live_app.url)
    found["preview"] = in_every_look(page, [(390, True)])
    page.context.clear_cookies()
    for address in OUTSIDE:
        page.goto(live_app.url + address)
        found[address] = in_every_look(page, [(390, True)])
    assert told(found) == ""
