"""Uids that stand twice: they cannot be cited until one of the two is changed."""

from collections import defaultdict

from specs.document.checks.findings import Finding
from specs.document.checks.findings import gettext_noop as _
from specs.document.fields import fields
from specs.document.rows import Document

_CITED = ("requirement", "quality")


def duplicate_uids(document: Document) -> list[Finding]:
    """One finding for each row whose uid an earlier row has. Requirements are cited by it, so there it blocks."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(document.rows):
        uid = fields(row.kind, row.dialect, row.source).get("uid")
        if uid:
            places[uid].append(index)
    return [
        twice(uid, document.rows[index].kind, index) for uid, found in places.items() for index in found[1:]
    ]  # fmt: skip


def twice(uid: str, kind: str, index: int) -> Finding:
    """What is said of a row whose uid an earlier row has."""
    cited = kind in _CITED
    return Finding(
        "duplicate.uid",
        "blocks" if cited else "advises",
        _("{uid} stands twice"),
        _("Give one of the two another id; until then neither can be cited."),
        index,
        {"uid": uid},
    )
