"""Writes a spec's Markdown: the text in force as it was approved, byte for byte, or the working text where nothing is.

With --bundle it is the evidence: the approved text with its records, to be checked elsewhere."""

import io
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from specs.management.files import write_bytes
from specs.models import Revision, Spec
from specs.services.bundles import write_bundle
from specs.services.errors import Refused, Unreadable
from specs.services.exchanging import Exported, exported
from specs.services.verifying import printable
from specs.services.zips import write_zip


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="KEY", help="such as PAY-12")
        parser.add_argument("--output", metavar="FILE", help="else it goes to standard output")
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--zip", action="store_true", help="with the images that the text names")
        form.add_argument("--bundle", action="store_true", help="the evidence of its approval, as a zip")
        parser.add_argument("--force", action="store_true", help="overwrite FILE")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--revision", type=int, metavar="N", help="this frozen revision")
        which.add_argument("--progress", action="store_true", help="the text in force with status and boxes as now")
        which.add_argument("--working", action="store_true", help="the working text, also where something is in force")

    def handle(self, *args: Any, **options: Any) -> None:
        spec = Spec.objects.known_as(options["key"]).select_related("in_force").first()
        if spec is None:
            raise CommandError(f"There is no spec {printable(options['key'])}.")
        try:
            data = _bundled(spec, options) if options["bundle"] else _exported(spec, options)
            if options["output"]:
                write_bytes(options["output"], data, force=options["force"])
                return
        except Refused as refused:
            raise CommandError(printable(str(refused))) from refused
        except Unreadable as refused:
            raise CommandError(f"{printable(options['output'])} {refused}") from refused
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _exported(spec: Spec, options: dict[str, Any]) -> bytes:
    found = exported(spec, revision=options["revision"], working=options["working"], progress=options["progress"])
    return _zipped(spec, found) if options["zip"] else found.data


def _bundled(spec: Spec, options: dict[str, Any]) -> bytes:
    """The evidence of the revision named, or of the one in force; only what was approved has any."""
    if options["working"] or options["progress"]:
        raise CommandError("Evidence is of an approved text, not of the working one nor of progress.", returncode=2)
    approved = Revision.objects.filter(spec=spec, approved_at__isnull=False)
    number = options["revision"] or (spec.in_force.number if spec.in_force else 0)
    revision = approved.filter(number=number).first()
    if revision is None:
        raise CommandError(f"{spec.key} has no approved text to give evidence of.")
    out = io.BytesIO()
    write_bundle(spec, revision, out)
    return out.getvalue()


def _zipped(spec: Spec, found: Exported) -> bytes:
    out = io.BytesIO()
    write_zip(spec, found, out)
    return out.getvalue()
