"""What production refuses to start with, and why."""

import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError

SHORTEST_SECRET = 50
LOCAL = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Unsafe:
    """One setting, by the name of its environment variable, and what is wrong with it."""

    setting: str
    reason: str

    def __str__(self) -> str:
        return f"{self.setting}: {self.reason}"


def unsafe_settings(given: Any) -> list[Unsafe]:
    """Everything in these settings that is unsafe in production; empty anywhere else."""
    if not given.PRODUCTION:
        return []
    url = urlsplit(given.SPECROOM_URL)
    rules = [
        (
            len(given.SECRET_KEY) < SHORTEST_SECRET,
            "SPECROOM_SECRET_KEY",
            f"set at least {SHORTEST_SECRET} random characters",
        ),
        (len(set(given.SECRET_KEY)) < 10, "SPECROOM_SECRET_KEY", "it repeats a few characters; make it random"),
        (given.DEBUG, "SPECROOM_DEBUG", "it shows source and settings to everybody; leave it unset"),
        (url.scheme != "https", "SPECROOM_URL", "it must begin with https://"),
        (not url.hostname or url.hostname in LOCAL, "SPECROOM_URL", "it must name the host that people use"),
        (bool(url.path or url.query or url.fragment), "SPECROOM_URL", "it must end after the host"),
        (
            any("*" in host or host.startswith(".") for host in given.ALLOWED_HOSTS),
            "SPECROOM_HOSTS",
            "name each host, without wildcard",
        ),
        (not given.ALLOWED_HOSTS, "SPECROOM_HOSTS", "name the host that people use"),
        (
            given.MAIL_SENT and not (given.EMAIL_USE_TLS or given.EMAIL_USE_SSL),
            "SPECROOM_SMTP",
            "mail would travel in the clear",
        ),
        (
            given.MAIL_SENT and given.DEFAULT_FROM_EMAIL.endswith("@localhost"),
            "SPECROOM_MAIL_FROM",
            "set the sender's address",
        ),
        (given.UNLIMITED, "SPECROOM_UNLIMITED", "it lifts the limits that keep the server up; leave it unset"),
    ]
    return [Unsafe(setting, reason) for broken, setting, reason in rules if broken]


def demo_accounts(given: Any) -> list[Unsafe]:
    """Accounts whose password the demo prints; none before the first migration."""
    if not given.PRODUCTION:
        return []
    from accounts.models import User  # noqa: PLC0415 (models load after settings)

    try:
        emails = list(User.objects.filter(is_demo=True, is_active=True).values_list("email", flat=True)[:5])
    except DatabaseError:
        return []
    reason = "these accounts have a known password, close them or use another database: " + ", ".join(emails)
    return [Unsafe("DATABASE_URL", reason)] if emails else []


def refusal() -> str:
    """The list of what is unsafe, to be shown; empty where nothing is."""
    found = [*unsafe_settings(settings), *demo_accounts(settings)]
    lines = "\n".join(f"  {one}" for one in found)
    return f"Specroom does not start, because these settings are unsafe in production:\n{lines}" if found else ""


def refuse_unsafe_start() -> None:
    """Ends the process with the list of what is unsafe; returns where nothing is."""
    if words := refusal():
        sys.exit(words)
