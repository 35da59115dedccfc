"""Reads Markdown files into specs, or says what they would become."""

import json
import os
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Team, User
from specs.document.limits import decode
from specs.document.reader import read
from specs.document.report import report
from specs.management.files import opened, read_bytes
from specs.models import Spec
from specs.services.errors import NotAllowed, Refused, Unreadable, WrongStatus
from specs.services.exchanging import Overwrites, import_over, import_spec, preview_over
from specs.services.images import stage_images
from specs.services.verifying import printable
from specs.services.zips import is_zip, read_zip

_FAILURES = (Unreadable, Refused, NotAllowed, WrongStatus)


@dataclass
class Result:
    """What is told of one file, under the names of `--json`."""

    file: str
    identical: bool = False
    rows: dict[str, int] = field(default_factory=dict)
    sections: list[dict[str, str | None]] = field(default_factory=list)
    prose_bytes: int = 0
    seconds: float = 0.0
    error: str | None = None
    done: str = ""

    def json(self) -> str:
        """One line of printable ASCII, whatever the texts hold: U+2028 ends no line, DEL and C1 reach no terminal."""
        shown = {name: value for name, value in vars(self).items() if name != "done"}
        return json.dumps(shown).replace("\x7f", "\\u007f")

    def line(self) -> str:
        if self.error:
            return f"{self.file}: {self.error}"
        counts = ", ".join(f"{count} {kind}" for kind, count in self.rows.items()) or "no rows"
        same = "same bytes" if self.identical else "NOT the same bytes"
        return f"{self.file}: {self.done or same}: {counts}"


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own declaration)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--team", metavar="KEY", help="the team that gets the specs")
        parser.add_argument("--author", metavar="EMAIL", help="the member who imports them")
        parser.add_argument("--dry-run", action="store_true", help="only read; needs no database, team or author")
        parser.add_argument("--json", action="store_true", help="one line of JSON for each file")
        parser.add_argument("--over", metavar="SPEC-KEY", help="bring one file back over the spec it was exported from")
        parser.add_argument("--base", metavar="HASH", help="with --over: the export that was edited")

    def handle(self, *args: Any, **options: Any) -> None:
        _check(options)
        step = _step(options)
        failed = 0
        for name in options["files"]:
            result = _read(name, step)
            failed += result.error is not None
            self.stdout.write(result.json() if options["json"] else printable(result.line()))
        if failed:
            raise CommandError(f"{failed} of {len(options['files'])} files failed.")


def _check(options: dict[str, Any]) -> None:
    if options["over"] and len(options["files"]) != 1:
        raise CommandError("--over takes one FILE.")
    if options["base"] and not options["over"]:
        raise CommandError("--base belongs to --over.")
    if not options["dry_run"] and not options["author"]:
        raise CommandError("--author says who imports; or use --dry-run.")
    if not options["dry_run"] and not options["over"] and not options["team"]:
        raise CommandError("--team says which team gets the specs; or use --dry-run.")


def _read(name: str, step: Any) -> Result:
    """Reads one file and takes the step with its bytes. What fails is told, and stops nothing."""
    result, start = Result(name), time.perf_counter()
    try:
        data, images = _brought(name)
        text = decode(data, max_bytes=settings.UPLOAD_MAX_BYTES, max_lines=settings.UPLOAD_MAX_LINES)
        document = read(text)
        found = report(text, document)
        result.identical = found.identical and document.text.encode() == data
        result.rows, result.sections, result.prose_bytes = found.rows, found.sections, found.prose_bytes
        result.done = step(name, data, images)
    except _FAILURES as error:
        result.error = _message(error)
    result.seconds = round(time.perf_counter() - start, 4)
    return result


def _message(error: Exception) -> str:
    line = getattr(error, "line", None)
    said = f"{error} (line {line})" if line and f"line {line}" not in str(error) else str(error)
    offers = getattr(error, "offers", ())
    if offers:
        said += f" It may be {' or '.join(offers)}: convert it, or import it in the browser, which asks."
    if isinstance(error, Overwrites):
        said += "".join(f"\n  {item.name}: {item.op}" for item in error.items)
        said += "".join(f"\n  --base {export.sha256[:12]}" for export in error.over.candidates[:5])
    return said


def _step(options: dict[str, Any]) -> Any:
    """What is done with each file's bytes; gives a word about it."""
    if options["over"] and not options["dry_run"]:
        spec, by = _spec(options["over"]), _person(options["author"])
        return lambda _name, data, images: _over(spec, by, data, images, options["base"])
    if options["over"] or options["dry_run"]:
        return lambda _name, _data, _images: ""
    team = Team.objects.filter(key=options["team"].upper()).first()
    if team is None:
        raise CommandError(f"There is no team {printable(options['team'])}.")
    by = _person(options["author"])
    return lambda name, data, images: _created(team, by, printable(name), data, images)


def _brought(name: str) -> tuple[bytes, Any]:
    """The Markdown's bytes and what reads the images beside it; a zip holds both."""
    data = read_bytes(name)
    if not is_zip(data):
        return data, list
    file = opened(name)
    bundle = read_zip(file, file.seek(0, os.SEEK_END))
    return bundle.data, bundle.read_images


def _created(team: Team, by: User, name: str, data: bytes, images: Any) -> str:
    stage_images(images(), by=by)
    return f"created {import_spec(by=by, team=team, data=data, name=name).key}"


def _over(spec: Spec, by: User, data: bytes, images: Any, base: str | None) -> str:
    stage_images(images(), by=by)
    candidates = preview_over(spec, by=by, data=data, base=base).candidates
    try:
        event = import_over(spec, by=by, data=data, base=base)
    except Overwrites as refused:
        refused.over.candidates[:] = candidates
        raise
    return f"changed {spec.key}" if event else f"{spec.key} says the same already"


def _spec(key: str) -> Spec:
    spec = Spec.objects.known_as(key).first()
    if spec is None:
        raise CommandError(f"There is no spec {printable(key)}.")
    return spec


def _person(email: str) -> User:
    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody here has the address {printable(email)}.")
    return user
