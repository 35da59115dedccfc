"""The figures of one database: `python -m tests.bench.one sqlite`. Prints them as JSON, progress to stderr."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.settings"

import django
import markdown

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from accounts.models import User
from accounts.services import create_team
from specs.document.rendering import render_document
from specs.models import Row, Spec
from specs.services.exchanging import import_spec
from tests.bench.places import Reader, requirements, served

Figure = dict[str, Any]
MANY = 10_000


def compared(
    work: Callable[[], object], floor: Callable[[], object], seconds: float = 2.0, least: int = 5
) -> tuple[float, float]:
    """The median milliseconds of both, of tries in turn."""
    took: tuple[list[float], list[float]] = ([], [])
    if least > 1:
        work(), floor()
    began = time.perf_counter()
    while len(took[0]) < least or (time.perf_counter() - began < seconds and len(took[0]) < 60):
        for act, times in zip((work, floor), took, strict=True):
            start = time.perf_counter()
            act()
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(took[0]), statistics.median(took[1])


class Place:
    """One spec of `n` requirements, and who looks at it."""

    def __init__(self, port: int, cookies: dict[str, str], spec: Spec, n: int, bare: int) -> None:
        self.bare = bare
        self.reader = Reader(port, dict(cookies))
        self.spec, self.n = spec, n
        rows = Row.objects.filter(spec=spec, kind="requirement").order_by("place")
        self.row, self.count = rows[n // 2].pk, 0
        self.prose = Row.objects.get(spec=spec, kind="prose").pk

    def open(self) -> tuple[float, float]:
        return self.page(f"/{self.spec.key}/")

    def home(self) -> tuple[float, float]:
        return self.page("/")

    def export(self) -> tuple[float, float]:
        return self.page(f"/{self.spec.key}/export")

    def page(self, address: str) -> tuple[float, float]:
        name = "page-" + address.strip("/").replace("/", "-")
        Path(os.environ["SPECROOM_VAR"], name).write_bytes(self.reader.get(address))
        return compared(lambda: self.reader.get(address), lambda: self.reader.get(f"/bench/page/{name}"))

    def import_(self) -> tuple[float, float]:
        """Against the bare storing of as many rows with the same columns."""
        data, name = requirements(self.n).encode(), "again.md"
        rows = list(Row.objects.filter(spec=self.spec))
        for row in rows:
            row.pk = row.parent_id = None

        def store() -> None:
            with transaction.atomic():
                Row.objects.bulk_create(rows, batch_size=200)
                transaction.set_rollback(True)

        def whole() -> None:
            import_spec(by=self.spec.changed_by, team=self.spec.team, data=data, name=name)

        return compared(whole, store, least=1 if self.n > 1000 else 3, seconds=1)

    def render(self) -> tuple[float, float]:
        """Against Python-Markdown as it comes."""
        text = requirements(self.n)
        plain = markdown.Markdown()
        return compared(lambda: render_document(text), lambda: plain.reset().convert(text), least=1, seconds=1)

    def save(self) -> tuple[float, float]:
        return self.saving(self.row)

    def save_prose(self) -> tuple[float, float]:
        return self.saving(self.prose)

    def saving(self, pk: int) -> tuple[float, float]:
        """Forms are fetched beside the clock; the floor writes a spec of its own."""
        address, floor = f"/{self.spec.key}/row/{pk}/edit", f"/bench/save/{self.bare}"
        took: tuple[list[float], list[float]] = ([], [])
        for _ in range(12 if self.n < MANY else 7):
            self.count += 1
            text = f"The service answers in {self.count} s."
            data = {**self.reader.form(address), "text": text}
            answer = timed(took[0], address, data, self.reader)
            assert text in answer.decode(), answer[:300]
            timed(took[1], floor, {"text": text}, self.reader)
            self.answer = len(answer)
        return statistics.median(took[0]), statistics.median(took[1])


def timed(times: list[float], address: str, data: dict[str, str], reader: Reader) -> bytes:
    start = time.perf_counter()
    answer = reader.post(address, data)
    times.append(1000 * (time.perf_counter() - start))
    return answer


def main() -> int:
    sizes = [int(word) for word in sys.argv[1].split(",")]
    names = sys.argv[2].split(",")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    ana = User.objects.create_user("ana@example.com", "violet anchor 12", name="Ana Ruiz")
    team = create_team(by=ana, key="PAY", name="Payments")
    client = Client()
    client.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    figures: list[Figure] = []
    other = import_spec(by=ana, team=team, data=requirements(1).encode(), name="short.md")
    bare = Row.objects.get(spec=other, kind="requirement").pk
    with served() as port:
        for n in sizes:
            spec = import_spec(by=ana, team=team, data=requirements(n).encode(), name="long.md")
            place = Place(port, cookies, spec, n, bare)
            for name in names:
                value, floor = getattr(place, name)()
                found: Figure = {"name": name.strip("_").replace("_", "-"), "n": n, "database": connection.vendor}
                found |= {"value": round(value, 2), "unit": "ms", "floor": round(floor, 2)}
                figures.append(found | {"ratio": round(value / floor, 2)})
                print(figures[-1], getattr(place, "answer", ""), file=sys.stderr, flush=True)
    print(json.dumps(figures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
