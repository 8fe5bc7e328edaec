"""The terminal as a channel: `python -m bot chat` prints what the outbox gives."""

from bot.channels.typed import TypedChannel


class TerminalChannel(TypedChannel):
    """See TypedChannel."""

    name = "terminal"
