"""What Specroom decides otherwise than allauth does by itself."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """By invitation only, unless the setting opens it."""
        return bool(settings.OPEN_SIGNUP)
