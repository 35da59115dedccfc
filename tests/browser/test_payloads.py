"""Every field, name, heading, file name and address filled with hostile words, each page opened in a browser.

Nothing runs, nothing is fetched from elsewhere, no page is wider than its window, no column lies on another, and what
is approved is seen: nothing clicked.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from playwright.sync_api import Dialog, Page

from accounts.models import Membership, Role, Team, User
from specs.document.checks import findings
from specs.document.reader import read
from specs.document.template import KINDS
from specs.models import Spec
from specs.services import editing, exchanging, reviewing
from specs.services.errors import Conflict, Refused
from tests.browsers import LiveApp
from tests.factories import SAMPLE, make_spec

pytestmark = pytest.mark.browser
Window = Callable[..., Page]

OWN = [
    "<p onclick=alert(1) style='position:fixed;inset:0'>own</p>",
    "[^x]<script>alert(1)</script>\n\n[^x]: [a](javascript:alert(1)) <img src=x onerror=alert(1)>\n\n    <style>*{}",
    "> [!NOTE]\n> <svg/onload=alert(1)> ![a](https://evil.example/a.png)",
    "```json\n{\"a\": \"</code></pre><script>alert(1)</script>\"}\n```",
    "| <b onmouseover=alert(1)> | `a` |\n|:-:|-|\n| [x](data:text/html,<script>alert(1)) | " + "W" * 300 + " |",
    "W" * 400,
    "\u202e\u2066\u0301" * 30,
    "https://evil.example/" + "a/" * 200,
    "- [ ] <input autofocus onfocus=alert(1)>\n- [x] [[[[]]]](#t-x)",
    "'\"--></title></textarea></script><svg onload=alert(1)>",
]  # fmt: skip
WORDS = [
    *(json.loads(line) for line in (Path(__file__).parents[1] / "security-payloads.txt").read_text().splitlines()),
    *OWN,
]


def writable(words: str) -> bool:
    """Whether the words can come in at all: what is no Unicode text cannot; very long ones have tests of their own."""
    return "\0" not in words and len(words) <= 2_000 and not any("\ud800" <= char <= "\udfff" for char in words)


WRITTEN = [words for words in WORDS if writable(words)]


def in_one_line(words: str, size: int = 10_000) -> str:
    return " ".join("".join(char if char.isprintable() or char == " " else " " for char in words).split())[:size]


def everything(chosen: list[str]) -> str:
    """A document with each payload as heading, paragraph, item, cell and quote."""
    parts = ["# Payloads <b onclick=alert(1)>&lt;i&gt;</b>\n\n<!-- toc -->\n"]
    for words in chosen:
        line = in_one_line(words)
        table = f"| a | b |\n|---|---|\n| {line.replace('|', '')} | x |"
        parts.append(f"## {line[:150]}\n\n{words}\n\n- {line}\n\n{table}\n\n> {line}\n")
    return "\n".join(parts)


@pytest.fixture
def ana(colleague: Callable[..., User]) -> User:
    ana = colleague("Ana <img src=x onerror=alert(1)>")
    ana.save()
    return ana


@pytest.fixture
def ben(payments: Team) -> User:
    ben = User.objects.create_user("ben@example.com", "correct horse", name="'\"><svg onload=alert(2)>\u202ennoB")
    Membership.objects.create(team=payments, user=ben, role=Role.VIEWER)
    return ben


def fill(spec: Spec, ana: User) -> int:
    """Puts hostile words into every field of every row that takes them; gives how many it took."""
    words, taken = iter(WRITTEN * 20), 0
    for pk in list(spec.rows.values_list("pk", flat=True)):
        for field in KINDS[spec.rows.get(pk=pk).kind].fields:
            row = spec.rows.filter(pk=pk).first()
            if row is None:
                break
            said = next(words)
            value = said if field.name == "text" else in_one_line(said, 150)
            try:
                editing.save_row(row, by=ana, values={field.name: value}, stamp=row.stamp)
            except (Refused, Conflict):
                continue
            taken += 1
    return taken


class Watched:
    """A page, and what of it went beyond showing words."""

    def __init__(self, page: Page, url: str) -> None:
        page.set_default_timeout(30_000)
        self.page, self.url = page, url
        self.troubles: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", lambda request: self._asked(request.url))
        page.add_init_script(
            "window.violated=[]; document.addEventListener('securitypolicyviolation',"
            " event => violated.push(event.violatedDirective + ' ' + event.blockedURI))"
        )

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self.troubles.append(f"dialog {dialog.message}")
            dialog.dismiss()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.url, "blob:", "data:", "about:")):
            self.troubles.append(f"asked {url}")

    def open(self, address: str) -> None:
        self.page.goto(self.url + address)
        self.look(address)

    def look(self, name: str) -> None:
        for width in (1440, 390):
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.page.evaluate(LOOK)
            self.troubles += [f"{name} at {width}: {trouble}" for trouble in found]


LOOK = """() => {
  const OURS = new RegExp('^(href|rel|class|id|align|src|alt|type|checked|disabled|start|value|open|dir|hidden|role' +
    '|tabindex|aria-label|data-[a-z-]+)$');
  const out = [...violated], wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) {
    const over = [...document.querySelectorAll('body *')].filter(each =>
      each.scrollWidth > each.clientWidth + 1 && each.clientWidth && !each.closest('pre, table, .cm-editor'));
    out.push(`${wide} px too wide: ${over.slice(-3).map(each => each.outerHTML.slice(0, 90))}`);
  }
  for (const element of document.querySelectorAll(':is(main, aside, header) :not(.cm-editor, .cm-editor *)'))
    for (const {name} of element.attributes)
      if (/^on|^style$|^data-hx|^srcdoc$/.test(name)) out.push(`${element.tagName} ${name}`);
  for (const element of document.querySelectorAll('.md *'))
    for (const {name} of element.attributes)
      if (!OURS.test(name)) out.push(`.md ${element.tagName} ${name}`);
  const box = element => {
    const {left, right, top, bottom, width} = element.getBoundingClientRect();
    return {left, right: right - parseFloat(getComputedStyle(element).paddingRight), top, bottom, width};
  };
  const apart = (one, other) => !one || !other || !box(one).width || !box(other).width ||
    box(one).right <= box(other).left + 2 || box(other).right <= box(one).left + 2 ||
    box(one).bottom <= box(other).top + 2 || box(other).bottom <= box(one).top + 2;
  const rows = [...document.querySelectorAll('.row[id^=row-]')];
  for (const row of rows) {
    const [uid, body, notes] = ['row-uid', 'row-body', 'row-notes'].map(name => row.querySelector(`:scope > .${name}`));
    const said = notes?.innerText.trim() ? notes : null;
    if (!apart(uid, body) || !apart(body, said)) out.push(`columns of ${row.id} ${row.className} overlap`);
    for (const text of row.querySelectorAll(':scope > .row-body .md'))
      if (text.scrollWidth > text.clientWidth + 1 && getComputedStyle(text).display === 'block')
        out.push(`${row.id} runs ${text.scrollWidth - text.clientWidth} px over: ${text.innerText.slice(0, 40)}`);
  }
  const columns = [...document.querySelectorAll('nav.outline, main, aside.panel')].filter(each => box(each).width);
  for (const one of columns) for (const other of columns)
    if (one !== other && getComputedStyle(one).position !== 'fixed' && getComputedStyle(other).position !== 'fixed' &&
        !apart(one, other)) out.push(`${one.className} lies on ${other.className}`);
  return out;
}"""


@pytest.mark.long
def test_nothing_hostile_runs_or_breaks_a_page(
    window: Window, live_app: LiveApp, payments: Team, ana: User, ben: User
) -> None:
    Team.objects.filter(pk=payments.pk).update(name="<b onclick=alert(1)>Pay</b>\u202estnem")
    text = everything(WRITTEN)
    prose = exchanging.import_spec(by=ana, team=payments, data=text.encode(), name=in_one_line("../'\"><script>x.md"))
    spec = make_spec(payments, ana)
    assert fill(spec, ana) > 30
    seen = Watched(window(ana), live_app.url)

    for address in (f"/{prose.key}/", f"/{spec.key}/", "/", f"/{spec.key}/history/", f"/{spec.key}/submit"):
        seen.open(address)
    for address in (
        f"/{spec.key}/markdown",
        f"/{spec.key}/import",
        "/teams/PAY/",
        "/settings/",
        f"/{spec.key}/archive",
    ):
        seen.open(address)
    for row in spec.rows.filter(kind__in=("requirement", "prose", "risk", "endpoint"))[:4]:
        seen.open(f"/{spec.key}/row/{row.pk}/edit")
        seen.open(f"/{spec.key}/row/{row.pk}/history")
    for words in WRITTEN[::9]:
        seen.open(f"/?q={quote(words[:200])}")
        seen.open(f"/{spec.key}/{quote(in_one_line(words, 60).replace('/', ''), safe='')}x")
    seen.page.goto(f"{live_app.url}/import/")
    file = {"name": '"><img src=x onerror=alert(1)>.md', "mimeType": "text/markdown", "buffer": text.encode()}
    seen.page.locator("[data-drop-form] input[type=file]").first.set_input_files(file)
    seen.page.get_by_role("button", name="Show what is recognised").click()
    seen.page.get_by_text("Nothing is created until you say so.").wait_for()
    seen.look("preview")

    assert not seen.troubles, "\n".join(sorted(set(seen.troubles)))


def blocked(words: str) -> bool:
    return any(finding.level == "blocks" for finding in findings(read(f"# A\n\n{words}\n"), required=(), images=()))


def test_what_is_approved_is_seen_with_nothing_clicked(
    window: Window, live_app: LiveApp, payments: Team, ana: User, ben: User
) -> None:
    chosen = [words for words in WRITTEN if not blocked(words)]
    assert len(chosen) > 30
    marks: Iterator[str] = (f"ZQX{number}END" for number in range(10_000))
    said = [re.sub("ZQX\\w*", lambda _: next(marks), words) if "ZQX" in words else words for words in chosen]
    extra = (
        '[a](https://b.example/{} "{}") [c][d] <https://b.example/{}> [{}](mailto:{}@x.example) <!-- {} --> e[^1] `{}` '
        "<q {}>\n\n"
        "[d]: <https://b.example/{}> '{}'\n\n[^1]: {}\n\n    {}\n\n> [!TIP]\n> {}\n\n```sql {}\n{}\n```\n"
    )
    said.append(re.sub(r"\{\}", lambda _: next(marks), extra))
    body = "".join(f"\n## Part {number}\n\n{words}\n" for number, words in enumerate(said))
    front = f"---\ntitle: {next(marks)}\nnote: {next(marks)}\n---\n\n"
    spec = make_spec(payments, ana, front + SAMPLE + body)
    reviewing.submit(spec, by=ana, reviewers=[ben], seen=spec.text_hash)
    reviewing.request_changes(
        spec, by=ben, sha=spec.revisions.get().sha256, comment="</p><script>alert(1)</script>\u202e" + "W" * 300
    )
    seen = Watched(window(ben), live_app.url)

    seen.open(f"/{spec.key}/review")
    words = seen.page.locator("main").inner_text()
    missing = sorted(set(re.findall("ZQX[0-9]+END", front + body)) - set(re.findall("ZQX[0-9]+END", words)))
    seen.open(f"/{spec.key}/")
    seen.open(f"/{spec.key}/history/")

    assert missing == []
    assert not seen.troubles, "\n".join(sorted(set(seen.troubles)))


def test_the_name_of_an_exported_file_is_made_of_key_and_version(payments: Team, ana: User) -> None:
    spec = make_spec(payments, ana, SAMPLE.replace("# Refunds", "# ../\"; filename*=UTF-8''evil.html <script>"))
    client = Client()
    client.force_login(ana, backend="allauth.account.auth_backends.AuthenticationBackend")

    found = client.get(f"/{spec.key}/export")["Content-Disposition"]

    assert re.fullmatch(r'attachment; filename="PAY-\d+(-[0-9A-Za-z.+-]+)?\.md"', found), found
