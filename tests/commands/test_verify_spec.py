"""`manage.py verify_spec` and `verify_history`: what is printed, and each exit code, by an instance and by a bundle."""

import io
import json
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import Role, Team, User
from specs.models import Opening, Spec, guards
from specs.services.bundles import Broken, read_bundle, write_bundle
from specs.services.editing import save_row, tick
from specs.services.exchanging import exported
from specs.services.images import add_image
from specs.services.recording import append
from specs.services.reviewing import approve, revise, submit
from tests.factories import SAMPLE, make_approved, make_member, make_review, make_spec, make_team, png
from tests.services.chains import Chain

pytestmark = pytest.mark.django_db
TEXT = SAMPLE.replace("status: draft", "status: approved")


@pytest.fixture
def team(db: None) -> Team:
    return make_team("PAY")


@pytest.fixture
def ana(team: Team) -> User:
    return make_member(team, name="Ana Ruiz")


@pytest.fixture
def cai(team: Team) -> User:
    return make_member(team, Role.VIEWER, name="Cai \x1b[2J Lin")


@pytest.fixture
def spec(team: Team, ana: User, cai: User) -> Spec:
    return make_approved(team, ana, cai)


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., str]:
    """file(text) writes it down and gives its name."""

    def make(text: str | bytes = TEXT, name: str = "PAY-1.md") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return make


def verify(*args: str) -> tuple[int, str]:
    out = io.StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("verify_spec", *args, stdout=out)
    return int(left.value.code or 0), out.getvalue()


def head(spec: Spec) -> str:
    return str(spec.records.latest("n").hash)


def bundled(spec: Spec) -> bytes:
    out = io.BytesIO()
    assert spec.in_force is not None
    write_bundle(spec, spec.in_force, out)
    return out.getvalue()


def entries(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def zipped(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files:
            packed.writestr(name, data)
    return out.getvalue()


def script(folder: Path, *args: str) -> tuple[int, str]:
    """The bundle's own script, where there is nothing but Python."""
    left = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *args], capture_output=True, text=True, check=False
    )
    return left.returncode, left.stdout + left.stderr


def unpacked(folder: Path, data: bytes) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        packed.extractall(folder)
    return folder


# By the instance


def test_the_approved_bytes_are_exact_and_it_is_told_who_approved_them(spec: Spec, file: Callable[..., str]) -> None:
    code, said = verify(file())
    assert code == 0
    assert "PAY-1 Refunds, revision 1, version 1.0" in said
    assert "Cai \\x1b[2J Lin <cai" in said
    assert "\x1b" not in said
    assert "I approve this text." in said
    assert f"chain holds: 4 records, head {head(spec)}" in said
    assert "EXACT: this instance approved these bytes" in said
    assert verify(file(), "--head", head(spec).upper())[0] == 0
    assert verify(file(), "--spec", "pay-1")[0] == 0


def test_another_text_is_shown_beside_the_nearest(
    spec: Spec, team: Team, ana: User, cai: User, file: Callable[..., str]
) -> None:
    make_approved(team, ana, cai, SAMPLE.replace("A clerk", "Whoever is there").replace("Bank", "House"))
    code, said = verify(file(TEXT.replace("in full", "tw\x1bice")))
    assert code == 10
    assert "nearest: PAY-1 Refunds, revision 1, version 1.0, approved" in said
    assert "-1. **FR-1**: A clerk refunds a payment in full." in said
    assert "+1. **FR-1**: A clerk refunds a payment tw\\x1bice." in said


def test_progress_is_told_by_its_lines_and_can_be_allowed(spec: Spec, ana: User, file: Callable[..., str]) -> None:
    tick(spec.rows.filter(kind="task")[0], by=ana, done=True)
    name = file(exported(spec, progress=True).data)
    code, said = verify(name)
    assert code == 11
    assert "in progress only, in 1 line: 45" in said
    code, said = verify(name, "--allow-progress")
    assert code == 0
    assert "EQUAL EXCEPT FOR PROGRESS, which is allowed: this instance approved this text" in said
    assert "EXACT" not in said


def test_a_text_that_was_frozen_and_never_approved(team: Team, ana: User, cai: User, file: Callable[..., str]) -> None:
    assert verify(file("# Nothing\n")) == (10, "NOT AN APPROVED TEXT: nothing is approved here\n")
    spec = make_review(team, ana, cai)
    code, said = verify(file(bytes(spec.revisions.get().data)))
    assert (code, "it is revision 1 of PAY-1 Refunds, which was never approved" in said) == (10, True)


def test_a_superseded_text_says_what_is_in_force_now(
    spec: Spec, ana: User, cai: User, file: Callable[..., str]
) -> None:
    revise(spec, by=ana)
    row = spec.rows.get(uid="FR-3")
    save_row(row, by=ana, values={"text": "Mail."}, stamp=row.stamp)
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    approve(spec, by=cai, sha=spec.revisions.latest("number").sha256)
    code, said = verify(file())
    assert (code, "state: superseded" in said, "revision 2, version 1.1" in said) == (0, True, True)


def test_evidence_that_was_changed_by_hand(spec: Spec, file: Callable[..., str]) -> None:
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM specs_record WHERE n = 4")
    code, said = verify(file())
    assert (code, "the evidence is broken" in said) == (12, True)


def test_a_head_from_elsewhere_that_no_record_has(spec: Spec, file: Callable[..., str]) -> None:
    code, said = verify(file(), "--head", "0" * 64)
    assert (code, "no record has the head" in said) == (12, True)


@pytest.mark.parametrize(
    "args",
    [
        ("/dev/zero",),
        ("missing.md",),
        ("{}", "--head", "abc"),
        ("{}", "--spec", "PAY-9"),
        ("{}", "--bundle", "/dev/zero"),
    ],
)
def test_wrong_use_is_no_answer(spec: Spec, file: Callable[..., str], args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("verify_spec", *(arg.format(file()) for arg in args))
    assert refused.value.returncode == 2


# By a bundle


def test_a_bundle_is_the_same_each_time_and_holds_what_is_needed(spec: Spec) -> None:
    data = bundled(spec)
    assert data == bundled(spec)
    found = entries(data)
    assert list(found) == [
        "approved.md", "chain.jsonl", "people.json", "texts.json", "signatures.txt", "verify.py", "README.txt",
    ]  # fmt: skip
    assert found["approved.md"] == TEXT.encode()
    assert found["chain.jsonl"].count(b"\n") == 4
    assert b"Cai \\x1b[2J Lin" in found["signatures.txt"]
    assert head(spec).encode() in found["signatures.txt"]


def test_a_bundle_answers_as_the_instance_does_and_its_script_too(
    spec: Spec, ana: User, file: Callable[..., str], tmp_path: Path
) -> None:
    bundle = file(bundled(spec), "PAY-1-1.0.evidence.zip")
    folder = unpacked(tmp_path / "evidence", bundled(spec))
    early = spec.records.get(n=2).hash
    for text, args, code in (
        (TEXT, ("--head", head(spec)), 0),
        (TEXT, (), 14),
        (TEXT, ("--head", early), 14),
        (TEXT, ("--head", "0" * 64), 12),
        (TEXT.replace("in full", "twice"), ("--head", head(spec)), 10),
        (TEXT.replace("[ ] Write", "[x] Write"), ("--head", head(spec)), 11),
        (TEXT.replace("[ ] Write", "[x] Write"), ("--head", head(spec), "--allow-progress"), 0),
        (TEXT.replace("status: approved", "status: approvedish"), (), 10),
        (TEXT + "\n", (), 10),
    ):
        found, said = verify(file(text), "--bundle", bundle, *args)
        assert (found, script(folder, file(text), *args)[0]) == (code, code), said
    assert "EXACT: anchored" in script(folder, "--head", head(spec))[1]
    ticked = script(folder, file(TEXT.replace("[ ] Write", "[x] Write")), "--head", head(spec), "--allow-progress")[1]
    assert "EQUAL EXCEPT FOR PROGRESS, in lines 45: anchored by the head" in ticked
    assert script(folder, "missing.md")[0] == 2


def test_what_is_printed_is_escaped_by_the_script_too(spec: Spec, tmp_path: Path) -> None:
    code, said = script(unpacked(tmp_path, bundled(spec)), "--head", head(spec))
    assert (code, "Cai \\x1b[2J Lin" in said, "\x1b" in said) == (0, True, False)


def test_a_person_who_was_erased_has_no_name_and_everything_still_holds(
    spec: Spec, cai: User, file: Callable[..., str], tmp_path: Path
) -> None:
    Opening.objects.filter(person=cai).delete()
    bundle = file(bundled(spec), "b.zip")
    code, said = verify(file(), "--bundle", bundle, "--head", head(spec))
    assert (code, f"erased person {str(cai.uuid)[:4]}" in said) == (0, True)
    assert f"erased person {str(cai.uuid)[:4]}" in script(unpacked(tmp_path / "e", bundled(spec)))[1]


def test_images_travel_with_it_and_are_checked(team: Team, ana: User, cai: User, file: Callable[..., str]) -> None:
    spec = make_spec(team, ana)
    image = add_image(spec, by=ana, data=png())
    row = spec.rows.get(uid="FR-3")
    save_row(row, by=ana, values={"text": f"As drawn: ![ledger]({image.file.path})"}, stamp=row.stamp)
    spec.refresh_from_db()
    submit(spec, by=ana, reviewers=[cai], seen=spec.text_hash)
    approve(spec, by=cai, sha=spec.revisions.get().sha256)
    data, name = bundled(spec), file(bytes(spec.revisions.get().data))
    assert verify(name, "--bundle", file(data, "b.zip"))[0] == 14
    for change, said in (
        ({image.file.path: png(colour="red")}, "is not the image that was approved"),
        ({image.file.path: None}, "its images are not those of the approved text"),
    ):
        changed = [(name, data) for name, data in {**entries(data), **change}.items() if data is not None]
        code, printed = verify(name, "--bundle", file(zipped(*changed), "c.zip"))
        assert (code, said in printed) == (12, True), printed


def _forged(spec: Spec) -> dict[str, tuple[bytes, str]]:
    real = entries(bundled(spec))
    lines = real["chain.jsonl"].splitlines(keepends=True)
    people = json.loads(real["people.json"])
    ana = next(commit for commit, opening in people.items() if opening["words"]["name"] == "Ana Ruiz")

    def with_(**other: bytes) -> bytes:
        return zipped(*{**real, **{name.replace("__", "."): data for name, data in other.items()}}.items())

    with warnings.catch_warnings(action="ignore"):
        twice = zipped(*real.items(), ("approved.md", b"# Mine\n"))
    return {
        "no zip": (b"PK nothing", "the zip is damaged"),
        "cut off": (bundled(spec)[:-30], "the zip is damaged"),
        "empty": (zipped(), "it has no approved.md"),
        "two entries of one name": (twice, "two entries of one name"),
        "something else in it": (with_(extra__txt=b"x"), "it holds extra.txt, which no bundle does"),
        "a way out": (zipped(*real.items(), ("../x\x1b.md", b"")), "which no bundle does"),
        "no texts": (zipped(*[(n, d) for n, d in real.items() if n != "texts.json"]), "it has no texts.json"),
        "a bomb": (with_(texts__json=b"0" * 50_000_000), "holds more than a bundle may"),
        "another text": (with_(approved__md=b"# Mine\n"), "is no text that these records approve"),
        "no records": (with_(chain__jsonl=b""), "chain.jsonl is not whole"),
        "the newest dropped": (with_(chain__jsonl=b"".join(lines[:-1])), "is no text that these records approve"),
        "one dropped": (with_(chain__jsonl=b"".join(lines[:1] + lines[2:])), "record 2: n is 3, not 2"),
        "no line at the end": (with_(chain__jsonl=b"".join(lines)[:-1]), "chain.jsonl is not whole"),
        "no record": (with_(chain__jsonl=b"{}\n"), "record 1: the bytes are no record"),
        "a record in pieces": (with_(chain__jsonl=b"[" * 5_000 + b"\n"), "record 1: the bytes are no record"),
        "a key twice": (with_(chain__jsonl=lines[0].replace(b'"v":1', b'"v":1,"v":1')), "no record in canonical form"),
        "another spelling": (with_(chain__jsonl=lines[0].replace(b'":', b'": ', 1)), "no record in canonical form"),
        "a name twice": (with_(people__json=real["people.json"].replace(b"{", b'{"a":1,', 1) + b" "), "canonical form"),
        "another name": (
            with_(people__json=real["people.json"].replace(b"Ana Ruiz", b"Eve Ruiz")),
            f"people.json: {ana[:12]} is not what was recorded",
        ),
        "openings that are none": (with_(people__json=b"[]"), "is not what opens records"),
        "no JSON": (with_(texts__json=b"{"), "is not what opens records"),
    }  # fmt: skip


def test_a_bundle_that_was_changed_is_broken(spec: Spec, file: Callable[..., str]) -> None:
    for what, (data, message) in _forged(spec).items():
        code, said = verify(file(), "--bundle", file(data, "forged.zip"), "--head", head(spec))
        assert (code, message in said) == (12, True), (what, said)
        assert "\x1b" not in said


def test_records_whose_hashes_fit_are_replayed(spec: Spec, file: Callable[..., str]) -> None:
    chain = Chain().freeze(TEXT.encode()).ask().approve()
    records = b"".join(link.data + b"\n" for link in chain.links())
    real = entries(bundled(spec)) | {"chain.jsonl": records, "people.json": b"{}", "texts.json": b"{}"}
    code, said = verify(file(), "--bundle", file(zipped(*real.items()), "forged.zip"))
    assert (code, said) == (12, "the evidence is broken: record 3: the approval was not earned: reviewers lacks 1\n")


def test_a_bundle_that_is_too_large_is_not_read() -> None:
    with pytest.raises(Broken, match="larger than"):
        read_bundle(io.BytesIO(), 300_000_001)


# All histories


def history(*keys: str) -> tuple[int, str]:
    out = io.StringIO()
    try:
        call_command("verify_history", *keys, stdout=out)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue()
    return 0, out.getvalue()


def test_every_chain_is_replayed_and_the_first_break_is_named(spec: Spec, team: Team, ana: User) -> None:
    make_spec(team, ana)
    assert history() == (0, f"PAY-1: 4 records, chain holds, head {head(spec)}\nPAY-2: 0 records, chain holds\n")
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM specs_record WHERE n = 3")
    code, said = history("pay-1")
    assert code == 12
    assert said.startswith("PAY-1: 3 records, BROKEN\n  record 3: n is 4, not 3\n")
    assert history("PAY-2")[0] == 0
    with pytest.raises(CommandError, match="no spec PAY-9"):
        history("PAY-1", "PAY-9")


def test_a_clock_that_was_set_back_is_told(spec: Spec, ana: User) -> None:
    last = spec.records.latest("n")
    append(spec, by=ana, role="editor", kind="waiver", data={}, at=last.at - timedelta(hours=1), event=None)
    code, said = history()
    assert (code, "\n  note: at record 5 the clock was set back, to 20" in said) == (0, True)


def test_of_very_many_breaks_the_first_are_shown(spec: Spec) -> None:
    Spec.objects.update(seq=100)
    code, said = history()
    assert (code, "  edit 4: it is missing\n" in said, "  and 77 more\n" in said) == (12, True, True)
