"""Opening a text, coming back to one, and carrying what was unconfirmed from one that ended to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from specs import permissions, workflow
from specs.document.changesets import diff
from specs.document.outline import own_values, values
from specs.document.rows import Document
from specs.document.rows import Row as TextRow
from specs.document.typed import is_long
from specs.models import Row, SharedText, Spec, TextChange
from specs.services import typing_log as log
from specs.services.errors import NotAllowed
from specs.services.locating import lines


class Gone(Exception):
    """There is no such text, row or field to type in. `why` is deleted where the row was, else gone."""

    def __init__(self, why: str = "gone") -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Opened:
    """A text as it is now. `carry` is what changed between the end of the text asked to be carried from and this one,
    None where nothing was asked or it cannot be told; `old_epoch` the epoch of that text."""

    text: int
    version: int
    doc: str
    epoch: int
    carry: list[Any] | None = None
    old_epoch: int | None = None


@dataclass(frozen=True, slots=True)
class Since:
    """The entries after a version. `state` is open, closed (with `why`), or lost: the log has no such version, be it
    that it was cleared away or that the server was set back behind it."""

    entries: Sequence[log.Entry]
    version: int
    state: str
    why: str = ""


def open_text(spec: Spec, *, by: User, row: int, field: str, carry: int | str | None = None) -> Opened:
    """The shared text of a field, begun if nobody types in it yet. `carry` is the id of an earlier text of it.

    Raises NotAllowed, WrongStatus, Gone.
    """
    permissions.require_role(by, "edit", spec.team)
    with transaction.atomic():
        locked = Spec.objects.select_for_update(of=("self",)).select_related("team", "in_force").get(pk=spec.pk)
        permissions.require(by, "edit", locked)
        workflow.require("edit", locked.state)
        text = SharedText.objects.standing().filter(spec=locked, row=row, field=field).first()
        if text is None:
            text = _begun(locked, row, field)
        words = log.head(text)
        return _carried(text, words, carry) or Opened(text.pk, text.version, words, text.epoch)


def _begun(spec: Spec, row: int, field: str) -> SharedText:
    """A new text, of what the row says now."""
    found = Row.objects.filter(pk=row, spec=spec).first()
    if found is None or not is_long(found.kind, found.dialect, field):
        raise Gone
    if found.removed_at is not None:
        raise Gone("deleted")
    value = lines(_value(spec, found, field))
    rested = _rested(spec, row, field, value)
    base, stored = (rested.base, rested.stored) if rested else (value, None)
    return SharedText.objects.create(spec=spec, row=found, field=field, epoch=spec.epoch, base=base, stored=stored)


def _rested(spec: Spec, row: int, field: str, value: str) -> SharedText | None:
    """The text that was closed when nobody typed any more, if its row says what it did then: it goes on as it was
    typed, with the blank at its end that no row keeps and without the backslashes that one may need."""
    texts = SharedText.objects.filter(spec=spec, row=row, field=field, epoch=spec.epoch)
    last = texts.order_by("-pk").first()
    return last if last is not None and last.why == "idle" and log.read_as(last) == value else None


def _value(spec: Spec, row: Row, field: str) -> str:
    """What the field says: in the row's own lines, else in those below it, for which the whole text is read."""
    alone = Document((TextRow(row.kind, row.dialect, row.lead, row.source),))
    own = own_values(alone, 0).get(field)
    if own:
        return own
    document = spec.document()
    return values(document, document.place(row.pk)).get(field, "")


def _carried(text: SharedText, words: str, carry: int | str | None) -> Opened | None:
    """How the text went on from where another one of its row ended, as far as that may be told by itself (rule 18)."""
    if carry is None or not str(carry).isascii() or not str(carry).isdigit():
        return None
    old = SharedText.objects.filter(pk=int(carry), row=text.row_id, field=text.field).first()
    if old is None:
        return None
    same = old.epoch == text.epoch
    changed = diff(log.head(old), words).to_json() if same else None
    return Opened(text.pk, text.version, words, text.epoch, changed, old.epoch)


def entries(text: int, *, above: int, by: User | None = None) -> Since:
    """What came after a version, for whoever comes back or was told that there is more. Without `by` nobody's rights
    are asked: a process reads for all its readers at once.

    Raises Gone, NotAllowed.
    """
    found = SharedText.objects.select_related("spec__team").filter(pk=text).defer("base", "stored").first()
    if found is None:
        raise Gone
    if by is not None:
        _require_reader(found, by)
    if above > found.version or above < found.oldest:
        return Since((), found.version, "lost")
    since = TextChange.objects.filter(text=text, version__gt=above, version__lte=found.version).order_by("version")
    return Since([log.entry_of(entry) for entry in since], found.version, found.state, found.why)


def _require_reader(text: SharedText, by: User) -> None:
    if text.spec.team.role_of(by) is None:
        raise NotAllowed(_("There is no such spec."), hidden=True)
