"""Every module of specs/ has its layer, so that `make lint` judges each of its imports."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)


@pytest.fixture
def layers() -> dict[str, str]:
    config = ConfigParser()
    config.read(ROOT / ".importlinter")
    return dict(config["importlinter:contract:layers"])


def modules() -> set[str]:
    return {
        path.stem
        for path in (ROOT / "specs").iterdir()
        if path.stem != "__init__" and (path.suffix == ".py" or (path / "__init__.py").exists())
    }


def test_every_module_has_a_layer(layers: dict[str, str]) -> None:
    assert set(re.findall(r"\w+", layers["layers"])) == modules()


def test_a_module_without_a_layer_would_be_told(layers: dict[str, str]) -> None:
    assert (layers["containers"].split(), layers["exhaustive"]) == (["specs"], "true")
