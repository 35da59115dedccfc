"""Several people at once in their browsers: what one does, the others see, and nobody's typing is touched."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from accounts.models import Role, Team, User
from specs.models import Spec, TextChange
from specs.services import editing, exchanging, reviewing, talking
from specs.services.assigning import assign
from specs.services.talking import Place
from tests.browsers import LiveApp
from tests.factories import SAMPLE, make_approved, make_member, make_spec
from tests.services.conftest import RACER
from tests.services.typists import Typist

pytestmark = pytest.mark.browser

Two = tuple[Page, Page, Spec, User, User]


@pytest.fixture
def two(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> Two:
    """Ana and Ben look at the same spec, and each is shown to the other."""
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = imported(ana, SAMPLE)
    pages = window(ana), window(ben)
    for page in pages:
        page.goto(f"{live_app.url}/{spec.key}/")
    expect(pages[0].locator("#people [aria-label^='Ben Cole']")).to_be_visible()
    expect(pages[1].locator("#people [aria-label^='Ana Ruiz']")).to_be_visible()
    return *pages, spec, ana, ben


def row(spec: Spec, uid: str) -> str:
    return f"#row-{spec.rows.get(uid=uid).pk}"


def test_what_one_does_the_other_sees(two: Two) -> None:
    ana, ben, spec, by, _ = two
    first, second, third = row(spec, "FR-1"), row(spec, "FR-2"), row(spec, "FR-3")
    # Ben types in one row; Ana sees whose it is.
    ben.locator(f"{second} .row-text").click()
    field = ben.locator(f"{second} textarea[name=text]")
    field.fill("A clerk refunds a part of a payment. Half a")
    expect(ana.locator(f"{second} .who.editing")).to_have_text("BCBen is editing this row")
    # Ana changes another: it stands on Ben's page with her name, and what he types stays.
    ana.locator(f"{first} .row-text").click()
    ana.locator(f"{first} textarea[name=text]").fill("Said anew by Ana.")
    ana.keyboard.press("Escape")
    expect(ben.locator(f"{first} .row-text")).to_have_text("Said anew by Ana.")
    name = ben.locator(f"{first}.flash .who.now")
    expect(name).to_contain_text("Ana")
    assert name.evaluate("mark => [...mark.children].every(part => part.scrollWidth <= part.offsetWidth)")  # not cut
    expect(field).to_be_focused()
    expect(field).to_have_value("A clerk refunds a part of a payment. Half a")
    # A command moves a row and deletes one: both pages show it in its place, Ben's row stays open.
    editing.move_up(spec.rows.get(uid="FR-3"), by=by)
    editing.remove_row(spec.rows.get(uid="FR-1"), by=by)
    for page in (ana, ben):
        expect(page.locator(first)).to_have_count(0)
        expect(page.locator(f"{third} + {second}")).to_have_count(1)
    expect(field).to_be_focused()
    expect(field).to_have_value("A clerk refunds a part of a payment. Half a")
    # The same row, changed by a command meanwhile: it comes into the field, around what is typed.
    before, after = (f"A {who} refunds a part of a payment." for who in ("clerk", "manager"))
    editing.save_row(spec.rows.get(uid="FR-2"), by=by, values={"text": after}, stamp=0, base={"text": before})
    expect(field).to_have_value("A manager refunds a part of a payment. Half a")
    expect(field).to_be_focused()
    ben.keyboard.press("Escape")
    for page in (ana, ben):
        expect(page.locator(f"{second} .row-text")).to_have_text("A manager refunds a part of a payment. Half a")
    expect(ana.locator(f"{second} .who.editing")).to_have_count(0)


def test_a_list_of_specs_follows_what_happens_in_them(
    window: Callable[..., Page], live_app: LiveApp, payments: Team, colleague: Callable[..., User]
) -> None:
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = make_spec(payments, ana)
    lists, page = window(ben), window(ana)
    lists.goto(f"{live_app.url}/?sort=key")
    line = lists.locator(f"#spec-{spec.key}")
    expect(line).to_contain_text("Draft")
    typed = lists.locator("main [type=search]")
    typed.fill("Not yet asked")
    page.goto(f"{live_app.url}/{spec.key}/")
    expect(line.locator(".title .av[aria-label='Ana Ruiz is here']")).to_be_visible()
    reviewing.submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    expect(line).to_contain_text("In review")
    expect(lists.locator("#waits")).to_contain_text(spec.title)
    expect(lists.locator("#bell .many")).to_have_text("1")
    other = make_spec(payments, ana)
    expect(lists.locator(f"#spec-{other.key}")).to_be_visible()
    page.goto(f"{live_app.url}/")
    expect(line.locator(".live-here")).to_have_count(0)
    expect(typed).to_be_focused()
    expect(typed).to_have_value("Not yet asked")


def test_what_others_say_comes_into_open_pages_and_leaves_drafts_alone(
    window: Callable[..., Page], live_app: LiveApp, payments: Team, colleague: Callable[..., User]
) -> None:
    ana, ben, cai = colleague("Ana Ruiz"), colleague("Ben Cole"), colleague("Cai Lin")
    spec = make_spec(payments, ana)
    place = spec.rows.get(uid="FR-1")
    begun = talking.open_thread(spec, by=ana, body="Which clock?", place=Place(place)).thread
    page, review = window(ana), window(ben)
    review.clock.install()
    page.goto(f"{live_app.url}/{spec.key}/")
    page.locator(f"[data-talk='{place.pk}']").click()
    reply = page.locator(f"#thread-{begun.pk} textarea[name=body]")
    reply.fill("I think the server's, but")
    talking.reply(begun, by=cai, body="The customer's.")
    expect(page.locator(f"#thread-{begun.pk} article.flash")).to_contain_text("The customer's.")
    expect(page.locator(f"#thread-{begun.pk} .msg").last.locator("textarea")).to_be_focused()
    expect(reply).to_have_value("I think the server's, but")
    talking.resolve_thread(begun, by=cai)
    expect(page.locator(f"[data-talk='{place.pk}'].counted")).to_have_count(0)
    expect(reply).to_have_value("I think the server's, but")
    expect(page.locator(f"#thread-{begun.pk}")).to_have_count(1)

    # The panel of a review: on the spec's page, and beside the frozen text, where a note is being written.
    spec.refresh_from_db()
    reviewing.submit(spec, by=ana, reviewers=[ben, cai], seen=spec.text_hash, quorum=2)
    expect(page.locator("#elsewhere")).to_be_visible()
    page.goto(f"{live_app.url}/{spec.key}/")
    review.goto(f"{live_app.url}/{spec.key}/review")
    note = review.locator("#id_comment")
    expect(page.locator("#people [aria-label^='Ben Cole']")).to_be_visible()
    expect(review.locator("#people [aria-label^='Ana Ruiz']")).to_be_visible()
    note.fill("Reads well, save for")
    sha = spec.revisions.get().sha256
    reviewing.request_changes(spec, by=cai, sha=sha, comment="Name the clock.")
    for each in (page, review):
        expect(each.locator("#review-panel")).to_contain_text(
            "“Name the clock.” Blocks until Cai lifts it or approves."
        )
    expect(note).to_be_focused()
    expect(note).to_have_value("Reads well, save for")
    reviewing.approve(spec, by=cai, sha=sha)
    expect(page.locator("#review-panel .st.approved")).to_have_count(1)
    expect(review.locator("#stepper")).to_contain_text("1 of 2")

    # Whoever types in the working text is named above the form for as long as that lasts, and holds the approval.
    Typist.at(spec.rows.get(uid="FR-2"), ana).type(" At once.")
    typing_now = review.locator("#verdict .find", has_text="Ana Ruiz is typing in the working text just now")
    expect(typing_now).to_be_visible(timeout=10_000)
    TextChange.objects.update(at=timezone.now() - timedelta(seconds=20))
    review.clock.fast_forward(16_000)
    expect(typing_now).to_have_count(0)
    expect(note).to_have_value("Reads well, save for")
    reviewing.approve(spec, by=ben, sha=sha)
    expect(review.locator("#stepper")).to_contain_text("held: 1 unsent edit")
    reviewing.discard(spec, by=ana)
    expect(review.locator("#elsewhere")).to_contain_text("What you are typing stays.")
    expect(note).to_have_value("Reads well, save for")


def test_what_is_done_and_by_whom_it_may_be_is_seen_on_open_pages(
    window: Callable[..., Page], live_app: LiveApp, payments: Team, colleague: Callable[..., User]
) -> None:
    ana, ben = colleague("Ana Ruiz"), colleague("Ben Cole")
    dee = make_member(payments, Role.VIEWER, "Dee Roy")
    spec = make_approved(payments, ana, ben)
    reading, page = window(dee), window(dee)
    reading.goto(f"{live_app.url}/{spec.key}/read")
    page.goto(f"{live_app.url}/{spec.key}/")
    task, other = spec.rows.filter(kind="task")[:2]
    expect(reading.locator(f"#row-{task.pk}:not(.is-done)")).to_have_count(1)
    editing.tick(task, by=ana, done=True)
    expect(reading.locator(f"#row-{task.pk}.is-done")).to_have_count(1)

    # Whoever is given a task has its box at once.
    boxes = [each.locator(f"#tick-{other.pk}") for each in (reading, page)]
    for box in boxes:
        expect(box).to_have_count(0)
    assign(other, by=ana, to=dee)
    for box in boxes:
        expect(box).to_be_visible()
    assign(other, by=ana, to=None)
    for box in boxes:
        expect(box).to_have_count(0)


def test_imports_and_other_processes_reach_open_pages_around_a_field_of_one_line(two: Two) -> None:
    ana, ben, spec, by, _ = two
    line = f"#row-{spec.rows.get(kind='error', title='Auth').pk}"
    ben.locator(f"{line} [data-cell]").first.click()
    field = ben.locator(f"{line} [name=title]")
    expect(field).to_be_focused()
    field.press("End")
    field.type("orisation")

    # A file is brought over the spec: what differs stands on both pages, and Ben writes on.
    left = exchanging.export(spec, by=by)
    data = left.data.replace(b"The customer is told by mail.", b"The customer is told by letter.")
    exchanging.import_over(spec, by=by, data=data, base=sha256(left.data).hexdigest())
    for page in (ana, ben):
        expect(page.locator(f"{row(spec, 'FR-3')} .row-text")).to_have_text("The customer is told by letter.")
    expect(field).to_be_focused()

    # Another process writes: a job, a command, a second server.
    asked = {"act": "edit", "spec": spec.pk, "by": by.pk, "text": "From elsewhere."}
    elsewhere(asked)
    for page in (ana, ben):
        expect(page.locator(f"{row(spec, 'FR-1')} .row-text")).to_have_text("From elsewhere.")

    # The very field, of one line, is changed by Ana: Ben reads it beneath his, and is asked when he saves.
    ana.locator(f"{line} [data-cell]").first.click()
    theirs = ana.locator(f"{line} [name=title]")
    expect(theirs).to_be_focused()
    theirs.fill("Log-in")
    ana.keyboard.press("Escape")
    note = ben.locator(f"{line} [data-meanwhile=title]")
    expect(note).to_contain_text("Ana changed this meanwhile: Log-in")
    expect(field).to_have_value("Authorisation")
    expect(field).to_be_focused()
    ben.keyboard.press("Escape")
    expect(ben.locator(".conflict")).to_contain_text("Authorisation")
    expect(ben.locator(".conflict")).to_contain_text("Log-in")
    assert "| Log-in |" in spec.document().text


def elsewhere(asked: dict[str, object]) -> None:
    """In a process of its own, on the same database."""
    command = [sys.executable, str(RACER), str(connection.settings_dict["NAME"])]
    place = {**os.environ, "PYTHONPATH": str(RACER.parents[2])}
    done = subprocess.run(command, input=json.dumps(asked), env=place, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["ready", "done"]


def test_a_page_drawn_before_a_save_of_the_one_it_replaces_is_told_of_it(
    window: Callable[..., Page], live_app: LiveApp, payments: Team, ana: User
) -> None:
    """Whoever reloads while a save is on its way gets a page without it, and nothing left to be sent."""
    spec = make_spec(payments, ana, SAMPLE)
    page, place, address = window(ana), row(spec, "FR-2"), f"{live_app.url}/{spec.key}/"
    page.goto(address)
    held: list[Route] = []
    page.route("**/*", lambda route: held.append(route) if route.request.method == "POST" else route.continue_())
    page.locator(place).focus()
    page.keyboard.press("Enter")
    page.locator(f"{place} [name=uid]").fill("FR-9")
    page.keyboard.press("Escape")
    expect(page.locator(f"{place} .said")).to_have_text("Saving")
    [save] = held
    drawn = page.request.get(address).text()  # what the server answers when it is asked just before
    assert "FR-9" not in drawn
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        save.continue_()
    page.unroute("**/*")
    page.route(address, lambda route: route.fulfill(body=drawn, content_type="text/html"))
    page.reload()
    expect(page.locator(place)).to_contain_text("FR-9")
