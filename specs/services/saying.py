"""Reasons and comments that are kept with a record."""

from django.utils.translation import gettext as _

from specs.services.errors import Refused

_LONGEST = 20_000


def reason(text: str) -> str:
    """A reason as it is kept; refused without one."""
    return said(text, "reason", _("Give a reason; it is kept with the record."))


def said(text: str, field: str, missing: str = "") -> str:
    """What a person wrote, to be kept with the record. Refused with `missing` where nothing was written."""
    words = text.strip()
    if missing and not words:
        raise Refused(missing, field=field)
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in words):
        raise Refused(_("It holds a character that cannot be kept."), field=field)
    if len(words.encode()) > _LONGEST:
        raise Refused(_("At most 20 KB."), field=field)
    return words
