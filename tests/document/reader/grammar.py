"""Documents made at random: from the building blocks of Markdown, and from characters that have gone wrong before."""

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "a",
        "the system",
        "**FR-1**:",
        "FR-2:",
        "[ ]",
        "[x]",
        "**Label**:",
        "`GET /x`",
        "T001",
        "|",
        "\\|",
        "# no",
        "> q",
        "é",
        "日本",
        "שלום",
        "\u200f",
        "\u2028",
        "\x0c",
        "\x85",
        "\x1b",
        "\ufeff",
        "<b>",
        "-->",
        "**Component: X**",
        "Request:",
        "  ",
        "\t",
        "**Acceptance criteria**:",
        "**GIVEN**",
    ]
)
HEADINGS = st.sampled_from(
    [
        "# Title",
        "## Metadata",
        "## Goals",
        "### Functional Requirements",
        "## Implementation Plan",
        "### Phase 1: X",
        "### FR-1: Y",
        "## API Design",
        "#### GET /x",
        "## Dependencies & Risks",
        "## Error Handling",
        "## Data Model",
        "### Component Design",
        "#",
        "Setext\n===",
        "two\nlines\n---",
        "### Requirement: Z",
        "#### Scenario: S",
        "#### Acceptance Criteria",
        "## 🎯 1. Goals ##",
    ]
)
MARKERS = st.sampled_from(
    ["- ", "* ", "1. ", "10) ", "-", "-\t", "-     ", "  - ", "    - ", "\t- ", "> ", "> - ", "- - ", ""]
)
FENCES = st.sampled_from(
    ["```", "```json\n{}\n```", "~~~\n- FR-1: x\n~~~", "  ```sql\n  x\n  ```", "<!--", "-->", "<div>", "---", "***"]
)
TABLES = st.sampled_from(
    [
        "| Risk | Impact |\n|---|---|\n| a | b |",
        "ID | Requirement\n-- | --\nFR-1 | t\nx",
        "| a |\n|-|",
        "|\n|-",
        "| a | b |\n|-|-|\n| \\| |",
    ]
)
KEYS = st.sampled_from(["version", "**Status**", "author", "x y"])
LINES = st.one_of(
    st.builds(lambda marker, words: marker + " ".join(words), MARKERS, st.lists(WORDS, max_size=4)),
    st.builds(lambda key, word: f"{key}: {word}", KEYS, WORDS),
    HEADINGS,
    FENCES,
    TABLES,
    st.sampled_from(["", "   ", "\t"]),
)
ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n", "\r", "\n\n"])
DOCUMENTS = st.builds(
    lambda bom, front, lines, last: bom + front + "".join(line + end for line, end in lines) + last,
    st.sampled_from(["", "", "\ufeff"]),
    st.sampled_from(["", "", "---\ntitle: x\ntags:\n  - a\n# c\n\nb: y\n---\n", "---\n"]),
    st.lists(st.tuples(LINES, ENDS), max_size=25),
    LINES,
)
RAW = st.text(
    st.sampled_from("ab#-*_`~>|:.1[]x \t\n\r\x0c\x0b\x85\u2028\u2029\ufeff<!/\\é—日"),
    max_size=200,
)
TEXTS = st.one_of(DOCUMENTS, RAW, st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=100))
