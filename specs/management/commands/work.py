"""manage.py work: runs jobs in a process of its own, where several servers share a database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string

from config.worker import Worker


class Command(BaseCommand):
    help = "Runs due jobs (mails, clean-up) until it is stopped. Start servers with SPECROOM_JOBS_IN_SERVER=0."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        run_due = import_string(settings.JOBS)
        if options["once"]:
            self.stdout.write(f"{run_due()} jobs done")
            return
        try:
            Worker(run_due, pause=settings.JOBS_PAUSE).run()
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")
