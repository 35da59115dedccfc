"""Makes chains of records act by act, and lets both verifiers answer: the program's own and the script in a bundle."""

import importlib.util
import json
from typing import Any

from specs.services.bundles import FOLDER
from specs.services.chain import FIRST, Link, canonical, digest, sha256
from specs.services.replay import History, replay

SPEC, INSTANCE = "11111111-spec", "22222222-instance"
TEXT = b"# Refunds\n\n**Status**: approved\n\n- [ ] Write it (FR-1)\n"
MARKS = [[3, 12, 20, "status"], [5, 3, 4, "task"]]


def _script() -> Any:
    found = importlib.util.spec_from_file_location("verify", FOLDER / "verify.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


SCRIPT = _script()


class Chain:
    """A spec written by ana, reviewed by ben and cai; ada is an admin. Every act takes what it should say otherwise."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.number = self.rounds = 0
        self.sha = ""

    def add(self, kind: str, by: str = "ana", role: str = "editor", at: str = "", **data: Any) -> "Chain":
        n = len(self.records) + 1
        self.records.append(
            {
                "at": at or f"2026-11-23T13:21:{n:02}.000000Z",
                "by": {"auth": "session", "commit": f"commit of {by}", "id": by, "role": role},
                "data": data,
                "instance": INSTANCE,
                "key": "PAY-1",
                "kind": kind,
                "n": n,
                "spec": SPEC,
                "v": 1,
            }
        )
        return self

    def freeze(self, text: bytes = TEXT, version: str = "1.0", **other: Any) -> "Chain":
        self.number += 1
        self.sha = sha256(text)
        facts = {
            "revision": self.number, "sha": self.sha, "size": len(text), "progress": MARKS, "version": version,
            "base": None, "writers": ["ana"], "events": {"first": 1, "last": 1, "sha": ""}, "waived": [], "images": [],
        }  # fmt: skip
        return self.add("revision", **facts | other)

    def ask(self, *reviewers: str, need: int = 1, **other: Any) -> "Chain":
        self.rounds += 1
        asked = list(reviewers or ("ben", "cai"))
        facts = {
            "round": self.rounds, "revision": self.number, "sha": self.sha, "reviewers": asked, "writers": ["ana"],
            "rules": [{"label": "reviewers", "need": need, "people": asked}], "writers_count": False, "why": "",
        }  # fmt: skip
        return self.add("round", **facts | other)

    def say(self, by: str, word: str = "approve", **other: Any) -> "Chain":
        facts = {"revision": self.number, "round": self.rounds, "sha": self.sha, "verdict": word, "comment": None}
        return self.add("verdict", by, "viewer", **facts | {"meaning": f"I {word} this text."} | other)

    def approve(self, *verdicts: int, version: str = "1.0", **other: Any) -> "Chain":
        facts = {"revision": self.number, "round": self.rounds, "sha": self.sha, "version": version}
        return self.add("approved", "ben", "viewer", **facts | {"verdicts": list(verdicts)} | other)

    def links(self) -> list[Link]:
        links: list[Link] = []
        for record in self.records:
            prev = links[-1].hash if links else FIRST
            data = canonical(record | {"prev": prev})
            links.append(Link(record["n"], record["kind"], data, digest(data), prev))
        return links

    def history(self) -> History:
        """What the program makes of it; the script in a bundle must be of the same mind."""
        history = replay(self.links())
        assert (history.broken is None) is _script_accepts(self.links()), history.broken
        return history

    def broken(self) -> str:
        found = self.history().broken
        return f"{found.n}: {found.message}" if found else ""


def _script_accepts(links: list[Link]) -> bool:
    records = [json.loads(link.data) for link in links]
    times = [record["at"] for record in records]
    try:
        SCRIPT.Replay(records)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError):
        return False
    return times == sorted(times)


def approved() -> Chain:
    """Records 1 to 4: frozen, asked, ben approves, approved."""
    return Chain().freeze().ask().say("ben").approve(3)
