"""What a line is, by the section and the rows it stands in: lines in, kinds and patterns out.

Patterns of a kind are tried in their order. Lines with uids and checkboxes are recognised in any section; other lines
only where the section (or the row they stand below) has a kind for them.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from specs.document.fields import outlined
from specs.document.headings import exact_key, folded, section_key
from specs.document.patterns import METHOD, UID, compiled
from specs.document.template import CRITERIA, KINDS, METADATA, PARTS, SCENARIOS, SECTIONS

#: Lines longer than this are prose, whatever they look like (security.md, 5).
LONGEST = 10_000

Found = tuple[str, str]

#: Kinds that sections give to their plain items. The plan's are tasks only with a box, errors and risks are tables.
_ITEMS = {
    key: section.kind
    for key, section in SECTIONS.items()
    if key != "metadata" and section.kind in KINDS and "item" in KINDS[section.kind].patterns
} | {"requirements": "requirement"}

_BOX = re.compile(r"\[[ xX]\](?=[ \t]|\Z)")
_UID = re.compile(rf"(?:\*\*|__)?[\[`(]?(?P<uid>{UID})", re.ASCII)
_SCENARIO = re.compile(r"(?:GIVEN|WHEN|THEN|IF|WHILE)\b", re.ASCII)
_BOLD_SCENARIO = re.compile(r"(?:\*\*|__)(?:given|when|then|and|but)\b", re.ASCII | re.IGNORECASE)
_SCENARIO_NAME = re.compile(rf"(?:{'|'.join(map(re.escape, SCENARIOS))})(?=[\s:：#0-9—–-]|\Z)", re.ASCII)
_CALL = re.compile(rf"(?:\*\*|`)*{METHOD}(?:\*\*|`)*[ \t]+`?(?:/|\{{|<|https?:|wss?:)", re.ASCII)
_ENDPOINT = re.compile(r"\**(?:Endpoint|Endpunkt)\b", re.ASCII)
_PAIR = re.compile(r"(?:\*\*|__)[^*\n]{1,60}(?::(?:\*\*|__)|(?:\*\*|__)[ \t]?:)")
_SPLIT = re.compile(r"[-_.0-9]+", re.ASCII)

#: Prefixes that say "requirement" wherever they stand, and words that look like uids and are none.
_STRONG = frozenset(
    ("FR", "NFR", "REQ", "RQ", "SRS", "PRD", "FUNC", "UR", "BR", "SR", "TR", "IR", "UC", "US", "QR", "SYS", "SC")
)
_NO_UID = frozenset(
    (
        "UTF",
        "SHA",
        "RFC",
        "ISO",
        "HTTP",
        "TLS",
        "AES",
        "IP",
        "IPV",
        "MD",
        "ES",
        "BASE",
        "OAUTH",
        "CVE",
        "CWE",
        "PEP",
        "H",
        "MP",
        "S",
        "EC",
        "P",
        "RSA",
        "IEEE",
        "V",
        "Q",
        "K",
        "L",
        "GPT",
        "COVID",
        "WCAG",
        "SOC",
        "X",
        "UTC",
        "GMT",
    )
)
_OTHER = frozenset(
    (
        "TC",
        "ADR",
        "D",
        "T",
        "TASK",
        "G",
        "NG",
        "OQ",
        "AC",
        "RISK",
        "R",
        "M",
        "MS",
        "PHASE",
        "STEP",
        "KEP",
        "WP",
        "PR",
        "DEC",
        "TEST",
    )
)


@dataclass(frozen=True, slots=True)
class Where:
    """What a line stands in: section ("" inside a row that has its own children), kind of the row above it, marks."""

    section: str = ""
    owner: str = ""
    direct: bool = True
    criteria: bool = False
    plan: bool = False
    opening: bool = False


@lru_cache(maxsize=128)
def _tries(kind: str, layout: str) -> tuple[tuple[str, str, re.Pattern[str]], ...]:
    """The patterns of a kind with the literal each begins with, which saves trying most of them."""
    found = KINDS[kind].patterns.get(layout, ())
    heading = layout == "heading"
    # The reading order is the declared one, save that a pattern of text alone fits everything and comes last.
    ordered = sorted(found, key=lambda pattern: pattern in ("{text}", "[{done}] {text}"))
    return tuple((p, re.split(r"[{ :–]", p, maxsplit=1)[0], compiled(p, whole_line=heading)) for p in ordered)


def first(kind: str, layout: str, head: str, *, uids: bool = True) -> str | None:
    """The first pattern of the kind that fits the line; without `uids` of those that have none."""
    for pattern, opening, expression in _tries(kind, layout):
        if head.startswith(opening) and (uids or "{uid}" not in pattern) and expression.match(head):
            return pattern
    return None


def _first_with_uid(kind: str, layout: str, head: str) -> str | None:
    """The first pattern of the kind that fits the line and has a place for its uid."""
    for pattern, opening, expression in _tries(kind, layout):
        if "{uid}" in pattern and head.startswith(opening) and expression.match(head):
            return pattern
    return None


def _as(kind: str, layout: str, head: str, *, uids: bool = True) -> Found | None:
    pattern = first(kind, layout, head, uids=uids)
    return None if pattern is None else (kind, pattern)


def uid_strength(head: str) -> int:
    """How much the line's first word is a uid.

    0: not at all. 1: where requirements stand. 2: where nothing speaks against it. 3: anywhere.
    """
    found = _UID.match(head)
    if not found:
        return 0
    words = [word for word in _SPLIT.split(found["uid"]) if word]
    if not _STRONG.isdisjoint(words):
        return 3
    if words[0] in _NO_UID:
        return 0
    separated = "-" in found["uid"] or "_" in found["uid"]
    return 2 if separated and words[0] not in _OTHER else 1


def _uid_kind(head: str, section: str) -> str:
    if section in ("quality", "metrics"):
        return SECTIONS[section].kind
    if section != "functional":
        words = _SPLIT.split(_UID.match(head)["uid"])  # type: ignore[index]
        if "NFR" in words or "QR" in words:
            return "quality"
        if words[0] == "SC":
            return "metric"
    return "requirement"


def _with_uid(layout: str, head: str, where: Where) -> Found | None:
    strength = uid_strength(head)
    if strength < _strength_needed(layout, where):
        return None
    kind = _uid_kind(head, where.section)
    found = _first_with_uid(kind, layout, head)
    if found is None and kind != "requirement":
        kind, found = "requirement", _first_with_uid("requirement", layout, head)
    if found is None or (not _lists_uids(where) and _is_running_text(found, strength)):
        return None
    return kind, found


def _lists_uids(where: Where) -> bool:
    """Whether lines with uids are at home here, so that any uid in any form is taken for one."""
    sections = ("functional", "requirements", "quality", "metrics")
    return where.section in sections or where.owner in ("requirement", "quality")


def _strength_needed(layout: str, where: Where) -> int:
    if _lists_uids(where):
        return 1
    return 2 if layout == "item" and not _ITEMS.get(where.section) and not where.plan else 3


def _is_running_text(pattern: str, strength: int) -> bool:
    """`FR-1 states that`, `NFR-3 density check`, `**GC-5 marker** runs`: no requirement where none are expected."""
    return pattern in ("{uid} {text}", "{uid} {title}") or (strength < 3 and "{bold}" in pattern)


def part_field(kind: str, label: str) -> str:
    """The name of the field that a labelled child of a row of this kind holds, or ""."""
    name = folded(label)
    for field in KINDS[kind].fields:
        if field.part and (name == field.part.casefold() or name in PARTS.get(field.name, ())):
            return field.name
    return ""


def is_criteria(label: str) -> bool:
    return folded(label) in CRITERIA


def is_scenario(title: str) -> bool:
    """Whether a heading names a scenario: "Scenario: the disk is full", "Scenario 2", "Szenario"."""
    return bool(_SCENARIO_NAME.match(folded(title)))


def _part(layout: str, head: str, where: Where) -> Found | None:
    if where.owner not in KINDS or "part" not in KINDS[where.owner].children:
        return None
    pattern = first("part", layout, head)
    if pattern is None:
        return None
    if pattern == "{label}: {text}":
        label = re.split("[:：]", head, maxsplit=1)[0]
        short = where.owner in ("component", "endpoint", "phase") and len(label.split()) <= 3
        if not short and not part_field(where.owner, label) and not is_criteria(label):
            return None
    return "part", pattern


def item(head: str, where: Where) -> Found | None:
    """What a list item is, from its first line less the marker; nothing: prose, or the text of the item it is in."""
    if len(head) > LONGEST:
        return None
    if _BOX.match(head):
        return _as("task" if where.plan and not where.criteria else "check", "item", head)
    found = _with_uid("item", head, where) if uid_strength(head) >= (3 if where.criteria else 1) else None
    if found is None and where.criteria:
        return "criterion", "{text}"
    return found or _part("item", head, where) or _by_section(head, where)


def _by_section(head: str, where: Where) -> Found | None:
    """What the section makes of an item that says nothing by itself."""
    if where.section == "metadata" or (where.opening and is_metadata("item", head)):
        return _as("meta", "item", head)
    if _is_scenario(head, where):
        return "criterion", "{text}"
    kind = _ITEMS.get(where.section)
    if kind is None or where.owner or (where.section == "requirements" and not where.direct):
        return None
    return _as(kind, "item", head, uids=uid_strength(head) > 0)


def _is_scenario(head: str, where: Where) -> bool:
    """Given, When, Then: in bold anywhere that no section claims its items; in capitals below a requirement."""
    if where.section not in ("", "requirements"):
        return False
    return bool(_BOLD_SCENARIO.match(head) or (where.owner == "requirement" and _SCENARIO.match(head)))


def metadata_name(label: str) -> str:
    """A metadata label as it is looked up: "Target_Model" is "target model"."""
    return folded(label.replace("_", " "))


def is_metadata(layout: str, head: str) -> bool:
    """Whether the line is `**Status**: Draft` or the like with a key that documents use for metadata."""
    pattern = first("meta", layout, head) if len(head) <= LONGEST else None
    found = compiled(pattern).match(head) if pattern else None
    return bool(found) and metadata_name(found["label"]) in METADATA  # type: ignore[index]


def paragraph(head: str, where: Where) -> Found | None:
    """What a paragraph is, or a line of it, from its first line."""
    if len(head) > LONGEST:
        return None
    if uid_strength(head) and (found := _with_uid("para", head, where)):
        return found
    if head[0] in "*`_" or _ENDPOINT.match(head):
        if found := _head(head, where):
            return found
        return _part("para", head, where)
    return None


def _head(head: str, where: Where) -> Found | None:
    if _CALL.match(head) or _ENDPOINT.match(head):
        return _as("endpoint", "para", head)
    if where.section in ("components", "architecture", "") and not where.owner.startswith(("requirement", "phase")):
        return _as("component", "para", head)
    return None


def metadata_line(layout: str, head: str, where: Where) -> Found | None:
    """`**K**: v` or `k: v` under Metadata, or below the title."""
    if len(head) > LONGEST or not (where.opening or where.section == "metadata"):
        return None
    return None if len(_PAIR.findall(head)) > 1 else _as("meta", layout, head)


def heading(title: str, where: Where, *, level_below: int) -> tuple[str, str, str]:
    """Kind, pattern and section key of a heading. `level_below` is how far it is below its section's own heading."""
    plain = ("heading", "{title}", "")
    if len(title) > LONGEST:
        return plain
    if not where.owner and (key := exact_key(title)) and _may_stand(key, where.section):
        return "heading", "{title}", key
    words = title[outlined(title) :]
    found = (
        _phase(words, where) or _requirement(words, where) or _endpoint(words) or _component(words, where, level_below)
    )
    if found:
        return *found, ""
    if not where.owner and (key := section_key(title)) and _may_stand(key, where.section):
        return "heading", "{title}", key
    return plain


def _may_stand(key: str, section: str) -> bool:
    """Below the two lists of requirements, headings such as "Security" name a category, not the template's section."""
    return section not in ("functional", "quality") or SECTIONS[key].parent == "requirements"


def _phase(title: str, where: Where) -> Found | None:
    if where.owner or (where.section not in ("", "plan") and not where.plan):
        return None
    return _as("phase", "heading", title)


def _requirement(title: str, where: Where) -> Found | None:
    if uid_strength(title):
        return _with_uid("heading", title, where)
    found = _as("requirement", "heading", title)
    return found if found and not found[1].lstrip("[*").startswith("{uid}") else None


def _endpoint(title: str) -> Found | None:
    return _as("endpoint", "heading", title) if _CALL.match(title) or _ENDPOINT.match(title) else None


def _component(title: str, where: Where, level_below: int) -> Found | None:
    if where.owner or where.section not in ("components", "architecture", ""):
        return None
    found = _as("component", "heading", title)
    if found and found[1] == "{title}" and not (where.section == "components" and level_below == 1):
        return None
    return found
