"""A conversation under a row: two people, quoted words, a suggestion; on a phone; without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accounts.models import Team, User
from specs.models import Comment, Spec
from specs.services import talking
from specs.services.talking import Place
from tests.browser.test_accessible import violations
from tests.browsers import LiveApp
from tests.factories import SAMPLE, make_review

pytestmark = pytest.mark.browser

#: Selects words of a row, as a pointer does.
SELECT = """([id, words]) => {
  const walk = document.createTreeWalker(document.querySelector(`#${id} .row-text`), NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.indexOf(words);
    if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
  }
}"""
PLACE = "(row) => [row.getBoundingClientRect().top + scrollY, row.offsetHeight]"
QUOTED = "[...(CSS.highlights.get('quoted') ?? [])].map(String)"


def row(page: Page, spec: Spec, uid: str) -> Locator:
    return page.locator(f"#row-{spec.rows.get(uid=uid).pk}")


def under(page: Page, spec: Spec, uid: str) -> Locator:
    return page.locator(f"#talk-{spec.rows.get(uid=uid).pk}")


def test_two_people_talk_about_words_of_a_row(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana_user, ben_user = colleague("Ana Ruiz"), colleague("Ben Cole")
    spec = imported(ana_user, SAMPLE)
    ana, ben = window(ana_user, axe=True), window(ben_user, width=390, dark=True, axe=True)
    ana.goto(f"{live_app.url}/PAY-1/")
    quotes_and_suggests(ana, spec)
    ben.goto(f"{live_app.url}/PAY-1/comments/{Comment.objects.get().pk}")
    answers_and_accepts(ben, spec)
    speaks_of_the_spec(ana)
    opens_and_leaves(ana, spec)


def quotes_and_suggests(page: Page, spec: Spec) -> None:
    """Words are selected, a button stands beside them, and c quotes them too; nothing above moves."""
    above = row(page, spec, "FR-3").evaluate(PLACE)
    page.evaluate(SELECT, [f"row-{spec.rows.get(uid='FR-3').pk}", "told by mail"])
    expect(page.locator("#talk-float")).to_be_visible()
    page.keyboard.press("c")
    talk = under(page, spec, "FR-3")
    field = talk.locator("[data-talk-new] [name=body]")
    expect(field).to_be_focused()
    expect(talk.locator("[data-talk-on] mark")).to_have_text("told by mail")
    assert row(page, spec, "FR-3").evaluate(PLACE) == above
    field.type("Not by post, @be")
    page.locator("#completion [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Not by post, @Ben Cole")
    talk.get_by_text("Suggest other words").click()
    expect(talk.locator("[name=words]")).to_have_value("told by mail")
    talk.locator("[name=words]").fill("told by mail or post")
    page.keyboard.press("Control+Enter")
    expect(talk.locator(".thread")).to_have_count(1)
    assert page.evaluate(QUOTED) == ["told by mail"]
    expect(row(page, spec, "FR-3").locator(".say-on")).to_have_attribute("data-count", "1")
    expect(page.locator("[data-talk-tab] .n")).to_have_text("1")
    assert violations(page) == []


def answers_and_accepts(page: Page, spec: Spec) -> None:
    """On a phone: a link to the comment unfolds it, and the row says what was accepted."""
    expect(page.locator(f"#comment-{Comment.objects.get().pk}")).to_be_focused()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    talk = under(page, spec, "FR-3")
    expect(talk.get_by_role("button", name="Reply", exact=True)).to_be_hidden()  # one field, until it is entered
    talk.get_by_label("Reply to Ana Ruiz").fill("Both, then.")
    talk.get_by_role("button", name="Reply", exact=True).click()
    expect(talk.locator(".msg[id]")).to_have_count(2)
    talk.get_by_role("button", name="Accept suggestion").click()
    expect(row(page, spec, "FR-3").locator(".row-text")).to_have_text("The customer is told by mail or post.")
    expect(talk.get_by_text("1 resolved thread")).to_be_visible()
    expect(row(page, spec, "FR-3").locator(".say-on")).not_to_be_visible()


def speaks_of_the_spec(page: Page) -> None:
    """The panel lists, begins a thread on the whole, and gives way to the history again."""
    page.locator("[data-talk-tab]").click()
    expect(page.locator("#comments")).to_contain_text("1 resolved")
    page.get_by_text("Comment on the spec").click()
    field = page.locator("#talk-spec [data-talk-new] [name=body]")
    field.fill("Ready?")
    field.press("Control+Enter")
    expect(page.locator("#comments")).to_contain_text("the whole spec")
    expect(page.locator("#history")).not_to_be_visible()
    page.locator("#talk-spec").get_by_role("button", name="Resolve").click()
    expect(page.locator("#comments")).to_contain_text("2 resolved")
    page.locator(".tabs a", has_text="History").click()
    expect(page.locator("#history")).to_contain_text("Ben Cole accepted Ana’s suggestion")


def opens_and_leaves(page: Page, spec: Spec) -> None:
    """Escape folds the threads and gives the keyboard back to the row."""
    row(page, spec, "FR-1").focus()
    page.keyboard.press("c")
    expect(under(page, spec, "FR-1").locator("[name=body]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(under(page, spec, "FR-1")).to_have_count(0)
    expect(row(page, spec, "FR-1")).to_be_focused()


def test_a_reviewer_keeps_a_comment_on_the_frozen_text_for_the_verdict(
    window: Callable[..., Page], live_app: LiveApp, payments: Team, ana: User, colleague: Callable[..., User]
) -> None:
    ben = colleague("Ben Cole")
    spec = make_review(payments, ana, ben)
    page = window(ben, axe=True)
    page.goto(f"{live_app.url}/PAY-1/review")
    row(page, spec, "FR-3").locator(".say-on").click()
    talk = under(page, spec, "FR-3")
    talk.locator("[data-talk-new] [name=body]").fill("Who pays the stamp?")
    talk.get_by_role("button", name="Keep for my verdict").click()
    expect(talk.locator(".msg .chip")).to_have_text("Not sent")
    assert violations(page) == []
    assert Comment.objects.get().is_draft

    page.get_by_role("button", name="Approve revision 1").click()
    page.wait_for_url("**/PAY-1/")
    assert not Comment.objects.get().is_draft


def test_threads_stay_while_their_row_is_edited_and_without_scripts_they_have_a_page(
    window: Callable[..., Page], live_app: LiveApp, ana: User, spec: Spec
) -> None:
    target = spec.rows.get(uid="FR-1")
    said = talking.open_thread(spec, by=ana, body="At once?", place=Place(row=target))
    page = window(ana)
    page.goto(f"{live_app.url}/PAY-1/#comment-{said.pk}")
    expect(page.locator(f"#comment-{said.pk}")).to_be_visible()
    reply = under(page, spec, "FR-1").get_by_label("Reply to Ana Ruiz")
    reply.fill("half a sentence")
    row(page, spec, "FR-1").locator(".row-text").click()
    page.locator(f"#row-{target.pk} textarea[name=text]").fill("A clerk refunds at once.")
    page.keyboard.press("Control+Enter")
    expect(row(page, spec, "FR-1").locator(".row-text")).to_have_text("A clerk refunds at once.")
    expect(reply).to_have_value("half a sentence")
    expect(row(page, spec, "FR-1").locator(".say-on")).to_have_attribute("data-count", "1")
    page.reload()
    expect(reply).to_have_value("half a sentence")
    reply.press("Control+Enter")
    expect(page.locator(".talk .msg[id]")).to_have_count(2)
    expect(under(page, spec, "FR-1").get_by_label("Reply to Ana Ruiz")).to_have_value("")

    plain = window(ana, scripts=False, width=390)
    plain.goto(f"{live_app.url}/PAY-1/")
    plain.goto(f"{live_app.url}{row(plain, spec, 'FR-1').locator('.say-on').get_attribute('href')}")
    plain.get_by_label("Reply to Ana Ruiz").fill("Yes.")
    plain.get_by_role("button", name="Reply", exact=True).click()
    expect(plain.locator(".msg[id]").last).to_contain_text("Yes.")
    plain.get_by_role("button", name="Resolve").click()
    plain.get_by_role("link", name="All comments").click()
    expect(plain.get_by_text("1 resolved")).to_be_visible()
