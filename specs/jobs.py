"""Work outside requests: queued in the transaction that wants it, run at least once, tried five times."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from specs.models import Job, Spec

TRIES = 5
Handler = Callable[[Job], None]
_log = logging.getLogger(__name__)


def enqueue(kind: str, *, name: str, payload: dict[str, Any], due: datetime | None = None) -> None:
    """Queues a job unless one of this name was queued before. It is `due` at once if nothing else is said."""
    when = {"due_at": due} if due else {}
    Job.objects.get_or_create(name=name, defaults={"kind": kind, "payload": payload, **when})


def handles(kind: str) -> Callable[[Handler], Handler]:
    """What runs the jobs of a kind; a layer above says so when it is loaded."""

    def keep(handler: Handler) -> Handler:
        _HANDLERS[kind] = handler
        return handler

    return keep


def run_due() -> int:
    """Runs every job that is due, and says how many were done. One that fails waits, longer each time."""
    done = 0
    while job := _next():
        done += _run(job)
    return done


def _next() -> Job | None:
    """The next job, put off before it runs: a process killed in it leaves it to be run again later.

    An empty queue is seen by reading alone: the worker looks every two seconds, and the lock is everybody's.
    """
    now = timezone.now()
    due = Job.objects.filter(done_at=None, due_at__lte=now, tries__lt=TRIES).order_by("due_at", "pk")
    if not due.exists():
        return None
    with transaction.atomic():
        job = due.select_for_update(skip_locked=True).first()
        if job is not None:
            job.tries += 1
            job.due_at = now + timedelta(minutes=5**job.tries)
            job.save(update_fields=("tries", "due_at"))
        return job


def _run(job: Job) -> bool:
    try:
        _HANDLERS[job.kind](job)
    except Exception as error:  # noqa: BLE001 (whatever a handler or a mail server fails with is the job's to keep)
        _log.exception("job %s failed", job.name)
        job.error = str(error)[:1000]
        job.save(update_fields=("error",))
        return False
    job.done_at, job.error = timezone.now(), ""
    job.save(update_fields=("done_at", "error"))
    return True


def one_line(words: str) -> str:
    """Titles and names may hold anything; a header is one line."""
    return " ".join("".join(char if char.isprintable() else " " for char in words).split())


def _send_mail(job: Job) -> None:
    mail, to = job.payload, _address(job.payload)
    if to is None:
        _log.info("job %s is not sent: its reader is gone or may not see the spec any more", job.name)
        return
    headers = {"Message-ID": f"<{job.name}@specroom>"}
    EmailMessage(one_line(mail["subject"]), mail["body"], to=[to], headers=headers).send()


def _address(mail: dict[str, Any]) -> str | None:
    """`to`, or the address that `user` has now. None where that person may not read it by now.

    A mail that concerns a spec names it as `spec`, and must be to a `user`: what was queued outlives no right.
    """
    if "user" not in mail and "spec" not in mail:
        return str(mail["to"])
    user = User.objects.filter(pk=mail["user"], is_active=True).first()
    if user is None or ("spec" in mail and not Spec.objects.visible_to(user).filter(pk=mail["spec"]).exists()):
        return None
    return user.email


_HANDLERS: dict[str, Handler] = {"mail": _send_mail}
