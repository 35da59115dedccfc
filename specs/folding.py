"""Words compared as people read them, small or capital, in any script: in Python and in the database.

SQLite knows the capitals of English only, so it is given a function of ours; PostgreSQL has its own. A word is looked
for by its place (`StrIndex`), never by a pattern: the database's wildcards are letters like any other.
"""

import unicodedata
from typing import Any

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

NAME = "SPECROOM_FOLD"


def fold(text: str) -> str:
    """Without the difference between small and capital letters, or between ways to write the same letter."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


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


def with_words(found: QuerySet[Any], column: str, words: list[str]) -> QuerySet[Any]:
    """Those that have all the words, in any order."""
    for word in words:
        found = found.filter(with_word(column, word))
    return found


def teach(connection: Any, **_kwargs: Any) -> None:
    """Gives a new connection to SQLite the function."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(NAME, 1, _folded, deterministic=True)


def _folded(text: Any) -> str | None:
    return None if text is None else fold(str(text))
