"""Starts Specroom: `python -m config.serve`, which `make run` and the container call.

Makes ready only what is not ready yet (tables, static files), then serves, and says where and how soon.
"""

import os
import socket
import sys
import threading
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
import uvicorn

from config import health
from config.sockets import OPTIONS

TAKEN = """Port {port} on {host} is taken by another program. Stop that program, or choose another port:

  make run PORT={other}
"""


def main() -> None:
    host, port = os.environ.get("HOST") or "127.0.0.1", int(os.environ.get("PORT") or 8000)
    if not is_free(host, port):
        sys.exit(TAKEN.format(host=host, port=port, other=port + 1))
    django.setup()
    from config import safety  # noqa: PLC0415 (Django first)

    safety.refuse_unsafe_start()
    migrate()
    collect_static()
    config = uvicorn.Config(
        "config.asgi:application",
        host=host,
        port=port,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        **OPTIONS,  # type: ignore[arg-type]
    )
    Announced(config, first_link=first_link()).run()


class Announced(uvicorn.Server):
    """A server that tells on the terminal when its first page is there."""

    def __init__(self, config: uvicorn.Config, *, first_link: str) -> None:
        super().__init__(config)
        self.first_link = first_link

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        threading.Thread(target=self.announce, daemon=True).start()

    def announce(self) -> None:
        if not first_page(self.config.port):
            return
        say(f"Specroom is at {own_url()} (first page after {since_start():.1f} s). Stop it with Ctrl+C.")
        if self.first_link:
            say(f"Nobody has an account yet. This link makes the first administrator:\n\n  {self.first_link}\n")
            say("It works once, within the hour; `.venv/bin/python manage.py first_login` prints a new one.")


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def migrate() -> None:
    """Brings the tables up to date where they are not."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database")
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()


def collect_static() -> None:
    """Collects, hashes and compresses the static files where one is newer than the last collection."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    stamp = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not stamp.exists() or newest(settings.STATICFILES_DIRS) > stamp.stat().st_mtime:
        say("Preparing the static files")
        call_command("collectstatic", interactive=False, verbosity=0, clear=stamp.exists())


def newest(folders: list[Path]) -> float:
    """When something in these folders changed last; a removed file changes its folder."""
    return max((path.stat().st_mtime for folder in folders for path in (folder, *folder.rglob("*"))), default=0)


def first_link() -> str:
    """A new link for the first administrator; nothing once somebody has an account."""
    from accounts.models import User  # noqa: PLC0415
    from accounts.services import new_first_login  # noqa: PLC0415

    return "" if User.objects.exists() else own_url() + new_first_login()


def own_url() -> str:
    from django.conf import settings  # noqa: PLC0415

    return str(settings.SPECROOM_URL)


def first_page(port: int) -> bool:
    """Asks for the log-in page until it comes, for ten seconds at most."""
    for _ in range(100):
        if health.ask(port, own_url(), "/accounts/login/"):
            return True
        time.sleep(0.1)
    return False


def since_start() -> float:
    """Seconds since `make` began, as it says in SPECROOM_STARTED; else since this process did."""
    return time.time() - float(os.environ.get("SPECROOM_STARTED") or STARTED)


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 (this is what the person at the terminal reads)


STARTED = time.time()

if __name__ == "__main__":
    main()
