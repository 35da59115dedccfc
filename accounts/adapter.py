"""What Specroom decides otherwise than allauth does by itself."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as lazy

from accounts.services.mails import one_line


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": lazy(
            "E-mail and password do not match. Your e-mail is kept; type the password again."
        ),
        "too_many_login_attempts": lazy(
            "Too many attempts for this e-mail. Wait 15 minutes, or choose a new password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By invitation only, unless the setting opens it."""
        return bool(settings.OPEN_SIGNUP)

    def is_safe_url(self, url: str | None) -> bool:
        """`next` leads to this server only, whatever other names it answers to."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def format_email_subject(self, subject: str) -> str:
        return one_line(super().format_email_subject(subject))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Links in mails begin with SPECROOM_URL, not with what the asking browser called the server."""
        super().send_mail(template_prefix, email, {**context, "specroom_url": settings.SPECROOM_URL})

    def get_reset_password_from_key_url(self, key: str) -> str:
        return self._own(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: object) -> str:
        return self._own(super().get_email_confirmation_url(request, emailconfirmation))

    @staticmethod
    def _own(url: str) -> str:
        """The same path on SPECROOM_URL: a forged Host header must not reach a mail."""
        path = "/" + url.split("://", 1)[-1].partition("/")[2]
        return settings.SPECROOM_URL + path
