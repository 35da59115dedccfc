"""Whoever may not any more hears nothing more: asked with each event, and every 15 seconds."""

from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session

from accounts.models import Membership, User
from specs.live import hub
from specs.models import Spec
from tests.live.conftest import Talker
from tests.live.test_events import save

pytestmark = pytest.mark.django_db(transaction=True)
Watch = Callable[[User, Spec], Talker]


def test_a_removed_member_is_not_told_of_the_next_event(
    spec: Spec, editor: User, viewer: User, admin: User, watch: Watch
) -> None:
    gone, stays = watch(viewer, spec), watch(admin, spec)
    Membership.objects.get(user=viewer).delete()
    save(spec, editor, "Not for Vic.")

    assert gone.hear("left") == {"m": "left", "spec": spec.key, "why": "rights"}
    assert gone.hears_nothing("events")
    assert stays.hear("events")["number"] == spec.seq + 1


def test_a_session_that_is_over_ends_its_connection(spec: Spec, editor: User, viewer: User, watch: Watch) -> None:
    line = watch(viewer, spec)
    Session.objects.all().delete()
    save(spec, editor, "Not for whoever is logged out.")

    assert line.closed() == 4403


def test_without_an_event_it_is_found_soon(
    spec: Spec, editor: User, viewer: User, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "CHECKED", 0.5)
    gone, out = watch(viewer, spec), watch(editor, spec)
    Membership.objects.get(user=viewer).delete()
    Session.objects.filter(session_key=out.key).delete()

    assert gone.hear("left")["why"] == "rights"
    assert out.closed() == 4403
