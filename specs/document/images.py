"""Images as a text names them: by the SHA-256 of their bytes, so that who approves the text approves them."""

import re

_PATH = re.compile(r"images/([0-9a-f]{64})\.(?:png|jpg|gif|webp|svg)(?![0-9A-Za-z])")


def named(text: str) -> frozenset[str]:
    """The hashes of all images that a text names, wherever it does."""
    return frozenset(found[1] for found in _PATH.finditer(text)) if "images/" in text else frozenset()


def paths(text: str) -> frozenset[str]:
    """The paths of all images that a text names."""
    return frozenset(found[0] for found in _PATH.finditer(text)) if "images/" in text else frozenset()


def markdown(path: str, alt: str) -> str:
    """The Markdown that shows an image, with its words; a bracket in them ends nothing."""
    words = re.sub(r"([\\\[\]])", r"\\\1", " ".join(alt.split()))
    return f"![{words}]({path})"
