"""Two people's changes of one text brought together: three ways, word by word; what touches is a conflict."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from specs.document.diff import Edit, applied, edits

#: Fields that are one thing: two ways to change them are never mixed.
WHOLE = frozenset(
    {"uid", "done", "priority", "method", "path", "lang", "label", "impact", "level", "key", "kind", "status",
     "version", "author", "created", "target_model", "duration"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged text; at a conflict `text` is `mine` and nothing of theirs is in it."""

    text: str
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Clash:
    """Three states of a field that two people changed in the same place."""

    base: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class MergedFields:
    """`values` holds what could be merged and, of a field in conflict, mine; `conflicts` says which those are."""

    values: dict[str, str]
    conflicts: dict[str, Clash] = field(default_factory=dict)


def merge_text(base: str, mine: str, theirs: str, *, whole: bool = False) -> Merged:
    """Both changes of `base` in one text. They conflict where they touch the same word or place, unless they are equal.

    With `whole` the text is one thing: any two different changes conflict.
    """
    if mine in (base, theirs):
        return Merged(theirs)
    if theirs == base:
        return Merged(mine)
    if whole:
        return Merged(mine, conflict=True)
    both = _woven(edits(base, mine), edits(base, theirs))
    return Merged(mine, conflict=True) if both is None else Merged(applied(base, both))


def _woven(mine: list[Edit], theirs: list[Edit]) -> list[Edit] | None:
    """All edits in order, equal ones once; None where two touch."""
    out: list[Edit] = []
    for edit in sorted({*mine, *theirs}, key=lambda edit: (edit.start, edit.end, edit.text)):
        if out and edit.start <= out[-1].end:
            return None
        out.append(edit)
    return out


def merge_fields(base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]) -> MergedFields:
    """Each field merged by itself. A field that `mine` or `theirs` does not name was not changed there."""
    values: dict[str, str] = {}
    conflicts: dict[str, Clash] = {}
    for name in dict.fromkeys([*base, *theirs, *mine]):
        before = base.get(name, "")
        clash = Clash(before, mine.get(name, before), theirs.get(name, before))
        merged = merge_text(clash.base, clash.mine, clash.theirs, whole=name in WHOLE)
        values[name] = merged.text
        if merged.conflict:
            conflicts[name] = clash
    return MergedFields(values, conflicts)
