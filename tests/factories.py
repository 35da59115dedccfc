"""Makes what tests need, through the services that people use."""

import io
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from PIL import Image as Pixels

from accounts.models import Membership, Role, Team, User
from specs.models import Spec
from specs.services.errors import Refused, Unreadable
from specs.services.exchanging import import_spec
from specs.services.reviewing import approve, submit

_numbers = count(1)

SAMPLE = """\
# Refunds

Money goes back the way it came.

## Metadata
---
version: 1.0
author: Ana Ruiz
created: 2026-11-02
status: draft
target_model: Claude Sonnet
---

## Overview

Customers get their money back without writing to us.

## Goals & Non-Goals

### Goals

1. Refunds within a day
2. No letters

### Non-Goals

- Chargebacks

## Requirements

### Functional Requirements

1. **FR-1**: A clerk refunds a payment in full.
2. **FR-2**: A clerk refunds a part of a payment.
   - **Priority**: Must
3. **FR-3**: The customer is told by mail.

### Non-Functional Requirements

- **Performance**: Under 200 ms for 95 % of requests

## Implementation Plan

### Phase 1: Ledger
- [ ] Write the ledger (FR-1, FR-2)
- [ ] Send the mail (FR-3)
- **Duration**: two weeks

## Error Handling

| Error Type | Handling Strategy | User Message |
|------------|-------------------|--------------|
| Validation | Say which field | "Amount too large" |
| Auth | Ask to log in | "Log in first" |

## Open Questions

1. What about gift cards?

## Dependencies & Risks

| Dependency/Risk | Impact | Mitigation |
|-----------------|--------|------------|
| Bank is down | High | Queue and retry |

## Success Metrics

- Fewer than 5 letters a week
"""


def make_user(name: str = "", **fields: object) -> User:
    number = next(_numbers)
    name = name or f"Person {number}"
    first = name.split(maxsplit=1)[0].lower()
    return User.objects.create_user(f"{first}{number}@example.com", "correct horse", name=name, **fields)


def make_team(key: str = "") -> Team:
    return Team.objects.create(key=key or f"T{next(_numbers)}", name="A team")


def make_member(team: Team, role: str = Role.EDITOR, name: str = "") -> User:
    user = make_user(name)
    Membership.objects.create(team=team, user=user, role=role)
    return user


def make_spec(team: Team, by: User, text: str = SAMPLE) -> Spec:
    return import_spec(by=by, team=team, data=text.encode(), name="refunds.md")


def make_specs_of_documents(team: Team, by: User, some: slice) -> Iterator[tuple[int, Spec]]:
    """A spec of each of some of the documents in tests/documents/, numbered; those that cannot come in are left out."""
    for at, path in enumerate(sorted(Path(__file__).with_name("documents").rglob("*.md"))[some]):
        try:
            yield at, import_spec(by=by, team=team, data=path.read_bytes(), name=path.name)
        except (Refused, Unreadable):
            continue


def make_review(team: Team, by: User, reviewer: User, text: str = SAMPLE) -> Spec:
    spec = make_spec(team, by, text)
    submit(spec, by=by, reviewers=[reviewer], seen=spec.text_hash)
    spec.refresh_from_db()
    return spec


def make_approved(team: Team, by: User, reviewer: User, text: str = SAMPLE) -> Spec:
    spec = make_review(team, by, reviewer, text)
    approve(spec, by=reviewer, sha=spec.revisions.latest("number").sha256)
    spec.refresh_from_db()
    return spec


def png(size: tuple[int, int] = (8, 6), colour: str = "navy") -> bytes:
    out = io.BytesIO()
    Pixels.new("RGB", size, colour).save(out, format="PNG")
    return out.getvalue()


def template() -> str:
    return (Path(__file__).parent.parent / "specs/document/technical-spec-template.md").read_text()
