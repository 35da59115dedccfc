"""The access table: what each address answers to whom. A new address has no business being in none of its lines.

Columns: anonymous, stranger, viewer, editor, admin, removed member. A status of 302 for somebody who is not logged in
leads to the log-in page; another team's spec is a 404 whether or not it exists; a missing right is a 403.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile

from tests.factories import png

PEOPLE = ("anonymous", "stranger", "viewer", "editor", "admin", "removed")

# what a spec's addresses answer to the right method
READ = (302, 404, 200, 200, 200, 404)
LEADS = (302, 404, 302, 302, 302, 404)
WRITE_PAGE = (302, 404, 403, 200, 200, 404)
WRITE = (302, 404, 403, 302, 302, 404)
ADMIN_PAGE = (302, 404, 403, 403, 200, 404)
ADMIN_POST = (302, 404, 403, 403, 302, 404)
# what an address for members answers to the wrong method; a stranger learns nothing by it
WRONG = (302, 405, 405, 405, 405, 405)


@dataclass(frozen=True)
class Line:
    """One address with one method. `stage`: how far the spec has come; `where` and `sent` are made from the place."""

    name: str
    method: str
    right: tuple[int, ...]
    wrong_method: str = "PUT"
    wrong: tuple[int, ...] = WRONG
    stage: str = "draft"
    where: Callable[[Any], dict[str, Any]] = field(default=lambda place: {})
    sent: Callable[[Any], dict[str, Any]] = field(default=lambda place: {})


def _spec(place: Any) -> dict[str, Any]:
    return {"key": place.spec.key}


def _at(row: str) -> Callable[[Any], dict[str, Any]]:
    return lambda place: {"key": place.spec.key, "id": getattr(place, row).pk}


def _image(place: Any) -> dict[str, Any]:
    return {"key": place.spec.key, "name": place.image.file.path.removeprefix("images/")}


def _of(name: str, method: str, right: tuple[int, ...], sent: dict[str, Any] | None = None, **more: Any) -> Line:
    """An address of a spec, which is told by its key."""
    return Line(
        name, method, right, where=more.pop("where", _spec), sent=more.pop("send", lambda place: sent or {}), **more
    )


def _revision(place: Any) -> dict[str, Any]:
    return {"key": place.spec.key, "number": 1}


def _sha(place: Any) -> dict[str, Any]:
    return {"sha": place.spec.revisions.latest("number").sha256, "comment": "Say how long a clerk waits."}


def _request(place: Any) -> dict[str, Any]:
    """Where the one request for changes is overridden."""
    return {"key": place.spec.key, "id": place.spec.rounds.get().verdicts.get(word="request").pk}


def _seen(place: Any) -> dict[str, Any]:
    return {"seen": place.spec.text_hash, "reviewers": [place.viewer.pk]}


def _others(place: Any) -> dict[str, Any]:
    return _seen(place) | {"reviewers": [place.admin.pk], "reason": "Vic is ill."}


def _waived(place: Any) -> dict[str, Any]:
    return {"requirement": place.spec.rows.get(uid="FR-1").pk, "reason": "Done by hand."}


def _ticked(place: Any) -> dict[str, Any]:
    return {"task": place.spec.rows.filter(kind="task").first().pk, "done": "1"}


def _assigned(place: Any) -> dict[str, Any]:
    return {"task": _ticked(place)["task"], "to": place.spec.team.memberships.first().user_id}


#: Nothing of the kind is there: an editor is told so.
NOTHING = (302, 404, 403, 422, 422, 404)

SPECS = [
    Line("specs:home", "GET", (302, 200, 200, 200, 200, 200)),
    Line("specs:search", "GET", (302, 200, 200, 200, 200, 200), "POST", sent=lambda place: {"q": "refund"}),
    Line("specs:palette", "GET", (302, 200, 200, 200, 200, 200), "POST", sent=lambda place: {"on": place.spec.key}),
    Line("specs:keys", "GET", (302, 200, 200, 200, 200, 200), "POST"),
    Line("specs:notices", "GET", (302, 200, 200, 200, 200, 200), "POST"),
    Line("specs:notices_read", "POST", (302,) * 6, "GET", (302, 405, 405, 405, 405, 405)),
    # the viewer's own
    Line("specs:notice", "GET", (302, 404, 302, 404, 404, 404), "POST", where=lambda place: {"id": place.notice}),
    Line("specs:mails", "GET", (302, 200, 200, 200, 200, 200)),
    Line("specs:mails", "POST", (302,) * 6, sent=lambda place: {"mail": ["asked"]}),
    # public: a mail program posts here without a session; the signed token says whose mails end, and nothing else does
    Line("specs:no_mail", "GET", (200,) * 6, "PUT", (405,) * 6, where=lambda place: {"token": place.token}),
    Line("specs:no_mail", "POST", (200,) * 6, "PUT", (405,) * 6, where=lambda place: {"token": place.token}),
    _of("specs:watch", "POST", LEADS, {"mode": "watch"}, wrong_method="GET"),
    Line("specs:theme", "POST", (302,) * 6, "GET", (405,) * 6, sent=lambda place: {"theme": "dark", "next": "/"}),
    # an empty page without a session, the same for everybody
    Line("specs:frame", "GET", (200,) * 6, "POST", (405,) * 6),
    Line("specs:new", "GET", (302, 200, 403, 200, 200, 200)),
    Line(
        "specs:new",
        "POST",
        (302, 200, 403, 302, 302, 200),
        sent=lambda place: {"title": "New", "team": place.team.pk, "template": "full"},
    ),
    Line("specs:import", "GET", (302, 200, 403, 200, 200, 200)),
    Line(
        "specs:import",
        "POST",
        (302, 200, 403, 200, 200, 200),
        sent=lambda place: {"text": "# One\n", "team": place.team.pk},
    ),
    _of("specs:spec", "GET", READ, wrong_method="POST"),
    _of("specs:outline", "GET", READ, wrong_method="POST"),
    _of("specs:beside", "GET", READ, wrong_method="POST"),
    _of("specs:changed", "GET", READ, wrong_method="POST"),
    _of("specs:since", "GET", READ, wrong_method="POST", where=lambda place: {"key": place.spec.key, "number": 0}),
    _of("specs:read", "GET", READ, wrong_method="POST"),
    _of("specs:export", "GET", READ, wrong_method="POST"),
    _of("specs:markdown", "GET", READ),
    _of("specs:markdown", "POST", (302, 404, 403, 422, 422, 404), {"text": "# Refunds\n", "base": "0" * 64}),
    _of("specs:import_over", "GET", WRITE_PAGE),
    _of("specs:import_over", "POST", WRITE_PAGE, {"text": "# Refunds\n"}),
    _of("specs:images", "GET", READ),
    _of("specs:images", "POST", WRITE, send=lambda place: {"file": ContentFile(png(), "dot.png")}),
    _of("specs:image", "GET", READ, where=_image, wrong_method="POST"),
    _of("specs:image_remove", "POST", WRITE, where=_image, wrong_method="GET"),
    _of("specs:archive", "GET", WRITE_PAGE),
    _of("specs:archive", "POST", WRITE),
    _of("specs:delete", "GET", WRITE_PAGE),
    _of("specs:delete", "POST", WRITE),
    _of("specs:restore", "POST", WRITE, stage="archived", wrong_method="GET"),
    _of("specs:history", "GET", READ, wrong_method="POST"),
    _of("specs:compare", "GET", READ, wrong_method="POST"),
    _of("specs:compare_diff", "GET", READ, wrong_method="POST"),
    _of("specs:changelog", "GET", READ, wrong_method="POST"),
    _of("specs:changelog_file", "GET", READ, wrong_method="POST"),
    _of(
        "specs:seen",
        "POST",
        LEADS,
        wrong_method="GET",
        send=lambda place: {"row": place.requirement.pk, "sha": "0" * 64},
    ),
    _of("specs:undo_own", "POST", (302, 404, 422, 302, 422, 404), wrong_method="GET"),  # the editor alone wrote
    _of("specs:redo_own", "POST", (302, 404, 422, 422, 422, 404), wrong_method="GET"),
    _of(
        "specs:undo",
        "POST",
        WRITE,
        wrong_method="GET",
        where=lambda place: {"key": place.spec.key, "number": place.event},
    ),
    _of("specs:submit", "GET", WRITE_PAGE),
    _of("specs:submit", "POST", WRITE, send=_seen),
    _of("specs:review", "GET", READ, stage="review", wrong_method="POST"),
    _of("specs:approve", "POST", (302, 404, 302, 422, 422, 404), stage="review", wrong_method="GET", send=_sha),
    _of("specs:request", "POST", (302, 404, 302, 422, 422, 404), stage="review", wrong_method="GET", send=_sha),
    _of("specs:take_back", "POST", (302, 404, 302, 422, 422, 404), stage="requested", wrong_method="GET"),
    _of("specs:override", "GET", ADMIN_PAGE, stage="requested", where=_request),
    _of("specs:override", "POST", ADMIN_POST, {"reason": "Vic left."}, stage="requested", where=_request),
    _of("specs:reviewers", "GET", WRITE_PAGE, stage="review"),
    _of("specs:reviewers", "POST", WRITE, stage="review", send=_others),
    _of("specs:count_writers", "GET", ADMIN_PAGE, stage="review"),
    _of("specs:count_writers", "POST", ADMIN_POST, {"reason": "A team of one."}, stage="review"),
    _of("specs:withdraw", "GET", WRITE_PAGE, stage="review"),
    _of("specs:withdraw", "POST", WRITE, {"reason": "Finance reads the ledger."}, stage="review"),
    _of("specs:send", "GET", WRITE_PAGE, stage="unsent"),
    _of("specs:send", "POST", WRITE, stage="unsent"),
    _of("specs:discard", "GET", WRITE_PAGE, stage="unsent"),
    _of("specs:discard", "POST", WRITE, stage="unsent"),
    _of("specs:revise", "POST", WRITE, stage="approved", wrong_method="GET"),
    _of("specs:abandon", "GET", WRITE_PAGE, stage="next"),
    _of("specs:abandon", "POST", WRITE, {"reason": "Not this year."}, stage="next"),
    _of("specs:revoke", "GET", ADMIN_PAGE, stage="approved"),
    _of("specs:revoke", "POST", ADMIN_POST, {"reason": "The law changed."}, stage="approved"),
    _of("specs:implement", "GET", WRITE_PAGE, stage="approved"),
    _of("specs:implement", "POST", WRITE, stage="done"),
    _of("specs:signatures", "GET", READ, stage="approved", wrong_method="POST", where=_revision),
    _of("specs:evidence", "GET", READ, stage="approved", wrong_method="POST", where=_revision),
    _of("specs:reopen", "GET", WRITE_PAGE, stage="implemented"),
    _of("specs:reopen", "POST", WRITE, {"reason": "A clerk found a case."}, stage="implemented"),
    _of("specs:coverage", "GET", READ, wrong_method="POST"),
    _of("specs:coverage_waive", "POST", WRITE, send=_waived, stage="approved", wrong_method="GET"),
    _of("specs:coverage_lift", "POST", NOTHING, send=_waived, stage="approved", wrong_method="GET"),
    _of("specs:coverage_confirm", "POST", NOTHING, stage="approved", wrong_method="GET"),
    _of("specs:coverage_assign", "POST", WRITE, send=_assigned, stage="approved", wrong_method="GET"),
    _of("specs:coverage_tick", "POST", WRITE, send=_ticked, stage="approved", wrong_method="GET"),
]


def _on_spec(place: Any) -> dict[str, Any]:
    return {"key": place.spec.key, "place": "spec"}


#: What is done to a comment by who wrote it, the viewer; to a colleague it is no secret that there is one.
THE_VIEWERS = (302, 404, 302, 403, 403, 404)

ROWS = [
    _of("specs:row", "GET", LEADS, where=_at("requirement"), wrong_method="POST"),
    _of("specs:row_edit", "GET", WRITE_PAGE, where=_at("requirement")),
    _of("specs:row_edit", "POST", WRITE, {"text": "A clerk refunds a payment."}, where=_at("requirement")),
    _of("specs:row_source", "GET", WRITE_PAGE, where=_at("requirement")),
    _of("specs:row_source", "POST", WRITE, {"source": "1. **FR-1**: A clerk refunds."}, where=_at("requirement")),
    _of("specs:row_delete", "POST", WRITE, where=_at("requirement"), wrong_method="GET"),
    _of("specs:row_restore", "POST", WRITE, where=_at("gone"), wrong_method="GET"),
    _of("specs:row_move", "POST", WRITE, {"direction": "down"}, where=_at("requirement"), wrong_method="GET"),
    _of("specs:row_tick", "POST", WRITE, {"done": "1"}, where=_at("task"), wrong_method="GET"),
    _of("specs:row_cells", "GET", WRITE_PAGE, where=_at("line")),
    _of("specs:row_cells", "POST", WRITE, {"cells": "Fire\tLow", "column": "0"}, where=_at("line")),
    _of("specs:row_history", "GET", READ, where=_at("requirement"), wrong_method="POST"),
    _of(
        "specs:row_version",
        "POST",
        WRITE,
        where=_at("requirement"),
        wrong_method="GET",
        send=lambda place: {"event": place.first_event},
    ),
    _of("specs:complete", "GET", READ, wrong_method="POST"),
    _of("specs:suggest", "GET", READ, wrong_method="POST"),
    _of("specs:serves", "GET", READ, wrong_method="POST"),
    _of("specs:rows", "GET", WRITE_PAGE),
    _of("specs:rows", "POST", WRITE, send=lambda place: {"row": [place.requirement.pk], "act": "delete"}),
    _of("specs:add", "GET", WRITE_PAGE),
    _of("specs:add", "POST", WRITE, {"kind": "goal", "section": "goals", "text": "No queue"}),
    _of("specs:paste", "GET", WRITE_PAGE),
    _of("specs:paste", "POST", WRITE, {"text": "A line."}),
    _of("specs:preview", "POST", READ, {"text": "**bold**"}, wrong_method="GET"),
    _of("specs:tables", "POST", WRITE_PAGE, {"text": "CREATE TABLE a (b int)"}, wrong_method="GET"),
    _of("specs:section_add", "GET", WRITE_PAGE),
    _of("specs:section_add", "POST", WRITE, {"title": "Glossary"}),
    _of("specs:section_rename", "GET", WRITE_PAGE, where=_at("section")),
    _of("specs:section_rename", "POST", WRITE, {"title": "Summary", "confirmed": "1"}, where=_at("section")),
    _of("specs:section_move", "POST", WRITE, {"direction": "down"}, where=_at("section"), wrong_method="GET"),
    _of("specs:section_delete", "POST", WRITE, where=_at("section"), wrong_method="GET"),
    _of("specs:metadata", "GET", WRITE_PAGE, where=lambda place: {"key": place.spec.key, "field": "author"}),
    _of(
        "specs:metadata", "POST", WRITE, {"text": "Eve"}, where=lambda place: {"key": place.spec.key, "field": "author"}
    ),
    _of("specs:threads", "GET", READ, wrong_method="POST"),
    _of("specs:row_threads", "GET", READ, where=_at("requirement")),
    _of("specs:row_threads", "POST", LEADS, {"body": "By whom?"}, where=_at("requirement")),
    _of("specs:threads_on", "GET", READ, where=_on_spec),
    _of("specs:threads_on", "POST", LEADS, {"body": "For whom?"}, where=_on_spec),
    _of("specs:thread_reply", "POST", LEADS, {"body": "By a clerk."}, where=_at("thread"), wrong_method="GET"),
    _of("specs:thread_reopen", "POST", LEADS, where=_at("thread"), wrong_method="GET"),
    _of("specs:comment", "GET", LEADS, where=_at("comment"), wrong_method="POST"),
    _of("specs:comment_edit", "GET", (302, 404, 200, 403, 403, 404), where=_at("comment")),
    _of("specs:comment_edit", "POST", THE_VIEWERS, {"body": "By which clerk?"}, where=_at("comment")),
    _of("specs:comment_delete", "POST", THE_VIEWERS, where=_at("comment"), wrong_method="GET"),
    _of("specs:comment_send", "POST", THE_VIEWERS, where=_at("comment"), wrong_method="GET"),
    _of("specs:suggestion_accept", "POST", WRITE, where=_at("suggested"), wrong_method="GET"),
    _of("specs:suggestion_decline", "POST", WRITE, {"word": "No."}, where=_at("suggested"), wrong_method="GET"),
    _of("specs:cite", "GET", LEADS, where=lambda place: {"key": place.spec.key, "uid": "FR-1"}, wrong_method="POST"),
]


def _team(place: Any) -> dict[str, Any]:
    return {"key": place.team.key}


MINE = (302, 200, 200, 200, 200, 200)
OVER = (410,) * 6  # a link that was never given out, or is not opened in this browser
NOBODY = (405,) * 6

ACCOUNTS = [
    Line("healthz", "GET", (200,) * 6, "POST", (405,) * 6),
    Line("accounts:first_link", "GET", OVER, "POST", NOBODY, where=lambda place: {"token": "never-given-out"}),
    Line("accounts:first", "GET", OVER, "PUT", NOBODY),
    Line("accounts:first", "POST", OVER, "PUT", NOBODY),
    Line("accounts:invite_link", "GET", OVER, "POST", NOBODY, where=lambda place: {"token": "never-given-out"}),
    Line("accounts:invite", "GET", OVER, "PUT", NOBODY),
    Line("accounts:invite", "POST", OVER, "PUT", NOBODY),
    Line("accounts:settings", "GET", MINE),
    Line("accounts:settings", "POST", (302,) * 6, sent=lambda place: {"name": "Another Name"}),
    Line("accounts:keys", "POST", (302,) * 6, "GET", (302, 405, 405, 405, 405, 405)),
    Line("accounts:team_new", "GET", MINE),
    Line("accounts:team_new", "POST", (302,) * 6, sent=lambda place: {"key": "NEW", "name": "New"}),
    Line("accounts:team", "GET", READ, "POST", where=_team),
    Line("specs:policy", "GET", READ, where=_team),
    Line("specs:policy", "POST", ADMIN_POST, where=_team, sent=lambda place: {"quorum": "1", "signing": "session"}),
    Line("accounts:team_rename", "POST", ADMIN_POST, "GET", where=_team, sent=lambda place: {"name": "Paying"}),
    Line("accounts:team_talk", "POST", ADMIN_POST, "GET", where=_team, sent=lambda place: {"viewers_suggest": "on"}),
    Line("accounts:team_presence", "POST", ADMIN_POST, "GET", where=_team, sent=lambda place: {"show_readers": "on"}),
    Line(
        "accounts:team_invite",
        "POST",
        (302, 404, 403, 403, 200, 404),
        "GET",
        where=_team,
        sent=lambda place: {"email": "new@example.com", "role": "viewer"},
    ),
    Line(
        "accounts:invitation_take_back",
        "POST",
        ADMIN_POST,
        "GET",
        where=lambda place: {"key": place.team.key, "invitation": place.invitation.pk},
    ),
    Line(
        "accounts:member_role",
        "POST",
        ADMIN_POST,
        "GET",
        sent=lambda place: {"role": "editor"},
        where=lambda place: {"key": place.team.key, "membership": place.membership.pk},
    ),
    Line(
        "accounts:member_remove",
        "GET",
        (302, 404, 403, 403, 200, 404),
        where=lambda place: {"key": place.team.key, "membership": place.membership.pk},
    ),
    Line(
        "accounts:member_remove",
        "POST",
        ADMIN_POST,
        where=lambda place: {"key": place.team.key, "membership": place.membership.pk},
    ),
]


# the library's own pages; who is logged in has no use for some of them and is led on, by whichever method they came
def _page(name: str, method: str, right: tuple[int, ...], wrong: tuple[int, ...] = (405,) * 6, **more: Any) -> Line:
    """A page of the library's, which takes PUT for POST."""
    return Line(name, method, right, "DELETE", wrong, **more)


def _newcomer(place: Any) -> dict[str, Any]:
    return {"name": "Nia New", "email": "new@example.com", "password1": "violet anchor 12"}


NEW = {"password1": "violet anchor 12", "password2": "violet anchor 12"}
LED_ON = (302,) * 6

ALLAUTH = [
    _page("account_login", "GET", (200, 302, 302, 302, 302, 302), (405, 302, 302, 302, 302, 302)),
    _page(
        "account_login",
        "POST",
        LED_ON,
        (405, 302, 302, 302, 302, 302),
        sent=lambda place: {"login": place.viewer.email, "password": "correct horse"},
    ),
    _page("account_logout", "GET", MINE),
    _page("account_logout", "POST", (302,) * 6),
    _page("account_inactive", "GET", (200,) * 6),
    _page("account_signup", "GET", (200, 302, 302, 302, 302, 302), (200, 302, 302, 302, 302, 302)),
    _page("account_signup", "POST", (200, 302, 302, 302, 302, 302), (200, 302, 302, 302, 302, 302), sent=_newcomer),
    _page("account_reauthenticate", "GET", MINE, WRONG),
    _page("account_reauthenticate", "POST", LED_ON, WRONG, sent=lambda place: {"password": "correct horse"}),
    _page("account_email", "GET", MINE, WRONG),
    _page("account_email", "POST", LED_ON, WRONG, sent=lambda place: {"action_add": "", "email": "new@example.com"}),
    _page("account_email_verification_sent", "GET", (200,) * 6),
    _page("account_change_password", "GET", MINE, WRONG),
    _page("account_change_password", "POST", LED_ON, WRONG, sent=lambda place: {"oldpassword": "correct horse", **NEW}),
    _page("account_set_password", "GET", (302,) * 6, (302,) * 6),
    _page("account_set_password", "POST", LED_ON, LED_ON, sent=lambda place: NEW),
    _page("account_reset_password", "GET", (200,) * 6),
    _page("account_reset_password", "POST", LED_ON, sent=lambda place: {"email": place.viewer.email}),
    _page("account_confirm_login_code", "GET", (302,) * 6, (302,) * 6),
    _page("account_confirm_login_code", "POST", LED_ON, LED_ON, sent=lambda place: {"code": "never-sent"}),
    _page("account_confirm_email", "GET", (200,) * 6, where=lambda place: {"key": "never-sent"}),
    _page("account_confirm_email", "POST", (404,) * 6, where=lambda place: {"key": "never-sent"}),
    _page("account_reset_password_from_key_done", "GET", (200,) * 6),
    _page(
        "account_reset_password_from_key",
        "GET",
        (200,) * 6,
        (200,) * 6,
        where=lambda place: {"uidb36": "1", "key": "never-sent"},
    ),
    _page(
        "account_reset_password_from_key",
        "POST",
        (200,) * 6,
        (200,) * 6,
        where=lambda place: {"uidb36": "1", "key": "never-sent"},
        sent=lambda place: NEW,
    ),
    _page("account_reset_password_done", "GET", (200,) * 6),
    _page("usersessions_list", "GET", MINE, WRONG),
    _page("usersessions_list", "POST", LED_ON, WRONG),
]

TABLE = [*SPECS, *ROWS, *ACCOUNTS, *ALLAUTH]
