"""Writes a spec's Markdown: the text in force, byte for byte, or the working text where there is none."""

import io
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from specs.management.files import write_bytes
from specs.models import Spec
from specs.services.errors import Refused, Unreadable
from specs.services.exchanging import Exported, exported
from specs.services.verifying import printable
from specs.services.zips import write_zip


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", metavar="KEY", help="such as PAY-12")
        parser.add_argument("--output", metavar="FILE", help="else it goes to standard output")
        parser.add_argument("--zip", action="store_true", help="with the images that the text names")
        parser.add_argument("--force", action="store_true", help="overwrite FILE")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--revision", type=int, metavar="N", help="this frozen revision")
        which.add_argument("--working", action="store_true", help="the working text, also where something is in force")

    def handle(self, *args: Any, **options: Any) -> None:
        spec = Spec.objects.known_as(options["key"]).select_related("in_force").first()
        if spec is None:
            raise CommandError(f"There is no spec {printable(options['key'])}.")
        try:
            found = exported(spec, revision=options["revision"], working=options["working"])
            data = _zipped(spec, found) if options["zip"] else found.data
            if options["output"]:
                write_bytes(options["output"], data, force=options["force"])
                return
        except Refused as refused:
            raise CommandError(printable(str(refused))) from refused
        except Unreadable as refused:
            raise CommandError(f"{printable(options['output'])} {refused}") from refused
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def _zipped(spec: Spec, found: Exported) -> bytes:
    out = io.BytesIO()
    write_zip(spec, found, out)
    return out.getvalue()
