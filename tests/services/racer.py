"""Run by test_racing.py in a process of its own: does one act for each line it reads, and says how it went."""

import json
import os
import sys
from typing import Any


def race(name: str) -> None:
    import django  # noqa: PLC0415 (settings are named first)

    django.setup()

    from django.db import connections  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from specs.models import Spec  # noqa: PLC0415
    from specs.services import editing, reviewing, typing  # noqa: PLC0415
    from specs.services.errors import Refused, WrongStatus  # noqa: PLC0415

    def push(by: User, text: int, base: int, client: str, n: int, changes: list[Any]) -> str:
        (answer,) = typing.push([typing.Push(text, by, base, client, n, changes)])
        return "done" if isinstance(answer, typing.Pushed) else answer.why

    connections["default"].settings_dict["NAME"] = name
    tell("ready")
    for line in sys.stdin:
        asked: dict[str, Any] = json.loads(line)
        spec, by = Spec.objects.get(pk=asked["spec"]), User.objects.get(pk=asked["by"])
        acts = {
            "approve": lambda: reviewing.approve(spec, by=by, sha=asked["sha"]),  # noqa: B023 (called at once)
            "edit": lambda: editing.save_row(
                row := spec.rows.get(uid="FR-1"),  # noqa: B023
                by=by,  # noqa: B023
                values={"text": asked["text"]},  # noqa: B023
                stamp=row.stamp,
                base=asked.get("base"),  # noqa: B023
            ),
            "flush": lambda: typing.flush(asked["text"]) or "done",  # noqa: B023
            "push": lambda: push(by, *asked["push"]),  # noqa: B023
            "revise": lambda: reviewing.revise(spec, by=by),  # noqa: B023
            "send": lambda: reviewing.send(spec, by=by),  # noqa: B023
        }
        try:
            done = acts[asked["act"]]()
            tell(done if isinstance(done, str) else "done" if done is not None else "nothing")
        except (Refused, WrongStatus) as refusal:
            tell(f"refused: {refusal}")


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    race(sys.argv[1])
