"""Every hostile value goes through every form: it is refused, or stands in the text, and never acts on the page."""

import json
import re
from pathlib import Path

import pytest

from specs.models import Row, Spec
from tests.views.rows.conftest import Forms

PAYLOADS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "security-payloads.txt").read_text().split("\n")
    if line.strip()
]
#: Markup of ours never has these; what people wrote would need one of them to act.
ACTS = re.compile(
    r"<(?:script|iframe|object|embed|svg|math|style|link|base|meta)\b(?! rel)|\son\w+=|javascript:", re.IGNORECASE
)
FIELDS = [
    ("requirement", "text"),
    ("requirement", "title"),
    ("requirement", "criteria"),
    ("risk", "title"),
    ("risk", "mitigation"),
    ("task", "text"),
    ("prose", "text"),
    ("question", "answer"),
    ("phase", "title"),
    ("quality", "label"),
]


def visible(html: str) -> str:
    """Our markup without icons and without the attributes and texts in which people's words stand escaped."""
    html = re.sub(r"<svg class=\"i .*?</svg>", "", html, flags=re.DOTALL)
    html = re.sub(r"<textarea.*?</textarea>|<meta [^>]*>|<link rel=[^>]*>", "", html, flags=re.DOTALL)
    return re.sub(r'"[^"]*"', '""', html)


#: All of them into the three layouts that hold most, every third into the other fields, each begun elsewhere.
SENT = [(kind, name, PAYLOADS if i in (0, 4, 6) else PAYLOADS[i % 3 :: 3]) for i, (kind, name) in enumerate(FIELDS)]


@pytest.mark.parametrize(("kind", "name", "payloads"), SENT, ids=[f"{kind}.{name}" for kind, name in FIELDS])
def test_hostile_values_never_act(forms: Forms, spec: Spec, kind: str, name: str, payloads: list[str]) -> None:
    row: Row | None = spec.rows.filter(kind=kind).first()
    assert row
    for payload in payloads:
        if len(payload) > 2_000 or not Row.objects.filter(pk=row.pk, removed_at=None).exists():
            continue
        row.refresh_from_db()
        answer = forms.save(row, **{name: payload})
        assert answer.status_code in {200, 422}, payload
        found = ACTS.search(re.sub(r">[^<]*<", "><", visible(answer.content.decode())))
        assert found is None, (payload, found)
    spec.refresh_from_db()
    assert spec.document().text.startswith("# Refunds")
