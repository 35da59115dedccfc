"""manage.py first_login: a new one-time link that makes an administrator."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.services import new_first_login


class Command(BaseCommand):
    help = "Prints a link that makes one administrator, works once and for an hour, and ends every earlier such link."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(settings.SPECROOM_URL + new_first_login())
