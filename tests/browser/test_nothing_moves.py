"""Between reading and writing no letter moves: same x, y and width for every kind of row, on a desk and a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from specs.models import Spec
from tests.browsers import LiveApp

pytestmark = pytest.mark.browser

SPEC = """# Instant refunds for every card that a customer of ours may hold, in any country

The money is back within a minute of the click of the agent, not in three to five working days, as it is now.

## Metadata
---
version: 1.0
author: Ana Ruiz
created: 2026-11-02
target_model: Claude Opus, and people
reviewers: Ben Cole, Cai Lin
---

## Overview

When a support agent refunds an order, the customer waits three to five working days, since refunds go by night.

## Goals & Non-Goals

### Goals
1. A refund of up to 500 euros reaches an eligible card within 60 seconds of the confirmation by the agent, always.

### Non-Goals
- No refund in another currency than that of the payment, whatever the card of the customer can take or not take.

## Requirements

### Functional Requirements
1. **FR-1**: A refund reaches the account of the card holder within sixty seconds of the confirmation of the agent.
   - **FR-1.1**: The date is told in the zone of the customer, also where it is another day there than here already.
2. **FR-2**: **Never twice**: A refund is never paid twice, whatever the agent, the network or the scheme may do to it.

### Non-Functional Requirements
- **Performance**: The form answers within two hundred milliseconds for nineteen of twenty requests in any hour.

## System Architecture

### System Context Diagram
```
+-------+     +--------+
| Agent |---->| Refund |
+-------+     +--------+
```

### Data Model
```sql
CREATE TABLE refund (
    id bigint PRIMARY KEY,
    amount numeric(12, 2) NOT NULL
);
```

### Components
**Component: Refund service**
- Responsibility: Takes refunds from agents.

### API Design
**Endpoint**: `POST /refunds`

Request:
```json
{"order": 41, "amount": "12.00"}
```

### Technology Stack
- **Backend**: Python with Django, since the team knows both and the rest of the support console is built with them.

## Implementation Plan

### Phase 1: Know the cards
- [ ] Look up the eligibility of the card by its range, refreshed every night from the file of the scheme itself

## Data Flow
1. User action: The agent presses refund, and reads whether the money arrives at once or on a date that is shown.

## Security Considerations
- **Authentication**: Agents log in with the single sign-on of the company, and again after eight hours without use.

## Error Handling
| Error Type | Handling Strategy | User Message |
|---|---|---|
| Push declined | Queue for the batch and log the reason code | It arrives by the date that is shown |

## Rollout Plan
1. **Development**: Behind a switch, for the test cards of the schemes only, until the reconciliation is right for ever.

## Open Questions
1. Does a refund that fell back to the batch count as instant in the report that goes to the schemes every month?

## Dependencies & Risks
| Dependency/Risk | Impact | Mitigation |
|---|---|---|
| The network is slow | High | Fall back after 20 s to the batch of the night, and tell the customer |

## Success Metrics
- Seven of ten refunds reach the card within sixty seconds in the first month after the switch has been turned on.

## References
- The handbook of the scheme, chapter four, on pushes to cards and what an issuer may answer to them and how late.

## Glossary

### Words

A push is a payment to a card.
"""

# Where a row's own words begin, how wide their lines may be, and how high they stand: at rest.
AT_REST = """id => {
    const row = document.getElementById(id);
    const text = row.querySelector(".row-body > .md > pre, .row-text, h1, h2, h3, h4, .row-title, [data-cell]");
    const words = text.querySelector(".md, code") ?? text;
    const cell = text.matches("[data-cell]"), code = text.matches("pre");
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
    let node = walker.nextNode();
    while (!node.data.trim() || !node.parentElement.getClientRects().length) node = walker.nextNode();
    const range = document.createRange();
    range.selectNodeContents(node);
    const first = range.getClientRects()[0], box = (cell ? words : text).getBoundingClientRect();
    if (code) return [first.x, first.y + first.height / 2, box.width, box.bottom];
    return [first.x, first.y + first.height / 2, box.width, box.bottom];
}"""
# The same of the field that holds them.
OPEN = """id => {
    const row = document.getElementById(id);
    const line = row.querySelector(".main-field > .editor .cm-line");
    if (line) {
        const range = document.createRange();
        range.selectNodeContents(line);
        const first = range.getClientRects()[0], box = line.closest(".editor").getBoundingClientRect();
        return [first.x, first.y + first.height / 2, box.width, box.bottom];
    }
    const field = row.querySelector(".main-field:not(.titled) .field, .main-field .field, [data-cell] .field");
    const box = field.getBoundingClientRect(), style = getComputedStyle(field);
    const of = name => parseFloat(style[name]) || 0;
    const top = of("borderTopWidth") + of("paddingTop"), left = of("borderLeftWidth") + of("paddingLeft");
    const width = box.width - left - of("borderRightWidth") - of("paddingRight");
    return [box.x + left + of("textIndent"), box.y + top + of("lineHeight") / 2, width, box.bottom - top];
}"""


@pytest.fixture
def page(
    window: Callable[..., Page], live_app: LiveApp, colleague: Callable[..., User], imported: Callable[..., Spec]
) -> Page:
    ana = colleague("Ana Ruiz")
    page = window(ana)
    page.goto(f"{live_app.url}/{imported(ana, SPEC).key}/")
    page.evaluate("document.fonts.ready")
    return page


# Of headings, which are many and alike, one of each size.
ROWS = """[...document.querySelectorAll('[data-row]')].filter((row, at, all) =>
    !row.matches('.head-row') || all.findIndex(other => other.className === row.className) === at).map(row => row.id)"""


# Where each piece of metadata and its words stand, and what comes after them all.
METADATA = """() => [...document.querySelectorAll("#metadata > *"), document.querySelector("#lead + *")].map(item => {
    const field = item.querySelector(".field"), words = item.querySelector(".md") ?? item;
    const box = item.getBoundingClientRect(), inner = (field ?? words).getBoundingClientRect();
    const style = field && getComputedStyle(field);
    const x = field ? inner.x + parseFloat(style.borderLeftWidth) + parseFloat(style.paddingLeft) : inner.x;
    return [box.x, box.y, x, inner.y + inner.height / 2];
})"""


def metadata_moved(page: Page) -> dict[str, Any]:
    """Opens each by its key, and leaves it as it was."""
    moved = {}
    items: list[str] = page.evaluate("[...document.querySelectorAll('#metadata > [id^=meta-]')].map(item => item.id)")
    for item in items:
        page.locator(f"#{item} a").focus()
        before = page.evaluate(METADATA)
        page.keyboard.press("Enter")
        page.locator(f"#{item}[data-open] .field:focus").wait_for()
        after = page.evaluate(METADATA)
        if any(abs(a - b) > 1 for one, two in zip(before, after, strict=True) for a, b in zip(one, two, strict=True)):
            moved[item] = (before, after)
        page.keyboard.press("Escape")
        page.locator(f"#{item}:not([data-open])").wait_for()
    assert len(items) == 4
    return moved


@pytest.mark.parametrize("width", [1440, 390])
def test_no_letter_moves_between_reading_and_writing(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    rows: list[str] = page.evaluate(ROWS)
    assert len(rows) > 20
    moved: dict[str, Any] = {}
    for row in rows:
        page.locator(f"#{row}").focus()
        page.evaluate("id => document.getElementById(id).scrollIntoView({block: 'center'})", row)
        before = page.evaluate(AT_REST, row)
        page.keyboard.press("Enter")
        page.locator(f"#{row}[data-open]").wait_for()
        held = ".cm-content" if page.locator(f"#{row} .main-field [data-code]").count() else ".field"
        page.locator(f"#{row}[data-open] {held}:focus").wait_for()
        after = page.evaluate(OPEN, row)
        if any(abs(a - b) > 1 for a, b in zip(before, after, strict=True)):
            moved[page.locator(f"#{row}").inner_text()[:40]] = (before, after)
        page.keyboard.press("Escape")
        page.locator(f"#{row}[data-row]").wait_for()
    assert not moved | metadata_moved(page)
