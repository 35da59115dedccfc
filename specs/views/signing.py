"""How whoever asks signs: by the session, or by the password typed into the very form."""

from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.reader import reader
from specs.models import Spec
from specs.services.errors import Refused
from specs.services.signing import Signature, note_failure

_LOGGED_IN_BY = "account_authentication_methods"  # allauth's own list of when and how the session began


def signature(request: HttpRequest, spec: Spec, act: str) -> Signature:
    """The password of the form if one was typed, else the session. A wrong one is recorded and counts as a failed
    log-in does; raises Refused."""
    password = request.POST.get("password", "")
    if not password:
        return Signature("session", _since(request))
    person = reader(request)
    try:
        found = get_adapter(request).authenticate(request, email=person.email, password=password)
        said = "" if found == person else _("This is not your password; nothing was signed.")
    except ValidationError as locked:
        said = " ".join(locked.messages)
    if said:
        note_failure(spec, by=person, act=act)
        raise Refused(said, field="password")
    return Signature("password", timezone.now())


def _since(request: HttpRequest) -> datetime | None:
    found = [known["at"] for known in request.session.get(_LOGGED_IN_BY, ()) if "at" in known]
    return datetime.fromtimestamp(max(found), UTC) if found else None
