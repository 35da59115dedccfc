"""What is kept in memory for a while: found once, and not too much of it."""

from specs.lately import Lately


def test_it_is_found_once_and_the_oldest_go() -> None:
    asked: list[str] = []

    def find(name: str) -> str:
        asked.append(name)
        return name.upper()

    lately: Lately[str] = Lately(2)
    for name in ("a", "a", "b", "c", "c", "a"):
        assert lately.of(name, lambda name=name: find(name)) == name.upper()  # type: ignore[misc]
    assert asked == ["a", "b", "c", "a"]
    assert lately.get("b") is None
    assert lately.get("c") == "C"
