"""Whether FILE is an approved text, by this instance's own records, or by an evidence bundle from elsewhere.

Exit codes: 0 exact and anchored, 10 not this text, 11 equal except for progress (0 with --allow-progress), 12 the
evidence is broken, 13 approved once and since revoked, 14 the bundle agrees with itself but no head was given. 1 and 2
are no answers: something went wrong, or the command was used wrongly. Nothing in a bundle is run.
"""

import os
import re
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from specs.document.rows import Unreadable
from specs.management.files import opened, read_bytes
from specs.models import Spec
from specs.services.bundles import Broken, read_bundle
from specs.services.proving import evidence_of, spec_of
from specs.services.verifying import ANOTHER, BROKEN, Answer, Evidence, judge, printable

_HEAD = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the Markdown in question")
        parser.add_argument("--bundle", metavar="ZIP", help="evidence from elsewhere; else this instance's database")
        parser.add_argument("--head", default="", metavar="HEX", help="the hash of a record, known from elsewhere")
        parser.add_argument("--spec", metavar="KEY", help="look at this spec only, such as PAY-12")
        parser.add_argument("--allow-progress", action="store_true", help="ticked boxes and the status may differ")

    def handle(self, *args: Any, **options: Any) -> None:
        head = options["head"].lower()
        if head and not _HEAD.fullmatch(head):
            raise CommandError("A head has 64 hexadecimal digits.", returncode=2)
        data = self.read(options["file"])
        try:
            evidence = self.brought(options["bundle"]) if options["bundle"] else self.own(data, options["spec"])
        except Broken as broken:
            answer = Answer(BROKEN, [f"the evidence is broken: {broken}"])
        else:
            answer = _answer(data, evidence, head=head, allow_progress=options["allow_progress"])
        for line in answer.lines:
            self.stdout.write(printable(line))
        sys.exit(answer.code)

    def read(self, name: str) -> bytes:
        try:
            return read_bytes(name)
        except Unreadable as refused:
            raise CommandError(f"{printable(name)} {refused}", returncode=2) from refused

    def brought(self, name: str) -> Evidence:
        try:
            file = opened(name)
        except Unreadable as refused:
            raise CommandError(f"{printable(name)} {refused}", returncode=2) from refused
        with file:
            return read_bundle(file, os.fstat(file.fileno()).st_size)

    def own(self, data: bytes, key: str | None) -> Evidence | None:
        specs = Spec.objects.all() if key is None else Spec.objects.known_as(key)
        if key is not None and not specs.exists():
            raise CommandError(f"There is no spec {printable(key)}.", returncode=2)
        found = spec_of(data, specs)
        return evidence_of(found) if found else None


def _answer(data: bytes, evidence: Evidence | None, *, head: str, allow_progress: bool) -> Answer:
    if evidence is None:
        return Answer(ANOTHER, ["NOT AN APPROVED TEXT: nothing is approved here"])
    return judge(data, evidence, head=head, allow_progress=allow_progress)
