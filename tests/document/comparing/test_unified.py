"""The difference as `patch` reads it: applied to the first text it gives the second, byte for byte."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.document.comparing.unified import unified

TEXTS = st.lists(st.sampled_from(["a\n", "b\n", "c\r\n", "\n", "d\re\n", "\u2028\n", "- x\n", "+ y\n", "tail"])).map(
    "".join
)
NAMES = ("a/one.md", "b/one.md")


def applied(text: str, diff: str) -> str:
    """Applies hunks as their headers say, with each line of the first text looked at."""
    lines = text.split("\n")
    old = [line + "\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
    out: list[str] = []
    at = 0
    body = diff.split("\n")[2:]
    for number, line in enumerate(body):
        if line.startswith("@@ "):
            start, _, count = line.split(" ")[1][1:].partition(",")
            begin = int(start) - (int(count) > 0)
            out += old[at:begin]
            at = begin
            continue
        if not line or line.startswith("\\"):
            continue
        last = number + 1 < len(body) and body[number + 1].startswith("\\")
        content = line[1:] + ("" if last else "\n")
        if line[0] in " -":
            assert old[at] == content
            at += 1
        if line[0] in " +":
            out.append(content)
    return "".join(out + old[at:])


@given(TEXTS, TEXTS)
def test_applied_it_gives_the_other_text(before: str, after: str) -> None:
    diff = unified(before, after, names=NAMES)
    assert bool(diff) == (before != after)
    assert applied(before, diff) == after


def test_it_looks_as_everybody_knows_it() -> None:
    before = "".join(f"{number}\n" for number in range(1, 21))
    after = before.replace("3\n", "three\n", 1).replace("18\n", "").replace("20\n", "20")
    assert unified(before, after, names=NAMES) == (
        "--- a/one.md\n+++ b/one.md\n"
        "@@ -1,6 +1,6 @@\n 1\n 2\n-3\n+three\n 4\n 5\n 6\n"
        "@@ -15,6 +15,5 @@\n 15\n 16\n 17\n-18\n 19\n-20\n+20\n\\ No newline at end of file\n"
    )


@pytest.mark.parametrize(("before", "after"), [("", "a\n"), ("a\nb", "a\n"), ("a\n" * 9, "b\n" + "a\n" * 8 + "c")])
def test_git_applies_it(tmp_path: Path, before: str, after: str) -> None:
    git = shutil.which("git")
    assert git is not None
    (tmp_path / "one.md").write_bytes(before.encode())
    diff = unified(before, after, names=NAMES)
    subprocess.run([git, "apply", "-"], input=diff.encode(), cwd=tmp_path, check=True)
    assert (tmp_path / "one.md").read_bytes().decode() == after
