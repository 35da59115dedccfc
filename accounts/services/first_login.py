"""Lets the first administrator in, by a link that works once and for an hour."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import FirstLogin, User
from accounts.services.errors import LinkOver
from accounts.tokens import new_token, token_hash


def new_first_login() -> str:
    """The path of a new link; every earlier one is dead."""
    token = new_token()
    with transaction.atomic():
        FirstLogin.objects.all().delete()
        expires = timezone.now() + timedelta(minutes=settings.FIRST_LOGIN_MINUTES)
        FirstLogin.objects.create(token_hash=token_hash(token), expires=expires)
    return f"/first/{token}/"


def find_first_login(token: str) -> FirstLogin:
    """Raises LinkOver."""
    return opened_first_login(token_hash(token))


def opened_first_login(hashed: str) -> FirstLogin:
    """The link whose token has this hash: a browser that opened it keeps no more. Raises LinkOver."""
    found = FirstLogin.objects.filter(token_hash=hashed, expires__gt=timezone.now()).first()
    if found is None:
        raise LinkOver
    return found


def create_administrator(link: FirstLogin, *, email: str, name: str, password: str, example: bool) -> User:
    """The administrator whom the link makes; with `example`, also a team of examples that is theirs.

    Raises LinkOver, and ValidationError for what was typed.
    """
    user = User(email=email.lower(), name=name)
    validate_password(password, user)
    with transaction.atomic():
        used, _ = FirstLogin.objects.filter(pk=link.pk, expires__gt=timezone.now()).delete()
        if not used:
            raise LinkOver
        user.full_clean(exclude=["password"])
        user = User.objects.create_user(user.email, password, name=name, is_administrator=True)
    if example:
        import_string(settings.EXAMPLE_TEAM)(user)
    return user
