"""Documents to compare: read from Markdown, rows numbered, and changed by whoever tests."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import strategies as st

from specs.document import reader
from specs.document.comparing.items import Comparison, Item
from specs.document.rows import Document, Row

TEXT = """\
# Refunds

Money goes back, see [the rules][rules].

## Requirements

### Functional Requirements

1. **FR-1**: A clerk refunds a payment in full.
2. **FR-2**: A clerk refunds a part of a payment.
   - **Priority**: Must
   - **Acceptance Criteria**:
     - A refund is booked once.
3. **FR-3**: The customer is told by mail[^1].

## Data Model

```sql
CREATE TABLE refund (
  id int,
  amount int
);
```

## Dependencies & Risks

| Dependency/Risk | Impact | Mitigation |
|-----------------|--------|------------|
| Bank is down | High | Queue and retry |

[rules]: https://rules.example/1
[^1]: By post, if there is no address.
"""


def document(text: str = TEXT, first: int = 1) -> Document:
    found = reader.read(text)
    return found.with_ids(list(range(first, first + len(found.rows))))


def edited(start: Document, *changes: tuple[str, str]) -> Document:
    """The same rows with words replaced in their sources."""
    rows = list(start.rows)
    for old, new in changes:
        at = next(i for i, row in enumerate(rows) if old in row.source)
        rows[at] = replace(rows[at], source=rows[at].source.replace(old, new))
    return Document(tuple(rows), start.tail)


def reordered(start: Document, order: Callable[[list[int]], list[int]]) -> Document:
    """The rows in another order, each below the row it stood below, if that is there."""
    rows = order(list(range(len(start.rows))))
    places = {old: new for new, old in enumerate(rows)}
    found = [replace(start.rows[i], parent=places.get(start.rows[i].parent or 0)) for i in rows]
    return Document(tuple(found), start.tail)


def at(found: Document, word: str) -> int:
    return next(i for i, row in enumerate(found.rows) if word in row.source)


def told(comparison: Comparison) -> dict[str, str]:
    """What happened to each item that a reader has to look at, by the first word of its row."""
    return {first_words(comparison, item): item.op for item in comparison.changes}


def first_words(comparison: Comparison, item: Item) -> str:
    if item.row == 0:
        return "end"
    return next(
        word
        for word in ("FR-1", "FR-2", "FR-3", "[the rules]", "[rules]", "CREATE", "Bank")
        if word in row(comparison, item).source
    )


def row(comparison: Comparison, item: Item) -> Row:
    return comparison.difference.row(item.head)


WORDS = st.sampled_from(["a", "bb ", "\n", "  ", "**c**", "|", "\u200b", "é", "FR-1", "\r\n", "[x]", "😀", "\t"])
SOURCES = st.lists(WORDS, max_size=6).map("".join)
ROWS = st.builds(
    Row,
    st.just("prose"),
    st.sampled_from(["prose:", "item:{text}", "cell:uid,text", "fence:", "heading:{title}"]),
    st.sampled_from(["", "\n", "\n\n", "\r\n", "\ufeff", " \n"]),
    SOURCES,
)


@st.composite
def documents(draw: st.DrawFn) -> tuple[Document, Document]:
    """Two documents with some rows in common, in whatever order; a few without ids, a few twice."""
    old = draw(st.lists(ROWS, max_size=6))
    kept = draw(st.permutations(range(len(old))))[: draw(st.integers(0, 6))]
    pool: list[tuple[int | None, Row]] = [(i + 1, draw(st.one_of(st.just(old[i]), ROWS))) for i in kept]
    pool += [(draw(st.sampled_from([None, 1, 50, 51])), fresh) for fresh in draw(st.lists(ROWS, max_size=3))]
    first = [replace(one, id=None if draw(st.integers(0, 9)) == 0 else i + 1) for i, one in enumerate(old)]
    second = [replace(one, id=number) for number, one in pool]
    tails = draw(st.tuples(SOURCES, SOURCES))
    return Document(tuple(first), tails[0]), Document(tuple(second), tails[1])
