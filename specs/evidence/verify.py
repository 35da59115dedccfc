#!/usr/bin/env python3
"""Checks a text against the evidence beside this script. Python 3.9 or later, nothing else; nothing is fetched.

    python3 verify.py FILE --head HEX        FILE, or approved.md if it is left out

The head is a record's hash that you know from elsewhere: from a mail about a verdict, or from the instance itself.
Without it the evidence only agrees with itself: whoever made the bundle could have made all of it, this script too.

Exit codes: 0 exact and anchored; 10 not this text; 11 equal except for progress (0 with --allow-progress); 12 the
evidence is broken; 13 approved once, since revoked; 14 agrees with itself, but no head (or too early a one) was given.
"""

import argparse
import hashlib
import json
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDS = {"status": rb"(?:draft|review|approved|implemented)", "task": rb"[ xX]"}


def require(holds, otherwise):
    if not holds:
        raise ValueError(otherwise)


def sha(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def load(data, what):
    """JSON in its one form: no key twice, no fraction, no other spelling."""
    value = json.loads(data, parse_float=int)
    require(canonical(value) == data, f"{what} is not in canonical form")
    return value


def read_chain():
    """The records, each with its hash, if every one is bound to the one before."""
    records, prev = [], "0" * 64
    lines = (HERE / "chain.jsonl").read_bytes().split(b"\n")
    require(lines.pop() == b"" and lines, "chain.jsonl is not whole")
    for n, line in enumerate(lines, start=1):
        record = load(line, f"record {n}")
        records.append(record)
        require((record["n"], record["prev"], record["v"]) == (n, prev, 1), f"record {n}: one is missing or moved")
        same = all(record[name] == records[0][name] for name in ("spec", "instance"))
        require(same and records[-2:][0]["at"] <= record["at"], f"record {n}: of another spec or an earlier time")
        record["hash"] = prev = sha(b"specroom-record-1\n" + line)
    return records


class Replay:
    """Asks each record whether it was allowed where it stands, and computes each approval again from its verdicts.

    working: draft, review or none. requests: whose last word since the last approval asks for changes. approving: by
    revision, whose last word is an approval.
    """

    def __init__(self, records):
        self.records, self.archived, self.working = records, False, "draft"
        self.in_force = self.open = None
        self.rounds, self.revisions, self.state, self.approved, self.revoked = 0, {}, {}, {}, {}
        self.approving, self.requests, self.overrides = {}, {}, []
        for record in records:
            act = getattr(self, "on_" + record["kind"], None)
            known = act is not None and (not self.archived or record["kind"] == "restore")
            earned = known and act(record, record["data"], record["by"]["id"])
            require(earned, f"record {record['n']} ({record['kind']}): it was not allowed, or not earned")

    def base(self):
        once = [number for number, state in self.state.items() if state not in ("frozen", "revoked")]
        return self.in_force if self.in_force is not None else max(once, default=None)

    def on_revision(self, record, data, by):
        number, taken = len(self.revisions) + 1, {self.revisions[one]["version"] for one in self.approved}
        marks = all(line > 0 and 0 <= start <= end and kind in WORDS for line, start, end, kind in data["progress"])
        due = data["revision"] == number and data["base"] == self.base() and data["version"] not in taken
        self.revisions[number], self.state[number] = data, "frozen"
        return self.working != "none" and due and marks

    def on_round(self, record, data, by):
        last, rules, before = len(self.revisions), data["rules"], self.working
        self.rounds, self.open, self.working = self.rounds + 1, data, "review"
        due = (self.rounds, last, self.revisions[last]["sha"], "frozen")
        same = (data["round"], data["revision"], data["sha"], self.state[last]) == due and before != "none"
        whole = set(self.revisions[last]["writers"]) <= set(data["writers"])
        strict = len(rules) == len({rule["label"] for rule in rules}) > 0
        return same and whole and strict and all(type(rule["need"]) is int and rule["need"] > 0 for rule in rules)

    def on_verdict(self, record, data, by):
        said, word = self.approving.setdefault(data["revision"], {}), data["verdict"]
        if word in ("lift", "retract"):
            given = self.requests if word == "lift" else said
            return given.pop(by, None) is not None and self.working != "none"
        same = all(data[name] == self.open[name] for name in ("round", "revision", "sha"))
        for words in (said, self.requests):
            words.pop(by, None)
        (said if word == "approve" else self.requests)[by] = record
        return same and by in self.open["reviewers"] and word in ("approve", "request")

    def on_override(self, record, data, by):
        self.overrides.append(record)
        wrote = by in self.open["writers"] and self.open["writers_count"] is not True
        return record["by"]["role"] == "admin" and not wrote and self.requests.pop(data["of"], None) is not None

    def on_withdraw(self, record, data, by):
        asked, self.open, self.working = self.open, None, "draft"
        return data["round"] == asked["round"]

    def on_approved(self, record, data, by):
        asked, number = self.open, data["revision"]
        said, writers = self.approving.get(number, {}), set(asked["writers"])
        counted = set(said) & set(asked["reviewers"]) - (set() if asked["writers_count"] is True else writers)
        enough = all(len(counted & set(rule["people"])) >= rule["need"] for rule in asked["rules"])
        verdicts = sorted((said[one] for one in counted), key=lambda verdict: verdict["n"])
        named = {n for n in data["verdicts"] if self.records[n - 1]["data"]["verdict"] == "approve"}
        due = asked | {"version": self.revisions[number]["version"]}
        same = all(data[name] == due[name] for name in ("round", "revision", "sha", "version"))
        earned = same and enough and not self.requests and named == {verdict["n"] for verdict in verdicts}
        self.approved[number] = (record, asked, verdicts, self.overrides)
        if self.in_force is not None:
            self.state[self.in_force] = "superseded"
        self.state[number], self.in_force, self.open, self.working = "approved", number, None, "none"
        self.requests, self.overrides = {}, []
        return earned

    def on_revise(self, record, data, by):
        before, self.working = self.working, "draft"
        return before == "none" and data["revision"] == self.in_force

    def on_abandon(self, record, data, by):
        before, self.working, self.requests, self.overrides = self.working, "none", {}, []
        return before == "draft" and self.in_force is not None and data["revision"] == self.in_force

    def on_implement(self, record, data, by, before="approved", after="implemented"):
        was, self.state[data["revision"]] = self.state[data["revision"]], after
        return was == before and data["revision"] == self.in_force

    def on_reopen(self, record, data, by):
        return self.on_implement(record, data, by, "implemented", "approved")

    def on_revoke(self, record, data, by):
        number, instead = data["revision"], data["in_force"]
        allowed = number == self.in_force and record["by"]["role"] == "admin"
        self.state[number], self.revoked[number], self.in_force = "revoked", record, instead
        if instead is not None:
            allowed, self.state[instead] = allowed and self.state[instead] == "superseded", "approved"
        self.open, self.working = None, "draft"
        return allowed

    def on_waiver(self, record, data, by):
        return True

    def on_archive(self, record, data, by):
        self.archived = True
        return self.open is None

    def on_restore(self, record, data, by):
        before, self.archived = self.archived, False
        return before


def openings():
    """What stands behind the commitments in the records, where it was not erased."""
    words = {}
    for name in ("people.json", "texts.json"):
        for commit, opening in load((HERE / name).read_bytes(), name).items():
            opens = sha(opening["salt"].encode() + canonical(opening["words"])) == commit
            require(opens, f"{name}: {commit[:12]} is not what was recorded")
            words[commit] = opening["words"]
    return words


def progress(frozen, marks, other):
    """The lines that differ, if nothing does but the word of the status and boxes of tasks; else None."""
    split = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
    ours, theirs = split.findall(frozen), split.findall(other)
    changed = [i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b]
    for i in changed:
        pattern, at = b"", 0
        for _, start, end, kind in sorted(mark for mark in marks if mark[0] == i + 1):
            pattern, at = pattern + re.escape(ours[i][at:start]) + WORDS[kind], end
        if not re.fullmatch(pattern + re.escape(ours[i][at:]), theirs[i]):
            return None
    return [i + 1 for i in changed] if len(ours) == len(theirs) else None


def say(line):
    """Nothing that a name holds may repaint the terminal."""
    print("".join(char if char.isprintable() else ascii(char)[1:-1] for char in line))


def tell(replay, number, words):
    """Who approved it, and with which exceptions."""
    record, asked, verdicts, overrides = replay.approved[number]

    def name(by):
        known = words.get(by["commit"])
        return f"{known['name']} <{known['email']}>" if known else f"erased person {by['id'][:4]}"

    def text(commit):
        return words[commit].get("text", "") if commit in words else commit or ""

    say(f"{record['key']}, revision {number}, version {record['data']['version']}, SHA-256 {record['data']['sha']}")
    say(f"approved {record['at']} (record {record['n']}) by")
    for verdict in verdicts:
        wrote = ", WROTE IN THIS TEXT" if verdict["by"]["id"] in asked["writers"] else ""
        say(f"  {name(verdict['by'])}, {verdict['at']}: {verdict['data']['meaning']}{wrote}")
    allowed = [("writers were let count", asked["why"])] if asked["writers_count"] is True else []
    aside = "a request for changes was set aside by"
    allowed += [(f"{aside} {name(override['by'])}", override["data"]["reason"]) for override in overrides]
    allowed += [(f"waived: {one['finding']}", one["reason"]) for one in replay.revisions[number]["waived"]]
    for what, why in allowed:
        say(f"exception: {what}: {text(why)}")
    say(f"state: {replay.state[number]}; chain holds: {len(replay.records)} records")


def verify(data, head, allow_progress):
    records = read_chain()
    replay, words, text = Replay(records), openings(), (HERE / "approved.md").read_bytes()
    number = max((n for n in replay.approved if replay.revisions[n]["sha"] == sha(text)), default=None)
    require(number is not None, "approved.md is no text that these records approve")
    images = sorted(HERE.glob("images/*"))
    due = sorted(replay.revisions[number]["images"])
    require([sha(file.read_bytes()) for file in images] == due, "its images are not those that were approved")
    anchor = next((record["n"] for record in records if record["hash"] == head.lower()), 0)
    require(anchor or not head, "no record has the head that is known from elsewhere")
    lines = progress(text, replay.revisions[number]["progress"], data)
    if lines is None:
        say("NOT THIS TEXT: compare it with approved.md")
        return 10
    tell(replay, number, words)
    if number in replay.revoked:
        say(f"REVOKED: approved once, revoked {replay.revoked[number]['at']}")
        return 13
    same = f"EQUAL EXCEPT FOR PROGRESS, in lines {', '.join(map(str, lines))}" if lines else "EXACT"
    if lines and not allow_progress:
        say(same)
        return 11
    if anchor < replay.approved[number][0]["n"]:
        say("NOT ANCHORED: it agrees with itself; give the head of the approval, or a later one, from elsewhere")
        return 14
    say(f"{same}: anchored by the head of record {anchor}")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="?", default=str(HERE / "approved.md"))
    parser.add_argument("--head", default="", help="the hash of a record, known from elsewhere")
    parser.add_argument("--allow-progress", action="store_true")
    options = parser.parse_args()
    try:
        data = Path(options.file).read_bytes()
    except OSError as error:
        parser.error(str(error))
    try:
        return verify(data, options.head, options.allow_progress)
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError, OSError) as error:
        say(f"BROKEN: {error}")
        return 12


if __name__ == "__main__":
    sys.exit(main())
