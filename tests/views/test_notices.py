"""The bell, the list behind it, mails chosen and ended, and watching a spec."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, Team, User
from specs.models import NoMail, Notice, Spec, Watch
from specs.models.notices import KINDS
from specs.services import mailing
from specs.services.reviewing import request_changes
from tests.factories import make_review

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]


@pytest.fixture
def review(team: Team, editor: User, viewer: User) -> Spec:
    spec = make_review(team, editor, viewer)
    request_changes(spec, by=viewer, sha=spec.revisions.get().sha256, comment="Say how long a clerk waits.")
    return spec


def test_the_bell_counts_what_is_not_read(review: Spec, editor: User, client_of: ClientOf) -> None:
    page = client_of(editor).get("/").content.decode()
    assert 'aria-label="1 notice is not read"' in page
    client_of(editor).post("/notices/read")
    assert "not read" not in client_of(editor).get("/").content.decode()


def test_notices_stand_under_their_spec_and_lead_to_it(review: Spec, editor: User, client_of: ClientOf) -> None:
    page = client_of(editor).get("/notices/").content.decode()
    assert "Vic Viewer asks for changes to revision 1" in page
    assert page.count('id="about-PAY-1"') == 1
    notice = Notice.objects.get(user=editor)
    answer = client_of(editor).get(f"/notices/{notice.pk}/")
    assert answer.headers["Location"] == "/PAY-1/review"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "You have read everything." in client_of(editor).get("/notices/").content.decode()
    assert "Vic Viewer asks for changes" in client_of(editor).get("/notices/?all").content.decode()


def test_those_of_one_spec_are_marked_alone(
    review: Spec, team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    other = make_review(team, editor, viewer)
    client_of(viewer).post("/notices/read", {"spec": other.key})
    assert set(Notice.objects.filter(user=viewer, read_at=None).values_list("spec", flat=True)) == {review.pk}


def test_a_spec_of_another_team_cannot_be_named(review: Spec, stranger: User, client_of: ClientOf) -> None:
    assert client_of(stranger).post("/notices/read", {"spec": review.key}).status_code == 404


def test_who_left_sees_none_and_opens_none(review: Spec, viewer: User, client_of: ClientOf) -> None:
    notice = Notice.objects.filter(user=viewer).earliest("pk")
    Membership.objects.filter(user=viewer).delete()
    assert "PAY-1" not in client_of(viewer).get("/notices/?all").content.decode()
    assert client_of(viewer).get(f"/notices/{notice.pk}/").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_notices(
    review: Spec, team: Team, editor: User, viewer: User, client_of: ClientOf
) -> None:
    client = client_of(viewer)
    client.get("/notices/?all")
    with CaptureQueriesContext(connection) as few:
        client.get("/notices/?all")
    for _ in range(3):
        make_review(team, editor, viewer)
    with CaptureQueriesContext(connection) as many:
        client.get("/notices/?all")
    assert len(many) == len(few)


def test_watching_and_muting_stand_in_the_menu_of_a_spec(review: Spec, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    assert "Watch: tell me everything" in client.get("/PAY-1/").content.decode()
    client.post("/PAY-1/watch", {"mode": "watch"})
    assert Watch.objects.get().mode == "watch"
    page = client.get("/PAY-1/").content.decode()
    assert "Watch no more" in page
    assert "You are told of everything that is said on PAY-1." in page
    client.post("/PAY-1/watch", {"mode": "mute"})
    assert "Mute no more" in client.get("/PAY-1/").content.decode()
    client.post("/PAY-1/watch", {"mode": "usual"})
    assert not Watch.objects.exists()


def test_each_kind_of_mail_can_be_chosen(viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    assert client.get("/settings/mails").content.decode().count(" checked") == len(KINDS)
    client.post("/settings/mails", {"mail": ["asked", "verdict", "invented"]})
    assert NoMail.objects.filter(user=viewer).count() == len(KINDS) - 2
    assert client.get("/settings/mails").content.decode().count(" checked") == 2


def test_opening_the_link_of_a_mail_ends_nothing_pressing_the_button_does(viewer: User, client: Client) -> None:
    address = f"/no-mail/{mailing.token(viewer, 'verdict')}"
    assert "Stop these mails" in client.get(address).content.decode()
    assert not NoMail.objects.exists()
    assert "No more of these mails" in Client(enforce_csrf_checks=True).post(address).content.decode()
    assert NoMail.objects.get().kind == "verdict"


def test_a_made_up_token_is_a_404(client: Client) -> None:
    assert client.get("/no-mail/made-up").status_code == 404
    assert client.post("/no-mail/made-up").status_code == 404
