"""Prints the HTML of a Markdown file as the page shows it, front matter left out. Needs no database."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from specs.document.limits import decode
from specs.document.rendering import render_document
from specs.management.files import read_bytes
from specs.services.errors import Unreadable
from specs.services.verifying import printable


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []  # noqa: RUF012 (Django's own declaration)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = read_bytes(options["file"])
            text = decode(data, max_bytes=settings.UPLOAD_MAX_BYTES, max_lines=settings.UPLOAD_MAX_LINES)
        except Unreadable as error:
            raise CommandError(f"{printable(options['file'])}: {error}") from error
        sys.stdout.buffer.write(render_document(text).encode())
        sys.stdout.buffer.flush()
