"""Deployments of the delivery tests."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.storage.database import Database
from tests.delivery.world import Platform, World


@pytest.fixture
def platform() -> Iterator[Platform]:
    local = Platform()
    yield local
    local.close()


@pytest.fixture
def make_world(database: Database, platform: Platform) -> Callable[..., World]:
    def make(**parts: Any) -> World:
        return World(database, platform, **parts)

    return make


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
