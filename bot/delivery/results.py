"""What came of a send."""

from dataclasses import dataclass

from bot.channels.errors import SendError


@dataclass(frozen=True)
class Sent:
    """The platform took a part of the reply; `last` says that it was the last one."""

    platform_id: str
    last: bool


@dataclass(frozen=True)
class Failed:
    """The platform did not take it. `counted` is false when the whole channel is in trouble."""

    error: SendError
    counted: bool = True


@dataclass(frozen=True)
class PutOff:
    """Nothing was sent: the rate, a pause or a missing token asks to wait so many seconds."""

    seconds: float


Result = Sent | Failed | PutOff
