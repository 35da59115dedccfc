"""Work outside requests: at least once, five tries, one line in a header."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.models import Membership, User
from specs import jobs
from specs.models import Job
from tests.factories import make_member, make_spec, make_team

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def letter(name: str = "review-1", subject: str = "Look", to: str = "ana@example.com") -> None:
    jobs.enqueue("mail", name=name, payload={"subject": subject, "body": "Please.", "to": to})


@pytest.fixture
def ben() -> User:
    """A reviewer for whom a mail about PAY-1 is queued."""
    team = make_team("PAY")
    ben = make_member(team, "viewer", name="Ben")
    spec = make_spec(team, make_member(team))
    jobs.enqueue(
        "mail", name="review-2", payload={"subject": spec.title, "body": "Please.", "user": ben.pk, "spec": spec.pk}
    )
    return ben


def again(job: Job) -> None:
    Job.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def test_a_job_runs_once_and_is_done() -> None:
    letter()
    assert jobs.run_due() == 1
    assert jobs.run_due() == 0
    assert Job.objects.get().done_at is not None
    assert [message.subject for message in mail.outbox] == ["Look"]
    assert mail.outbox[0].extra_headers["Message-ID"] == "<review-1@specroom>"


def test_the_same_job_is_queued_once() -> None:
    letter()
    letter()
    assert Job.objects.count() == 1


def test_a_job_of_a_change_that_failed_is_not_queued() -> None:
    def failing() -> None:
        with transaction.atomic():
            letter()
            raise DatabaseError

    with pytest.raises(DatabaseError):
        failing()
    assert not Job.objects.exists()


def test_a_title_with_controls_makes_one_line() -> None:
    letter(subject="Look\x0b\r\nBcc: all@example.com\x1b")
    jobs.run_due()
    assert mail.outbox[0].subject == "Look Bcc: all@example.com"


def test_one_that_fails_waits_longer_each_time_and_ends_after_five(caplog: pytest.LogCaptureFixture) -> None:
    jobs.enqueue("unknown", name="odd", payload={})
    waits = []
    for tries in range(1, 7):
        jobs.run_due()
        job = Job.objects.get()
        assert job.tries == min(tries, 5)
        waits.append(job.due_at)
        again(job)
    assert (job.done_at, job.error) == (None, "'unknown'")
    assert waits[1] - waits[0] > timedelta(minutes=15)


def test_one_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    jobs.enqueue("unknown", name="odd", payload={})
    letter()
    assert jobs.run_due() == 1


def test_a_job_not_due_waits() -> None:
    letter()
    Job.objects.update(due_at=timezone.now() + timedelta(hours=1))
    assert jobs.run_due() == 0
    assert str(Job.objects.get()) == "review-1"


def test_a_mail_about_a_spec_goes_to_the_address_its_reader_has_now(ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(email="new@example.com")
    jobs.run_due()
    assert [message.to for message in mail.outbox] == [["new@example.com"]]


def test_who_is_removed_between_queueing_and_sending_gets_no_mail(ben: User) -> None:
    Membership.objects.filter(user=ben).delete()
    assert jobs.run_due() == 1
    assert mail.outbox == []
    assert Job.objects.get().done_at is not None


def test_who_is_closed_out_between_queueing_and_sending_gets_no_mail(ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    jobs.run_due()
    assert mail.outbox == []


def test_a_mail_about_a_spec_that_is_gone_is_not_sent(ben: User) -> None:
    job = Job.objects.get()
    job.payload["spec"] += 1
    job.save()
    jobs.run_due()
    assert mail.outbox == []


def test_a_mail_about_a_spec_needs_a_reader_with_rights(ben: User, caplog: pytest.LogCaptureFixture) -> None:
    job = Job.objects.get()
    del job.payload["user"]
    job.payload["to"] = "anybody@example.com"
    job.save()
    assert jobs.run_due() == 0
    assert mail.outbox == []


def test_an_empty_queue_is_seen_without_the_write_lock(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1) as asked:
        assert jobs.run_due() == 0
    assert asked.captured_queries[0]["sql"].startswith("SELECT")
