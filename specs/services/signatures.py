"""The signatures beside an approved text: who put which name under which bytes, as lines for reading. Pure."""

from collections.abc import Iterator

from specs.services.verifying import Evidence, described, printable

_HEAD = (
    "Signatures",
    "",
    "Made for reading, from the records in chain.jsonl; it is no part of the approved bytes, and no evidence itself.",
    "",
)


def page(evidence: Evidence, number: int) -> str:
    """The signature page of an approved revision. Times are those of the server's clock, in UTC."""
    return "".join(f"{printable(line)}\n" for line in (*_HEAD, *_signed(evidence, number)))


def _signed(evidence: Evidence, number: int) -> Iterator[str]:
    yield from described(evidence, evidence.history.approvals[number])
    last = evidence.links[-1]
    yield ""
    yield f"as of record {last.n}, head {last.hash}"
