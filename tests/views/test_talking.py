"""Comments on their pages and under their rows: shown, written, refused; hostile words; drafts nobody else sees."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Team, User
from specs.models import Comment, Row, Spec, Suggestion, Thread
from specs.services import editing, proposals, talking
from specs.services.talking import Place, Quote, Words
from tests.factories import make_approved, make_review, make_spec
from tests.views.test_payloads import PAYLOADS, all_of, unlike

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
POST = "The customer is told by post."


@pytest.fixture
def spec(team: Team, editor: User) -> Spec:
    return make_spec(team, editor)


def row_of(spec: Spec, uid: str = "FR-3") -> Row:
    return Row.objects.get(spec=spec, uid=uid)


def say(spec: Spec, by: User, body: str = "By mail only?", **more: Any) -> Comment:
    more.setdefault("place", Place(row=row_of(spec)))
    return talking.open_thread(spec, by=by, body=body, **more)


def suggest(spec: Spec, by: User, text: str = POST) -> Comment:
    return say(spec, by, "", words=Words("text", text))


def page(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def under(client: Client, spec: Spec) -> str:
    return str(client.get(f"/{spec.key}/row/{row_of(spec).pk}/threads", headers=HTMX).content.decode())


def post(client: Client, address: str, sent: dict[str, Any], **more: Any) -> Any:
    return client.post(address, sent, **more)


# -- without scripts: pages and plain forms


def test_a_comment_is_written_on_the_page_of_its_row(spec: Spec, viewer: User, client_of: ClientOf) -> None:
    address = f"/PAY-1/row/{row_of(spec).pk}/threads"
    client = client_of(viewer)
    assert 'name="body"' in page(client, address)

    answer = post(client, address, {"body": "By **mail** only?"})

    comment = Comment.objects.get()
    assert answer.headers["Location"] == f"{address}#comment-{comment.pk}"
    shown = page(client, address)
    assert "<strong>mail</strong>" in shown
    assert f'id="comment-{comment.pk}"' in shown
    assert "Vic Viewer" in shown


def test_a_whole_conversation_without_scripts(spec: Spec, viewer: User, editor: User, client_of: ClientOf) -> None:
    thread = say(spec, viewer).thread
    writer, reader = client_of(editor), client_of(viewer)

    post(writer, f"/PAY-1/threads/{thread.pk}/reply", {"body": "And by post."})
    answer = Comment.objects.get(by=editor)
    post(writer, f"/PAY-1/comments/{answer.pk}/edit", {"body": "And by post, once."})
    shown = page(reader, f"/PAY-1/row/{row_of(spec).pk}/threads")
    assert "And by post, once." in shown
    assert "Edited" in shown
    assert "And by post.</p>" in shown, "what it said before"
    post(reader, f"/PAY-1/threads/{thread.pk}/reply", {"how": "resolve", "body": "Good."})
    shown = page(reader, "/PAY-1/threads")
    assert "1 resolved" in shown
    assert "Good." in page(writer, f"/PAY-1/row/{row_of(spec).pk}/threads")
    post(writer, f"/PAY-1/threads/{thread.pk}/reopen", {})
    assert Thread.objects.open().get() == thread
    post(writer, f"/PAY-1/comments/{answer.pk}/delete", {})
    shown = page(reader, f"/PAY-1/row/{row_of(spec).pk}/threads")
    assert "This comment was deleted." in shown
    assert "by post" not in shown


def test_threads_on_the_spec_and_on_a_section_nobody_wrote(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client = client_of(editor)

    post(client, "/PAY-1/threads/on/spec", {"body": "Who pays?"})
    post(client, "/PAY-1/threads/on/security", {"body": "Nothing here?"})

    assert "Who pays?" in page(client, "/PAY-1/threads/on/spec")
    assert "the whole spec" in page(client, "/PAY-1/threads")
    assert "Nothing here?" in page(client, "/PAY-1/threads/on/security")
    for place in ("nowhere", "9" * 20, "²", str(row_of(make_spec(spec.team, editor)).pk)):
        assert client.get(f"/PAY-1/threads/on/{place}").status_code == 404


def test_a_sections_thread_stands_at_its_heading_once_that_is_written(
    spec: Spec, editor: User, client_of: ClientOf
) -> None:
    comment = say(spec, editor, "Nothing here?", place=Place(section="security"))
    client = client_of(editor)
    assert client.get(f"/PAY-1/comments/{comment.pk}").headers["Location"].startswith("/PAY-1/?talk=security#")

    editing.add_section(spec, by=editor, key="security")

    head = Row.objects.get(spec=spec, kind="heading", key="security")
    assert "Nothing here?" in page(client, f"/PAY-1/row/{head.pk}/threads")
    assert client.get(f"/PAY-1/comments/{comment.pk}").headers["Location"].startswith(f"/PAY-1/?talk={head.pk}#")
    assert f'data-place="{head.pk}" data-count="1"' in page(client, "/PAY-1/")


def test_a_thread_whose_row_is_gone_is_listed_as_detached(spec: Spec, editor: User, client_of: ClientOf) -> None:
    comment, row = say(spec, editor), row_of(spec)
    client = client_of(editor)
    event = editing.remove_row(row, by=editor)

    assert "Detached" in page(client, "/PAY-1/threads")
    address = f"/PAY-1/row/{row.pk}/threads"
    assert client.get(f"/PAY-1/comments/{comment.pk}").headers["Location"] == f"{address}#comment-{comment.pk}"
    assert "It was deleted" in page(client, address)
    assert 'name="words"' not in page(client, address)
    assert event is not None
    editing.undo(event, by=editor)
    assert "Detached" not in page(client, "/PAY-1/threads")
    assert client.get(f"/PAY-1/comments/{comment.pk}").headers["Location"].startswith("/PAY-1/?talk=")


def test_a_quote_is_shown_as_it_reads_now_or_as_it_was(spec: Spec, editor: User, client_of: ClientOf) -> None:
    row = row_of(spec)
    quote = Quote("told by mail", "The customer is ", ".")
    say(spec, editor, place=Place(row=row, quote=quote))
    client = client_of(editor)
    assert 'data-quote="told by mail" data-nth="0"' in under(client, spec)

    editing.save_row(row, by=editor, values={"text": "The customer is told by post or owl."}, stamp=row.stamp)
    assert "which reads now" in under(client, spec)
    row.refresh_from_db()
    editing.save_row(row, by=editor, values={"text": "Nobody hears."}, stamp=row.stamp)
    shown = under(client, spec)
    assert "These words have gone" in shown
    assert "told by mail" in shown


# -- under the row


def test_an_answer_under_the_row_brings_the_counts_and_says_so(spec: Spec, viewer: User, client_of: ClientOf) -> None:
    row = row_of(spec)

    answer = post(client_of(viewer), f"/PAY-1/row/{row.pk}/threads", {"body": "Why?"}, headers=HTMX)

    assert answer.headers["X-Fragment"] == "1"
    told = json.loads(answer.headers["HX-Trigger-After-Settle"])["specroom:talked"]
    assert told == {"place": str(row.pk), "comment": Comment.objects.get().pk, "written": False}
    shown = answer.content.decode()
    assert f'hx-swap-oob="true" data-said="1"><a href="/PAY-1/row/{row.pk}/threads"' in shown
    assert "1 comment on FR-3" in shown
    assert len(answer.content) < 8_000


def test_a_refusal_keeps_every_word(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client, row = client_of(editor), row_of(spec)
    long = "word " * 5_000
    sent = {"body": long, "quote": "by mail", "words": "Owl"}

    answer = post(client, f"/PAY-1/row/{row.pk}/threads", sent, headers=HTMX)

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert long.strip() in shown
    assert "At most 20 KB" in shown or "at most 20 KB" in shown
    assert 'value="by mail"' in shown
    assert ">Owl</textarea>" in shown
    thread = say(spec, editor).thread
    answer = post(client, f"/PAY-1/threads/{thread.pk}/reply", {"body": " "}, headers=HTMX)
    assert (answer.status_code, "Write something first." in answer.content.decode()) == (422, True)
    comment = Comment.objects.get()
    answer = post(client, f"/PAY-1/comments/{comment.pk}/edit", {"body": ""}, headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, f"#comment-{comment.pk}")
    assert post(client, f"/PAY-1/comments/{comment.pk}/edit", {"body": ""}).status_code == 422
    assert "By mail only?" in client.get(f"/PAY-1/comments/{comment.pk}/edit", headers=HTMX).content.decode()


def test_the_same_form_sent_twice_says_it_once(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client, row = client_of(editor), row_of(spec)
    sent = {"body": "Why?", "key": "abcdef-new", "place": str(row.pk)}

    first = post(client, f"/PAY-1/row/{row.pk}/threads", sent)
    second = post(client, f"/PAY-1/row/{row.pk}/threads", sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert Comment.objects.count() == 1
    for _ in range(2):
        post(client, "/PAY-1/threads/on/spec", {"body": "Later", "how": "keep", "key": "fedcba-new", "place": "spec"})
    assert Comment.objects.drafts_of(editor).count() == 1


def test_what_another_typed_before_logging_out_is_not_said_by_who_is_logged_in(
    spec: Spec, editor: User, viewer: User, client_of: ClientOf
) -> None:
    address, person = f"/PAY-1/row/{row_of(spec).pk}/threads", {**HTMX, "X-Person": str(editor.pk)}

    assert post(client_of(viewer), address, {"body": "Mine?"}, headers=person).status_code == 401
    assert post(client_of(editor), address, {"body": "Mine."}, headers=person).status_code == 200
    assert [comment.by for comment in Comment.objects.all()] == [editor]


def test_an_archived_spec_says_so(spec: Spec, editor: User, client_of: ClientOf) -> None:
    thread = say(spec, editor).thread
    client = client_of(editor)
    client.post("/PAY-1/archive")

    assert post(client, f"/PAY-1/threads/{thread.pk}/reply", {"body": "Hm."}, headers=HTMX).status_code == 409
    assert post(client, f"/PAY-1/threads/{thread.pk}/reopen", {}).status_code == 409
    assert post(client, f"/PAY-1/comments/{Comment.objects.get().pk}/edit", {"body": "Hm."}).status_code == 409


def test_ids_of_another_spec_are_not_found(spec: Spec, editor: User, client_of: ClientOf) -> None:
    other = make_spec(spec.team, editor)
    comment, suggestion = say(other, editor), suggest(other, editor)
    client = client_of(editor)

    for address in (f"threads/{comment.thread_id}/reply", f"threads/{comment.thread_id}/reopen"):
        assert post(client, f"/PAY-1/{address}", {"body": "x"}).status_code == 404
    for act in ("edit", "delete", "send"):
        assert post(client, f"/PAY-1/comments/{comment.pk}/{act}", {"body": "x"}).status_code == 404
    for act in ("accept", "decline"):
        assert post(client, f"/PAY-1/comments/{suggestion.pk}/{act}", {"word": "x"}).status_code == 404
        assert post(client, f"/PAY-2/comments/{comment.pk}/{act}", {"word": "x"}).status_code == 404
    assert client.get(f"/PAY-1/comments/{comment.pk}").status_code == 404
    assert client.get(f"/PAY-1/row/{row_of(other).pk}/threads").status_code == 404


# -- suggestions


def test_words_are_suggested_and_accepted_with_one_press(
    spec: Spec, admin: User, editor: User, client_of: ClientOf
) -> None:
    row = row_of(spec)
    post(client_of(admin), f"/PAY-1/row/{row.pk}/threads", {"body": "", "words": POST})
    comment = Comment.objects.get()
    shown = under(client_of(editor), spec)
    assert "</span>post</ins>" in shown
    assert "Replaces the words; Ada is named." in shown

    answer = post(client_of(editor), f"/PAY-1/comments/{comment.pk}/accept", {}, headers=HTMX)

    assert row_of(spec).text == POST
    told = json.loads(answer.headers["HX-Trigger-After-Settle"])
    assert told["specroom:talked"]["written"] is True
    spec.refresh_from_db()
    assert told["specroom:saved"] == {"row": row.pk, "number": spec.seq}
    assert "Accepted by Eve Editor" in answer.content.decode()
    history = page(client_of(editor), "/PAY-1/history/")
    assert "Ada’s suggestion" in history


def test_an_unchanged_field_of_words_is_no_suggestion(spec: Spec, editor: User, client_of: ClientOf) -> None:
    row = row_of(spec)

    post(client_of(editor), f"/PAY-1/row/{row.pk}/threads", {"body": "Fine.", "words": row.text})

    assert not Suggestion.objects.exists()


def test_a_clash_shows_both_and_asks(spec: Spec, admin: User, editor: User, client_of: ClientOf) -> None:
    comment, row = suggest(spec, admin), row_of(spec)
    editing.save_row(row, by=editor, values={"text": "The customer is told by phone."}, stamp=row.stamp)
    client = client_of(editor)

    answer = post(client, f"/PAY-1/comments/{comment.pk}/accept", {}, headers=HTMX)

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "told by phone." in shown
    assert 'name="over" value="The customer is told by phone."' in shown
    post(client, f"/PAY-1/comments/{comment.pk}/accept", {"over": "The customer is told by phone."})
    assert row_of(spec).text == POST


def test_a_suggestion_is_declined_with_a_word(spec: Spec, admin: User, editor: User, client_of: ClientOf) -> None:
    comment = suggest(spec, admin)
    client = client_of(editor)

    assert post(client, f"/PAY-1/comments/{comment.pk}/decline", {"word": ""}, headers=HTMX).status_code == 422
    post(client, f"/PAY-1/comments/{comment.pk}/decline", {"word": "No stamps."})

    shown = under(client, spec)
    assert "Declined by Eve Editor:" in shown
    assert "No stamps." in shown
    assert post(client, f"/PAY-1/comments/{comment.pk}/accept", {}, headers=HTMX).status_code == 409


def test_viewers_are_offered_other_words_where_the_team_says_so(
    spec: Spec, viewer: User, admin: User, client_of: ClientOf
) -> None:
    assert 'name="words"' not in under(client_of(viewer), spec)
    address = f"/PAY-1/row/{row_of(spec).pk}/threads"
    assert post(client_of(viewer), address, {"words": POST}).status_code == 403

    client_of(admin).post("/teams/PAY/talk", {"viewers_suggest": "on"})
    post(client_of(viewer), address, {"words": POST})

    assert Suggestion.objects.get().comment.by == viewer
    assert "An editor can accept it." in under(client_of(viewer), spec)
    client_of(admin).post("/teams/PAY/talk", {})
    assert 'name="words"' not in under(client_of(viewer), spec)


def test_approved_text_offers_the_next_version(team: Team, editor: User, viewer: User, client_of: ClientOf) -> None:
    spec = make_approved(team, editor, viewer)
    comment = suggest(spec, editor)
    client = client_of(editor)

    shown = under(client, spec)
    assert "it can be accepted in the next version" in shown
    assert "Accept suggestion" not in shown
    assert post(client, f"/PAY-1/comments/{comment.pk}/accept", {}, headers=HTMX).status_code == 409


# -- drafts


@pytest.fixture
def review(team: Team, editor: User, viewer: User) -> Spec:
    return make_review(team, editor, viewer)


def test_nobody_else_sees_a_draft_anywhere(
    review: Spec, viewer: User, editor: User, admin: User, client_of: ClientOf
) -> None:
    row = row_of(review)
    mine = client_of(viewer)
    post(mine, f"/PAY-1/row/{row.pk}/threads", {"body": "Zebra draft", "how": "keep"})
    post(mine, "/PAY-1/threads/on/spec", {"body": "Zebra too"})
    sent = say(review, editor, "Sent by the editor")
    talking.reply(sent.thread, by=viewer, body="Zebra answer")
    drafts = Comment.objects.drafts_of(viewer)
    assert drafts.count() == 3
    addresses = [
        f"/PAY-1/row/{row.pk}/threads",
        "/PAY-1/threads/on/spec",
        "/PAY-1/threads",
        "/PAY-1/",
        "/PAY-1/review",
        "/PAY-1/review?panel=comments",
        "/PAY-1/?panel=comments",
        "/PAY-1/history/",
        f"/PAY-1/row/{row.pk}/history",
        "/PAY-1/beside",
        "/search?q=zebra",
        "/palette?q=zebra",
        "/?q=zebra",
        "/",
        "/PAY-1/read",
        "/PAY-1/export",
    ]

    for other in (editor, admin):
        client = client_of(other)
        seen = {address for address in addresses for word in ("Zebra ", "Zebra") if word in page(client, address)}
        assert seen == set()
        assert 'data-said="1"' in page(client, "/PAY-1/"), "the one that was sent"
        for draft in drafts:
            assert client.get(f"/PAY-1/comments/{draft.pk}").status_code == 404
            for act in ("edit", "delete", "send"):
                assert post(client, f"/PAY-1/comments/{draft.pk}/{act}", {"body": "x"}).status_code == 404
        alone = drafts.exclude(thread=sent.thread).first()
        assert alone is not None
        assert post(client, f"/PAY-1/threads/{alone.thread_id}/reply", {"body": "x"}).status_code == 404

    assert "Zebra draft" in page(mine, f"/PAY-1/row/{row.pk}/threads")
    assert "Not sent" in page(mine, "/PAY-1/threads")
    assert 'data-said="4"' in page(mine, "/PAY-1/")
    assert drafts.count() == 3


def test_a_reviewer_keeps_or_sends(review: Spec, viewer: User, editor: User, client_of: ClientOf) -> None:
    client, row = client_of(viewer), row_of(review)
    assert "Keep for my verdict" in under(client, review)
    assert "Keep for my verdict" not in under(client_of(editor), review)

    post(client, f"/PAY-1/row/{row.pk}/threads", {"body": "At once.", "how": "send"})
    assert Comment.objects.get().sent_at is not None
    post(client, f"/PAY-1/row/{row.pk}/threads", {"body": "Later."})
    draft = Comment.objects.drafts_of(viewer).get()
    post(client, f"/PAY-1/comments/{draft.pk}/send", {})

    assert "Later." in under(client_of(editor), review)
    assert "on revision 1" not in under(client_of(editor), review), "that is what everybody reads"
    client_of(editor).post("/PAY-1/withdraw", {"reason": "Later."})
    assert "on revision 1" in under(client_of(editor), review)


def test_a_draft_goes_with_the_verdict(review: Spec, viewer: User, editor: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    say(review, viewer, "Zebra")
    sha = review.revisions.latest("number").sha256

    post(client, "/PAY-1/request", {"sha": sha, "comment": "See FR-3."})

    assert "Zebra" in under(client_of(editor), review)


def test_in_review_a_suggestion_says_where_it_goes(
    review: Spec, team: Team, viewer: User, editor: User, client_of: ClientOf
) -> None:
    suggest(review, editor)

    assert "it goes into revision 2" in under(client_of(viewer), review)


# -- hostile words


def test_hostile_words_in_every_field(spec: Spec, editor: User, client_of: ClientOf) -> None:
    client, row = client_of(editor), row_of(spec)
    address = f"/PAY-1/row/{row.pk}/threads"
    bad = {"script", "style", "iframe", "object", "embed", "base", "math", "form", "textarea", "button"}

    def shown_of(sent: dict[str, str]) -> str:
        Thread.objects.all().delete()
        answer = client.post(address, sent, headers=HTMX)
        return answer.content.decode() if answer.status_code != 200 else page(client, address)

    plain = shown_of({"body": "two words", "quote": "two words", "words": "two words"})
    plain += shown_of({"body": "x" * 30_000, "quote": "two words", "words": "two words"}) + shown_of({"body": ""})

    def acts(sent: dict[str, str]) -> bool:
        """Whether there is something that plain words do not bring, and that acts."""
        more = unlike(shown_of({"body": "two words", "quote": "by mail"} | sent), plain)
        attributes = {attr for _tag, attrs in more for attr in attrs}
        handlers = {attr for attr in attributes if attr.startswith(("on", "hx-", "data-hx"))}
        return bool({tag for tag, _attrs in more} & bad or handlers or attributes & {"style", "srcdoc", "formaction"})

    for payload in PAYLOADS:
        sent = payload.encode("utf-8", "replace").decode()[:30_000]
        assert not acts(dict.fromkeys(("body", "quote", "words"), sent)), payload[:60]
        if not Thread.objects.exists():  # refused for one of them: what it says of each is looked at
            assert not any(acts({name: sent}) for name in ("body", "quote", "words")), payload[:60]


def test_hostile_words_of_a_refusal(spec: Spec, admin: User, editor: User, client_of: ClientOf) -> None:
    comment = suggest(spec, admin)
    client = client_of(editor)

    def declined(words: str) -> str:
        Suggestion.objects.update(state="open", decided_by=None)
        client.post(f"/PAY-1/comments/{comment.pk}/decline", {"word": words})
        return page(client, f"/PAY-1/row/{row_of(spec).pk}/threads")

    assert all_of(declined, "two words", "", "nul \0") == {}


# -- how much is asked


def test_lists_ask_as_much_for_many_as_for_one(spec: Spec, editor: User, viewer: User, client_of: ClientOf) -> None:
    client = client_of(viewer)
    addresses = (f"/PAY-1/row/{row_of(spec).pk}/threads", "/PAY-1/threads", "/PAY-1/history/", "/PAY-1/")

    def say_one(by: User) -> None:
        comment = say(spec, by, "One", place=Place(row=row_of(spec), quote=Quote("told by mail")))
        talking.edit_comment(comment, by=by, body="Other")
        proposals.decline(suggest(spec, editor).suggestion, by=editor, word="No.")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    say_one(editor)
    one = asked()
    for _ in range(3):
        say_one(viewer)
    assert all(later <= first for later, first in zip(asked(), one, strict=True))


def test_beside_the_verdict_stands_what_goes_with_it(
    review: Spec, viewer: User, editor: User, client_of: ClientOf
) -> None:
    say(review, editor, "Open question")
    say(review, viewer, "Mine")

    shown = page(client_of(viewer), "/PAY-1/review")

    assert "1 comment of yours is not sent; it goes with your verdict." in shown
    assert "Open question" in page(client_of(viewer), "/PAY-1/review?panel=comments")
    assert "is not sent" not in page(client_of(editor), "/PAY-1/review")
