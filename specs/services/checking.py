"""The findings of a spec: what its text says, looked at with the images that were uploaded to it."""

from collections.abc import Collection, Iterator

from specs.document import checks
from specs.document.checks import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.rows import Document
from specs.models import SharedText, Spec
from specs.services.images import known
from specs.services.policies import policy_of_team


def findings_of(spec: Spec, document: Document, *, required: Collection[str] | None = None) -> list[Finding]:
    """Of a whole text, with the sections that the team requires; or, with fewer `required`, of a part."""
    if required is None:
        required = policy_of_team(spec.team).required
        found = checks.findings(document, required=required, images=known(spec, document.text))
        return [*found, *_unwritten(spec, document)]
    return checks.findings(document, required=required, images=known(spec, document.text))


def _unwritten(spec: Spec, document: Document) -> Iterator[Finding]:
    """Texts that people typed and that cannot be written into their rows."""
    for row, why in SharedText.objects.standing().filter(spec=spec).exclude(failed="").values_list("row", "failed"):
        yield Finding(
            "typing.failed",
            "blocks",
            _("What was typed here is kept, but is not in the text yet: {why}"),
            _("Open it and change the words, or take them out."),
            document.place(row),
            {"why": why},
        )
