"""The one place where kinds of rows and sections are declared.

The template's own form of a line stands first among the patterns of its kind; the others are dialects seen in real
documents. Headings by which a section is known are data in `headings.py`.
"""

from specs.document.headings import NAMES
from specs.document.kinds import Field, Kind, Section

MOSCOW = ("Must", "Should", "Could", "Won't")
IMPACTS = ("High", "Medium", "Low")

_LABELLED = (
    "**{label}**: {text}",
    "**{label}:** {text}",
    "__{label}__: {text}",
    "__{label}:__ {text}",
    "**{label}** – {text}",
)
_UID_TEXT = (
    "**{uid}**: {text}",
    "**{uid}:** {text}",
    "**{uid}** ({priority}): {text}",
    "**{uid}** [{priority}]: {text}",
    "**{uid}** ({priority}) – {text}",
    "**{uid}** [{priority}] {text}",
    "**{uid}** ({priority}) {text}",
    "**{uid} ({priority})**: {text}",
    "**{uid} ({priority}):** {text}",
    "**{uid} [{priority}]**: {text}",
    "**{uid} [{priority}]:** {text}",
    "**{uid}: {bold}** ({priority}): {text}",
    "**{uid}: {bold} ({priority})**: {text}",
    "**{uid}: {bold}**: {text}",
    "**{uid}: {bold}:** {text}",
    "**{uid}: {bold}** – {text}",
    "**{uid}: {bold}** {text}",
    "**{uid} – {bold}**: {text}",
    "**{uid} – {bold}:** {text}",
    "**{uid} – {bold}** – {text}",
    "**{uid} – {bold}** {text}",
    "**{uid}** – {text}",
    "**{uid} {bold}**: {text}",
    "**{uid} {bold}:** {text}",
    "**{uid} {bold}** {text}",
    "**[{uid}]**: {text}",
    "**[{uid}]** {text}",
    "**{uid}.** {text}",
    "**{uid}** {text}",
    "__{uid}__: {text}",
    "__{uid}:__ {text}",
    "__{uid}: {bold}__: {text}",
    "__{uid}__ – {text}",
    "__{uid}__ {text}",
    "`{uid}`: {text}",
    "`{uid}` – {text}",
    "`{uid}` {text}",
    "{uid} ({priority}): {text}",
    "{uid} [{priority}]: {text}",
    "{uid}: {text}",
    "{uid} – {text}",
    "{uid}. {text}",
    "[{uid}]: {text}",
    "[{uid}] {text}",
    "{uid} {text}",
)
_TITLE_TEXT = ("**{bold}**: {text}", "**{bold}:** {text}")
_HEADED = (
    "{uid} ({priority}): {title}",
    "{uid}: {title} ({priority})",
    "{uid}: {title} [{priority}]",
    "{uid}: {title}",
    "{uid} – {title} ({priority})",
    "{uid} – {title}",
    "{uid}. {title} ({priority})",
    "{uid}. {title}",
    "[{uid}] {title}",
    "**{uid}**: {title}",
    "{uid} ({priority})",
    "{uid} {title}",
    "{uid}",
    "Requirement {number}: {title}",
    "Requirement {number} – {title}",
    "Requirement {number}. {title}",
    "Requirement {number}",
    "Requirement {uid}: {title}",
    "Requirement: {title}",
    "Anforderung {number}: {title}",
    "Anforderung: {title}",
    "Exigence {number}: {title}",
    "Requisito {number}: {title}",
    "要件{number}: {title}",
    "需求{number}: {title}",
    "需求 {number}: {title}",
)

_TEXT = Field("text", "Text", "text")
_UID = Field("uid", "Id")
_LABEL = Field("label", "Label", "suggest")
_LANG = Field("lang", "Language", "suggest")
_CODE = Field("text", "Code", "code")

_KINDS = (
    Kind("heading", "Heading", (Field("title", "Heading"),), {"heading": ("{title}",)}),
    Kind("prose", "Text", (_TEXT,), {}),
    Kind(
        "meta",
        "Metadata field",
        (Field("label", "Field", "suggest"), Field("text", "Value", "suggest")),
        {
            "meta": ("{key}: {text}",),
            "para": ("**{key}**: {text}", "**{key}:** {text}", "__{key}__: {text}", "__{key}:__ {text}"),
            "item": ("**{key}**: {text}", "**{key}:** {text}", "__{key}__: {text}", "__{key}:__ {text}", "{key}: {text}"),
        },
        "-",
        columns={
            "label": ("field", "key", "property", "attribute", "metadata", "item", "name", "feld", "champ", "campo"),
            "text": ("value", "wert", "valeur", "valor", "details", "description", "content"),
        },
    ),
    Kind("goal", "Goal", (Field("text", "Goal", "text"),), {"item": ("{text}",)}, "1."),
    Kind("nongoal", "Non-goal", (Field("text", "Non-goal", "text"),), {"item": ("{text}",)}, "-"),
    Kind("reference", "Reference", (Field("text", "Reference", "text"),), {"item": ("{text}",)}, "-"),
    Kind(
        "requirement",
        "Requirement",
        (
            _UID,
            Field("title", "Title"),
            _TEXT,
            Field("priority", "Priority", "choice", MOSCOW, part="Priority"),
            Field("criteria", "Acceptance criteria", "text", part="Acceptance criteria"),
        ),
        {"item": (*_UID_TEXT, *_TITLE_TEXT, "{text}"), "para": _UID_TEXT, "heading": _HEADED},
        "1.",
        ("requirement", "part", "criterion", "prose", "heading", "table"),
        columns={
            "uid": ("id", "uid", "req id", "requirement id", "#", "nr", "no", "ref", "req", "req #", "number", "key"),
            "text": (
                "description", "requirement", "text", "statement", "anforderung", "beschreibung", "exigence",
                "requisito", "details", "descripción", "descrição", "需求", "要件", "描述", "说明", "требование", "описание", "요구사항",
            ),
            "title": ("title", "name", "feature", "titel", "short name", "requirement", "anforderung", "titre", "título"),
            "priority": ("priority", "prio", "moscow", "priorität", "priorité", "prioridad", "prioridade", "优先级", "приоритет"),
        },
    ),
    Kind("criterion", "Acceptance criterion", (Field("text", "Criterion", "text"),), {"item": ("{text}",)}, "-"),
    Kind(
        "quality",
        "Quality requirement",
        (
            _UID,
            Field("label", "Category", "suggest"),
            _TEXT,
            Field("target", "Target", part="Target"),
        ),
        {
            "item": (
                "**{label}**: {text}",
                "**{label}:** {text}",
                "**{uid}**: {text}",
                "**{uid}:** {text}",
                "**{uid}: {label}**: {text}",
                "**{uid}: {label}:** {text}",
                "**{uid}: {label}** {text}",
                "**{uid} ({label})**: {text}",
                "**{uid}** ({label}): {text}",
                "**{uid} – {label}**: {text}",
                "**{uid} – {label}:** {text}",
                "**{uid} – {label}** {text}",
                "**{uid} {label}**: {text}",
                "**{uid}** – {text}",
                "**{uid}** {text}",
                "**{label}** – {text}",
                "__{label}__: {text}",
                "__{label}:__ {text}",
                "`{uid}`: {text}",
                "{uid}: {text}",
                "{uid} – {text}",
                "[{uid}] {text}",
                "{uid} {text}",
                "{text}",
            ),
            "para": ("**{uid}**: {text}", "**{uid}:** {text}"),
            "heading": ("{uid}: {label}", "{uid} – {label}", "{uid}. {label}", "{uid} {label}", "{uid}"),
        },
        "-",
        ("part", "prose"),
        columns={
            "uid": ("id", "uid", "#", "nr", "no", "ref"),
            "label": ("category", "attribute", "quality", "aspect", "type", "kategorie", "catégorie", "categoría", "nfr"),
            "text": (
                "requirement", "description", "text", "target", "statement", "anforderung", "beschreibung", "metric",
                "measure", "exigence", "requisito", "ziel",
            ),
        },
    ),
    Kind("diagram", "Diagram", (_LANG, _CODE), {"fence": ("",)}),
    Kind("sql", "Schema", (_LANG, _CODE), {"fence": ("",)}),
    Kind(
        "component",
        "Component",
        (
            Field("title", "Name"),
            Field("responsibility", "Responsibility", "text", part="Responsibility"),
            Field("interfaces", "Interfaces", "text", part="Interfaces"),
            Field("dependencies", "Dependencies", "text", part="Dependencies"),
        ),
        {
            "para": ("**Component: {bold}**", "**Component**: {title}", "**Komponente: {bold}**"),
            "heading": (
                "Component {n}: {title}", "Component: {title}", "Component – {title}", "Komponente: {title}",
                "Composant: {title}", "Componente: {title}", "{title}",
            ),
        },
        "",
        ("part", "prose"),
    ),
    Kind(
        "endpoint",
        "Endpoint",
        (
            Field("method", "Method", "choice", ("GET", "POST", "PUT", "PATCH", "DELETE")),
            Field("path", "Path"),
            Field("request", "Request", "code", part="Request"),
            Field("response", "Response", "code", part="Response"),
        ),
        {
            "para": (
                "**Endpoint**: `{method} {path}`",
                "**Endpoint:** `{method} {path}`",
                "**Endpoint**: {method} {path}",
                "**Endpoint:** {method} {path}",
                "**Endpunkt**: `{method} {path}`",
                "**Endpunkt:** `{method} {path}`",
                "**`{method} {path}`**",
                "**{method} {path}**",
                "**{method}** `{path}`",
                "`{method} {path}`",
                "`{method}` `{path}`",
            ),
            "heading": (
                "`{method} {path}`", "{method} {path}", "{method} `{path}`", "**{method}** `{path}`",
                "Endpoint: `{method} {path}`", "Endpoint: {method} {path}", "`{method}` `{path}`",
            ),
        },
        "",
        ("payload", "part", "prose"),
    ),
    Kind("payload", "Payload", (_LABEL, _LANG, _CODE), {"fence": ("{label}:",)}),
    Kind("part", "Detail", (_LABEL, _TEXT), {"item": (*_LABELLED, "{label}: {text}"), "para": _LABELLED}, "-", ("criterion",)),
    Kind(
        "layer",
        "Layer",
        (Field("label", "Layer", "suggest"), Field("text", "Choice", "text")),
        {"item": (*_LABELLED, "{label}: {text}", "{text}")},
        "-",
        columns={
            "label": ("layer", "area", "component", "category", "schicht", "concern", "couche", "capa", "tier", "part"),
            "text": ("choice", "technology", "tech", "technologie", "tool", "tecnología", "stack", "selection", "wahl"),
        },
    ),
    Kind(
        "stage",
        "Stage",
        (Field("label", "Stage", "suggest"), _TEXT),
        {"item": (*_LABELLED, "{label}: {text}", "{text}")},
        "1.",
    ),
    Kind("labelled", "Entry", (_LABEL, _TEXT), {"item": (*_LABELLED, "{label}: {text}", "{text}")}, "-"),
    Kind(
        "phase",
        "Phase",
        (
            Field("title", "Name"),
            Field("duration", "Duration", part="Duration"),
            Field("dependencies", "Dependencies", "text", part="Dependencies"),
        ),
        {
            "heading": (
                "{word} {n}: {title}", "{word} {n} – {title}", "{word} {n}. {title}", "{word} {n} ({title})",
                "{word} {n}", "{word}: {title}", "{word}{n}: {title}", "{word} {n} {title}",
                "第{n}阶段: {title}",
            ),
        },
        "",
        ("task", "part", "prose", "heading"),
    ),
    Kind(
        "task",
        "Task",
        (Field("done", "Done", "tick"), _UID, _TEXT),
        {
            "item": (
                "[{done}] {text}",
                "[{done}] **{task}**: {text}",
                "[{done}] **{task}:** {text}",
                "[{done}] **{task}** – {text}",
                "[{done}] **{task}** {text}",
                "[{done}] `{task}` {text}",
                "[{done}] [{task}] {text}",
                "[{done}] {task}: {text}",
                "[{done}] {task} – {text}",
                "[{done}] {number}. {text}",
                "[{done}] {task} {text}",
            ),
        },
        "-",
        ("task",),
    ),
    Kind("check", "Checkbox", (Field("done", "Done", "tick"), _TEXT), {"item": ("[{done}] {text}",)}, "-", ("check",)),
    Kind(
        "step",
        "Step",
        (Field("label", "Actor", "suggest"), _TEXT),
        {"item": ("{label}: {text}", *_LABELLED, "{text}")},
        "1.",
    ),
    Kind("table", "Table", (), {"table": ("",)}),
    Kind(
        "error",
        "Error case",
        (
            Field("title", "Error type"),
            Field("mitigation", "Handling strategy", "text"),
            Field("message", "User message", "text"),
        ),
        {"cell": ("title,mitigation,message",)},
        columns={
            "title": (
                "error type", "error", "type", "case", "condition", "failure", "scenario", "code", "error code",
                "fehlertyp", "fehler", "fehlerart", "type d'erreur", "erreur", "tipo de error", "tipo de erro", "错误类型",
                "exception", "status", "ошибка", "тип ошибки",
            ),
            "mitigation": (
                "handling strategy", "handling", "strategy", "action", "behaviour", "behavior", "response", "behandlung",
                "strategie", "stratégie", "traitement", "estrategia", "estratégia", "处理策略", "recovery", "system response", "действие",
                "what we do",
            ),
            "message": (
                "user message", "message", "user sees", "what the user sees", "meldung", "nutzermeldung", "user-facing message",
                "message utilisateur", "mensaje", "mensaje al usuario", "mensagem", "用户消息", "用户提示", "text", "сообщение",
            ),
        },
    ),
    Kind(
        "risk",
        "Risk",
        (
            Field("title", "Dependency or risk", "text"),
            Field("impact", "Impact", "choice", IMPACTS),
            Field("mitigation", "Mitigation", "text"),
        ),
        {"cell": ("title,impact,mitigation",)},
        columns={
            "title": (
                "dependency/risk", "dependency / risk", "risk", "dependency", "risk/dependency", "description", "threat",
                "issue", "risiko", "abhängigkeit/risiko", "risque", "riesgo", "risco", "风险", "リスク", "риск", "위험", "risk description",
            ),
            "impact": ("impact", "severity", "auswirkung", "impacto", "影响", "影響", "влияние", "영향", "schwere", "level", "gravité"),
            "mitigation": (
                "mitigation", "mitigations", "mitigation strategy", "response", "gegenmassnahme", "massnahme",
                "atténuation", "mitigación", "mitigação", "缓解措施", "対策", "меры", "대응", "plan", "action", "mesure",
            ),
        },
    ),
    Kind(
        "question",
        "Open question",
        (Field("text", "Question", "text"), Field("answer", "Answer", "text", part="Answer")),
        {"item": ("{text}",)},
        "1.",
        ("part",),
    ),
    Kind(
        "metric",
        "Success metric",
        (_UID, _TEXT),
        {"item": ("{text}", "**{uid}**: {text}", "**{uid}:** {text}", "**{uid}** – {text}", "**{uid}** {text}", "{uid}: {text}")},
        "-",
    ),
)

#: Labels by which the parts of a row are known, folded, beside the template's own (`Field.part`).
PARTS: dict[str, tuple[str, ...]] = {
    "priority": ("priorität", "priorité", "prioridad", "prioridade", "prio", "moscow", "优先级", "優先度"),
    "criteria": (),
    "target": ("ziel", "zielwert", "objectif", "objetivo", "meta", "measure", "threshold", "slo"),
    "responsibility": ("responsibilities", "purpose", "role", "verantwortung", "zuständigkeit", "aufgabe", "responsabilité",
                       "responsabilidad", "responsabilidade", "职责"),
    "interfaces": ("interface", "api", "apis", "exposes", "schnittstellen", "schnittstelle", "interfaz", "接口"),
    "dependencies": ("dependency", "depends on", "abhängigkeiten", "abhängig von", "dépendances", "dependencias",
                     "dependências", "depends", "requires", "prerequisites", "依赖"),
    "duration": ("estimate", "estimated time", "estimated duration", "effort", "timeline", "time", "dauer", "aufwand", "durée",
                 "duración", "duração", "工期", "timeframe"),
    "request": ("request body", "body", "anfrage", "requête", "petición", "请求"),
    "response": ("response body", "answer", "antwort", "réponse", "respuesta", "响应", "success response", "returns"),
    "answer": ("a", "antwort", "réponse", "respuesta", "resposta", "decision", "resolution", "resolved", "答案"),
}

#: Labels and headings that acceptance criteria stand below, folded.
CRITERIA = frozenset(
    (
        "acceptance criteria", "acceptance criterion", "acceptance scenarios", "acceptance tests", "acceptance", "criteria",
        "akzeptanzkriterien", "abnahmekriterien", "critères d'acceptation", "criterios de aceptación", "critérios de aceitação",
        "criteri di accettazione", "acceptatiecriteria", "验收标准", "受け入れ基準", "критерии приёмки", "критерии приемки",
        "인수 조건", "معايير القبول", "קריטריוני קבלה",
    )
)

#: What a heading below a requirement begins with when the items below it are its criteria.
SCENARIOS = (
    "scenarios", "scenario", "szenario", "szenarien", "scénario", "escenario", "cenário", "场景", "情景", "シナリオ", "сценарий",
    "시나리오",
)

#: Metadata keys, folded: how each of the template's five is also called.
METADATA_KEYS: dict[str, tuple[str, ...]] = {
    "version": ("version", "document version", "spec version", "doc version", "revision", "versión", "versão", "版本", "バージョン",
                "версия", "rev"),
    "author": ("author", "authors", "author(s)", "owner", "owners", "written by", "autor", "autoren", "autorin", "verfasser",
               "verfasserin", "auteur", "auteurs", "autora", "autores", "作者", "著者", "автор", "lead", "owning-sig", "by", "المؤلف",
               "מחבר"),
    "created": ("created", "date", "created on", "created at", "creation date", "creation-date", "start date",
                "date created", "datum", "erstellt", "erstellt am", "créé le", "date de création", "fecha", "creado",
                "fecha de creación", "data", "criado em", "创建日期", "日期", "作成日", "дата", "created date"),
    "status": ("status", "state", "document status", "stand", "zustand", "statut", "état", "estado", "状态", "ステータス", "статус",
               "stage", "الحالة", "סטטוס"),
    "target_model": ("target model", "target-model", "model", "llm", "zielmodell", "modèle cible",
                     "modelo objetivo", "modelo alvo", "目标模型", "対象モデル"),
}

#: All keys that lines below a title are taken for metadata by.
METADATA = frozenset(name for names in METADATA_KEYS.values() for name in names) | frozenset(
    (
        "title", "feature branch", "branch", "input", "reviewers", "reviewer", "approvers", "approver", "approved by", "updated",
        "last updated", "last modified", "last reviewed", "modified", "deadline", "due", "priority", "team", "project", "product",
        "epic", "ticket", "issue", "jira", "tags", "tag", "labels", "component", "stakeholders", "contributors", "related",
        "rfc", "rfc pr", "rust issue", "feature name", "feature", "kep", "id", "spec", "prerequisites", "depends on", "department",
        "classification", "confidentiality", "type", "category", "audience", "target release", "release", "sponsor", "target date",
        "prüfer", "aktualisiert", "geändert", "projekt", "mis à jour", "projet", "relecteurs", "actualizado", "proyecto",
        "revisores", "atualizado", "projeto", "更新日期", "更新日", "审核人", "организация", "проект", "plan", "spec id", "document id",
    )
)

KINDS: dict[str, Kind] = {kind.name: kind for kind in _KINDS}


def _section(
    key: str, title: str, level: int, kind: str, question: str, parent: str = "", *, short: bool = False, guidance: str = ""
) -> Section:
    return Section(key, title, level, kind, question, NAMES[key], parent, short, guidance)


_SECTIONS = (
    _section("metadata", "Metadata", 2, "meta", "", short=True),
    _section("overview", "Overview", 2, "prose", "What will be built, and why does it matter?", short=True,
             guidance="High-level description of what will be built and why it matters"),
    _section("problem", "Problem Statement", 2, "prose", "What hurts today, whom, how often?",
             guidance="What problem are we solving? What are the pain points with the current system?"),
    _section("goals_nongoals", "Goals & Non-Goals", 2, "", "", short=True),
    _section("goals", "Goals", 3, "goal", "What must be true when this is done?", "goals_nongoals", short=True),
    _section("nongoals", "Non-Goals", 3, "nongoal", "What will you not do, though someone will ask?", "goals_nongoals"),
    _section("requirements", "Requirements", 2, "", "", short=True),
    _section("functional", "Functional Requirements", 3, "requirement",
             "Who can do what, and how will anyone see that it works?", "requirements", short=True),
    _section("quality", "Non-Functional Requirements", 3, "quality", "How fast, how many, how often may it fail?", "requirements"),
    _section("architecture", "Architecture", 2, "", ""),
    _section("context", "System Context Diagram", 3, "diagram", "What does this talk to?", "architecture",
             guidance="Describe or ASCII art showing system boundaries and external interactions"),
    _section("components", "Component Design", 3, "component", "Which parts are there, and what does each answer for?", "architecture"),
    _section("data_model", "Data Model", 3, "sql", "What is stored?", "architecture"),
    _section("api", "API Design", 3, "endpoint", "What can others call, and what comes back?", "architecture"),
    _section("stack", "Technology Stack", 3, "layer", "Built with what, layer by layer?", "architecture"),
    _section("plan", "Implementation Plan", 2, "phase", "What comes first?", short=True),
    _section("data_flow", "Data Flow", 2, "step", "What happens, step by step?"),
    _section("security", "Security Considerations", 2, "labelled", "Who may do what; what must never leak?"),
    _section("errors", "Error Handling", 2, "error", "What can go wrong, and what does the user read?"),
    _section("monitoring", "Monitoring & Observability", 2, "labelled", "How will you know it is broken?"),
    _section("testing", "Testing Strategy", 2, "labelled", "What must be proved before shipping?"),
    _section("rollout", "Rollout Plan", 2, "stage", "Who gets it first; how do you take it back?"),
    _section("questions", "Open Questions", 2, "question", "What do you not know yet?", short=True),
    _section("risks", "Dependencies & Risks", 2, "risk", "What could stop this?"),
    _section("metrics", "Success Metrics", 2, "metric", "Which number moves, from what to what, by when?"),
    _section("references", "References", 2, "reference", "What should one read next?"),
)

SECTIONS: dict[str, Section] = {section.key: section for section in _SECTIONS}
