"""Hundreds of small cases as one test: to collect, send and report each as a test takes longer than to try it."""

from collections.abc import Callable, Iterable
from typing import TypeVar

Case = TypeVar("Case")


def each(
    cases: Iterable[Case], name: Callable[[Case], str] = str
) -> Callable[[Callable[[Case], None]], Callable[[], None]]:
    """Makes a test of one case a test of them all: every case is tried, those that fail are named with their traces."""
    tried = list(cases)

    def of_one(test: Callable[[Case], None]) -> Callable[[], None]:
        def of_all() -> None:
            failures = []
            for case in tried:
                try:
                    test(case)
                except Exception as failure:  # noqa: BLE001 (whatever it is, the other cases are tried)
                    failure.add_note(f"with {name(case)}")
                    failures.append(failure)
            if failures:
                names = ", ".join(failure.__notes__[-1].removeprefix("with ") for failure in failures)
                raise ExceptionGroup(f"{len(failures)} of {len(tried)} fail: {names}", failures)

        assert tried, "nothing to try"
        of_all.__name__, of_all.__doc__, of_all.__module__ = test.__name__, test.__doc__, test.__module__
        return of_all

    return of_one
