"""Changing rows and sections: save, add, remove, move, tick, bring back. Every verb is one change with its event."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from specs import workflow
from specs.document import writer
from specs.document.fields import fields
from specs.document.merge import Clash, merge_fields, merge_text
from specs.document.outline import metadata
from specs.document.outline import values as values_of
from specs.document.rows import Document, Refused
from specs.document.template import KINDS, SECTIONS
from specs.document.writer import Written
from specs.models import Event, EventRow, Row, Spec
from specs.services.change import Recorder, change
from specs.services.errors import Conflict
from specs.services.reverting import restore_row, restore_version, undo
from specs.services.uids import next_uid
from specs.services.unseen import require_seen

__all__ = [
    "Saved",
    "add_row",
    "add_section",
    "is_whole",
    "markdown_of",
    "move_down",
    "move_row",
    "move_section",
    "move_up",
    "paste_rows",
    "remove_row",
    "remove_section",
    "rename_section",
    "require_all_seen",
    "restore_row",
    "restore_version",
    "save_row",
    "save_source",
    "set_metadata",
    "tick",
    "undo",
]

Place = Row | int | None


@dataclass(frozen=True, slots=True)
class Saved:
    """The row as it stands now; `merged` if somebody else's change was joined with this one."""

    row: Row
    merged: bool = False


def save_row(
    row: Row, *, by: User, values: Mapping[str, str], stamp: int, base: Mapping[str, str] | None = None
) -> Saved:
    """Writes the fields named in `values`. `stamp` is the row's as the form was opened, `base` its values then.

    If the row changed since, fields and words are merged three ways. Raises Conflict where the same words changed;
    what did not clash is saved then.
    """
    saving = _Saving(row, {name: _lines(text) for name, text in values.items()}, stamp, base)
    only_done = set(values) == {"done"} and row.kind == "task"
    change(row.spec, by=by, action="tick" if only_done else "edit", verb="edited", edit=saving.edit)
    fresh = Row.objects.get(pk=row.pk)
    if saving.clashes:
        raise Conflict(saving.clashes, fresh)
    return Saved(fresh, saving.merged)


def _stamp_of(row: Row) -> int:
    """The row's stamp as it is now, whatever it was when `row` was read."""
    return int(Row.objects.values_list("stamp", flat=True).get(pk=row.pk))


def _lines(text: str) -> str:
    """Browsers send CRLF, for a lone CR too; words are compared with LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(slots=True)
class _Saving:
    row: Row
    values: dict[str, str]
    stamp: int
    base: Mapping[str, str] | None
    merged: bool = False
    clashes: Mapping[str, Clash] = field(default_factory=dict)

    def edit(self, document: Document) -> Written:
        index = self.place(document)
        theirs = values_of(document, index)
        wanted = self.wanted({name: theirs.get(name, "") for name in self.values})
        changed = {name: text for name, text in wanted.items() if text != theirs.get(name, "")}
        return writer.set_fields(document, index, changed) if changed else Written(document, index)

    def place(self, document: Document) -> int:
        try:
            return document.place(self.row.pk)
        except LookupError:
            base = self.base or {}
            clashes = {name: Clash(base.get(name, ""), mine, "") for name, mine in self.values.items()}
            raise Conflict(clashes, self.row, removed=True) from None

    def wanted(self, theirs: dict[str, str]) -> Mapping[str, str]:
        if _stamp_of(self.row) == self.stamp:
            return self.values
        base = {name: self.before(name, theirs[name]) for name in self.values}
        found = merge_fields(base, self.values, theirs)
        self.clashes = found.conflicts
        self.merged = any(theirs[name] != base[name] for name in base)
        return {name: text for name, text in found.values.items() if name not in found.conflicts}

    def before(self, name: str, theirs: str) -> str:
        """What the field said when the form was opened: from the form, else from the events since."""
        if self.base is not None and name in self.base:
            return _lines(self.base[name])
        return earlier_values(self.row, self.stamp).get(name, theirs)


def earlier_values(row: Row, stamp: int) -> dict[str, str]:
    """A row's own fields as they were at an earlier stamp."""
    state = earlier_state(row, stamp)
    return fields(state["kind"], state["dialect"], state["source"])


def earlier_state(row: Row, stamp: int) -> dict[str, Any]:
    """Kind, dialect and source that a row had at an earlier stamp."""
    since = EventRow.objects.filter(row=row, stamp__gt=stamp).order_by("stamp").select_related("event")
    for link in since:
        for item in link.event.changes:
            if item["row"] == row.pk and item["before"] and "source" in item["before"]:
                return dict(item["before"])
    return dict(Row.objects.values("kind", "dialect", "source").get(pk=row.pk))


def is_whole(row: Row) -> bool:
    """Whether a row's Markdown is edited with that of the rows below it: a table's lines belong to its head."""
    return row.kind == "table"


def save_source(row: Row, *, by: User, source: str, stamp: int, whole: bool = False, base: str | None = None) -> Saved:
    """Writes a row's raw Markdown, which is recognised again; with `whole`, that of its subtree.

    `base` is the subtree's Markdown as the form was opened: its rows have stamps of their own. Raises Conflict if any
    of it changed since.
    """
    mine = _lines(source)
    merged: list[bool] = []

    def edit(document: Document) -> Written:
        index = _Saving(row, {"source": mine}, stamp, None).place(document)
        theirs = markdown_of(document, index, whole=whole)
        wanted = mine
        if mine == _lines(theirs):
            return Written(document, index)
        began = _lines(theirs if base is None else base)
        if whole and (_stamp_of(row) != stamp or began != _lines(theirs)):
            raise Conflict({"source": Clash(began, mine, theirs)}, Row.objects.get(pk=row.pk))
        if _stamp_of(row) != stamp:
            began = _lines(earlier_state(row, stamp)["source"])
            found = merge_text(began, mine, _lines(theirs))
            if found.conflict:
                raise Conflict({"source": Clash(began, mine, theirs)}, row)
            wanted = found.text
            merged.append(True)
        if wanted == _lines(theirs):
            return Written(document, index)
        return writer.set_source(document, index, wanted, whole=whole)

    change(row.spec, by=by, action="edit", verb="rewrote", edit=edit)
    return Saved(Row.objects.get(pk=row.pk), bool(merged))


def markdown_of(document: Document, index: int, *, whole: bool = True) -> str:
    """The Markdown of a row, or of its subtree, without what stands before it."""
    end = document.end(index) if whole else index + 1
    text = "".join(row.lead + row.source for row in document.rows[index:end])
    return text[len(document.rows[index].lead) :]


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


def _add(spec: Spec, by: User, verb: str, write: Callable[[Document], Written]) -> Row:
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
    typed = {name: _lines(text) for name, text in values.items()}
    if not any(text.strip() for name, text in typed.items() if name != "done"):
        raise Refused("Nothing was typed, so there is nothing to add.")

    def write(document: Document) -> Written:
        above, behind = _where(document, kind, parent, after)
        if above is None and behind is None and section:
            filled = _with_uid(spec, document, kind, typed, _home(document, section, kind))
            return writer.insert_in_section(document, section, kind, filled)
        return writer.insert(document, kind, _with_uid(spec, document, kind, typed, above), parent=above, after=behind)

    return _add(spec, by, "added", write)


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
    behind = _index(document, after)
    if behind is not None:
        return document.rows[behind].parent, behind
    above = _index(document, parent)
    if above is None:
        return None, None
    below = document.children(above)
    same = [i for i in below if document.rows[i].kind == kind]
    own = same or [i for i in below if document.rows[i].kind != "heading"]
    return above, own[-1] if own else None


def _index(document: Document, place: Place) -> int | None:
    return None if place is None else _placed(document, place)


def _placed(document: Document, place: Row | int) -> int:
    """Where a row, named by itself or its id, stands. Refused if it is not, or no more, in this text."""
    try:
        return document.place(place.pk if isinstance(place, Row) else place)
    except LookupError:
        raise Refused("It was deleted meanwhile. Nothing was changed.") from None


def paste_rows(spec: Spec, *, by: User, text: str, parent: Place = None, after: Place = None) -> Event | None:
    """Markdown put in between rows, recognised as it would be in a file."""

    def edit(document: Document) -> Written:
        above, behind = _where(document, "", parent, after)
        return writer.insert_markdown(document, _lines(text), parent=above, after=behind)

    return change(spec, by=by, action="edit", verb="pasted", edit=edit)


def remove_row(row: Row, *, by: User, stamp: int | None = None, seen: int | None = None) -> Event:
    """Takes the row and what stands below it out of the text. It can be brought back.

    `stamp` is the row's as the page was made, `seen` the number of the newest event then. Raises Unseen if somebody
    else changed any of it since.
    """
    return _remove(row, by, "deleted", stamp, seen)


def _remove(row: Row, by: User, verb: str, stamp: int | None, seen: int | None) -> Event:
    def edit(document: Document) -> Written:
        index = _placed(document, row)
        require_seen(row, _inside(document, index), by=by, stamp=stamp, seen=seen)
        return writer.remove(document, index)

    event = change(row.spec, by=by, action="edit", verb=verb, edit=edit)
    assert event is not None, "without a row the text is another"
    return event


def _inside(document: Document, index: int) -> set[int]:
    return {pk for found in document.rows[index : document.end(index)] if (pk := found.id) is not None}


def require_all_seen(row: Row, *, by: User, stamp: int | None = None, seen: int | None = None) -> None:
    """What `remove_row` asks first, for whoever writes something before it deletes."""
    document = row.spec.document()
    require_seen(row, _inside(document, _placed(document, row)), by=by, stamp=stamp, seen=seen)


def move_row(row: Row, *, by: User, parent: Place, after: Place = None) -> Event | None:
    """Puts the row and what stands below it behind `after`, or first below `parent`."""

    def edit(document: Document) -> Written:
        index, behind = _placed(document, row), _index(document, after)
        above = document.rows[behind].parent if behind is not None else _index(document, parent)
        return writer.move(document, index, parent=above, after=behind)

    return change(row.spec, by=by, action="edit", verb="moved", edit=edit)


def move_up(row: Row, *, by: User) -> Event | None:
    """Before the nearest row of its kind above it, below the same parent."""

    def edit(document: Document) -> Written:
        index = _placed(document, row)
        others = _alike(document, index)
        at = others.index(index)
        if not at:
            raise Refused("It is the first already.")
        siblings = document.children(document.rows[index].parent)
        before = siblings.index(others[at - 1])
        behind = siblings[before - 1] if before else None
        return writer.move(document, index, parent=document.rows[index].parent, after=behind)

    return change(row.spec, by=by, action="edit", verb="moved", edit=edit)


def move_down(row: Row, *, by: User) -> Event | None:
    """Behind the nearest row of its kind below it, below the same parent."""

    def edit(document: Document) -> Written:
        index = _placed(document, row)
        others = _alike(document, index)
        at = others.index(index)
        if at == len(others) - 1:
            raise Refused("It is the last already.")
        return writer.move(document, index, parent=document.rows[index].parent, after=others[at + 1])

    return change(row.spec, by=by, action="edit", verb="moved", edit=edit)


def _alike(document: Document, index: int) -> list[int]:
    """The siblings among which a row moves: of its kind, and of its level if it is a heading."""
    row = document.rows[index]
    return [
        i
        for i in document.children(row.parent)
        if (document.rows[i].kind, document.rows[i].level) == (row.kind, row.level)
    ]


def tick(task: Row, *, by: User, done: bool) -> Event | None:
    """Sets a box. A task's is progress, in any status; another checkbox is text like any."""
    progress = task.kind == "task"

    def edit(document: Document) -> Written:
        index = _placed(document, task)
        wanted = "x" if done else " "
        if values_of(document, index).get("done") == wanted:
            return Written(document, index)
        return writer.set_fields(document, index, {"done": wanted})

    verb = "ticked" if done else "unticked"
    return change(task.spec, by=by, action="tick" if progress else "edit", verb=verb, edit=edit)


def add_section(
    spec: Spec, *, by: User, title: str = "", key: str = "", level: int = 2, parent: Place = None, after: Place = None
) -> Row:
    """A heading: the template's own for `key`, where the template has it; else `title`, behind the section `after`."""
    if key and key not in SECTIONS:
        raise Refused(f"The template has no section called {key}.")

    def write(document: Document) -> Written:
        if key:
            return writer.insert_section(document, key)
        behind = _index(document, after)
        above = document.rows[behind].parent if behind is not None else _index(document, parent)
        depth = document.rows[behind].level if behind is not None else level
        return writer.add_heading(document, title, depth, parent=above, after=behind)

    return _add(spec, by, "added a section", write)


def rename_section(
    section: Row, *, by: User, title: str, confirmed: bool = False, stamp: int | None = None, base: str | None = None
) -> Event | None:
    """Raises `Unconfirmed` if rows that are recognised would become prose, until confirmed.

    `stamp` is the heading's as the form was opened, `base` its name then: a name given since is not overwritten.
    """

    def edit(document: Document) -> Written:
        index = _placed(document, section)
        theirs = values_of(document, index).get("title", "")
        if theirs != title and stamp is not None and stamp != _stamp_of(section):
            began = earlier_values(section, stamp).get("title", theirs) if base is None else base
            if title == began:
                return Written(document, index)
            if theirs != began:
                raise Conflict({"title": Clash(began, title, theirs)}, Row.objects.get(pk=section.pk))
        return writer.rename_heading(document, index, title, confirmed=confirmed)

    return change(section.spec, by=by, action="edit", verb="renamed a section", edit=edit)


def remove_section(section: Row, *, by: User, stamp: int | None = None, seen: int | None = None) -> Event:
    return _remove(section, by, "deleted a section", stamp, seen)


def move_section(section: Row, *, by: User, parent: Place, after: Place = None) -> Event | None:
    return move_row(section, by=by, parent=parent, after=after)


def set_metadata(spec: Spec, *, by: User, key: str, value: str, stamp: int | None = None) -> Event | None:
    """Writes version, author, created or target_model, and adds the line where it is missing.

    `stamp` is that of the line as it was shown; a line changed since is not overwritten.
    """
    if key == "status":
        raise Refused("The status is changed by submitting, approving and revising only.", field="status")
    if key == "version" and value and not workflow.is_version(value):
        raise Refused("A version is made of letters, digits, dots, plus and minus signs, up to 32.", field="version")

    def edit(document: Document) -> Written:
        now = metadata(document).get(key, "")
        if now == value:
            return Written(document, None)
        _unchanged_since(spec, key, value, now, stamp)
        return writer.set_metadata(document, key, value)

    return change(spec, by=by, action="edit", verb=f"set {key}", edit=edit)


def _unchanged_since(spec: Spec, key: str, mine: str, theirs: str, stamp: int | None) -> None:
    if stamp is None:
        return
    for row in Row.objects.filter(spec=spec, kind="meta", removed_at=None, text=theirs):
        if row.stamp != stamp and row.label.casefold().replace(" ", "_") == key:
            raise Conflict({key: Clash(earlier_values(row, stamp).get("text", ""), mine, theirs)}, row)
