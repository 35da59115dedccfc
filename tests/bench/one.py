"""The figures of one database: `python -m tests.bench.one sqlite`. Prints them as JSON, progress to stderr."""

import json
import os
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, TypeVar

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django
import markdown

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from accounts.models import Membership, Role, Team, User
from accounts.services import create_team
from specs.document.rendering import render_document
from specs.models import Row, Spec
from specs.services.exchanging import import_spec
from specs.services.reviewing import approve, submit, take_back
from specs.services.whole import open_whole, save_whole
from tests.bench.browsing import Browsing
from tests.bench.live import WRITERS, Live
from tests.bench.places import Reader, requirements, served, worked

Figure = dict[str, Any]
MANY = 10_000
WEIGHT = 200  # KB
AT_ONCE = ("keystroke", "live_row", "together", "memory")
ENOUGH = 6.0  # seconds
T = TypeVar("T")


class Tries:
    """Tries of some work and of its floor, in turn: how long each took, and the processor time of both."""

    def __init__(self, clock: Callable[[], float] = worked) -> None:
        self.clock = clock
        self.took: tuple[list[float], list[float]] = ([], [])
        self.worked = [0.0, 0.0]

    def __call__(self, which: int, act: Callable[[], T]) -> T:
        start, before = time.perf_counter(), self.clock()
        answer = act()
        self.took[which].append(1000 * (time.perf_counter() - start))
        self.worked[which] += self.clock() - before
        return answer

    def figures(self) -> Figure:
        value, floor = (statistics.median(times) for times in self.took)
        used = round(self.worked[0] / self.worked[1], 2) if self.worked[1] else None
        return {
            "value": round(value, 2),
            "unit": "ms",
            "floor": round(floor, 2),
            "ratio": round(value / floor, 2),
            "processor": used,
        }


def told(value: float, unit: str, floor: float) -> Figure:
    """A figure that is no time of the server's."""
    ratio = round(value / floor, 2)
    return {"value": round(value, 2), "unit": unit, "floor": round(floor, 2), "ratio": ratio, "processor": None}


def own_time() -> float:
    return 1000 * time.process_time()


def compared(work: Callable[[], object], floor: Callable[[], object], tries: Tries, least: int = 20) -> Figure:
    if least > 1:
        work(), floor()
    began = time.perf_counter()
    while len(tries.took[0]) < least and time.perf_counter() - began < ENOUGH:
        tries(0, work)
        tries(1, floor)
    return tries.figures()


class People:
    """Who writes, and two who are asked; both must approve."""

    def __init__(self) -> None:
        named = {"ana": "Ana Ruiz", "ben": "Ben Osei", "cai": "Cai Lin"}
        self.ana, self.ben, self.cai = (
            User.objects.create_user(f"{mail}@example.com", "violet anchor 12", name=name)
            for mail, name in named.items()
        )
        self.team: Team = create_team(by=self.ana, key="PAY", name="Payments")
        for person in (self.ben, self.cai):
            Membership.objects.create(team=self.team, user=person, role=Role.VIEWER)

    def cookies(self, person: User) -> dict[str, str]:
        client = Client()
        client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return {name: morsel.value for name, morsel in client.cookies.items()}

    def ask_about(self, spec: Spec) -> None:
        seen = Spec.objects.get(pk=spec.pk).text_hash
        submit(spec, by=self.ana, reviewers=[self.ben, self.cai], seen=seen, quorum=2)


class Place:
    """One spec of `n` requirements, and who looks at it."""

    shortest: ClassVar[dict[str, float]] = {}

    def __init__(self, port: int, people: People, spec: Spec, n: int, bare: int) -> None:
        self.bare, self.people = bare, people
        cookies = people.cookies(people.ana)
        self.reader, self.reviewer = Reader(port, dict(cookies)), Reader(port, people.cookies(people.ben))
        self.spec, self.n = spec, n
        rows = Row.objects.filter(spec=spec, kind="requirement").order_by("place")
        self.row, self.count = rows[n // 2].pk, 0
        self.browsing = Browsing(port, dict(cookies))
        self.prose = Row.objects.get(spec=spec, kind="prose").pk

    def open(self) -> Figure:
        return self.page(f"/{self.spec.key}/")

    def home(self) -> Figure:
        return self.page("/")

    def export(self) -> Figure:
        return self.page(f"/{self.spec.key}/export")

    def page(self, address: str) -> Figure:
        name = "page-" + address.strip("/").replace("/", "-")
        Path(os.environ["SPECROOM_VAR"], name).write_bytes(self.reader.get(address))
        return compared(lambda: self.reader.get(address), lambda: self.reader.get(f"/bench/page/{name}"), Tries())

    def compare(self) -> Figure:
        """One row in ten has other words than at first; each try compares a text that was not compared before."""
        opened = open_whole(self.spec, by=self.spec.changed_by)
        text = re.sub(r"within a second(?=, .*\n[0-9]*0\. )", "within two seconds", opened.text)
        save_whole(self.spec, by=self.spec.changed_by, text=text, base=opened.base)
        address, name, tries = f"/{self.spec.key}/compare?from=e1", f"page-compare-{self.n}", Tries()
        Path(os.environ["SPECROOM_VAR"], name).write_bytes(self.reader.get(address))
        for _ in range(10 if self.n < MANY else 3):
            self.save_again()
            tries(0, lambda: self.reader.get(address))
            tries(1, lambda: self.reader.get(f"/bench/page/{name}"))
        return tries.figures()

    def save_again(self) -> None:
        address = f"/{self.spec.key}/row/{self.row}/edit"
        self.count += 1
        self.reader.post(address, {**self.reader.form(address), "text": f"The service answers in {self.count} s."})

    def verdict(self) -> Figure:
        """An approval while another is waited for, taken back beside the clock; the floor writes its rows again."""
        other = Row.objects.select_related("spec__team").get(pk=self.bare).spec
        for spec in {self.spec.pk: self.spec, other.pk: other}.values():
            if not Spec.objects.get(pk=spec.pk).rounds.exists():
                self.people.ask_about(spec)
        approve(other, by=self.people.ben, sha=other.revisions.get().sha256)
        form, tries = {"sha": self.spec.revisions.get().sha256}, Tries()
        self.reviewer.get(f"/{self.spec.key}/review")
        for _ in range(15 if self.n < MANY else 5):
            tries(0, lambda: self.reviewer.post(f"/{self.spec.key}/approve", form, 302))
            tries(1, lambda: self.reviewer.post(f"/bench/verdict/{other.pk}", form, 302))
            take_back(self.spec, by=self.people.ben)  # which refuses what was not recorded
        take_back(other, by=self.people.ben)
        return tries.figures()

    def import_(self) -> Figure:
        """Against the bare storing of as many rows with the same columns."""
        data, name = requirements(self.n).encode(), "again.md"
        rows = list(Row.objects.filter(spec=self.spec))

        def store() -> None:
            for row in rows:
                row.pk = row.parent_id = None
            with transaction.atomic():
                Row.objects.bulk_create(rows, batch_size=200)
                transaction.set_rollback(True)

        def whole() -> None:
            import_spec(by=self.spec.changed_by, team=self.spec.team, data=data, name=name)

        return compared(whole, store, Tries(own_time), 1 if self.n > 1000 else 3)

    def render(self) -> Figure:
        """Against Python-Markdown as it comes."""
        text = requirements(self.n)
        plain = markdown.Markdown()
        return compared(lambda: render_document(text), lambda: plain.reset().convert(text), Tries(own_time), 1)

    def weight(self) -> Figure:
        """Against what the first view may weigh."""
        return told(self.browsing.weight(f"/{self.spec.key}/"), "KB", WEIGHT)

    def typing(self) -> Figure:
        """Against the shortest spec of this run."""
        took = self.browsing.typed(f"/{self.spec.key}/", self.row)
        return told(took, "ms", self.shortest.setdefault("typing", took))

    def save(self) -> Figure:
        return self.saving(self.row)

    def save_prose(self) -> Figure:
        return self.saving(self.prose)

    def saving(self, pk: int) -> Figure:
        """Forms are fetched beside the clock; the floor writes a spec of its own."""
        address, floor = f"/{self.spec.key}/row/{pk}/edit", f"/bench/save/{self.bare}"
        tries = Tries()
        for _ in range(15 if self.n < MANY else 7):
            self.count += 1
            text = f"The service answers in {self.count} s."
            data = {**self.reader.form(address), "text": text}
            answer = tries(0, lambda data=data: self.reader.post(address, data))  # type: ignore[misc]
            assert text in answer.decode(), answer[:300]
            tries(1, lambda text=text: self.reader.post(floor, {"text": text}))  # type: ignore[misc]
            self.answer = len(answer)
        return tries.figures()


def main() -> int:
    sizes = [int(word) for word in sys.argv[1].split(",")]
    names = sys.argv[2].split(",")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    people = People()
    figures: list[Figure] = []
    other = import_spec(by=people.ana, team=people.team, data=requirements(1).encode(), name="short.md")
    bare = Row.objects.get(spec=other, kind="requirement").pk
    with served() as port:
        for n in sizes:
            spec = import_spec(by=people.ana, team=people.team, data=requirements(n).encode(), name="long.md")
            place = Place(port, people, spec, n, bare)
            for name in [name for name in names if hasattr(place, name)]:
                found: Figure = {"name": name.strip("_").replace("_", "-"), "n": n, "database": connection.vendor}
                figures.append(found | getattr(place, name)())
                print(figures[-1], getattr(place, "answer", ""), file=sys.stderr, flush=True)
        if live := [name for name in names if name in AT_ONCE]:
            figures += live_figures(Live(port, *grounds(people)), live)
    print(json.dumps(figures))
    return 0


def grounds(people: People) -> tuple[dict[str, str], Spec, list[int], Path]:
    """Where many work at once: a spec for the product, and rows of as many specs for the floors."""
    specs = [
        import_spec(by=people.ana, team=people.team, data=requirements(n).encode(), name="live.md")
        for n in (1000, *(1,) * WRITERS)
    ]
    bare = [Row.objects.get(spec=spec, kind="requirement").pk for spec in specs[1:]]
    return people.cookies(people.ana), specs[0], bare, Path(os.environ["SPECROOM_VAR"])


def live_figures(live: Live, names: list[str]) -> list[Figure]:
    figures: list[Figure] = []
    for name in names:
        found = [
            {"name": name.replace("_", "-"), "database": connection.vendor} | each for each in getattr(live, name)()
        ]
        print(*found, sep="\n", file=sys.stderr, flush=True)
        figures += found
    return figures


if __name__ == "__main__":
    sys.exit(main())
