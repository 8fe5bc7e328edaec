"""One request: pooled, over in time whatever the other side does, told apart by what was sent."""

import threading
import time

import pytest

from bot.channels.errors import Do, SendError
from bot.channels.http import Http
from bot.simulator.faults import Fault

PATH = "/v3.0/oa/message/cs"


@pytest.mark.parametrize("how", ["silent", "slow", "delay"])
def test_a_platform_that_dawdles_is_given_up_in_time(platforms, how):
    platforms.faults.add(Fault(how, seconds=30))
    begun = time.monotonic()
    with pytest.raises(SendError) as caught:
        Http("Zalo", platforms.base_url, total=0.5).call("POST", PATH, json_body={})
    assert time.monotonic() - begun < 2
    error = caught.value
    assert (error.do, error.code, error.unknown) == (Do.RETRY, "time-out", True)


def test_a_host_that_does_not_exist_was_not_reached():
    with pytest.raises(SendError) as caught:
        Http("Zalo", "http://nowhere.invalid").call("POST", PATH, json_body={})
    assert (caught.value.do, caught.value.unknown) == (Do.RETRY, False)


def test_threads_share_open_connections(platforms):
    http = Http("Zalo", platforms.base_url)
    before = threading.active_count()
    for _ in range(20):
        http.call("POST", PATH, json_body={})
    assert threading.active_count() - before <= 1  # the simulator has a thread a connection
    threads = [
        threading.Thread(target=http.call, args=("POST", PATH), kwargs={"json_body": {}})
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert http.call("POST", PATH, json_body={}).status == 200
