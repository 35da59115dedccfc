"""Hostile words in every field of these pages: they are shown as words, and add no element, attribute or handler."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Team, User
from specs.services import reviewing
from tests.factories import SAMPLE, make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PAYLOADS = [json.loads(line) for line in (Path(__file__).parents[1] / "security-payloads.txt").read_text().splitlines()]
SHORT = [payload for payload in PAYLOADS if len(payload) <= 2_000]
PLAIN = "two words"


class Shape(HTMLParser):
    """The elements of a page, each with the names of its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: set[tuple[str, tuple[str, ...]]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add((tag, tuple(sorted(name for name, _ in attrs))))


def unlike(page: str, plain: str) -> set[tuple[str, tuple[str, ...]]]:
    """What the page has that the page with plain words has not."""
    return Shape(page).seen - Shape(plain).seen


def all_of(show: Callable[[str], str], *plain: str) -> dict[str, set[tuple[str, tuple[str, ...]]]]:
    """What each payload adds to the page, as it is with plain words (of every sort that the page tells apart)."""
    known = set().union(*(Shape(show(words)).seen for words in plain or (PLAIN,)))
    return {payload[:60]: found for payload in SHORT if (found := Shape(show(payload)).seen - known)}


def test_searched_words(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    assert all_of(lambda words: client.get("/", {"q": f"{words} zzz"}).content.decode()) == {}


def test_fields_of_a_new_spec(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    def show(words: str) -> str:
        sent = {"title": words, "target_model": words, "team": team.pk, "template": "copy"}
        return client.post("/new/", sent).content.decode()

    assert all_of(show, PLAIN, "two\x0bwords", "x" * 201) == {}


def test_an_imported_file_and_its_name(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    found = {}
    for payload in SHORT:
        if not writable(payload):
            continue
        text = f"# One\n\n{payload}\n"
        file = SimpleUploadedFile(payload.replace("/", "-")[:80] or "x", text.encode("utf-8", "surrogatepass"))
        page = client.post("/import/", {"team": team.pk, "file": file}).content.decode()
        names = {name for _, attrs in Shape(page).seen for name in attrs}
        bad = {name for name in names if name.startswith(("on", "hx-", "data-hx"))} | ({"style"} & names)
        tags = {tag for tag, _ in Shape(page).seen} & {
            "iframe",
            "object",
            "embed",
            "style",
            "math",
            "base",
            "meta-refresh",
        }
        if bad or tags:
            found[payload[:60]] = (bad, tags)

    assert found == {}


@pytest.mark.long
def test_the_comment_of_a_refused_verdict(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)
    client = client_of(viewer)

    def show(words: str) -> str:
        return client.post("/PAY-1/request", {"sha": "x", "comment": words or " "}).content.decode()

    assert all_of(show, PLAIN, "two\0words") == {}  # what cannot be written at all is said at the field


def test_reasons_and_comments_in_the_history(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_review(team, editor, viewer)
    client, sha = client_of(editor), spec.revisions.get().sha256
    reviewing.request_changes(spec, by=viewer, sha=sha, comment=PLAIN)
    plain = [client.get(f"/PAY-1/{page}").content.decode() for page in ("history/", "review")]

    for payload in SHORT[:40]:
        if payload.strip() and writable(payload):
            reviewing.request_changes(spec, by=viewer, sha=sha, comment=payload)
            assert unlike(client.get("/PAY-1/review").content.decode(), plain[1]) == set(), payload

    assert unlike(client.get("/PAY-1/history/").content.decode(), plain[0]) == set()


def writable(payload: str) -> bool:
    """Whether the words can come in at all: what is no Unicode text cannot."""
    return "\0" not in payload and not any("\ud800" <= char <= "\udfff" for char in payload)


def test_an_expired_form(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor, backend="allauth.account.auth_backends.AuthenticationBackend")

    def show(words: str) -> str:
        return client.post("/new/", {"title": f"{words} zzz"}, HTTP_SEC_FETCH_SITE="same-origin").content.decode()

    assert all_of(show) == {}


def test_a_title_on_every_page_of_a_spec(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    pages = ("/history/", "/markdown", "/import", "/archive")
    first = make_spec(team, editor, SAMPLE.replace("# Refunds", f"# {PLAIN}", 1))
    plain = {page: client.get(f"/{first.key}{page}").content.decode() for page in pages}
    home = client.get("/").content.decode()

    for payload in filter(writable, SHORT[::4]):
        spec = make_spec(team, editor, SAMPLE.replace("# Refunds", f"# {' '.join(payload.split())}", 1))
        for page in pages:
            assert unlike(client.get(f"/{spec.key}{page}").content.decode(), plain[page]) == set(), payload

    assert unlike(client.get("/?sort=title").content.decode(), home) <= {
        ("nav", ("aria-label", "class")),
        ("a", ("class", "href", "rel")),
    }
