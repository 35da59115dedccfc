"""Two people write in one paragraph: at once, apart, through a cut line and a killed server."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Membership, Role, User
from specs.models import Event, Spec
from specs.services import editing, typing
from tests.browser.lines import Server, Wire
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = pytest.mark.browser

TABLE = """# Refunds

## Risks

| Risk | Impact | Mitigation |
|------|--------|------------|
| The bank is slow | High | Call the bank |

## Data Model

```sql
CREATE TABLE refunds (id int);
```
"""
WORDS = "Customers get their money back without writing to us."


@pytest.fixture
def people(colleague: Callable[..., User]) -> tuple[User, User]:
    return colleague("Ana Ruiz"), colleague("Ben Cole")


@pytest.fixture
def paragraph(people: tuple[User, User], imported: Callable[..., Spec]) -> tuple[Spec, str]:
    """A spec, and the place of its first paragraph on the page."""
    spec = imported(people[0], SAMPLE)
    return spec, f"#row-{spec.rows.filter(kind='prose').get(section='overview').pk}"


def enter(page: Page, place: str, *, key: str = "") -> Locator:
    """The field of a paragraph, once its text is shared; the caret at its end, or where `key` leads."""
    page.locator(f"{place} .row-text").click()
    field = page.locator(f"{place} textarea[data-shared]")
    field.wait_for()
    page.keyboard.press("Control+End")
    if key:
        page.keyboard.press(key)
    return field


def caret(page: Page, place: str, name: str) -> Locator:
    return page.locator(f"{place} .caret[data-person='{name}']")


def is_saved(page: Page) -> None:
    expect(page.locator("#saved:not([data-unsaved]) .words")).to_have_text("Saved just now")


def sees_what_is_selected(ana: Page, ben: Page, place: str) -> None:
    """It follows what is typed before it, and goes with the selection."""
    ben.keyboard.press("Control+Home")
    ben.keyboard.press("Shift+ArrowRight")
    held = ana.locator(f"{place} .held[data-person='Ben Cole']")
    expect(held).to_have_count(1)
    left = held.evaluate("held => held.getBoundingClientRect().left")
    ana.keyboard.press("Control+Home")
    ana.keyboard.type("MM")
    expect(ben.locator(f"{place} textarea")).to_have_value(re.compile("^MM"))
    assert held.evaluate("held => held.getBoundingClientRect().left") > left + 10
    ana.keyboard.press("Control+z")
    ana.keyboard.press("Control+End")

    ben.keyboard.press("Control+End")
    expect(held).to_have_count(0)


def stands_in_a_line_that_is_full(ana: Page, place: str) -> None:
    """Ben's caret, behind the last letter for which there is room."""
    field = ana.locator(f"{place} textarea")
    field.evaluate(
        """field => {
            const words = Object.assign(document.createElement("span"), { textContent: field.value });
            Object.assign(words.style, { font: getComputedStyle(field).font, whiteSpace: "pre", position: "absolute" });
            document.body.append(words);
            const { width } = words.getBoundingClientRect();
            words.remove();
            Object.assign(field.style, { boxSizing: "content-box", minWidth: "0", width: `${width + 1}px` });
        }"""
    )
    frame = field.bounding_box()
    assert frame
    assert frame["height"] < 50  # one line
    ana.wait_for_function(
        """place => {
            const [mark, field] = [".caret", "textarea"].map((name) => document.querySelector(`${place} ${name}`));
            const [own, around] = [mark, field].map((element) => element.getBoundingClientRect());
            return own.bottom <= around.bottom && around.right - own.right < 20;
        }""",
        arg=place,
    )
    field.evaluate("field => field.removeAttribute('style')")


def goes_15_seconds_after_its_last_sign(ana: Page, ben: Page, place: str) -> None:
    """Rule 24. Ben's clock stands still, as that of a laptop that is closed: his page gives no sign of life."""
    mark, held = caret(ana, place, "Ben Cole"), ana.locator(f"{place} .held[data-person='Ben Cole']")
    ben.keyboard.press("Shift+ArrowLeft")
    expect(held).to_have_count(1)  # the sign that is the last one
    ben.clock.pause_at(ben.evaluate("Date.now() + 50"))
    ana.clock.fast_forward(11_000)
    ana.clock.run_for(100)
    expect(mark).to_have_count(1)
    ana.clock.fast_forward(5_000)
    for gone in (mark, held):
        expect(gone).to_have_count(0)
    ben.clock.resume()
    ben.keyboard.press("ArrowRight")
    expect(mark).to_contain_text("Ben Cole")


def test_what_two_people_write_at_once_stands_there_once(
    window: Callable[..., Page], live_app: LiveApp, people: tuple[User, User], paragraph: tuple[Spec, str]
) -> None:
    """Rule 23: one takes back one's own words only. Rule 24: carets are told, follow what is typed, and go."""
    spec, place = paragraph
    ana, ben = (window(person) for person in people)
    for page in (ana, ben):
        page.clock.install()
        page.goto(f"{live_app.url}/{spec.key}/")
    before = ana.locator(f"{place} .row-text").bounding_box()
    mine = enter(ana, place)
    after = mine.bounding_box()
    assert before
    assert after
    assert (after["x"] + 9, after["y"] + 4) == (before["x"], before["y"]), "each letter stands where it stood at rest"
    theirs = enter(ben, place, key="Control+Home")

    ana.keyboard.type(" At once.")
    ben.keyboard.type("All ")
    both = f"All {WORDS} At once."
    for field in (mine, theirs):
        expect(field).to_have_value(both)
    expect(caret(ben, place, "Ana Ruiz")).to_contain_text("Ana Ruiz")
    expect(caret(ana, place, "Ben Cole")).to_contain_text("Ben Cole")
    expect(ana.locator(".sr[role=status]", has_text="Ben Cole is typing")).to_have_count(1)
    is_saved(ana)
    sees_what_is_selected(ana, ben, place)
    stands_in_a_line_that_is_full(ana, place)
    goes_15_seconds_after_its_last_sign(ana, ben, place)
    for one, other in zip("uvwxyz", "123456", strict=True):
        ana.keyboard.type(one)
        ben.keyboard.type(other)
    for field in (mine, theirs):
        expect(field).to_have_value(re.compile(re.escape(both) + r"\w{12}$"))
    assert mine.input_value() == theirs.input_value()
    tail = mine.input_value().removeprefix(both)
    assert sorted(tail) == sorted("uvwxyz123456"), tail
    assert [letter for letter in tail if letter.isdigit()] == list("123456")

    steps = 0  # one's own words only; on a slow machine they were typed with pauses, and each run is a step of its own
    while "u" in mine.input_value().removeprefix(f"All {WORDS}") and steps < 6:
        ana.keyboard.press("Control+z")
        steps += 1
    expect(theirs).to_have_value(re.compile(rf"^All {WORDS}( At once\.)?123456$"))
    for _ in range(steps):
        ana.keyboard.press("Control+Shift+z")
    expect(theirs).to_have_value(both + tail)

    tab = ana.context.new_page()  # another tab of the same person
    tab.goto(f"{live_app.url}/{spec.key}/")
    third = enter(tab, place)
    expect(third).to_have_value(both + tail)
    tab.keyboard.type(" Third.")
    for field in (mine, theirs):
        expect(field).to_have_value(f"{both}{tail} Third.")
    tab.close()

    for page in (ana, ben):
        page.keyboard.press("Escape")
        expect(page.locator(f"{place}[data-row] .row-text")).to_have_text(f"{both}{tail} Third.")
    assert f"\n{both}{tail} Third.\n" in spec.document().text
    typed = Event.objects.filter(spec=spec, verb="typed")
    assert {*typed.values_list("actor", flat=True), *typed.values_list("eventperson__person", flat=True)} >= {
        person.pk for person in people
    }


def test_the_caret_stays_where_one_clicked_when_the_text_becomes_a_shared_one(
    window: Callable[..., Page], live_app: LiveApp, people: tuple[User, User], paragraph: tuple[Spec, str]
) -> None:
    spec, place = paragraph
    page = window(people[0])
    page.goto(f"{live_app.url}/{spec.key}/")
    page.locator(f"{place} .row-text").click(position={"x": 120, "y": 8})
    field = page.locator(f"{place} textarea[data-shared]")
    field.wait_for()
    page.keyboard.type("|")
    before, _, after = field.input_value().partition("|")
    assert before + after == WORDS
    assert 8 < len(before) < 30, "as far into the line as one clicked"


@pytest.fixture
def wire() -> Iterator[Wire]:
    laid = Wire()
    yield laid
    laid.end()


@pytest.fixture
def server(transactional_db: None, wire: Wire) -> Iterator[Server]:
    started = Server(wire.to, wire.url)
    yield started
    started.kill()


def test_words_outlive_a_cut_line_a_killed_server_and_a_reload(
    window: Callable[..., Page],
    server: Server,
    wire: Wire,
    people: tuple[User, User],
    paragraph: tuple[Spec, str],
) -> None:
    spec, place = paragraph
    ana, ben = (window(person) for person in people)
    for page in (ana, ben):
        page.goto(f"{wire.url}/{spec.key}/")
    theirs = enter(ben, place, key="Control+Home")
    mine = enter(ana, place)

    wire.cut()  # both are cut off, and go on
    ana.keyboard.type(" Offline.")
    ben.keyboard.type("Meanwhile. ")
    for page in (ana, ben):
        expect(page.locator("#saved[data-unsaved]")).to_have_count(1)
    wire.mend()
    both = f"Meanwhile. {WORDS} Offline."
    for field in (mine, theirs):
        expect(field).to_have_value(both, timeout=15_000)
    is_saved(ana)

    server.kill()  # neither has a server
    ana.keyboard.type(" Ana.")
    ben.keyboard.type("Ben. ")
    server.start()
    both = f"Meanwhile. Ben. {WORDS} Offline. Ana."
    for field in (mine, theirs):
        expect(field).to_have_value(both, timeout=15_000)

    wire.cut()  # and the page goes in the middle of a word
    ana.keyboard.type(" Unfini")
    ana.goto("about:blank")
    wire.mend()
    ana.goto(f"{wire.url}/{spec.key}/")
    expect(theirs).to_have_value(f"{both} Unfini", timeout=15_000)
    mine = enter(ana, place)
    ana.keyboard.type("shed.")
    expect(theirs).to_have_value(f"{both} Unfinished.")
    for page in (ana, ben):
        page.keyboard.press("Escape")
        expect(page.locator(f"{place}[data-row] .row-text")).to_have_text(f"{both} Unfinished.")
    assert f"\n{both} Unfinished.\n" in spec.document().text


def change_elsewhere(spec: Spec, by: User) -> None:
    goal = spec.rows.get(kind="sql")
    editing.save_row(goal, by=by, values={"text": "-- anew"}, stamp=goal.stamp)


def write_in_a_cell(ana: Page, ben: Page, cell: str) -> None:
    mine, theirs = (page.locator(f"{cell} textarea[name=mitigation][data-shared]") for page in (ana, ben))
    for page, field in ((ana, mine), (ben, theirs)):
        page.locator(f"{cell} .c-mitigation").click()
        field.wait_for()
    ana.keyboard.press("Control+End")
    ana.keyboard.type(" Twice | a day.")
    expect(theirs).to_have_value("Call the bank Twice | a day.")
    ben.keyboard.press("Control+Home")
    ben.keyboard.type("First: ")
    expect(mine).to_have_value("First: Call the bank Twice | a day.")
    expect(caret(ana, cell, "Ben Cole")).to_contain_text("Ben Cole")
    ben.keyboard.press("Shift+Enter")
    ben.keyboard.type("Then: ")
    expect(mine).to_have_value("First: \nThen: Call the bank Twice | a day.")
    for page in (ana, ben):
        page.keyboard.press("Escape")
        expect(page.locator(f"{cell}[data-row] .c-mitigation")).to_contain_text("Then: Call the bank Twice | a day.")


def stands_behind(page: Page, place: str, name: str, line: int) -> None:
    """Somebody's caret stands where the letters of a line end on the screen; so does the end of what is selected."""
    page.wait_for_function(
        """([place, name, line]) => {
            const row = document.querySelector(place);
            const range = document.createRange();
            range.selectNodeContents(row.querySelectorAll(".cm-line")[line]);
            const letters = [...range.getClientRects()].at(-1);
            const near = (one, other) => Math.abs(one - other) < 3;
            const marks = [...row.querySelectorAll(`[data-person="${name}"]`)];
            return marks.length && marks.every((mark) => {
                const { right, top } = mark.getBoundingClientRect();
                return near(right, letters.right) && near(top, letters.top);
            });
        }""",
        arg=[place, name, line],
    )


def each_sees_where_the_other_is_in_code(ana: Page, ben: Page, place: str) -> None:
    """Ana stands behind the last line, Ben before the second: names, what is typed before a caret, what is selected."""
    for page, name in ((ben, "Ana Ruiz"), (ana, "Ben Cole")):
        expect(caret(page, place, name)).to_contain_text(name)
        expect(caret(page, place, name)).to_have_class(re.compile(r"\bp[0-7]\b"))
    stands_behind(ben, place, "Ana Ruiz", 2)
    ben.keyboard.press("Enter")
    expect(ana.locator(f"{place} .cm-line")).to_have_count(4)
    stands_behind(ben, place, "Ana Ruiz", 3)
    ben.keyboard.press("Shift+End")
    held = ana.locator(f"{place} .held[data-person='Ben Cole']")
    expect(held).to_have_count(1)
    stands_behind(ana, place, "Ben Cole", 2)
    ben.keyboard.press("ArrowLeft")
    expect(held).to_have_count(0)
    ben.keyboard.press("Backspace")
    expect(ana.locator(f"{place} .cm-line")).to_have_count(3)


def write_code(ana: Page, ben: Page, place: str) -> str:
    """Gives what they left there."""
    for page in (ana, ben):
        page.locator(f"{place} [data-edit]").click(force=True)
        page.locator(f"{place} textarea[name=text][data-shared]").wait_for(state="attached")
        page.locator(f"{place} .cm-content").click()
    ana.keyboard.press("Control+End")
    ana.keyboard.type("\n-- by Ana")
    expect(ben.locator(f"{place} .cm-content")).to_have_text("CREATE TABLE refunds (id int);-- by Ana")
    ben.keyboard.press("Control+Home")
    ben.keyboard.type("-- by Ben\n")
    field = ana.locator(f"{place} textarea[name=text]")
    expect(field).to_have_value("-- by Ben\nCREATE TABLE refunds (id int);\n-- by Ana")
    each_sees_where_the_other_is_in_code(ana, ben, place)
    ana.keyboard.type("!")
    ana.keyboard.press("Control+z")  # her own words alone
    ana.keyboard.press("Control+z")
    expect(field).not_to_have_value(re.compile("Ana!"))
    expect(ben.locator(f"{place} textarea[name=text]")).to_have_value(re.compile("^-- by Ben\nCREATE TABLE refunds"))
    left = field.input_value()
    for page in (ana, ben):
        page.keyboard.press("Escape")
        if page is ana:
            expect(caret(ben, place, "Ana Ruiz")).to_have_count(0)  # who leaves is not shown any more
        expect(page.locator(f"{place}[data-row]")).to_be_visible()
    return left


def test_cells_and_code_are_written_together_too(
    window: Callable[..., Page], live_app: LiveApp, people: tuple[User, User], imported: Callable[..., Spec]
) -> None:
    spec = imported(people[0], TABLE)
    ana, ben = (window(person) for person in people)
    for page in (ana, ben):
        page.goto(f"{live_app.url}/{spec.key}/")
    cell = f"#row-{spec.rows.get(kind='risk').pk}"
    write_in_a_cell(ana, ben, cell)
    assert "| The bank is slow | High | First:<br>Then: Call the bank Twice \\| a day. |\n" in spec.document().text
    row = spec.rows.get(kind="sql")
    left = write_code(ana, ben, f"#row-{row.pk}")
    row.refresh_from_db()
    assert row.text == left

    # A text that ends while somebody is in it: what is typed from then on is kept and shown, letter by letter.
    ana.locator(f"{cell} .c-mitigation").click()
    ana.locator(f"{cell} textarea[name=mitigation][data-shared]").wait_for()
    typing.close_all(spec, "approved")
    ana.locator(f"{cell} textarea[name=mitigation]:not([data-shared])").wait_for()
    change_elsewhere(spec, people[1])
    ana.locator(f"{cell} textarea[name=mitigation][data-shared]").wait_for()
    ana.keyboard.press("Control+End")
    ana.keyboard.type(" After it.")
    expect(ana.locator(".asked q.typed")).to_have_text("After it.")

    # Whoever may not write any more is told at once, and keeps the words.
    ben.locator(f"{cell} .c-mitigation").click()
    ben.locator(f"{cell} textarea[name=mitigation][data-shared]").wait_for()
    Membership.objects.filter(user=people[1]).update(role=Role.VIEWER)
    ben.keyboard.press("Control+End")
    ben.keyboard.type(" Too late.")
    expect(ben.locator(".asked q.typed")).to_contain_text("Too late.")
