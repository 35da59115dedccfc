"""Home: my teams' specs, found, sorted and turned over by the address."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Membership, Team, User
from specs.listing import PAGE
from specs.models import Round, Spec
from specs.services import creating, editing, reviewing, talking
from tests.factories import SAMPLE, make_approved, make_review, make_spec

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
PAYLOADS = Path(__file__).parents[1] / "security-payloads.txt"


def keys(page: str) -> list[str]:
    """The keys in the table, in order."""
    return [part.split('"', 1)[0] for part in page.split('<tr id="spec-')[1:]]


def shown(client: Client, query: str = "") -> str:
    return client.get(f"/{query}").content.decode()


def titled(title: str) -> str:
    return SAMPLE.replace("# Refunds", f"# {title}", 1)


def test_a_row_says_how_a_spec_stands(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_approved(team, editor, viewer)
    editing.tick(spec.rows.filter(kind="task").first(), by=editor, done=True)

    page = shown(client_of(editor))

    assert keys(page) == [spec.key]
    assert "Refunds" in page
    assert "Approved" in page
    assert "1/2" in page
    assert "1 of 1, version 1.0" in page
    assert 'aria-label="Vic Viewer"' not in page
    assert shown(client_of(editor), "?col=title&col=people").count('aria-label="Vic Viewer"') == 1


def test_the_draft_of_a_next_version_says_what_is_in_force(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    reviewing.revise(make_approved(team, editor, viewer), by=editor)

    page = shown(client_of(editor))

    assert "1.0 in force" in page


def test_another_teams_specs_are_not_there(team: Team, editor: User, stranger: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    assert "Refunds" not in shown(client_of(stranger))
    assert "You are in no team yet" in shown(client_of(stranger))


def test_a_viewer_reads_and_is_offered_nothing_to_create(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    make_spec(team, editor)

    page = shown(client_of(viewer))

    assert keys(page) == ["PAY-1"]
    assert '<a class="btn" href="/import/' not in page


def test_words_find_titles_and_keys(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor, titled("Instant refunds"))
    make_spec(team, editor, titled("Payout calendar"))
    client = client_of(editor)

    assert keys(shown(client, "?q=refunds+instant")) == ["PAY-1"]
    assert keys(shown(client, "?q=pay-2")) == ["PAY-2"]
    assert "No spec matches “refnd”" in shown(client, "?q=refnd")


@pytest.mark.parametrize(
    ("words", "found"),
    [("%", ["PAY-2"]), ("_", ["PAY-3"]), ("100%", ["PAY-2"]), ("R%s", []), ("R_funds", []), ("\\", [])],
)
def test_wildcards_of_the_database_are_letters(
    team: Team, editor: User, client_of: ClientOf, words: str, found: list[str]
) -> None:
    for title in ("Refunds", "Cover of 100%", "Pay_out"):
        make_spec(team, editor, titled(title))

    assert keys(client_of(editor).get("/", {"q": words}).content.decode()) == found


def test_a_query_in_the_words_is_words(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    query = json.loads(PAYLOADS.read_text().splitlines()[79])
    assert query.startswith("'; DROP TABLE")

    page = client_of(editor).get("/", {"q": query}).content.decode()

    assert keys(page) == []
    assert Spec.objects.count() == 1


def test_what_was_searched_is_text_on_the_page(team: Team, editor: User, client_of: ClientOf) -> None:
    page = shown(client_of(editor), "?q=<script>alert(1)</script>")

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_tabs_count_and_filter_by_status(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    make_review(team, editor, viewer)
    client = client_of(editor)

    assert keys(shown(client, "?status=review")) == ["PAY-2"]
    assert 'Draft <span class="n">1</span>' in shown(client, "?status=review")
    assert "No spec is implemented" in shown(client, "?status=implemented")
    assert len(keys(shown(client, "?status=nonsense"))) == 2


def test_one_team_at_a_time(team: Team, editor: User, client_of: ClientOf) -> None:
    other = Team.objects.create(key="IDT", name="Identity")
    Membership.objects.create(team=other, user=editor, role="editor")
    make_spec(team, editor)
    make_spec(other, editor)

    assert keys(shown(client_of(editor), "?team=idt")) == ["IDT-1"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("key", ["PAY-1", "PAY-2", "PAY-10"]),
        ("-key", ["PAY-10", "PAY-2", "PAY-1"]),
        ("title", ["PAY-10", "PAY-2", "PAY-1"]),
        ("changed", ["PAY-1", "PAY-2", "PAY-10"]),
        ("status", ["PAY-1", "PAY-2", "PAY-10"]),
        ("-progress", ["PAY-2", "PAY-1", "PAY-10"]),
        ("nonsense; DROP", ["PAY-10", "PAY-2", "PAY-1"]),
    ],
)
def test_sorting_is_in_the_address(sort: str, order: list[str], team: Team, editor: User, client_of: ClientOf) -> None:
    for title in ("Cards", "Bonus"):
        make_spec(team, editor, titled(title))
    editing.tick(Spec.objects.get(key="PAY-2").rows.filter(kind="task").first(), by=editor, done=True)
    late = make_spec(team, editor, titled("Accounts"))
    Spec.objects.filter(pk=late.pk).update(number=10, key="PAY-10")

    assert keys(shown(client_of(editor), f"?sort={sort}")) == order


def test_a_long_list_has_pages(team: Team, editor: User, client_of: ClientOf) -> None:
    first = make_spec(team, editor)
    copies = [
        Spec(
            team=team,
            number=n,
            key=f"PAY-{n}",
            title=f"Copy {n}",
            text_hash=first.text_hash,
            changed_by=editor,
            working="draft",
            status="draft",
        )
        for n in range(2, PAGE + 3)
    ]
    Spec.objects.bulk_create(copies)
    client = client_of(editor)

    assert len(keys(shown(client, "?sort=key"))) == PAGE
    assert keys(shown(client, "?sort=key&page=2")) == [f"PAY-{PAGE + 1}", f"PAY-{PAGE + 2}"]
    assert keys(shown(client, "?sort=key&page=99")) == [f"PAY-{PAGE + 1}", f"PAY-{PAGE + 2}"]
    assert "sort=key&amp;page=2" in shown(client, "?sort=key")


def test_archived_specs_stand_apart(team: Team, editor: User, client_of: ClientOf) -> None:
    creating.archive_spec(make_spec(team, editor), by=editor)
    make_spec(team, editor)
    client = client_of(editor)

    assert keys(shown(client)) == ["PAY-2"]
    assert keys(shown(client, "?archived=1")) == ["PAY-1"]


def test_a_review_waits_for_the_person_asked_until_the_verdict(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_review(team, editor, viewer)

    assert "Eve asks for your first verdict, on revision 1; 3 requirements" in shown(client_of(viewer))
    assert "0 of 1, waits for Vic" in shown(client_of(viewer))
    assert "Nothing waits for you" in shown(client_of(editor))

    reviewing.request_changes(spec, by=viewer, sha=spec.revisions.get().sha256, comment="More <b>words</b>")
    assert "Nothing waits for you" in shown(client_of(viewer))
    page = shown(client_of(editor))
    assert "Vic asks for changes: “More &lt;b&gt;words&lt;/b&gt;”" in page
    assert '<td class="bad">Vic asks for changes</td>' in page
    assert '<span class="r" aria-label="1 waits for you">1</span>' in page


def test_a_second_verdict_is_asked_for_by_number(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_review(team, editor, viewer)
    reviewing.request_changes(spec, by=viewer, sha=spec.revisions.get().sha256, comment="More")
    editing.save_row(spec.rows.filter(kind="goal").first(), by=editor, values={"text": "Within an hour"}, stamp=1)
    reviewing.send(spec, by=editor)

    assert "Eve asks for your verdict on revision 2" in shown(client_of(viewer))


def test_what_waits_ends_with_the_membership(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)
    Membership.objects.filter(user=viewer).delete()

    assert "Refunds" not in shown(client_of(viewer))


def test_findings_on_my_drafts_wait_and_are_counted(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_spec(team, editor, SAMPLE.replace("1. Refunds within a day", "1. [Primary objective]"))
    client = client_of(editor)
    assert "Your draft" not in shown(client)

    page = client.get("/PAY-1/").content.decode()
    goals = page.split('id="outline"')[1].split("</nav>")[0].split("<span>Goals</span>")[1].split("</a>")[0]
    assert "1 finding blocks, " in goals
    assert page.count("1 finding blocks, ") == 1

    assert "Your draft: 1 finding blocks submitting" in shown(client)
    assert '<span class="sr">1 finding blocks</span>' in shown(client)
    assert "Your draft" not in shown(client_of(viewer))

    goal = spec.rows.filter(kind="goal").first()
    assert goal
    client.post(f"/PAY-1/row/{goal.pk}/edit", {"text": "Within a day", "stamp": goal.stamp})
    page = client.get("/PAY-1/").content.decode()
    assert "1 finding blocks, " not in page
    assert "Nothing waits for you" in shown(client)


def test_open_threads_are_counted_and_sorted_by(team: Team, editor: User, client_of: ClientOf) -> None:
    """Neither drafts, nor what is resolved."""
    spec, other = make_spec(team, editor), make_spec(team, editor, titled("Payouts"))
    talking.open_thread(spec, by=editor, body="Why?")
    talking.resolve_thread(talking.open_thread(other, by=editor, body="When?").thread, by=editor)
    talking.open_thread(other, by=editor, body="Not said", draft=True)
    page = shown(client_of(editor), "?sort=-threads")
    assert page.count('<span class="sr">1 open thread</span>') == 1
    assert page.count("open thread") == 1
    assert keys(page) == ["PAY-1", "PAY-2"]


def test_columns_are_chosen_in_the_address(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    client = client_of(editor)

    page = shown(client, "?col=key&col=title&col=author&col=nonsense&q=refunds")

    assert re.findall(r'<th scope="col"[^>]*><a href="[^"]*">([^<]*)', page) == ["Key", "Title", "Author"]
    assert "col=author" in page.split("<thead>")[1].split("</thead>")[0]
    assert page.count('<input type="hidden" name="col" value="author">') == 1
    assert '<input type="checkbox" name="col" value="review">' in page
    assert '<input type="checkbox" name="col" value="author" checked>' in page


@pytest.mark.parametrize(
    "name", ["key", "title", "status", "review", "progress", "findings", "threads", "version", "changed"]
)
def test_every_heading_sorts_both_ways_and_says_so(team: Team, editor: User, client_of: ClientOf, name: str) -> None:
    make_spec(team, editor)
    make_spec(team, editor, titled("Payouts"))
    client = client_of(editor)
    columns = "&".join(f"col={each}" for each in ("key", "title", name))

    up, down = shown(client, f"?{columns}&sort={name}"), shown(client, f"?{columns}&sort=-{name}")

    assert up.count('aria-sort="ascending"') == down.count('aria-sort="descending"') == 1
    assert sorted(keys(up)) == sorted(keys(down)) == ["PAY-1", "PAY-2"]
    assert f"sort=-{name}" in up.split("<thead>")[1].split("</thead>")[0]


def test_mine_are_those_i_wrote_in(team: Team, editor: User, admin: User, client_of: ClientOf) -> None:
    make_spec(team, editor)
    spec = make_spec(team, admin)
    client = client_of(editor)
    assert keys(shown(client, "?mine=1")) == ["PAY-1"]

    editing.save_row(spec.rows.filter(kind="goal").first(), by=editor, values={"text": "Within an hour"}, stamp=1)

    assert keys(shown(client, "?mine=1")) == ["PAY-2", "PAY-1"]
    assert "<title>My specs · Specroom</title>" in shown(client, "?mine=1")


def test_authors_and_titles_are_found_in_any_script(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor, titled("ÉTUDE").replace("Ana Ruiz", "Łukasz Żak"))
    make_spec(team, editor)
    client = client_of(editor)

    assert keys(shown(client, "?q=étude")) == ["PAY-1"]
    assert keys(shown(client, "?q=łuk")) == ["PAY-1"]
    assert keys(shown(client, "?author=ŻAK")) == ["PAY-1"]
    assert "No spec names Nobody as its author" in shown(client, "?author=Nobody")


def test_a_review_open_for_over_a_week_is_stuck(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    make_review(team, editor, viewer)
    make_review(team, editor, viewer)
    client = client_of(editor)
    assert "Stuck over a week" not in shown(client)

    Round.objects.filter(spec__key="PAY-1").update(opened_at=timezone.now() - timedelta(days=8))

    assert 'Stuck over a week <span class="n">1</span>' in shown(client)
    assert keys(shown(client, "?status=stuck")) == ["PAY-1"]


def test_the_number_of_queries_does_not_grow_with_the_list(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    client = client_of(editor)
    counts = []
    for _ in range(3):
        make_review(team, editor, viewer)
        client.get("/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        counts.append(len(queries))

    assert counts[0] == counts[1] == counts[2]


def test_home_is_for_people_who_logged_in(client: Client) -> None:
    assert client.get("/").headers["Location"].startswith("/accounts/login/")
