"""Makes a team with people and specs in each status. Done again, it adds only what is missing. Not in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from specs.services.demo import PASSWORD, PEOPLE, TeamTaken, make_demo
from specs.services.verifying import printable


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's people have a known password. It is not made in production.")
        try:
            team = make_demo()
        except TeamTaken as taken:
            raise CommandError(printable(str(taken))) from taken
        self.stdout.write(printable(f"{team.name} ({team.key}) is there: {settings.SPECROOM_URL}/"))
        for person in PEOPLE:
            self.stdout.write(f"  {person.email}  {PASSWORD}  ({person.name}, {person.role})")
