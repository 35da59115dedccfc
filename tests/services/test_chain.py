"""The chain of records as pure bytes: any change of it is found."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from specs.services.chain import FIRST, Link, breaks, canonical, digest

SPEC, INSTANCE = "spec-uuid", "instance-uuid"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcxyz_", max_size=4), inner, max_size=3),
    max_leaves=8,
)


def chain(length: int = 4) -> list[Link]:
    links: list[Link] = []
    for n in range(1, length + 1):
        prev = links[-1].hash if links else FIRST
        content = {
            "n": n, "kind": "verdict", "prev": prev, "spec": SPEC, "instance": INSTANCE, "data": {"text": f"é {n}"},
        }  # fmt: skip
        data = canonical(content)
        links.append(Link(n, "verdict", data, digest(data), prev))
    return links


def check(links: list[Link], **known: str) -> list[str]:
    return [broken.message for broken in breaks(links, spec=SPEC, instance=INSTANCE, **known)]


def test_an_untouched_chain_holds() -> None:
    assert check(chain()) == []
    assert check([]) == []


def test_a_known_head_is_found_or_missed() -> None:
    links = chain()
    assert check(links, head=links[1].hash) == []
    assert check(links[:1], head=links[1].hash) == ["the head known from elsewhere is not in this chain"]


@given(st.integers(0, 3), st.data())
def test_any_flipped_byte_is_found(at: int, data: Any) -> None:
    links = chain()
    stored = bytearray(links[at].data)
    place = data.draw(st.integers(0, len(stored) - 1))
    stored[place] ^= data.draw(st.integers(1, 255))
    links[at] = replace(links[at], data=bytes(stored))
    assert check(links)


@pytest.mark.parametrize("at", range(3))
def test_a_record_removed_is_found(at: int) -> None:
    links = chain()
    del links[at]
    assert check(links)


def test_dropping_the_newest_is_found_by_a_later_head_only() -> None:
    links = chain()
    assert check(links[:-1]) == []
    assert check(links[:-1], head=links[-1].hash)


def test_swapping_and_doubling_are_found() -> None:
    links = chain()
    assert check([links[0], links[2], links[1], links[3]])
    assert check([links[0], links[1], links[1], links[2], links[3]])


def test_a_changed_record_hashed_again_breaks_the_next() -> None:
    links = chain()
    content = json.loads(links[1].data)
    content["data"]["text"] = "approved"
    data = canonical(content)
    links[1] = replace(links[1], data=data, hash=digest(data))
    assert any("prev" in message for message in check(links))


def test_a_column_that_says_otherwise_is_found() -> None:
    links = chain()
    assert check([replace(links[0], kind="withdraw"), *links[1:]])
    assert check([replace(links[0], n=9), *links[1:]])
    assert check([replace(links[0], hash="0" * 64), *links[1:]])


def test_a_record_of_another_spec_or_instance_is_found() -> None:
    assert [b.n for b in breaks(chain(1), spec="other", instance=INSTANCE)] == [1]
    assert [b.n for b in breaks(chain(1), spec=SPEC, instance="other")] == [1]


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b'{"n": 1}', b"\xff"])
def test_what_is_no_record_is_found(data: bytes) -> None:
    assert check([Link(1, "verdict", data, digest(data), FIRST)])


@given(VALUES)
def test_canonical_bytes_read_back_and_are_canonical(value: Any) -> None:
    data = canonical(value)
    assert json.loads(data) == value
    assert canonical(json.loads(data)) == data


def test_canonical_sorts_and_leaves_text_alone() -> None:
    assert canonical({"b": "ﬁ e\u0301", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"ﬁ e\u0301"}'.encode()


@pytest.mark.parametrize("value", [1.5, {"é": 1}, {1: 2}, b"x", [object()], "\ud800"])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match=r"canonical|ASCII|surrogates"):
        canonical(value)
