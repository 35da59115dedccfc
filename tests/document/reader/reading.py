"""Short ways to say what a text was read as."""

from specs.document import outline
from specs.document.reader import read
from specs.document.rows import Document

#: What stands above a line in the tests: a heading for each section, or nothing in particular.
ABOVE = {
    "goals": "## Goals\n\n",
    "nongoals": "## Non-Goals\n\n",
    "functional": "### Functional Requirements\n\n",
    "quality": "### Non-Functional Requirements\n\n",
    "context": "### System Context Diagram\n\n",
    "components": "### Component Design\n\n",
    "data_model": "### Data Model\n\n",
    "api": "### API Design\n\n",
    "stack": "### Technology Stack\n\n",
    "plan": "## Implementation Plan\n\n",
    "phase": "## Implementation Plan\n\n### Phase 1: Ground\n\n",
    "data_flow": "## Data Flow\n\n",
    "security": "## Security Considerations\n\n",
    "errors": "## Error Handling\n\n",
    "monitoring": "## Monitoring & Observability\n\n",
    "testing": "## Testing Strategy\n\n",
    "rollout": "## Rollout Plan\n\n",
    "questions": "## Open Questions\n\n",
    "risks": "## Dependencies & Risks\n\n",
    "metrics": "## Success Metrics\n\n",
    "references": "## References\n\n",
    "metadata": "# T\n\n## Metadata\n\n",
    "title": "# T\n\n",
    "elsewhere": "# T\n\n## History\n\n",
}


def kinds(text: str) -> list[str]:
    """The kinds of all rows, in order."""
    return [row.kind for row in whole(text).rows]


def whole(text: str) -> Document:
    document = read(text)
    assert document.text == text
    return document


def values(text: str, kind: str) -> list[dict[str, str]]:
    """The fields in the lines of every row of this kind."""
    document = whole(text)
    return [outline.own_values(document, i) for i, row in enumerate(document.rows) if row.kind == kind]


def tree(text: str) -> list[str]:
    """Rows as `kind` indented by their depth, with the first line of each."""
    document = whole(text)
    return [
        "  " * sum(1 for _ in document.ancestors(i)) + f"{row.kind}: {row.source.splitlines()[0].strip()}"
        for i, row in enumerate(document.rows)
    ]
