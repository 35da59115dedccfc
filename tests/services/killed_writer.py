"""Run by test_killed.py in a process of its own: writes without end, until it is killed in the middle of it."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from django.conf import settings
from django.db import connections

from specs.models import Spec
from specs.services import editing

if __name__ == "__main__":
    name, key = sys.argv[1:]
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = name
    spec = Spec.objects.get(key=key)
    user = spec.changed_by
    print("writing", flush=True)
    for number in range(100_000):
        row = spec.rows.get(uid="FR-1")
        editing.save_row(row, by=user, values={"text": f"write {number} " * 40}, stamp=row.stamp)
        added = editing.add_row(spec, by=user, kind="requirement", values={"text": f"added {number}"}, after=row)
        editing.move_down(added, by=user)
        editing.remove_row(added, by=user)
        print(number, flush=True)
