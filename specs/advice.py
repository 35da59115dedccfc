"""What looks wrong in values that are saved all the same. Nothing here blocks, and nothing is said while one types."""

import json
import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

_DATE = re.compile(r"(?<![\w.-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\w-])", re.ASCII)
_SLASHED = re.compile(r"(?<![\w/])(\d{1,2})/(\d{1,2})/(?:\d{2}|\d{4})(?![\w/])", re.ASCII)
_BARE_NUMBER = re.compile(r"[~≈<>≤≥]?\s*\d+(?:[.,]\d+)?(?:\s*[-–]\s*\d+(?:[.,]\d+)?)?", re.ASCII)
_OPEN = frozenset({"tbd", "tba", "?", "??", "soon", "asap", "later", "unknown", "open", "offen", "n/a"})
#: Words that say how many without a digit.
_COUNTED = re.compile(
    r"\b(?:no|none|never|zero|all|every|each|always|once|twice|kein\w*|nie|alle\w*|jede\w*)\b", re.IGNORECASE
)


def advice(kind: str, values: Mapping[str, str]) -> list[str]:
    """One sentence for each thing to look at in a row's values."""
    found = []
    lang = values.get("lang", "").lower()
    for name in ("text",) if kind == "payload" else ("request", "response") if kind == "endpoint" else ():
        if (kind == "endpoint" or lang in ("json", "jsonc")) and values.get(name, "").strip():
            found += json_advice(values[name])
    if kind == "reference":
        found += link_advice(values.get("text", ""))
    if kind == "phase":
        found += duration_advice(values.get("duration", ""))
    if kind == "quality":
        found += target_advice(values.get("target", ""))
    if kind in ("meta", "phase", "stage"):
        found += date_advice(" ".join(values.get(name, "") for name in ("text", "duration")))
    return found


def json_advice(text: str) -> list[str]:
    body = text.strip()
    if not body.startswith(("{", "[")):
        return []
    try:
        json.loads(body)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        return [_("This is not valid JSON: line {line}. It is saved as it is.").format(line=line)]
    except RecursionError:
        return [_("This JSON is nested too deep to be checked.")]
    return []


def link_advice(text: str) -> list[str]:
    """A reference whose address cannot be opened: blanks inside, or no host."""
    start = text.find("](")
    target = (
        text[start + 2 :].split(")", maxsplit=1)[0].strip()
        if start >= 0
        else next((w for w in text.split() if "://" in w), "")
    )
    if not target or target.startswith(("#", "/", "mailto:", "<")):
        return []
    try:
        parts = urlsplit(target)
    except ValueError:
        return [_not_an_address(target)]
    wrong = ("://" in target and not parts.netloc) or " " in target.partition(' "')[0]
    return [_not_an_address(target)] if wrong else []


def _not_an_address(target: str) -> str:
    return _("“{target}” is not an address that can be opened.").format(target=target)


def duration_advice(text: str) -> list[str]:
    """A number without its unit, or a word that puts it off. Any other words are a duration in some language."""
    said = text.strip()
    if _BARE_NUMBER.fullmatch(said):
        return [_("{said} what: days, weeks, months?").format(said=said)]
    if said.casefold().rstrip(".!") in _OPEN:
        return [_("“{said}” is no duration yet. A guess in weeks helps those who plan.").format(said=said)]
    return []


def target_advice(text: str) -> list[str]:
    """A target by which nobody can tell whether it is met."""
    said = text.strip()
    if not said or any(letter.isdigit() for letter in said) or _COUNTED.search(said):
        return []
    return [_("This target has no number. How will one see that it is met?")]


def date_advice(text: str) -> list[str]:
    """Days that no calendar has, and dates that are read in two ways."""
    for found in _DATE.finditer(text):
        try:
            date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            return [_("There is no {date} in the calendar.").format(date=found[0])]
    for found in _SLASHED.finditer(text):
        if found[1] != found[2] and int(found[1]) <= 12 and int(found[2]) <= 12:
            return [_("{date} is one day in Europe and another in America; write 2026-03-04.").format(date=found[0])]
    return []
