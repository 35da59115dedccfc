"""Gives out uids, and keeps one name from naming two rows."""

from django.db.models import F
from django.utils.translation import gettext as _

from specs.document.numbering import following, prefix_of, sample
from specs.document.rows import Document, Refused
from specs.document.template import KINDS
from specs.models import Row, Spec, UsedUid


def has_uids(kind: str) -> bool:
    return any(field.name == "uid" for field in KINDS[kind].fields)


def next_uid(spec: Spec, document: Document, kind: str, *, parent: int | None, after: int | None = None) -> str:
    """The uid for a new row, in the manner of the rows around it, or "" where those have none."""
    if not has_uids(kind):
        return ""
    return _following(spec, sample(document, kind, parent=parent, after=after))


def _following(spec: Spec, uid: str) -> str:
    """The next free one in the series of `uid`, behind every one that stands or ever stood in the spec."""
    prefix = prefix_of(uid)
    return following(uid, UsedUid.objects.filter(spec=spec, uid__startswith=prefix).values_list("uid", flat=True))


def require_free(spec: Spec, uid: str, *, row: int | None = None) -> None:
    """Raises Refused if another row is, or was before it was deleted, called so; says which and what is free."""
    named = Row.objects.filter(spec=spec, uid__iexact=uid.strip()).exclude(uid="")
    named = named.exclude(pk=row) if row else named
    taken = named.order_by(F("removed_at").asc(nulls_first=True)).first()
    if taken is None:
        return
    told = {"uid": taken.uid, "words": _words(taken), "free": _following(spec, taken.uid)}
    said = _("{uid} is taken by a deleted row, “{words}”.") if taken.removed_at else _("{uid} is taken by “{words}”.")
    if told["free"]:
        said += " " + _("The next free one is {free}.")
    raise Refused(said.format(**told), field="uid")


def _words(row: Row) -> str:
    words = " ".join((row.title or row.text).split())
    return f"{words[:59]}…" if len(words) > 60 else words
