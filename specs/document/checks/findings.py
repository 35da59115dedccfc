"""What a check reports."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["blocks", "advises"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at before a document is submitted.

    `id` names the check and the field, such as "placeholder.text"; with the row it says which finding was waived.
    "blocks" stops a submit until it is mended, so a form must be able to; "advises" does not. `row` is an index into
    the document.
    """

    id: str
    level: Level
    message: str
    hint: str
    row: int | None = None
