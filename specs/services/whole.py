"""The whole text written by hand: recognised again, merged with what others changed since it was opened, one event."""

import hashlib
from dataclasses import dataclass

from accounts.models import User
from specs import permissions
from specs.document.drafts import usual_eol, with_ends_of
from specs.document.rows import Document
from specs.models import Event, Export, Spec
from specs.services import exchanging
from specs.services.deadline import Deadline
from specs.services.exchanging import Keys, Over
from specs.services.states import current


@dataclass(frozen=True, slots=True)
class Opened:
    """The working text as somebody opened it; `base` is the hash by which it is known when it comes back."""

    document: Document
    text: str
    base: str


def open_whole(spec: Spec, *, by: User) -> Opened:
    """The working text, for somebody to write in."""
    exported = exchanging.export(spec, by=by, working=True)
    return Opened(current(spec)[1], exported.data.decode(), exported.sha256)


def preview_whole(spec: Spec, *, by: User, text: str, base: str) -> Over:
    """What the text would change, row by row, and which later edits of the same words it would overwrite."""
    permissions.require(by, "import", spec)
    return exchanging.preview_over(spec, by=by, data=_typed(spec, text, exchanging.began_as(spec, base)), base=base)


def save_whole(
    spec: Spec, *, by: User, text: str, base: str, overwrite: Keys = frozenset(), leave: Keys = frozenset()
) -> Event | None:
    """Writes the text over the spec; None where it changes nothing.

    Raises Overwrites for later edits of the same words about which nobody has said whether they go or stay.
    """
    deadline = Deadline()
    permissions.require(by, "import", spec)
    began = exchanging.began_as(spec, base)
    data = _typed(spec, text, began)
    if hashlib.sha256(data).hexdigest() == began.sha256:
        return None
    found = exchanging.preview(data, deadline=deadline)
    return exchanging.lay_over(
        spec,
        by=by,
        found=found,
        began=began,
        verb="edited the Markdown of",
        deadline=deadline,
        overwrite=overwrite,
        leave=leave,
    )


def _typed(spec: Spec, text: str, began: Export) -> bytes:
    """What was typed, with the line ends of the text it began as: a browser gives back only its own."""
    document = exchanging.exported_document(spec, began)
    typed = text.replace("\r\n", "\n").replace("\r", "\n")
    return with_ends_of(document.text, typed, usual_eol(document)).encode()
