"""Texts that can be compared, by the names that stand in addresses; the difference as a file; the changelog."""

from collections.abc import Callable

import pytest

from accounts.models import Team, User
from specs.document.comparing.items import Comparison
from specs.models import Row, Spec
from specs.permissions import NotAllowed
from specs.services import comparing
from specs.services.changelog import Changelog, changelog_of
from specs.services.comparing import compared, default_from, hands, markdown_difference, moment, moments, name_of
from specs.services.editing import save_row
from specs.services.moving import move_row
from specs.services.removing import remove_row
from specs.services.reviewing import revise
from specs.services.whole import open_whole, save_whole
from tests.factories import SAMPLE, make_approved, make_review, make_spec

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(team: Team, editor: User, viewer: User) -> Spec:
    return make_approved(team, editor, viewer)


@pytest.fixture
def draft(spec: Spec, editor: User) -> Spec:
    revise(spec, by=editor)
    spec.refresh_from_db()
    return spec


def edit(spec: Spec, by: User, uid: str, text: str) -> None:
    row = Row.objects.get(spec=spec, uid=uid, removed_at=None)
    save_row(row, by=by, values={"text": text}, base={"text": row.text}, stamp=row.stamp)


def between(spec: Spec, by: User, before: str, after: str) -> Comparison:
    return compared(spec, moment(spec, before, by=by), moment(spec, after, by=by))


def log(spec: Spec, by: User, before: str = "1", after: str = "now") -> Changelog:
    return changelog_of(spec, moment(spec, before, by=by), moment(spec, after, by=by))


class TestNames:
    def test_a_revision_is_named_by_its_number_or_version(self, spec: Spec, viewer: User) -> None:
        for name in ("1", "1.0", "force"):
            assert moment(spec, name, by=viewer).revision == spec.in_force
        assert moment(spec, "1.0", by=viewer).words == "Revision 1, 1.0"

    def test_a_version_that_several_revisions_have_is_the_approved_one_or_the_last(
        self, team: Team, editor: User, viewer: User
    ) -> None:
        spec = make_review(team, editor, viewer)
        found = moment(spec, "1.0", by=viewer)
        assert found.revision == spec.revisions.get()
        assert (found.words, found.filename) == ("Revision 1", "r1")

    def test_the_present_and_any_moment_of_the_history(self, draft: Spec, editor: User) -> None:
        before = draft.seq
        edit(draft, editor, "FR-1", "A clerk refunds at once.")
        assert "at once" in moment(draft, "now", by=editor).text
        then = moment(draft, f"e{before}", by=editor)
        assert "at once" not in then.text
        assert (then.words, then.filename, then.revision) == (f"After change {before}", f"e{before}", None)
        assert then.sha256 != moment(draft, "now", by=editor).sha256

    @pytest.mark.parametrize("name", ["2", "9.9", "e999", "nonsense", "", "force"])
    def test_what_there_is_not_is_not_found(self, team: Team, editor: User, name: str) -> None:
        with pytest.raises(LookupError):
            moment(make_spec(team, editor), name, by=editor)

    def test_a_stranger_finds_nothing(self, spec: Spec, stranger: User) -> None:
        with pytest.raises(NotAllowed):
            moment(spec, "now", by=stranger)

    def test_what_can_be_chosen(self, draft: Spec, team: Team, editor: User, viewer: User) -> None:
        assert [one.name for one in moments(draft)] == ["now", "1"]
        assert default_from(draft) == "force"
        assert default_from(make_review(team, editor, viewer)) == "1"
        assert default_from(make_spec(team, editor)) == "e1"
        assert moments(draft)[0].document.rows


def test_a_revision_and_the_working_text_it_was_cut_from_say_the_same(spec: Spec, viewer: User) -> None:
    assert between(spec, viewer, "1", "now").changes == []
    assert markdown_difference(spec, *(moment(spec, name, by=viewer) for name in ("1", "now"))) == ""


def test_a_comparison_that_was_made_lately_is_at_hand(
    draft: Spec, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert between(draft, editor, "1", "now") is between(draft, editor, "1", "now")
    edit(draft, editor, "FR-1", "A clerk refunds at once.")
    assert [item.op for item in between(draft, editor, "1", "now").changes if item.op != "same"].count("changed") == 2
    monkeypatch.setattr(comparing, "LONG", 10)
    assert between(draft, editor, "1", "now") is not between(draft, editor, "1", "now")


def test_the_file_of_the_difference_names_both_texts(draft: Spec, editor: User) -> None:
    edit(draft, editor, "FR-1", "A clerk refunds at once.")
    diff = markdown_difference(draft, *(moment(draft, name, by=editor) for name in ("1", "now")))
    assert diff.startswith(f"--- a/{draft.key}-r1.md\n+++ b/{draft.key}-now.md\n@@ ")
    assert "-1. **FR-1**: A clerk refunds a payment in full.\n+1. **FR-1**: A clerk refunds at once.\n" in diff


def test_whose_hands_a_row_was_in_the_last_first(draft: Spec, editor: User, admin: User) -> None:
    for by, text in ((editor, "One."), (admin, "Two."), (editor, "Three.")):
        edit(draft, by, "FR-1", text)
    row = Row.objects.get(spec=draft, uid="FR-1")
    now, then = (moment(draft, name, by=editor) for name in ("now", "1"))
    assert [hand.person for hand in hands(draft, then, now)[row.pk]] == [editor, admin]
    assert hands(draft, now, then).keys() == hands(draft, then, now).keys()


class TestChangelog:
    def test_who_changed_which_item_and_what(self, draft: Spec, editor: User, admin: User) -> None:
        edit(draft, editor, "FR-1", "A clerk refunds a payment in part.")
        edit(draft, admin, "FR-3", "The customer is told by *mail*.")
        remove_row(Row.objects.get(spec=draft, uid="FR-2"), by=admin)
        found = {
            change.name: (change.words, change.details)
            for chapter in log(draft, editor).chapters
            for change in chapter.changes
        }
        assert found["FR-1"] == ("changed by Eve Editor", ("“full” became “part”",))
        assert found["FR-2"] == ("removed by Ada Admin", ("A clerk refunds a part of a payment.",))
        assert found["FR-3"] == ("changed by Ada Admin", ("blanks or markup",))
        assert "version" not in found

    def test_what_was_taken_back_is_left_out(self, draft: Spec, editor: User) -> None:
        edit(draft, editor, "FR-1", "Nothing.")
        edit(draft, editor, "FR-1", "A clerk refunds a payment in full.")
        found = log(draft, editor)
        assert (found.chapters, found.count) == ([], 0)
        assert found.markdown.endswith("Nothing changed.\n")

    def test_as_markdown_peoples_words_stay_words(self, draft: Spec, editor: User, admin: User) -> None:
        for by in (editor, admin):
            edit(draft, by, "FR-1", f"A clerk refunds <b>all</b> of it for {by.name}.")
        found = log(draft, editor)
        assert found.markdown.startswith(
            f"# {draft.key}: what changed from 1.0 to Now\n\nRefunds\n\n## Functional Requirements\n"
        )
        assert "- **FR-1** changed by Ada Admin and Eve Editor" in found.markdown
        assert "\\<b\\>" in found.markdown
        assert found.count == 1

    def test_all_kinds_of_changes_in_words(self, draft: Spec, editor: User) -> None:
        text = SAMPLE.replace("version: 1.0", "version: 1.1")
        before = text.replace(
            "   - **Priority**: Must\n", "   - **Priority**: Must\n   - **Acceptance Criteria**:\n     - Old one\n"
        )
        over(draft, editor, before + "\n[a]: /1\n\n[a]\n")
        start = f"e{draft.seq}"
        after = (
            text.replace(
                "   - **Priority**: Must\n",
                "   - **Priority**: Should\n   - **Acceptance Criteria**:\n     - New one here\n     - Another\n",
            )
            .replace("1. Refunds within a day\n2. No letters\n", "1. No letters\n2. Refunds within a day\n")
            .replace("Under 200 ms for 95 % of requests", "Beyond 200 tenths for 95 shares of replies")
        )
        after = after.replace("A clerk refunds a payment in full.", "A refunds a payment in full, now.")
        over(draft, editor, after + "\n[a]: /2\n\n[a]\n\n\n")
        found = {
            c.name: (c.op, " ".join(c.details))
            for chapter in log(draft, editor, start).chapters
            for c in chapter.changes
        }
        assert {op for op, _ in found.values()} >= {"changed", "moved"}
        assert found["FR-1"][1] == "“clerk” removed “, now” added"
        assert "added" in found["FR-2"][1]
        assert found["Performance"][1].endswith("1 more place")

    def test_what_moved_and_changed_is_told_of_both(self, draft: Spec, editor: User) -> None:
        first, last = (Row.objects.get(spec=draft, uid=uid) for uid in ("FR-1", "FR-3"))
        move_row(first, by=editor, parent=first.parent_id, after=last.pk)
        edit(draft, editor, "FR-1", "A clerk refunds a payment in part.")
        (change,) = (change for chapter in log(draft, editor).chapters for change in chapter.changes)
        assert (change.op, change.details) == ("changed", ("moved", "“full” became “part”"))

    def test_the_end_of_the_file_and_definitions_have_words(self, team: Team, editor: User) -> None:
        spec = make_spec(team, editor, "# One\n\nSee [the rules][a].\n\n## Notes\n\n[a]: /1\n")
        over(spec, editor, "# One\n\nSee [the rules][a].\n\n## Notes\n\n[a]: /2\n\n\n")
        found = log(spec, editor, "e1")
        details = [detail for chapter in found.chapters for change in chapter.changes for detail in change.details]
        assert "what “a” stands for changed" in details
        names = [change.name for chapter in found.chapters for change in chapter.changes]
        assert names[-1] == "End of the file"


def over(spec: Spec, by: User, text: str) -> None:
    save_whole(spec, by=by, text=text, base=open_whole(spec, by=by).base)
    spec.refresh_from_db()


def test_a_row_is_called_by_its_uid_its_name_or_its_words(spec: Spec, viewer: User) -> None:
    names = [name_of(row) for row in moment(spec, "1", by=viewer).document.rows]
    assert {"FR-1", "Refunds", "Performance", "Validation", "No letters"} <= set(names)
    assert all(names)


def test_where_frozen_rows_do_not_make_the_frozen_bytes_the_bytes_are_read(
    spec: Spec, viewer: User, sql: Callable[..., None]
) -> None:
    before = moment(spec, "1", by=viewer).document
    other = bytes(spec.revisions.get(number=1).data).replace(b"in full", b"twice")
    sql("UPDATE specs_revision SET data = %s WHERE number = 1", other)
    shown = moment(spec, "1", by=viewer).document
    assert "refunds a payment twice" in shown.text
    assert [row.id for row in shown.rows] == [row.id for row in before.rows]
