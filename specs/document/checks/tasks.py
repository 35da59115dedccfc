"""Tasks that name a requirement which is not in the text: they count for nobody."""

import re
from collections.abc import Collection, Iterator

from specs.document.checks.findings import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.fields import fields
from specs.document.numbering import prefix_of
from specs.document.rows import Document, Row

#: The kinds whose uids are cited.
CITED = ("requirement", "quality")
#: Behind a slash stands the requirement of another spec (PAY-12/FR-3), or a part of an address.
_NUMBERED = re.compile(r"(?<![\w/.-])[A-Za-z][A-Za-z0-9._-]*[0-9](?![\w-])", re.ASCII)


def unknown_uids(document: Document) -> list[Finding]:
    """One finding for each uid that a task names and no requirement has, in a series that requirements have."""
    named = [(index, uid) for index, row in enumerate(document.rows) for uid in named_by(row)]
    if not named:
        return []
    known = {fields(row.kind, row.dialect, row.source).get("uid", "") for row in document.rows if row.kind in CITED}
    series = series_of(known)
    return [unknown(uid, index) for index, uid in named if uid not in known and prefix_of(uid) in series]


def named_by(row: Row) -> Iterator[str]:
    """What a task names and could be the uid of a requirement, each once."""
    if row.kind == "task":
        yield from dict.fromkeys(_NUMBERED.findall(fields(row.kind, row.dialect, row.source).get("text", "")))


def series_of(uids: Collection[str]) -> set[str]:
    """What stands before the numbers of uids; a letter alone is too little to tell a uid by."""
    return {prefix for uid in uids if uid and len(prefix := prefix_of(uid)) > 1 and prefix != uid}


def unknown(uid: str, index: int) -> Finding:
    """What is said of a task that names this uid."""
    return Finding(
        "unknown.uid",
        "advises",
        _("{uid} is no requirement of this text"),
        _("A task counts for the requirements that it names: name one that is there, or write it."),
        index,
        {"uid": uid},
    )
