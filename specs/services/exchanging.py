"""Markdown in and out: preview, import, import over a spec that exists, export."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Team, User
from specs import permissions
from specs.document.compare import APPROVED, with_progress
from specs.document.fields import spans
from specs.document.identity import matched
from specs.document.limits import decode
from specs.document.overlay import Overlay, overlay
from specs.document.reader import read
from specs.document.report import Report, report
from specs.document.rows import Document
from specs.document.writer import Written
from specs.models import Event, Export, Revision, Spec
from specs.services.change import change
from specs.services.creating import limits, store_new
from specs.services.deadline import Deadline
from specs.services.errors import Refused, WrongStatus
from specs.services.images import take_staged
from specs.services.progress import boxes_of
from specs.services.states import current, current_text, state_at, unpacked
from specs.services.typing import flush_spec
from specs.workflow import next_version

Keys = Collection[int | str]
_RANKED = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would become. Nothing is stored. `sha256` is of the bytes as they were given."""

    text: str
    document: Document
    report: Report
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Exported:
    data: bytes
    filename: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Over:
    """What a file would do to a spec. `began` is the export it is taken to have begun with; `candidates` are the
    latest exports of the spec, the one nearest to the file first."""

    preview: Preview
    overlay: Overlay
    began: Export | None
    candidates: list[Export]

    @property
    def base(self) -> str:
        """The hash of the export that was edited, or ""."""
        return self.began.sha256 if self.began else ""

    @property
    def changes(self) -> list[Any]:
        return self.overlay.changes

    @property
    def overwrites(self) -> list[Any]:
        return self.overlay.overwrites


def preview(data: bytes, *, name: str = "", encoding: str = "utf-8", deadline: Deadline | None = None) -> Preview:
    """Reads a file. Raises Unreadable for what is no text, Refused for what takes too long."""
    deadline = deadline or Deadline()
    text = decode(data, encoding=encoding, **limits())
    document = read(text)
    deadline.check()
    if document.text != text:
        raise Refused(
            _("{name} would not come out as it went in. Please report it; nothing was stored.").format(
                name=name or "This text"
            )
        )
    found = report(text, document)
    deadline.check()
    return Preview(text, document, found, hashlib.sha256(data).hexdigest(), len(data))


def import_spec(
    *, by: User, team: Team, data: bytes, name: str, encoding: str = "utf-8", sha256: str = "", template: str = "full"
) -> Spec:
    """A draft with exactly this text. `sha256`, where given, is that of the previewed bytes: others are refused."""
    permissions.require_role(by, "create", team)
    deadline = Deadline()
    found = preview(data, name=name, encoding=encoding, deadline=deadline)
    _require_same(found, sha256)
    stem = PurePath(name).stem
    facts = {"name": PurePath(name).name, "sha256": found.sha256, "encoding": encoding}
    return store_new(
        team,
        by=by,
        verb="imported",
        document=found.document,
        template=template,
        name=stem,
        data=facts,
        deadline=deadline,
        then=lambda spec: take_staged(spec, by=by, text=found.text),
    )


def _require_same(found: Preview, sha256: str) -> None:
    if sha256 and sha256 != found.sha256:
        raise Refused(_("The file is not the one that was previewed. Look at it again."), field="file")


def preview_over(
    spec: Spec, *, by: User, data: bytes, base: str | None = None, encoding: str = "utf-8", overwrite: Keys = ()
) -> Over:
    """What the file would change, row by row, and which later edits it would overwrite.

    `base` is the hash, or its beginning, of the export that was edited. Without it a file that is an export itself is
    found by its own hash; of any other, each later edit that would be overwritten has to be confirmed.
    """
    permissions.require(by, "import", spec)
    found = preview(data, encoding=encoding)
    flush_spec(spec)
    exports = _exports(spec)
    began = _began_with(exports, base, found.sha256)
    return _over(spec, current(spec)[1], found, began=began, exports=exports, overwrite=overwrite)


def _exports(spec: Spec) -> list[Export]:
    return list(Export.objects.filter(spec=spec).select_related("revision").order_by("-event_number", "-pk"))


def _over(
    spec: Spec, document: Document, found: Preview, *, began: Export | None, exports: list[Export], overwrite: Keys
) -> Over:
    laid = overlay(exported_document(spec, began) if began else None, document, found.document, overwrite=overwrite)
    ranked = exports[:_RANKED]
    if began is None:
        ranked.sort(key=lambda export: -_likeness(spec, export, found.document))
    return Over(found, laid, began, ranked)


def _began_with(exports: list[Export], base: str | None, own: str) -> Export | None:
    wanted = (base or own).lower()
    matching = [export for export in exports if export.sha256.startswith(wanted)] if len(wanted) >= 8 else []
    if base and not matching:
        raise Refused(_("No export of this spec has that hash."), field="base")
    if len({export.sha256 for export in matching}) > 1:
        raise Refused(_("Several exports begin with that hash; give more of it."), field="base")
    return matching[0] if matching else None


def began_as(spec: Spec, base: str) -> Export:
    """The export with this hash, or its beginning."""
    began = _began_with(_exports(spec), base, "")
    if began is None:
        raise Refused(_("It is not known which text this began as. Open the page again; what you wrote is kept."))
    return began


def exported_document(spec: Spec, export: Export) -> Document:
    """The text that left, with the ids its rows had."""
    if export.revision is None:
        return state_at(spec, export.event_number)
    kept = unpacked(export.revision.rows, export.revision.tail)
    published = read(bytes(export.revision.data).decode())
    return published.with_ids(matched(kept, published).ids)


def _likeness(spec: Spec, export: Export, document: Document) -> float:
    """How many of the file's rows stand in the export word for word."""
    theirs = {row.source for row in exported_document(spec, export).rows}
    mine = {row.source for row in document.rows}
    return len(theirs & mine) / max(1, len(theirs | mine))


def import_over(
    spec: Spec,
    *,
    by: User,
    data: bytes,
    base: str | None = None,
    sha256: str = "",
    encoding: str = "utf-8",
    overwrite: Keys = frozenset(),
) -> Event | None:
    """Brings an edited file back over its spec. Raises Overwrites for those not named."""
    deadline = Deadline()
    permissions.require(by, "import", spec)
    found = preview(data, encoding=encoding, deadline=deadline)
    _require_same(found, sha256)
    began = _began_with(_exports(spec), base, found.sha256)
    return lay_over(spec, by=by, found=found, began=began, overwrite=overwrite, verb="imported over", deadline=deadline)


def lay_over(
    spec: Spec,
    *,
    by: User,
    found: Preview,
    began: Export | None,
    verb: str,
    deadline: Deadline,
    overwrite: Keys = frozenset(),
    leave: Keys = frozenset(),
) -> Event | None:
    """Merges a text that began as an export with what was changed since, in one event.

    Raises Overwrites for later edits that neither `overwrite` nor `leave` names; those are overwritten, these stay.
    """

    def edit(document: Document) -> Written:
        over = _over(spec, document, found, began=began, exports=[], overwrite=overwrite)
        deadline.check()
        settled = set(map(str, (*overwrite, *leave)))
        asked = [item for item in over.overwrites if item.key not in settled]
        if asked:
            raise Overwrites(over, asked)
        return Written(over.overlay.document, None)

    facts = {"sha256": found.sha256, "base": began.sha256 if began else ""}
    try:
        event = change(spec, by=by, action="import", verb=verb, edit=edit, data=facts, deadline=deadline)
    except WrongStatus as refused:
        raise _not_over(spec, refused) from None
    take_staged(spec, by=by, text=found.text)
    return event


def _not_over(spec: Spec, refused: WrongStatus) -> WrongStatus:
    spec = Spec.objects.select_related("in_force").get(pk=spec.pk)
    if spec.in_force is None or spec.archived_at:
        return refused
    version = spec.in_force.version
    return WrongStatus(
        _("{version} is {status}. Revise it and import the file as {version2}.").format(
            version=version, status=spec.status, version2=next_version(version)
        )
    )


class Overwrites(Refused):
    """The file would overwrite later edits that nobody has confirmed: `items`, each with its key."""

    def __init__(self, over: Over, items: list[Any]) -> None:
        super().__init__(
            f"{len(items)} later edits would be overwritten. Confirm each, or name the export the file began with."
        )
        self.over = over
        self.items = items


def export(
    spec: Spec, *, by: User, revision: int | None = None, working: bool = False, progress: bool = False
) -> Exported:
    """The text in force, byte for byte as it was approved; the working text where there is none or it is asked for.

    With `progress` the text in force has its status word and its boxes as they are now. Remembers the hash with the
    number of the event, so that the file is known when it comes back.
    """
    permissions.require(by, "export", spec)
    return exported(spec, revision=revision, working=working, progress=progress)


def exported(spec: Spec, *, revision: int | None = None, working: bool = False, progress: bool = False) -> Exported:
    """The same for the operator at the server's own console, who is nobody's member."""
    if revision is None and (working or spec.in_force_id is None):
        flush_spec(spec)
    spec, text = current_text(spec)
    frozen = _frozen(spec, revision, working=working)
    data = bytes(frozen.data) if frozen else text.encode()
    if progress and frozen:
        data = live(spec, frozen)
    version = frozen.version if frozen else spec.version
    digest = hashlib.sha256(data).hexdigest()
    Export.objects.get_or_create(
        spec=spec, sha256=digest, event_number=frozen.upto if frozen else spec.seq, defaults={"revision": frozen}
    )
    return Exported(data, filename(spec, version), digest)


def _frozen(spec: Spec, number: int | None, *, working: bool) -> Revision | None:
    if number is not None:
        found = Revision.objects.filter(spec=spec, number=number).first()
        if found is None:
            raise Refused(_("{key} has no revision {number}.").format(key=spec.key, number=number), field="revision")
        return found
    return None if working else spec.in_force


def live(spec: Spec, frozen: Revision) -> bytes:
    """A frozen text with its boxes and the word of its status as they are now, whatever the draft after it says."""
    rows = unpacked(frozen.rows, frozen.tail).rows
    tasks = [row.id or 0 for row in rows if row.kind == "task" and "done" in spans(row.kind, row.dialect, row.source)]
    boxes = boxes_of(spec, tasks)
    status = frozen.state if frozen.state == "implemented" else APPROVED
    return with_progress(bytes(frozen.data), frozen.progress, status, [pk in boxes and boxes[pk].done for pk in tasks])


def filename(spec: Spec, version: str) -> str:
    """Made of key and version only, whatever the title says."""
    safe = "".join(char for char in version if char.isascii() and (char.isalnum() or char in ".+-"))[:32].strip(".")
    return f"{spec.key}-{safe}.md" if safe else f"{spec.key}.md"
