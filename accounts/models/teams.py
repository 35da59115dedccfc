"""Teams, who is in them, and who is asked to join."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as lazy

from accounts.models.users import NAME_LENGTH, User, one_line

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

TEAM_KEY = r"[A-Z][A-Z0-9]{1,9}"


class Role(models.TextChoices):
    VIEWER = "viewer", lazy("Viewer")
    EDITOR = "editor", lazy("Editor")
    ADMIN = "admin", lazy("Admin")


class TeamQuerySet(models.QuerySet["Team"]):
    def of(self, user: "User | AnonymousUser") -> "TeamQuerySet":
        """The teams this person is a member of."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user)


class Team(models.Model):
    key = models.CharField(
        max_length=10,
        unique=True,
        validators=[
            RegexValidator(
                rf"^{TEAM_KEY}\Z", lazy("Two to ten capital letters and digits, a letter first, such as PAY.")
            )
        ],
    )
    name = models.CharField(max_length=NAME_LENGTH, validators=[one_line])
    viewers_suggest = models.BooleanField(
        db_default=False, default=False, help_text="Whether viewers may suggest other words."
    )
    show_readers = models.BooleanField(
        db_default=True, default=True, help_text="Whether people who only read are shown as being here."
    )
    created = models.DateTimeField(auto_now_add=True)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(key__regex=rf"^{TEAM_KEY}$"), name="team_key_has_its_form"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"

    def role_of(self, user: "User | AnonymousUser") -> str | None:
        """viewer, editor or admin; None for a stranger and for a person whose account is closed."""
        if not user.is_authenticated or not user.is_active:
            return None
        found = Membership.objects.filter(team=self, user=user).order_by().values_list("role", flat=True)[:1]
        return next(iter(found), None)


class Membership(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.VIEWER)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["user__name", "user__email"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "user"], name="one_membership_a_person_and_team"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team.key} as {self.role}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> "InvitationQuerySet":
        """Neither accepted nor expired."""
        return self.filter(accepted_by=None, expires__gt=timezone.now())


class Invitation(models.Model):
    """Asks one address to join one team; of its token only the hash is kept."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=10, choices=Role, default=Role.EDITOR)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    mailed = models.BooleanField(default=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="invitation_email_is_lower_case"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="invitation_role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} to {self.team.key} as {self.role}"

    @property
    def is_open(self) -> bool:
        return self.accepted_by_id is None and self.expires > timezone.now()
