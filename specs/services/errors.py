"""What a service refuses with. Views turn these into answers: 409, 422, 403 or 404, 409."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from specs.document.rows import Refused, Unreadable
from specs.permissions import NotAllowed
from specs.workflow import WrongStatus

if TYPE_CHECKING:
    from specs.models import Event, Row

__all__ = ["Blocked", "Conflict", "NotAllowed", "Refused", "Unreadable", "Unseen", "WrongStatus"]


class Conflict(Exception):
    """Two people changed the same words. `clashes` has, for each field, the text before, mine and theirs.

    What did not clash is saved already. `row` is the row as it stands now; `removed` if it was deleted meanwhile.
    """

    def __init__(self, clashes: Mapping[str, Any], row: "Row", *, removed: bool = False) -> None:
        super().__init__("Deleted meanwhile." if removed else "The same words were changed meanwhile.")
        self.clashes = clashes
        self.row = row
        self.removed = removed


class Unseen(Exception):
    """Somebody else changed what is to be deleted after the page was made; nothing was deleted.

    `event` is the newest such change; `texts` has, for each changed row that still stands, its Markdown before and now.
    """

    def __init__(self, row: "Row", event: "Event", texts: Mapping[int, tuple[str, str]]) -> None:
        super().__init__(f"{event.actor} changed it since you opened it.")
        self.row = row
        self.event = event
        self.texts = texts


class Blocked(Exception):
    """Findings that stand in the way."""

    def __init__(self, findings: Sequence[Any]) -> None:
        super().__init__(f"{len(findings)} findings stand in the way.")
        self.findings = findings
