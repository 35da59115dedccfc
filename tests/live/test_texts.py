"""Typing together over the line: stored before it is told, told to everybody, never twice."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from specs.models import Spec
from specs.services import creating, editing
from tests.live.conftest import Talk, Talker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened(spec: Spec, talk: Talk) -> Callable[..., tuple[Talker, dict[str, Any]]]:
    """opened(user) gives a connection that has the text of FR-1 open, and the answer to opening it."""
    row = spec.rows.get(uid="FR-1").pk

    def make(user: User, **more: Any) -> tuple[Talker, dict[str, Any]]:
        line = talk(user)
        line.say("open", ref="r", spec=spec.key, row=row, field="text", **more)
        return line, line.hear("opened", ref="r")

    return make


def typed(doc: str, words: str) -> list[Any]:
    """Words put at the end."""
    return [len(doc), [0, words]]


def test_letters_reach_everybody_once_they_are_stored(
    spec: Spec, editor: User, admin: User, opened: Callable[..., Any]
) -> None:
    (eve, text), (ada, _) = opened(editor), opened(admin)
    eve.say("push", text=text["text"], base=text["version"], c="one", n=1, ch=typed(text["doc"], " At once."))

    said = [line.hear("u") for line in (eve, ada)]

    assert said[0] == said[1]
    assert (said[0]["v"], said[0]["by"], said[0]["c"], said[0]["n"]) == (text["version"] + 1, editor.pk, "one", 1)
    # Sent again it is acknowledged again, and stored once.
    eve.say("push", text=text["text"], base=text["version"], c="one", n=1, ch=typed(text["doc"], " At once."))
    assert eve.hear("u") == said[0]
    assert ada.hears_nothing("u")
    # A pause, and it stands in the row: everybody who watches hears of the row.
    ada.say("watch", spec=spec.key, after=spec.seq)
    assert ada.hear("events", verb="typed")["rows"] == [spec.rows.get(uid="FR-1").pk]


def test_whoever_comes_back_is_told_what_was_missed(
    editor: User, admin: User, talk: Talk, opened: Callable[..., Any]
) -> None:
    eve, text = opened(editor)
    doc = text["doc"]
    for n, letter in enumerate("abc", start=1):
        eve.say("push", text=text["text"], base=n - 1, c="one", n=n, ch=typed(doc, letter))
        doc += letter
        eve.hear("u", n=n)
    ada = talk(admin)
    ada.say("open", ref="again", text=text["text"], version=1)

    assert [ada.hear("u")["v"], ada.hear("u")["v"]] == [2, 3]
    ada.hear("resumed", text=text["text"])
    ada.say("caret", text=text["text"], version=3, at={"anchor": 1, "head": 2})
    assert eve.hear("caret")["by"]["name"] == "Ada Admin"
    ada.say("open", ref="ahead", text=text["text"], version=9)
    ada.hear("lost", text=text["text"])


def test_a_text_that_cannot_be_opened_says_why(spec: Spec, editor: User, viewer: User, talk: Talk) -> None:
    row = spec.rows.get(uid="FR-1")
    asked = {"spec": spec.key, "row": row.pk, "field": "text"}
    eve, vic = talk(editor), talk(viewer)
    vic.say("open", ref="v", **asked)
    assert vic.hear("no", ref="v")["why"] == "rights"
    eve.say("open", ref="a", **{**asked, "field": "uid"})
    assert eve.hear("no", ref="a")["why"] == "gone"
    editing.remove_row(row, by=editor)
    eve.say("open", ref="b", **asked)
    assert eve.hear("no", ref="b")["why"] == "deleted"
    creating.archive_spec(spec, by=editor)
    eve.say("open", ref="c", **asked)
    assert eve.hear("no", ref="c")["why"] == "status"
