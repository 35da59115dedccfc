"""Tables, columns, types and keys that a schema in SQL declares, as far as the code says so.

Tolerant on purpose: it is asked while somebody types. What is not understood is left out, and nothing is an error.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

#: Characters of a schema that are looked at.
MOST = 20_000

_TOKEN = re.compile(
    r"--[^\n]*+|/\*.*?(?:\*/|\Z)|\s++"  # nothing
    r"|(?P<string>'(?:[^']|'')*+'?)"
    r"|(?P<name>\"(?:[^\"]|\"\")*+\"?|`[^`]*+`?|\[[^\]\n]++\])"
    r"|(?P<word>[\w.{}$]++)"
    r"|(?P<mark>.)",
    re.DOTALL,
)
_WORD = re.compile(r"[\w.{}$]+")
_BEFORE_NAME = {"if", "not", "exists"}
_BETWEEN = {"temp", "temporary", "unlogged", "or", "replace", "global", "local", "virtual", "external"}
_CONSTRAINTS = {"primary", "foreign", "unique", "check", "constraint", "key", "index", "exclude", "like"}
_AFTER_TYPE = _CONSTRAINTS - {"like"} | {
    "not", "null", "default", "references", "generated", "collate", "comment", "on", "as", "identity",
    "auto_increment", "autoincrement", "encode", "invisible", "visible",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """`refers` is the table, or the table's column, that a foreign key names."""

    name: str
    type: str = ""
    primary: bool = False
    unique: bool = False
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    quoted: bool = False

    @property
    def word(self) -> str:
        """In small letters, where it may be a keyword."""
        return "" if self.quoted else self.text.lower()

    @property
    def bare(self) -> str:
        return self.text.strip('"`[]') if self.quoted else self.text


def tables(sql: str) -> list[Table]:
    """Each table that the first 20,000 characters create, in their order; the last may be half written."""
    tokens = list(_tokens(sql[:MOST]))
    found = []
    for at in range(len(tokens)):
        start = _body(tokens, at)
        if start:
            name, first = start
            found.append(Table(name, _columns(list(_parts(tokens, first)))))
    return found


def _tokens(sql: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(sql):
        if found.lastgroup:
            yield _Token(found[0], quoted=found.lastgroup in ("string", "name"))


def _body(tokens: list[_Token], at: int) -> tuple[str, int] | None:
    """The name of the table that is created at this token, and where its columns begin."""
    if tokens[at].word != "create":
        return None
    at += 1
    while at < len(tokens) and tokens[at].word in _BETWEEN:
        at += 1
    if at >= len(tokens) or tokens[at].word != "table":
        return None
    at += 1
    while at < len(tokens) and tokens[at].word in _BEFORE_NAME:
        at += 1
    name, at = _name(tokens, at)
    return (name, at + 1) if name and at < len(tokens) and tokens[at].text == "(" else None


def _name(tokens: list[_Token], at: int) -> tuple[str, int]:
    """A name, with its schema: `"public"."orders"` is several tokens."""
    name = ""
    while at < len(tokens) and (tokens[at].quoted or _WORD.fullmatch(tokens[at].text)):
        if name and not name.endswith(".") and not tokens[at].text.startswith("."):
            break
        name += tokens[at].bare
        at += 1
    return name, at


def _parts(tokens: list[_Token], at: int) -> Iterator[list[_Token]]:
    """What stands between the commas, up to the closing bracket."""
    part: list[_Token] = []
    depth = 1
    for token in tokens[at:]:
        depth += (token.text == "(") - (token.text == ")")
        if depth == 0:
            break
        if depth == 1 and token.text == ",":
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _columns(parts: list[list[_Token]]) -> tuple[Column, ...]:
    columns = [_column(part) for part in parts if part and part[0].word not in _CONSTRAINTS]
    for part in parts:
        if part and part[0].word in _CONSTRAINTS:
            columns = _constrained(columns, part)
    return tuple(columns)


def _column(part: list[_Token]) -> Column:
    name, *rest = part
    end = next((i for i, token in enumerate(rest) if token.word in _AFTER_TYPE), len(rest))
    words = [token.word for token in rest[end:]]
    return Column(
        name.bare,
        _joined(rest[:end]),
        primary="primary" in words,
        unique="unique" in words,
        refers=_refers(rest[end:]),
    )


def _joined(tokens: list[_Token]) -> str:
    """A type as people write it: `numeric(12, 2)`, `timestamp with time zone`, `text[]`."""
    text = " ".join(token.text for token in tokens)
    return re.sub(r" ?([(\[]) ?| ?([)\],])", r"\1\2", text)


def _refers(tokens: list[_Token]) -> str:
    at = next((i for i, token in enumerate(tokens) if token.word == "references"), None)
    if at is None:
        return ""
    name, end = _name(tokens, at + 1)
    listed = _listed(tokens, end)
    return f"{name}.{listed[0]}" if len(listed) == 1 else name


def _listed(tokens: list[_Token], at: int) -> list[str]:
    """The names in the bracket that opens here, if one does."""
    if at >= len(tokens) or tokens[at].text != "(":
        return []
    names: list[str] = []
    for token in tokens[at + 1 :]:
        if token.text == ")":
            break
        if token.text != ",":
            names.append(token.bare)
    return names


def _constrained(columns: list[Column], part: list[_Token]) -> list[Column]:
    """The columns with what a constraint of the table says of them."""
    words = [token.word for token in part]
    kind = next((word for word in words if word in ("primary", "foreign", "unique", "check", "exclude")), "")
    named = _listed(part, next((i for i, token in enumerate(part) if token.text == "("), len(part)))
    if kind == "primary":
        return [replace(column, primary=True) if column.name in named else column for column in columns]
    if kind == "unique" and len(named) == 1:
        return [replace(column, unique=True) if column.name in named else column for column in columns]
    if kind == "foreign" and (refers := _refers(part)):
        return [replace(column, refers=refers) if column.name in named else column for column in columns]
    return columns
