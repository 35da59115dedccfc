"""Tables and columns that a schema in SQL declares, for the list beneath its code."""

import re

_TABLE = re.compile(
    r"\bCREATE[ \t]++(?:TEMP(?:ORARY)?[ \t]++)?TABLE[ \t]++(?:IF[ \t]++NOT[ \t]++EXISTS[ \t]++)?"
    r"([\w.\"`\[\]{}]{1,120})[ \t\r\n]*+\(",
    re.IGNORECASE | re.ASCII,
)
_CONSTRAINTS = {"primary", "foreign", "unique", "check", "constraint", "key", "index", "exclude", "like"}
MOST = 20_000


def tables(sql: str) -> list[tuple[str, str]]:
    """Name and columns of each table, as far as the code says so."""
    code = sql[:MOST]
    return [(found[1].strip('"`[]'), ", ".join(_columns(code, found.end()))) for found in _TABLE.finditer(code)]


def _columns(sql: str, start: int) -> list[str]:
    """The first word of each part between commas, up to the closing bracket."""
    names, depth, word_at, at = [], 1, start, start
    while at < len(sql) and depth:
        char = sql[at]
        if sql.startswith("--", at):
            at = (sql.find("\n", at) + 1) or len(sql)
            continue
        depth += (char == "(") - (char == ")")
        if (char == "," and depth == 1) or depth == 0:
            names.append(_first_word(sql[word_at:at]))
            word_at = at + 1
        at += 1
    return [name for name in names if name and name.lower() not in _CONSTRAINTS]


def _first_word(part: str) -> str:
    lines = [line for line in part.split("\n") if not line.strip().startswith("--")]
    words = " ".join(lines).split()
    return words[0].strip('"`[]') if words else ""
