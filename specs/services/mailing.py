"""Sends what notices say by mail, and reminds of edits that wait: the jobs that `notifying` queued."""

import logging

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from specs import jobs
from specs.models import Event, Job, NoMail, Notice, Round, Spec
from specs.services import notifying, reviewing, wording

_SALT = "specroom.no-mail"
_log = logging.getLogger(__name__)


@jobs.handles("notice")
def send_notice(job: Job) -> None:
    """Sends a notice's mail if its reader may see the spec and wants such mails now. A job run twice has one
    Message-ID, so the reader's program shows it once."""
    found = Notice.objects.filter(pk=job.payload["notice"]).select_related("user", "spec__team", "event__actor")
    notice = found.first()
    if notice is None or not _wanted(notice):
        _log.info("job %s is not sent: its reader may not see the spec, or wants no such mail", job.name)
        return
    message(notice, name=job.name).send()


def _wanted(notice: Notice) -> bool:
    user = notice.user
    may = user.is_active and Spec.objects.visible_to(user).filter(pk=notice.spec_id).exists()
    return may and not NoMail.objects.filter(user=user, kind=notice.kind).exists()


def message(notice: Notice, *, name: str) -> EmailMultiAlternatives:
    """The mail of a notice: plain and HTML, in one thread for each spec, with a way to have no more of its kind."""
    stop = settings.SPECROOM_URL + reverse("specs:no_mail", args=[token(notice.user, notice.kind)])
    context = {
        "notice": notice,
        "said": wording.said(notice),
        "link": settings.SPECROOM_URL + reverse("specs:notice", args=[notice.pk]),
        "excerpt": wording.excerpt(notice),
        "witnessed": wording.witnessed(notice),
        "kind": wording.KINDS[notice.kind],
        "stop": stop,
        "choices": settings.SPECROOM_URL + reverse("specs:mails"),
    }
    plain = render_to_string("specs/mails/notice.txt", context)
    subject = jobs.one_line(f"[{notice.spec.key}] {notice.spec.title}: {wording.said(notice)}")
    mail = EmailMultiAlternatives(subject, plain, to=[notice.user.email], headers=_headers(notice, name, stop))
    mail.attach_alternative(render_to_string("specs/mails/notice.html", context), "text/html")
    return mail


def _headers(notice: Notice, name: str, stop: str) -> dict[str, str]:
    about = f"<{notice.spec.uuid}@specroom>"
    return {
        "Message-ID": f"<{name}@specroom>",
        "References": about,
        "In-Reply-To": about,
        "Auto-Submitted": "auto-generated",
        "List-Id": f"{notice.spec.key} <{notice.spec.key.lower()}.specroom>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def token(user: User, kind: str) -> str:
    """Signed, so that whoever holds the mail, and nobody else, can end mails of its kind without logging in."""
    return signing.dumps([str(user.uuid), kind], salt=_SALT)


def of_token(text: str) -> tuple[User, str] | None:
    """Whose mails of which kind the token ends; None if it was made up or the person is gone."""
    try:
        uuid, kind = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(uuid=uuid).first()
    return (user, kind) if user else None


@jobs.handles("unsent")
def remind(job: Job) -> None:
    """Tells the editors that edits of a review wait, if those they were queued for still do."""
    event = Event.objects.select_related("spec__team", "actor").get(pk=job.payload["event"])
    spec = event.spec
    open_ = Round.objects.filter(spec=spec, closed_at=None).select_related("revision").first()
    if open_ is None or event.pk not in {one.pk for one in reviewing.unsent(spec)}:
        return
    people = notifying.editors(spec) - notifying.watching(spec, "mute")
    notifying.deliver(event, dict.fromkeys(people, ("unsent", {"revision": open_.revision.number})), everybody=True)
