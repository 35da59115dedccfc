"""New rows: one as typed in a form, several as Markdown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.models import User
from specs.document import writer
from specs.document.rows import Document, Refused
from specs.document.template import KINDS
from specs.document.writer import Written
from specs.models import Event, Row, Spec
from specs.services.change import Recorder, change
from specs.services.locating import Place, index_of, lines
from specs.services.uids import next_uid


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
        raise Refused("There is nothing in it to add.")
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
    if kind not in KINDS:
        raise Refused(f"There is no kind of row called {kind}.")
    typed = {name: lines(text) for name, text in values.items()}
    if not any(text.strip() for name, text in typed.items() if name != "done"):
        raise Refused("Nothing was typed, so there is nothing to add.")

    def write(document: Document) -> Written:
        above, behind = _where(document, kind, parent, after)
        if above is None and behind is None and section:
            filled = _with_uid(spec, document, kind, typed, _home(document, section, kind))
            return writer.insert_in_section(document, section, kind, filled)
        return writer.insert(document, kind, _with_uid(spec, document, kind, typed, above), parent=above, after=behind)

    return added(spec, by, "added", write)


def _home(document: Document, section: str, kind: str) -> int | None:
    """The row below which the section's rows of this kind stand."""
    for i, row in enumerate(document.rows):
        if row.kind == kind and document.section(i) == section:
            return row.parent
    return next((i for i, row in enumerate(document.rows) if row.kind == "heading" and row.key == section), None)


def _with_uid(spec: Spec, document: Document, kind: str, values: dict[str, str], parent: int | None) -> dict[str, str]:
    if "uid" in values or all(field.name != "uid" for field in KINDS[kind].fields):
        return values
    uid = next_uid(spec, document, kind, parent=parent)
    return {"uid": uid, **values} if uid else values


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
