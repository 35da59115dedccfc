"""With the keyboard alone, at four times the size, in forced colours, without motion, with wider spaces."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from specs.models import Spec
from tests.browser.test_states import PAGES, STATES, place_of
from tests.browsers import LiveApp
from tests.factories import make_approved, make_review, make_spec, png

pytestmark = pytest.mark.browser

#: Where the keyboard is: a name, how its ring is drawn, whether it is seen, and how far down it stands.
HERE = """() => {
  const now = document.activeElement;
  if (!now || now === document.body) return null;
  const drawn = getComputedStyle(now);
  const around = getComputedStyle(now.closest(".seg > *, .plusact, label") ?? now);
  const box = now.getBoundingClientRect();
  const ring = [drawn, around].some((of) => of.outlineStyle !== "none" && parseFloat(of.outlineWidth) >= 2);
  now.dataset.times = Number(now.dataset.times ?? 0) + 1;
  return { what: now.outerHTML.slice(0, 90), ring, seen: box.width > 0 && box.height > 0,
           times: Number(now.dataset.times), main: Boolean(now.closest("main")), top: box.top + scrollY };
}"""
CUT = """() => [...document.querySelectorAll("main *, header *")].filter((part) => {
  const drawn = getComputedStyle(part);
  if (!part.firstChild || part.closest(".sr, .saved:not([data-unsaved]) .words") ||
    part.closest("pre, table, .grid, .scroll-x, .wide-table, svg, select, .crumbs")) return;
  if (drawn.overflowX === "visible" || drawn.textOverflow === "ellipsis") return false;
  return part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1 && drawn.overflowX !== "auto";
}).map((part) => part.outerHTML.slice(0, 120))"""
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
p { margin-bottom: 2em !important }"""


@pytest.fixture
def spec(payments: Team, ana: User, colleague: Callable[..., User]) -> Spec:
    """A draft; beside it one in review, one approved."""
    made, ben = make_spec(payments, ana, STATES), colleague("Ben Cole")
    make_review(payments, ana, ben), make_approved(payments, ana, ben)
    return made


def walk(page: Page, most: int = 400) -> list[dict[str, object]]:
    """Tab from the beginning of a page to its end, or until the keyboard comes where it has been."""
    stops: list[dict[str, object]] = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or here["times"] > 1:
            break
        stops.append(here)
    return stops


def test_the_keyboard_is_seen_everywhere_and_goes_down_the_page(
    window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec
) -> None:
    page = window(ana)
    for address in (f"/{spec.key}/", "/"):
        page.goto(live_app.url + address)
        stops = walk(page)
        assert "skip" in str(stops[0]["what"])
        assert [stop["what"] for stop in stops if not (stop["ring"] and stop["seen"])] == []
        tops = [float(str(stop["top"])) for stop in stops if stop["main"]]
        assert len(tops) > 5
        assert [(a, b) for a, b in pairwise(tops) if b < a - 60] == [], "against the reading order"
    page.goto(f"{live_app.url}/{spec.key}/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # past the bar and the outline
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")
    row = page.locator(place_of(spec, uid="FR-2"))
    expect(row).to_have_accessible_name("FR-2, requirement, Must")
    expect(row).to_have_accessible_description("A clerk refunds a part of a payment. Enter to edit.")


def test_four_times_the_size_and_wider_spaces_cut_nothing(
    window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec
) -> None:
    page, found = window(ana, width=320), []
    for address in PAGES:
        page.goto(live_app.url + address)
        for style in ("", SPACED):
            page.evaluate("style => document.adoptedStyleSheets = [Object.assign(new CSSStyleSheet(), {})]", style)
            page.evaluate("style => document.adoptedStyleSheets[0].replaceSync(style)", style)
            found += [f"{address} {len(style)} {cut}" for cut in page.evaluate(CUT)]
            if page.evaluate("document.documentElement.scrollWidth") > 320:
                found.append(f"{address} {len(style)} is wider than the window")
    assert "\n".join(found) == ""


def test_forced_colours_and_no_motion(window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec) -> None:
    page = window(ana)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{live_app.url}/{spec.key}/")
    moving = "() => [...document.all].filter(part => getComputedStyle(part).transitionDuration !== '0s').length"
    assert page.evaluate(moving) == 0
    place = place_of(spec, uid="FR-2")

    def drawn(selector: str, name: str) -> str:
        return str(page.locator(selector).first.evaluate("(part, name) => getComputedStyle(part)[name]", name))

    page.locator(place).focus()
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert drawn(place, "outlineStyle") == "solid"
    page.keyboard.press("x")
    assert drawn(place, "outlineStyle") != "none"
    assert drawn("#selection", "borderTopStyle") == "solid"
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator(f"{place} [name=text]")).to_be_focused()
    assert drawn(place, "outlineStyle") == "solid"
    assert drawn(f"{place} [name=text]", "borderTopStyle") == "solid"
    chosen, other = f"{place} .seg > :has(input:checked)", f"{place} .seg > :not(:has(input:checked))"
    assert drawn(chosen, "backgroundColor") != drawn(other, "backgroundColor")


def test_rows_are_moved_ticked_deleted_taken_back_and_pasted_and_images_uploaded_without_scripts(
    window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec
) -> None:
    page = window(ana, scripts=False)
    home = f"{live_app.url}/{spec.key}/"
    page.goto(home)
    first, second = place_of(spec, uid="FR-1"), place_of(spec, uid="FR-2")
    page.locator(f"{second} a[data-edit]").click()
    page.get_by_role("button", name="Move up").click()
    assert spec.document().text.index("**FR-2**") < spec.document().text.index("**FR-1**")
    page.goto(home)
    page.get_by_role("checkbox", name="Done: Send the mail").click()
    expect(page.get_by_role("checkbox", name="Done: Send the mail")).to_be_checked()
    page.locator(f"{first} a[data-edit]").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    assert "**FR-1**" not in spec.document().text
    page.goto(home)
    page.get_by_role("link", name="The whole history").click()
    page.get_by_role("button", name="Undo").first.click()
    assert "**FR-1**: A clerk refunds a payment in full." in spec.document().text
    for word in ("rows", "images", "markdown", "submit", "export"):
        page.goto(home)
        assert page.locator(f"a[href*='/{spec.key}/{word}']").count(), word

    page.get_by_role("link", name="Paste Markdown").click()
    page.get_by_label("Markdown to paste").fill("## References\n\n- Less work\n- Fewer letters\n")
    page.get_by_role("button", name="Save", exact=True).locator("visible=true").click()
    expect(page.get_by_text("Fewer letters", exact=True)).to_be_visible()
    assert [row.text for row in spec.rows.order_by("-place")[:2]] == ["Fewer letters", "Less work"]

    page.goto(f"{home}images")
    page.get_by_label("An image").set_input_files({"name": "way.png", "mimeType": "image/png", "buffer": png()})
    page.get_by_label("What does it show?").fill("The way back")
    page.get_by_role("button", name="Upload image").click()
    line = page.get_by_label("Markdown of the new image").input_value()
    page.goto(home)
    page.locator(f"{second} a[data-edit]").click()
    page.locator("[name=text]").fill(f"A clerk sees {line}")
    page.get_by_role("button", name="Save", exact=True).locator("visible=true").click()
    expect(page.get_by_role("img", name="The way back")).to_be_visible()
