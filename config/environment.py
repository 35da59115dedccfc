"""Reads settings from environment variables; an unusable value is named, never guessed."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name, "1" if default else "0").lower()
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}: write 1 or 0.")


def number(name: str, default: int) -> int:
    value = text(name) or str(default)
    if value.isascii() and value.isdecimal():
        return int(value)
    raise ImproperlyConfigured(f"{name} is {value!r}: write a whole number.")


def choice(name: str, default: str, *others: str) -> str:
    value = text(name).lower() or default
    if value in {default, *others}:
        return value
    raise ImproperlyConfigured(f"{name} is {value!r}: write {' or '.join((default, *others))}.")


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def kept_secret(path: Path) -> str:
    """The secret kept in a file that only its owner may read; made on first use."""
    try:
        with open(path, "x", opener=_private) as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
