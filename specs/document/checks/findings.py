"""What a check reports."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Level = Literal["blocks", "advises"]


class Term(str):
    """A value that is a word of the product, not of the document: it is translated where it is shown."""

    __slots__ = ()


def gettext_noop(message: str) -> str:
    """Marks words for the catalogue of translations. The engine knows no language; whoever shows them looks them up."""
    return message


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at before a document is submitted.

    `id` names the check and the field, such as "placeholder.text"; with the row it says which finding was waived.
    "blocks" stops a submit until it is mended, so a form must be able to; "advises" does not. `row` is an index into
    the document. `message` is the same for every document: `values` are what stands in its braces.
    """

    id: str
    level: Level
    message: str
    hint: str
    row: int | None = None
    values: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The message with its values, in English."""
        return self.message.format(**self.values)
