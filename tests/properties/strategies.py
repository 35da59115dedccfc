"""What the property tests draw from: documents built of every dialect, their mutations, hostile values, edits."""

import json
from pathlib import Path

from hypothesis import strategies as st

from specs.document.template import KINDS
from tests.document.writer.samples import SAMPLES

HERE = Path(__file__).parent.parent
PAYLOADS: list[str] = [
    json.loads(line) for line in (HERE / "security-payloads.txt").read_text("utf-8").split("\n") if line
]
WRITTEN = [path.read_bytes().decode("utf-8", "replace") for path in sorted((HERE / "documents").glob("*.md"))]
FRAGMENTS = (
    "# Title",
    "## Goals",
    "### Non-Goals",
    "## 2. Functional Requirements",
    "## Metadata",
    "---",
    "version: 1",
    "**Status**: draft",
    "1. one",
    "2. two",
    "   more",
    "- a",
    "  - b",
    "* **FR-1**: x",
    "- [ ] task (FR-1)",
    "  - [x] T002 sub",
    "- **Duration**: long",
    "### Phase 1: Base",
    "### FR-1: Login",
    "#### Acceptance Criteria",
    "**Component: A**",
    "**Endpoint**: `GET /x`",
    "Request:",
    "```json",
    "```",
    "~~~",
    "    code",
    "\tcode",
    "> quote",
    "<!-- open",
    "-->",
    "<div>",
    "| Risk | Impact |",
    "|---|---|",
    "| a | High |",
    "a | b",
    "Text",
    "===",
    "***",
    "",
    "",
    "",
    "\u2028x",
    "x\u000b",
    "\u200f",
    "FR-1.1: nested",
    "9. nine",
    "10. ten",
    "Goals\n=====",
    "## Risks",
    "## Open Questions",
    "   - **Answer**: yes",
    "1) x",
    "\ufeff",
    "\x00",
)
EOLS = ("\n", "\n", "\n", "\r\n", "\r")
TYPED = (
    "plain",
    "two\nlines",
    "- bullet\n- two",
    "# head",
    "```\nopen",
    "**FR-9**: x",
    "a | b",
    "FR-9: foo",
    "",
    "1. one",
    "<!-- c",
    "- **Priority**: Must",
    "trail \\",
    "> q",
    "---",
    "text: with colon",
    "- [ ] task",
    "===",
    "    code",
    "\ttab",
    "a\n\nb",
    "a\\|b",
    "### Phase 3: X",
    "| a | b |\n|---|---|\n| c | d |",
    "Must",
    "P1",
    "GET",
    "/x/{id}",
    "FR-12.3",
    "C#",
    "Head #",
    "[x] y",
)


@st.composite
def assembled(draw: st.DrawFn) -> str:
    """A text of fragments, with line ends of its own."""
    eol = draw(st.sampled_from(EOLS))
    lines = draw(st.lists(st.sampled_from(FRAGMENTS), max_size=30))
    return eol.join(lines) + draw(st.sampled_from(("", eol)))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A document of the table of kinds or of the written ones, with lines doubled, dropped, swapped or put in."""
    text = draw(st.sampled_from([sample.text for sample in SAMPLES] + WRITTEN))
    lines = text.splitlines(keepends=True)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, max(0, len(lines) - 1)))
        match draw(st.sampled_from(("drop", "double", "swap", "put"))):
            case "drop":
                del lines[at : at + 1]
            case "double":
                lines[at:at] = lines[at : at + 1]
            case "swap":
                lines[at : at + 2] = lines[at : at + 2][::-1]
            case _:
                lines.insert(at, draw(st.sampled_from(FRAGMENTS)) + "\n")
    return "".join(lines)


def documents() -> st.SearchStrategy[str]:
    return st.one_of(assembled(), mutated())


def values() -> st.SearchStrategy[str]:
    """What somebody might type, or try, in a field."""
    return st.one_of(
        st.sampled_from(TYPED),
        st.sampled_from(PAYLOADS),
        st.text(max_size=30),
        st.lists(st.sampled_from([fragment for fragment in FRAGMENTS if fragment != "\x00"]), max_size=4).map(
            "\n".join
        ),
    )


@st.composite
def filled_in(draw: st.DrawFn, kind: str) -> dict[str, str]:
    """Values for some fields of a kind."""
    names = [field.name for field in KINDS[kind].fields]
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, unique=True)) if names else []
    return {name: draw(values()) for name in chosen}
