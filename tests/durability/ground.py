"""A database of its own with a team, its people logged in, and one spec; and the look at it when all is over."""

from argparse import Namespace
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client

from accounts.models import Role, User
from specs.models import SharedText, Spec
from tests.durability.stage import Stage
from tests.durability.witness import write_all
from tests.factories import make_member, make_spec, make_team

if TYPE_CHECKING:
    from tests.durability.typist import Typist


@dataclass
class Ground:
    stage: Stage
    writer: User
    reviewer: User
    cookies: list[tuple[int, str]]

    def behind(self, typists: "list[Typist]") -> list[str]:
        """Who has not heard all of an open text, or has something that is not saved."""
        connections.close_all()  # the database may have been stopped meanwhile
        known = {text.pk: text for text in SharedText.objects.filter(spec=self.stage.spec)}
        found = []
        for typist in typists:
            text = known.get(typist.page.text)
            if typist.busy or (text and text.state == "open" and text.version != typist.page.version):
                found.append(f"typist {typist.number} is at {typist.page.version} of {text and text.version}")
        return found


def begin(given: Namespace, ports: list[int]) -> Ground:
    call_command("migrate", interactive=False, verbosity=0)
    team = make_team("PAY")
    people = [make_member(team, name=f"Person{i} Typist") for i in range(min(given.people, 50))]
    reviewer = make_member(team, Role.VIEWER, name="Rae Viewer")
    spec = make_spec(team, people[0])
    rows = spec.rows.filter(kind__in=("prose", "requirement")).values_list("pk", flat=True)
    tasks = list(spec.rows.filter(kind="task").values_list("pk", flat=True))
    stage = Stage(
        given.seed, spec.key, spec.pk, settings.SPECROOM_URL, ports, given.pause, [(row, "text") for row in rows], tasks
    )
    ground = Ground(stage, people[0], reviewer, [(person.pk, _session(person)) for person in people])
    connections.close_all()
    return ground


def _session(person: User) -> str:
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def look(ground: Ground, typists: "list[Typist]") -> list[str]:
    connections.close_all()
    spec = Spec.objects.get(pk=ground.stage.spec)
    write_all(spec)
    found = ground.stage.witness.faults(spec, [typist.page for typist in typists])
    connections.close_all()
    return found
