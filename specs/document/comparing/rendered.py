"""Marks on rendered Markdown, where they tell what the bytes tell; elsewhere the bytes themselves are shown.

A text is shown rendered if, and only if, exactly the characters that came or went in its source came or went in what
is read: so no mark is lost on the way to the page, not that of a link's target, an asterisk or a blank.
"""

import html
import re
from collections.abc import Iterable, Sequence

from specs.document.alignment import Budget
from specs.document.diff import Piece, words
from specs.document.rendering import OPENED, render, render_inline
from specs.document.rendering.invisible import invisible_shown, numbered, returns_shown

_TAG = re.compile(r"""(<[^>"]*+(?:"[^"]*+"[^>]*+)*+>)""")
_ID = re.compile(r' id="[^"]*"')  # the page has each text more than once
_BLANK_SIGNS = {" ": "␣", "\t": "⇥", "\n": "↵\n", "\r": "‹U+000D›"}

Texts = tuple[str, str]


def rendered_pieces(
    pieces: Sequence[Piece], texts: Texts, known: Texts, *, inline: bool, budget: Budget | None = None
) -> list[Piece] | None:
    """The rendered text in pieces, tags among those that stayed, or None where it would not tell what `pieces` tell.

    `texts` are the Markdown before and after, `known` the definitions of the two documents.
    """
    make = render_inline if inline else render
    old, new = (_TAG.split(make(text, definitions=defined)) for text, defined in zip(texts, known, strict=True))
    if old[1::2] != new[1::2]:
        return None
    out: list[Piece] = []
    for number, (was, now) in enumerate(zip(old, new, strict=True)):
        if number % 2:
            out.append(Piece("tag", _tag(was)))
        else:
            out += words(html.unescape(was), html.unescape(now), budget)
    same = all(_joined(pieces, op) == _joined(out, op) for op in ("added", "removed"))
    return out if same else None


def rendered(text: str, known: str, *, inline: bool) -> str:
    """A text in which nothing is marked, as safe HTML without ids, and nothing folded away."""
    found = (render_inline if inline else render)(text, definitions=known)
    return _TAG.sub(lambda tag: _tag(tag[0]), found) if ' id="' in found or "<details>" in found else found


def _tag(tag: str) -> str:
    return OPENED if tag == "<details>" else _ID.sub("", tag)


def _joined(pieces: Iterable[Piece], op: str) -> str:
    return "".join(piece.text for piece in pieces if piece.op == op)


def marked(pieces: Iterable[Piece], side: str, said: Texts) -> str:
    """Safe HTML of pieces. `side` is "before", "after" or "both"; `said` is read out before what went and what came."""
    hidden = {"before": "added", "after": "removed"}.get(side, "")
    return "".join(_html(piece, said) for piece in pieces if piece.op != hidden)


def _html(piece: Piece, said: Texts) -> str:
    if piece.op == "tag":
        return piece.text
    if piece.op == "same":
        return shown(piece.text)
    tag, word = ("ins", said[1]) if piece.op == "added" else ("del", said[0])
    return f'<{tag} class="edit"><span class="sr">{html.escape(word)} </span>{changed(piece.text)}</{tag}>'


def shown(text: str) -> str:
    """A text that is no Markdown as safe HTML, what is invisible made visible."""
    return invisible_shown(html.escape(returns_shown(text), quote=False)) if text else ""


def changed(text: str) -> str:
    """The same for characters that came or went: blanks among them are signs, where nothing else was changed."""
    if not text.isspace():
        return shown(text)
    return "".join(_BLANK_SIGNS.get(char) or numbered(char) for char in text.replace("\r\n", "\n"))
