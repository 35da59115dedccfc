"""System checks: no command that checks the project runs in production with an unsafe setting."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from config.safety import demo_accounts, unsafe_settings


@register(Tags.security)
def settings_are_safe(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    return [Error(str(unsafe), id="specroom.E001") for unsafe in unsafe_settings(settings)]


@register(Tags.database)
def no_demo_accounts(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    return [Error(str(unsafe), id="specroom.E002") for unsafe in demo_accounts(settings)] if databases else []
