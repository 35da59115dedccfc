"""What you see is what you approve: the review page shows every byte of the frozen text, and nothing but them."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from accounts.models import Team, User
from specs.compared import Drawing, chosen, sections
from specs.document.compare import as_published, published
from specs.document.comparing.items import Comparison
from specs.document.reader import read
from specs.document.rendering import VERSION
from specs.models import Piece, Revision, Row, guards
from specs.reading import reading_of
from specs.services.reviewing import submit
from specs.services.states import packed
from tests.document.rendering.structure import Page
from tests.factories import SAMPLE, make_review, make_spec

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


def by_rows(text: str) -> tuple[str, str]:
    """What freezing this text makes of it, and the words of that as the rows of a review show it."""
    document = as_published(read(text))
    frozen = published(document).text
    comparison = Comparison(document, document)
    drawn = sections(Drawing(comparison, removed={}), chosen(comparison, whole=True))
    lines = (line for section in drawn for item in section.shown for line in item.lines)
    html = " ".join(f"{line.margin.both} {line.body.both}" for line in lines)
    return frozen, f"{Page(html).text}\n{document.tail}"


@pytest.mark.parametrize("step", [17, 41])
def test_marks_all_over_each_document_are_seen_by_rows(step: int) -> None:
    for name, text in TEXTS.items():
        parts = [text[at : at + step] for at in range(0, len(text), step)]
        frozen, shown = by_rows("".join(f"{part}ZQX{number}E" for number, part in enumerate(parts)))
        missing = [mark for mark in re.findall(r"ZQX\d+E", frozen) if mark not in shown]
        assert not missing, (name, missing[:5])


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

    for address in ("/PAY-1/review?text=clean", "/PAY-1/review"):
        page = client.get(address).content.decode()
        assert "POISON" not in page
    assert "A clerk refunds a payment in full." in page
    assert spec.revisions.get().sha256 in page


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["", "?text=clean"])
def test_rows_that_are_not_the_frozen_bytes_are_not_shown_to_a_reviewer(
    team: Team, editor: User, viewer: User, client_of: Callable[[User], Client], query: str
) -> None:
    """What is signed is the hash of the bytes, so they are shown, whatever the rows beside them say."""
    spec = make_review(team, editor, viewer)
    rows = spec.revisions.get().rows
    for row in rows:
        row["source"] = row["source"].replace("in full", "in POISON")
    guards.remove(connection)
    spec.revisions.update(rows=rows)

    page = client_of(viewer).get(f"/PAY-1/review{query}").content.decode()

    assert "POISON" not in page
    assert "A clerk refunds a payment in full." in page


@pytest.mark.django_db
def test_the_whole_page_shows_a_mark_anywhere_before_anything_is_clicked(
    team: Team, editor: User, viewer: User, client_of: Callable[[User], Client]
) -> None:
    """As the page comes, changes marked by rows; its own words and its forms are left out."""
    spec = make_review(team, editor, viewer)
    client, places = client_of(viewer), random.Random(7)
    guards.remove(connection)
    for name in [name for name in TEXTS if len(TEXTS[name]) < 8_000][::5]:
        text = TEXTS[name]
        at = places.randrange(len(text) + 1)
        marked = f"{text[:at]}ZQX{text[at:]}"
        document = read(marked)
        rows = packed(document.with_ids(list(range(10_000, 10_000 + len(document.rows)))))
        spec.revisions.update(data=marked.encode(), rows=rows, tail=document.tail, cut_at=timezone.now())
        page = client.get("/PAY-1/review").content.decode()
        shown = page.partition("<main")[2].partition("</main>")[0]
        words = re.sub(r"<[^>]*>", "", re.sub(r"(?s)<(script|style|template)\b.*?</\1>", "", shown))
        assert "ZQX" in words, (name, marked[max(0, at - 40) : at + 40])


@pytest.mark.django_db
def test_what_the_file_folds_away_is_open_wherever_it_is_read(
    team: Team, editor: User, viewer: User, client_of: Callable[[User], Client]
) -> None:
    folded = "<details>\n<summary>More</summary>\n\nDeletes the backups.\n\n</details>\n"
    spec = make_spec(team, editor, SAMPLE.replace("## Goals &", f"{folded}\n## Goals &"))
    client = client_of(viewer)
    opened = '<details open="" data-folded="Folded in the file">'

    assert opened in client.get("/PAY-1/").content.decode()
    submit(spec, by=editor, reviewers=[viewer], seen=spec.text_hash)
    for address in ("/PAY-1/review", "/PAY-1/review?text=clean", "/PAY-1/read?revision=1"):
        assert opened in client.get(address).content.decode(), address
