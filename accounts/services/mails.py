"""Mails about accounts; the subject never carries a line break."""

import logging
import re
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import Invitation

logger = logging.getLogger(__name__)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def one_line(words: str) -> str:
    """Controls become spaces: a header that has one raises for ever."""
    return CONTROLS.sub(" ", words).strip()


def send_invitation(invitation: Invitation, *, link: str) -> None:
    """Raises nothing when the mail server is away; the admin can invite again."""
    subject = "[Specroom] " + _("{person} invites you to {team}").format(
        person=invitation.invited_by, team=invitation.team.name
    )
    body = render_to_string("accounts/mails/invitation.txt", {"invitation": invitation, "link": link})
    try:
        EmailMessage(one_line(subject), body, to=[invitation.email]).send()
    except (SMTPException, OSError):
        logger.exception("The invitation %s could not be mailed", invitation.pk)
