"""Headings by which the template's sections are known, in several languages, and how a heading is folded to compare."""

import re
import unicodedata

NAMES: dict[str, tuple[str, ...]] = {
    "metadata": ("metadata", "document metadata", "document information", "document info", "document control", "metadaten",
                 "métadonnées", "metadatos", "metadados", "元数据", "メタデータ", "meta", "spec metadata", "about this document"),
    "overview": ("overview", "summary", "executive summary", "introduction", "abstract", "überblick", "übersicht", "zusammenfassung",
                 "einleitung", "aperçu", "vue d'ensemble", "résumé", "introducción", "resumen", "visión general", "descripción general",
                 "visão geral", "resumo", "introdução", "概述", "概要", "简介", "はじめに", "обзор", "введение", "tl;dr", "purpose",
                 "نظرة عامة", "סקירה", "סקירה כללית", "개요", "panoramica", "overzicht"),
    "problem": ("problem statement", "problem", "the problem", "motivation", "problemstellung", "ausgangslage", "problématique",
                "énoncé du problème", "planteamiento del problema", "problema", "declaração do problema", "问题陈述", "问题",
                "課題", "問題", "постановка проблемы", "why", "problem description", "pain points", "المشكلة", "הבעיה", "문제"),
    "goals_nongoals": ("goals & non-goals", "goals and non-goals", "goals / non-goals", "goals/non-goals", "goals & non goals",
                       "goals and non goals", "ziele und nicht-ziele", "ziele & nicht-ziele", "objectifs et non-objectifs",
                       "objetivos y no objetivos", "objetivos e não objetivos", "目标与非目标", "scope", "目標と非目標"),
    "goals": ("goals", "goal", "objectives", "ziele", "ziel", "objectifs", "objetivos", "目标", "目標", "цели", "in scope",
              "project goals", "الأهداف", "מטרות", "목표", "obiettivi", "doelen"),
    "nongoals": ("non-goals", "non goals", "nongoals", "out of scope", "out-of-scope", "nicht-ziele", "nichtziele",
                 "nicht im umfang", "non-objectifs", "hors périmètre", "hors du périmètre", "no objetivos", "fuera de alcance",
                 "não objetivos", "fora do escopo", "非目标", "非目標", "スコープ外", "не цели", "what we will not do", "exclusions",
                 "خارج النطاق", "מחוץ לתחום", "비목표"),
    "requirements": ("requirements", "anforderungen", "exigences", "requisitos", "需求", "要件", "требования", "المتطلبات", "דרישות",
                     "requirements specification", "product requirements", "요구사항", "requisiti", "added requirements",
                     "modified requirements"),
    "functional": ("functional requirements", "functional reqs", "functional requirement", "funktionale anforderungen",
                   "exigences fonctionnelles", "requisitos funcionales", "requisitos funcionais", "功能需求", "功能性需求",
                   "機能要件", "функциональные требования", "المتطلبات الوظيفية", "דרישות פונקציונליות", "기능 요구사항",
                   "requisiti funzionali", "frs", "functional specification"),
    "quality": ("non-functional requirements", "nonfunctional requirements", "non functional requirements", "nfrs", "nfr",
                "quality requirements", "quality attributes", "nicht-funktionale anforderungen", "nichtfunktionale anforderungen",
                "qualitätsanforderungen", "exigences non fonctionnelles", "requisitos no funcionales", "requisitos não funcionais",
                "非功能需求", "非功能性需求", "非機能要件", "нефункциональные требования", "non-functional reqs",
                "المتطلبات غير الوظيفية", "דרישות לא פונקציונליות", "비기능 요구사항"),
    "architecture": ("architecture", "technical architecture", "system architecture", "architektur", "systemarchitektur",
                     "arquitectura", "arquitetura", "架构", "系统架构", "アーキテクチャ", "архитектура", "technical design",
                     "architecture overview", "architecture technique", "البنية", "ארכיטקטורה", "아키텍처"),
    "context": ("system context diagram", "system context", "context diagram", "systemkontext", "kontextdiagramm",
                "diagramme de contexte", "contexte du système", "diagrama de contexto", "contexto del sistema",
                "contexto do sistema", "系统上下文", "系统上下文图", "システムコンテキスト", "architecture diagram", "system diagram",
                "diagram"),
    "components": ("component design", "components", "component overview", "komponenten", "komponentenentwurf", "composants",
                   "conception des composants", "componentes", "diseño de componentes", "组件", "组件设计", "コンポーネント",
                   "コンポーネント設計", "компоненты", "system components", "components and interfaces", "key components"),
    "data_model": ("data model", "data models", "database schema", "schema", "data schema", "database design", "datenmodell",
                   "modèle de données", "modelo de datos", "modelo de dados", "数据模型", "データモデル", "модель данных",
                   "database", "storage schema"),
    "api": ("api design", "api", "apis", "api endpoints", "endpoints", "api specification", "rest api", "http api", "api-design",
            "api-entwurf", "schnittstellen", "conception de l'api", "api rest", "diseño de api", "diseño de la api",
            "design da api", "api 设计", "api设计", "接口设计", "api 設計", "api設計", "interface design", "api reference"),
    "stack": ("technology stack", "tech stack", "technologies", "technologie-stack", "technologiestack", "technischer stack",
              "pile technologique", "stack technique", "stack tecnológico", "pila tecnológica", "技术栈", "技術スタック",
              "технологический стек", "technology choices", "stack", "technology"),
    "plan": ("implementation plan", "implementation", "implementation phases", "plan", "roadmap", "tasks", "milestones",
             "work breakdown", "project plan", "delivery plan", "umsetzungsplan", "implementierungsplan", "umsetzung",
             "plan de mise en œuvre", "plan d'implémentation", "plan de implementación", "plano de implementação", "实施计划",
             "实现计划", "実装計画", "план реализации", "task list", "phases", "implementation tasks", "timeline",
             "خطة التنفيذ", "תוכנית יישום", "구현 계획"),
    "data_flow": ("data flow", "dataflow", "data flows", "datenfluss", "flux de données", "flujo de datos", "fluxo de dados",
                  "数据流", "データフロー", "поток данных", "request flow", "sequence of events", "data flow diagram"),
    "security": ("security considerations", "security", "security & privacy", "security and privacy", "sicherheit",
                 "sicherheitsaspekte", "sécurité", "considérations de sécurité", "seguridad", "consideraciones de seguridad",
                 "segurança", "considerações de segurança", "安全考虑", "安全", "セキュリティ", "безопасность", "الأمان", "אבטחה", "보안",
                 "sicherheitsüberlegungen", "security requirements", "privacy & security"),
    "errors": ("error handling", "errors", "error cases", "failure modes", "fehlerbehandlung", "gestion des erreurs",
               "manejo de errores", "gestión de errores", "tratamento de erros", "错误处理", "エラー処理", "エラーハンドリング",
               "обработка ошибок", "failure handling", "معالجة الأخطاء", "טיפול בשגיאות", "오류 처리"),
    "monitoring": ("monitoring & observability", "monitoring and observability", "monitoring", "observability",
                   "überwachung", "monitoring & beobachtbarkeit", "monitoring und beobachtbarkeit", "supervision",
                   "surveillance", "monitorización", "monitoreo", "monitoramento", "observabilidad", "监控",
                   "监控与可观测性", "監視", "監視と可観測性", "мониторинг", "surveillance et observabilité", "telemetry"),
    "testing": ("testing strategy", "testing", "test strategy", "test plan", "tests", "teststrategie", "stratégie de test",
                "stratégie de tests", "estrategia de pruebas", "pruebas", "estratégia de testes", "testes", "测试策略", "测试",
                "テスト戦略", "стратегия тестирования", "test approach", "verification", "validation strategy"),
    "rollout": ("rollout plan", "rollout", "roll-out", "deployment plan", "release plan", "launch plan", "einführungsplan",
                "rollout-plan", "ausrollplan", "plan de déploiement", "plan de despliegue", "plano de lançamento",
                "plano de implantação", "发布计划", "上线计划", "展開計画", "リリース計画", "план развертывания", "deployment",
                "migration and rollout", "rollout strategy"),
    "questions": ("open questions", "open question", "unresolved questions", "open issues", "questions", "offene fragen",
                  "offene punkte", "questions ouvertes", "preguntas abiertas", "questões em aberto", "perguntas em aberto",
                  "开放问题", "待解决问题", "未解決の質問", "未決事項", "открытые вопросы", "أسئلة مفتوحة", "שאלות פתוחות", "미해결 질문",
                  "clarifications needed", "outstanding questions"),
    "risks": ("dependencies & risks", "dependencies and risks", "risks", "risks & dependencies", "risks and dependencies",
              "risks and mitigations", "risks & mitigations", "risk assessment", "risk register", "abhängigkeiten & risiken",
              "abhängigkeiten und risiken", "risiken", "risiken und abhängigkeiten", "risques", "dépendances et risques",
              "riesgos", "dependencias y riesgos", "riscos", "dependências e riscos", "依赖与风险", "风险", "リスク", "риски",
              "依存関係とリスク", "risk analysis", "المخاطر", "סיכונים", "위험", "risks / mitigations"),
    "metrics": ("success metrics", "success criteria", "metrics", "kpis", "key metrics", "measurable outcomes",
                "erfolgsmetriken", "erfolgskriterien", "indicateurs de succès", "métriques de succès", "critères de succès",
                "métricas de éxito", "criterios de éxito", "métricas de sucesso", "成功指标", "成功指標", "метрики успеха",
                "success measures", "مقاييس النجاح", "מדדי הצלחה", "성공 지표"),
    "references": ("references", "reference", "further reading", "links", "related documents", "related documentation",
                   "referenzen", "verweise", "quellen", "références", "referencias", "referências", "参考", "参考资料",
                   "参考文献", "ссылки", "see also", "resources", "المراجع", "מקורות", "참고 자료", "bibliography", "appendix: references"),
}

_BY_NAME = {name.casefold(): key for key, found in NAMES.items() for name in found}

_NUMBER = re.compile(
    r"^(?:(?i:section|chapter|abschnitt|kapitel|part|teil)[ \t]+)?"
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,4}[.):]?|[ivxlIVXL]{1,6}[.)]|[a-zA-Z][.)]|[（(]?[一二三四五六七八九十]{1,3}[、）).]|§[ \t]*[0-9.]+)[ \t\-–—:.]*",
    re.ASCII,
)
_NOTE = re.compile(r"[ \t]*(?:\*?\((?:mandatory|optional|required|if applicable|include if [^()]{0,60}|draft|wip|tbd|new|added)[^()]{0,40}\)\*?)[ \t]*$", re.I)
_MARKUP = re.compile(r"[*_`]{1,3}")


def _is_pictorial(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk", "Cf", "Mn", "Co", "Cn") or char in "⃣#"


def folded(heading: str) -> str:
    """A heading less its number, emoji, markup, note and closing colon, in lower case, to be looked up."""
    text = _NOTE.sub("", heading.strip()[:200])
    text = re.sub(r"\[([^\]\[]{0,150})\]\([^()]{0,150}\)", r"\1", text)
    text = _MARKUP.sub("", re.sub(r"<!--.*?-->", "", text)).strip()
    for _ in range(3):
        before = text
        while text and (_is_pictorial(text[0]) or text[0] in " \t:-–—|"):
            text = text[1:]
        if not re.match(r"^[0-9]+️?⃣", text):
            text = _NUMBER.sub("", text, count=1) or text
        else:
            text = re.sub(r"^(?:[0-9]️?⃣)+", "", text)
        if text == before:
            break
    while text and (_is_pictorial(text[-1]) or text[-1] in " \t:：.-–—"):
        text = text[:-1]
    return " ".join(text.casefold().replace("’", "'").split())


def exact_key(heading: str) -> str:
    """The key of the section whose very name the heading is, or ""."""
    return _BY_NAME.get(folded(heading), "")


def section_key(heading: str) -> str:
    """The key of the section a heading names, or ""."""
    name = folded(heading)
    if name in _BY_NAME:
        return _BY_NAME[name]
    for separator in (" (", " – ", " - ", " — ", ": "):
        if separator in name:
            return _BY_NAME.get(name.split(separator)[0].strip(), "")
    return ""
