"""New specs, and putting them away."""

from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Team, User
from specs import permissions
from specs.document import writer
from specs.document.cleaning import LONGEST_TITLE
from specs.document.outline import metadata as metadata_of
from specs.document.outline import title as title_of
from specs.document.reader import read
from specs.document.rows import Document
from specs.document.writer import Written
from specs.models import Event, KeySeries, Spec
from specs.services.chain import sha256
from specs.services.change import Recorder, begin, change
from specs.services.deadline import Deadline
from specs.services.errors import NotAllowed, Refused
from specs.services.images import copy_images
from specs.services.storing import draw

TEMPLATES = ("full", "short", "empty")


def create_spec(
    *, by: User, team: Team, title: str, template: str = "full", target_model: str = "", copy_of: Spec | None = None
) -> Spec:
    """A draft with title and metadata; or with the text of another spec the person may read, under the new title."""
    permissions.require_role(by, "create", team)
    name = " ".join(title.split())
    if not name:
        raise Refused(_("Give it a title."), field="title")
    if len(name) > LONGEST_TITLE:
        raise Refused(
            _("A title has at most {longest_title} characters.").format(longest_title=LONGEST_TITLE), field="title"
        )
    if template not in TEMPLATES:
        raise Refused(_("Choose the full template, the short one, or none."), field="template")
    metadata = {
        "version": "1.0",
        "author": str(by),
        "created": timezone.localdate().isoformat(),
        "status": "draft",
        "target_model": target_model.strip(),
    }
    if copy_of is not None:
        return _copied(copy_of, by, team, name, metadata)
    text = writer.new_document(
        name, template=template, metadata={key: value for key, value in metadata.items() if value}
    )
    return store_new(team, by=by, verb="created", document=read(text), template=template)


def _copied(original: Spec, by: User, team: Team, title: str, metadata: dict[str, str]) -> Spec:
    """The text as it stands, with its own title and metadata where it had such lines."""
    if not Spec.objects.visible_to(by).filter(pk=original.pk).exists():
        raise NotAllowed(_("There is no such spec."), hidden=True)
    written = Written(read(original.document().text), None)
    heading = next((i for i, row in enumerate(written.document.rows) if row.key == "title"), None)
    if heading is not None:
        written = writer.set_fields(written.document, heading, {"title": title})
    for key in metadata_of(written.document):
        if metadata.get(key):
            written = writer.set_metadata(written.document, key, metadata[key])
    data, text = {"copy_of": original.key}, written.document.text

    def then(copy: Spec) -> None:
        copy_images(original, copy, by=by, text=text)

    return store_new(team, by=by, verb="copied", document=read(text), template=original.template, data=data, then=then)


def store_new(  # noqa: PLR0913 (all that a new spec is, each by its name)
    team: Team,
    *,
    by: User,
    verb: str,
    document: Document,
    template: str = "full",
    name: str = "",
    data: dict[str, str] | None = None,
    deadline: Deadline | None = None,
    then: Callable[[Spec], object] | None = None,
) -> Spec:
    """Gives the next key of the team and stores the rows with the first event. The title falls back to `name`.

    `then` is done with it in the same transaction.
    """
    permissions.require_role(by, "create", team)
    drawn = draw(Document(()), document, deadline)
    with transaction.atomic():
        number = _next_number(team)
        spec = Spec.objects.create(
            team=team,
            number=number,
            key=f"{team.key}-{number}",
            title=title_of(document)[:200] or name[:200] or "Untitled",
            template=template,
            kept_hash=sha256(b""),
            changed_by=by,
        )
        begin(spec, by=by, verb=verb, drawn=drawn, data=data)
        if then is not None:
            then(spec)
    return spec


def _next_number(team: Team) -> int:
    KeySeries.objects.get_or_create(team=team)
    series = KeySeries.objects.select_for_update().get(team=team)
    series.last += 1
    series.save()
    return series.last


def archive_spec(spec: Spec, *, by: User) -> Event | None:
    """Puts it away, readable, with no open review."""

    def act(recorder: Recorder) -> None:
        recorder.spec.archived_at = recorder.at
        _noted(recorder, "archive")

    return change(spec, by=by, action="archive", verb="archived", text=False, act=act)


def restore_spec(spec: Spec, *, by: User) -> Event | None:
    """As it was before it was archived or deleted; nothing is computed anew."""

    def act(recorder: Recorder) -> None:
        recorder.spec.archived_at = recorder.spec.deleted_at = None
        _noted(recorder, "restore")

    return change(spec, by=by, action="restore", verb="restored", text=False, act=act)


def _noted(recorder: Recorder, kind: str) -> None:
    recorder.note()
    if recorder.spec.records.exists():
        recorder.record(kind, {"version": recorder.spec.version})


def limits() -> dict[str, int]:
    """How much a file may hold, from the settings."""
    return {"max_bytes": settings.UPLOAD_MAX_BYTES, "max_lines": settings.UPLOAD_MAX_LINES}
