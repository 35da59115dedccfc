"""The template, every field of every section filled through the forms: only what was edited differs."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import ElementHandle, Locator, Page, expect

from accounts.models import User
from specs.document.outline import values
from specs.document.reader import read
from specs.document.report import report
from specs.document.rows import Document
from specs.document.template import KINDS, SECTIONS
from specs.models import Row, Spec
from specs.services.exchanging import export, import_spec
from tests.browser.conftest import TEMPLATE
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

#: What is typed where any words would not do.
ANSWERS = {
    "uid": "FR-{n}",
    "path": "/api/v1/refunds-{n}",
    "lang": "text",
    "label": "Label {n}",
    "duration": "{n} weeks",
}
CODE = {"request": '{{"number": {n}}}', "response": '{{"id": {n}}}'}


def forms_of(spec: Spec) -> list[Row]:
    """The rows that have a form of their own, those that are fields of another left out."""
    inside = {"component", "endpoint", "phase", "requirement", "question", "quality"}
    return [
        row
        for row in spec.rows.select_related("parent")
        if (row.kind not in {"heading", "table", "meta"} or row.key == "title")
        and not row.dialect.startswith("delimiter")
        and not (row.kind in {"part", "payload"} and row.parent and row.parent.kind in inside)
    ]


def answer(name: str, number: int) -> str:
    return (CODE | ANSWERS).get(name, "Filled in {n} words").format(n=number)


def fields(form: Locator) -> Iterator[tuple[str, ElementHandle]]:
    """The fields that are shown, the folded ones opened; by handle, since a list of lines grows while one types."""
    for more in form.locator("details.more:has(textarea, input)").all():
        more.evaluate("details => details.open = true")
    for field in form.locator("textarea, input[type=text]").element_handles():
        if field.is_visible():
            yield field.get_attribute("name") or "", field


def typed(form: Locator, number: int) -> dict[str, str]:
    wanted: dict[str, str] = {}
    for name, field in fields(form):
        if name == "uid" and not field.input_value():
            continue  # a row without an id is known by its words
        wanted[name] = answer(name, number)
        field.fill(wanted[name])
    for select in form.locator("select.field[name=impact]").all():
        wanted["impact"] = "Low"
        select.select_option("Low")
    for name in ("priority", "method"):
        options = form.locator(f"input[type=radio][name={name}]")
        if options.count():
            wanted[name] = options.nth(2).get_attribute("value") or ""
            form.locator("label", has_text=wanted[name]).first.click()
    return wanted


def below(spec: Spec, row: Row) -> set[int]:
    inside = {row.pk}
    for pk, parent in spec.rows.values_list("pk", "parent_id"):
        if parent in inside:
            inside.add(pk)
    return inside


def sources(document: Document) -> dict[int | None, str]:
    return {found.id: found.source for found in document.rows}


def fill(page: Page, spec: Spec, row: Row, number: int, before: dict[int | None, str]) -> dict[int | None, str]:
    """Fills one row in; takes and gives what stands in the text before and after."""
    page.locator(f"#row-{row.pk}").focus()
    page.keyboard.press("Enter")
    form = page.locator(f"#row-{row.pk} form[data-row-form]")
    form.wait_for()
    wanted = typed(form, number)
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#row-{row.pk}[data-row]")).to_be_visible()
    document = spec.document()
    after = sources(document)
    changed = {pk for pk, source in after.items() if before.get(pk) != source}
    assert changed <= below(spec, row), row
    now = values(document, document.place(row.pk))
    assert {name: now.get(name) for name in wanted} == wanted
    return after


def check_what_is_recognised(exported: str, *, title: str) -> None:
    """Every section of the filled template is recognised as it was; of their headings only the title is another."""
    before, after = sections_of(TEMPLATE.read_text()), sections_of(exported)
    assert after[0] == (title, "title")
    assert after[1:] == before[1:]


def sections_of(text: str) -> list[tuple[str, str]]:
    """Each heading and what it is recognised as; the words of a heading that is a row, such as a phase, were filled."""
    found = [(str(item["heading"]), str(item["recognised_as"])) for item in report(text, read(text)).sections]
    return [("" if known in KINDS.keys() - SECTIONS.keys() else heading, known) for heading, known in found]


@pytest.mark.long
def test_every_field_of_the_template_is_filled_and_nothing_else_moves(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> None:
    ana = colleague("Ana Ruiz")
    spec = imported(ana)
    page = window(ana)
    page.set_default_timeout(15_000)
    page.goto(f"{live_app.url}/{spec.key}/")
    rows = forms_of(spec)
    written = {row.section for row in rows}
    assert {key for key, section in SECTIONS.items() if section.kind and key != "metadata"} <= written
    now = sources(spec.document())
    for number, row in enumerate(rows, 1):
        now = fill(page, spec, row, number, now)
    for key, value in {
        "version": "2.0",
        "author": "Ana Ruiz",
        "created": "2026-11-24",
        "target_model": "Claude Sonnet",
    }.items():
        page.locator(f"#meta-{key} a").click()
        page.locator(f"#meta-{key} input[name=value]").fill(value)
        page.keyboard.press("Enter")
        expect(page.locator(f"#meta-{key} a")).to_have_text(value)
    with page.expect_download() as download:
        page.evaluate("address => { location.href = address }", f"/{spec.key}/export")
    exported = download.value.path().read_bytes().decode()
    assert exported == spec.document().text
    check_what_is_recognised(exported, title=values(spec.document(), 0)["title"])
    again = import_spec(by=ana, team=spec.team, data=exported.encode(), name="again.md")
    assert export(again, by=ana).data == exported.encode()
    headings = [line for line in TEMPLATE.read_text().split("\n") if line.startswith("## ")]
    assert [line for line in exported.split("\n") if line.startswith("## ")] == headings
    assert "[" not in exported.replace("- [ ]", "").replace("- [x]", "").replace("status: [", "")
