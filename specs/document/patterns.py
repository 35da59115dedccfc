"""Line patterns such as `**{uid}**: {text}`: found when reading, filled in when writing.

A pattern is data. In it a space stands for any run of blanks, `:` also for its full-width form, `–` for any dash,
and `{n}` and `{word}` are read but never edited (the number and the word in `Phase 1`).
"""

import re
from collections.abc import Mapping
from functools import lru_cache

UID = r"[A-Z][A-Z0-9]{0,11}(?:[-_][A-Z0-9]{1,12}){0,3}[-_]?[0-9]{1,6}(?:\.[0-9]{1,4}){0,4}[a-z]?(?!_?[A-Za-z0-9])"
TASK_UID = r"(?:T-?[0-9]{1,5}[a-z]?|[0-9]{1,3}(?:\.[0-9]{1,3}){1,3}|[A-Z][A-Z0-9]{0,11}[-_][0-9]{1,6})(?![\w.-])"
PRIORITY = (
    r"(?:P[0-5]|(?:must|should|could|won['’]?t|will not|may|shall)(?:[ -]have)?|critical|high|medium|low"
    r"|optional|required|mandatory"
    r"|nice to have|muss|soll|kann|hoch|mittel|niedrig|haute|moyenne|basse|alta|media|baja|m|s|c|w)"
)
METHOD = r"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|TRACE|CONNECT|QUERY|WS|WSS|SSE|RPC)"
PHASE_WORD = (
    r"(?:Phase|Sprint|Milestone|Meilenstein|Etappe|Stage|Iteration|Increment|Wave|Fase|Étape|Hito|Marco|Этап|Фаза"
    r"|阶段|フェーズ|단계)"
)

#: What each field may hold in a line. `{text}` at the end of a pattern takes the rest of the row, all its lines.
FIELDS: Mapping[str, str] = {
    "uid": UID,
    "task": TASK_UID,
    "number": r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}",
    "priority": f"(?i:{PRIORITY})",
    "label": r"[^\s*_:：|`\[\]][^*:：|\r\n`]{0,79}?",
    "title": r"[^\r\n]{1,200}?",
    "bold": r"[^\s*][^*\r\n]{0,199}?",
    "method": METHOD,
    "path": r"[^\s`*]{1,400}",
    "done": r"[ xX]",
    "n": r"[0-9]{1,4}(?:\.[0-9]{1,3})*|[A-Z]|[IVX]{1,5}",
    "word": f"(?i:{PHASE_WORD})",
    "text": r"[^\r\n]*",
    "key": r"[^\s:：#*>|`\-][^:：\r\n*|`]{0,59}?",
}

#: Placeholders that store under another name than the one they are matched by.
STORED = {"task": "uid", "number": "uid", "bold": "title", "key": "label"}

_PART = re.compile(r"\{(\w+)\}")


def names(pattern: str) -> frozenset[str]:
    """The fields a pattern holds, under the names they are stored by; not `n` and `word`."""
    found = (STORED.get(name, name) for name in _PART.findall(pattern))
    return frozenset(name for name in found if name not in ("n", "word"))


def _literal(text: str, *, last: bool, bare: bool) -> str:
    """A piece between fields. After a bare label's colon stands a blank: `https://` has no label."""
    out = []
    for i, char in enumerate(text):
        if bare and last and text == ": " and i == 1:
            out.append(r"(?:[ \t]++|(?<=：)|(?=[\r\n]|\Z))")
        elif char == " ":
            soft = last and i == len(text) - 1 and i > 0 and text[i - 1] in ":*_)]`–"
            out.append(r"[ \t]*+" if soft else r"[ \t]++")
        elif char == ":":
            out.append(r"[ \t]*+(?<!\\)[:：]")
        elif char == "–":
            out.append(r"(?<!\\)(?:[-–—]{1,2}|·)")
        else:
            out.append(re.escape(char))
    return "".join(out)


@lru_cache(maxsize=512)
def compiled(pattern: str, *, whole_line: bool = False) -> re.Pattern[str]:
    """The pattern as a regular expression. With `whole_line` its last field ends with the line (headings)."""
    pieces = _PART.split(pattern)
    out = []
    for i, piece in enumerate(pieces):
        if i % 2 == 0:
            bare = i == 2 and pieces[:2] in (["", "label"], ["", "key"])
            out.append(_literal(piece, last=i == len(pieces) - 3, bare=bare))
            continue
        at_end = i == len(pieces) - 2 and not pieces[-1]
        stored = STORED.get(piece, piece)
        if piece == "text" and at_end and not whole_line:
            out.append(r"(?P<text>(?s:.*))")
        else:
            out.append(f"(?P<{stored}>{FIELDS[piece]})")
    ending = r"[ \t]*\Z" if whole_line or not pattern.endswith("{text}") else r"\Z"
    return re.compile("".join(out) + ending, re.ASCII)


def filled(pattern: str, values: Mapping[str, str]) -> str:
    """The pattern with its fields put in, as a new line would have it."""
    return _PART.sub(lambda m: values.get(STORED.get(m[1], m[1]), ""), pattern).rstrip(" ")
