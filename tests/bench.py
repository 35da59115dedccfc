"""`make bench`: the figures of docs/performance.md, measured on this machine."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
FOLDER = tempfile.TemporaryDirectory(prefix="specroom-bench-")
os.environ["SPECROOM_VAR"] = FOLDER.name
os.environ.pop("DATABASE_URL", None)

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from accounts.services import create_team
from specs.document.reader import read
from specs.document.rendering import render_document
from specs.document.writer import set_fields
from specs.models import Row, Spec
from specs.services.editing import save_row
from specs.services.exchanging import export, import_spec, preview


def requirements(count: int) -> str:
    """A spec of that many requirements, in the template's form."""
    lines = [
        f"{number}. **FR-{number}**: The service answers request {number} within a second, and says `why` if not."
        for number in range(1, count + 1)
    ]
    return "\n".join(["# A long one", "", "## Requirements", "", "### Functional Requirements", "", *lines, ""])


def seconds(act: Callable[[], object], times: int = 3) -> float:
    """The shortest of some runs: what the work takes where nothing disturbs it."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - began)
    return best


def engine() -> None:
    thousand, long = requirements(1_000), requirements(42_000)[:5_000_000]
    document = read(thousand)
    middle = next(index for index, row in enumerate(document.rows) if row.source.startswith("500."))
    show("read 1,000 requirements", seconds(lambda: read(thousand)))
    show(f"read {len(long) / 1_000_000:.1f} MB", seconds(lambda: read(long), 1))
    show(
        "change one of 1,000 requirements, proved", seconds(lambda: set_fields(document, middle, {"text": "Changed."}))
    )
    show("render 1,000 requirements", seconds(lambda: render_document(thousand)))


def application() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS.append("testserver")
    ana = User.objects.create_user("ana@example.com", "violet anchor 12", name="Ana Ruiz")
    team = create_team(by=ana, key="PAY", name="Payments")
    data = requirements(1_000).encode()
    specs: list[Spec] = []
    show("preview of an import of 1,000 requirements", seconds(lambda: preview(data, name="long.md"), 1))
    show(
        "import of 1,000 requirements",
        seconds(lambda: specs.append(import_spec(by=ana, team=team, data=data, name="long.md")), 1),
    )
    pages(ana, specs[0])


def pages(ana: User, spec: Spec) -> None:
    browser = Client()
    browser.force_login(ana, backend=settings.AUTHENTICATION_BACKENDS[0])
    browser.get(f"/{spec.key}/")

    def save() -> None:
        row = Row.objects.filter(spec=spec, kind="requirement").order_by("place")[500]
        save_row(row, by=ana, values={"text": f"Changed at {time.perf_counter_ns()}."}, stamp=row.stamp, base={})

    show("page of 1,000 requirements", seconds(lambda: browser.get(f"/{spec.key}/")))
    show("home", seconds(lambda: browser.get("/")))
    show("save of one of 1,000 requirements", seconds(save))
    show("export of 1,000 requirements", seconds(lambda: export(spec, by=ana, working=True)))


def documents() -> None:
    """How much of the project's own collection is recognised."""
    folder = Path(settings.BASE_DIR) / "tests" / "documents"
    texts = [path.read_bytes().decode("utf-8", "replace") for path in sorted(folder.rglob("*.md"))]
    rows = [row for text in texts for row in read(text).rows]
    known = sum(row.kind != "prose" for row in rows)
    print(f"| documents in tests/documents | {len(texts)} |")
    print(f"| their rows, share recognised | {len(rows)}, {100 * known / max(1, len(rows)):.0f} % |")


def show(what: str, took: float) -> None:
    print(f"| {what} | {took:.3f} s |" if took < 10 else f"| {what} | {took:.1f} s |", flush=True)


def main() -> int:
    print("| what | figure |\n|---|---|")
    engine()
    application()
    documents()
    return 0


if __name__ == "__main__":
    sys.exit(main())
