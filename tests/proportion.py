"""Whether work grows in proportion to its input: ratios of processor time within one run, the best of several tries."""

import gc
import time
from collections.abc import Callable

TRIES = 6
TIMES = 2.5
#: What the clock itself needs, in seconds.
LEAST = 0.005

Work = Callable[[], object]


def seconds(work: Work) -> float:
    """Processor time of one run. The collector's pauses grow with all that the process holds, not with the work."""
    gc.collect()
    gc.disable()
    try:
        begin = time.process_time()
        work()
        return time.process_time() - begin
    finally:
        gc.enable()


def in_proportion(half: Work, whole: Work) -> bool:
    """Whether twice the input takes less than 2.5 times as long. A busy machine may spoil some tries, not all."""
    return any(seconds(whole) + LEAST < TIMES * (seconds(half) + LEAST) for _ in range(TRIES))
