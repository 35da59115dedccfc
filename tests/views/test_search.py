"""Search: everything that has the words and may be seen, and not a letter more."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Team, User
from specs import search as searching
from specs.models import Row, Spec
from specs.services import creating, editing, talking
from tests.factories import SAMPLE, make_member, make_spec, make_team

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PAYLOADS = [json.loads(line) for line in (Path(__file__).parents[1] / "security-payloads.txt").read_text().splitlines()]


def found(client: Client, words: str, **more: str) -> str:
    return client.get("/search", {"q": words, "all": "1", **more}).content.decode()


def rows(page: str) -> list[int]:
    """The rows that the results lead to."""
    return [int(pk) for pk in re.findall(r'href="/[A-Z0-9]+-\d+/#row-(\d+)"', page)]


def said(page: str) -> str:
    """The results without their marks."""
    return re.sub(r"</?mark>", "", page)


def test_rows_are_found_by_their_words_and_grouped_by_spec(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    row = spec.rows.get(uid="FR-3")

    page = found(client_of(editor), "CUSTOMER told")

    assert rows(page) == [row.pk]
    assert "The <mark>customer</mark> is <mark>told</mark> by mail." in page
    assert '<h2 id="found-PAY-1"><a href="/PAY-1/">' in page
    assert "1 row, 1 spec" in " ".join(page.split())
    assert "<title>“CUSTOMER told” · Search · Specroom</title>" in page


def test_titles_and_keys_are_found(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    client = client_of(editor)

    assert "<mark>Refunds</mark>" in found(client, "refunds")
    assert '<h2 id="found-PAY-1">' in found(client, "pay-1")


def test_another_teams_words_are_not_found(team: Team, editor: User, client_of: ClientOf) -> None:
    theirs = make_team("OTH")
    make_spec(theirs, make_member(theirs), SAMPLE.replace("A clerk refunds", "A secret marzipan refunds"))
    make_spec(team, editor)
    client = client_of(editor)

    assert "Nothing has “marzipan”" in found(client, "marzipan")
    assert "OTH" not in found(client, "refunds")
    for words in ("OTH-1", "OTH-1/FR-1"):
        answer = client.get("/search", {"q": words})
        assert (answer.status_code, "found-" in answer.content.decode()) == (200, False)

    Membership.objects.filter(user=editor).delete()
    assert rows(found(client, "refunds")) == []


@pytest.mark.parametrize(
    ("words", "title"), [("ÉTÉ", "l’été"), ("страница", "СТРАНИЦА"), ("STRASSE", "Straße"), ("ΟΔΟΣ", "οδός")]
)
def test_small_and_capital_letters_are_one_in_any_script(
    team: Team, editor: User, client_of: ClientOf, words: str, title: str
) -> None:
    if connection.vendor != "sqlite" and words == "STRASSE":
        words = "STRAßE"  # PostgreSQL's LOWER leaves the sharp s as it is
    spec = make_spec(team, editor, SAMPLE.replace("No letters", f"No {title} here").replace("ό", "ο"))

    page = found(client_of(editor), words)

    assert len(rows(page)) == 1
    assert f"<mark>{title.replace('ό', 'ο').removeprefix('l’')}</mark>" in page
    assert spec.key in page


@pytest.mark.parametrize(("words", "many"), [("%", 1), ("95 %", 1), ("_", 0), ("cl_rk", 0), ("*", 0), ("\\", 0)])
def test_wildcards_are_letters(team: Team, editor: User, client_of: ClientOf, words: str, many: int) -> None:
    make_spec(team, editor)
    Row.objects.filter(kind="part").delete()
    Row.objects.filter(source__contains="*").exclude(kind="quality").update(source="plain")

    assert len(rows(found(client_of(editor), words))) == (many if words != "*" else 1)


def test_a_query_in_the_words_is_words(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    assert rows(found(client_of(editor), PAYLOADS[79])) == []
    assert Spec.objects.count() == 1


@pytest.mark.parametrize("payload", [PAYLOADS[8], *PAYLOADS[:6]])
def test_a_snippet_is_escaped_and_then_marked(team: Team, editor: User, client_of: ClientOf, payload: str) -> None:
    spec = make_spec(team, editor)
    Row.objects.filter(spec=spec, uid="FR-1").update(source=f"1. **FR-1**: zebra {payload} zebra")

    page = found(client_of(editor), "zebra")

    assert page.count("<mark>zebra</mark>") >= 1
    inside = page.split('class="snip" dir="auto">')[1].split("</span></a>")[0]
    assert set(re.findall(r"<[^>]*>", inside)) <= {"<mark>", "</mark>"}
    assert not re.search("<[a-z]", re.sub(r"</?mark>", "", searching.marked(payload, ("script", "img", "lt", "&"))))


def test_the_words_stand_in_the_snippet_of_a_long_row(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    Row.objects.filter(spec=spec, uid="FR-1").update(
        source="1. **FR-1**: " + "lorem " * 900 + "needle " + "ipsum " * 900
    )

    page = found(client_of(editor), "needle")

    assert "<mark>needle</mark>" in page
    assert page.count("lorem") < 20


@pytest.mark.parametrize("words", ["PAY-1/FR-3", "pay-1/FR-3", "FR-3"])
def test_a_citation_leads_to_its_row(team: Team, editor: User, client_of: ClientOf, words: str) -> None:
    spec = make_spec(team, editor)
    row = spec.rows.get(uid="FR-3")

    assert client_of(editor).get("/search", {"q": words}).headers["Location"] == f"/PAY-1/#row-{row.pk}"


def test_a_key_leads_to_its_spec_and_an_id_of_several_is_listed_first(
    team: Team, editor: User, client_of: ClientOf
) -> None:
    first, second = make_spec(team, editor), make_spec(team, editor, SAMPLE.replace("FR-3", "FR-9"))
    editing.save_row(second.rows.filter(kind="goal").first(), by=editor, values={"text": "As FR-3 says"}, stamp=1)
    Row.objects.filter(spec=first, uid="FR-3").update(uid="FR-3")
    client = client_of(editor)

    assert client.get("/search", {"q": "pay-2"}).headers["Location"] == "/PAY-2/"
    assert client.get("/search", {"q": "PAY-2/FR-77"}).status_code == 200
    assert rows(found(client, "FR-3"))[0] == first.rows.get(uid="FR-3").pk


def test_archived_specs_are_searched_when_asked(team: Team, editor: User, client_of: ClientOf) -> None:
    creating.archive_spec(make_spec(team, editor), by=editor)
    client = client_of(editor)

    assert "Nothing has “clerk”" in found(client, "clerk")
    assert len(rows(found(client, "clerk", archived="1"))) > 0


def test_many_rows_are_cut_and_that_is_said(
    team: Team, editor: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "ROWS", 2)
    monkeypatch.setattr(searching, "A_SPEC", 1)
    make_spec(team, editor)

    page = found(client_of(editor), "refund")

    assert "The first 2 of each. More have these words" in page
    assert len(rows(page)) == 1
    assert "1 more here" in page


def test_a_search_that_takes_too_long_is_ended(
    team: Team, editor: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = make_spec(team, editor)
    template = spec.rows.filter(kind="goal").first()
    assert template
    many = [
        Row(spec=spec, place=10_000_000 + n, kind="goal", dialect=template.dialect, source="x" * 2_000)
        for n in range(300)
    ]
    Row.objects.bulk_create(many)
    monkeypatch.setattr(searching, "SECONDS", 0.001)

    page = found(client_of(editor), "zz yy xx")

    assert "seconds and stopped" in page
    assert Spec.objects.visible_to(editor).count() == 1


def test_nothing_typed_finds_nothing_and_says_what_can_be_found(editor: User, client_of: ClientOf) -> None:
    for words in ("", "   ", "\0"):
        assert "Titles, keys, the texts of rows and comments" in found(client_of(editor), words)


def test_comments_are_found_by_who_may_see_the_spec_and_drafts_by_nobody(
    team: Team, editor: User, viewer: User, stranger: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor)
    sent = talking.open_thread(spec, by=viewer, body="Is <b>Giro</b> a <script>bank</script>?")
    talking.open_thread(spec, by=viewer, body="Giro, not yet said", draft=True)
    gone = talking.open_thread(spec, by=viewer, body="Giro was wrong")
    talking.delete_comment(gone, by=viewer)

    page = found(client_of(editor), "giro")

    assert re.findall(r"/PAY-1/threads#comment-(\d+)", page) == [str(sent.pk)]
    assert "Is &lt;b&gt;<mark>Giro</mark>&lt;/b&gt; a &lt;script&gt;bank" in page
    assert "0 rows, 1 comment, 1 spec" in " ".join(page.split())
    assert "not yet said" not in found(client_of(viewer), "giro")
    assert "Nothing has" in found(client_of(stranger), "giro")
    Membership.objects.filter(user=viewer).delete()
    assert "Nothing has" in found(client_of(viewer), "giro")


def test_of_many_comments_the_first_are_shown(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor)
    for number in range(searching.A_SPEC + 1):
        talking.open_thread(spec, by=editor, body=f"Giro {number}")
    page = found(client_of(editor), "giro")
    assert page.count("#comment-") == searching.A_SPEC
    assert "1 more here" in page


def test_the_number_of_queries_depends_on_nothing(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    counts = []
    for _ in range(3):
        make_spec(team, editor)
        client.get("/search", {"q": "refund"})
        with CaptureQueriesContext(connection) as queries:
            found(client, "refund")
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]
