"""Who watches a spec hears of each of its events: ids and numbers, once, in order, whatever happened to the line."""

from collections.abc import Callable

import pytest

from accounts.models import User
from specs.models import Spec
from specs.services import editing
from tests.live.conftest import Talk, Talker

pytestmark = pytest.mark.django_db(transaction=True)
Watch = Callable[[User, Spec], Talker]


def save(spec: Spec, by: User, words: str, uid: str = "FR-1") -> int:
    row = spec.rows.get(uid=uid)
    editing.save_row(row, by=by, values={"text": words}, stamp=row.stamp)
    return row.pk


def test_a_change_is_told_by_ids_and_by_whom(spec: Spec, editor: User, viewer: User, watch: Watch) -> None:
    line = watch(viewer, spec)
    row = save(spec, editor, "Said anew.")

    said = line.hear("events")

    assert said == {
        "m": "events",
        "spec": spec.key,
        "number": spec.seq + 1,
        "verb": "edited",
        "by": {"id": editor.pk, "name": "Eve Editor", "colour": editor.colour},
        "rows": [row],
        "gone": [],
        "placed": False,
        "beside": False,
    }


def test_what_happened_meanwhile_is_replayed_once(spec: Spec, editor: User, viewer: User, talk: Talk) -> None:
    before = spec.seq
    for words in ("One.", "Two.", "Three."):
        save(spec, editor, words)
    line = talk(viewer)
    line.say("watch", spec=spec.key, after=before + 1)

    assert [line.hear("events")["number"] for _ in range(2)] == [before + 2, before + 3]
    assert line.hears_nothing("events")
