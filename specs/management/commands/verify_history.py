"""Replays the chain of every spec, or of those named, and recomputes each approval. Exits 0, or 12 with what does not
fit: the first broken record, a missing or changed edit, a row that says otherwise than its record."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from specs.models import Spec
from specs.services.proving import clocks_of, faults_of
from specs.services.verifying import BROKEN, printable

_SHOWN = 20


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("keys", nargs="*", metavar="KEY", help="such as PAY-12; without one, every spec")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = [self.tell(spec) for spec in self.asked(options["keys"])]
        if any(broken):
            sys.exit(BROKEN)

    def asked(self, keys: list[str]) -> list[Spec]:
        specs = Spec.objects.select_related("team", "in_force").order_by("team__key", "pk")
        if not keys:
            return list(specs)
        found = [(key, specs.known_as(key).first()) for key in keys]
        missing = [printable(key) for key, spec in found if spec is None]
        if missing:
            raise CommandError(f"There is no spec {', '.join(missing)}.", returncode=2)
        return [spec for _, spec in found if spec is not None]

    def tell(self, spec: Spec) -> bool:
        """Prints what was found; whether anything is broken."""
        faults = faults_of(spec)
        count = spec.records.count()
        if not faults:
            head = spec.records.order_by("n").last()
            self.stdout.write(f"{spec.key}: {_records(count)}, chain holds" + (f", head {head.hash}" if head else ""))
            for n, clock in clocks_of(spec):
                self.stdout.write(printable(f"  note: at record {n} the clock was set back, to {clock}"))
            return False
        self.stdout.write(f"{spec.key}: {_records(count)}, BROKEN")
        for fault in faults[:_SHOWN]:
            self.stdout.write(printable(f"  {fault.place}: {fault.message}"))
        if len(faults) > _SHOWN:
            self.stdout.write(f"  and {len(faults) - _SHOWN} more")
        return True


def _records(count: int) -> str:
    return "1 record" if count == 1 else f"{count} records"
