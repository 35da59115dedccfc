"""What a notice says as a mail, to whom it is sent, and that none is lost when the mail server dies."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.utils import timezone

from accounts.models import Membership, User
from specs import jobs
from specs.models import Job, Notice, Record, Spec
from specs.services import mailing, notifying
from specs.services.reviewing import request_changes, submit
from tests.factories import SAMPLE, make_spec

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _mails(settings: object) -> None:
    settings.MAIL_SENT = True  # type: ignore[attr-defined]
    settings.SPECROOM_URL = "https://specs.example"  # type: ignore[attr-defined]


@pytest.fixture
def review(spec: Spec, ana: User, cai: User) -> Spec:
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    spec.refresh_from_db()
    return spec


def ask(review: Spec, cai: User, comment: str = "Say how long a clerk waits.") -> None:
    request_changes(review, by=cai, sha=review.revisions.latest("number").sha256, comment=comment)


def sent_to(user: User) -> list[mail.EmailMultiAlternatives]:
    jobs.run_due()
    return [message for message in mail.outbox if message.to == [user.email]]  # type: ignore[misc]


def test_a_review_asked_for_comes_as_a_mail_with_both_parts(review: Spec, cai: User) -> None:
    (message,) = sent_to(cai)
    notice = Notice.objects.get(user=cai)
    assert message.subject == "[PAY-1] Refunds: Ana Ruiz asks for your verdict on revision 1"
    assert message.extra_headers["Message-ID"] == f"<notice-{notice.pk}@specroom>"
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    for part in (message.body, html):
        assert "Ana Ruiz asks for your verdict on revision 1" in part
        assert f"https://specs.example/notices/{notice.pk}/" in part
        assert "https://specs.example/no-mail/" in part


def test_it_can_be_unsubscribed_from_with_one_click(review: Spec, cai: User, client: object) -> None:
    (message,) = sent_to(cai)
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"]
    assert link == f"<https://specs.example/no-mail/{mailing.token(cai, 'asked')}>"
    client.post(link[1:-1], {"List-Unsubscribe": "One-Click"})  # type: ignore[attr-defined]
    notifying.deliver(review.events.earliest("number"), {cai.pk: ("asked", {"revision": 1})}, everybody=True)
    assert len(sent_to(cai)) == 1


def test_a_verdict_carries_number_and_head_and_what_was_said(review: Spec, ana: User, cai: User) -> None:
    ask(review, cai, "Say how long <b>a clerk</b> waits.")
    record = Record.objects.get(spec=review, kind="verdict")
    (message,) = sent_to(ana)
    html = message.alternatives[0][0]
    assert f"Record {record.n} of PAY-1, head {record.hash}" in message.body
    assert f"Record {record.n} of PAY-1, head<br>" in html
    assert record.hash in html
    assert "Say how long <b>a clerk</b> waits." in message.body
    assert "Say how long &lt;b&gt;a clerk&lt;/b&gt; waits." in html
    assert [kept.subject for kept in sent_to(cai)][-1] == message.subject  # the giver keeps the head too


def test_all_mails_of_a_spec_stand_in_one_thread(review: Spec, ana: User, cai: User) -> None:
    ask(review, cai)
    assert {message.extra_headers["References"] for message in sent_to(cai) + sent_to(ana)} == {
        f"<{review.uuid}@specroom>"
    }


def test_a_long_comment_is_cut_at_a_word(review: Spec, ana: User, cai: User) -> None:
    ask(review, cai, "wait " * 400)
    (message,) = sent_to(ana)
    assert "wait wait …" in message.body
    assert len(message.body) < 1500


def test_a_title_with_controls_and_a_bidi_override_makes_one_header_line(ana: User, cai: User) -> None:
    spec = make_spec(ana.memberships.get().team, ana, SAMPLE.replace("# Refunds", "# Refunds \u202eevil \x1b[31m", 1))
    notifying.deliver(spec.events.latest("number"), {cai.pk: ("asked", {"revision": 1})})
    (message,) = sent_to(cai)
    assert message.subject.isprintable()
    assert message.message()["Subject"]


@pytest.mark.parametrize("gone", ["left", "closed", "unwanted", "deleted"])
def test_rights_and_wishes_are_those_of_the_moment_of_sending(review: Spec, cai: User, gone: str) -> None:
    if gone == "left":
        Membership.objects.filter(user=cai).delete()
    elif gone == "closed":
        User.objects.filter(pk=cai.pk).update(is_active=False)
    elif gone == "unwanted":
        notifying.choose_mails(cai, ["asked"], [])
    else:
        Notice.objects.all().delete()
    assert sent_to(cai) == []
    assert Job.objects.get().done_at is not None


def test_a_token_made_up_or_of_somebody_gone_ends_nothing(cai: User) -> None:
    good = mailing.token(cai, "asked")
    assert mailing.of_token(good) == (cai, "asked")
    assert mailing.of_token(good[:-1] + ("a" if good[-1] != "a" else "b")) is None
    User.objects.filter(pk=cai.pk).delete()
    assert mailing.of_token(good) is None


# a real mail server


class Kept:
    """Keeps what it is sent, or refuses it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.away = False

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802
        if self.away:
            return "451 try again later"
        self.messages.append(BytesParser(policy=default).parsebytes(envelope.content))  # type: ignore[attr-defined]
        return "250 OK"


@pytest.fixture
def kept(settings: object) -> Iterator[Kept]:
    handler = Kept()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"  # type: ignore[attr-defined]
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port  # type: ignore[attr-defined]
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False  # type: ignore[attr-defined]
    handler.controller = controller  # type: ignore[attr-defined]
    yield handler
    handler.controller.stop(no_assert=True)  # type: ignore[attr-defined]


def again() -> None:
    Job.objects.filter(done_at=None).update(due_at=timezone.now() - timedelta(seconds=1))
    jobs.run_due()


def test_a_mail_outlives_a_dead_mail_server_and_comes_with_the_same_id(review: Spec, kept: Kept) -> None:
    port = kept.controller.port  # type: ignore[attr-defined]
    kept.controller.stop()  # type: ignore[attr-defined]
    jobs.run_due()
    job = Job.objects.get()
    assert (job.done_at, job.tries) == (None, 1)
    assert job.error

    kept.controller = Controller(kept, hostname="127.0.0.1", port=port)  # type: ignore[attr-defined]
    kept.controller.start()  # type: ignore[attr-defined]
    kept.away = True
    again()
    assert Job.objects.get().tries == 2
    kept.away = False
    again()
    (message,) = kept.messages
    assert message["Message-ID"] == f"<{job.name}@specroom>"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert Job.objects.get().done_at is not None
    again()
    assert len(kept.messages) == 1


def test_a_server_killed_between_sending_and_noting_sends_the_same_message_again(review: Spec, kept: Kept) -> None:
    job = jobs._next()
    assert job is not None
    mailing.send_notice(job)  # and there it was killed
    again()
    first, second = kept.messages
    assert first["Message-ID"] == second["Message-ID"]
