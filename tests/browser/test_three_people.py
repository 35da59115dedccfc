"""Three people in three browsers: from the first words to an approval that is checked elsewhere, and the next one."""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from specs.models import Record, Spec
from tests.browser.test_accessible import violations
from tests.browsers import LiveApp
from tests.factories import SAMPLE

pytestmark = [pytest.mark.browser, pytest.mark.database]


@dataclass(frozen=True)
class People:
    """Ana writes, Ben (an editor) and Mei (a viewer) are asked."""

    ana: Page
    ben: Page
    mei: Page
    address: str
    spec: Spec

    def place(self, uid: str) -> str:
        return f"#row-{self.spec.rows.get(uid=uid).pk}"

    def talk(self, uid: str) -> str:
        return f"#talk-{self.spec.rows.get(uid=uid).pk}"


@pytest.fixture
def people(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> People:
    users = colleague("Ana Ruiz", Role.ADMIN), colleague("Ben Cole"), colleague("Mei Tanaka", Role.VIEWER)
    spec = imported(users[0], SAMPLE)
    ana, ben, mei = window(users[0], axe=True), window(users[1], axe=True), window(users[2], width=390, axe=True)
    return People(ana, ben, mei, f"{live_app.url}/{spec.key}/", spec)


@pytest.mark.long
def test_from_the_first_words_to_an_approval_and_the_next(people: People, tmp_path: Path) -> None:
    writes_and_submits(people)
    one_approves_one_asks_for_changes(people)
    accepts_edits_and_sends(people)
    reads_what_changed_and_approves(people)
    checks_it_elsewhere(people, tmp_path)
    revises_and_compares(people)
    implements(people)


def writes(page: Page, place: str, text: str) -> None:
    page.locator(f"{place} .row-text").click()
    field = page.locator(f"{place} textarea[name=text]")
    field.fill(text)
    page.keyboard.press("Escape")
    expect(page.locator(f"{place}:not([data-held]) .row-text")).to_have_text(text)


def writes_and_submits(on: People) -> None:
    """Written and submitted: who wrote is said, two approvals are asked for."""
    ana = on.ana
    ana.goto(on.address)
    writes(ana, on.place("FR-1"), "A clerk refunds a payment in one step.")
    ana.get_by_role("link", name="Submit for review…").click()
    expect(ana.get_by_text("wrote in this text: does not count")).to_have_count(1)
    assert violations(ana) == []
    ana.get_by_label("Ben Cole").check()
    ana.get_by_label("Mei Tanaka").check()
    ana.get_by_label("Approvals needed").fill("2")
    ana.get_by_role("button", name="Submit for review").click()
    expect(ana.locator("#steps")).to_contain_text("In review, revision 1")
    expect(ana.locator(".tabs [aria-current]")).to_have_text("Review")


def one_approves_one_asks_for_changes(on: People) -> None:
    """Mei approves on her phone; Ben comments, suggests and asks for changes: all of it is sent with his verdict."""
    mei, ben = on.mei, on.ben
    mei.goto(f"{on.address}review")
    assert violations(mei) == []
    mei.get_by_role("link", name="Verdict…").click()
    mei.get_by_role("button", name="Ask for changes").click()
    expect(mei.get_by_role("alert")).to_have_text("Say what must change; then press again. Nothing is sent yet.")
    expect(mei.get_by_label("Note to the author")).to_be_focused()
    mei.get_by_role("button", name="Approve revision 1").click()
    expect(mei.locator("#steps")).to_contain_text("Approved 1 of 2")

    ben.goto(f"{on.address}review")
    row, talk = ben.locator(on.place("FR-3")), ben.locator(on.talk("FR-3"))
    row.hover()
    row.locator("a.say-on").click()
    talk.locator("[data-talk-new] [name=body]").fill("Letters are forbidden, and mail is unsafe.")
    talk.get_by_text("Suggest other words").click()
    talk.locator("[name=words]").fill("The customer is told in the app.")
    talk.get_by_role("button", name="Keep for my verdict").click()
    expect(talk.locator(".thread")).to_contain_text("Nobody else sees it yet.")
    assert violations(ben) == []
    ben.get_by_role("button", name="Ask for changes").click()
    expect(ben.get_by_role("alert")).to_contain_text("Say what must change;")
    ben.get_by_label("Note to the author").fill("FR-3 breaks a rule of ours.")
    ben.get_by_role("button", name="Ask for changes").click()
    expect(ben.locator(".panel")).to_contain_text(
        "“FR-3 breaks a rule of ours.” Blocks until Ben lifts it or approves."
    )


def accepts_edits_and_sends(on: People) -> None:
    """Ana accepts what Ben suggested, writes a word herself, and sends the next revision."""
    ana = on.ana
    ana.goto(f"{on.address}?working")
    ana.locator(f"{on.place('FR-3')} a.say-on").click()
    ana.locator(on.talk("FR-3")).get_by_role("button", name="Accept suggestion").click()
    expect(ana.locator(f"{on.place('FR-3')} .row-text")).to_have_text("The customer is told in the app.")
    writes(ana, on.place("FR-2"), "A clerk refunds a part of a payment in one step.")
    expect(ana.locator(".why")).to_contain_text("2 edits since revision 1, not sent. Reviewers still read revision 1.")
    ana.get_by_role("link", name="Send revision 2").or_(ana.get_by_role("button", name="Send revision 2")).click()
    expect(ana.locator("#steps")).to_contain_text("In review, revision 2")
    expect(ana.locator(".panel")).to_contain_text("Outdated")


def reads_what_changed_and_approves(on: People) -> None:
    """Mei is told that her approval is outdated, sees the two changes by key, and approves; then Ben does."""
    mei, ben = on.mei, on.ben
    mei.goto(f"{on.address}review")
    expect(mei.locator(".why")).to_contain_text("You approved revision 1; that approval is outdated.")
    marks = mei.locator(f"{on.place('FR-3')} :is(ins, del).edit")
    assert marks.count() > 1
    mei.keyboard.press("n")
    mei.keyboard.press("e")
    expect(mei.locator(f"{on.place('FR-2')} [data-seen]")).to_be_visible()
    mei.keyboard.press("e")
    expect(mei.locator(f"{on.place('FR-3')} [data-seen]")).to_be_visible()
    mei.get_by_role("link", name="Verdict…").click()
    expect(mei.locator("#compare-progress")).to_have_text("2 of 2 changes seen")
    mei.get_by_role("button", name="Approve revision 2").click()
    expect(mei.locator("#steps")).to_contain_text("Approved 1 of 2")

    ben.goto(f"{on.address}review")
    expect(ben.locator(".panel")).to_contain_text("You asked for changes to revision 1")
    ben.get_by_role("link", name="Clean text").click()
    expect(ben.locator(".md.whole")).to_contain_text("The customer is told in the app.")
    ben.get_by_role("button", name="Approve revision 2").click()
    expect(ben.locator("#steps")).to_contain_text("Approved, 1.0")


def checks_it_elsewhere(on: People, folder: Path) -> None:
    """The export is the approved text; the evidence says so by itself with a head from a mail, and of no other text."""
    ana = on.ana
    ana.goto(f"{on.address}signatures/2")
    expect(ana.locator("main")).to_contain_text("Mei Tanaka")
    assert violations(ana) == []
    with ana.expect_download() as coming:
        ana.locator('a[href$="/evidence/2"]').first.click()
    zipfile.ZipFile(coming.value.path()).extractall(folder)
    head = Record.objects.filter(spec=on.spec).order_by("n").last()
    assert head
    text = folder / "approved.md"
    assert exported(ana, f"{on.address}export") == text.read_bytes()
    assert verify(folder, text, "--head", head.hash) == 0
    other = folder.with_name("other.md")
    other.write_text(text.read_text().replace("in the app", "by post"))
    assert verify(folder, other, "--head", head.hash) == 10


def exported(page: Page, address: str) -> bytes:
    """The file that this address gives to whoever is logged in."""
    answer = page.request.get(address)
    assert answer.ok
    return answer.body()


def verify(folder: Path, *arguments: object) -> int:
    script = [sys.executable, "-I", "-S", str(folder / "verify.py"), *map(str, arguments)]
    return subprocess.run(script, capture_output=True, check=False, cwd=folder).returncode


def revises_and_compares(on: People) -> None:
    """The next version: the same people are chosen already, and what they see is what is new since 1.0."""
    ana = on.ana
    ana.goto(on.address)
    ana.get_by_role("button", name="Revise as 1.1").click()
    writes(ana, on.place("FR-1"), "A clerk refunds a payment with one key.")
    ana.get_by_role("link", name="Submit for review…").click()
    expect(ana.get_by_label("Ben Cole")).to_be_checked()
    expect(ana.get_by_label("Mei Tanaka")).to_be_checked()
    expect(ana.get_by_label("Approvals needed")).to_have_value("2")
    ana.get_by_label("Approvals needed").fill("1")
    ana.get_by_role("button", name="Submit for review").click()
    on.ben.goto(f"{on.address}review")
    expect(on.ben.locator(".rv-way")).to_contain_text("since your verdict on revision 2")
    on.ben.get_by_role("button", name="Approve revision 3").click()
    expect(on.ben.locator("#steps")).to_contain_text("Approved, 1.1")
    ana.goto(f"{on.address}compare?from=1.0&to=1.1")
    row = ana.locator(f"#change-{on.spec.rows.get(uid='FR-1').pk}")
    expect(row.locator(".rr ins")).to_have_count(2)
    assert violations(ana) == []


def implements(on: People) -> None:
    """What is not covered stands in the way; every task ticked, it is implemented."""
    ana = on.ana
    ana.goto(f"{on.address}?panel=checks")
    expect(ana.locator(".needs > li")).to_have_count(3)
    expect(ana.locator(".panel")).to_contain_text("3 of 3 functional requirements still have an open task or none.")
    assert violations(ana) == []
    ana.get_by_role("link", name="Open as matrix").click()
    for left in (1, 0):
        ana.get_by_role("button", name="Tick", exact=True).first.click()
        expect(ana.get_by_role("button", name="Tick", exact=True)).to_have_count(left)
    ana.goto(on.address)
    ana.get_by_role("link", name="Mark as implemented").click()
    ana.get_by_role("button", name="Mark as implemented").click()
    expect(ana.locator("#steps")).to_contain_text("Implemented, 1.1")
