"""Asks people to join a team, and lets them in."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Invitation, Membership, Role, Team, User
from accounts.models.teams import InvitationQuerySet
from accounts.services import mails
from accounts.services.errors import InvitationOver, TeamRefusal, TooManyInvitations
from accounts.services.teams import locked, require_admin
from accounts.tokens import new_token, token_hash


@dataclass(frozen=True)
class Invited:
    """`link` is to be passed on by hand; None where it went out by mail."""

    invitation: Invitation
    link: str | None


def invite(team: Team, *, by: User, email: str, role: str) -> Invited:
    """Asks the address to join; an earlier open invitation of the same address dies.

    Raises ValidationError for an address that is none, NotTeamAdmin, TooManyInvitations, and TeamRefusal for a member.
    """
    email = email.strip().lower()
    validate_email(email)
    if role not in Role.values:
        raise TeamRefusal(_("Choose viewer, editor or admin."))
    token = new_token()
    with transaction.atomic():
        kept = locked(team)
        require_admin(kept, by)
        _require_invitable(kept, by, email)
        _end(kept.invitations.filter(email=email))
        invitation = kept.invitations.create(
            email=email,
            role=role,
            token_hash=token_hash(token),
            invited_by=by,
            expires=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
            mailed=settings.MAIL_SENT,
        )
    link = f"{settings.SPECROOM_URL}/invite/{token}/"
    if not settings.MAIL_SENT:
        return Invited(invitation, link)
    mails.send_invitation(invitation, link=link)
    return Invited(invitation, None)


def _require_invitable(team: Team, by: User, email: str) -> None:
    if Membership.objects.filter(team=team, user__email=email).exists():
        raise TeamRefusal(_("{email} is a member already.").format(email=email))
    yesterday = timezone.now() - timedelta(days=1)
    if Invitation.objects.filter(invited_by=by, created__gt=yesterday).count() >= settings.INVITATIONS_A_DAY:
        raise TooManyInvitations(
            _("You have invited {invitations_a_day} people today; go on tomorrow.").format(
                invitations_a_day=settings.INVITATIONS_A_DAY
            )
        )


def take_back(invitation: Invitation, *, by: User) -> None:
    """The link stops working. Raises NotTeamAdmin."""
    with transaction.atomic():
        require_admin(locked(invitation.team), by)
        _end(Invitation.objects.filter(pk=invitation.pk))


def _end(invitations: InvitationQuerySet) -> None:
    """Their links stop working; the rows stay, since a person may send only so many a day."""
    invitations.open().update(expires=timezone.now())


def find_invitation(token: str) -> Invitation:
    """The open invitation that this token belongs to. Raises InvitationOver."""
    return opened_invitation(token_hash(token))


def opened_invitation(hashed: str) -> Invitation:
    """The one whose token has this hash: a browser that opened its link keeps no more. Raises InvitationOver."""
    found = Invitation.objects.open().filter(token_hash=hashed).select_related("team", "invited_by").first()
    if found is None:
        raise InvitationOver(_("This invitation was used, taken back or has expired. Ask for a new one."))
    return found


def accept(invitation: Invitation, *, by: User) -> Membership:
    """Makes `by` a member, once. Raises InvitationOver when it is too late or asks somebody else."""
    with transaction.atomic():
        team = locked(invitation.team)
        kept = Invitation.objects.open().filter(pk=invitation.pk, team=team).first()
        if kept is None:
            raise InvitationOver(_("This invitation was used, taken back or has expired. Ask for a new one."))
        if kept.email != by.email:
            raise InvitationOver(
                _("This invitation is for {email}. Log in as that person, or ask for one of your own.").format(
                    email=kept.email
                )
            )
        membership = Membership.objects.get_or_create(team=team, user=by, defaults={"role": kept.role})[0]
        kept.accepted_by = by
        kept.save(update_fields=["accepted_by"])
    return membership


def join(invitation: Invitation, *, name: str, password: str) -> User:
    """A new account for the invited address, which is a member at once.

    Raises ValidationError for name or password, and InvitationOver when it is too late or the address has an account.
    """
    user = User(email=invitation.email, name=name)
    validate_password(password, user)
    user.clean_fields(exclude=["password"])
    with transaction.atomic():
        if User.objects.filter(email=invitation.email).exists():
            raise InvitationOver(
                _("{email} has an account: log in, then open the invitation again.").format(email=invitation.email)
            )
        user = User.objects.create_user(invitation.email, password, name=name)
        accept(invitation, by=user)
    return user
