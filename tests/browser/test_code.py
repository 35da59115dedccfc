"""Code is written in an editor, Mermaid drawn while it is written; nothing of what a diagram says runs."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.models import User
from specs.models import Spec
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

CODE = """# Code

## Data Model

```sql
CREATE TABLE orders (
    id bigint PRIMARY KEY
);
```

## Architecture

### System Context

```mermaid
flowchart LR
    A[Client] --> B[Ledger]
```

```
┌────┐
│ Up │
└────┘
```

### API

**Endpoint**: `POST /refunds`

Text that has a body in it:

```json
{"amount": 12}
```
"""

HOSTILE = """# Hostile

```mermaid
%%{init: {"securityLevel": "loose", "htmlLabels": true, "themeCSS": "} body { background: red } a {"}}%%
flowchart LR
    A["<img src=x onerror='parent.hacked=1;top.hacked=1;alert(1)'>"] --> B["</text></svg><script>alert(2)</script>"]
    B --> C["<iframe srcdoc='<script>alert(3)</script>'>Ledger"]
    click A "javascript:alert(4)" "run"
    click B call alert(5)
    click C href "javascript:alert(6)" _self
```

```mermaid
sequenceDiagram
    Ana->>Ben: <svg onload=alert(7)>
    link Ana: Run @ javascript:alert(8)
```
"""

# A frame that was taken over: it answers with a picture full of scripts, and reaches for the page above.
FRAME = """
for (const reach of [
  () => parent.document.title, () => (parent.hacked = 1), () => localStorage.length, () => document.cookie,
  () => (top.location = "/taken"), () => alert(9), () => open("/popup"),
]) try { reach(); parent.postMessage({ reached: String(reach) }, "*"); } catch {}
addEventListener("message", ({ data }) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="top.hacked=1">'
    + '<script>top.hacked = 2; fetch("/taken")</script><image href="/taken.png"/><style>@import "/taken.css";</style>'
    + '<foreignObject width="9" height="9"><img xmlns="http://www.w3.org/1999/xhtml" src="x" onerror="top.hacked=3"/>'
    + '</foreignObject></svg>';
  parent.postMessage({ id: data.id, svg, width: 1e9, height: 20, words: '"><img src=x onerror="hacked=4">' }, "*");
});
parent.postMessage({ ready: true }, "*");
"""


def row_of(page: Page, spec: Spec, **known: str) -> str:
    place = f"#row-{spec.rows.filter(**known).first().pk}"  # type: ignore[union-attr]
    page.locator(place).scroll_into_view_if_needed()
    return place


def opened(page: Page, place: str) -> None:
    page.locator(place).focus()
    page.keyboard.press("Enter")
    expect(page.locator(f"{place} .cm-content")).to_be_focused()


def left(page: Page) -> None:
    """Esc leaves the row; what was written in it is stored."""
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.url.endswith("/edit")):
        page.keyboard.press("Escape")


def first_line(page: Page, place: str) -> list[float]:
    """Where the first line of the code stands in the window."""
    found: list[float] = page.evaluate(
        """(place) => { const box = document.querySelector(place + ' .cm-line, ' + place + ' pre code');
        const range = document.createRange(); range.selectNodeContents(box);
        const { x, y } = range.getClientRects()[0]; return [x, y]; }""",
        place,
    )
    return found


def test_code_is_written_where_it_stood_with_its_faults_told(
    window: Callable[..., Page], live_app: LiveApp, ana: User, imported: Callable[..., Spec]
) -> None:
    spec, page = imported(ana, CODE), window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    fetched = page.evaluate("performance.getEntriesByType('resource').map((file) => file.name)")
    assert not [name for name in fetched if "codemirror" in name or "mermaid.min" in name]

    # SQL: the same place at rest and open, Tab, undo inside, tables while typing, Esc saves
    sql = row_of(page, spec, kind="sql")
    at_rest = first_line(page, sql)
    opened(page, sql)
    assert first_line(page, sql) == pytest.approx(at_rest, abs=0.5)
    page.keyboard.press("Control+End")
    page.keyboard.type("\nCREATE TABLE lines (")
    page.keyboard.press("Tab")
    page.keyboard.type("sku text REFERENCES goods")
    said = page.locator(f"{sql} .code-said")
    expect(said).to_have_text("Line 4: This bracket is not closed")
    expect(page.locator(f"{sql} .tables li").last).to_contain_text("lines sku text → goods")
    page.keyboard.type(");x")
    page.keyboard.press("Control+z")
    field = page.locator(f"{sql} textarea[name=text]")
    page.keyboard.press("Control+End")
    assert field.input_value().startswith("CREATE TABLE orders (\n    id bigint PRIMARY KEY\n);\nCREATE TABLE lines (")
    left(page)
    expect(page.locator(f"{sql} .md pre")).to_contain_text("goods")
    expect(page.locator(f"{sql} .tables li")).to_have_count(2)
    assert "CREATE TABLE lines (  sku text REFERENCES goods" in spec.document().text

    # letters that draw stand near enough to join, at rest and open
    art = row_of(page, spec, kind="diagram", text__contains="Up")
    at_rest = first_line(page, art)
    expect(page.locator(f"{art} pre")).to_have_css("line-height", "17px")
    opened(page, art)
    assert first_line(page, art) == pytest.approx(at_rest, abs=0.5)
    expect(page.locator(f"{art} .cm-content")).to_have_css("line-height", "17px")
    page.keyboard.press("Escape")

    # JSON: what is wrong, in words, with its line; saved all the same
    json = row_of(page, spec, kind="payload")
    opened(page, json)
    page.keyboard.press("Control+End")
    page.keyboard.type("\n]")
    expect(page.locator(f"{json} .code-said.error")).to_contain_text("Line 2: ")
    expect(page.locator(f"{json} .cm-lintRange-error")).to_be_visible()
    left(page)
    expect(page.locator(f"{json} pre")).to_contain_text("]")
    assert '{"amount": 12}\n]' in spec.document().text


def test_a_refused_form_comes_back_with_its_editor_and_what_was_written(
    window: Callable[..., Page], live_app: LiveApp, ana: User, imported: Callable[..., Spec]
) -> None:
    spec, page = imported(ana, CODE), window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    sql = row_of(page, spec, kind="sql")
    opened(page, sql)
    page.keyboard.type("-- ")
    page.locator(f"{sql} [name=lang]").evaluate("field => (field.value = 'a`b')")
    page.keyboard.press("Escape")
    expect(page.locator(f"{sql} .error").first).to_be_visible()
    expect(page.locator(f"{sql} .cm-content")).to_contain_text(");-- ")


def test_mermaid_is_drawn_at_rest_and_while_it_is_written(
    window: Callable[..., Page], live_app: LiveApp, ana: User, imported: Callable[..., Spec]
) -> None:
    spec, page = imported(ana, CODE), window(ana)
    page.goto(f"{live_app.url}/{spec.key}/")
    place = row_of(page, spec, kind="diagram", text__contains="Ledger")
    picture = page.locator(f"{place} figure.diagram img")
    expect(picture).to_have_attribute("alt", "Diagram: Client, Ledger", timeout=30_000)
    assert str(picture.get_attribute("src")).startswith("blob:")
    assert page.evaluate("document.querySelector('figure.diagram img').naturalWidth") > 100
    source = page.locator(f"{place} .md pre")
    expect(source).to_be_hidden()
    page.get_by_role("button", name="Source").first.click()
    expect(source).to_be_visible()
    page.emulate_media(media="print")
    page.get_by_role("button", name="Source", include_hidden=True).first.evaluate("(button) => button.click()")
    expect(source).to_be_visible()
    page.emulate_media(media="screen")
    expect(source).to_be_hidden()

    opened(page, place)
    page.keyboard.press("Control+End")
    page.keyboard.type("\n    B --> C[Audit]")
    expect(picture).to_have_attribute("alt", "Diagram: Client, Ledger, Audit")
    page.keyboard.type("\n    C --> [[[")
    expect(page.locator(f"{place} .code-said")).to_contain_text("Line 4: ")
    expect(page.locator(f"{place} figure.stale img")).to_be_visible()
    for _ in range(len("\n    C --> [[[")):
        page.keyboard.press("Backspace")
    expect(page.locator(f"{place} .code-said")).to_be_empty()
    light = picture.get_attribute("src")
    left(page)
    expect(page.locator(f"{place} .md pre")).to_be_attached()
    expect(picture).to_have_attribute("alt", "Diagram: Client, Ledger, Audit")
    page.emulate_media(color_scheme="dark")
    expect(picture).not_to_have_attribute("src", str(light))
    assert "B --> C[Audit]\n" in spec.document().text


def watched(page: Page) -> list[str]:
    """What must not happen: dialogs, pages, requests for what the picture names."""
    happened: list[str] = []
    page.on("dialog", lambda dialog: (happened.append(dialog.message), dialog.dismiss()))
    page.on("request", lambda request: happened.append(request.url) if "/taken" in request.url else None)
    page.on("popup", lambda popup: happened.append(popup.url) if not popup.url.startswith("blob:") else None)
    return happened


def nothing_ran(page: Page, happened: list[str]) -> None:
    assert happened == []
    assert page.evaluate("window.hacked") is None
    assert page.locator("figure.diagram :not(div, img, button, figcaption)").count() == 0


def test_nothing_of_a_hostile_diagram_runs(
    window: Callable[..., Page], live_app: LiveApp, ana: User, imported: Callable[..., Spec]
) -> None:
    spec, page = imported(ana, HOSTILE), window(ana)
    happened = watched(page)
    page.goto(f"{live_app.url}/{spec.key}/")
    figures = page.locator("figure.diagram")
    texts = page.locator(".md:has(pre)")  # they stay while what is in them is drawn
    texts.first.scroll_into_view_if_needed()
    expect(figures.first).to_be_attached(timeout=30_000)
    texts.last.scroll_into_view_if_needed()
    expect(figures).to_have_count(2, timeout=30_000)
    nothing_ran(page, happened)


def test_nothing_of_a_hostile_frame_runs_and_none_but_the_frame_is_heard(
    window: Callable[..., Page], live_app: LiveApp, ana: User, imported: Callable[..., Spec]
) -> None:
    spec, page = imported(ana, CODE), window(ana)
    happened = watched(page)

    def taken_over(route: Route) -> None:
        route.fulfill(
            body=FRAME, content_type="text/javascript", headers={"Cross-Origin-Resource-Policy": "cross-origin"}
        )

    page.route("**/js/frame*.js", taken_over)
    page.goto(f"{live_app.url}/{spec.key}/")
    page.evaluate(
        """() => {
          window.reached = [];
          addEventListener("message", ({ data }) => data.reached && reached.push(data.reached));
          const forged = { svg: "<svg>forged</svg>", width: 1, height: 1, words: "forged" };
          for (let id = 0; id < 9; id += 1) postMessage({ id, ...forged });
        }"""
    )
    row_of(page, spec, kind="diagram", text__contains="Ledger")
    picture = page.locator("figure.diagram img").first
    expect(picture).to_have_attribute("alt", 'Diagram: "><img src=x onerror="hacked=4">', timeout=30_000)
    expect(picture).to_have_attribute("width", "8000")
    with page.expect_popup() as popup:
        page.evaluate("open(document.querySelector('figure.diagram img').src)")
    popup.value.wait_for_load_state()
    assert page.evaluate("reached.filter((reach) => !/alert|open/.test(reach))") == []
    nothing_ran(page, happened)


def test_a_diagram_that_hangs_the_frame_is_given_up(
    window: Callable[..., Page], live_app: LiveApp, ana: User, imported: Callable[..., Spec]
) -> None:
    spec, page = imported(ana, CODE), window(ana)
    hang = 'addEventListener("message", () => { for (;;); }); parent.postMessage({ ready: true }, "*");'
    headers = {"Cross-Origin-Resource-Policy": "cross-origin"}
    page.route(
        "**/js/frame*.js", lambda route: route.fulfill(body=hang, content_type="text/javascript", headers=headers)
    )
    page.goto(f"{live_app.url}/{spec.key}/")
    place = row_of(page, spec, kind="diagram", text__contains="Ledger")
    expect(page.locator(f"{place} figcaption")).to_contain_text("takes too long to draw", timeout=30_000)
    expect(page.locator(f"{place} .md pre")).to_be_visible()
    assert len(page.frames) == 1
