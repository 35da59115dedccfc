"""The findings of a spec: what its text says, looked at with the images that were uploaded to it."""

from collections.abc import Collection

from specs.document import checks
from specs.document.checks import Finding
from specs.document.rows import Document
from specs.models import Spec
from specs.services.images import known
from specs.services.policies import policy_of_team


def findings_of(spec: Spec, document: Document, *, required: Collection[str] | None = None) -> list[Finding]:
    """Of a whole text, with the sections that the team requires; or, with fewer `required`, of a part."""
    if required is None:
        required = policy_of_team(spec.team).required
    return checks.findings(document, required=required, images=known(spec, document.text))
