"""Gives out uids, and keeps one name from naming two rows."""

from collections.abc import Sequence

from django.db.models import F
from django.utils.translation import gettext as _

from specs.document.numbering import following, is_numbered, prefix_of, sample
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


def uid_behind(spec: Spec, kind: str, after: int) -> str:
    """The uid for a row behind that one, told by its siblings alone; "" where they do not tell, or it is gone."""
    row = Row.objects.filter(spec=spec, pk=after, removed_at=None).first()
    if row is None:
        return ""
    before = Row.objects.filter(spec=spec, parent=row.parent_id, kind=kind, removed_at=None, place__lte=row.place)
    uids = before.exclude(uid="").order_by("-place").values_list("uid", flat=True)[:20]
    near = next((uid for uid in uids if is_numbered(uid)), "")
    return _following(spec, near) if near else ""


def _following(spec: Spec, uid: str) -> str:
    """The next free one in the series of `uid`, behind every one that stands or ever stood in the spec."""
    prefix = prefix_of(uid)
    return following(uid, UsedUid.objects.filter(spec=spec, uid__startswith=prefix).values_list("uid", flat=True))


def require_free(spec: Spec, uid: str, *, besides: Sequence[int] = ()) -> None:
    """Raises Refused if a row is, or was before it was deleted, called so; says which and what is free.

    Rows `besides` those may be called so: they are the ones that are written.
    """
    named = Row.objects.filter(spec=spec, uid__iexact=uid.strip()).exclude(uid="").exclude(pk__in=besides)
    taken = named.order_by(F("removed_at").asc(nulls_first=True)).first()
    if taken is None:
        return
    told = {"uid": taken.uid, "words": _words(taken), "free": _following(spec, taken.uid)}
    said = _("{uid} is taken by a deleted row, “{words}”.") if taken.removed_at else _("{uid} is taken by “{words}”.")
    if told["free"]:
        said += " " + _("The next free one is {free}.")
    raise Refused(said.format(**told), field="uid")


def require_all_free(spec: Spec, uids: Sequence[str], *, besides: Sequence[int]) -> None:
    """Raises Refused if one of several uids is taken by a row besides those that are written, or comes twice."""
    named = [uid for uid in uids if uid]
    twice = next((uid for number, uid in enumerate(named) if uid in named[:number]), "")
    if twice:
        raise Refused(_("{uid} was pasted twice.").format(uid=twice), field="uid")
    taken = Row.objects.filter(spec=spec, uid__in=named).exclude(pk__in=besides).values_list("uid", flat=True).first()
    if taken:
        require_free(spec, taken, besides=besides)


def next_uids(spec: Spec, document: Document, index: int, *, count: int) -> list[str]:
    """Uids for so many rows behind that one, each the next of the one before."""
    row = document.rows[index]
    found: list[str] = []
    uid = next_uid(spec, document, row.kind, parent=row.parent, after=index)
    for _number in range(count if uid else 0):
        found.append(uid)
        uid = following(uid, [])
    return found


def _words(row: Row) -> str:
    words = " ".join((row.title or row.text).split())
    return f"{words[:59]}…" if len(words) > 60 else words
