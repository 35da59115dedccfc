"""Rule 4: every kind of the table in every dialect it is read in. One line a dialect: section, line, fields."""

import pytest

from specs.document.fields import fields
from specs.document.reader import read
from tests.document.reader.reading import ABOVE, kinds, values
from tests.each import each

CASES = [
    # Goals, non-goals and references stand behind either marker
    ("goal", "goals", "1. Ship it", {"text": "Ship it"}),
    ("goal", "goals", "2) Ship it", {"text": "Ship it"}),
    ("goal", "goals", "- Ship it", {"text": "Ship it"}),
    ("goal", "goals", "* Ship it", {"text": "Ship it"}),
    ("goal", "goals", "+ Ship it", {"text": "Ship it"}),
    ("goal", "goals", "- **G-1**: Ship it", {"text": "**G-1**: Ship it"}),
    ("nongoal", "nongoals", "- Not this", {"text": "Not this"}),
    ("nongoal", "nongoals", "1. Not this", {"text": "Not this"}),
    ("reference", "references", "- [PRD](https://example.org/prd)", {"text": "[PRD](https://example.org/prd)"}),
    ("reference", "references", "1. ADR-7", {"text": "ADR-7"}),
    # Requirements as items
    ("requirement", "functional", "1. **FR-1**: t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- **FR-001**: t", {"uid": "FR-001", "text": "t"}),
    ("requirement", "functional", "- **FR-1:** t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- **FR-1** (P1): t", {"uid": "FR-1", "priority": "P1", "text": "t"}),
    ("requirement", "functional", "- **FR-1** [Must]: t", {"uid": "FR-1", "priority": "Must", "text": "t"}),
    ("requirement", "functional", "- **FR-1** (should) t", {"uid": "FR-1", "priority": "should", "text": "t"}),
    ("requirement", "functional", "- **FR-1 (P1)**: t", {"uid": "FR-1", "priority": "P1", "text": "t"}),
    ("requirement", "functional", "- **FR-1 (P1):** t", {"uid": "FR-1", "priority": "P1", "text": "t"}),
    ("requirement", "functional", "- **FR-1 [P2]**: t", {"uid": "FR-1", "priority": "P2", "text": "t"}),
    ("requirement", "functional", "- **FR-1: Log in**: t", {"uid": "FR-1", "title": "Log in", "text": "t"}),
    ("requirement", "functional", "- **FR-1: Log in:** t", {"uid": "FR-1", "title": "Log in", "text": "t"}),
    ("requirement", "functional", "- **FR-1: Log in** – t", {"uid": "FR-1", "title": "Log in", "text": "t"}),
    ("requirement", "functional", "- **FR-1: Log in** t", {"uid": "FR-1", "title": "Log in", "text": "t"}),
    (
        "requirement",
        "functional",
        "- **FR-1: Log in** (P1): t",
        {"uid": "FR-1", "title": "Log in", "priority": "P1", "text": "t"},
    ),
    ("requirement", "functional", "- **FR-1 – Log in**: t", {"uid": "FR-1", "title": "Log in", "text": "t"}),
    ("requirement", "functional", "- **FR-1 — Log in** — t", {"uid": "FR-1", "title": "Log in", "text": "t"}),
    ("requirement", "functional", "- **FR-1 Log in**: t", {"uid": "FR-1", "title": "Log in", "text": "t"}),
    ("requirement", "functional", "- **FR-1** - t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- **FR-1** — t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- **[FR-1]** t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- **FR-1.** t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- **FR-1** t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- __FR-1__: t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- __FR-1:__ t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- __FR-1__ – t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- `FR-1`: t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- `FR-1` – t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- `FR-1` t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- FR-1: t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- FR-1： t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- FR-1 (P1): t", {"uid": "FR-1", "priority": "P1", "text": "t"}),
    ("requirement", "functional", "- FR-1 – t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- FR-1. t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- [FR-1] t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- FR-1 t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "- AUTH_LOGIN_12.3a: t", {"uid": "AUTH_LOGIN_12.3a", "text": "t"}),
    ("requirement", "functional", "- **Log in**: t", {"title": "Log in", "text": "t"}),
    ("requirement", "functional", "- **Log in:** t", {"title": "Log in", "text": "t"}),
    ("requirement", "functional", "- The system logs in.", {"text": "The system logs in."}),
    ("requirement", "functional", "- UTF-8: everywhere", {"text": "UTF-8: everywhere"}),
    ("requirement", "functional", "-", {"text": ""}),
    # Requirements as paragraphs and headings
    ("requirement", "functional", "**FR-1**: t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "FR-1: t", {"uid": "FR-1", "text": "t"}),
    ("requirement", "functional", "#### FR-1: Log in", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "#### FR-1 – Log in", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "#### FR-1: Log in (Must)", {"uid": "FR-1", "title": "Log in", "priority": "Must"}),
    ("requirement", "functional", "#### FR-1 (P1): Log in", {"uid": "FR-1", "title": "Log in", "priority": "P1"}),
    ("requirement", "functional", "#### FR-1. Log in", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "#### [FR-1] Log in", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "#### **FR-1**: Log in", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "#### FR-1 Log in", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "#### FR-1", {"uid": "FR-1"}),
    ("requirement", "functional", "#### FR-1: Log in ####", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "#### 🔐 FR-1: Log in", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "functional", "FR-1: Log in\n------------", {"uid": "FR-1", "title": "Log in"}),
    ("requirement", "elsewhere", "### Requirement 1: Log in", {"uid": "1", "title": "Log in"}),
    ("requirement", "elsewhere", "### Requirement 2", {"uid": "2"}),
    ("requirement", "elsewhere", "### Requirement: Log in", {"title": "Log in"}),
    ("requirement", "elsewhere", "### Anforderung 3: Anmelden", {"uid": "3", "title": "Anmelden"}),
    ("requirement", "elsewhere", "### 需求 4：登录", {"uid": "4", "title": "登录"}),
    # lines with uids are recognised in any section
    ("requirement", "elsewhere", "- **FR-7**: t", {"uid": "FR-7", "text": "t"}),
    ("requirement", "security", "- **FR-7**: t", {"uid": "FR-7", "text": "t"}),
    ("requirement", "elsewhere", "- **AUTH-7**: t", {"uid": "AUTH-7", "text": "t"}),
    ("quality", "elsewhere", "- **NFR-7**: t", {"uid": "NFR-7", "text": "t"}),
    ("requirement", "elsewhere", "- **NFR-7 [Must]**: t", {"uid": "NFR-7", "priority": "Must", "text": "t"}),
    ("metric", "elsewhere", "- **SC-007**: t", {"uid": "SC-007", "text": "t"}),
    # quality
    ("quality", "quality", "- **Performance**: fast", {"label": "Performance", "text": "fast"}),
    ("quality", "quality", "- **Performance:** fast", {"label": "Performance", "text": "fast"}),
    ("quality", "quality", "- **Performance** – fast", {"label": "Performance", "text": "fast"}),
    ("quality", "quality", "- __Performance__: fast", {"label": "Performance", "text": "fast"}),
    ("quality", "quality", "- __Performance:__ fast", {"label": "Performance", "text": "fast"}),
    ("quality", "quality", "- **NFR-1**: fast", {"uid": "NFR-1", "text": "fast"}),
    ("quality", "quality", "- **NFR-1** (Performance): fast", {"uid": "NFR-1", "label": "Performance", "text": "fast"}),
    ("quality", "quality", "- **NFR-1 (Performance)**: fast", {"uid": "NFR-1", "label": "Performance", "text": "fast"}),
    ("quality", "quality", "- **NFR-1: Performance**: fast", {"uid": "NFR-1", "label": "Performance", "text": "fast"}),
    ("quality", "quality", "- NFR-1: fast", {"uid": "NFR-1", "text": "fast"}),
    ("quality", "quality", "- fast enough", {"text": "fast enough"}),
    ("quality", "quality", "**NFR-1**: fast", {"uid": "NFR-1", "text": "fast"}),
    ("quality", "quality", "#### NFR-1: Performance", {"uid": "NFR-1", "label": "Performance"}),
    ("quality", "quality", "#### NFR-1 – Performance", {"uid": "NFR-1", "label": "Performance"}),
    # components, endpoints, phases
    ("component", "components", "**Component: Gateway**", {"title": "Gateway"}),
    ("component", "components", "**Component**: Gateway", {"title": "Gateway"}),
    ("component", "components", "**Komponente: Tor**", {"title": "Tor"}),
    ("component", "components", "#### Component: Gateway", {"title": "Gateway"}),
    ("component", "components", "#### Component 2: Gateway", {"title": "Gateway"}),
    ("component", "components", "#### Gateway", {"title": "Gateway"}),
    ("endpoint", "api", "**Endpoint**: `POST /x`", {"method": "POST", "path": "/x"}),
    ("endpoint", "api", "**Endpoint:** `POST /x`", {"method": "POST", "path": "/x"}),
    ("endpoint", "api", "**Endpoint**: POST /x", {"method": "POST", "path": "/x"}),
    ("endpoint", "api", "**Endpunkt**: `GET /x`", {"method": "GET", "path": "/x"}),
    ("endpoint", "api", "**`GET /x`**", {"method": "GET", "path": "/x"}),
    ("endpoint", "api", "**GET /x**", {"method": "GET", "path": "/x"}),
    ("endpoint", "api", "**GET** `/x`", {"method": "GET", "path": "/x"}),
    ("endpoint", "api", "`GET /x/{id}?a=b`", {"method": "GET", "path": "/x/{id}?a=b"}),
    ("endpoint", "api", "`GET` `/x`", {"method": "GET", "path": "/x"}),
    ("endpoint", "api", "#### `DELETE /x`", {"method": "DELETE", "path": "/x"}),
    ("endpoint", "api", "#### DELETE /x", {"method": "DELETE", "path": "/x"}),
    ("endpoint", "api", "#### PUT `/x`", {"method": "PUT", "path": "/x"}),
    ("endpoint", "elsewhere", "### Endpoint: `PATCH /x`", {"method": "PATCH", "path": "/x"}),
    ("phase", "plan", "### Phase 1: Ground", {"title": "Ground"}),
    ("phase", "plan", "### Phase 1 - Ground", {"title": "Ground"}),
    ("phase", "plan", "### Phase 1 — Ground", {"title": "Ground"}),
    ("phase", "plan", "### Phase 1. Ground", {"title": "Ground"}),
    ("phase", "plan", "### Phase 1", {}),
    ("phase", "plan", "### Phase II: Ground", {"title": "Ground"}),
    ("phase", "plan", "### Phase 1 (Week 1)", {"title": "Week 1"}),
    ("phase", "plan", "### Phase: Ground", {"title": "Ground"}),
    ("phase", "plan", "### Sprint 3: Ground", {"title": "Ground"}),
    ("phase", "plan", "### Milestone 2 – Ground", {"title": "Ground"}),
    ("phase", "plan", "### Этап 1: Основа", {"title": "Основа"}),
    ("phase", "plan", "### 第2阶段：基础", {"title": "基础"}),
    ("phase", "elsewhere", "## Phase 1: Setup (Shared)", {"title": "Setup (Shared)"}),
    ("phase", "plan", "### 3.1 Phase 1: Ground", {"title": "Ground"}),
    # tasks in plans and phases, checks elsewhere
    ("task", "phase", "- [ ] Build it", {"done": " ", "text": "Build it"}),
    ("task", "phase", "- [x] Build it", {"done": "x", "text": "Build it"}),
    ("task", "phase", "* [X] Build it", {"done": "x", "text": "Build it"}),
    ("task", "phase", "1. [ ] Build it", {"done": " ", "text": "Build it"}),
    ("task", "phase", "- [ ] T001 Build it", {"done": " ", "uid": "T001", "text": "Build it"}),
    ("task", "phase", "- [ ] T001: Build it", {"done": " ", "uid": "T001", "text": "Build it"}),
    ("task", "phase", "- [ ] 1.2 Build it", {"done": " ", "uid": "1.2", "text": "Build it"}),
    ("task", "phase", "- [ ] 3. Build it", {"done": " ", "uid": "3", "text": "Build it"}),
    ("task", "phase", "- [ ] **T001**: Build it", {"done": " ", "uid": "T001", "text": "Build it"}),
    ("task", "phase", "- [ ] **T001:** Build it", {"done": " ", "uid": "T001", "text": "Build it"}),
    ("task", "phase", "- [ ] **1.2** Build it", {"done": " ", "uid": "1.2", "text": "Build it"}),
    ("task", "phase", "- [ ] **T1** – Build it", {"done": " ", "uid": "T1", "text": "Build it"}),
    ("task", "phase", "- [ ] `TASK-1` Build it", {"done": " ", "uid": "TASK-1", "text": "Build it"}),
    ("task", "phase", "- [ ] [T1] Build it", {"done": " ", "uid": "T1", "text": "Build it"}),
    ("task", "phase", "- [ ] T1 – Build it", {"done": " ", "uid": "T1", "text": "Build it"}),
    ("task", "plan", "- [ ] Build it (FR-1, FR-4)", {"done": " ", "text": "Build it (FR-1, FR-4)"}),
    ("check", "elsewhere", "- [ ] Read it", {"done": " ", "text": "Read it"}),
    ("check", "testing", "- [x] Read it", {"done": "x", "text": "Read it"}),
    ("check", "goals", "- [x] Read it", {"done": "x", "text": "Read it"}),
    # labelled rows
    ("layer", "stack", "- **Backend**: Python", {"label": "Backend", "text": "Python"}),
    ("layer", "stack", "- **Backend:** Python", {"label": "Backend", "text": "Python"}),
    ("layer", "stack", "- Backend: Python", {"label": "Backend", "text": "Python"}),
    ("layer", "stack", "- **S3**: files", {"label": "S3", "text": "files"}),
    ("layer", "stack", "- Python", {"text": "Python"}),
    ("labelled", "security", "- **Login**: OIDC", {"label": "Login", "text": "OIDC"}),
    ("labelled", "monitoring", "- __Logs__: JSON", {"label": "Logs", "text": "JSON"}),
    ("labelled", "testing", "- Unit: 80 %", {"label": "Unit", "text": "80 %"}),
    ("labelled", "testing", "- everything", {"text": "everything"}),
    ("labelled", "security", "- see https://example.org", {"text": "see https://example.org"}),
    ("labelled", "security", "1. **Login** — OIDC", {"label": "Login", "text": "OIDC"}),
    ("stage", "rollout", "1. **Canary**: 5 %", {"label": "Canary", "text": "5 %"}),
    ("stage", "rollout", "- **Canary**: 5 %", {"label": "Canary", "text": "5 %"}),
    ("stage", "rollout", "1. Canary: 5 %", {"label": "Canary", "text": "5 %"}),
    ("stage", "rollout", "1. everyone", {"text": "everyone"}),
    ("step", "data_flow", "1. API: validates", {"label": "API", "text": "validates"}),
    ("step", "data_flow", "1. **API**: validates", {"label": "API", "text": "validates"}),
    ("step", "data_flow", "- **API:** validates", {"label": "API", "text": "validates"}),
    ("step", "data_flow", "1. it arrives", {"text": "it arrives"}),
    ("question", "questions", "1. Why?", {"text": "Why?"}),
    ("question", "questions", "- Why?", {"text": "Why?"}),
    ("metric", "metrics", "- 10 % more", {"text": "10 % more"}),
    ("metric", "metrics", "- **SC-001**: 10 % more", {"uid": "SC-001", "text": "10 % more"}),
    ("metric", "metrics", "- **SC-001:** 10 % more", {"uid": "SC-001", "text": "10 % more"}),
    ("metric", "metrics", "- **SC-001** – 10 % more", {"uid": "SC-001", "text": "10 % more"}),
    ("metric", "metrics", "- SC-001: 10 % more", {"uid": "SC-001", "text": "10 % more"}),
    # criteria
    ("criterion", "elsewhere", "### Acceptance Criteria\n\n- it works", {"text": "it works"}),
    ("criterion", "elsewhere", "### Akzeptanzkriterien\n\n1. es geht", {"text": "es geht"}),
    (
        "criterion",
        "elsewhere",
        "- **Given** a user, **When** she asks",
        {"text": "**Given** a user, **When** she asks"},
    ),
    ("criterion", "elsewhere", "- **WHEN** she logs in", {"text": "**WHEN** she logs in"}),
    ("criterion", "elsewhere", "### Requirement: X\n\n- WHEN she logs in", {"text": "WHEN she logs in"}),
    # fences
    ("diagram", "context", "```\nA -> B\n```", {"lang": "", "text": "A -> B"}),
    ("diagram", "context", "~~~mermaid\nA --> B\n~~~", {"lang": "mermaid", "text": "A --> B"}),
    ("diagram", "context", "Overview:\n\n```\nA\n```", {"label": "Overview", "lang": "", "text": "A"}),
    ("sql", "data_model", "```sql\nCREATE TABLE a (id int);\n```", {"lang": "sql", "text": "CREATE TABLE a (id int);"}),
    ("sql", "data_model", "**Users:**\n```sql\nselect 1\n```", {"label": "Users", "lang": "sql", "text": "select 1"}),
    ("payload", "api", "`GET /x`\n\nResponse:\n```json\n{}\n```", {"label": "Response", "lang": "json", "text": "{}"}),
    (
        "payload",
        "api",
        "`GET /x`\n\n**Response 200**:\n\n```json\n{}\n```",
        {"label": "Response 200", "lang": "json", "text": "{}"},
    ),
    ("payload", "api", "`GET /x`\n\n```json\n{}\n```", {"lang": "json", "text": "{}"}),
    ("payload", "api", "#### GET /x\n\n```\n```", {"lang": "", "text": ""}),
    # metadata
    ("meta", "metadata", "---\nversion: 1.0\n---", {"label": "version", "text": "1.0"}),
    ("meta", "metadata", "version: 1.0", {"label": "version", "text": "1.0"}),
    ("meta", "metadata", "- **Author**: Ana", {"label": "Author", "text": "Ana"}),
    ("meta", "metadata", "- **Author:** Ana", {"label": "Author", "text": "Ana"}),
    ("meta", "metadata", "- Author: Ana", {"label": "Author", "text": "Ana"}),
    ("meta", "title", "- Author: Ana", {"label": "Author", "text": "Ana"}),
    ("meta", "title", "**Status**: Draft", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "**Status:** Draft", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "__Status__: Draft", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "**Status**: Draft\\", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "**Status**: Draft<br>", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "> **Status**: Draft", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "> - **Status:** Draft", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "| Field | Value |\n|---|---|\n| Status | Draft |", {"label": "Status", "text": "Draft"}),
    ("meta", "title", "| | |\n|---|---|\n| Status | Draft |", {"label": "Status", "text": "Draft"}),
    ("meta", "metadata", "| What | How |\n|---|---|\n| Status | Draft |", {"label": "Status", "text": "Draft"}),
    # tables
    (
        "error",
        "errors",
        "| Error Type | Handling Strategy | User Message |\n|-|-|-|\n| Auth | 401 | Log in |",
        {"title": "Auth", "mitigation": "401", "message": "Log in"},
    ),
    (
        "risk",
        "risks",
        "| Dependency/Risk | Impact | Mitigation |\n|-|-|-|\n| API down | High | Retry |",
        {"title": "API down", "impact": "High", "mitigation": "Retry"},
    ),
    (
        "requirement",
        "functional",
        "| ID | Requirement | Priority |\n|-|-|-|\n| FR-1 | t | Must |",
        {"uid": "FR-1", "text": "t", "priority": "Must"},
    ),
    ("requirement", "elsewhere", "| ID | Requirement |\n|-|-|\n| **FR-1** | t |", {"uid": "FR-1", "text": "t"}),
    (
        "requirement",
        "functional",
        "| # | Requirement | Description |\n|-|-|-|\n| R1 | Log in | t |",
        {"uid": "R1", "title": "Log in", "text": "t"},
    ),
    ("quality", "quality", "| Category | Requirement |\n|-|-|\n| Speed | fast |", {"label": "Speed", "text": "fast"}),
    ("layer", "stack", "| Layer | Technology |\n|-|-|\n| Backend | Python |", {"label": "Backend", "text": "Python"}),
]


@pytest.mark.parametrize("ending", ["\n", "", "\r\n"], ids=["LF", "no end", "CRLF"])
def test_rule_4_each_kind_in_each_dialect(ending: str) -> None:
    @each(CASES, lambda case: f"{case[0]}: {case[2][:40]!r}")
    def is_read(case: tuple[str, str, str, dict[str, str]]) -> None:
        kind, section, line, fields = case
        text = (ABOVE[section] + line).replace("\n", ending or "\n") + ending
        read_as = values(text, kind)
        assert [found for found in read_as if found.items() >= fields.items()], (kinds(text), read_as)

    is_read()


@pytest.mark.parametrize(
    ("section", "line"),
    [
        ("elsewhere", "- plain"),
        ("elsewhere", "- UTF-8 is used"),
        ("elsewhere", "- FR-1 states that it works"),
        ("elsewhere", "- **Label**: text"),
        ("elsewhere", "> FR-1: quoted"),
        ("elsewhere", "    - FR-1: code"),
        ("elsewhere", "```\n- FR-1: in a fence\n```"),
        ("elsewhere", "<!--\n- FR-1: in a comment\n-->"),
        ("elsewhere", "| A | B |\n|---|---|\n| 1 | 2 |"),
        ("elsewhere", "- FR-１: digits of another script"),
        ("elsewhere", "**Note**: text"),
        ("elsewhere", "GET started"),
        ("plan", "- a plain line of a plan"),
        ("errors", "| Colour | Size |\n|---|---|\n| red | 1 |"),
        ("title", "**Note**: remember"),
        ("title", "> a quote"),
        ("title", "**Status**: Draft | **Version**: 2"),
        ("api", "```json\n{}\n```"),
        ("overview", "text"),
    ],
)
def test_rule_4_what_is_not_recognised_stays_prose(section: str, line: str) -> None:
    above = ABOVE.get(section, "## Overview\n\n")
    assert set(kinds(above + line + "\n")) == {"heading", "prose"}


def test_rule_4_digits_are_ascii() -> None:
    assert values("## Functional Requirements\n\n- **FR-１**: t\n", "requirement") == [{"title": "FR-１", "text": "t"}]
    assert kinds("１. FR-1: t\n") == ["prose"]


@pytest.mark.parametrize("line", ["- **FR-1**: ", "- [ ] ", "**FR-1**: ", "FR-1: ", "# FR-1: ", "> **Status**: "])
def test_rule_4_a_line_over_10_000_characters_is_prose(line: str) -> None:
    long = line + "a" * (10_001 - len(line) + 8)
    document = kinds("# T\n\n" + long + "\n")
    assert set(document) <= {"heading", "prose"}
    assert kinds("# T\n\n## Functional Requirements\n\n- **FR-1**: " + "a" * 9_900 + "\n")[-1] == "requirement"


@pytest.mark.parametrize(
    ("heading", "dialect", "meant"),
    [
        ("FR-6 (Could)", "{uid} ({priority})", {"uid": "FR-6", "priority": "Could"}),
        ("FR-6 (Relatives)", "{uid} {title}", {"uid": "FR-6", "title": "(Relatives)"}),
        ("Requirement FR-10: Night", "Requirement {uid}: {title}", {"uid": "FR-10", "title": "Night"}),
    ],
)
def test_a_priority_alone_and_a_uid_behind_its_word_stand_in_a_heading(
    heading: str, dialect: str, meant: dict[str, str]
) -> None:
    row = read(f"## Functional Requirements\n\n### {heading}\n\nText.\n").rows[1]

    assert (row.kind, row.dialect) == ("requirement", f"heading:{dialect}")
    assert fields(row.kind, row.dialect, row.source) == meant


def test_underlined_keys_of_metadata_are_read_in_items_too() -> None:
    row = read("# T\n\n- __Status__: in review\n").rows[1]

    assert (row.kind, row.dialect) == ("meta", "item:__{key}__: {text}")
    assert fields(row.kind, row.dialect, row.source) == {"label": "Status", "text": "in review"}
