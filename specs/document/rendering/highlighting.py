"""Colours for code, by classes: for languages whose lexers stood up to hostile text, and code of ordinary length."""

from collections.abc import Iterator
from functools import cache

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import STANDARD_TYPES

LANGUAGES = frozenset({
    "bash", "css", "docker", "dockerfile", "go", "graphql", "html", "http", "ini", "javascript", "js", "json",
    "jsx", "kotlin", "php", "proto", "protobuf", "py", "python", "rb", "ruby", "rs", "rust", "sh",
    "shell", "sql", "swift", "toml", "ts", "tsx", "typescript", "xml", "yaml", "yml",
})  # fmt: skip
LONGEST = (
    2_000  # most lexers' time grows with the square of some text; that of Java, C, C# and Scala is left out for it
)


@cache
def _lexer(language: str) -> Lexer:
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


def highlighted(code: str, language: str) -> Iterator[tuple[str, str]]:
    """Pieces of the code, each with its class or "". Joined they are the code, whatever the lexer makes of it."""
    name = language.lower().strip("{}.")
    if name not in LANGUAGES or len(code) > LONGEST:
        return iter([("", code)])
    pieces = [(STANDARD_TYPES.get(token, ""), text) for token, text in _lexer(name).get_tokens(code)]
    return iter(pieces if "".join(text for _, text in pieces) == code else [("", code)])
