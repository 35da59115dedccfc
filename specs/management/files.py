"""Files named on the command line: regular ones only, and never more of them than the limit."""

import os
import stat
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from specs.document.rows import Unreadable


def read_bytes(name: str) -> bytes:
    """Its bytes, at most one more than a spec may have. Raises Unreadable for devices, folders, missing ones."""
    with opened(name) as file:
        return file.read(settings.UPLOAD_MAX_BYTES + 1)


def opened(name: str) -> BinaryIO:
    """The file, open for reading. Raises Unreadable."""
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Unreadable("is not a regular file")
    return os.fdopen(descriptor, "rb")


def write_bytes(name: str, data: bytes, *, force: bool) -> None:
    """Writes a new file; an existing one only with `force`, and never what is no regular file. Raises Unreadable."""
    path = Path(name)
    if path.exists() and not path.is_file():
        raise Unreadable("is not a regular file")
    try:
        with path.open("wb" if force else "xb") as file:
            file.write(data)
    except FileExistsError:
        raise Unreadable("exists; --force overwrites it") from None
    except OSError as error:
        raise Unreadable(f"cannot be written: {error.strerror}") from error
