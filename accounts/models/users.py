"""The person: logs in with an e-mail address, is called by a name."""

import re
import uuid
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

NAME_LENGTH = 80  # of a person and of a team (security.md, section 5)
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def one_line(value: str) -> None:
    """Validator: a name stands in headers of mails and in logs, so it has no controls and changes no direction."""
    if CONTROLS.search(value):
        raise ValidationError(_("Write this in one line, without control characters."), code="controls")


class UserManager(BaseUserManager["User"]):
    """Makes people; Django's commands and allauth ask for these names."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person whose address needs no confirmation: whoever calls this knows it."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(force_insert=True, using=self._db)
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{"is_administrator": True, **fields})

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=NAME_LENGTH, blank=True, validators=[one_line])
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(
        default=False, help_text=lazy("Runs this server. Gives no right in any team.")
    )
    is_demo = models.BooleanField(default=False, help_text=lazy("Has a known password; never in production."))
    single_keys = models.BooleanField(
        default=True, db_default=True, help_text=lazy("Whether single letters act as keys outside fields.")
    )
    joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_is_lower_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]

    @property
    def initials(self) -> str:
        """One or two letters for the avatar: "Ana Ruiz" gives AR, "ana@example.com" gives A."""
        names = [word for word in str(self).split("@")[0].split() if word]
        return "".join(word[0] for word in (names[:1] + names[1:][-1:])).upper()

    @property
    def colour(self) -> int:
        """Which of the eight colours of people this one has."""
        return (self.pk or 0) % 8


def display_name(user: User) -> str:
    return str(user)
