"""What the staff's pages work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import current_app, g, request

from bot.channels.base import Channels
from bot.console.limits import SignInLimits
from bot.conversation.turn import Office
from bot.delivery.engine import Waker
from bot.leads.viewers import Viewer
from bot.settings import Settings
from bot.storage.database import Database

NAME = "console"


@dataclass(frozen=True)
class Desk:
    """The parts that the pages use."""

    database: Database
    channels: Channels
    settings: Settings
    waker: Waker
    sign_ins: SignInLimits
    clock: Callable[[], datetime]
    parameters: Callable[[datetime], Any]  # the law's values as they hold then
    office: Office  # as citizens read about it


def desk() -> Desk:
    """Give the parts of the app that answers now."""
    return cast(Desk, current_app.extensions[NAME])


def viewer() -> Viewer:
    """Give who is signed in; only for pages that ask for it."""
    return cast(Viewer, g.viewer)


def address() -> str:
    """Give where the request comes from, for the audit log."""
    return request.remote_addr or ""


def absolute(path: str) -> str:
    """Give the address under which people reach a page of ours from elsewhere."""
    base = desk().settings.public_url or request.host_url
    return f"{base.rstrip('/')}{path}"


def number(text: str) -> int | None:
    """Read the number of a row, None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
