"""Real processes, killed in the middle: every accepted message is answered, in order."""

import threading
import time
from collections.abc import Iterator

import pytest
import requests

from bench.deployment import Deployment, wait_for_web, wait_until_ready
from bot.simulator.platforms import SimulatedPlatforms

PEOPLE, EACH = 30, 10


@pytest.fixture
def platforms() -> Iterator[SimulatedPlatforms]:
    with SimulatedPlatforms(echo=True) as started:
        started.world.zalo_package = 1_000_000  # answers to a backlog may be more than 8 an act
        yield started


@pytest.fixture
def deployment(platforms: SimulatedPlatforms) -> Iterator[Deployment]:
    rates = {"ZALO_SEND_RATE": "0", "MESSENGER_SEND_RATE": "0"}
    started = Deployment({**platforms.environment(), **rates}, "bench.counting")
    yield started
    started.close()


def say(platforms: SimulatedPlatforms, person: int, number: int) -> bool:
    """One message of a person; gives whether the product said that it has it."""
    who, text = f"24684588352919{person:04}", f"tin {number}"
    try:
        if person % 2:
            event = platforms.zalo.text(who, text, msg_id=f"z{person}-{number}")
            return platforms.send_zalo(event).status_code == 200
        event = platforms.messenger.text(who, text, mid=f"m_{person}-{number}")
        return platforms.send_messenger(event).status_code == 200
    except requests.RequestException:
        return False


def test_three_kills_lose_nothing_and_keep_the_order(
    deployment: Deployment, platforms: SimulatedPlatforms, eventually
) -> None:
    process, url = deployment.start("run")
    platforms.connect(url)
    wait_until_ready(url)
    accepted: list[tuple[int, int]] = []

    def talk(people: range) -> None:
        for number in range(EACH):
            for person in people:
                while not say(platforms, person, number):  # as a platform: until it hears 200
                    time.sleep(0.1)
                accepted.append((person, number))

    talkers = [threading.Thread(target=talk, args=(range(n, PEOPLE, 5),)) for n in range(5)]
    for talker in talkers:
        talker.start()
    for kill in range(1, 4):
        eventually(lambda at=kill: len(accepted) >= at * PEOPLE * EACH // 4, within=60)
        process.kill()
        process.start()
        wait_for_web(process, url)
    for talker in talkers:
        talker.join(60)
    assert len(accepted) == PEOPLE * EACH
    eventually(lambda: answered(platforms) == PEOPLE * EACH, within=60, why=deployment.logs())
    for texts in by_person(platforms).values():
        assert without_doubles(texts) == [f"{n + 1} tin {n}" for n in range(EACH)]
    assert process.stop() < 10


def by_person(platforms: SimulatedPlatforms) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {}
    for sent in platforms.sent():
        people.setdefault(sent.person, []).append(sent.text)
    return people


def answered(platforms: SimulatedPlatforms) -> int:
    return sum(len(set(texts)) for texts in by_person(platforms).values())


def without_doubles(texts: list[str]) -> list[str]:
    """Drop what a kill in the instant of the send repeated: it follows its first at once."""
    return [text for at, text in enumerate(texts) if at == 0 or texts[at - 1] != text]
