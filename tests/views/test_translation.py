"""Every word that the product says is marked for translation.

The people of this test write in Cyrillic, and a made-up language puts brackets around what it translates: whatever
stands in Latin letters outside brackets, and not in the file itself, was not marked.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType

import pytest
from django.test import Client
from django.utils.translation import trans_real

import specs.document
import specs.services
from accounts.models import Role, Team, User
from accounts.services import create_team
from specs import labels
from specs.document.template import KINDS, SECTIONS
from specs.models import Spec
from specs.services import editing, history
from specs.services.exchanging import import_spec
from specs.templatetags.specroom import said
from specs.views.loading import all_findings

TEXT = """# Проект

Кратко.

## Metadata

---
version: 1.0
author: Анна
status: draft
---

## Overview

Зачем это.

## Goals

1. Быстро

## Functional Requirements

1. **FR-1**: Можно платить
    - **Priority**: Must
    - **Acceptance Criteria**:
        - Деньги пришли
2. **FR-2**: [Что ещё]
3. **FR-2**: <Что ещё>

## Components

**Component: Касса**
- **Responsibility**: Деньги

## API Design

**Endpoint**: `POST /x`

Request:
```json
{"а": 1,}
```

## Implementation Plan

### Phase 1: Начало

- [ ] Сделать (FR-1, FR-9)
- **Duration**: 2

## Error Handling

| Error Type | Handling Strategy | User Message |
|---|---|---|
| Сбой | Ждать | Ждите |

## Open Questions

1. Когда?

## Risks

| Risk | Impact | Mitigation |
|---|---|---|
| Долго | High | Люди |
"""
TEMPLATE = (Path(specs.document.__file__).parent / "technical-spec-template.md").read_text()
SAID = (
    "title",
    "placeholder",
    "alt",
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "data-say",
    "data-words",
)
VALUES = {"Must", "Should", "Could", "Won", "High", "Medium", "Low"}  # what stands in the text, in every language
NAMES = {
    *VALUES,
    "Claude",
    "Sonnet",
    "Opus",
    "Haiku",
    "Gemini",
    "Mistral",
    "Specroom",
    "SHA",
    "UTC",
    "Markdown",
    "PAY",
    "Enter",
    "Esc",
    "Shift",
    "Ctrl",
    "Alt",
    "Tab",
    "http",
    "https",
}
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"(?<![\w#@/.‹-])[A-Za-z][a-z]+(?![\w@/.-])")


class Brackets:
    """A language in which every message stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, one: str, many: str, number: float) -> str:
        return f"⟦{one if number == 1 else many}⟧"

    def to_language(self) -> str:
        """Another name than English, so that nothing drawn in English is taken for this."""
        return "zz"


class Words(HTMLParser):
    """The text and the spoken attributes of a page, less code, styles and what people wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style", "code", "pre", "textarea", "kbd"):
            self.hidden.append(tag)
        self.found += [value for name, value in attrs if name in SAID and value]

    def handle_endtag(self, tag: str) -> None:
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.found.append(data)


@pytest.fixture
def brackets() -> Iterator[None]:
    before = getattr(trans_real._active, "value", None)
    trans_real._active.value = Brackets()
    yield
    if before is None:
        del trans_real._active.value
    else:
        trans_real._active.value = before


@pytest.fixture
def anna(db: None) -> User:
    return User.objects.create_user("a@b.ru", "violet anchor 12", name="Анна")


@pytest.fixture
def team(anna: User) -> Team:
    made = create_team(by=anna, key="PAY", name="Деньги")
    made.memberships.create(user=User.objects.create_user("c@d.ru", "violet anchor 12", name="Борис"), role=Role.EDITOR)
    return made


@pytest.fixture
def spec(anna: User, team: Team) -> Spec:
    return import_spec(by=anna, team=team, data=TEXT.encode(), name="п.md")


def unmarked(page: str) -> set[str]:
    words = Words()
    words.feed(page)
    text = MARKED.sub(" ", MARKED.sub(" ", "\n".join(words.found)))
    own = set(WORD.findall(TEXT)) | set(WORD.findall(TEMPLATE))
    return {word for word in WORD.findall(text) if word not in NAMES and word not in own}


PAGES = [
    "/", "/new/", "/import/", "/settings/", "/teams/new", "/teams/PAY/",
    "/PAY-1/", "/PAY-1/outline", "/PAY-1/history/", "/PAY-1/markdown", "/PAY-1/import", "/PAY-1/submit",
    "/PAY-1/archive",    "/PAY-1/review", "/PAY-1/images", "/PAY-1/read", "/PAY-1/sections/add",
    "/PAY-1/metadata/version", "/nowhere", "/PAY-1/discard",
    "/accounts/password/change/", "/accounts/email/", "/accounts/sessions/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_every_word_of_a_page_is_marked(client: Client, anna: User, spec: Spec, brackets: None, address: str) -> None:
    client.force_login(anna)
    page = client.get(address, follow=True)
    assert page.status_code in (200, 404)
    assert unmarked(page.content.decode()) == set()


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/accounts/signup/"])
def test_every_word_of_the_entrance_is_marked(client: Client, db: None, brackets: None, address: str) -> None:
    assert unmarked(client.get(address, follow=True).content.decode()) == set()


def test_every_word_of_every_form_is_marked(client: Client, anna: User, spec: Spec, brackets: None) -> None:
    client.force_login(anna)
    found: dict[str, set[str]] = {}
    for row in spec.rows:
        for act in ("edit", "source", "history"):
            page = client.get(f"/PAY-1/row/{row.pk}/{act}", follow=True)
            if left := unmarked(page.content.decode()):
                found[f"{row.kind} {act}"] = left
    assert found == {}


def test_what_the_lines_of_an_import_are_read_as_is_marked(
    client: Client, anna: User, team: Team, brackets: None
) -> None:
    client.force_login(anna)
    page = client.post("/import/", {"team": team.pk, "text": TEXT}, follow=True).content.decode()
    said = set(re.findall(r'<td class="as [a-z]*">([^<]+)</td>', page))
    assert {"⟦Title⟧", "⟦Section ⟦Goals⟧⟧", "⟦Requirement⟧ FR-1", "⟦Metadata⟧"} <= said
    assert {words for words in said if not words.startswith("⟦")} == set()


def test_a_finding_is_looked_up_without_what_it_quotes(spec: Spec, brackets: None) -> None:
    assert {finding.id: said(finding) for finding in all_findings(spec)} == {
        "placeholder.text": "⟦⟦Text⟧ is still a placeholder: <Что ещё>⟧",
        "duplicate.uid": "⟦FR-2 stands twice⟧",
        "unknown.uid": "⟦FR-9 is no requirement of this text⟧",
    }


def test_makemessages_sees_every_word_that_the_template_declares() -> None:
    declared = {text for section in SECTIONS.values() for text in (section.title, section.question, section.guidance)}
    declared |= {kind.label for kind in KINDS.values()}
    declared |= {field.label for kind in KINDS.values() for field in kind.fields}
    assert declared - {""} == set(labels.DECLARED)
    assert marked_in(labels) == [*labels.DECLARED, *labels.VERBS]


def test_makemessages_sees_every_verb_of_the_history() -> None:
    used = {verb for path in Path(specs.services.__file__).parent.glob("*.py") for verb in verbs_in(path.read_text())}
    assert {"edited", "deleted", "undid", "suggested"} < used
    assert used - {"kept"} <= set(labels.VERBS)  # "kept" has a sentence of its own


def marked_in(module: ModuleType) -> list[str]:
    calls = [node for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Call)]
    return [call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)]


def verbs_in(source: str) -> Iterator[str]:
    """What is given as a verb by its name, is called so, or is the third thing that a service of verbs takes."""
    taking = {"removed", "added", "_kept_or_sent", "_beside_or_sent", "_aloud"}
    for node in ast.walk(ast.parse(source)):
        spots: list[ast.AST] = []
        if isinstance(node, ast.keyword) and node.arg == "verb":
            spots = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in taking:
            spots = list(node.args[2:3])
        for spot in spots:
            arms = [spot.body, spot.orelse] if isinstance(spot, ast.IfExp) else [spot]
            yield from (arm.value for arm in arms if isinstance(arm, ast.Constant))


def test_history_is_told_in_the_language_of_who_reads_it(
    spec: Spec, anna: User, request: pytest.FixtureRequest
) -> None:
    editing.add_row(spec, by=anna, kind="goal", values={"text": "Дёшево"}, section="goals")
    (english,) = history.events(spec, by=anna, size=1)
    request.getfixturevalue("brackets")
    (other,) = history.events(spec, by=anna, size=1)

    assert [entry.rows[0].name for entry in (english, other)] == ["Goal", "⟦Goal⟧"]
