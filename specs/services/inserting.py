"""New rows: one as typed in a form, several as Markdown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import User
from specs.document import writer
from specs.document.rows import Document, Refused
from specs.document.template import KINDS
from specs.document.writer import Written
from specs.models import Event, Row, Spec
from specs.services.change import Recorder, change
from specs.services.locating import Place, index_of, lines
from specs.services.uids import has_uids, next_uid, require_free, uid_behind


@dataclass(slots=True)
class _Adding:
    """Writes new rows and remembers where, so that the stored row can be given back."""

    write: Callable[[Document], Written]
    index: int | None = None
    pk: int | None = None

    def edit(self, document: Document) -> Written:
        written = self.write(document)
        self.index = written.index
        return written

    def act(self, recorder: Recorder) -> None:
        recorder.then(self.found)

    def found(self, document: Document) -> None:
        self.pk = None if self.index is None else document.rows[self.index].id


def added(spec: Spec, by: User, verb: str, write: Callable[[Document], Written]) -> Row:
    adding = _Adding(write)
    change(spec, by=by, action="edit", verb=verb, edit=adding.edit, act=adding.act)
    if adding.pk is None:
        raise Refused(_("There is nothing in it to add."))
    return Row.objects.get(pk=adding.pk)


def add_row(
    spec: Spec,
    *,
    by: User,
    kind: str,
    values: Mapping[str, str],
    section: str | None = None,
    parent: Place = None,
    after: Place = None,
) -> Row:
    """A new row: behind `after`, else the last below `parent`, else the last of its section (written if nobody has).

    A row of a kind with uids gets the next one, in the manner of its neighbours, unless `values` names it.
    """
    return add_rows(spec, by=by, kind=kind, values=values, following=(), section=section, parent=parent, after=after)


def _typed(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    if kind not in KINDS:
        raise Refused(_("There is no kind of row called {kind}.").format(kind=kind))
    typed = {name: lines(text) for name, text in values.items()}
    if not any(text.strip() for name, text in typed.items() if name != "done"):
        raise Refused(_("Nothing was typed, so there is nothing to add."))
    return typed


def _inserted(  # noqa: PLR0917 (where it goes, as the verbs have it)
    spec: Spec,
    document: Document,
    kind: str,
    values: dict[str, str],
    section: str | None,
    parent: Place,
    after: Place,
) -> Written:
    above, behind = _where(document, kind, parent, after)
    if above is None and behind is None and section:
        filled = _with_uid(spec, document, kind, values, _home(document, section, kind), None)
        return writer.insert_in_section(document, section, kind, filled)
    filled = _with_uid(spec, document, kind, values, above, behind)
    return writer.insert(document, kind, filled, parent=above, after=behind)


def add_rows(
    spec: Spec,
    *,
    by: User,
    kind: str,
    values: Mapping[str, str],
    following: Sequence[str],
    section: str | None = None,
    parent: Place = None,
    after: Place = None,
) -> Row:
    """A new row as `add_row` writes it, and one of its kind behind it for each text, in one change; gives the last."""
    typed = _typed(kind, values)
    texts = [lines(text) for text in following if text.strip()]

    def write(document: Document) -> Written:
        return followed(spec, _inserted(spec, document, kind, typed, section, parent, after), texts)

    return added(spec, by, "added", write)


def followed(spec: Spec, written: Written, texts: Sequence[str]) -> Written:
    """The document with a row for each text behind the one just written, all of its kind."""
    for text in texts:
        document, index = written.document, written.index
        if index is None:
            raise Refused(_("The row became something else, so nothing can follow it."))
        row = document.rows[index]
        filled = _with_uid(spec, document, row.kind, {"text": text}, row.parent, index)
        before = {document.rows[i].id for i in written.renumbered} - {None}
        written = writer.insert(document, row.kind, filled, parent=row.parent, after=index)
        earlier = tuple(i for i, other in enumerate(written.document.rows) if other.id in before)
        written = replace(written, renumbered=tuple(sorted({*written.renumbered, *earlier})))
    return written


def _home(document: Document, section: str, kind: str) -> int | None:
    """The row below which the section's rows of this kind stand."""
    for i, row in enumerate(document.rows):
        if row.kind == kind and document.section(i) == section:
            return row.parent
    return next((i for i, row in enumerate(document.rows) if row.kind == "heading" and row.key == section), None)


def _with_uid(
    spec: Spec, document: Document, kind: str, values: dict[str, str], parent: int | None, after: int | None = None
) -> dict[str, str]:
    if "uid" in values:
        require_free(spec, values["uid"])
        return values
    uid = next_uid(spec, document, kind, parent=parent, after=after)
    return {"uid": uid, **values} if uid else values


def offered_uid(spec: Spec, *, kind: str, section: str = "", parent: Place = None, after: Place = None) -> str:
    """The uid that `add_row` would give there now; "" where it would give none."""
    if not has_uids(kind):
        return ""
    if after is not None and (near := uid_behind(spec, kind, after if isinstance(after, int) else after.pk)):
        return near
    document = spec.document()
    above, behind = _where(document, kind, parent, after)
    if above is None and behind is None and section:
        above = _home(document, section, kind)
    return next_uid(spec, document, kind, parent=above, after=behind)


def _where(document: Document, kind: str, parent: Place, after: Place) -> tuple[int | None, int | None]:
    behind = index_of(document, after)
    if behind is not None:
        return document.rows[behind].parent, behind
    above = index_of(document, parent)
    if above is None:
        return None, None
    below = document.children(above)
    same = [i for i in below if document.rows[i].kind == kind]
    own = same or [i for i in below if document.rows[i].kind != "heading"]
    return above, own[-1] if own else None


def paste_rows(spec: Spec, *, by: User, text: str, parent: Place = None, after: Place = None) -> Event | None:
    """Markdown put in between rows, recognised as it would be in a file."""

    def edit(document: Document) -> Written:
        above, behind = _where(document, "", parent, after)
        return writer.insert_markdown(document, lines(text), parent=above, after=behind)

    return change(spec, by=by, action="edit", verb="pasted", edit=edit)
