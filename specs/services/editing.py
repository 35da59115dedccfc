"""Changing rows and sections: save, add, remove, move, tick, bring back. Every verb is one change with its event.

This module saves; the others are taken in here, so that whoever edits finds every verb in one place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from django.utils.translation import gettext as _

from accounts.models import User
from specs import workflow
from specs.document import writer
from specs.document.filling import Paste, fill_cells
from specs.document.merge import Clash, merge_fields, merge_text
from specs.document.outline import metadata
from specs.document.outline import values as values_of
from specs.document.rows import Document, Refused, Window
from specs.document.writer import Written
from specs.models import Event, Row, Spec
from specs.services.assigning import action_of, require_own
from specs.services.change import change
from specs.services.errors import Conflict
from specs.services.implementing import tick_in_force
from specs.services.inserting import add_row, add_rows, added, followed, offered_uid, paste_rows
from specs.services.locating import earlier_state, earlier_values, lines, placed, stamp_of
from specs.services.moving import move_down, move_row, move_up
from specs.services.progress import evidence_of
from specs.services.removing import remove_row, require_all_seen
from specs.services.repeating import forget_key
from specs.services.reverting import restore_row, restore_version, undo
from specs.services.sections import add_section, move_section, remove_section, rename_section
from specs.services.selecting import MOST, move_rows, remove_rows, set_priority
from specs.services.uids import next_uids, require_all_free, require_free

__all__ = [
    "MOST",
    "Saved",
    "add_row",
    "add_rows",
    "add_section",
    "is_whole",
    "markdown_of",
    "move_down",
    "move_row",
    "move_rows",
    "move_section",
    "move_up",
    "offered_uid",
    "paste_cells",
    "paste_rows",
    "remove_row",
    "remove_rows",
    "remove_section",
    "rename_section",
    "require_all_seen",
    "restore_row",
    "restore_version",
    "save_row",
    "save_source",
    "set_metadata",
    "set_priority",
    "split_row",
    "tick",
    "undo",
]


@dataclass(frozen=True)
class Saved:
    """What became of a row: `event` records it, if anything changed; `merged` if somebody else's change was joined."""

    pk: int
    event: Event | None
    merged: bool = False

    @cached_property
    def row(self) -> Row:
        """The row as it stands now."""
        return Row.objects.get(pk=self.pk)

    @property
    def standing(self) -> bool:
        """Whether the row is in the text still: prose that was emptied is not."""
        return all(item["after"] for item in self.event.changes if item["row"] == self.pk) if self.event else True


def save_row(
    row: Row, *, by: User, values: Mapping[str, str], stamp: int, base: Mapping[str, str] | None = None
) -> Saved:
    """Writes the fields named in `values`. `stamp` is the row's as the form was opened, `base` its values then.

    If the row changed since, fields and words are merged three ways. Raises Conflict where the same words changed;
    what did not clash is saved then.
    """
    saving = _Saving(row, {name: lines(text) for name, text in values.items()}, stamp, base)
    only_done = set(values) == {"done"} and row.kind == "task"
    action = "tick" if only_done else "edit"
    event = change(row.spec, by=by, action=action, verb="edited", edit=saving.edit, inside=row.pk)
    if saving.clashes:
        raise Conflict(saving.clashes, Row.objects.get(pk=row.pk))
    return Saved(row.pk, event, saving.merged)


def split_row(
    row: Row,
    *,
    by: User,
    values: Mapping[str, str],
    following: Sequence[str],
    stamp: int,
    base: Mapping[str, str] | None = None,
) -> Row:
    """Writes the row as `save_row` does, and a row of its kind behind it for each text of `following`, in one change.

    Gives the last of them. Where the same words were changed meanwhile nothing is written, and Conflict carries all
    the words.
    """
    texts = [lines(text) for text in following if text.strip()]
    saving = _Saving(row, {name: lines(text) for name, text in values.items()}, stamp, base)

    def write(document: Document) -> Written:
        written = saving.edit(document)
        if saving.clashes:
            mine = "\n".join([saving.values.get("text", ""), *texts])
            clashes = {**saving.clashes, "text": replace(_clash_of(saving, document), mine=mine)}
            raise Conflict(clashes, Row.objects.get(pk=row.pk))
        return followed(row.spec, written, texts)

    return added(row.spec, by, "edited", write)


def paste_cells(
    row: Row,
    *,
    by: User,
    column: int,
    cells: Sequence[Sequence[str]],
    below: bool = False,
    values: Mapping[str, str] | None = None,
    stamp: int = 0,
    base: Mapping[str, str] | None = None,
) -> Event | None:
    """Fills a table from a column of this line on, rightwards and downwards, in one change; lines it lacks are added.

    With `below` all of it goes into new lines behind this one. `values` were typed in the line's form before, and are
    written first, as `save_row` writes them; where the same words were changed meanwhile, Conflict is raised and
    nothing is written.
    """
    saving = _Saving(row, {name: lines(text) for name, text in (values or {}).items()}, stamp, base)

    def edit(document: Document) -> Written:
        written = saving.edit(document) if values else Written(document, placed(document, row))
        if saving.clashes:
            raise Conflict(saving.clashes, Row.objects.get(pk=row.pk))
        index = placed(written.document, row)
        paste = Paste(column, cells, below)
        return fill_cells(written.document, index, paste, _uids(row.spec, written.document, index, paste))

    return change(row.spec, by=by, action="edit", verb="pasted", edit=edit)


def _uids(spec: Spec, document: Document, index: int, paste: Paste) -> list[str]:
    """Ids for the lines to be added; those that are pasted must be free."""
    columns = document.rows[index].dialect.partition(":")[2].split(",")
    if "uid" not in columns:
        return []
    at = columns.index("uid") - paste.column
    filled, more = paste.lines_in(document, index)
    pasted = [line[at].strip() for line in paste.cells if 0 <= at < len(line)]
    if not pasted:
        return next_uids(spec, document, filled[-1] if filled else index, count=more)
    require_all_free(spec, pasted, besides=[pk for i in filled if (pk := document.rows[i].id) is not None])
    return []


def _clash_of(saving: "_Saving", document: Document) -> Clash:
    now = values_of(document, saving.place(document)).get("text", "")
    return saving.clashes.get("text", Clash((saving.base or {}).get("text", now), "", now))


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
        stamp = document.stamp if isinstance(document, Window) else stamp_of(self.row)
        wanted = self.wanted({name: theirs.get(name, "") for name in self.values}, stamp)
        changed = {name: text for name, text in wanted.items() if text != theirs.get(name, "")}
        if "uid" in changed:
            require_free(self.row.spec, changed["uid"], besides=[self.row.pk])
        return writer.set_fields(document, index, changed) if changed else Written(document, index)

    def place(self, document: Document) -> int:
        try:
            return document.place(self.row.pk)
        except LookupError:
            base = self.base or {}
            clashes = {name: Clash(base.get(name, ""), mine, "") for name, mine in self.values.items()}
            raise Conflict(clashes, self.row, removed=True) from None

    def wanted(self, theirs: dict[str, str], stamp: int) -> Mapping[str, str]:
        """What is to be written where the row stands at `stamp` and says `theirs`."""
        if stamp == self.stamp:
            return self.values
        base = {name: self.before(name, theirs[name]) for name in self.values}
        found = merge_fields(base, self.values, theirs)
        self.clashes = found.conflicts
        if found.conflicts:
            forget_key()  # asked again, it must ask again
        self.merged = any(theirs[name] != base[name] for name in base)
        return {name: text for name, text in found.values.items() if name not in found.conflicts}

    def before(self, name: str, theirs: str) -> str:
        """What the field said when the form was opened: from the form, else from the events since."""
        if self.base is not None and name in self.base:
            return lines(self.base[name])
        return earlier_values(self.row, self.stamp).get(name, theirs)


def is_whole(row: Row) -> bool:
    """Whether a row's Markdown is edited with that of the rows below it: a table's lines belong to its head."""
    return row.kind == "table"


def save_source(row: Row, *, by: User, source: str, stamp: int, whole: bool = False, base: str | None = None) -> Saved:
    """Writes a row's raw Markdown, which is recognised again; with `whole`, that of its subtree.

    `base` is the subtree's Markdown as the form was opened: its rows have stamps of their own. Raises Conflict if any
    of it changed since.
    """
    mine = lines(source)
    merged: list[bool] = []

    def edit(document: Document) -> Written:
        index = _Saving(row, {"source": mine}, stamp, None).place(document)
        theirs = markdown_of(document, index, whole=whole)
        wanted = mine
        if mine == lines(theirs):
            return Written(document, index)
        began = lines(theirs if base is None else base)
        if whole and (stamp_of(row) != stamp or began != lines(theirs)):
            raise Conflict({"source": Clash(began, mine, theirs)}, Row.objects.get(pk=row.pk))
        if stamp_of(row) != stamp:
            began = lines(earlier_state(row, stamp)["source"])
            found = merge_text(began, mine, lines(theirs))
            if found.conflict:
                raise Conflict({"source": Clash(began, mine, theirs)}, row)
            wanted = found.text
            merged.append(True)
        if wanted == lines(theirs):
            return Written(document, index)
        return writer.set_source(document, index, wanted, whole=whole)

    return Saved(row.pk, change(row.spec, by=by, action="edit", verb="rewrote", edit=edit), bool(merged))


def markdown_of(document: Document, index: int, *, whole: bool = True) -> str:
    """The Markdown of a row, or of its subtree, without what stands before it."""
    end = document.end(index) if whole else index + 1
    text = "".join(row.lead + row.source for row in document.rows[index:end])
    return text[len(document.rows[index].lead) :]


def tick(task: Row, *, by: User, done: bool, evidence: str = "") -> Event | None:
    """Sets a box. A task's is progress, in any status; another checkbox is text like any.

    `evidence` is the address of a proof that the task is done, kept with who ticked it and when. Editors tick, and
    whoever the task is assigned to. A task that is only in the text in force, since the draft has deleted it, is ticked
    there.
    """
    progress = task.kind == "task"
    if progress and task.removed_at is not None:
        return tick_in_force(task, by=by, done=done, evidence=evidence)
    link = evidence_of(evidence) if progress and done else ""

    def edit(document: Document) -> Written:
        index = placed(document, task)
        wanted = "x" if done else " "
        if values_of(document, index).get("done") == wanted:
            return Written(document, index)
        return writer.set_fields(document, index, {"done": wanted})

    verb, data = "ticked" if done else "unticked", {"evidence": link} if link else None
    action = action_of(task, by) if progress else "edit"
    own = partial(require_own, task, action=action)
    return change(task.spec, by=by, action=action, verb=verb, edit=edit, act=own, data=data)


def set_metadata(spec: Spec, *, by: User, key: str, value: str, stamp: int | None = None) -> Event | None:
    """Writes version, author, created or target_model, and adds the line where it is missing.

    `stamp` is that of the line as it was shown; a line changed since is not overwritten.
    """
    if key == "status":
        raise Refused(_("The status is changed by submitting, approving and revising only."), field="status")
    if key == "version" and value and not workflow.is_version(value):
        raise Refused(_("A version is made of letters, digits, dots, plus and minus signs, up to 32."), field="version")

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
