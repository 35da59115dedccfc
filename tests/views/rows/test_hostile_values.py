"""Every hostile value goes through every form: it is refused, or stands in the text, and never acts on the page."""

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Team, User
from specs.models import Row, Spec
from specs.services import editing
from tests.views.rows.conftest import Forms
from tests.views.test_payloads import Shape

PAYLOADS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "security-payloads.txt").read_text().split("\n")
    if line.strip()
]
SHORT = [payload for payload in PAYLOADS if len(payload) <= 2_000]
PLAIN = (
    "two words",
    "/two",
    "# two words",
    "[two](https://ok.example) words",
    "- two\n- words",
    "[two]: https://ok.example",  # other rows' links may depend on it: the whole document is drawn anew
    "<details><summary>two</summary>\n\nwords\n\n</details>",  # we open what a text folds away
    "x" * 200_001,
    "a\0b",
    "",
)
#: What acts by being there; rendered text may have none of these, and our pages have them only in known shapes.
ACTING = ("on", "hx-", "data-", "ws-", "sse-", "style", "srcdoc", "action", "formaction", "autofocus", "target", "name")
DANGEROUS = {
    "script",
    "iframe",
    "object",
    "embed",
    "style",
    "link",
    "base",
    "meta",
    "math",
    "template",
    "form",
    "button",
}
ADDRESSES = ("href", "src", "action", "formaction", "hx-get", "hx-post", "data-close")
ROWS = {
    "component": {"title": "Ledger", "responsibility": "Keeps books"},
    "endpoint": {"method": "GET", "path": "/refunds"},
    "sql": {"text": "select 1"},
    "step": {"label": "API", "text": "Writes it down"},
}
SECTION = {"component": "components", "endpoint": "api", "sql": "data_model", "step": "data_flow"}
FIELDS = [
    ("requirement", "text"),
    ("requirement", "title"),
    ("requirement", "criteria"),
    ("risk", "title"),
    ("risk", "mitigation"),
    ("task", "text"),
    ("prose", "text"),
    ("question", "answer"),
    ("phase", "title"),
    ("quality", "label"),
    ("component", "title"),
    ("component", "responsibility"),
    ("endpoint", "path"),
    ("endpoint", "request"),
    ("sql", "text"),
    ("sql", "lang"),
    ("step", "label"),
    ("error", "message"),
    ("heading", "title"),
]


class Addresses(HTMLParser):
    """The values of attributes that lead somewhere or load something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [(name, value or "") for name, value in attrs if name in ADDRESSES]


def acting(page: str) -> set[tuple[str, tuple[str, ...]]]:
    return {
        (tag, names) for tag, names in Shape(page).seen if tag in DANGEROUS or any(n.startswith(ACTING) for n in names)
    }


def foreign(page: str) -> set[tuple[str, str]]:
    """Addresses a page may not have: links lead to the web, to mail or to us; all else stays with us."""
    fair = {"href": ("/", "#", "?", "http://", "https://", "mailto:")}
    found = {(name, value) for name, value in Addresses(page).found if value}
    return {(name, value) for name, value in found if not value.startswith(fair.get(name, ("/", "?")))}


def check(send: Callable[[str], Iterator[HttpResponse]], payloads: list[str]) -> None:
    """No payload brings an acting element, or an address, that plain words do not bring."""
    known = {shape for words in PLAIN for answer in send(words) for shape in acting(answer.content.decode())}
    for payload in payloads:
        for answer in send(payload):
            assert answer.status_code in {200, 302, 409, 422}, payload
            page = answer.content.decode()
            assert acting(page) - known == set(), payload
            assert foreign(page) == set(), payload


@pytest.fixture
def full(spec: Spec) -> Spec:
    for kind, values in ROWS.items():
        editing.add_row(spec, by=spec.changed_by, kind=kind, values=values, section=SECTION[kind])
    return spec


#: All of them into a requirement's text, every eighth into the other fields, each begun elsewhere.
SENT = [(kind, name, SHORT[i % 8 :: 8] if i else SHORT) for i, (kind, name) in enumerate(FIELDS)]


@pytest.mark.parametrize(("kind", "name", "payloads"), SENT, ids=[f"{kind}.{name}" for kind, name in FIELDS])
def test_hostile_values_never_act(forms: Forms, full: Spec, kind: str, name: str, payloads: list[str]) -> None:
    row: Row | None = full.rows.filter(kind=kind).first()
    assert row

    def send(words: str) -> Iterator[HttpResponse]:
        if Row.objects.filter(pk=row.pk, removed_at=None).exists():
            row.refresh_from_db()
            yield forms.save(row, **{name: words})
            yield forms.get(f"row/{row.pk}/edit")
        if words in PLAIN or words in payloads[::5]:
            yield forms.client.get(f"/{full.key}/")

    check(send, payloads)
    assert full.document().rows[0].kind == "heading"


def test_a_section_called_like_it(forms: Forms, spec: Spec) -> None:
    last = spec.rows.get(kind="heading", key="metrics")
    section = editing.add_section(spec, by=spec.changed_by, title="Glossary", after=last)

    def send(words: str) -> Iterator[HttpResponse]:
        yield forms.post(f"sections/{section.pk}/rename", {"title": words[:200], "confirmed": "1"})
        yield forms.client.get(f"/{spec.key}/")

    check(send, SHORT[::5])


def test_metadata_that_say_it(forms: Forms, spec: Spec) -> None:
    def send(words: str) -> Iterator[HttpResponse]:
        for field in ("author", "target_model", "version"):
            yield forms.post(f"metadata/{field}", {"value": words[:200]})
        yield forms.get("metadata/target_model")
        yield forms.client.get("/")

    check(send, SHORT[1::5])


def test_markdown_that_holds_it(forms: Forms, spec: Spec) -> None:
    def send(words: str) -> Iterator[HttpResponse]:
        row = spec.rows.filter(kind="prose", section="overview").first()
        if row is not None:
            yield forms.post(f"row/{row.pk}/source", {"source": words, "stamp": row.stamp})
            yield forms.get(f"row/{row.pk}/source")
        yield forms.post("preview", {"text": words, "place": "preview"})
        yield forms.client.get(f"/{spec.key}/")

    check(send, SHORT[2::5])


def test_markdown_that_is_pasted(forms: Forms, spec: Spec) -> None:
    def send(words: str) -> Iterator[HttpResponse]:
        parent = spec.rows.get(kind="heading", key="overview").pk
        yield forms.post("paste", {"text": words, "parent": parent})
        forms.post(f"undo/{spec.events.latest('number').number}")

    check(send, SHORT[::5])


def test_people_and_teams_called_like_it(
    forms: Forms, spec: Spec, team: Team, client_of: Callable[[User], Client], admin: User
) -> None:
    client = client_of(admin)

    def send(words: str) -> Iterator[HttpResponse]:
        name = words.replace("\0", " ").encode("utf-8", "replace").decode()[:80]
        User.objects.exclude(pk=admin.pk).update(name=name)
        Team.objects.update(name=name)
        for page in ("/", f"/{spec.key}/", f"/{spec.key}/history/", f"/{spec.key}/submit", f"/teams/{team.key}/"):
            yield client.get(page)
        yield forms.get("metadata/author")

    check(send, SHORT[1::5])


@pytest.mark.parametrize(
    "page", ['<div hx-post="/x">', '<p data-hx-get="/x">', "<img onerror=x>", "<script>", "<form>"]
)
def test_what_acts_is_found(page: str) -> None:
    assert acting(page)
    assert not acting('<p><a href="https://ok.example" rel="nofollow">two</a> words</p>')


@pytest.mark.parametrize("value", ["javascript:alert(1)", "data:text/html,x", " javascript:x", "vbscript:x"])
def test_an_address_that_is_none_is_found(value: str) -> None:
    assert foreign(f'<a href="{value}">x</a>')
    assert foreign('<img src="https://evil.example/x.png">')
    assert not foreign('<a href="mailto:ana@example.com">x</a>')
