"""What you see is what you approve: the review page shows every byte of the frozen text, and nothing but them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.models import Team, User
from specs.document.rendering import VERSION
from specs.models import Piece, Revision, Row
from specs.reading import reading_of
from tests.document.rendering.structure import Page
from tests.factories import make_review

DOCUMENTS = sorted(Path("tests/documents").glob("*.md"))
TEXTS = {path.name: path.read_bytes().decode("utf-8") for path in DOCUMENTS}


def seen(text: str) -> str:
    """The words of a frozen text as the review page shows it, nothing clicked."""
    reading = reading_of(Revision(data=text.encode()))
    return f"{reading.front}\n{Page(str(reading.html)).text}"


@pytest.mark.parametrize("step", [17, 41])
def test_marks_all_over_each_document_are_seen(step: int) -> None:
    for name, text in TEXTS.items():
        parts = [text[at : at + step] for at in range(0, len(text), step)]
        shown = seen("".join(f"{part}ZQX{number}E" for number, part in enumerate(parts)))
        missing = [number for number in range(len(parts)) if f"ZQX{number}E" not in shown]
        assert not missing, (name, missing[:5])


@settings(max_examples=80)
@given(st.sampled_from([name for name in TEXTS if len(TEXTS[name]) < 20_000]), st.integers(0, 20_000))
@example("metadata-front-matter.md", 5)
@example("ugly-html-comments.md", 0)
def test_a_mark_anywhere_in_a_document_is_seen(name: str, at: int) -> None:
    text = TEXTS[name]
    at %= len(text) + 1
    assert "ZQX" in seen(f"{text[:at]}ZQX{text[at:]}"), text[max(0, at - 40) : at + 40]


@pytest.mark.django_db
def test_html_that_was_poisoned_at_rest_does_not_reach_the_review(
    team: Team, editor: User, viewer: User, client_of: Callable[[User], Client]
) -> None:
    spec = make_review(team, editor, viewer)
    client = client_of(viewer)
    client.get("/PAY-1/")
    Row.objects.filter(spec=spec).update(html="<p>POISON, all is well.</p>", html_version=VERSION)
    Piece.objects.filter(spec=spec).update(html="<p>POISON, all is well.</p>")
    Row.objects.filter(spec=spec, uid="FR-1").update(source="1. **FR-1**: POISON in the working text.\n")

    page = client.get("/PAY-1/review").content.decode()

    assert "POISON" not in page
    assert "A clerk refunds a payment in full." in page
    assert spec.revisions.get().sha256 in page
