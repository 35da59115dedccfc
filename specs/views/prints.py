"""What the HTML of a row is drawn from, as a short hash: where it is the same, so is the HTML."""

from hashlib import blake2b

from specs.models import Row
from specs.views.lines import Line

#: Where a row stands among others does not show in it.
_COLUMNS = sorted({field.attname for field in Row._meta.concrete_fields} - {"place", "made_at"})  # noqa: SLF001


class Prints:
    """Those of one page; `common` is what all its rows are drawn from."""

    def __init__(self, *common: object) -> None:
        self.common = repr(common)
        self.own: dict[int, str] = {}

    def of(self, line: Line) -> str:
        """The row, those below it, and of those above it what shows: their kinds, and the heads of a table."""
        hashed = blake2b(self.common.encode(), digest_size=16)
        hashed.update(repr((line.definitions, line.block_size, self._below(line))).encode())
        above = line.parent
        while above is not None:
            hashed.update(repr((above.kind, above.row.source if above.kind == "table" else "")).encode())
            above = above.parent
        return hashed.hexdigest()

    def _below(self, line: Line) -> str:
        if line.row.pk not in self.own:
            values = [getattr(line.row, name) for name in _COLUMNS]
            below = [self._below(child) for child in line.children]
            hashed = blake2b(repr((values, line.findings, below)).encode(), digest_size=16)
            self.own[line.row.pk] = hashed.hexdigest()
        return self.own[line.row.pk]
