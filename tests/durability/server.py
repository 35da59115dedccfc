"""One server of the kit: `python -m tests.durability.server PORT [FAULT]`. Ends when its parent closes its stdin."""

import os
import sys
import threading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django
import uvicorn

from config.sockets import OPTIONS


def main(port: str, fault: str = "") -> None:
    django.setup()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if fault:
        from tests.durability.faults import seeded  # noqa: PLC0415 (Django first)

        seeded(fault)
    uvicorn.run(
        "config.asgi:application",
        host="127.0.0.1",
        port=int(port),
        log_level="error",
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        **OPTIONS,  # type: ignore[arg-type]
    )


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
