"""How long something takes a processor at best: a busy machine slows any single run down."""

import time
from collections.abc import Callable

TIMES = 3


def quickest(work: Callable[[int], object]) -> float:
    """Give the seconds of processor time of the quickest run; `work` is told its number."""
    took = []
    for number in range(TIMES):
        started = time.process_time()
        work(number)
        took.append(time.process_time() - started)
    return min(took)
