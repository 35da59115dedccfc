"""Inline markup of one paragraph, heading or cell, read once from left to right (CommonMark 0.31, 6; GFM 6.5, 6.9).

The reader writes a flat list of tokens; brackets and delimiter runs are settled in the list, then elements are made of
it. So there is no recursion, and no placeholder that a text could forge. Python-Markdown's own patterns, each of which
goes through the text again and leaves placeholders for the next, can be made neither linear nor exact.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from specs.document.rendering.addresses import address_at
from specs.document.rendering.delimiters import Run, Runs, run_of
from specs.document.rendering.entities import ENTITY, PUNCTUATION, character
from specs.document.rendering.starts import CLOSING_TAG, OPENING_TAG
from specs.document.rendering.targets import Definition, destination_at, folded, label_at, space_at, title_at

_SPECIAL = re.compile(r"""[\\`*_~\[\]<&\n]|!\[|(?<![A-Za-z])(?:https?|ftp)://|(?<![^\s*_~(])www\.""", re.I)
_TICKS = re.compile("`++")
_POINTED_ADDRESS = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20<>]*+)>")
_POINTED_MAIL = re.compile(
    r"<([a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]++@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>"
)
_TAG = re.compile(f"{OPENING_TAG}|{CLOSING_TAG}")
_UNTAGGED = re.compile(r"(<!--)|(<\?)|(<!\[CDATA\[)|<![A-Za-z]")
_ENDS = {1: "-->", 2: "?>", 3: "]]>", None: ">"}
_LABEL_LONGEST = 999


@dataclass(slots=True)
class Token:
    """kind: text, code, html, break, run, open or close (of a link), image (its beginning), end (of an image), note."""

    kind: str
    text: str = ""
    run: Run | None = None
    target: str = ""
    title: str = ""


@dataclass(slots=True, eq=False)
class Bracket:
    """A `[` or `![` that may become a link or an image."""

    token: int
    end: int  # where its text begins
    is_image: bool
    below: Run | None
    is_active: bool = True
    has_bracket_after: bool = False


class InlineReader:
    """Reads one text. `definitions` gives link targets by folded label, `notes` a footnote's label as it is defined."""

    def __init__(self, text: str, definitions: dict[str, Definition], notes: dict[str, str] | None = None) -> None:
        self.text = text
        self.definitions = definitions
        self.notes = notes or {}
        self.tokens: list[Token] = []
        self.brackets: list[Bracket] = []
        self.runs = Runs()
        self.ticks: dict[int, list[int]] | None = None
        self.used: set[str] = set()  # labels of definitions that links were made by
        self.missing: set[str] = set()  # what was looked for once and does not follow any more

    def read(self) -> list[Token]:
        position, text = 0, self.text
        while found := _SPECIAL.search(text, position):
            self.add_text(text[position : found.start()])
            position = self.read_special(found[0], found.start())
        self.add_text(text[position:])
        self.runs.match(None)
        return self.tokens

    def read_special(self, char: str, at: int) -> int:
        """Reads what begins with a special character; gives the place behind it."""
        read = _READERS.get(char)
        return read(self, at) if read else self.read_address(at)

    def add_text(self, text: str) -> None:
        if text:
            self.tokens.append(Token("text", text))

    def read_escape(self, at: int) -> int:
        after = self.text[at + 1 : at + 2]
        if after == "\n":
            self.tokens.append(Token("break"))
            return at + 2
        if after and after in PUNCTUATION:
            self.add_text(after)
            return at + 2
        self.add_text("\\")
        return at + 1

    def read_newline(self, at: int) -> int:
        last = self.tokens[-1] if self.tokens else None
        is_break = False
        if last is not None and last.kind == "text":
            stripped = last.text.rstrip(" ")
            is_break = len(last.text) - len(stripped) >= 2
            last.text = stripped
        self.tokens.append(Token("break") if is_break else Token("text", "\n"))
        return at + 1

    def read_code(self, at: int) -> int:
        width = len(_TICKS.match(self.text, at)[0])  # type: ignore[index]
        if self.ticks is None:
            self.ticks = {}
            for found in _TICKS.finditer(self.text):
                self.ticks.setdefault(len(found[0]), []).append(found.start())
        places = self.ticks.get(width, [])
        place = bisect_left(places, at + width)
        if place == len(places):
            self.add_text("`" * width)
            return at + width
        code = self.text[at + width : places[place]].replace("\n", " ")
        if code[0] == code[-1] == " " and code.strip(" "):
            code = code[1:-1]
        self.tokens.append(Token("code", code))
        return places[place] + width

    def read_run(self, at: int) -> int:
        char, end = self.text[at], at + 1
        while self.text[end : end + 1] == char:
            end += 1
        run = run_of(char, end - at, self.text[at - 1 : at], self.text[end : end + 1])
        if char == "~" and end - at > 2:
            self.add_text(char * (end - at))
            return end
        self.tokens.append(Token("run", run=run))
        if run.can_open or run.can_close:
            self.runs.push(run)
        return end

    def read_entity(self, at: int) -> int:
        found = ENTITY.match(self.text, at)
        decoded = character(found[1], found[2], found[3]) if found else None
        self.add_text("&" if found is None or decoded is None else decoded)
        return at + 1 if found is None or decoded is None else found.end()

    def read_pointed(self, at: int) -> int:
        """`<`: an address, a tag, or just that."""
        if found := _POINTED_ADDRESS.match(self.text, at):
            self.add_link(found[1], found[1])
        elif found := _POINTED_MAIL.match(self.text, at):
            self.add_link("mailto:" + found[1], found[1])
        else:
            end = self.html_end(at)
            if end < 0:
                self.add_text("<")
                return at + 1
            self.tokens.append(Token("html", self.text[at:end]))
            return end
        return found.end()

    def html_end(self, at: int) -> int:
        """The place behind the tag, comment, instruction or declaration that begins here, or -1."""
        if found := _TAG.match(self.text, at):
            return found.end()
        found = _UNTAGGED.match(self.text, at)
        if found is None:
            return -1
        ending = _ENDS[found.lastindex]
        begin = at + 2 if ending == "-->" else found.end()  # a comment's beginning may be its end: `<!-->`
        place = -1 if ending in self.missing else self.text.find(ending, begin)
        if place < 0:
            self.missing.add(ending)
            return -1
        return place + len(ending)

    def read_address(self, at: int) -> int:
        found = None if self.brackets else address_at(self.text, at)  # a link's or image's text holds no link
        if found is None:
            self.add_text(self.text[at])
            return at + 1
        self.add_link(found if found[:4].lower() != "www." else "http://" + found, found)
        return at + len(found)

    def add_link(self, target: str, text: str) -> None:
        self.tokens += [Token("open", target=target), Token("text", text), Token("close", target=target)]

    # Links and images

    def read_bracket(self, at: int) -> int:
        is_image = self.text[at] == "!"
        end = at + 2 if is_image else at + 1
        if self.brackets:
            self.brackets[-1].has_bracket_after = True
        self.brackets.append(Bracket(len(self.tokens), end, is_image, self.runs.last))
        self.add_text(self.text[at:end])
        return end

    def read_closing(self, at: int) -> int:
        if not self.brackets:
            self.add_text("]")
            return at + 1
        bracket = self.brackets.pop()
        found = self.target_behind(bracket, at) if bracket.is_active else None
        if found is None:
            if not (bracket.is_active and self.close_note(bracket, at)):
                self.add_text("]")
            return at + 1
        self.close_bracket(bracket, found[0], found[1])
        return found[2]

    def close_note(self, bracket: Bracket, at: int) -> bool:
        """Makes a reference of `[^label]` if such a footnote is defined."""
        if not self.text.startswith("^", bracket.end) or at - bracket.end > _LABEL_LONGEST:
            return False
        label = self.text[bracket.end + 1 : at]
        note = self.notes.get(folded(label))
        if note is None:
            return False
        self.runs.match(bracket.below)
        del self.tokens[bracket.token :]
        if bracket.is_image:
            self.add_text("!")
        self.tokens.append(Token("note", label, target=note))
        return True

    def target_behind(self, bracket: Bracket, at: int) -> tuple[str, str, int] | None:
        """What a closing bracket links to, its title, and the place behind that."""
        return self.target_inline(at + 1) or self.target_by_label(bracket, at)

    def target_inline(self, at: int) -> tuple[str, str, int] | None:
        text = self.text
        if not text.startswith("(", at):
            return None
        found = destination_at(text, space_at(text, at + 1))
        if found is None:
            return None
        target, end = found
        behind, title = space_at(text, end), None
        if behind > end and (title := title_at(text, behind)):
            behind = space_at(text, title[1])
        return (target, title[0] if title else "", behind + 1) if text.startswith(")", behind) else None

    def target_by_label(self, bracket: Bracket, at: int) -> tuple[str, str, int] | None:
        label = label_at(self.text, at + 1)
        if label is not None:
            name, end = label[1], label.end()
        elif bracket.has_bracket_after or at - bracket.end > _LABEL_LONGEST:
            return None
        else:
            name, end = self.text[bracket.end : at], at + 1
            if self.text.startswith("[]", end):
                end += 2
        found = self.definitions.get(folded(name))
        if found is None:
            return None
        self.used.add(found.label)
        return found.target, found.title, end

    def close_bracket(self, bracket: Bracket, target: str, title: str) -> None:
        self.runs.match(bracket.below)
        opening, closing = ("image", "end") if bracket.is_image else ("open", "close")
        self.tokens[bracket.token] = Token(opening, target=target, title=title)
        self.tokens.append(Token(closing, target=target, title=title))
        if bracket.is_image:
            return
        for other in reversed(self.brackets):  # links hold no links
            if not other.is_active:
                break
            other.is_active = other.is_image


_READERS: dict[str, Callable[[InlineReader, int], int]] = {
    "\\": InlineReader.read_escape,
    "\n": InlineReader.read_newline,
    "`": InlineReader.read_code,
    "*": InlineReader.read_run,
    "_": InlineReader.read_run,
    "~": InlineReader.read_run,
    "&": InlineReader.read_entity,
    "<": InlineReader.read_pointed,
    "[": InlineReader.read_bracket,
    "![": InlineReader.read_bracket,
    "]": InlineReader.read_closing,
}
