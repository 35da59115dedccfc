"""How an act is signed: by being logged in, or with the password typed again for this very act."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from specs.models import FailedSigning, Spec
from specs.services.errors import Refused

#: The acts for which a team can ask the password again, each time.
SIGNED = frozenset({"approve", "request", "override", "revoke", "implement"})


@dataclass(frozen=True, slots=True)
class Signature:
    """`method` is "session" or "password"; `at` when the person authenticated by it, None where that is not known."""

    method: str = "session"
    at: datetime | None = None


LOGGED_IN = Signature()


def require_signature(signing: str, signed: Signature) -> None:
    """Raises Refused where the policy asks for the password and it was not given for this act."""
    if signing == "confirm" and signed.method != "password":
        raise Refused(_("Your team signs with the password: type it again."), field="password")


def note_failure(spec: Spec, *, by: User, act: str) -> FailedSigning:
    """Records that a password was wrong; the act did not happen, and the chain says nothing of it."""
    return FailedSigning.objects.create(spec=spec, by=by, act=act)
