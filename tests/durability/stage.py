"""What all people of a run share."""

from dataclasses import dataclass, field

from tests.durability.witness import Witness


@dataclass
class Stage:
    """`pause`: seconds between two edits of a typist; `typing` ends first, then all. `hush`: no letter for a moment."""

    seed: int
    key: str
    spec: int
    origin: str
    ports: list[int]
    pause: float
    rows: list[tuple[int, str]]
    tasks: list[int]
    witness: Witness = field(default_factory=Witness)
    edits: int = 0
    typing: bool = True
    hush: bool = False
    over: bool = False
