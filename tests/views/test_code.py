"""What stands beside code: the frame that draws diagrams, the tables of a schema, the words of the editor."""

import json
import re
from collections.abc import Callable

from django.conf import settings
from django.test import Client

from accounts.models import Team, User
from tests.factories import make_spec

ClientOf = Callable[[User], Client]
SQL = "# One\n\n## Data Model\n\n```sql\nCREATE TABLE orders (id int PRIMARY KEY, note text);\n```\n"


def test_the_frame_has_a_policy_of_its_own_and_reads_nothing(client: Client) -> None:
    answer = client.get("/frame")

    assert answer.headers["Content-Security-Policy"].split("; ") == [
        "sandbox allow-scripts",
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'unsafe-inline'",
        "frame-ancestors 'self'",
    ]
    assert "X-Frame-Options" not in answer.headers
    assert not answer.cookies
    page = answer.content.decode()
    assert re.findall(r"<script src=\"([^\"]+)\"></script>", page)[0].startswith(settings.STATIC_URL)
    assert page.count("<script") == 2


def test_only_the_frames_own_scripts_are_read_by_a_page_without_an_origin(client: Client) -> None:
    readers = {
        name: client.get(f"{settings.STATIC_URL}{name}").headers["Cross-Origin-Resource-Policy"]
        for name in ("vendor/mermaid/mermaid.min.js", "js/frame.js", "js/mermaid.js", "vendor/htmx/htmx.min.js")
    }

    assert list(readers.values()) == ["cross-origin", "cross-origin", "same-origin", "same-origin"]


def test_only_the_frame_may_have_inline_styles(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor, SQL)

    for address in ("/", "/PAY-1/", "/PAY-1/markdown", "/PAY-1/tables", "/accounts/login/"):
        assert "unsafe-inline" not in client_of(editor).get(address).headers["Content-Security-Policy"]


def test_the_pages_nonce_is_the_policys(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    answer = client_of(editor).get("/PAY-1/")

    [nonce] = re.findall(r'name="style-nonce" content="([^"]+)"', answer.content.decode())
    assert f"'nonce-{nonce}'" in answer.headers["Content-Security-Policy"]


def test_tables_of_a_schema_are_listed_at_rest_and_while_it_is_written(
    team: Team, editor: User, client_of: ClientOf
) -> None:
    make_spec(team, editor, SQL)
    client = client_of(editor)

    page = client.get("/PAY-1/").content.decode()
    answer = client.post(
        "/PAY-1/tables", {"text": "create table <b> (); create table lines (id int references orders(id)"}
    )

    assert '<b>orders</b> <span class="column"><span class="key">id</span> <span class="q">int</span>' in page
    assert answer.headers["X-Fragment"] == "1"
    assert (
        '<b>lines</b> <span class="column"><span>id</span> <span class="q">int</span> <span class="q">→ orders.id'
        in (answer.content.decode())
    )


def test_a_code_field_says_its_language(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor, SQL + "\n```\nplain\n```\n")
    client = client_of(editor)

    sql, plain = (client.get(f"/PAY-1/row/{row.pk}/edit").content.decode() for row in spec.rows.exclude(kind="heading"))

    assert 'data-code="sql" data-caption="sql"' in sql
    assert "data-code" in plain
    assert "data-caption" not in plain


def test_the_editors_phrases_are_json(team: Team, editor: User, client_of: ClientOf) -> None:
    make_spec(team, editor)

    page = client_of(editor).get("/PAY-1/").content.decode()

    [phrases] = re.findall(r'data-phrases="([^"]+)"', page)
    assert json.loads(phrases.replace("&quot;", '"').replace("&#x27;", "'"))["regexp"] == "pattern"
