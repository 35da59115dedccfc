"""Run by test_killed.py in a process of its own: writes without end, until it is killed in the middle of it."""

import os
import sys


def write(name: str, key: str) -> None:
    import django  # noqa: PLC0415 (settings are named first)

    django.setup()

    from django.db import connections  # noqa: PLC0415

    from specs.models import Spec  # noqa: PLC0415
    from specs.services import editing  # noqa: PLC0415

    connections["default"].settings_dict["NAME"] = name
    spec = Spec.objects.get(key=key)
    tell("writing")
    for number in range(100_000):
        row = spec.rows.get(uid="FR-1")
        editing.save_row(row, by=spec.changed_by, values={"text": f"write {number} " * 40}, stamp=row.stamp)
        added = editing.add_row(spec, by=spec.changed_by, kind="requirement", values={"text": "added"}, after=row)
        editing.move_down(added, by=spec.changed_by)
        editing.remove_row(added, by=spec.changed_by)
        tell(str(number))


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    write(*sys.argv[1:])
