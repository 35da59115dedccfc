"""The palette's lines: what one may see and do, here and elsewhere."""

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import Row, Visit
from specs.search import TooLong
from specs.views import search as views
from tests.factories import SAMPLE, make_member, make_spec, make_team

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PAYLOADS = [json.loads(line) for line in (Path(__file__).parents[1] / "security-payloads.txt").read_text().splitlines()]


def shown(client: Client, words: str = "", on: str = "") -> dict[str, list[str]]:
    """The words of the lines, by group."""
    answer = client.get("/palette", {"q": words, "on": on})
    assert answer.headers["X-Fragment"] == "1"
    groups = answer.content.decode().split('role="presentation">')[1:]
    return {group.split("<", 1)[0]: lines(group) for group in groups}


def lines(group: str) -> list[str]:
    found = re.findall(r'<span class="pw" dir="auto">(.*?)</span>(?:<kbd>|</div>)', group, re.DOTALL)
    return [unescape(re.sub(r"<[^>]*>", "", line)) for line in found]


def test_before_anything_is_typed_it_offers_what_was_opened_last(team: Team, editor: User, client_of: ClientOf) -> None:
    for title in ("Cards", "Payouts", "Refunds"):
        make_spec(team, editor, SAMPLE.replace("# Refunds", f"# {title}"))
    client = client_of(editor)
    assert [line.split()[0] for line in shown(client)["Recent"]] == ["PAY-3", "PAY-2", "PAY-1"]

    client.get("/PAY-1/")
    client.get("/PAY-2/")
    client.head("/PAY-3/")
    client.get("/PAY-3/", headers={"Sec-Purpose": "prefetch"})

    assert shown(client)["Recent"] == ["PAY-2 Payouts", "PAY-1 Cards"]
    assert shown(client, on="PAY-2")["Recent"] == ["PAY-1 Cards"]


def test_sections_rows_and_specs_stand_in_their_groups(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    other = make_spec(team, editor, SAMPLE.replace("# Refunds", "# Requirements of all"))

    groups = shown(client_of(editor), "requirements", on=spec.key)
    assert groups["Here"][0] == "Go to Requirements"
    assert groups["Here"][-1] == "Find “requirements” in this spec"
    assert f"{other.key} Requirements of all" in groups["Specs"]

    groups = shown(client_of(editor), "told", on=spec.key)
    assert groups["Rows"][0] == "FR-3 The customer is told by mail."
    assert groups["Rows"][1].startswith(f"{other.key}/FR-3")

    assert shown(client_of(editor), "PAY-2/FR-3")["Here"] == ["Go to PAY-2/FR-3"]
    assert shown(client_of(editor), "zzz") == {"Specs": ["Search everything for “zzz”"]}


def test_actions_are_those_allowed(team: Team, editor: User, viewer: User, stranger: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    mine, theirs = shown(client_of(editor), on=spec.key)["Actions"], shown(client_of(viewer), on=spec.key)["Actions"]

    assert {"Submit for review…", "Import over it…", "Archive…", "New spec", "Import Markdown"} <= set(mine)
    assert {"History", "Download Markdown", "Look: dark", "Keys", "Settings", "Log out"} <= set(mine) & set(theirs)
    assert not {"Submit for review…", "Import over it…", "Archive…", "New spec"} & set(theirs)
    assert "History" not in shown(client_of(stranger), on=spec.key)["Actions"]
    assert shown(client_of(editor), "log")["Actions"] == ["Log out"]


def test_nothing_of_another_team_is_offered(team: Team, editor: User, client_of: ClientOf) -> None:
    theirs = make_team("OTH")
    make_spec(theirs, make_member(theirs), SAMPLE.replace("A clerk", "A marzipan clerk"))
    client = client_of(editor)

    for words, on in (("", "OTH-1"), ("marzipan", ""), ("refunds", "OTH-1"), ("OTH-1/FR-1", ""), ("FR-1", "OTH-1")):
        page = client.get("/palette", {"q": words, "on": on}).content.decode()
        assert "OTH-1/" not in page.replace("OTH-1/FR-1”", "").replace("OTH-1%2FFR-1", "")
        assert "#row-" not in page
        assert "in this spec" not in page
    assert Visit.objects.filter(user=editor).count() == 0


@pytest.mark.parametrize("payload", [PAYLOADS[8], PAYLOADS[79], *PAYLOADS[:4]])
def test_hostile_words_are_words(team: Team, editor: User, client_of: ClientOf, payload: str) -> None:
    spec = make_spec(team, editor)
    Row.objects.filter(spec=spec, uid="FR-1").update(source=f"1. **FR-1**: zebra {payload}")

    for words in (payload, "zebra"):
        page = client_of(editor).get("/palette", {"q": words, "on": spec.key}).content.decode()
        tags = set(re.findall(r"<(\w+)", page))
        assert tags <= {"div", "span", "svg", "use", "kbd", "mark", "p"}
        assert not re.findall(r'<[^>]*\son\w+="', page)


def test_results_are_counted_aloud(
    team: Team, editor: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_spec(team, editor)
    client = client_of(editor)
    page = client.get("/palette", {"q": "told"}).content.decode()
    assert 'data-said="2 results"' in page

    def too_long(*_asked: object) -> None:
        raise TooLong

    monkeypatch.setattr(views, "offers", too_long)
    assert "The search took too long." in client.get("/palette", {"q": "told"}).content.decode()


@pytest.mark.parametrize("words", ["", "refund"])
def test_the_number_of_queries_depends_on_nothing(team: Team, editor: User, client_of: ClientOf, words: str) -> None:
    client = client_of(editor)
    make_spec(team, editor)
    counts = []
    for _ in range(3):
        make_spec(team, editor)
        client.get("/palette", {"q": words, "on": "PAY-1"})
        with CaptureQueriesContext(connection) as queries:
            client.get("/palette", {"q": words, "on": "PAY-1"})
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_keys_are_listed_and_single_letters_switched_off(editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    page = client.get("/keys").content.decode()
    assert "<title>Keys · Specroom</title>" in page
    assert "data-letters" not in page
    assert client.get("/keys?part").headers["X-Fragment"] == "1"

    answer = client.post("/settings/keys", {}, follow=True)
    assert "Single-letter keys are off." in answer.content.decode()
    assert '<body data-letters="off">' in client.get("/keys").content.decode()

    client.post("/settings/keys", {"single_keys": "1"})
    assert "data-letters" not in client.get("/settings/").content.decode()
