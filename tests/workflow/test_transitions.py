"""Every act in every state: allowed, or refused with words that name the way out."""

import pytest

from specs import workflow
from specs.workflow import STATUSES, State, WrongStatus, is_version, next_major, next_version

STATES = {
    "draft": State("draft"),
    "next draft": State("draft", "approved", "1.0"),
    "review": State("review"),
    "next review": State("review", "implemented", "1.0"),
    "approved": State("none", "approved", "1.0"),
    "implemented": State("none", "implemented", "1.0"),
}
OPEN = {"draft", "next draft", "review", "next review"}
REVIEW = {"review", "next review"}
IN_FORCE = {"approved", "implemented"}
NEXT = {"next draft", "next review"}
#: The two tables of the design: in which states each act may happen, and who may do it at least.
ALLOWED = {
    "edit": (OPEN, "editor"),
    "import": (OPEN, "editor"),
    "tick": (OPEN | IN_FORCE, "editor"),
    "tick_own": (OPEN | IN_FORCE, "viewer"),
    "assign": (OPEN | IN_FORCE, "editor"),
    "submit": ({"draft", "next draft"}, "editor"),
    "approve": (REVIEW, "viewer"),
    "request": (REVIEW, "viewer"),
    "take_back": (OPEN, "viewer"),
    "override": (REVIEW, "admin"),
    "send": (REVIEW, "editor"),
    "discard": (REVIEW, "editor"),
    "change_reviewers": (REVIEW, "editor"),
    "count_writers": (REVIEW, "admin"),
    "withdraw": (REVIEW, "editor"),
    "revise": (IN_FORCE, "editor"),
    "abandon": ({"next draft"}, "editor"),
    "waive": ({"approved", "next draft"}, "editor"),
    "implement": ({"approved", "next draft"}, "editor"),
    "reopen": ({"implemented", "next review"}, "editor"),
    "revoke": (IN_FORCE | NEXT, "admin"),
    "archive": ({"draft", "next draft"} | IN_FORCE, "editor"),
    "restore": (set(), "editor"),
    "delete": ({"draft"}, "editor"),
}
AFTER = {
    "submit": "review", "withdraw": "draft", "revise": "draft", "abandon": "none", "revoke": "draft",
}  # fmt: skip
MESSAGES = {
    ("edit", "approved"): "1.0 is approved. Revise it; your change goes into 1.1.",
    ("import", "implemented"): "1.0 is implemented. Revise it; your change goes into 1.1.",
    ("submit", "review"): "This spec is in review already.",
    ("submit", "approved"): "1.0 is approved. Revise it; your change goes into 1.1.",
    ("approve", "draft"): "This spec is not in review: it is draft.",
    ("override", "draft"): "This spec is not in review: it is draft.",
    ("withdraw", "approved"): "This spec is not in review: it is approved.",
    ("take_back", "approved"): "Already approved; an admin can revoke.",
    ("abandon", "review"): "Withdraw first.",
    ("abandon", "draft"): "Nothing is in force that this draft could go back to.",
    ("abandon", "approved"): "There is no draft to abandon.",
    ("revise", "draft"): "The next version is already open.",
    ("waive", "draft"): "A requirement is waived while its text is approved and not yet implemented.",
    ("implement", "draft"): "Only an approved spec can be called implemented.",
    ("reopen", "approved"): "Only an implemented spec can be reopened.",
    ("revoke", "draft"): "Nothing is in force that could be revoked.",
    ("archive", "review"): "A review is open. Withdraw it first.",
    ("delete", "next draft"): "This spec was submitted for review, so it is kept. Archive it instead.",
    ("delete", "review"): "Archive it instead.",
    ("restore", "draft"): "This spec is not archived.",
}


def test_the_table_names_every_act_and_who_may_do_it() -> None:
    assert {name: act.who for name, act in workflow.ACTS.items()} == {name: who for name, (_, who) in ALLOWED.items()}
    assert {name: act.after for name, act in workflow.ACTS.items() if act.after} == AFTER


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("name", STATES)
def test_each_act_in_each_state(act: str, name: str) -> None:
    state = STATES[name]
    if name in ALLOWED[act][0]:
        workflow.require(act, state)
    else:
        with pytest.raises(WrongStatus) as refused:
            workflow.require(act, state)
        assert refused.value.message == str(refused.value) != ""


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("act", ALLOWED)
def test_a_page_that_knows_the_status_alone_offers_what_some_state_shown_so_takes(act: str, status: str) -> None:
    shown = State("none", status) if status in IN_FORCE else State(status)
    assert workflow.allows(act, status) == shown.takes(act)


@pytest.mark.parametrize(("case", "message"), MESSAGES.items())
def test_a_refusal_says_the_way_out(case: tuple[str, str], message: str) -> None:
    act, status = case
    with pytest.raises(WrongStatus, match=message):
        workflow.require(act, STATES[status])


@pytest.mark.parametrize("act", ALLOWED)
def test_an_archived_spec_takes_nothing_but_being_restored(act: str) -> None:
    state = State("draft", archived=True)
    if act == "restore":
        workflow.require(act, state)
    else:
        with pytest.raises(WrongStatus, match="archived"):
            workflow.require(act, state)


def test_an_approved_revision_shows_through_only_where_nothing_is_in_work() -> None:
    assert State("draft", "approved", "1.0").status == "draft"
    assert State("none", "approved", "1.0").status == "approved"


def test_the_text_in_force_is_reopened_also_while_the_next_is_written() -> None:
    workflow.require("reopen", State("draft", "implemented", "1.0"))
    workflow.require("implement", State("review", "approved", "1.0"))
    with pytest.raises(WrongStatus):
        workflow.require("reopen", State("draft", "approved", "1.0"))


def test_reading_is_no_act_of_the_workflow() -> None:
    assert workflow.allows("read", "draft", archived=True)


@pytest.mark.parametrize(
    ("version", "following"),
    [
        ("1.0", "1.1"),
        ("2.3.9", "2.3.10"),
        ("v2", "v3"),
        ("1", "1.1"),
        ("", "1.1"),
        ("1.0-beta", "1.0-beta.1"),
        ("0.9", "0.10"),
    ],
)
def test_versions_count_on(version: str, following: str) -> None:
    assert next_version(version) == following


@pytest.mark.parametrize(("version", "following"), [("1.0", "2.0"), ("1.3", "2.0"), ("v2", "v3.0"), ("beta", "beta.1")])
def test_a_whole_version_counts_on(version: str, following: str) -> None:
    assert next_major(version) == following


@pytest.mark.parametrize("version", ["9" * 32, "x" * 32, "1." + "9" * 30])
def test_the_next_version_is_a_version_however_long_the_last_was(version: str) -> None:
    assert is_version(next_version(version))
    assert next_version(version) != version


@pytest.mark.parametrize("text", ["1.0", "2.0-rc.1+b7", "x" * 32])
def test_a_version(text: str) -> None:
    assert is_version(text)


@pytest.mark.parametrize("text", ["", "1 0", "x" * 33, "１.0", "1.0\n", "draft/2"])
def test_no_version(text: str) -> None:
    assert not is_version(text)
