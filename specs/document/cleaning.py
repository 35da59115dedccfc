"""What was typed, made fit for the line it goes into (rule 8), and escaped where plain text would be read otherwise.

`clean` is idempotent on what the reader reads: `clean(read(x)) == read(x)`.
"""

import re

from specs.document.rows import Refused
from specs.document.template import KINDS

LONGEST_LINE = 10_000
LONGEST_TITLE = 200  # as typed; documents that come with longer ones keep them (security.md, section 5)

_EOL = re.compile(r"\r\n|\r")
_LEADING_BLANK_LINES = re.compile(r"\A(?:[ \t]*\n)+")
_FINAL_HASHES = re.compile(r"(?<![^ \t])#+\Z")
_PIPE = re.compile(r"(?<!\\)(\\*)\|")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})([^\n]*)")
_COMMENT = re.compile(r"(?:\A|\n) {0,3}(<!--)")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STARTER = re.compile(
    r"(?P<indent>[ \t]*)(?:[0-9]{1,9}(?=[.)](?:[ \t]|\Z))|(?=[-+*](?:[ \t]|\Z)|(?:[*_-][ \t]*+){3,}\Z"
    r"|#{1,6}(?:[ \t]|\Z)|`{3}|~{3}|[>|<]|[=-]+[ \t]*\Z|:?-+:?[ \t]*\|))"
)
_PUNCTUATION = re.compile(r"(?<!\\)[*_`\[\]():.\-]")
_DECISIVE = re.compile(r"(?<!\\)[*_`\[:(]")

#: How much of a value is escaped: nothing, line starts that begin a block, also the first mark that makes a pattern,
#: also every mark of the first line.
ESCAPES = (0, 1, 2, 3)


def cleaned(kind: str, layout: str, name: str, value: str) -> str:
    """A field's value as it will be read. Raises Refused for what no file of ours can hold."""
    label = _label(kind, name)
    if "\0" in value or _SURROGATE.search(value):
        raise Refused(f"{label} holds a character that no text file can keep.", field=name)
    value = _EOL.sub("\n", value)
    if name == "done":
        return "x" if value.strip(" \t\n").lower() in ("x", "true", "on", "1", "yes") else " "
    if max(map(len, value.split("\n"))) > LONGEST_LINE:
        raise Refused(f"{label} has a line of over {LONGEST_LINE:,} characters.", field=name)
    return _fitted(kind, layout, name, value)


def title_line(title: str) -> str:
    """A heading's title as it will stand in its line. Raises Refused for a longer one than anybody would read."""
    if len(_one_line("", "title", _EOL.sub("\n", title))) > LONGEST_TITLE:
        raise Refused(f"A title has at most {LONGEST_TITLE} characters.", field="title")
    return cleaned("heading", "heading", "title", title)


def _fitted(kind: str, layout: str, name: str, value: str) -> str:
    """The value in the way of its layout: a cell, code, prose, a text of several lines, or one line."""
    if layout == "cell":
        return _cell(value)
    if layout == "prose":
        return closed(_LEADING_BLANK_LINES.sub("", value).rstrip(" \t\n"))
    if layout == "fence":
        line = _one_line(layout, name, value)
        return {"text": value, "lang": line.partition(" ")[0]}.get(name, line)
    if name == "text" and layout != "heading" and kind != "meta":
        return value.strip(" \t\n")
    return _one_line(layout, name, value)


def _label(kind: str, name: str) -> str:
    found = next((field.label for field in KINDS[kind].fields if field.name == name), "")
    return found or name.capitalize()


def _one_line(layout: str, name: str, value: str) -> str:
    lines = (line.strip(" \t") for line in value.split("\n"))
    line = " ".join(line for line in lines if line)
    if layout == "heading" and name in ("title", "text"):
        return _FINAL_HASHES.sub(lambda found: "\\" + found[0], line)
    return line


def _cell(value: str) -> str:
    line = "<br>".join(line.strip(" \t") for line in value.strip(" \t\n").split("\n"))
    return _PIPE.sub(lambda found: found[1][: len(found[1]) & ~1] + "|", line)


def closed(text: str) -> str:
    """Prose with the fence or comment that it leaves open closed."""
    mark = open_fence(text)
    if mark:
        return f"{text}\n{mark}"
    comments = [found.start(1) for found in _COMMENT.finditer(text)]
    if comments and "-->" not in text[comments[-1] :] and not open_fence(text[: comments[-1]]):
        return f"{text} -->"
    return text


def open_fence(text: str) -> str:
    """The marks of the fence that a text leaves open, with their indent, or nothing."""
    mark = indent = ""
    for line in text.split("\n"):
        found = _FENCE.match(line)
        if not found:
            continue
        if not mark:
            if not (found[1][0] == "`" and "`" in found[2]):
                mark, indent = found[1], line[: found.start(1)]
        elif found[1][0] == mark[0] and len(found[1]) >= len(mark) and not found[2].strip(" \t"):
            mark = ""
    return indent + mark if mark else ""


def escaped(kind: str, name: str, value: str, level: int) -> str:
    """The value with backslashes before what Markdown would read as something else. Code is left as it is."""
    plain = any(field.name == name and field.widget in ("code", "tick", "choice") for field in KINDS[kind].fields)
    if not level or plain or name in ("lang", "path", "uid"):
        return value
    out = _escaped_lines(value)
    if level == 2:
        out[0] = _DECISIVE.sub(r"\\\g<0>", out[0], count=1)
    elif level == 3:
        out[0] = _PUNCTUATION.sub(r"\\\g<0>", out[0])
    return "\n".join(out)


def _escaped_lines(value: str) -> list[str]:
    """Every line that would begin a block with a backslash before it, but those inside closed fences."""
    out, mark, is_open = [], "", bool(open_fence(value))
    for line in value.split("\n"):
        found = _FENCE.match(line)
        if mark:
            mark = "" if found and found[1].startswith(mark) else mark
        elif found and not is_open:
            mark = found[1]
        else:
            out.append(_escaped_start(line))
            continue
        out.append(line)
    return out


def _escaped_start(line: str) -> str:
    found = _STARTER.match(line)
    return f"{line[: found.end()]}\\{line[found.end() :]}" if found else line
