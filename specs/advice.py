"""What looks wrong in values that are saved all the same."""

import json
from collections.abc import Mapping
from urllib.parse import urlsplit


def advice(kind: str, values: Mapping[str, str]) -> list[str]:
    """One sentence for each thing to look at in a row's values."""
    found = []
    lang = values.get("lang", "").lower()
    for name in ("text",) if kind == "payload" else ("request", "response") if kind == "endpoint" else ():
        if (kind == "endpoint" or lang in ("json", "jsonc")) and values.get(name, "").strip():
            found += json_advice(values[name])
    if kind == "reference":
        found += link_advice(values.get("text", ""))
    return found


def json_advice(text: str) -> list[str]:
    body = text.strip()
    if not body.startswith(("{", "[")):
        return []
    try:
        json.loads(body)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        return [f"This is not valid JSON: line {line}. It is saved as it is."]
    except RecursionError:
        return ["This JSON is nested too deep to be checked."]
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
        return [f"“{target}” is not an address that can be opened."]
    if "://" in target and not parts.netloc:
        return [f"“{target}” is not an address that can be opened."]
    return []
