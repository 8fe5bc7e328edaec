"""A short form of `bench.chaos`: everything around the messages breaks, and the count is right."""

import pytest

from bench.chaos import Chaos


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_is_lost_doubled_or_mixed_up_in_chaos(kind: str) -> None:
    report = Chaos(kind, messages=1000, people=50, every=0.5, seed=7, lasting=6).run()
    assert report.good, report
    assert report.faults.total() > 1
