"""Every act in every state: allowed, or refused with words that name the way out."""

import pytest

from specs import workflow
from specs.workflow import STATUSES, State, WrongStatus, is_version, next_version

STATES = {
    "draft": State("draft"),
    "review": State("review"),
    "approved": State("none", "approved", "1.0"),
    "implemented": State("none", "implemented", "1.0"),
}
ALLOWED = {
    "edit": {"draft", "review"},
    "import": {"draft", "review"},
    "tick": {"draft", "review", "approved", "implemented"},
    "submit": {"draft"},
    "approve": {"review"},
    "request": {"review"},
    "send": {"review"},
    "discard": {"review"},
    "withdraw": {"review"},
    "count_writers": {"review"},
    "revise": {"approved", "implemented"},
    "implement": {"approved"},
    "reopen": {"implemented"},
    "archive": {"draft", "approved", "implemented"},
    "restore": set(),
}
MESSAGES = {
    ("edit", "approved"): "1.0 is approved. Revise it; your change goes into 1.1.",
    ("import", "implemented"): "1.0 is implemented. Revise it; your change goes into 1.1.",
    ("submit", "review"): "This spec is in review already.",
    ("submit", "approved"): "1.0 is approved. Revise it; your change goes into 1.1.",
    ("approve", "draft"): "This spec is not in review: it is draft.",
    ("withdraw", "approved"): "This spec is not in review: it is approved.",
    ("revise", "draft"): "The next version is already open.",
    ("implement", "draft"): "Only an approved spec can be called implemented.",
    ("reopen", "approved"): "Only an implemented spec can be reopened.",
    ("archive", "review"): "A review is open. Withdraw it first.",
    ("restore", "draft"): "This spec is not archived.",
}


def test_the_table_names_every_act() -> None:
    assert set(ALLOWED) == set(workflow._ACTS)


@pytest.mark.parametrize("act", ALLOWED)
@pytest.mark.parametrize("status", STATUSES)
def test_each_act_in_each_status(act: str, status: str) -> None:
    state = STATES[status]
    assert state.status == status
    if status in ALLOWED[act]:
        workflow.require(act, state)
    else:
        with pytest.raises(WrongStatus) as refused:
            workflow.require(act, state)
        assert refused.value.message == str(refused.value) != ""


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


@pytest.mark.parametrize("text", ["1.0", "2.0-rc.1+b7", "x" * 32])
def test_a_version(text: str) -> None:
    assert is_version(text)


@pytest.mark.parametrize("text", ["", "1 0", "x" * 33, "１.0", "1.0\n", "draft/2"])
def test_no_version(text: str) -> None:
    assert not is_version(text)
