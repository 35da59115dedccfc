"""Somebody who has never seen it: the first link, a document of their own, one row of each kind, the file again."""

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from accounts.services.first_login import new_first_login
from specs.document.outline import values, version_row
from specs.document.rows import Document
from specs.models import Row, Spec
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

DOCUMENT = Path(settings.BASE_DIR) / "tests" / "browser" / "trial-parcels.md"
#: Kinds that stand in the form of the row above them.
PARTS = {"part", "payload", "criterion"}
#: A value for the fields in which any words would not do.
ANSWERS = {
    "path": "/parcels/{n}",
    "lang": "text",
    "label": "Label {n}",
    "request": '{{"n": {n}}}',
    "response": '{{"n": {n}}}',
}


def one_of_each(spec: Spec) -> list[Row]:
    """The first row of each kind that has a form of its own."""
    first: dict[str, Row] = {}
    for row in spec.rows.select_related("parent"):
        inside = row.kind in PARTS and row.parent is not None and row.parent.kind != "heading"
        if row.kind not in {"heading", "table", "meta"} and not row.dialect.startswith("delimiter") and not inside:
            first.setdefault(row.kind, row)
    return list(first.values())


def main_field(page: Page) -> str:
    """The name of the first field of text in the form that is open."""
    for name in ("text", "title", "path"):
        if page.locator(f"form[data-row-form] [name={name}]").count():
            return name
    raise AssertionError("a form without a field for words")


def enter(page: Page, live_app: LiveApp) -> None:
    page.goto(live_app.url + new_first_login())
    page.fill("[name=name]", "Nia Newcomer")
    page.fill("[name=email]", "nia@example.com")
    page.fill("[name=password]", "correct horse battery")
    page.uncheck("[name=example]")
    page.click("main button, form button.pri")
    page.goto(f"{live_app.url}/teams/new")
    page.fill("[name=name]", "Parcels")
    page.fill("[name=key]", "PAR")
    page.click("button:has-text('Make the team')")


def bring(page: Page, live_app: LiveApp) -> Spec:
    page.goto(f"{live_app.url}/import/")
    page.set_input_files("[name=file]", DOCUMENT)
    page.click("button:has-text('Show what is recognised')")
    expect(page.locator("main")).to_contain_text("It will come out as it went in")
    assert not Spec.objects.exists()
    page.click("button[name=step][value=create]")
    expect(page).to_have_url(f"{live_app.url}/PAR-1/")
    page.wait_for_load_state()  # only then do its scripts hear keys
    return Spec.objects.get()


def exported(page: Page, spec: Spec) -> str:
    answer = page.request.get(page.url.split(f"/{spec.key}")[0] + f"/{spec.key}/export")
    return answer.body().decode()


def edit_with_scripts(page: Page, live_app: LiveApp, spec: Spec, row: Row, number: int) -> str:
    page.locator(f"#row-{row.pk}").focus()
    page.keyboard.press("Enter")
    page.locator(f"#row-{row.pk} form[data-row-form]").wait_for()
    name = main_field(page)
    field = page.locator(f"#row-{row.pk} [name={name}]").first
    field.fill(ANSWERS.get(name, "Written by Nia, {n}.").format(n=number))
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#row-{row.pk}[data-row]")).to_be_visible()
    return name


def edit_without_scripts(page: Page, live_app: LiveApp, spec: Spec, row: Row, number: int) -> str:
    page.locator(f"#row-{row.pk} a[data-edit]").click()
    page.locator("form[data-row-form]").wait_for()
    name = main_field(page)
    page.locator(f"[name={name}]").first.fill(ANSWERS.get(name, "Written by Nia, {n}.").format(n=number))
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page).to_have_url(f"{live_app.url}/{spec.key}/#row-{row.pk}")
    return name


def rename_a_section(page: Page, live_app: LiveApp, spec: Spec, scripts: bool) -> int:
    """Gives a section that is the newcomer's own another name; the id of its heading."""
    heading = spec.rows.filter(kind="heading", key="").last()
    assert heading
    page.goto(f"{live_app.url}/{spec.key}/")
    page.locator(f"#row-{heading.pk} a[data-edit]").click()
    page.locator("[name=title]").fill("Named by Nia")
    if scripts:
        page.keyboard.press("Enter")
    else:
        page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator(f"#row-{heading.pk}[data-row]")).to_contain_text("Named by Nia")
    return heading.pk


def set_the_version(page: Page, live_app: LiveApp, spec: Spec) -> int:
    """Writes another version in its line; the id of that line."""
    page.goto(f"{live_app.url}/{spec.key}/")
    page.locator("#meta-version a").click()
    page.locator("[name=value]").fill("0.9")
    page.keyboard.press("Enter")
    expect(page.locator("#meta-version a")).to_have_text("0.9")
    document = spec.document()
    index = version_row(document)
    assert index is not None
    return document.rows[index].id or 0


def changed_lines(before: str, after: str) -> set[int]:
    """The numbers, in the new text, of lines that are not as they were; of removed ones, where they would stand."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: set[int] = set()
    for op, _, _, start, end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "delete":
            found.add(start)
        elif op != "equal":
            found |= set(range(start, end))
    return found


def lines_of(document: Document, ids: set[int]) -> set[int]:
    """The numbers of the lines in which these rows, and the parts that their own forms write, stand."""
    found: set[int] = set()
    at = 0
    for row in document.rows:
        at += len(row.lead)
        parent = None if row.parent is None else document.rows[row.parent]
        inside = row.kind in PARTS and parent is not None and parent.kind != "heading" and parent.id in ids
        if row.id in ids or inside:
            first = document.text.count("\n", 0, at)
            found |= set(range(first, first + row.source.rstrip("\n").count("\n") + 1))
        at += len(row.source)
    return found


@pytest.mark.long
@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_newcomers_path(browser: Browser, live_app: LiveApp, settings: object, scripts: bool) -> None:
    settings.UNLIMITED = True  # type: ignore[attr-defined]
    context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    page = context.new_page()
    enter(page, live_app)
    spec = bring(page, live_app)
    original = DOCUMENT.read_bytes().decode()
    assert exported(page, spec) == original
    edit: Callable[..., str] = edit_with_scripts if scripts else edit_without_scripts
    edited = one_of_each(spec)
    assert len({row.kind for row in edited}) >= 19
    sources = {row.id: row.source for row in spec.document().rows}
    for number, row in enumerate(edited, 1):
        name = edit(page, live_app, spec, row, number)
        document = spec.document()
        wanted = ANSWERS.get(name, "Written by Nia, {n}.").format(n=number)
        assert values(document, document.place(row.pk))[name] == wanted
    touched = {row.pk for row in edited}
    now = spec.document()
    changed = {row.id for row in now.rows if sources[row.id or 0] != row.source}
    assert changed <= touched | {
        row.id for row in now.rows if row.parent is not None and now.rows[row.parent].id in touched
    }
    assert exported(page, spec) == now.text
    section, line = rename_a_section(page, live_app, spec, scripts), set_the_version(page, live_app, spec)
    touched |= {section, line}
    now = spec.document()
    assert exported(page, spec) == now.text
    assert changed_lines(original, now.text) <= lines_of(now, touched)
    context.close()


def test_without_scripts_everything_else_is_a_page_too(browser: Browser, live_app: LiveApp) -> None:
    context = browser.new_context(java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    enter(page, live_app)
    spec = bring(page, live_app)
    requirement = spec.rows.filter(kind="requirement").first()
    assert requirement
    page.locator(f"#row-{requirement.pk} a[data-edit]").click()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".gone")).to_contain_text("Deleted")
    page.get_by_role("button", name="Undo").click()
    assert spec.document().text == DOCUMENT.read_bytes().decode()
    page.locator(f"#row-{requirement.pk} a[data-edit]").click()
    page.get_by_role("button", name="Move down").click()
    assert spec.rows.filter(kind="requirement")[1].pk == requirement.pk
    page.goto(f"{live_app.url}/PAR-1/")
    section = spec.rows.get(kind="heading", key="functional")
    page.locator(f"#add-{section.pk} a").first.click()
    page.locator("[name=text]").fill("A courier sees the next stop.")
    page.get_by_role("button", name="Save and add the next").click()
    page.locator("[name=text]").fill("A courier sees the last stop.")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("main")).to_contain_text("A courier sees the next stop.")
    expect(page.locator("main")).to_contain_text("A courier sees the last stop.")
    page.locator("#meta-version a").click()
    page.locator("[name=value]").fill("0.9")
    page.get_by_role("button", name="Save", exact=True).last.click()
    expect(page.locator("#meta-version")).to_contain_text("0.9")
    page.locator("#add-section a").first.click()
    page.locator("[name=title]").fill("Glossary")
    page.get_by_role("button", name="Add section").click()
    expect(page.locator("#outline")).to_contain_text("Glossary")
    prose = spec.rows.filter(kind="prose").exclude(text="").last()
    assert prose
    page.locator(f"#row-{prose.pk} a[data-edit]").click()
    page.locator("[name=text]").fill("Some **bold** words.")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview strong")).to_have_text("bold")
    expect(page.locator("[name=text]")).to_have_value("Some **bold** words.")
    context.close()
