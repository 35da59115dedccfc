"""The whole document as Markdown, to write in."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import Team, User
from specs.models import Event, Spec
from specs.services import editing, reverting, reviewing
from tests.factories import SAMPLE, make_approved, make_spec

ClientOf = Callable[[User], Client]
JSON = {"Accept": "application/json"}


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor, SAMPLE)


def base(client: Client) -> str:
    [found] = re.findall(r'name="base" value="([0-9a-f]{64})"', client.get("/PAY-1/markdown").content.decode())
    return str(found)


def sent(client: Client, text: str, base: str, step: str = "save", *, script: bool = True, **more: str) -> HttpResponse:
    fields = {"text": text.replace("\n", "\r\n"), "base": base, "step": step, **more}
    return client.post("/PAY-1/markdown", fields, headers=JSON if script else {})  # type: ignore[return-value]


def edit(spec: Spec, uid: str, text: str, by: User) -> None:
    row = spec.rows.get(uid=uid)
    editing.save_row(row, by=by, values={"text": text}, stamp=row.stamp, base={"text": row.text})


def text_of() -> str:
    return Spec.objects.get().document().text


def test_a_text_is_saved_as_one_event_and_taken_back_as_one(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    mine = SAMPLE.replace("in full", "at once").replace("told by mail", "told by post")
    ids = list(spec.rows.values_list("pk", flat=True))

    answer = sent(client, mine, base(client)).json()

    assert text_of() == mine
    assert list(spec.rows.values_list("pk", flat=True)) == ids
    assert Spec.objects.get().seq == spec.seq + 1
    event = Event.objects.latest("number")
    assert event.verb == "edited the Markdown of"
    assert answer == {"said": "Saved. 2 rows changed.", "base": base(client), "undo": f"/PAY-1/undo/{event.number}"}
    reverting.undo(event, by=editor)
    assert text_of() == SAMPLE


def test_nothing_changed_is_nothing_saved(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    assert sent(client, SAMPLE, base(client)).json()["said"] == "It changes nothing."
    assert Spec.objects.get().seq == spec.seq


def test_what_others_changed_meanwhile_is_kept_and_told(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    began = base(client)
    edit(spec, "FR-3", "The customer is told by post.", editor)

    answer = sent(client, SAMPLE.replace("in full", "at once"), began).json()

    assert "told by post" in text_of()
    assert "at once" in text_of()
    assert answer["text"] == text_of()


@pytest.mark.parametrize(("choice", "stays"), [("mine", "told by pigeon"), ("theirs", "told by post")])
def test_the_same_words_are_asked_about(spec: Spec, editor: User, client_of: ClientOf, choice: str, stays: str) -> None:
    client = client_of(editor)
    began, mine = base(client), SAMPLE.replace("told by mail", "told by pigeon").replace("in full", "at once")
    edit(spec, "FR-3", "The customer is told by post.", editor)
    row = spec.rows.get(uid="FR-3")

    asked = sent(client, mine, began)
    page = sent(client, mine, began, script=False)

    assert asked.status_code == page.status_code == 409
    assert f'name="choice-{row.pk}" value="mine"' in asked.json()["html"]  # type: ignore[attr-defined]
    assert f'name="choice-{row.pk}" value="mine"' in page.content.decode()
    assert "told by pigeon" in page.content.decode()
    assert f'name="base" value="{began}"' in page.content.decode()
    assert "told by post" in text_of()

    answer = sent(client, mine, began, **{f"choice-{row.pk}": choice})

    assert answer.status_code == 200
    assert stays in text_of()
    assert "at once" in text_of()


def test_what_it_would_change_is_shown_and_nothing_is_saved(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    began, mine = base(client), SAMPLE.replace("in full", "at once")

    for script in (True, False):
        answer = sent(client, mine, began, "changes", script=script)
        shown = answer.json()["html"] if script else answer.content.decode()  # type: ignore[attr-defined]
        assert "1 row would change" in shown
        assert "<ins>" in shown
    assert Spec.objects.get().seq == spec.seq


def test_lines_say_what_they_are_read_as(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    began = base(client)

    read = sent(client, SAMPLE, began, "lines").json()["read_as"]
    page = sent(client, SAMPLE, began, "lines", script=False).content.decode()

    lines = SAMPLE.split("\n")
    assert read[next(i for i, line in enumerate(lines) if "**FR-1**" in line)] == "Requirement FR-1"
    assert read[0] == "Title"
    assert "Requirement FR-1" in page


def test_a_row_leads_to_its_line_and_a_line_to_its_row(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)
    row = spec.rows.get(uid="FR-2")
    line = next(i for i, text in enumerate(SAMPLE.split("\n"), start=1) if "**FR-2**" in text)

    assert f'data-at="{line}"' in client.get(f"/PAY-1/markdown?row={row.pk}").content.decode()
    for unknown in ("999999", "0", "x", ""):
        assert 'data-at="1"' in client.get("/PAY-1/markdown", {"row": unknown}).content.decode()
    assert client.get(f"/PAY-1/markdown?line={line}").headers["Location"] == f"/PAY-1/#row-{row.pk}"
    assert sent(client, SAMPLE + "\nMore.\n", base(client), script=False, at=str(line)).headers["Location"] == (
        f"/PAY-1/#row-{row.pk}"
    )


def test_line_ends_stay_as_they_are(team: Team, editor: User, client_of: ClientOf) -> None:
    text = "# One\r\n\r\nFirst.\r\n\nSecond.\n\nThird.\r\n"
    make_spec(team, editor, text)
    client = client_of(editor)

    sent(client, text.replace("\r\n", "\n").replace("Second", "Another"), base(client))

    assert text_of() == text.replace("Second", "Another")


def test_the_answer_of_a_text_with_other_line_ends_does_not_bring_the_text_back(
    team: Team, editor: User, client_of: ClientOf
) -> None:
    make_spec(team, editor, "# One\r\n\r\nFirst.\r\n")
    client = client_of(editor)

    assert "text" not in sent(client, "# One\n\nOther.\n", base(client)).json()
    assert text_of() == "# One\r\n\r\nOther.\r\n"


def test_words_typed_come_back_with_a_refusal(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    page = sent(client, "# Mine\n", "0" * 64, script=False)

    assert page.status_code == 422
    assert "No export of this spec has that hash." in page.content.decode()
    assert "# Mine" in page.content.decode()
    assert "It is not known which text" in sent(client, "# Mine\n", "").json()["said"]
    assert sent(client, "# A\x00", base(client)).json()["said"].startswith("The file has a NUL")


def test_a_text_that_is_reviewed_or_approved_is_only_shown(
    team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    spec = make_approved(team, editor, viewer)
    client = client_of(editor)

    assert "readonly" in client.get("/PAY-1/markdown").content.decode()
    answer = sent(client, "# Mine\n", spec.revisions.get().sha256)
    assert answer.status_code == 409
    assert "Revise it and import the file as 1.1" in answer.json()["said"]  # type: ignore[attr-defined]

    reviewing.revise(spec, by=editor)
    assert "readonly" in client.get("/PAY-1/markdown").content.decode()
    assert "data-whole" in client.get("/PAY-1/markdown?working").content.decode()


def test_a_viewer_may_look_and_not_write(spec: Spec, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)

    assert "readonly" in client.get("/PAY-1/markdown").content.decode()
    assert sent(client, "# Mine\n", "0" * 64).status_code == 403
    assert text_of() == SAMPLE


def test_a_text_that_begins_with_a_blank_line_keeps_it(team: Team, editor: User, client_of: ClientOf) -> None:
    spec = make_spec(team, editor, "\n# One\n\nText.\n")
    client = client_of(editor)
    page = client.get("/PAY-1/markdown").content.decode()

    assert '">\n\n# One\n' in page
    editing.paste_rows(spec, by=editor, text="More.", parent=None, after=spec.rows.last().pk)  # type: ignore[union-attr]
    assert client.get("/PAY-1/markdown").content.decode().count("More.") == 1
