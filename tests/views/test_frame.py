"""The frame of every page: its icons, its scripts, its words for times, and what it says to whom."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from accounts.models import User
from specs.document.diff import words
from specs.templatetags import specroom
from tests.each import each

ROOT = Path(__file__).parents[2]
#: Of pages: a mail's reader knows no sheet of ours, and runs no script.
TEMPLATES = [path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "mails"]


def test_every_icon_in_use_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static/icons/icons.svg").read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text())}

    assert used - {"status-"} <= sprite


def test_the_symbols_of_rows_are_those_of_the_sprite() -> None:
    """They stand in each of ten thousand rows, drawn by the style sheet: a `<use>` there makes each letter slow."""
    sprite = dict(
        re.findall(r'<symbol id="([^"]+)"[^>]*>(.*?)</symbol>', (ROOT / "static/icons/icons.svg").read_text())
    )
    sheet = (ROOT / "static/css/base.css").read_text()
    rows = {path.name: path.read_text() for path in (ROOT / "templates/specs/rows").glob("*.html")}
    used = {name for text in rows.values() for name in re.findall(r'{% row_icon "([a-z-]+)"', text)}

    assert used == {"copy", "info", "message-square", "octagon-alert", "pencil"}
    for name in used:
        drawn = ROOT / "static/icons/rows" / f"{name}.svg"
        assert f">{sprite[name]}</svg>" in drawn.read_text()
        assert f'.row-icon.{name} {{\n  mask-image: url("../icons/rows/{name}.svg");' in sheet
    for part in ("_notes", "_below", "_findings", "_details", "labelled", "task", "prose", "cell", "endpoint"):
        assert "{% icon" not in rows[f"{part}.html"], part


@each(TEMPLATES, lambda path: str(path.relative_to(ROOT / "templates")))
def test_a_template_has_no_inline_script_style_or_foreign_address(path: Path) -> None:
    text = path.read_text()

    assert not re.search(r"\sstyle=|\son[a-z]+=\"|javascript:|hx-boost", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"<style(?![^>]*nonce)", text)
    assert not re.search(r"(?:src|href|action)=\"(?:https?:)?//", text)


#: Outputs of HTML that was made of people's Markdown; `text` is what `detail.lines` holds.
RENDERED = re.compile(r"\{\{ *((?:\w+\.)*(?:\w*html|preview)(?:\|[^}]*)?|[^}]*\|markdown[^}]*|text) *\}\}")


class Around(HTMLParser):
    """For each output of rendered Markdown in a template: the attributes of the element it stands in, last first."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        marked = RENDERED.sub(lambda output: f"\x02{output[1]}\x03", template)
        self.feed(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", marked))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert not any("\x02" in (value or "") for _, value in attrs), "rendered Markdown in an attribute"
        if tag not in {"input", "br", "img", "link", "meta"}:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = self.open[-1][1] if self.open else {}
        self.found += [(output, inside) for output in re.findall("\x02(.*?)\x03", data)]


@each(TEMPLATES, lambda path: str(path.relative_to(ROOT / "templates")))
def test_rendered_markdown_stands_where_htmx_does_not_act(path: Path) -> None:
    """What people wrote is inside `hx-disable`, wherever a template puts out HTML that it did not write itself."""
    text = path.read_text()
    for found in re.finditer(r'<(\w+)[^>]*class="[^"]*\bmd\b[^"]*"[^>]*>', text):
        assert "hx-disable" in found[0]
    for output, inside in Around(text if "detail.lines" in text else text.replace("{{ text }}", "")).found:
        assert "hx-disable" in inside, output


def test_the_outputs_of_rendered_markdown_are_known() -> None:
    """The search finds them in the templates that are known to have some."""
    having = {path.name for path in TEMPLATES if Around(path.read_text()).found}

    assert {"item.html", "prose.html", "phase.html", "_details.html", "form.html", "review.html"} <= having


def test_the_frame_tells_htmx_to_keep_and_run_nothing(client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()

    for setting in (
        '"includeIndicatorStyles":false',
        '"allowEval":false',
        '"historyCacheSize":0',
        '"selfRequestsOnly":true',
    ):
        assert setting in page


@pytest.mark.django_db
def test_the_menu_has_the_reader_and_the_way_out(editor: User, client_of: Callable[[User], Client]) -> None:
    page = client_of(editor).get("/").content.decode()

    assert "Eve Editor" in page
    assert 'action="/accounts/logout/"' in page
    assert 'href="/settings/"' in page


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=12), "12 min ago"),
        (timedelta(hours=3), "3 h ago"),
        (timedelta(days=4), "4 days ago"),
    ],
)
def test_times_are_said_from_now(ago: timedelta, said: str) -> None:
    assert specroom.ago(timezone.now() - ago) == said


def test_the_exact_time_is_in_the_tooltip() -> None:
    moment = timezone.now().replace(year=2020, month=11, day=2, hour=14, minute=3)

    shown = specroom.when(moment)

    assert "2 Nov 2020, 14:03 UTC" in shown
    assert ">2 Nov 2020<" in shown


def test_changed_words_are_marked_for_eyes_and_ears() -> None:
    shown = Template("{% load specroom %}{% words pieces %}").render(
        Context({"pieces": words("within 30 s", "within <20> s")})
    )

    assert "<del>" in shown
    assert "<ins>" in shown
    assert "removed" in shown
    assert "&lt;20&gt;" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_chosen_look_is_in_the_first_byte(client: Client, theme: str) -> None:
    answer = client.post("/theme", {"theme": theme, "next": "/accounts/login/"})

    assert answer.headers["Location"] == "/accounts/login/"
    assert f'<html lang="en" data-theme="{theme}">' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_the_look_of_the_system_is_no_choice(client: Client) -> None:
    client.post("/theme", {"theme": "dark"})
    client.post("/theme", {"theme": "system"})

    assert "data-theme" not in client.get("/accounts/login/").content.decode()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_choosing_a_look_leads_nowhere_else(client: Client, elsewhere: str) -> None:
    assert client.post("/theme", {"theme": "dark", "next": elsewhere}).headers["Location"] == "/"


def test_an_unknown_look_in_the_cookie_is_ignored(client: Client) -> None:
    client.cookies["theme"] = '"><script>'

    assert "<script>" not in client.get("/accounts/login/").content.decode()
