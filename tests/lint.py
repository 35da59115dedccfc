"""`make lint`: style, types, layers, migrations, settings, templates. Runs all of them, then says which failed."""

import os
import subprocess
import sys
from pathlib import Path

PRODUCTION = {
    "SPECROOM_ENV": "production",
    "SPECROOM_SECRET_KEY": "lint-only-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "SPECROOM_URL": "https://specs.example.org",
}
MANAGE = [sys.executable, "manage.py"]
CHECKS: list[tuple[str, list[str], dict[str, str]]] = [
    ("style", [sys.executable, "-m", "ruff", "check", "."], {}),
    ("types", [sys.executable, "-m", "mypy"], {}),
    ("layers", [str(Path(sys.executable).with_name("lint-imports"))], {}),
    ("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    ("settings", [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
    ("templates", [sys.executable, "-m", "tests.lint", "templates"], {}),
]


def main() -> int:
    failed = [name for name, command, extra in CHECKS if not passes(name, command, extra)]
    print("Lint: " + (", ".join(failed) + " failed" if failed else "all passed"))
    return bool(failed)


def passes(name: str, command: list[str], extra: dict[str, str]) -> bool:
    print(f"-- {name}", flush=True)
    return subprocess.run(command, env={**os.environ, **extra}, check=False).returncode == 0


def templates() -> int:
    """Compiles every template of ours; names those that do not."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django  # noqa: PLC0415 (settings first)
    from django.conf import settings  # noqa: PLC0415
    from django.template import TemplateSyntaxError, engines  # noqa: PLC0415

    django.setup()
    root = Path(settings.BASE_DIR) / "templates"
    broken = 0
    for path in sorted(path for path in root.rglob("*") if path.suffix in {".html", ".txt"}):
        try:
            engines["django"].get_template(str(path.relative_to(root)))
        except TemplateSyntaxError as error:
            broken += 1
            print(f"{path.relative_to(root)}: {error}")
    return bool(broken)


if __name__ == "__main__":
    sys.exit(templates() if sys.argv[1:] == ["templates"] else main())
