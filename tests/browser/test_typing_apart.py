"""One of two people is cut off, or the text ends while they write: what was typed goes on, or is asked about."""

import re
from collections.abc import Callable

import pytest
from django.db.models import F
from playwright.sync_api import Locator, Page, Route, WebSocketRoute, expect

from accounts.models import User
from specs.models import SharedText, Spec
from specs.services import editing, reviewing, typing
from tests.browser.test_typing_together import WORDS, enter
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = pytest.mark.browser


class Cable:
    """The line of one window alone, which has its own since its browser has no shared workers."""

    def __init__(self, page: Page) -> None:
        self.cut_off = False
        self.slow = ""  # the kind of message that is kept back
        self.late: list[str | bytes] = []
        self.lines: list[WebSocketRoute] = []
        page.context.add_init_script("delete window.SharedWorker")
        page.route_web_socket(re.compile("/live$"), self.join)

    def join(self, line: WebSocketRoute) -> None:
        if self.cut_off:
            line.close()
            return
        server = line.connect_to_server()
        server.on_message(lambda said: self.late.append(said) if self.waits_for(said) else line.send(said))
        self.lines.append(line)

    def waits_for(self, said: str | bytes) -> bool:
        return bool(self.slow) and f'"m":"{self.slow}"' in str(said).replace(" ", "")

    def wait_until_it_comes(self, page: Page) -> None:
        for _ in range(500):
            if self.late:
                return
            page.wait_for_timeout(20)
        raise AssertionError(f"no {self.slow} came")

    def deliver(self) -> None:
        """What was kept back comes now."""
        self.slow = ""
        for said in self.late:
            self.lines[-1].send(said)

    def cut(self) -> None:
        self.cut_off = True
        for line in self.lines:
            line.close()
        self.lines.clear()

    def mend(self) -> None:
        self.cut_off = False


Apart = tuple[Page, Page, Cable, Spec]


@pytest.fixture
def people(colleague: Callable[..., User]) -> tuple[User, User, User]:
    return colleague("Ana Ruiz"), colleague("Ben Cole"), colleague("Cai Lin")


@pytest.fixture
def apart(
    window: Callable[..., Page], live_app: LiveApp, people: tuple[User, User, User], imported: Callable[..., Spec]
) -> Apart:
    """Ana's page, Ben's, Ben's line, and the spec that both have open."""
    spec = imported(people[0], SAMPLE)
    ana, ben = window(people[0]), window(people[1])
    cable = Cable(ben)
    for page in (ana, ben):
        page.goto(f"{live_app.url}/{spec.key}/")
    return ana, ben, cable, spec


def prose(spec: Spec) -> str:
    """The place of its first paragraph on the page."""
    return f"#row-{spec.rows.get(kind='prose', section='overview').pk}"


def is_apart(page: Page) -> None:
    expect(page.locator("#saved[data-unsaved]")).to_have_count(1)


def test_who_is_cut_off_alone_writes_on_and_what_was_typed_follows_the_text(
    apart: Apart, people: tuple[User, User, User]
) -> None:
    ana, ben, cable, spec = apart
    place = prose(spec)
    theirs, mine = enter(ben, place, key="Control+Home"), enter(ana, place)

    cable.cut()
    ben.keyboard.type("Off. ")
    ana.keyboard.type(" On.")
    is_apart(ben)
    expect(ben.locator("#line")).to_be_visible(timeout=12_000)
    expect(mine).to_have_value(f"{WORDS} On.")
    cable.mend()
    for field in (mine, theirs):
        expect(field).to_have_value(f"Off. {WORDS} On.", timeout=20_000)
    expect(ben.locator("#line")).to_be_hidden()

    composes(ana, ben, mine, theirs)

    # Rule 17: the text is split while Ben's words are on their way. They go on in what stands there now.
    cable.cut()
    ben.keyboard.type("Carried. ")
    ana.keyboard.press("Control+End")
    ana.keyboard.type("\n\n## Extra\n\nMore.")
    expect(ana.locator("#saved:not([data-unsaved])")).to_have_count(1)
    typing.settle(spec, people[0])
    assert SharedText.objects.get().why == "split"
    cable.mend()
    expect(theirs).to_have_value(f"Carried. Off. {WORDS} On. Meanwhile.", timeout=20_000)
    expect(ben.locator(".row-text", has_text="More.")).to_be_visible()
    ben.keyboard.press("Escape")
    expect(ben.locator(f"{place}[data-row] .row-text")).to_contain_text("Carried.")
    expect(ben.locator("#saved:not([data-unsaved])")).to_have_count(1, timeout=20_000)  # shown at once, stored then
    typing.flush_spec(spec)
    text = Spec.objects.get(pk=spec.pk).document().text
    assert (text.count("Carried. "), text.count("\n## Extra\n\nMore.\n"), text.count(WORDS)) == (1, 1, 1)


def composes(ana: Page, ben: Page, mine: Locator, theirs: Locator) -> None:
    """An input method: what others write waits until the word is composed."""
    before = theirs.input_value()
    keys = ben.context.new_cdp_session(ben)
    ben.keyboard.press("Control+Home")
    for word in ("に", "にほ", "にほん"):
        keys.send("Input.imeSetComposition", {"text": word, "selectionStart": len(word), "selectionEnd": len(word)})
    ana.keyboard.press("Control+End")
    ana.keyboard.type(" Meanwhile.")
    expect(mine).to_have_value(re.compile(r"Meanwhile\.$"))
    expect(theirs).to_have_value(f"にほん{before}")
    keys.send("Input.insertText", {"text": "日本"})
    theirs.evaluate("field => field.dispatchEvent(new CompositionEvent('compositionend'))")
    for field in (mine, theirs):
        expect(field).to_have_value(f"日本{before} Meanwhile.")
    ben.keyboard.press("Backspace")
    ben.keyboard.press("Backspace")
    expect(mine).to_have_value(f"{before} Meanwhile.")


def test_a_form_that_is_being_saved_is_not_typed_a_second_time(apart: Apart) -> None:
    """Left before its text was a shared one, it is sent as a form; the text that comes then is not written in."""
    _, ben, cable, spec = apart
    place = prose(spec)

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        stored = route.fetch()
        cable.deliver()  # the text as it was before
        ben.evaluate("new Promise(done => setTimeout(done, 100))")  # nothing is to be seen of it
        return route.fulfill(response=stored)

    ben.route("**/*", answer)
    cable.slow = "opened"
    ben.locator(f"{place} .row-text").click()
    ben.locator(f"{place} textarea[name=text]").press("Control+End")
    ben.keyboard.type(" Once.")
    cable.wait_until_it_comes(ben)
    ben.keyboard.press("Escape")
    expect(ben.locator(f"{place}[data-row] .row-text")).to_have_text(f"{WORDS} Once.")
    expect(ben.locator("#saved:not([data-unsaved])")).to_have_count(1)
    typing.flush_spec(spec)
    assert Spec.objects.get(pk=spec.pk).document().text.count("Once.") == 1


def past_the_log(ana: Page, ben: Page, cable: Cable, place: str) -> None:
    """What was typed is offered, and goes in when that is chosen."""
    enter(ben, place)
    cable.cut()
    ben.keyboard.type(" Past the log.")
    is_apart(ben)
    far = F("version") + 20_000
    SharedText.objects.update(version=far, base_version=far, oldest=far)
    cable.mend()
    asked = ben.locator(".asked")
    expect(asked).to_contain_text("Too much was written here while you were away", timeout=20_000)
    expect(asked.locator("q.typed")).to_have_text("Past the log.")
    ben.keyboard.press("Escape")
    expect(ben.locator(f"{place}[data-row] .row-text")).to_have_text(re.compile(f"^{re.escape(WORDS)}(?! Past)"))
    asked.locator("[data-into]").click()
    expect(ben.locator(f"{place} textarea[name=text]")).to_have_value(f"{WORDS} Past the log.")
    expect(asked).to_have_count(0)
    ben.keyboard.press("Escape")
    expect(ben.locator(f"{place}[data-row] .row-text")).to_have_text(f"{WORDS} Past the log.")
    expect(ana.locator(f"{place} .row-text")).to_have_text(f"{WORDS} Past the log.")


def of_a_deleted_row(ben: Page, cable: Cable, spec: Spec, by: User) -> None:
    task = spec.rows.filter(kind="task").first()
    assert task
    enter(ben, f"#row-{task.pk}")
    cable.cut()
    ben.keyboard.type(" Deleted.")
    is_apart(ben)
    editing.remove_row(task, by=by)
    cable.mend()
    asked = ben.locator(".asked")
    expect(asked).to_contain_text("This row was deleted while you were typing", timeout=20_000)
    expect(asked.locator("q.typed")).to_have_text("Deleted.")
    asked.locator("[data-drop]").click()
    expect(asked).to_have_count(0)


def test_words_that_came_too_late_are_asked_about_and_never_put_in_by_themselves(
    apart: Apart, live_app: LiveApp, people: tuple[User, User, User]
) -> None:
    """Rule 18: past the log, a deleted row, an approval."""
    ana, ben, cable, spec = apart
    place = prose(spec)
    past_the_log(ana, ben, cable, place)
    of_a_deleted_row(ben, cable, spec, people[0])
    asked = ben.locator(".asked")

    # An approval: Ana, with nothing unsent, is told; Ben is asked, now and after a reload, until he decides.
    spec.refresh_from_db()
    reviewing.submit(spec, by=people[0], reviewers=[people[2]], seen=spec.text_hash)
    for page in (ana, ben):
        page.goto(f"{live_app.url}/{spec.key}/?working")
        enter(page, place)
    cable.cut()
    ben.keyboard.type(" For the next.")
    is_apart(ben)
    reviewing.approve(spec, by=people[2], sha=spec.revisions.get().sha256)
    data = bytes(spec.revisions.get().data)
    expect(ana.locator("#elsewhere")).to_be_visible()
    expect(ana.locator(".asked")).to_have_count(0)
    cable.mend()
    expect(asked).to_contain_text("This was approved while you were typing", timeout=20_000)
    expect(asked.locator("q.typed")).to_have_text("For the next.")
    reviewing.revise(Spec.objects.get(pk=spec.pk), by=people[0])
    ben.goto(f"{live_app.url}/{spec.key}/")
    expect(asked.locator("q.typed")).to_have_text("For the next.")
    ben.context.grant_permissions(["clipboard-read", "clipboard-write"])
    asked.locator("[data-copy]").click()
    expect(asked).to_be_visible()
    assert "For the next." in ben.evaluate("navigator.clipboard.readText()")
    asked.locator("[data-suggest]").click()
    expect(ben.locator("[data-talk-new] [name=words]")).to_have_value(f"{WORDS} Past the log. For the next.")
    spec = Spec.objects.get(pk=spec.pk)
    assert "For the next." not in spec.document().text
    assert bytes(spec.in_force.data) == data
    asked.locator("[data-into]").click()
    expect(ben.locator(f"{place} textarea[name=text]")).to_have_value(f"{WORDS} Past the log. For the next.")
    expect(asked).to_have_count(0)
    ben.keyboard.press("Escape")
    expect(ben.locator(f"{place}[data-row] .row-text")).to_have_text(f"{WORDS} Past the log. For the next.")


def test_windows_of_one_browser_share_a_line_that_ends_with_the_log_in_and_without_one_it_is_asked(
    window: Callable[..., Page], live_app: LiveApp, people: tuple[User, User, User], imported: Callable[..., Spec]
) -> None:
    spec = imported(people[0], SAMPLE)
    ana, ben = window(people[0]), window(people[1])
    ben.clock.install()
    ben.context.add_init_script("delete window.WebSocket; delete window.SharedWorker")
    second = ana.context.new_page()
    watcher = window(people[2])
    for page in (ana, second, ben, watcher):
        page.goto(f"{live_app.url}/{spec.key}/")
    place = prose(spec)
    row = spec.rows.get(kind="prose", section="overview")
    expect(watcher.locator("#people [aria-label^='Ana Ruiz']")).to_be_visible()

    # No socket: it is asked every ten seconds, and the page says that it does.
    editing.save_row(row, by=people[2], values={"text": "Asked for."}, stamp=row.stamp)
    for page in (ana, second):
        expect(page.locator(f"{place} .row-text")).to_have_text("Asked for.")
    ben.clock.fast_forward(10_500)
    expect(ben.locator(f"{place} .row-text")).to_have_text("Asked for.")
    expect(ben.locator("#line")).to_be_visible()

    # One window closes: the line stays for the other. Log-out ends it at once for all of them.
    ana.close()
    row.refresh_from_db()
    editing.save_row(row, by=people[2], values={"text": "Still told."}, stamp=row.stamp)
    expect(second.locator(f"{place} .row-text")).to_have_text("Still told.")
    last = second.context.new_page()
    last.goto(f"{live_app.url}/{spec.key}/")
    expect(last.locator("#people")).to_be_attached()
    last.evaluate("document.querySelector('form[data-log-out]').requestSubmit()")
    expect(watcher.locator("#people [aria-label^='Ana Ruiz']")).to_have_count(0, timeout=5_000)
    row.refresh_from_db()
    editing.save_row(row, by=people[2], values={"text": "Not for who is logged out."}, stamp=row.stamp)
    expect(watcher.locator(f"{place} .row-text")).to_have_text("Not for who is logged out.")
    expect(second.locator(f"{place} .row-text")).to_have_text("Still told.")


ON_THE_LINE = """async () => {
  const worker = new URL(document.querySelector('meta[name="specroom-live"]').dataset.worker, location.href);
  const { Line } = await import(new URL("live-line.js", worker));
  const told = [], said = [], waits = [];
  const send = (text) => said.push(JSON.parse(text).m);
  window.WebSocket = class { static CONNECTING = 0; readyState = 1; send = send; close() {} };
  const later = window.setTimeout;
  window.setTimeout = (act, wait) => waits.push(wait);
  const line = new Line("", 1, (message) => told.push(message.m));
  for (let tries = 0; tries < 12; tries += 1) {
    line.lost(line.socket, 1006);
    line.connect();
  }
  window.setTimeout = later;
  line.hear({ m: "hello", person: { id: 1 } });
  line.beat();
  line.heard -= 13_000;
  line.beat();
  return { told, said, waits, up: line.up };
}"""

IN_THE_TEXT = """async () => {
  const worker = new URL(document.querySelector('meta[name="specroom-live"]').dataset.worker, location.href);
  const { SharedText } = await import(new URL("text-client.js", worker));
  const { ChangeSet } = await import(new URL("../vendor/codemirror/text.js", worker));
  const text = () => new SharedText({ text: 1, version: 0, base: "abc", me: 1, client: "mine" });
  const refused = (entry) => {
    try {
      text().received(entry);
    } catch (error) {
      return error.constructor.name;
    }
  };
  const same = text();
  same.edit(ChangeSet.of([{ from: 1, to: 2, insert: "b" }], 3));
  const other = { v: 1, by: 2, c: "other", n: 1 };
  return [refused({ ...other, ch: [7] }), refused({ ...other, v: 3, ch: [3] }), same.next(), same.saved];
}"""


def test_a_line_beats_and_comes_back_ever_later_and_a_text_refuses_what_does_not_fit(
    window: Callable[..., Page], live_app: LiveApp, people: tuple[User, User, User], imported: Callable[..., Spec]
) -> None:
    """Heartbeat, back-off with jitter; rule 21: an identical replacement is dropped; rule 22: lengths come first."""
    page = window(people[0])
    page.goto(f"{live_app.url}/{imported(people[0], SAMPLE).key}/")
    line = page.evaluate(ON_THE_LINE)
    aims = [min(30_000, 400 * 2**tries) for tries in range(12)]
    assert all(aim / 2 <= wait <= aim * 1.5 for aim, wait in zip(aims, line["waits"], strict=False)), line["waits"]
    assert len({wait / aim for aim, wait in zip(aims, line["waits"], strict=False)}) > 6, "not all at one moment"
    assert (line["said"], line["told"], line["up"]) == (["ping"], ["hello", "down"], False)
    assert page.evaluate(IN_THE_TEXT) == ["Unfit", "Missed", None, True]
