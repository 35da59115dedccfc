"""The findings of a spec: what its text says, looked at with the images that were uploaded to it."""

from collections.abc import Collection

from specs.document import checks
from specs.document.checks import Finding
from specs.document.checks.sections import REQUIRED
from specs.document.rows import Document
from specs.models import Spec
from specs.services.images import known


def findings_of(spec: Spec, document: Document, *, required: Collection[str] = REQUIRED) -> list[Finding]:
    """Of a whole text or, with fewer `required` sections, of a part. One query, and only where images are named."""
    return checks.findings(document, required=required, images=known(spec, document.text))
