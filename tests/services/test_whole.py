"""The whole text written by hand."""

import pytest

from accounts.models import Team, User
from specs.models import Spec
from specs.services import editing, whole
from specs.services.errors import NotAllowed, Refused
from specs.services.exchanging import Overwrites
from tests.factories import SAMPLE, make_spec


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor, SAMPLE)


def test_two_people_write_in_one_text(spec: Spec, editor: User) -> None:
    opened = whole.open_whole(spec, by=editor)
    whole.save_whole(spec, by=editor, text=SAMPLE.replace("in full", "at once"), base=opened.base)

    assert whole.save_whole(spec, by=editor, text=SAMPLE, base=opened.base) is None
    over = whole.preview_whole(spec, by=editor, text=SAMPLE.replace("by mail", "by post"), base=opened.base)
    assert [change.op for change in over.changes] == ["changed"]
    event = whole.save_whole(spec, by=editor, text=SAMPLE.replace("by mail", "by post"), base=opened.base)

    assert event is not None
    assert spec.document().text == SAMPLE.replace("in full", "at once").replace("by mail", "by post")


def test_who_leaves_a_later_edit_keeps_the_rest(spec: Spec, editor: User) -> None:
    opened = whole.open_whole(spec, by=editor)
    row = spec.rows.get(uid="FR-3")
    editing.save_row(row, by=editor, values={"text": "Told by post."}, stamp=row.stamp, base={"text": row.text})
    mine = SAMPLE.replace("by mail", "by pigeon").replace("in full", "at once")

    with pytest.raises(Overwrites):
        whole.save_whole(spec, by=editor, text=mine, base=opened.base)
    whole.save_whole(spec, by=editor, text=mine, base=opened.base, leave=[row.pk])

    text = spec.document().text
    assert "Told by post." in text
    assert "at once" in text


def test_a_text_of_unknown_beginning_is_refused(spec: Spec, editor: User) -> None:
    for base in ("", "0" * 64):
        with pytest.raises(Refused):
            whole.save_whole(spec, by=editor, text="# Mine\n", base=base)


def test_a_viewer_and_a_stranger_may_not(spec: Spec, viewer: User, stranger: User) -> None:
    for person in (viewer, stranger):
        with pytest.raises(NotAllowed):
            whole.save_whole(spec, by=person, text="# Mine\n", base="0" * 64)
        with pytest.raises(NotAllowed):
            whole.preview_whole(spec, by=person, text="# Mine\n", base="0" * 64)
