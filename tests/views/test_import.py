"""Import: shown first, created when said so, and exactly those bytes."""

import base64
import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from accounts.models import Membership, Team, User
from specs.models import Spec
from tests.factories import SAMPLE, make_team

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]

TWICE = "# Limits\n\n## Functional Requirements\n- **FR-001**: One.\n- **FR-002**: Two.\n- **FR-002**: Three.\n"


def brought(client: Client, team: Team, data: bytes, name: str = "limits.md") -> HttpResponse:
    return client.post("/import/", {"team": team.pk, "file": SimpleUploadedFile(name, data)})


def carried(answer: HttpResponse) -> dict[str, str]:
    """The hidden fields of the preview's form, as a browser sends them back."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', answer.content.decode()))
    return {name: found[name] for name in ("data", "sha256", "name", "encoding", "team") if name in found}


def created(client: Client, team: Team, answer: HttpResponse, **more: str) -> HttpResponse:
    return client.post("/import/", {"team": team.pk, **carried(answer), "step": "create", **more})


def test_nothing_is_created_by_a_preview(team: Team, editor: User, client_of: ClientOf) -> None:
    answer = brought(client_of(editor), team, SAMPLE.encode())

    page = answer.content.decode()
    assert not Spec.objects.exists()
    assert "Nothing is created until you say so." in page
    assert f"exporting gives the same {len(SAMPLE.encode()):,} bytes" in page
    assert hashlib.sha256(SAMPLE.encode()).hexdigest() in page


def test_each_line_is_said_with_what_it_is_read_as(team: Team, editor: User, client_of: ClientOf) -> None:
    page = brought(client_of(editor), team, SAMPLE.encode()).content.decode()

    assert re.search(
        r'<td class="as ">Requirement FR-1</td><td class="no">\d+</td><td><code>1. \*\*FR-1\*\*: A clerk', page
    )
    assert "Section Goals" in page
    assert re.search(r'<td class="n num">3</td><td>Functional requirements</td>', page)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"# One\r\n\r\nTwo\rThree\n",
        b"\xef\xbb\xbf# With a mark",
        "# Grüße\u2028\n\x0c".encode(),
        b"no title, no end",
    ],
    ids=["empty", "blank", "mixed ends", "mark", "separators", "no end"],
)
def test_what_was_previewed_is_created_byte_for_byte(
    data: bytes, team: Team, editor: User, client_of: ClientOf
) -> None:
    client = client_of(editor)

    answer = created(client, team, brought(client, team, data))

    assert answer.headers["Location"] == "/PAY-1/"
    assert client.get("/PAY-1/export").content == data


def test_other_bytes_than_those_previewed_are_refused(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    preview = brought(client, team, b"# Shown\n")

    answer = created(client, team, preview, data=base64.urlsafe_b64encode(b"# Swapped\n").decode())

    assert answer.status_code == 422
    assert "not the bytes that you were shown" in answer.content.decode()
    assert not Spec.objects.exists()


@pytest.mark.parametrize("data", ["%%%", "é", "AAA"])
def test_a_broken_carrier_is_refused(data: str, team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    preview = brought(client, team, b"# Shown\n")

    assert created(client, team, preview, data=data).status_code == 422
    assert not Spec.objects.exists()


def test_pasted_text_gets_back_its_line_ends(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    preview = client.post("/import/", {"team": team.pk, "text": "# One\r\n\r\nTwo\r\n"})
    created(client, team, preview)

    assert Spec.objects.get().document().text == "# One\n\nTwo\n"


def test_a_uid_that_stands_twice_is_asked_about(team: Team, editor: User, client_of: ClientOf) -> None:
    page = brought(client_of(editor), team, TWICE.encode()).content.decode()

    assert "FR-002 stands twice, in lines 5 and 6." in page
    assert "Second becomes FR-003" in page
    assert 'class="as bad">FR-002, twice' in page


def test_a_line_that_is_nearly_a_requirement_is_told(team: Team, editor: User, client_of: ClientOf) -> None:
    text = "# Limits\n\n## Functional Requirements\n- **FR-1**: One.\n-**FR-2**: Two.\n"

    page = brought(client_of(editor), team, text.encode()).content.decode()

    assert "One question" in page
    assert "This looks like the requirement FR-2, but is not read as one." in page
    assert "Begin the line with “- **FR-2**: ”" in page
    assert 'class="as bad">FR-2, not read</td><td class="no">5' in page


def test_code_that_swallows_headings_is_told_and_metadata_is_named_without_its_stars(
    team: Team, editor: User, client_of: ClientOf
) -> None:
    text = "# Limits\n\n| | |\n|-|-|\n| **Version** | 1.0 |\n| **Sponsor** | J. Cole |\n\n```\ncurl\n\n## Risks\n"
    answer = brought(client_of(editor), team, text.encode())
    assert "This code block is never closed: all down to line 11 is read as code." in answer.content.decode()

    page = client_of(editor).get(created(client_of(editor), team, answer).headers["Location"]).content.decode()
    assert '<span class="q">Sponsor</span>' in page


def test_the_answer_changes_one_line(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    preview = brought(client, team, TWICE.encode())
    name = re.search(r'name="(answer-uid-\d+)" value="FR-003"', preview.content.decode())

    created(client, team, preview, **{name[1]: "FR-003"})  # type: ignore[index]

    assert Spec.objects.get().document().text == TWICE.replace("- **FR-002**: Three.", "- **FR-003**: Three.")


def test_without_an_answer_both_are_left(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    created(client, team, brought(client, team, TWICE.encode()))

    assert Spec.objects.get().document().text == TWICE


def test_another_encoding_is_offered_and_never_guessed(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    refusal = brought(client, team, "# Größe\n".encode("latin-1"))
    assert refusal.status_code == 422
    assert "line 1" in refusal.content.decode()
    assert 'name="encoding" value="latin-1"' in refusal.content.decode()

    preview = client.post("/import/", {"team": team.pk, **carried(refusal), "encoding": "latin-1"})
    created(client, team, preview)

    assert "converted to UTF-8" in preview.content.decode()
    assert Spec.objects.get().document().text == "# Größe\n"


@pytest.mark.parametrize(
    "data",
    [b"# One\x00", b"\x89PNG\r\n\x1a\n....", b"x" * 5_000_001, b"\n" * 50_001],
    ids=["nul", "picture", "long", "lines"],
)
def test_what_is_no_text_is_refused_and_stores_nothing(
    data: bytes, team: Team, editor: User, client_of: ClientOf
) -> None:
    answer = brought(client_of(editor), team, data)

    assert answer.status_code == 422
    assert "Nothing was stored." in answer.content.decode()
    assert not Spec.objects.exists()


def test_a_file_or_a_text_but_one_of_them(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    neither = client.post("/import/", {"team": team.pk})
    both = client.post("/import/", {"team": team.pk, "text": "# Two", "file": SimpleUploadedFile("a.md", b"# One")})

    assert "Choose a file or paste" in neither.content.decode()
    assert "leave one of them out" in both.content.decode()
    assert "# Two" in both.content.decode()


def test_a_long_file_is_shown_in_part_until_asked(team: Team, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    preview = brought(client, team, b"line\n\n" * 300)
    assert "200 more lines" in preview.content.decode()

    whole = client.post("/import/", {"team": team.pk, **carried(preview), "show": "all"})

    assert "more lines" not in whole.content.decode()


def test_hostile_text_is_text(team: Team, editor: User, client_of: ClientOf) -> None:
    page = brought(client_of(editor), team, b"# <script>alert(1)</script>\n", name='"><img src=x>.md').content.decode()

    assert "<script>alert(1)" not in page
    assert "<img src=x>" not in page


def test_no_strange_team_takes_an_import(team: Team, editor: User, client_of: ClientOf) -> None:
    client, foreign = client_of(editor), make_team()
    preview = brought(client, team, b"# One\n")

    assert client.post("/import/", {**carried(preview), "team": foreign.pk, "step": "create"}).status_code == 404
    assert brought(client, foreign, b"# One\n").status_code == 422
    assert not Spec.objects.exists()


def test_the_team_may_be_chosen_last(team: Team, editor: User, client_of: ClientOf) -> None:
    other = Team.objects.create(key="IDT", name="Identity")
    Membership.objects.create(team=other, user=editor, role="editor")
    client = client_of(editor)

    answer = client.post("/import/", {**carried(brought(client, team, b"# One\n")), "team": other.pk, "step": "create"})

    assert answer.headers["Location"] == "/IDT-1/"


def test_the_template_comes_in_with_every_section_known(team: Team, editor: User, client_of: ClientOf) -> None:
    template = (Path(__file__).parents[2] / "specs/document/technical-spec-template.md").read_bytes()

    page = brought(client_of(editor), team, template).content.decode()

    assert "Section Dependencies &amp; Risks" in page
    assert "Sections kept as prose" not in page
