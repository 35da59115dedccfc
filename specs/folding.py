"""Words compared as people read them, small or capital, in any script: in Python and in the database.

SQLite knows the capitals of English only, so it is given a function of ours; PostgreSQL has its own. A word is looked
for by its place (`StrIndex`), never by a pattern: the database's wildcards are letters like any other.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

NAME = "SPECROOM_FOLD"
_BETWEEN = "\x1f"


def fold(text: str) -> str:
    """Without the difference between small and capital letters, or between ways to write the same letter."""
    if text.isascii():
        return text.lower()
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return text.casefold()


class Folded(Func):
    """A text column, folded."""

    output_field = TextField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template=f"{NAME}(%(expressions)s)", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="LOWER(NORMALIZE(%(expressions)s, NFKC))", **context)


def with_word(column: str, word: str) -> Q:
    """The rows whose column has the word, however it is written."""
    place = StrIndex(Folded(F(column)), Folded(Value(word, output_field=TextField())))
    return Q(GreaterThan(place, 0))


def with_words(found: QuerySet[Any], column: str, words: Sequence[str]) -> QuerySet[Any]:
    """Those that have all the words, in any order; SQLite folds the column once for all of them."""
    if connection.vendor == "sqlite":
        return found.filter(_HasAll(F(column), Value(_BETWEEN.join(map(fold, words)), output_field=TextField())))
    for word in words:
        found = found.filter(with_word(column, word))
    return found


class _HasAll(Func):
    """Whether a column has all the words, which are folded and joined."""

    function = "SPECROOM_HAS"
    output_field = BooleanField()
    arity = 2


def teach(connection: Any, **_kwargs: Any) -> None:
    """Gives a new connection to SQLite the function."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(NAME, 1, _folded, deterministic=True)
        connection.connection.create_function(_HasAll.function, 2, _has_all, deterministic=True)


def _folded(text: Any) -> str | None:
    return None if text is None else fold(str(text))


def _has_all(text: Any, words: str) -> bool:
    folded = fold(str(text))
    return all(word in folded for word in _parts(words))


@lru_cache(maxsize=64)
def _parts(words: str) -> list[str]:
    return words.split(_BETWEEN)
