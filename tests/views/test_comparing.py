"""Two texts on a page, as a file and in words; what one has seen of it; what a reviewer who comes back sees first."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import Team, User
from specs import compared
from specs.models import Row, SeenMark, Spec
from specs.services.editing import save_row
from specs.services.moving import move_row
from specs.services.removing import remove_row
from specs.services.reviewing import approve, revise, send
from specs.services.whole import open_whole, save_whole
from tests.factories import SAMPLE, make_approved, make_review

pytestmark = pytest.mark.django_db
TAG = re.compile(r"<[^>]*>")
RULED = SAMPLE.replace("without writing to us.", "without writing to us, by [the rules][a].")
AGAIN = RULED + "\n## Notes\n\nSee above.\n\n[a]: https://rules.example/1\n"


@pytest.fixture
def spec(team: Team, editor: User, viewer: User) -> Spec:
    """In review, revision 2: the viewer has approved revision 1."""
    spec = make_review(team, editor, viewer, AGAIN)
    edit(spec, editor, "FR-1", "A clerk refunds a payment in part.")
    approve(spec, by=viewer, sha=spec.revisions.get().sha256)
    remove_row(row(spec, "FR-2"), by=editor)
    send(spec, by=editor)
    spec.refresh_from_db()
    return spec


@pytest.fixture
def ask(client_of: Callable[[User], Client], viewer: User) -> Callable[..., str]:
    client = client_of(viewer)

    def get(address: str, **query: Any) -> str:
        answer = client.get(address, query)
        assert answer.status_code == 200, address
        return answer.content.decode()

    return get


def row(spec: Spec, uid: str) -> Row:
    return Row.objects.get(spec=spec, uid=uid, removed_at=None)


def edit(spec: Spec, by: User, uid: str, text: str) -> None:
    found = row(spec, uid)
    save_row(found, by=by, values={"text": text}, base={"text": found.text}, stamp=found.stamp)


def write(spec: Spec, by: User, *changes: tuple[str, str]) -> None:
    opened = open_whole(spec, by=by)
    text = opened.text
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    save_whole(spec, by=by, text=text, base=opened.base)


def said(html: str) -> str:
    return " ".join(TAG.sub(" ", html).split())


def article(page: str, word: str) -> str:
    """The change in which a word stands."""
    return next(one for one in re.findall(r"<article.*?</article>", page, re.S) if word in said(one))


class TestPage:
    def test_words_are_marked_on_each_side_and_in_one(self, spec: Spec, ask: Callable[..., str]) -> None:
        page = ask(f"/{spec.key}/compare", **{"from": 1, "to": 2})
        change = article(page, "A clerk refunds a payment in")
        before, after, both = re.findall(
            r'<div class="(?:l|rr|both slim) text changed".*?</div>\s*</div>', change, re.S
        )
        assert ("removed full" in said(before), "added part" in said(before)) == (True, False)
        assert ("removed full" in said(after), "added part" in said(after)) == (False, True)
        assert "removed full added part" in said(both)
        assert "Changed" in change

    def test_a_removed_row_says_by_whom(self, spec: Spec, ask: Callable[..., str]) -> None:
        page = ask(f"/{spec.key}/compare", **{"from": 1, "to": 2})
        assert "Removed by Eve Editor" in article(page, "A clerk refunds a part of a payment.")
        assert "FR-3 is the same, but for numbers in a list" in said(page)

    def test_without_a_choice_the_present_is_compared_with_what_is_known(
        self, spec: Spec, editor: User, ask: Callable[..., str]
    ) -> None:
        assert "They say the same." in ask(f"/{spec.key}/compare")
        edit(spec, editor, "FR-3", "The customer is told by post.")
        page = ask(f"/{spec.key}/compare")
        assert "1 change" in said(page)
        assert '<option value="2" selected>' in page
        assert '<option value="now" selected>' in page

    def test_kinds_of_changes_and_the_whole_document_stand_in_the_address(
        self, spec: Spec, ask: Callable[..., str]
    ) -> None:
        address = f"/{spec.key}/compare"
        removed = ask(address, **{"from": 1, "to": 2, "show": "removed"})
        assert ("refunds a part" in said(removed), "payment in" in said(removed)) == (True, False)
        whole = ask(address, **{"from": 1, "to": 2, "whole": 1, "view": "one"})
        assert "Bank is down" in said(whole)
        assert 'class="l ' not in whole
        assert "Only changes" in whole
        assert ask(address, **{"from": 1, "to": 2, "show": "x", "page": "-1"})

    def test_a_moved_row_says_from_where_to_where(self, spec: Spec, editor: User, ask: Callable[..., str]) -> None:
        goals = list(Row.objects.filter(spec=spec, kind="goal", removed_at=None).order_by("place"))
        move_row(goals[0], by=editor, parent=goals[0].parent_id, after=goals[1].pk)
        page = ask(f"/{spec.key}/compare")
        assert re.search(r"Was (first in Goals, now after|after Refunds within a day, now first in)", said(page))

    def test_whoever_uses_a_definition_that_changed_is_told(
        self, spec: Spec, editor: User, ask: Callable[..., str]
    ) -> None:
        write(spec, editor, ("rules.example/1", "rules.example/2"))
        change = said(article(ask(f"/{spec.key}/compare"), "Customers get"))
        assert "What “a” stands for changed:" in change
        assert "removed 1 added 2" in change

    def test_what_nobody_sees_is_shown(self, spec: Spec, editor: User, ask: Callable[..., str]) -> None:
        write(spec, editor, ("told by mail", "told by\u200b mail"))
        assert "by added ‹U+200B› mail" in said(article(ask(f"/{spec.key}/compare"), "FR-3"))

    def test_where_a_link_leads_and_what_is_markup_is_shown_as_it_is_written(
        self, spec: Spec, editor: User, ask: Callable[..., str]
    ) -> None:
        write(spec, editor, ("told by mail", "told by [mail](https://a.example)"))
        change = said(article(ask(f"/{spec.key}/compare"), "FR-3"))
        assert "added [ mail added ](https://a.example) ." in change

    def test_the_end_of_the_file_is_a_change(self, spec: Spec, editor: User, ask: Callable[..., str]) -> None:
        write(spec, editor, ("rules.example/1\n", "rules.example/1\n\n\n"))
        assert "↵" in article(ask(f"/{spec.key}/compare"), "↵")

    def test_a_heading_of_its_own_words_is_a_change_in_its_place(
        self, spec: Spec, editor: User, ask: Callable[..., str]
    ) -> None:
        write(spec, editor, ("## Notes", "## Further Notes"), ("See above", "Also see above"))
        page = ask(f"/{spec.key}/compare")
        assert "added Further" in said(article(page, "Notes"))
        assert '<div class="cmp-h changed">' in page

    def test_a_table_is_compared_by_cells_under_the_names_of_its_columns(
        self, spec: Spec, editor: User, ask: Callable[..., str]
    ) -> None:
        write(spec, editor, ("| Bank is down | High |", "| Bank is down | Low |"))
        change = said(article(ask(f"/{spec.key}/compare"), "Bank is down"))
        assert "Impact removed High added Low" in change
        assert "Mitigation Queue and retry" in change

    def test_every_kind_of_row_is_drawn_on_both_sides(
        self, team: Team, editor: User, viewer: User, ask: Callable[..., str]
    ) -> None:
        extra = "\n## Data Model\n\n```sql\nCREATE TABLE a (b int);\n```\n\n- [ ] A box\n\n### Part 3. Rest\n\nEnd.\n"
        spec = make_review(team, editor, viewer, SAMPLE + extra)
        write(
            spec,
            editor,
            ("CREATE TABLE a (b int);", "CREATE TABLE a (\n  b bigint\n);"),
            ("- [ ] Write the ledger", "- [x] Write the ledger"),
            ("Phase 1: Ledger", "Phase 1: Books"),
            ("**Priority**: Must", "**Priority**: Should"),
            ("### Part 3. Rest", "### Part 3. The rest"),
            ("| Error Type | Handling Strategy", "| Error Type | Handling"),
            ("author: Ana Ruiz", "author: Ben Cole"),
        )
        page = said(ask(f"/{spec.key}/compare"))
        for words in (
            "removed CREATE TABLE a (b int);",
            "added x",
            "removed Ledger added Books",
            "removed Must added Should",
            "Ana Ruiz",
        ):
            assert words in page
        assert "| Handling removed Strategy" in page
        assert ask(f"/{spec.key}/compare", whole=1)

    def test_many_changes_come_on_pages(
        self, spec: Spec, ask: Callable[..., str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("specs.views.comparing.PAGE", 1)
        pages = [ask(f"/{spec.key}/compare", **{"from": 1, "to": 2, "page": number}) for number in (1, 2)]
        assert ["refunds a part" in said(page) for page in pages] == [False, True]
        assert all('aria-label="Pages"' in page for page in pages)
        assert compared.PAGE == 500

    @pytest.mark.parametrize("name", ["9", "nonsense", "e999"])
    @pytest.mark.parametrize("page", ["compare", "compare.diff", "changelog", "changelog.md"])
    def test_a_text_that_is_not_there_is_not_found(
        self, spec: Spec, client_of: Callable[[User], Client], viewer: User, page: str, name: str
    ) -> None:
        assert client_of(viewer).get(f"/{spec.key}/{page}", {"to": name}).status_code == 404

    def test_more_changes_cost_no_more_queries(
        self,
        spec: Spec,
        editor: User,
        viewer: User,
        client_of: Callable[[User], Client],
        django_assert_max_num_queries: DjangoAssertNumQueries,
    ) -> None:
        client = client_of(viewer)
        client.get(f"/{spec.key}/compare")
        counts = []
        for change in ("by mail", "without writing", "Queue and retry"):
            write(spec, editor, (change, f"{change} now"))
            with django_assert_max_num_queries(40) as found:
                client.get(f"/{spec.key}/compare")
            counts.append(len(found))
        assert counts[0] == counts[-1]


class TestFiles:
    def test_the_difference_is_a_file_with_the_name_of_both(
        self, spec: Spec, client_of: Callable[[User], Client], viewer: User
    ) -> None:
        answer = client_of(viewer).get(f"/{spec.key}/compare.diff", {"from": "1", "to": "2"})
        assert answer["Content-Type"] == "text/x-diff; charset=utf-8"
        assert answer["Content-Disposition"] == f'attachment; filename="{spec.key}-r1-r2.diff"'
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.content.startswith(f"--- a/{spec.key}-r1.md\n+++ b/{spec.key}-r2.md\n@@ ".encode())

    def test_the_changelog_is_a_page_and_a_file(
        self, team: Team, editor: User, viewer: User, client_of: Callable[[User], Client]
    ) -> None:
        spec = make_approved(team, editor, viewer)
        revise(spec, by=editor)
        edit(spec, editor, "FR-1", "A clerk refunds a payment in part.")
        client = client_of(viewer)
        page = client.get(f"/{spec.key}/changelog").content.decode()
        assert "FR-1 changed by Eve Editor: “full” became “part”" in said(page)
        answer = client.get(f"/{spec.key}/changelog.md", {"from": "1.0"})
        assert answer["Content-Disposition"] == f'attachment; filename="{spec.key}-changes-r1-now.md"'
        assert "- **FR-1** changed by Eve Editor: “full” became “part”\n" in answer.content.decode()
        assert "Nothing changed." in client.get(f"/{spec.key}/changelog", {"from": "now"}).content.decode()


class TestSeen:
    @pytest.fixture
    def forms(self, spec: Spec, ask: Callable[..., str]) -> list[dict[str, str]]:
        """What the buttons of the page send."""
        page = ask(f"/{spec.key}/compare", **{"from": 1, "to": 2})
        found = re.findall(r'<form class="cmp-seen".*?</form>', page, re.S)
        fields = [dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form)) for form in found]
        return [{name: value for name, value in one.items() if name != "csrfmiddlewaretoken"} for one in fields]

    def test_a_form_without_script_leads_to_the_next_that_was_not_seen(
        self, spec: Spec, forms: list[dict[str, str]], client_of: Callable[[User], Client], viewer: User
    ) -> None:
        client = client_of(viewer)
        first, second = forms
        answer = client.post(f"/{spec.key}/seen", first)
        assert answer["Location"] == f"/{spec.key}/compare?from=1&to=2#change-{second['row']}"
        page = client.get(f"/{spec.key}/compare", {"from": 1, "to": 2}).content.decode()
        assert "1 of 2 changes seen" in said(page)
        answer = client.post(f"/{spec.key}/seen", second)
        assert answer["Location"].endswith(f"#change-{second['row']}")
        mark = SeenMark.objects.get(row=first["row"])
        assert (mark.user, mark.since) == (viewer, spec.revisions.get(number=1))
        client.post(f"/{spec.key}/seen", first | {"unseen": "1"})
        assert SeenMark.objects.count() == 1

    def test_an_answer_to_a_script_is_the_button_and_how_far_one_is(
        self, spec: Spec, forms: list[dict[str, str]], client_of: Callable[[User], Client], viewer: User
    ) -> None:
        client = client_of(viewer)
        answer = client.post(f"/{spec.key}/seen", forms[0], headers={"HX-Request": "true"})
        assert answer["X-Fragment"] == "1"
        assert "Seen 1 of 2 changes seen" in said(answer.content.decode())
        answer = client.post(f"/{spec.key}/seen", forms[1] | {"on": "review"}, headers={"HX-Request": "true"})
        assert f'id="since-{forms[1]["row"]}" hx-swap-oob="true"' in answer.content.decode()

    def test_marks_are_nobody_elses(
        self, spec: Spec, forms: list[dict[str, str]], client_of: Callable[[User], Client], viewer: User, editor: User
    ) -> None:
        client_of(viewer).post(f"/{spec.key}/seen", forms[0])
        page = client_of(editor).get(f"/{spec.key}/compare", {"from": 1, "to": 2}).content.decode()
        assert "0 of 2 changes seen" in said(page)

    @pytest.mark.parametrize("wrong", [{"row": "x"}, {"row": "999999"}, {"sha": "x"}, {"from": "9"}, {"row": "9" * 20}])
    def test_what_is_no_change_cannot_be_marked(
        self,
        spec: Spec,
        forms: list[dict[str, str]],
        client_of: Callable[[User], Client],
        viewer: User,
        wrong: dict[str, str],
    ) -> None:
        assert client_of(viewer).post(f"/{spec.key}/seen", forms[0] | wrong).status_code == 404

    def test_a_row_that_is_no_change_any_more_leads_to_the_first(
        self, spec: Spec, forms: list[dict[str, str]], client_of: Callable[[User], Client], viewer: User
    ) -> None:
        same = row(spec, "FR-3")
        answer = client_of(viewer).post(f"/{spec.key}/seen", forms[0] | {"row": str(same.pk)})
        assert answer["Location"].endswith(f"#change-{forms[0]['row']}")


class TestSinceMyLastVerdict:
    def test_whoever_comes_back_sees_first_what_changed(self, spec: Spec, ask: Callable[..., str]) -> None:
        page = ask(f"/{spec.key}/review")
        assert said(page).index("since your verdict on revision 1") < said(page).index("Customers get their money")
        assert "What changed since revision 1" in said(page)
        assert "0 of 2 changes seen" in said(page)
        assert "removed full added part" in said(page)
        assert "Compare 1 with 2" in said(page)

    def test_whoever_comes_first_reads_the_text_alone(
        self, spec: Spec, client_of: Callable[[User], Client], editor: User
    ) -> None:
        page = said(client_of(editor).get(f"/{spec.key}/review").content.decode())
        assert "since your verdict" not in page
        assert "changes seen" not in page

    def test_marks_lead_back_to_the_review_and_stay_through_the_next_revision(
        self, spec: Spec, ask: Callable[..., str], client_of: Callable[[User], Client], viewer: User, editor: User
    ) -> None:
        form = re.findall(r'<form class="cmp-seen".*?</form>', ask(f"/{spec.key}/review"), re.S)[0]
        sent = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form))
        answer = client_of(viewer).post(f"/{spec.key}/seen", sent)
        assert answer["Location"].startswith(f"/{spec.key}/review#change-")
        edit(spec, editor, "FR-3", "The customer is told by post.")
        send(spec, by=editor)
        assert "1 of 3 changes seen" in said(ask(f"/{spec.key}/review"))


def test_the_history_leads_to_both(spec: Spec, ask: Callable[..., str]) -> None:
    page = ask(f"/{spec.key}/history/")
    assert f'href="/{spec.key}/compare"' in page
    assert f'href="/{spec.key}/changelog"' in page
