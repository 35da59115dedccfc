"""What a text is answered with, and what is said of its approval."""

from dataclasses import replace

from specs.document.compare import compare
from specs.services.chain import sha256
from specs.services.replay import replay
from specs.services.signatures import page, signatures
from specs.services.verifying import (
    ANOTHER,
    BROKEN,
    EXACT,
    PROGRESS,
    REVOKED,
    UNANCHORED,
    Evidence,
    difference,
    judge,
    nearest,
)
from tests.services.chains import SCRIPT, TEXT, Chain, approved

NEXT = TEXT + b"\nMore.\n"
WORDS = {
    "commit of ben": {"name": "Ben Cole", "email": "ben@example.com"},
    "commit of ada": {"name": "", "email": "ada@example.com"},
    "a" * 64: {"text": "It is late."},
}


def evidence(chain: Chain, *texts: bytes, own: bool = False) -> Evidence:
    links = chain.links()
    history = replay(links)
    assert history.broken is None
    by_sha = {frozen.sha: number for number, frozen in history.revisions.items()}
    return Evidence("PAY-1", links, history, WORDS, {by_sha[sha256(text)]: text for text in texts}, own=own)


def test_a_head_must_be_that_of_the_approval_or_a_later_one() -> None:
    found = evidence(approved().add("implement", revision=1, sha=""), TEXT)
    for n, code in ((3, UNANCHORED), (4, EXACT), (5, EXACT)):
        assert judge(TEXT, found, head=found.links[n - 1].hash).code == code
    assert judge(TEXT, found).code == UNANCHORED
    assert judge(TEXT, found, head="0" * 64).code == BROKEN
    assert "give a later one" in judge(TEXT, found, head=found.links[2].hash).lines[-1]


def test_evidence_that_is_broken_answers_nothing_else() -> None:
    found = replace(evidence(approved(), TEXT), broken=["record 3: it is odd"])
    assert judge(TEXT, found).code == BROKEN
    assert judge(TEXT, found).lines[-1] == "  record 3: it is odd"


def test_a_revoked_text_was_approved_once() -> None:
    revoked = approved().add("revoke", "ada", "admin", revision=1, in_force=None, reason="")
    answer = judge(TEXT, evidence(revoked, TEXT, own=True))
    assert (answer.code, answer.lines[-1]) == (REVOKED, "REVOKED: approved once, revoked 2026-11-23 13:21:05 UTC")
    assert judge(TEXT.replace(b"[ ]", b"[x]"), evidence(revoked, TEXT, own=True)).code == REVOKED
    assert signatures(evidence(revoked, TEXT), 1).revoked == "2026-11-23 13:21:05 UTC"


def test_of_two_revisions_with_the_same_bytes_the_one_in_force_counts() -> None:
    """A row that was deleted and typed again makes another revision of the same bytes."""
    twice = Chain().freeze().freeze().ask().say("ben").approve(4)
    answer = judge(TEXT, evidence(twice, own=True))
    assert (answer.code, answer.lines[0]) == (EXACT, "PAY-1, revision 2, version 1.0")


def test_progress_against_whichever_approved_text() -> None:
    both = approved().add("revise", revision=1, version="1.1").freeze(NEXT, "1.1", base=1).ask()
    both.say("cai").approve(8, version="1.1")
    found = evidence(both, TEXT, NEXT, own=True)
    ticked = judge(TEXT.replace(b"[ ]", b"[x]").replace(b"approved", b"implemented"), found)
    assert ticked.code == PROGRESS
    assert "differs from the approved bytes in progress only, in 2 lines: 3, 5" in ticked.lines
    assert "in force since: revision 2, version 1.1" in ticked.lines
    allowed = judge(NEXT.replace(b"[ ]", b"[X]"), found, allow_progress=True)
    assert allowed.code == EXACT
    assert "differs from the approved bytes in progress only, in 1 line: 5" in allowed.lines


def test_another_text_and_what_is_nearest_to_it() -> None:
    answer = judge(TEXT.replace(b"Refunds", b"Refuse"), evidence(approved(), TEXT, own=True))
    assert answer.code == ANOTHER
    assert answer.lines[:2] == ["NOT THIS TEXT", "nearest: PAY-1, revision 1, version 1.0, approved"]
    assert answer.lines[2:7] == ["--- approved", "+++ this file", "@@ -1,4 +1,4 @@", "-# Refunds", "+# Refuse"]
    nothing = judge(b"x", evidence(Chain().freeze().ask(), own=True))
    assert (nothing.code, nothing.lines[-1]) == (ANOTHER, "there is no approved text of PAY-1 to compare it with")
    frozen = judge(TEXT, evidence(Chain().freeze().ask(), own=True))
    assert "never approved" in frozen.lines[0]


def test_a_difference_is_whole_or_says_how_much_it_is() -> None:
    assert list(difference(b"a\nb", b"a\nb\n"))[-2:] == ["-b (no newline at the end)", "+b"]
    assert list(difference(b"a\r\n", b"a\n"))[-2:] == ["-a\r", "+a"]
    assert list(difference(b"", b"\xff\n"))[-1] == "+\\xff"
    many = b"".join(b"%d\n" % n for n in range(5_000))
    other = b"x\n" + many.replace(b"\n", b"\r\n") + b"y\n"
    assert list(difference(many, other)) == ["lines 1 to 5000 are 5002 other lines"]
    some = b"".join(b"%d\n" % n for n in range(300))
    assert list(difference(some, some.replace(b"\n", b".\n")))[-1] == "and more"


def test_nearest_is_by_lines_in_common() -> None:
    assert nearest(b"a\nb\n", {1: b"c\n", 2: b"a\n", 3: b"a\nb\nc\n"}) == 3
    assert nearest(b"", {1: b""}) == 1
    assert nearest(b"a\n", {}) is None


def exceptional() -> Chain:
    let = [{"finding": "blank row 4", "by": "ana", "reason": "a" * 64}]
    chain = Chain().freeze(waived=let).ask("ana", "cai", writers_count=True, why="We are two", waived=let)
    chain.say("cai", "request").say("ana")
    return chain.add("override", "ada", "admin", round=1, of="cai", request=3, reason="a" * 64).approve(4)


def test_what_was_allowed_is_said_with_the_approval() -> None:
    found = evidence(exceptional(), TEXT, own=True)
    lines = judge(TEXT, found).lines
    assert "    wrote in this text; writers were let count" in lines
    assert "exception: writers were let count by erased person ana: We are two" in lines
    aside = "exception: a request of erased person cai was set aside by ? <ada@example.com>, 2026-11-23 13:21:05 UTC"
    assert f"{aside}: It is late." in lines
    assert "exception: waived by erased person ana: blank row 4: It is late." in lines
    said = signatures(found, 1)
    assert [(item.kind, item.by, item.what, item.why) for item in said.exceptions] == [
        ("writers", "erased person ana", "", "We are two"),
        ("override", "? <ada@example.com>", "erased person cai", "It is late."),
        ("waiver", "erased person ana", "blank row 4", "It is late."),
    ]
    assert [(signature.name, signature.wrote) for signature in said.signatures] == [("erased person ana", True)]


def test_words_that_were_erased_are_named_by_their_commitment() -> None:
    let = [{"finding": "blank row 4", "by": "nobody", "reason": "b" * 64}]
    chain = Chain().freeze(waived=let).ask().say("ben").approve(3)
    assert "exception: waived by person nobo: blank row 4: erased text bbbb" in judge(TEXT, evidence(chain)).lines


def test_the_page_of_signatures_is_no_evidence_and_says_so() -> None:
    found = evidence(approved(), TEXT)
    text = page(found, 1)
    assert "no evidence itself" in text
    assert "  Ben Cole <ben@example.com>, viewer, 2026-11-23 13:21:03 UTC, signed by session: I approve" in text
    assert text.endswith(f"as of record 4, head {found.links[-1].hash}\n")


def test_the_script_compares_as_the_program_does() -> None:
    marks = [[3, 12, 20, "status"], [5, 3, 4, "task"]]
    for other in (TEXT, NEXT, TEXT.replace(b"[ ]", b"[x]"), TEXT.replace(b"approved", b"final"), TEXT[:-1], b""):
        found = compare(TEXT, marks, other)
        expected = None if found.kind == "different" else list(found.lines)
        assert SCRIPT.progress(TEXT, marks, other) == expected
