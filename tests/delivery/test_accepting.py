"""Keeping what comes in: together where it comes together, each with its own fate."""

import threading
import time
from functools import partial

import pytest
from sqlalchemy.exc import DBAPIError

from bot.delivery import accepting
from bot.delivery.arrivals import Arrival, Gathering
from tests.delivery.world import World, raw


def gathering(world: World) -> Gathering:
    return Gathering(partial(accepting.keep, world.database))


def arrive(world: World, *events: dict[str, object], account: str = "a") -> Arrival:
    made = [raw({"text": "chào", "account": account, **event}) for event in events]
    return Arrival("plain", made, frozenset({"a"}), world.clock())


def together(world: World, arrivals: list[Arrival]) -> list[object]:
    """Let arrivals wait behind a commit that is under way, so that they are kept as one group."""
    gathered = gathering(world)
    gathered_by, started, go_on = world.database.gathered, threading.Event(), threading.Event()

    def slow():
        world.database.gathered = gathered_by
        started.set()
        go_on.wait(5)
        return gathered_by()

    world.database.gathered = slow
    outcomes: list[object] = [None] * len(arrivals)

    def keep(at: int) -> None:
        try:
            outcomes[at] = gathered.keep(arrivals[at])
        except DBAPIError as error:
            outcomes[at] = error

    first = threading.Thread(target=gathered.keep, args=(arrive(world, {"id": "first"}),))
    first.start()
    started.wait(5)
    threads = [threading.Thread(target=keep, args=(at,)) for at in range(len(arrivals))]
    for thread in threads:
        thread.start()
    while len(gathered._waiting) < len(arrivals):
        time.sleep(0.01)
    go_on.set()
    for thread in (first, *threads):
        thread.join(10)
    return outcomes


def test_what_comes_together_is_kept_together(world: World) -> None:
    arrivals = [arrive(world, {"id": f"{n}", "person": f"p{n % 3}"}) for n in range(9)]
    outcomes = together(world, arrivals)
    assert len(world.inbox()) == 10
    assert all(len(woken) == 1 for woken in outcomes)
    assert len({woken[0] for woken in outcomes}) == 3


def test_a_duplicate_in_one_group_is_kept_once(world: World) -> None:
    together(world, [arrive(world, {"id": "same"}), arrive(world, {"id": "same"})])
    assert [event.event_key for event in world.inbox()].count("same") == 1


def test_one_that_cannot_be_kept_does_not_cost_the_others(world: World) -> None:
    broken = arrive(world, {"id": "broken"})
    broken.events = [raw({"id": "broken", "text": "x"})]
    object.__setattr__(broken.events[0], "account", None)  # refused by the table
    broken.known = frozenset({"a", None})
    outcomes = together(world, [arrive(world, {"id": "1"}), broken, arrive(world, {"id": "2"})])
    assert isinstance(outcomes[1], DBAPIError)
    assert [len(outcomes[0]), len(outcomes[2])] == [1, 1]
    assert sorted(event.event_key for event in world.inbox()) == ["1", "2", "first"]


def test_one_batch_may_hold_many_people_and_accounts(world: World) -> None:
    arrival = arrive(
        world,
        {"id": "1", "person": "p"},
        {"id": "2", "person": "q"},
        {"id": "3", "account": "unknown"},
        {"id": "4", "person": "p", "disposition": "keep"},
    )
    assert len(gathering(world).keep(arrival)) == 2
    assert [event.status for event in world.inbox()] == ["new", "new", "kept", "kept"]


@pytest.mark.parametrize("count", [1, 50])
def test_a_redelivered_batch_is_kept_once(world: World, count: int) -> None:
    events = [{"id": f"{n}", "person": f"p{n}"} for n in range(count)]
    gathered = gathering(world)
    assert len(gathered.keep(arrive(world, *events))) == count
    gathered.keep(arrive(world, *events))
    assert len(world.inbox()) == count
