"""A page made of kept pieces is the page drawn anew, after every kind of change."""

import gzip
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.document.outline import values as values_of
from specs.document.template import KINDS
from specs.models import Piece, Row, Spec
from specs.services import editing, pieces
from specs.services.chain import sha256
from specs.services.errors import Refused
from specs.services.exchanging import export, import_over, import_spec
from specs.services.images import add_image, cleaned, remove_image
from specs.services.reviewing import submit
from specs.views import kept
from specs.views.answers import common
from specs.views.kept import live_parts
from specs.views.lead import metadata_items
from specs.views.loading import document_sheet
from specs.views.shape import Shape, unwritten
from tests.factories import SAMPLE, make_specs_of_documents, png

pytestmark = pytest.mark.django_db
_BADGE = re.compile(r'<span class="bad">.*?</span></span>', re.DOTALL)  # counted by test_home
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=)"[^"]*"')


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return import_spec(by=editor, team=team, data=SAMPLE.encode(), name="sample.md")


def asking(user: User) -> Any:
    request = RequestFactory().get("/")
    request.user = user
    return request


def joined(spec: Spec, user: User) -> tuple[str, str, int]:
    """The document, the outline and the number of blocking findings, of kept pieces."""
    fresh = Spec.objects.select_related("team").get(pk=spec.pk)
    request = asking(user)
    found = kept.kept(fresh, common(request, fresh))
    document = found.shown(request, live_parts(request, fresh, found))
    return _TOKEN.sub(r"\1", document), _BADGE.sub("", found.outline), found.blocking


def drawn(spec: Spec, user: User) -> tuple[str, str, int]:
    """The same, drawn as if nothing had ever been kept."""
    fresh = Spec.objects.select_related("team").get(pk=spec.pk)
    request = asking(user)
    context = common(request, fresh)
    sheet = document_sheet(fresh, editable=context["can_edit"])
    context |= {"sheet": sheet, "metadata": metadata_items(sheet), "findings": sheet.findings}
    shape = Shape.of(fresh)
    entries = shape.outline(unwritten(shape) if context["can_edit"] else [])
    blocking = sum(finding.level == "blocks" for finding in sheet.findings)
    document = render_to_string("specs/sections/document.html", context, request)
    return _TOKEN.sub(r"\1", document), render_to_string("specs/panels/entries.html", {"entries": entries}), blocking


def assert_true(spec: Spec, user: User) -> None:
    assert joined(spec, user) == drawn(spec, user)


def row(spec: Spec, **named: Any) -> Row:
    found = spec.rows.filter(**named).first()
    assert found is not None
    return found


def cell(spec: Spec) -> Row:
    return row(spec, dialect__startswith="cell:")


def saved(values: dict[str, str], **named: Any) -> Callable[[Spec, User], object]:
    def save(spec: Spec, by: User) -> None:
        found = row(spec, **named)
        found.spec = Spec.objects.get(pk=spec.pk)
        editing.save_row(found, by=by, values=values, stamp=found.stamp)

    return save


def undone(spec: Spec, by: User) -> None:
    editing.undo(spec.events.latest("number"), by=by)


def resourced(spec: Spec, by: User, source: str) -> None:
    found = row(spec, uid="FR-3")
    editing.save_source(found, by=by, source=source, stamp=found.stamp)


def twice(spec: Spec, by: User) -> None:
    resourced(spec, by, "3. **FR-1**: the same name")


CHANGES: dict[str, Callable[[Spec, User], object]] = {
    "text": saved({"text": "Other words with `code`."}, uid="FR-1"),
    "nothing": saved({"text": "A clerk refunds a payment in full."}, uid="FR-1"),
    "title of a requirement": saved({"title": "Full refund"}, uid="FR-1"),
    "part": saved({"priority": "Could"}, uid="FR-2"),
    "part that goes": saved({"priority": ""}, uid="FR-2"),
    "criteria": saved({"criteria": "one\ntwo"}, uid="FR-3"),
    "uid that stands twice": twice,
    "placeholder": saved({"text": "[Write it]"}, uid="FR-1"),
    "definition": saved({"text": "See [x].\n\n[x]: https://example.org"}, kind="prose"),
    "prose": saved({"text": "Something else."}, kind="prose"),
    "label": saved({"label": "Speed"}, kind="quality"),
    "metadata": lambda spec, by: editing.set_metadata(spec, by=by, key="author", value="Ben"),
    "tick": lambda spec, by: editing.tick(row(spec, kind="task"), by=by, done=True),
    "added": lambda spec, by: editing.add_row(spec, by=by, kind="goal", values={"text": "n"}, section="goals"),
    "removed": lambda spec, by: editing.remove_row(row(spec, uid="FR-1"), by=by),
    "moved": lambda spec, by: editing.move_down(row(spec, uid="FR-1"), by=by),
    "section": lambda spec, by: editing.add_section(spec, by=by, key="monitoring"),
    "renamed": lambda spec, by: editing.rename_section(row(spec, key="goals"), by=by, title="Ends", confirmed=True),
    "source": lambda spec, by: resourced(spec, by, "3. **FR-3**: raw\n   - **Priority**: Must"),
    "cell": saved({"title": "Other"}, dialect__startswith="cell:"),
    "added in a table": lambda spec, by: editing.add_row(
        spec, by=by, kind=cell(spec).kind, values={"title": "n"}, after=cell(spec)
    ),
    "line of a table removed": lambda spec, by: editing.remove_row(cell(spec), by=by),
    "definition that goes": lambda spec, by: (
        saved({"text": "See [x].\n\n[x]: https://example.org"}, kind="prose")(spec, by),
        saved({"text": "See [x]."}, kind="prose")(spec, by),
    ),
    "heading removed": lambda spec, by: editing.remove_section(row(spec, key="goals"), by=by),
    "task that names what is not there": saved({"text": "Build FR-1, FR-2 and FR-9."}, kind="task"),
    "task that names another spec's": saved({"text": "Build PAY-1/FR-9 as JIRA-9."}, kind="task"),
    "requirement that a task names goes": lambda spec, by: (
        saved({"text": "Build FR-1."}, kind="task")(spec, by),
        editing.remove_row(row(spec, uid="FR-1"), by=by),
    ),
    "pasted": lambda spec, by: editing.paste_rows(spec, by=by, text="- a\n- b", after=row(spec, uid="FR-3")),
}


def test_kept_pieces_are_what_is_drawn(spec: Spec, editor: User, viewer: User) -> None:
    for user in (editor, viewer):
        assert_true(spec, user)


@pytest.mark.parametrize("name", CHANGES)
def test_kept_pieces_are_what_is_drawn_after(name: str, spec: Spec, editor: User, viewer: User) -> None:
    for user in (editor, viewer):
        joined(spec, user)
    CHANGES[name](Spec.objects.get(pk=spec.pk), editor)
    for user in (editor, viewer):
        anew = drawn(spec, user)
        assert joined(spec, user) == anew
        assert joined(spec, user) == anew  # what was missing is kept now
    if name != "nothing":
        undone(spec, editor)
        assert_true(spec, editor)


def test_a_row_that_comes_or_goes_leaves_the_others_as_they_were_drawn(spec: Spec, editor: User) -> None:
    joined(spec, editor)
    before = dict(Piece.objects.filter(spec=spec).values_list("name", "pk"))
    editing.remove_row(row(spec, uid="FR-3"), by=editor)
    editing.add_row(Spec.objects.get(pk=spec.pk), by=editor, kind="goal", values={"text": "n"}, section="goals")
    assert not Piece.objects.filter(spec=spec, name="frame").exists()
    assert_true(spec, editor)
    after = dict(Piece.objects.filter(spec=spec).values_list("name", "pk"))
    same = {name for name, pk in after.items() if before.get(name) == pk}
    assert {str(row(spec, uid="FR-1").pk), str(row(spec, kind="quality").pk)} <= same
    assert {"frame", "outline", "unwritten", str(row(spec, kind="goal", text="n").pk)} <= after.keys() - same
    assert len(after) - len(same) < 9  # with the task that names FR-3, which is not there any more
    assert before.keys() - after.keys() == {name for name in before if name.isdigit()} - {
        str(pk) for pk in spec.rows.values_list("pk", flat=True)
    }


def test_a_row_changed_there_and_back_while_the_frame_is_gone_is_drawn_as_it_is(spec: Spec, editor: User) -> None:
    first = cell(spec).title
    for title in ("Other", first):
        assert_true(spec, editor)
        saved({"title": title}, pk=cell(spec).pk)(spec, editor)
        assert_true(spec, editor)
        editing.add_row(Spec.objects.get(pk=spec.pk), by=editor, kind="goal", values={"text": title}, section="goals")
    assert_true(spec, editor)


def test_a_row_named_twice_is_said_to_be_so_when_it_is_drawn_alone(spec: Spec, editor: User) -> None:
    twice(spec, editor)
    assert_true(spec, editor)
    saved({"text": "and other words"}, uid="FR-1", source__contains="same name")(spec, editor)
    assert "stands twice" in joined(spec, editor)[0]
    assert_true(spec, editor)


def test_an_import_over_and_a_review_draw_everything_anew(spec: Spec, editor: User, viewer: User) -> None:
    assert_true(spec, editor)
    left = export(Spec.objects.get(pk=spec.pk), by=editor, working=True)
    edited = left.data.replace(b"in full", b"by half")
    import_over(Spec.objects.get(pk=spec.pk), by=editor, data=edited, base=left.sha256)
    assert_true(spec, editor)
    fresh = Spec.objects.get(pk=spec.pk)
    submit(fresh, by=editor, reviewers=[viewer], seen=fresh.text_hash)
    for user in (editor, viewer):
        assert_true(spec, user)


def saved_somewhere(spec: Spec, by: User, at: int) -> bool:
    """Changes one row, each time another; False where the document has none to change so."""
    document = spec.document()
    rows = [i for i, found in enumerate(document.rows) if found.kind not in ("heading", "prose", "table")]
    if not rows:
        return False
    index = rows[at * 7 % len(rows)]
    known = [field.name for field in KINDS[document.rows[index].kind].fields]
    name = next((name for name in ("text", "title", "label") if name in values_of(document, index)), known[0])
    with suppress(Refused):
        saved({name: "Quite another"}, pk=document.rows[index].id)(spec, by)
        return True
    return False


@pytest.mark.parametrize("third", range(3))
def test_a_save_in_any_document_leaves_nothing_stale(third: int, team: Team, editor: User) -> None:
    tried = 0
    for at, spec in make_specs_of_documents(team, editor, slice(third, None, 6)):
        joined(spec, editor)
        tried += saved_somewhere(spec, editor, at)
        assert_true(spec, editor)
    assert tried > 8


def test_opening_asks_for_the_pieces_and_draws_what_is_missing(
    spec: Spec, editor: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(editor)
    address = f"/{spec.key}/"
    browser.get(address)
    saved({"text": "Other words"}, uid="FR-1")(spec, editor)
    with CaptureQueriesContext(connection) as first:
        assert "Other words" in browser.get(address).content.decode()
    with CaptureQueriesContext(connection) as again:
        browser.get(address)
    assert sum("RECURSIVE" in query["sql"] for query in first) == 1
    assert not any('FROM "specs_row"' in query["sql"] and "source" in query["sql"] for query in again)
    assert len(again) < len(first)
    assert len(again) < 16  # of which seven are the session's, one the bell's, one the comments'


def test_the_panel_that_is_kept_shows_what_happened_meanwhile(
    spec: Spec, editor: User, client_of: Callable[[User], Client]
) -> None:
    browser = client_of(editor)
    address = f"/{spec.key}/"
    for name in ("Ada Lovelace", "Ada King"):
        User.objects.filter(pk=editor.pk).update(name=name)
        assert f"<span>{name} " in browser.get(address).content.decode()
    saved({"text": "Quite other"}, uid="FR-1")(spec, editor)
    for _ in range(2):
        assert "<ins>" in browser.get(address).content.decode().partition('id="history"')[2]
    assert spec.key in browser.get(address).content.decode().partition('id="palette"')[2][:120]
    other = import_spec(by=editor, team=spec.team, data=SAMPLE.encode(), name="other.md")
    page = browser.get(f"/{other.key}/").content.decode()
    assert f'action="/{other.key}/rows"' in page
    assert f'"/{spec.key}/' not in page


def test_what_is_drawn_while_somebody_writes_is_not_kept(spec: Spec, editor: User) -> None:
    stale = Spec.objects.get(pk=spec.pk)
    saved({"text": "Newer"}, uid="FR-1")(spec, editor)
    kept.kept(stale, common(asking(editor), stale))
    assert not Piece.objects.filter(spec=spec).exists()
    assert "Newer" in joined(spec, editor)[0]


def test_another_version_of_the_program_draws_anew(spec: Spec, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    joined(spec, editor)
    Piece.objects.filter(spec=spec, name="frame").update(html="stale")
    assert "stale" in joined(spec, editor)[0]
    monkeypatch.setattr(kept, "version", lambda: "another")
    assert_true(spec, editor)


def test_an_image_that_is_uploaded_no_longer_blocks(spec: Spec, editor: User) -> None:
    data = png()
    address = f"images/{sha256(cleaned(data).data)}.png"
    saved({"text": f"Look: ![it]({address})"}, uid="FR-1")(spec, editor)
    before = joined(spec, editor)
    assert_true(spec, editor)
    add_image(Spec.objects.get(pk=spec.pk), by=editor, data=data)
    assert joined(spec, editor)[2] == before[2] - 1
    assert_true(spec, editor)


def test_what_is_drawn_while_one_image_goes_and_another_comes_is_not_kept(spec: Spec, editor: User) -> None:
    wanted = png()
    saved({"text": f"Look: ![it](images/{sha256(cleaned(wanted).data)}.png)"}, uid="FR-1")(spec, editor)
    fresh = Spec.objects.select_related("team").get(pk=spec.pk)
    spare = add_image(fresh, by=editor, data=png((3, 3)))
    context = common(asking(editor), fresh) | {"csrf_token": ""}
    keeper = kept.Keeper(fresh, context, "editor")
    keeper.images = pieces.pictured(fresh)
    keeper.whole()
    remove_image(fresh, by=editor, digest=spare.file_id)
    add_image(fresh, by=editor, data=wanted)
    keeper.keep()
    assert not Piece.objects.filter(spec=spec).exists()
    assert "was not uploaded here" not in joined(spec, editor)[0]
    assert_true(spec, editor)


def test_a_token_is_of_whoever_asks(spec: Spec, editor: User, client_of: Callable[[User], Client]) -> None:
    pages = [client_of(editor).get(f"/{spec.key}/").content.decode() for _ in range(2)]
    tokens = [set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)) for page in pages]
    assert all(len(found) == 64 for page in tokens for found in page)
    assert kept.secret() not in "".join(pages)
    assert not tokens[0] & tokens[1]


def test_a_page_is_sent_compressed(spec: Spec, editor: User, client_of: Callable[[User], Client]) -> None:
    browser = client_of(editor)
    small = browser.get(f"/{spec.key}/", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert "FR-1" in gzip.decompress(small.content).decode()
    assert len(small.content) < len(browser.get(f"/{spec.key}/").content) / 3
