"""Keeps what was drawn of a spec, and takes away what a change makes untrue (models/pieces.py)."""

from collections.abc import Collection, Iterator, Sequence

from django.db import transaction
from django.db.models import Count, Max

from specs.document.fields import fields
from specs.document.rows import Document, Window
from specs.document.rows import Row as TextRow
from specs.models import Piece, Spec

_BATCH = 200
#: What stands around the rows.
FRAME = ("frame", "outline", "unwritten")


def forget(spec: Spec, before: Document, after: Document) -> None:
    """Takes away what shows a change, in its transaction. Of a change inside one row that is the row and those above.

    Whatever could show elsewhere too takes the frame away: then of each row it is looked at whether it is the same.
    """
    names = set(FRAME)
    if isinstance(before, Window) and not before.definitions and _alone(before, after):
        changed = [i for i, (old, new) in enumerate(zip(before.rows, after.rows, strict=True)) if old != new]
        names = {name for i in changed for name in _shown_in(after, i)}
    Piece.objects.filter(spec=spec, name__in=names).delete()


def _alone(before: Document, after: Document) -> bool:
    return all(_frame(old) == _frame(new) for old, new in zip(before.rows, after.rows, strict=True) if old != new)


def _frame(row: TextRow) -> object:
    """What the page around a row is made of: which fields stand in its own line, its label, its box."""
    own = fields(row.kind, row.dialect, row.source)
    return row.dialect, frozenset(own), own.get("label"), own.get("done")


def _shown_in(document: Document, index: int) -> Iterator[str]:
    """The row itself, and the rows above it up to its section or table: it may be a field of one of them."""
    at: int | None = index
    while at is not None and document.rows[at].kind not in ("heading", "table"):
        yield str(document.rows[at].id)
        at = document.rows[at].parent


def forget_all(spec: Spec) -> None:
    """What a page shows of a spec depends on more than its text: on the images that were uploaded to it."""
    Piece.objects.filter(spec=spec).delete()


def pictured(spec: Spec) -> tuple[int, int]:
    """How many images a spec has, and the newest: not the same again once one came or went."""
    found = spec.images.aggregate(count=Count("pk"), newest=Max("pk"))
    return found["count"], found["newest"] or 0


def keep(
    spec: Spec,
    *,
    look: str,
    drawn: Sequence[Piece],
    gone: Collection[str],
    images: tuple[int, int],
    blocking: int,
) -> None:
    """Stores what was drawn of a spec, unless it was changed, or its `images` were, since it was read.

    What was kept by the names of those drawn, or `gone`, goes. `blocking` is how many findings block a submit.
    """
    names = {piece.name for piece in drawn}.union(gone)
    with transaction.atomic():
        now = Spec.objects.select_for_update().values_list("seq", flat=True).get(pk=spec.pk)
        if (now, pictured(spec)) != (spec.seq, images):
            return
        Piece.objects.filter(spec=spec, look=look, name__in=names).delete()
        Piece.objects.bulk_create(drawn, batch_size=_BATCH)
        Spec.objects.filter(pk=spec.pk).exclude(blocking=blocking).update(blocking=blocking)
