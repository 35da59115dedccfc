"""Pages that list specs hear which of them moved and who is in each, and nothing of other teams."""

import pytest

from accounts.models import Membership, User
from specs.models import Spec
from specs.services import talking
from tests.live.conftest import Talk
from tests.live.test_events import save

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_hears_of_its_persons_specs_only(
    spec: Spec, editor: User, viewer: User, stranger: User, talk: Talk
) -> None:
    mine, theirs, gone = talk(viewer), talk(stranger), talk(editor)
    for line in (mine, theirs, gone):
        line.say("list")
        line.say("ping")
        line.hear("pong")
    gone.say("unlist")
    save(spec, editor, "Said anew.")

    assert mine.hear("listed") == {"m": "listed", "spec": spec.key, "calm": True}
    talking.open_thread(spec, by=editor, body="Which clock?")
    assert mine.hear("listed") == {"m": "listed", "spec": spec.key, "calm": False}
    assert theirs.hears_nothing("listed")
    assert gone.hears_nothing("listed", within=0.1)

    Membership.objects.get(user=viewer).delete()
    save(spec, editor, "Not for whoever was removed.")

    assert mine.hears_nothing("listed")


def test_who_is_in_a_spec_stands_in_lists_until_they_leave(
    spec: Spec, editor: User, viewer: User, stranger: User, talk: Talk
) -> None:
    early, other = talk(viewer), talk(stranger)
    early.say("list")
    other.say("list")
    writer = talk(editor)
    writer.say("watch", spec=spec.key, after=spec.seq)
    writer.say("here", spec=spec.key, section="section-overview", row=None, open=False)

    crowd = early.hear("crowd", spec=spec.key)
    assert crowd["people"] == [
        {"id": editor.pk, "name": "Eve Editor", "initials": "EE", "colour": editor.colour},
    ]
    late = talk(viewer)
    late.say("list")
    assert late.hear("crowd") == crowd

    writer.say("unwatch", spec=spec.key)
    assert early.hear("crowd", spec=spec.key)["people"] == []
    assert other.hears_nothing("crowd", within=0.1)
